"""Notes at the foot of a text, in the form of Python-Markdown: the marks that cite them, the list with ways back."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Mapping

from plugins.i18n.languages import facts_of
from plugins.markdown.gfm import Event

_ARROW = "↩\ufe0e"
_NO_ID = re.compile(r"[^\w.-]+")


class Notes:
    """The notes of one text, numbered as their definitions follow each other."""

    def __init__(self, lang: str, events: Iterable[Event]):
        labels = [
            event["Start"]["FootnoteDefinition"]
            for event in events
            if isinstance(event, dict)
            and isinstance(event.get("Start"), dict)
            and "FootnoteDefinition" in event["Start"]
        ]
        self._back = facts_of(lang).back_link
        self._numbers = {label: number for number, label in enumerate(dict.fromkeys(labels), start=1)}
        self._ids: dict[str, str] = {}
        for label in self._numbers:
            self._ids[label] = _NO_ID.sub("-", label)
        self._cited: dict[str, int] = {}

    def refer(self, label: str) -> etree.Element:
        """Return the mark in the text that cites a note."""
        times = self._cited[label] = self._cited.get(label, 0) + 1
        mark = etree.Element("sup", {"id": self._mark(label, times)})
        link = etree.SubElement(mark, "a", {"class": "footnote-ref", "href": f"#fn:{self._ids[label]}"})
        link.text = str(self._numbers[label])
        return mark

    def at_foot(self, notes: Mapping[str, etree.Element]) -> etree.Element:
        """The list of all notes, each with links back to the marks."""
        foot = etree.Element("div", {"class": "footnote"})
        etree.SubElement(foot, "hr")
        items = etree.SubElement(foot, "ol")
        for label, item in notes.items():
            item.set("id", f"fn:{self._ids[label]}")
            last = item[-1] if len(item) and item[-1].tag == "p" else etree.SubElement(item, "p")
            if last.text or len(last):
                _append(last, "\u00a0")
            for times in range(1, max(1, self._cited.get(label, 0)) + 1):
                href = f"#{self._mark(label, times)}"
                title = self._back.format(self._numbers[label])
                link = etree.SubElement(last, "a", {"class": "footnote-backref", "href": href, "title": title})
                link.text = _ARROW
            items.append(item)
        return foot

    def _mark(self, label: str, times: int) -> str:
        return f"fnref{times if times > 1 else ''}:{self._ids[label]}"


def _append(element: etree.Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
