"""Writes the HTML of plainly built Markdown at once: headings, paragraphs, lists, quotes and tables of plain text.

What it writes is exactly what the parser would give and the sanitiser leave, in a fifth of their time, since no tree is
built; what it does not know for sure (raw HTML, code, escapes, footnotes, anything nested or indented) it leaves to
them, with the whole text. Half of the demonstration's texts are plain throughout, and so are ordinary posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugins.markdown.addresses import is_place, may_be_bare
from plugins.markdown.anchors import slug
from plugins.markdown.quotes import is_set, replace_in
from plugins.markdown.rendered import Rendered, count_words
from plugins.markdown.sanitise import is_sure
from plugins.model.document import Heading, Reference
from plugins.model.regex import regex

#: Strings, each of which may begin what is not plain, wherever they stand in a text.
_NEVER = ("`", "\\", "<", "&", "\n ", " \n", "!!!", "~", "]:", "[^")
#: What a line of text may not begin with: it would be a list, a rule, a quote, a heading or a term's definition.
_NO_TEXT = regex(r"[#>=:|+]|[-*](?:\s|$)|--|\d+[.)](?:\s|$)|\s")
_ITEM = {"ul": re.compile(r"([-*+]) {1,4}(\S.*)"), "ol": re.compile(r"\d{1,9}\.() {1,4}(\S.*)")}
_MARKS = ("*", "_", "{", "}", "[", "]")
#: `*word*`, `**words**`, `[text](address)`, `![alt](address)`, where the parser takes them for what they look like.
#: Each form begins with a character of its own, so that `re` passes over all others at once.
_TOKEN = regex(
    r"""\*(?P<second>\*?)(?P<inside>[\w«(](?:[^*\[\]_{}\n]*[\w».!;)])?)\*(?P=second)(?=[ \n.,;:·!)»"'—–]|\Z)
    |\[(?P<text>[^\[\]*_{}!<>\n]*)\]\((?P<href>[^\s()<>'"*`&]*)\)
    |!\[(?P<alt>[^\[\]*_{}"<>\n]*)\]\((?P<src>[^\s()<>'"*`&]*)\)""",
    re.VERBOSE,
)
_BEFORE_STARS = frozenset(" \n(«\"'—–")
_UNPLAIN = regex(r"[*_{}\[\]]")
_SEPARATOR = regex(r":?-+:?")

Piece = tuple[str, str]  # markup, which is written as it is, and the text after it


class NotPlain(Exception):
    """The text holds something that only the parser knows."""


def convert(text: str, lang: str) -> Rendered | None:
    """What the parser and the sanitiser would make of `text`, which is `normal`; None where it isn't plain."""
    if _holds(text, _NEVER) or not text.replace("\n", "").isprintable():
        return None
    writer = _HtmlWriter(lang)
    try:
        html = "\n".join(writer.blocks(text))
    except NotPlain:
        return None
    if may_be_bare(text) and may_be_bare("\n".join(writer.readable)):
        return None
    return Rendered(
        segments=tuple(html.split("\0")),
        references=tuple(writer.references),
        headings=tuple(writer.headings),
        words=count_words("\n".join(writer.readable).split()),
        is_plain=True,
    )


class _HtmlWriter:
    """Writes the HTML of one text, each address between two NULs, and collects what `Rendered` tells of it.

    No markup of the author's gets through: whatever is not written here is text, with its `>` escaped and without
    any `<` or `&`. So it is what the sanitiser would leave of it, whose forms it has.
    """

    def __init__(self, lang: str):
        self.lang = lang
        self.references: list[Reference] = []
        self.headings: list[Heading] = []
        self.readable: list[str] = []
        self._ids: set[str] = set()

    def blocks(self, text: str) -> Iterator[str]:
        """The HTML block by block. Raises NotPlain."""
        before = ""
        for block in filter(None, (block.strip("\n") for block in text.split("\n\n"))):
            first = block[0]
            sort = "p"
            if first == "#":
                yield self._heading(block)
            elif first == "|":
                yield self._table(block)
            elif first == ">":
                sort = "blockquote"
                yield f"<blockquote>\n<p>{self._inline(_quoted(block))}</p>\n</blockquote>"
            elif (found := _items(block)) is not None:
                sort, items = found
                inner = "\n".join([f"<li>{self._inline(item)}</li>" for item in items])
                yield f"<{sort}>\n{inner}\n</{sort}>"
            else:
                _refuse_lines(block)
                yield f"<p>{self._inline(block)}</p>"
            if sort == before != "p":
                raise NotPlain  # the parser makes one loose list, or one quote, of two in a row
            before = sort

    def _heading(self, block: str) -> str:
        marks = block[: len(block) - len(block.lstrip("#"))]
        text = block[len(marks) :]
        if len(marks) > 6 or "#" in text or "\n" in text or text[:1] != " " or "|" in text:
            raise NotPlain
        inner = self._inline(text.strip())
        plain = " ".join(inner.split())
        identifier = slug(plain)
        if "<" in inner or "&" in inner or not identifier or identifier in self._ids:
            raise NotPlain
        self._ids.add(identifier)
        level = max(len(marks), 2)  # the page's own title is the one of level 1
        self.headings.append(Heading(level, identifier, plain))
        return f'<h{level} id="{identifier}">{inner}</h{level}>'

    def _table(self, block: str) -> str:
        rows = [_cells(line) for line in block.split("\n")]
        if len(rows) < 3 or len(rows[0]) < 2 or {len(row) for row in rows} != {len(rows[0])}:
            raise NotPlain
        if not all(map(_SEPARATOR.fullmatch, rows[1])):
            raise NotPlain
        marks = [_alignment(cell) for cell in rows[1]]
        head = self._row(rows[0], "th", marks)
        body = "\n".join([self._row(row, "td", marks) for row in rows[2:]])
        return f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def _row(self, cells: list[str], tag: str, marks: list[str]) -> str:
        inner = [f"<{tag}{mark}>{self._inline(cell)}</{tag}>" for cell, mark in zip(cells, marks, strict=True)]
        return "<tr>\n" + "\n".join(inner) + "\n</tr>"

    def _inline(self, text: str) -> str:
        """The HTML of a stretch of text."""
        if text[:1].isspace() or text[-1:].isspace():
            raise NotPlain
        marked, quoted = _holds(text, _MARKS), not is_set(text, self.lang)
        if not marked and not quoted:
            text = text.replace(">", "&gt;")
            self.readable.append(text)
            return text
        pieces = self._pieces(text) if marked else [("", text)]
        if quoted:
            pieces = _quotes(pieces, self.lang)
        pieces = [(markup, words.replace(">", "&gt;").replace("\u00a0", "&nbsp;")) for markup, words in pieces]
        self.readable.append("".join([words for _, words in pieces]))
        return "".join([markup + words for markup, words in pieces])

    def _pieces(self, text: str) -> list[Piece]:
        pieces, place, markup = [], 0, ""
        for found in _TOKEN.finditer(text):
            start = found.start()
            second, inside, words, href, alt, src = found.groups()
            before = text[start - 1] if start else " "
            if (inside and before not in _BEFORE_STARS) or before == "!":
                raise NotPlain
            pieces.append((markup, text[place:start]))
            place = found.end()
            if inside:
                tag = "strong" if second else "em"
                pieces.append((f"<{tag}>", inside))
                markup = f"</{tag}>"
            elif href is not None:
                self._refer(href, "a", "href", None)
                pieces.append((f'<a href="\0{href}\0">', words))
                markup = "</a>"
            else:
                self._refer(src, "img", "src", alt)
                markup = f'<img alt="{alt}" src="\0{src}\0">'
        pieces.append((markup, text[place:]))
        if _UNPLAIN.search("".join([words for _, words in pieces])):
            raise NotPlain
        return pieces

    def _refer(self, address: str, tag: str, attribute: str, alt: str | None) -> None:
        if not is_sure(address) or (tag == "a" and is_place(address)):
            raise NotPlain
        self.references.append(Reference(address, tag, attribute, alt))


def _refuse_lines(block: str) -> None:
    """Raise NotPlain for a paragraph in which a line would begin something else."""
    if _NO_TEXT.match(block) or "|" in block:
        raise NotPlain
    if "\n" in block and any(_NO_TEXT.match(line) for line in block.split("\n")):
        raise NotPlain


def _quoted(block: str) -> str:
    lines = block.split("\n")
    if not all(line.startswith("> ") for line in lines):
        raise NotPlain
    text = "\n".join([line[2:] for line in lines])
    if not text.strip():
        raise NotPlain
    _refuse_lines(text)
    return text


def _items(block: str) -> tuple[str, list[str]] | None:
    """The tag and the items of a list of one line each; None where the block begins none."""
    lines = block.split("\n")
    for tag, pattern in _ITEM.items():
        found = [pattern.fullmatch(line) for line in lines]
        if found[0] is None:
            continue
        items = [match[2] for match in found if match]
        if len(items) < len(lines) or len({match[1] for match in found if match}) > 1:
            raise NotPlain
        if "|" in block or any(map(_NO_TEXT.match, items)) or (tag == "ol" and not block.startswith("1.")):
            raise NotPlain
        return tag, items
    return None


def _cells(line: str) -> list[str]:
    if len(line) < 3 or line[0] != "|" or line[-1] != "|":
        raise NotPlain
    return [cell.strip(" ") for cell in line[1:-1].split("|")]


def _alignment(cell: str) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    if not left and not right:
        return ""
    return f' class="align-{"center" if left and right else "left" if left else "right"}"'


def _holds(text: str, strings: Iterable[str]) -> bool:
    for string in strings:  # noqa: SIM110 (`any` of a generator takes three times as long)
        if string in text:
            return True
    return False


def _quotes(pieces: list[Piece], lang: str) -> list[Piece]:
    """The pieces with the quotes and spaces of the language. An image counts as a letter, as it does in the tree."""
    shown: list[tuple[str, bool]] = []
    for markup, words in pieces:
        shown += (("x" if markup.startswith("<img") else "", True), (words, False))
    replaced = replace_in(shown, lang)[1::2]
    return [(markup, words) for (markup, _), words in zip(pieces, replaced, strict=True)]
