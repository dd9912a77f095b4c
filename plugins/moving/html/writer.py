"""A tidied tree, written as Markdown: a function for each sort of element, and HTML for what Markdown has no form for.

The result is read by GitHub's rules, as the rest of the site is: what opens and closes emphasis depends on the letters
beside it (https://spec.commonmark.org/0.31.2/#emphasis-and-strong-emphasis), so where stars would not do, tags stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import escape
from typing import NamedTuple, Protocol
from urllib.parse import quote

from lxml import etree

from plugins.model.problem import _
from plugins.moving.html.tidy import Tidied, is_wrap
from plugins.moving.values import OldRemark

_BLOCKS = frozenset(
    """
    p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table blockquote pre figure hr details summary div section article main header
    footer aside nav center address fieldset tbody thead tfoot tr td th caption figcaption hgroup
    """.split()  # noqa: SIM905 (a list of words reads better)
)
#: Elements that stay as they are, within a line.
_TAGS = frozenset("sub sup abbr mark small kbd u ins cite q time dfn samp var".split())  # noqa: SIM905 (likewise)
_STRONG, _EMPHASIS, _STRUCK = frozenset(("strong", "b")), frozenset(("em", "i")), frozenset(("del", "s", "strike"))
_STARS = {**dict.fromkeys(_STRONG, "**"), **dict.fromkeys(_EMPHASIS, "*"), **dict.fromkeys(_STRUCK, "~~")}
_NAMES = {"b": "strong", "i": "em", "s": "del", "strike": "del"}
_ESCAPED = re.compile(r"([\\`*\[\]<{~|])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_MAY_NEED = re.compile(r"[\\`*\[\]<{~|_&]")  # most words of most texts need nothing
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\s{0,3})(#{1,6}(?=\s|$)|[+-](?=\s|$)|>|=+\s*$|:(?=\s)|!!!|\?\?\?)")
_NUMBER_START = re.compile(r"^(\s{0,3}\d{1,9})([.)])(?=\s|$)")
_ROUGH = re.compile(r"[\t\r\n\f]|  | \u00a0|\u00a0 ")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HARD = (
    "\uf8ff"  # a break of a line, until the block that it is in is known (a private character, which is dropped before)
)
_ADDRESS = re.compile(r"https?://[^\s<>]+")

_COMPLEX = _("a table stays HTML: Markdown has no cells that span others, or no table without a head")
_FINE = _("nothing needs to be done; rewrite it if it is to be edited")
_UNKNOWN = _("<{name}> was taken off; its words stay")
_LOOK = _("look at the old page")


class OldPicture(NamedTuple):
    """A picture as the text is to name it: its address here, and what the old site says of it."""

    address: str
    alt: str = ""
    caption: str = ""


class World(Protocol):
    """What is known of addresses."""

    def link(self, address: str) -> str:
        """Return where a link of the old text leads to now; the same address, where that is elsewhere."""
        ...

    def picture(self, address: str) -> OldPicture:
        """Return a picture of the old text."""
        ...

    def file(self, address: str) -> str:
        """Return a recording or film of the old text: a file beside the text, or its address."""
        ...


class MadeMarkdown(NamedTuple):
    """A text as Markdown, with what could not be carried."""

    text: str
    remarks: tuple[OldRemark, ...]


def markdown_of(text: str, world: World) -> MadeMarkdown:
    """Return HTML as Markdown."""
    if not text.strip():
        return MadeMarkdown("", ())
    tidied = Tidied(text.replace(_HARD, ""))
    writer = _Writer(world, tidied)
    body = "\n\n".join(writer.blocks(tidied.root))
    notes = [writer.note(mark, note) for mark, note in tidied.notes.items()]
    whole = "\n\n".join((body, *notes)).strip()
    return MadeMarkdown(unicodedata.normalize("NFC", whole), tuple(dict.fromkeys((*tidied.remarks, *writer.remarks))))


class _Writer:
    def __init__(self, world: World, tidied: Tidied):
        self.world, self.linked = world, tidied.linked
        self.remarks: list[OldRemark] = []
        self.by_name: dict[str, Callable[[etree._Element], list[str]]] = {
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quote,
            "pre": self._code,
            "table": self._table,
            "figure": self._figure,
            "hr": lambda element: ["---"],
            "dl": self._terms,
            "details": self._details,
        }

    # -------------------------------------------------------------------------------------------- blocks

    def blocks(self, element: etree._Element) -> list[str]:
        """Return what an element holds as blocks: those within it, and paragraphs of what stands between them."""
        found: list[str] = []
        line = _TextLine()
        self._flow(element, found, line)
        self._end(found, line)
        return found

    def _flow(self, element: etree._Element, found: list[str], line: _TextLine) -> None:
        line.add(_text(element.text))
        for child in element:
            if child.tag in _BLOCKS or _has_blocks(child):
                self._end(found, line)
                found += self._block(child)
            else:
                self._inline(child, line)
            line.add(_text(child.tail))

    def _end(self, found: list[str], line: _TextLine) -> None:
        text = line.done()
        if text:
            found.append(text)

    def _block(self, element: etree._Element) -> list[str]:
        name = element.tag
        anchor = self._anchor(element)
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            words = _flat(self._words(element))
            made = [f"{'#' * max(int(name[1]), 2)} {anchor}{words}"] if words.strip() else []
        elif name in self.by_name:
            made = self.by_name[name](element)
            made = [anchor, *made] if anchor else made
        else:
            made = self.blocks(element)
            made = [f"{anchor}{made[0]}", *made[1:]] if anchor and made else made
        return made

    def _anchor(self, element: etree._Element) -> str:
        """A place that a link of the text leads to; others are not kept."""
        return "".join(
            f'<a id="{escape(name)}"></a>'
            for name in dict.fromkeys((element.get("id", ""), element.get("name", "")))
            if name and name in self.linked
        )

    def _quote(self, element: etree._Element) -> list[str]:
        inner = "\n\n".join(self.blocks(element))
        return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []

    def _code(self, element: etree._Element) -> list[str]:
        for line in element.iter("br"):
            line.tail = "\n" + (line.tail or "")
        text = "".join(element.itertext()).strip("\n")
        inner = element.find("code")
        classes = f"{element.get('class', '')} {inner.get('class', '') if inner is not None else ''}"
        lang = re.search(r"\b(?:language|lang|brush:)[- ]?([A-Za-z0-9+#]+)", classes)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        return [f"{fence}{lang[1] if lang else ''}\n{text}\n{fence}"] if text.strip() else []

    def _list(self, element: etree._Element) -> list[str]:
        items, number = list[str](), _whole(element.get("start")) if element.tag == "ol" else 0
        loose = any(len(list(item.iterchildren("p"))) > 1 for item in element.iterchildren("li"))
        self._lists_within_lists(element)
        for item in element.iterchildren("li"):
            mark = f"{number}. " if element.tag == "ol" else "- "
            number += 1
            parts = self.blocks(item)
            anchor = self._anchor(item)
            inner = anchor + "".join(part if not at else _room(part, loose) + part for at, part in enumerate(parts))
            indent = " " * len(mark)
            items.append(mark + "\n".join(f"{indent}{line}" if line else "" for line in inner.split("\n")).lstrip(" "))
        return [("\n\n" if loose else "\n").join(items)] if items else []

    def _lists_within_lists(self, element: etree._Element) -> None:
        """A list that stands right within a list, as editors wrote them, belongs to the item before it."""
        for child in list(element):
            if child.tag in ("ul", "ol"):
                before = child.getprevious()
                if before is not None and before.tag == "li":
                    before.append(child)
                else:
                    child_item = etree.Element("li")
                    element.replace(child, child_item)
                    child_item.append(child)

    def _terms(self, element: etree._Element) -> list[str]:
        lines: list[str] = []
        for child in element.iter("dt", "dd"):
            words = _flat(self._words(child)) if child.tag == "dt" else ""
            if child.tag == "dt":
                lines += ["", words] if lines and lines[-1].startswith(":") else [words]
            else:
                inner = "\n\n".join(self.blocks(child)).replace("\n", "\n    ")
                lines.append(f":   {inner}")
        return ["\n".join(lines).strip("\n")] if lines else []

    def _details(self, element: etree._Element) -> list[str]:
        summary = element.find("summary")
        head = _flat(self._html_words(summary)) if summary is not None else ""
        if summary is not None:
            tail = summary.tail
            element.remove(summary)
            element.text = (element.text or "") + (tail or "")
        return [f"<details>\n<summary>{head}</summary>", *self.blocks(element), "</details>"]

    def _figure(self, element: etree._Element) -> list[str]:
        caption = element.find(".//figcaption")
        pictures = list(element.iter("img"))
        if len(pictures) != 1 or element.find(".//table") is not None or element.find(".//blockquote") is not None:
            return self.blocks(element)
        link = pictures[0].getparent() if pictures[0].getparent().tag == "a" else None
        words = self._words(caption).strip() if caption is not None else ""
        picture = self.world.picture(pictures[0].get("src", ""))
        alt = " ".join((pictures[0].get("alt") or picture.alt).split())
        said = "".join(caption.itertext()) if caption is not None else ""
        is_plain = caption is None or not any(True for _ in caption.iterdescendants())
        target = self._target(link, picture) if link is not None else ""
        if is_plain and not target:
            return [_image(picture.address, alt, " ".join(said.split()))]
        image = _image(picture.address, alt)
        image = f"[{image}]({_address(target)})" if target else image
        return [image, f"*{words}*" if is_plain and words else words] if words else [image]

    # -------------------------------------------------------------------------------------------- tables

    def _table(self, element: etree._Element) -> list[str]:
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
        rows = [row for row in rows if row]
        caption = element.find("caption")
        said = [_flat(self._words(caption))] if caption is not None else []
        if not rows:
            return said
        has_head = element.find(".//thead") is not None or all(cell.tag == "th" for cell in rows[0])
        is_plain = (
            has_head
            and len({len(row) for row in rows}) == 1
            and not any(_is_complex(cell) for row in rows for cell in row)
        )
        if not is_plain:
            self.remarks.append(OldRemark("tables", _COMPLEX, _FINE))
            return [self._html_table(element)]
        lines = ["| " + " | ".join(self._cell(cell) for cell in row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        return [*said, "\n".join(lines)]

    def _cell(self, cell: etree._Element) -> str:
        return self._inner(cell).strip(f" {_HARD}").replace(_HARD, "<br>")

    def _html_table(self, element: etree._Element) -> str:
        """The table as HTML of a few lines, none of them empty, for an empty one would end it."""
        lines = ["<table>"]
        caption = element.find("caption")
        if caption is not None:
            lines.append(f"<caption>{_flat(self._html_words(caption))}</caption>")
        for row in element.iter("tr"):
            cells = "".join(self._html_cell(cell) for cell in row if cell.tag in ("td", "th"))
            lines.append(f"<tr>{cells}</tr>")
        return "\n".join((*lines, "</table>"))

    def _html_cell(self, cell: etree._Element) -> str:
        spans = "".join(
            f' {name}="{number}"' for name in ("colspan", "rowspan") if (number := _whole(cell.get(name), 1)) > 1
        )
        return f"<{cell.tag}{spans}>{_flat(self._html_words(cell), '<br>')}</{cell.tag}>"

    def _html_words(self, element: etree._Element) -> str:
        """What an element holds as HTML in one line: links and pictures lead where they do in the rest of the text."""
        parts = [escape(_SPACES.sub(" ", element.text or ""), quote=False)]
        for child in element:
            inner = self._html_words(child)
            name = _NAMES.get(str(child.tag), child.tag)
            if name == "a" and child.get("href"):
                parts.append(f'<a href="{escape(self._link(child.get("href", "")))}">{inner}</a>')
            elif name == "img":
                picture = self.world.picture(child.get("src", ""))
                alt = escape(child.get("alt") or picture.alt)
                parts.append(f'<img src="{escape(picture.address)}" alt="{alt}">')
            elif name == "note-mark":
                parts.append(f"[^{child.get('n')}]")
            elif name == "br":
                parts.append("<br>")
            elif name in _KEPT:
                parts.append(f"<{name}>{inner}</{name}>")
            else:
                parts.append(f" {inner} " if name in _BLOCKS else inner)
            parts.append(escape(_SPACES.sub(" ", child.tail or ""), quote=False))
        return "".join(parts)

    # -------------------------------------------------------------------------------------------- lines

    def note(self, mark: str, note: etree._Element) -> str:
        """Return a note of the text."""
        inner = "\n\n".join(self.blocks(note)).replace("\n", "\n    ")
        return f"[^{mark}]: {inner}".rstrip()

    def _words(self, element: etree._Element) -> str:
        """What an element holds as one line, blocks within it too."""
        line = _TextLine()
        self._into(element, line)
        return line.done()

    def _into(self, element: etree._Element, line: _TextLine) -> None:
        line.add(_text(element.text))
        for child in element:
            is_block = child.tag in _BLOCKS
            if is_block and line.parts:
                line.hard()
            self._inline(child, line)
            if is_block and (child.tail or "").strip():
                line.hard()
            line.add(_text(child.tail))

    def _inline(self, element: etree._Element, line: _TextLine) -> None:
        name = element.tag
        if anchor := self._anchor(element):
            line.raw(anchor)
        if name == "br":
            line.hard()
        elif name == "note-mark":
            line.raw(f"[^{element.get('n')}]")
        elif name == "img":
            self._picture(element, line)
        elif name == "a":
            self._a(element, line)
        elif name in ("audio", "video"):
            self._media(element, line)
        elif name in _STARS:
            self._marked(element, line)
        elif name == "code" or name == "tt":
            line.raw(_in_ticks("".join(element.itertext())))
        elif name == "span" and element.get("lang"):
            line.wrap(f'<span lang="{escape(element.get("lang", ""))}">', self._inner(element), "</span>")
        elif name in _TAGS:
            title = f' title="{escape(element.get("title", ""))}"' if element.get("title") else ""
            line.wrap(f"<{name}{title}>", self._inner(element), f"</{name}>")
        elif name == "wbr":
            pass
        else:
            if not is_wrap(element) and name not in _BLOCKS:
                self.remarks.append(OldRemark("elements", _UNKNOWN.format(name=name), _LOOK))
            self._into(element, line)

    def _inner(self, element: etree._Element) -> str:
        """What an element holds, with the spaces at its ends."""
        inner = _TextLine()
        self._into(element, inner)
        return inner.text()

    def _marked(self, element: etree._Element, line: _TextLine) -> None:
        mark, name = _STARS[element.tag], _NAMES.get(element.tag, element.tag)
        line.mark(mark, name, self._inner(element))

    def _a(self, element: etree._Element, line: _TextLine) -> None:
        address, inner = element.get("href", ""), self._inner(element)
        only = element[0] if len(element) == 1 and not (element.text or "").strip() else None
        if only is not None and only.tag == "img" and not (only.tail or "").strip():
            picture = self.world.picture(only.get("src", ""))
            if not self._target(element, picture):
                line.raw(inner)
                return
        if not address or not inner.strip():
            line.raw(inner)
            return
        target = self._link(address)
        words = "".join(element.itertext()).strip()
        if (
            words == address
            and target == address
            and _ADDRESS.fullmatch(address)
            and not re.search(r"[()*_\\]$", address)
        ):
            line.raw(f"<{address}>" if not _is_card(element) else address)
        else:
            line.wrap("[", inner.replace(_HARD, " "), f"]({_address(target)})")

    def _target(self, link: etree._Element, picture: OldPicture) -> str:
        """Where a linked picture leads; nothing, where that is the picture itself."""
        address = link.get("href", "")
        own = (
            self.world.picture(address).address if re.search(r"\.(?:jpe?g|png|gif|webp)(?:\?|$)", address, re.I) else ""
        )
        return "" if not address or own == picture.address else self._link(address)

    def _link(self, address: str) -> str:
        return address if address.startswith("#") else self.world.link(address.strip())

    def _picture(self, element: etree._Element, line: _TextLine) -> None:
        source = element.get("src", "")
        if not source or source.startswith("data:"):
            return
        picture = self.world.picture(source)
        line.raw(_image(picture.address, " ".join((element.get("alt") or picture.alt).split())))

    def _media(self, element: etree._Element, line: _TextLine) -> None:
        sources = [element.get("src"), *(one.get("src") for one in element.iter("source"))]
        source = next((one for one in sources if one), "")
        if not source:
            return
        place = self.world.file(source)
        if place == source or "://" in place:
            line.raw(f"[{_escape(place.rpartition('/')[2])}]({_address(place)})")
        else:
            line.raw(f'<{element.tag} src="{escape(place)}"></{element.tag}>')


class _TextLine:
    """A line that is being written, piece by piece."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.waiting: tuple[str, str, str] | None = None  # a mark, its element, and what stands in it

    def add(self, words: str) -> None:
        """Add words as they are to be read."""
        if words:
            self._put(_escape(words), words[0])

    def raw(self, text: str) -> None:
        """Add Markdown."""
        if text:
            self._put(text, text[0])

    def hard(self) -> None:
        """End the line."""
        self._put(_HARD, "\n")

    def wrap(self, before: str, inner: str, after: str) -> None:
        """Add something between two marks, which stand close to it."""
        left, core, right = _cut(inner)
        self._put(f"{left}{before}{core}{after}{right}" if core else left, left[:1] or before[0])

    def mark(self, mark: str, name: str, inner: str) -> None:
        """Add something emphasised: with stars where these open and close there, else with tags."""
        left, core, right = _cut(inner)
        if not core or core == _HARD:
            self.raw(inner)
            return
        if left:
            self.raw(left)
        self._settle(core[0])
        self.waiting = (mark, name, core)
        if right:
            self.raw(right)

    def text(self) -> str:
        """Return what was written, with the spaces at its ends."""
        self._settle("")
        text = "".join(self.parts)
        return _SPACES.sub(" ", text) if "  " in text else text

    def done(self) -> str:
        """Return the line as a block, and begin anew."""
        text = self.text().strip(f" {_HARD}")
        self.parts = []
        if _HARD not in text:
            return _guarded(text)
        text = re.sub(rf" *{_HARD} *", _HARD, text)
        lines = [_guarded(line) for line in text.split(_HARD)]
        kept = [line for line in lines if line]
        return "\\\n".join(kept)

    def _put(self, text: str, first: str) -> None:
        self._settle(first)
        self.parts.append(text)

    def _settle(self, after: str) -> None:
        """Write what waits for the character after it."""
        if not self.waiting:
            return
        mark, name, core = self.waiting
        self.waiting = None
        before = next((part[-1] for part in reversed(self.parts) if part), "")
        good = (
            _opens(before, core[0]) and _opens(after, core[-1]) and before not in ("*", "~") and after not in ("*", "~")
        )
        good = good and not (core.startswith(mark[0]) or core.endswith(mark[0])) and _HARD not in core
        self.parts.append(f"{mark}{core}{mark}" if good else f"<{name}>{core}</{name}>")


#: Elements of a cell that stay HTML.
_KEPT = frozenset(("strong", "em", "del", "ul", "ol", "li", "p", "blockquote", "code", "pre", *_TAGS))


def _opens(outer: str, inner: str) -> bool:
    """Whether a mark between these two characters opens, or closes, emphasis of what `inner` belongs to."""
    if inner.isspace():
        return False
    if not _is_mark(inner):
        return True
    return not outer or outer.isspace() or _is_mark(outer) or outer == _HARD


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" or character in "<>[]()*_`~"


def _cut(text: str) -> tuple[str, str, str]:
    """The spaces at the beginning, what stands between, the spaces at the end."""
    core = text.strip(" \t\n" + _HARD + "\u00a0")
    if not core:
        return text, "", ""
    start = text.index(core)
    return text[:start], core, text[start + len(core) :]


def _text(text: str | None) -> str:
    if not text or not _ROUGH.search(text):
        return text or ""
    return _SPACES.sub(" ", text).replace("\u00a0 ", " ").replace(" \u00a0", " ")


def _escape(text: str) -> str:
    """Words with a stroke before whatever would be read as a mark."""
    if not _MAY_NEED.search(text):
        return text
    kept, end = [], 0
    for address in _ADDRESS.finditer(text):
        kept += [_escaped(text[end : address.start()]), address[0].replace("*", "%2A")]
        end = address.end()
    return "".join((*kept, _escaped(text[end:])))


def _escaped(text: str) -> str:
    return _ENTITY.sub("&amp;", _UNDERSCORE.sub(r"\_", _ESCAPED.sub(r"\\\1", text)))


def _guarded(line: str) -> str:
    """A line whose beginning is words and no mark of a block."""
    line = line.strip(" ")
    if line[:1].isalpha():
        return line
    line = _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}", line)
    return _NUMBER_START.sub(r"\1\\\2", line)


def _flat(text: str, joint: str = " ") -> str:
    """Several lines as one."""
    return text.replace("\\\n", joint).replace(_HARD, joint).replace("\n", " ").strip()


def _address(address: str) -> str:
    """An address between brackets: what would end it is written with per cents."""
    if address.startswith("{"):
        return address
    return quote(address, safe="/%:@!$&'*+,;=~-._?#[]{}" + "".join(c for c in address if ord(c) > 127)).replace(
        "*", "%2A"
    )


def _image(address: str, alt: str, title: str = "") -> str:
    said = f' "{_escape(title).replace(chr(34), "&quot;")}"' if title else ""
    return f"![{_escape(alt)}]({_address(address)}{said})"


def _in_ticks(text: str) -> str:
    text = _SPACES.sub(" ", text).strip(" ")
    if not text:
        return ""
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{room}{text}{room}{ticks}"


def _whole(text: str | None, otherwise: int = 1) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise


def _has_blocks(element: etree._Element) -> bool:
    """Whether an element of a line holds blocks, as HTML allows of links and editors write of anything."""
    return is_wrap(element) and any(one.tag in _BLOCKS for one in element.iterdescendants())


def _is_complex(cell: etree._Element) -> bool:
    spans = any(_whole(cell.get(name), 1) > 1 for name in ("colspan", "rowspan"))
    paragraphs = sum(1 for _ in cell.iter("p"))
    return (
        spans
        or paragraphs > 1
        or any(True for _ in cell.iter("ul", "ol", "table", "pre", "blockquote", "h2", "h3", "h4"))
    )


def _is_card(element: etree._Element) -> bool:
    """Whether a link stands alone in its paragraph, where an address becomes a card."""
    parent = element.getparent()
    return (
        parent is not None and len(parent) == 1 and not (parent.text or "").strip() and not (element.tail or "").strip()
    )


def _room(part: str, loose: bool) -> str:
    """What parts a block of an item from the one before: a list may follow at once, if it begins as lists do."""
    return "\n" if part.startswith(("- ", "1. ")) and not loose else "\n\n"
