"""A picture with a caption becomes a figure; the address of a video or map, alone in a paragraph, a card. A card is a
link and loads nothing from there: no reader is told of to others before they choose to go."""

from __future__ import annotations

import xml.etree.ElementTree as etree

from markdown import treeprocessors
from markdown.util import AtomicString

from plugins.markdown.addresses import place_of


class CardProcessor(treeprocessors.Treeprocessor):
    """Makes figures and cards of paragraphs that hold nothing but a picture or a link."""

    def __init__(self, md: object, lang: str):
        super().__init__(md)
        self.lang = lang

    def run(self, root: etree.Element) -> None:
        """Change the paragraphs in place."""
        for paragraph in root.iter("p"):
            if len(paragraph) == 1 and not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip():
                child = paragraph[0]
                if child.tag == "img" and child.get("title"):
                    _figure(paragraph, child)
                elif child.tag == "a":
                    self._card(paragraph, child)

    def _card(self, paragraph: etree.Element, link: etree.Element) -> None:
        address = link.get("href", "")
        place = place_of(address, self.lang)
        if not place:
            return
        paragraph.set("class", " ".join(filter(None, (paragraph.get("class"), "embed"))))
        words = "".join(link.itertext()).strip()
        bare = address.partition("://")[2]
        if words in ("", address, bare):
            words = "" if len(link) else bare.removeprefix("www.")
            link.text = None
        where = etree.Element("span", {"class": "embed-place"})
        where.text = AtomicString(place)
        if words and not len(link):
            title = etree.SubElement(link, "span", {"class": "embed-title"})
            title.text, link.text = link.text or AtomicString(words), None
        if len(link):
            link[-1].tail = f"{link[-1].tail or ''} "
        link.append(where)


def _figure(paragraph: etree.Element, image: etree.Element) -> None:
    paragraph.tag, paragraph.text, image.tail = "figure", None, None
    caption = etree.SubElement(paragraph, "figcaption")
    caption.text = image.attrib.pop("title")
