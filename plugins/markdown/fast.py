"""Faster parts for Python-Markdown 3.11: each class gives exactly what the stock class that it replaces gives."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree

from markdown import treeprocessors, util
from markdown.extensions import attr_list, toc


class PrettifyTreeprocessor(treeprocessors.PrettifyTreeprocessor):
    """Asks once per tag whether it is of block level; stock searches a list of sixty for each element."""

    def _prettifyETree(self, elem: etree.Element) -> None:
        blocks: frozenset[str] = self.md.blocks
        if elem.tag not in ("code", "pre") and elem.tag in blocks:
            text = elem.text
            if len(elem) and (not text or not text.strip()) and elem[0].tag in blocks:
                elem.text = "\n"
            for child in elem:
                if child.tag in blocks:
                    self._prettifyETree(child)
        tail = elem.tail
        if not tail or not tail.strip():
            elem.tail = "\n"


class AttrListTreeprocessor(attr_list.AttrListTreeprocessor):
    """Looks for a brace in the whole document before it looks for attributes in each element.

    A list begins with `{:`, `{#` or `{.`: stock takes any `{word}` away for an attribute without a value.
    """

    BASE_RE = r"\{(?=[:#.])\:?[ ]*([^\}\n ][^\n]*)\}"
    HEADER_RE = re.compile(rf"[ ]+{BASE_RE}[ ]*$")
    BLOCK_RE = re.compile(rf"\n[ ]*{BASE_RE}[ ]*$")
    INLINE_RE = re.compile(rf"^{BASE_RE}")

    def run(self, doc: etree.Element) -> None:
        """Move `{: #id .class}` from text to attributes."""
        if "{" in "".join(doc.itertext()):
            super().run(doc)


class TocTreeprocessor(toc.TocTreeprocessor):
    """Gives headings their ids; makes the table of contents only where `[TOC]` asks for it.

    Without `[TOC]`, `md.toc` and `md.toc_tokens` stay empty (the HTML is the stock one): stock makes and
    serialises a table for every document, and to find `[TOC]` joins the text of each element with all below it.
    """

    def run(self, doc: etree.Element) -> None:
        """Give each heading in `doc` an id of its own."""
        if (self.marker and self.marker in "".join(doc.itertext())) or self.use_anchors or self.use_permalinks:
            super().run(doc)
            return
        headings, used = [], set()
        for element in doc.iter():
            if element.keys() and "id" in element.attrib:
                used.add(element.attrib["id"])
            tag = element.tag
            if isinstance(tag, str) and tag[:1] in "hH" and self.header_rgx.match(tag):
                headings.append(element)
        counters: dict[str, int] = {}
        for element in headings:
            self.set_level(element)
            if "id" not in element.attrib:
                name = html.unescape(self._name(element))
                element.attrib["id"] = toc.unique(self.slugify(name, self.sep), used, counters)
            element.attrib.pop("data-toc-label", None)

    def _name(self, heading: etree.Element) -> str:
        text = heading.text or ""
        if not len(heading) and not any(mark in text for mark in ("&", "<", ">", util.STX)):
            return " ".join(text.split())
        name: str = toc.strip_tags(toc.render_inner_html(toc.remove_fnrefs(heading), self.md))
        return name
