"""The events of a Markdown text → the tree that Python-Markdown's processors work on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable
from typing import Any

from markdown import util
from markdown.extensions import attr_list
from markdown.util import AtomicString, HtmlStash

from plugins.markdown import dialect
from plugins.markdown.gfm import Event
from plugins.markdown.limits import CELLS, DEPTH, ELEMENTS, TooComplex

_TAGS = {
    "Paragraph": "p",
    "Item": "li",
    "Emphasis": "em",
    "Strong": "strong",
    "Strikethrough": "del",
    "DefinitionList": "dl",
    "DefinitionListTitle": "dt",
    "DefinitionListDefinition": "dd",
    "BlockQuote": "blockquote",
    "TableRow": "tr",
    "TableHead": "tr",
}
#: Something that the serializer would leave as a reference, though its author wrote it out as text.
_REFERENCE = re.compile(r"&(?=#[0-9]+;|#x[0-9a-f]+;|[0-9a-z]+;)", re.IGNORECASE)
_LANGUAGE = re.compile(r"\.?([\w#.+-]*)")
_TASK = {False: dialect.TO_DO, True: dialect.DONE}


class ElementTree:
    """Builds the tree of one text: `root`, and the notes at its foot by label, in the order of the text.

    `place` counts the events that were read; where one was too much, it is that one's.
    """

    def __init__(self, stash: HtmlStash, refer: Callable[[str], etree.Element]):
        self.root = etree.Element("div")
        self.notes: dict[str, etree.Element] = {}
        self._stash, self._refer = stash, refer
        self._open = [self.root]
        self._last: etree.Element | None = None  # the last child of the innermost open element
        self._text: list[str] = []
        self._alt: list[str] | None = None
        self._alignments: list[tuple[str, ...]] = []
        self._cell = 0
        self._cells = 0
        self._elements = 0
        self.place = 0
        self._starters: dict[str, Callable[[Any], None]] = {
            "Heading": self._start_heading,
            "List": self._start_list,
            "Table": self._start_table,
            "TableCell": self._start_cell,
            "Link": self._start_link,
            "Image": self._start_image,
            "CodeBlock": self._start_code,
            "HtmlBlock": lambda _: self._flush(),
            "FootnoteDefinition": self._start_note,
        }
        self._in_head = False
        self._is_address = False  # the link that was opened last is an address between `<` and `>`

    def build(self, events: Iterable[Event]) -> ElementTree:
        """Put all events into the tree, and return it. Raises TooComplex."""
        for self.place, event in enumerate(events):
            self._take(event)
        self._flush()
        return self

    def _take(self, event: Event) -> None:
        if isinstance(event, str):
            self._mark(event)
            return
        [(kind, value)] = event.items()
        if kind == "Text":
            (self._text if self._alt is None else self._alt).append(value)
        elif kind == "Start":
            name, given = (value, None) if isinstance(value, str) else next(iter(value.items()))
            self._start(name, given)
        elif kind == "End":
            self._end(value if isinstance(value, str) else next(iter(value)))
        else:
            self._leaf(kind, value)

    def _mark(self, name: str) -> None:
        """An event without content: the end of a line, or a rule."""
        if self._alt is not None:
            self._alt.append(" ")
        elif name == "Rule":
            self._add(etree.Element("hr"))
        else:
            if name == "HardBreak":
                self._add(etree.Element("br"))
            self._text.append("\n")

    def _flush(self) -> None:
        """Put the text that was read where it belongs."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        text = _literal(text)
        if self._last is None:
            self._open[-1].text = text
        else:
            self._last.tail = text

    def _add(self, element: etree.Element) -> etree.Element:
        self._flush()
        self._elements += 1
        if self._elements > ELEMENTS:
            raise TooComplex("elements", 1)
        self._open[-1].append(element)
        self._last = element
        return element

    def _push(self, element: etree.Element) -> None:
        if len(self._open) > DEPTH:
            raise TooComplex("depth", 1)
        self._open.append(element)
        self._last = None

    def _start(self, name: str, given: Any) -> None:
        if self._alt is not None:
            return
        tag = _TAGS.get(name)
        if name == "Strong" and self._open[-1].tag == "strong":
            self._flush()
            self._open.append(self._open[-1])  # bold within bold is bold, as GitHub has it
        elif tag:
            if name == "TableHead":
                self._push(self._add(etree.Element("thead")))
                self._in_head, self._cell = True, 0
            elif name == "TableRow":
                if self._open[-1].tag == "table":
                    self._push(self._add(etree.Element("tbody")))
                self._cell = 0
            self._push(self._add(etree.Element(tag)))
        else:
            self._starters[name](given)

    def _start_heading(self, given: dict[str, str]) -> None:
        self._push(self._add(etree.Element(given["level"].lower())))

    def _start_list(self, first: int | None) -> None:
        element = etree.Element("ul" if first is None else "ol")
        if first is not None and first != 1:
            element.set("start", str(first))
        self._push(self._add(element))

    def _start_table(self, alignments: tuple[str, ...]) -> None:
        self._alignments.append(alignments)
        self._push(self._add(etree.Element("table")))

    def _start_cell(self, _: None) -> None:
        self._cells += 1
        if self._cells > CELLS:
            raise TooComplex("table", 1)
        element = etree.Element("th" if self._in_head else "td")
        alignments = self._alignments[-1]
        if self._cell < len(alignments) and alignments[self._cell] != "None":
            element.set("class", f"align-{alignments[self._cell].lower()}")
        self._cell += 1
        self._push(self._add(element))

    def _start_link(self, given: dict[str, str]) -> None:
        address = _literal(dialect.read(given["dest_url"]))
        if given["link_type"] == "Email":
            address = f"mailto:{address}"
        element = etree.Element("a", {"href": address})
        if given["title"]:
            element.set("title", _literal(dialect.read(given["title"])))
        self._push(self._add(element))
        self._is_address = given["link_type"] in ("Email", "Autolink")

    def _start_image(self, given: dict[str, str]) -> None:
        element = etree.Element("img", {"src": _literal(dialect.read(given["dest_url"]))})
        if given["title"]:
            element.set("title", _literal(dialect.read(given["title"])))
        self._add(element)
        self._alt = []

    def _start_code(self, given: Any) -> None:
        element = self._add(etree.Element("pre"))
        code = etree.SubElement(element, "code")
        if given != "Indented":
            _name_code(element, code, dialect.source(given["Fenced"]))
        self._push(element)

    def _start_note(self, label: str) -> None:
        self._flush()
        self._push(self.notes.setdefault(label, etree.Element("li")))

    def _end(self, name: str) -> None:
        if name == "Image":
            assert self._last is not None and self._alt is not None
            self._last.set("alt", _literal(dialect.read("".join(self._alt))))
            self._alt = None
        elif self._alt is not None:
            return
        elif name == "CodeBlock":
            text = dialect.source("".join(self._text))
            self._text.clear()
            self._open[-1][0].text = AtomicString(_literal(f"{text.rstrip()}\n"))
            self._pop()
        elif name == "HtmlBlock":
            html = dialect.source("".join(self._text))
            self._text.clear()
            self._add(etree.Element("p")).text = AtomicString(self._stash.store(html))
        else:
            self._flush()
            if name in ("TableHead", "Table") and self._open[-1].tag != "table":
                self._pop()  # the head's row, or the body
                self._in_head = False
            if name == "Table":
                self._alignments.pop()
            element = self._pop()
            if name == "BlockQuote":
                _box(element)
            elif name == "Link" and self._is_address:
                element.text = AtomicString(element.text or "")
                self._is_address = False

    def _pop(self) -> etree.Element:
        element = self._open.pop()
        inside = self._open[-1]
        self._last = inside[-1] if len(inside) else None
        return element

    def _leaf(self, kind: str, value: Any) -> None:
        if self._alt is not None:
            if kind == "Code":
                self._alt.append(dialect.source(value))
        elif kind == "Code":
            self._add(etree.Element("code")).text = AtomicString(_literal(dialect.source(value)))
        elif kind == "InlineHtml":
            self._text.append(self._stash.store(dialect.source(value)))
        elif kind == "Html":
            self._text.append(value)
        elif kind == "FootnoteReference":
            self._add(self._refer(value))
        elif kind == "TaskListMarker":
            self._text.append(f"{_TASK[value]} ")


def _literal(text: str) -> str:
    """`text` with each ampersand that the serializer would take for the beginning of a reference written as one."""
    return _REFERENCE.sub(f"{util.AMP_SUBSTITUTE}amp;", text) if "&" in text else text


def _name_code(block: etree.Element, code: etree.Element, info: str) -> None:
    """Put what the line of a fence says into attributes: a language, or a list as `{.python #example}`."""
    if info.startswith("{") and info.endswith("}"):
        given, rest = attr_list.get_attrs_and_remainder(info[1:-1])
        classes = [value for key, value in given if key == "." and value] if not rest else []
        for key, value in given if not rest else ():
            if key == "id" and value:
                block.set("id", value)
            elif key in ("lang", "dir") and value:
                code.set(key, value)
        if classes[1:]:
            block.set("class", " ".join(classes[1:]))
        language = classes[0] if classes else ""
    else:
        found = _LANGUAGE.match(info)
        language = found[1] if found else ""
    if language:
        code.set("class", f"language-{language}")


def _box(quote: etree.Element) -> None:
    """Make an admonition of the quote that stood for it."""
    head = quote[0] if len(quote) else None
    if head is None or head.tag != "h1" or not (head.text or "").startswith(dialect.BOX):
        return
    _, kind, title = str(head.text).split(dialect.BOX, 2)
    quote.tag = "div"
    quote.set("class", f"admonition {kind}")
    head.tag, head.text = "p", title
    head.set("class", "admonition-title")
    if not title and not len(head):
        quote.remove(head)
