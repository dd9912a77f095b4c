"""A body in Markdown → its blocks: what a translator translates, with the place of each in the text.

Blocks are found by the parser that the build uses, and replaced where they stand, so that whatever is between them
keeps its bytes. Marks of emphasis, links, code, notes and addresses are codes within a block, which a translation must
keep.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Literal, NamedTuple

from plugins.markdown import dialect, gfm
from plugins.model.regex import regex
from plugins.model.value import Value

Sort = Literal["text", "open", "close", "alone"]

#: What opens and closes around words; all other codes stand alone.
_SPANS = {"Emphasis": "emphasis", "Strong": "strong", "Strikethrough": "struck", "Link": "link", "Image": "image"}
#: Codes that a translator may do without: their words are all there.
DELETABLE = frozenset(("emphasis", "strong", "struck", "break", "number"))
CODE = "\ufffc"  # the mark of what is no text
_HARD_BREAK = "\\\n"
_PREFIX = regex(r"[ \t>]*")
_FOLDED = regex(r"[ \t]*\n[ \t>]*")
#: Addresses, `{…}` and marks of contents within a text.
_CODES = regex(
    r"%\(\w+\)[sd]|https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?·»”\"']|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\{[^{}\n]*\}|\[TOC\]|</?[a-z][^<>]*>"
)
_TAGS = regex(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_BEGINS_BLOCK = regex(r"[-+*#>|=:]|\d+[.)]|!!!|```|~~~")
_LETTER = regex(r"[^\W\d_]")
_NARROWEST = 60  # characters: shorter lines were broken on purpose


class Inline(Value, frozen=True):
    """A stretch of a block: text, or a code, which is `raw` in Markdown, with what it is ("link", "code" …)."""

    sort: Sort
    raw: str
    name: str = ""


class Block(Value, frozen=True):
    """A paragraph, heading, item, cell …: its pieces, and where the content of each of its lines stands in the body.

    `sort` says what it is and what it stands in, as in "BlockQuote/Paragraph".
    """

    sort: str
    pieces: tuple[Inline, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """It in Markdown, on one line but for breaks that its author set."""
        return "".join(piece.raw for piece in self.pieces)

    @property
    def codes(self) -> tuple[Inline, ...]:
        """Its codes, those that close left out."""
        return tuple(piece for piece in self.pieces if piece.sort in ("open", "alone"))


class ReadBlock(Value, frozen=True):
    """What is read of a paragraph, heading, item …, line by line, with CODE in the place of code and addresses.

    `stretches` say where in it a stretch of the body begins, and where that stands.
    """

    text: str
    stretches: tuple[tuple[int, int], ...]

    def place(self, at: int) -> int:
        """Return where a character of it stands in the body."""
        start, place = self.stretches[bisect_right(self.stretches, at, key=lambda stretch: stretch[0]) - 1]
        return place + at - start


class _Line(NamedTuple):
    """A line to be parsed, and where it begins in the body."""

    text: str
    at: int


def cut(body: str) -> list[Block]:
    """Return the blocks of a body that hold words, in their order."""
    return sorted(_blocks(_lines(body), ""), key=lambda block: block.spans[0])


def _lines(body: str) -> list[_Line]:
    lines, at = list[_Line](), 0
    for text in body.split("\n"):
        lines.append(_Line(text, at))
        at += len(text) + 1
    return lines


def prose(body: str) -> list[ReadBlock]:
    """Return what is read of a body, in its order; HTML is left out."""
    return sorted(_prose(_lines(body)), key=lambda one: one.stretches[0][1])


def ids(blocks: Sequence[Block]) -> list[str]:
    """Return the name of each block, made of its words: it stays the same whatever is added before."""
    found, seen = list[str](), Counter[str]()
    for block in blocks:
        name = f"b-{digest(block.text)}"
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return found


def digest(text: str) -> str:
    """Return eight digits of the hash of a text, whatever its spaces and the form of its accents."""
    return hashlib.sha256(same(text).encode()).hexdigest()[:8]


def same(text: str) -> str:
    """Return a text as it is compared: in one form of accents, with one space for any."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def replaced(body: str, blocks: Sequence[Block], words: Mapping[int, str]) -> str:
    """Return the body with other words for some of its blocks, by their numbers; all else stands as it did."""
    for number in sorted(words, key=lambda number: blocks[number].spans[0], reverse=True):
        spans = blocks[number].spans
        start = body.rfind("\n", 0, spans[0][0]) + 1
        prefix = _prefix(body, spans, body[start : spans[0][0]])
        lines = words[number].split("\n")
        if len(spans) > 1:
            width = max(end - begin for begin, end in spans)
            lines = [part for line in lines for part in _wrapped(line, max(width, _NARROWEST))]
        body = body[: spans[0][0]] + f"\n{prefix}".join(lines) + body[spans[-1][1] :]
    return body


def _prefix(body: str, spans: Sequence[tuple[int, int]], first: str) -> str:
    """What stands before the content of a block's further lines."""
    if len(spans) > 1:
        return body[body.rfind("\n", 0, spans[1][0]) + 1 : spans[1][0]]
    return re.sub(r"[^\s>]", " ", first)


def _wrapped(line: str, width: int) -> list[str]:
    """A line in parts of at most this width, where none of them would begin something else."""
    parts = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    return [line] if any(map(_BEGINS_BLOCK.match, parts[1:])) else parts


# ---------------------------------------------------------------- finding blocks


def _blocks(lines: list[_Line], within: str) -> Iterator[Block]:
    boxes = list[_Apart]()
    plain = list(_without_boxes(lines, boxes))
    text = "\n".join([line.text for line in plain])
    for sort, events in _leaves(text):
        block = _block(f"{within}{sort}", events, text, plain)
        if _LETTER.search("".join(piece.raw for piece in block.pieces if piece.sort == "text")):
            yield block
    for sort, inner in boxes:
        if sort == "Box":
            yield from _blocks(inner, f"{within}Box/")
        else:
            [(text, at)] = inner
            yield Block(f"{within}{sort}", tuple(_texts(text)), ((at, at + len(text)),))


def _prose(lines: list[_Line]) -> Iterator[ReadBlock]:
    boxes = list[_Apart]()
    plain = list(_without_boxes(lines, boxes))
    text = "\n".join([line.text for line in plain])
    starts = _starts(plain)
    for __, events in _leaves(text):
        made = _read(events, text, plain, starts)
        if made:
            yield made
    for sort, inner in boxes:
        yield from _prose(inner) if sort == "Box" else (ReadBlock(text, ((0, at),)) for text, at in inner)


def _read(events: list[_Event], text: str, lines: list[_Line], starts: list[int]) -> ReadBlock | None:
    """What is read of a block; None where that is HTML. Marks of emphasis, links and notes are not read at all."""
    parts, stretches, size, until = list[str](), list[tuple[int, int]](), 0, -1
    for event, start, end in events:
        sort = event if isinstance(event, str) else next(iter(event))
        if sort == "Html":
            return None
        if start < until or sort in ("End", "FootnoteReference") or (sort == "Start" and not _is_autolink(event)):
            continue
        until = end if sort == "Start" else until
        part = text[start:end] if sort == "Text" else "\n" if sort in ("SoftBreak", "HardBreak") else CODE
        number = bisect_right(starts, start) - 1
        stretches.append((size, lines[number].at + start - starts[number]))
        parts.append(part)
        size += len(part)
    return ReadBlock("".join(parts), tuple(stretches)) if parts else None


#: What stands apart from the text around it: "Box" and its lines, or a title or the meaning of an abbreviation.
_Apart = tuple[str, list[_Line]]


def _without_boxes(lines: list[_Line], apart: list[_Apart]) -> Iterator[_Line]:
    """The lines with empty ones in the place of boxes (`!!! note`) and abbreviations, which go into `apart`."""
    text = "\n".join([line.text for line in lines])
    has_some = "!!!" in text or "*[" in text
    code = gfm.code_lines(text)[0] if has_some else set()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        opening = dialect.ADMONITION.fullmatch(line.text) if has_some and number not in code else None
        stated = dialect.ABBREVIATION.match(line.text) if has_some and number not in code else None
        if stated:
            apart.append(("Abbreviation", [_slice(line, *stated.span(2))]))
        yield _Line("", line.at) if stated or opening else line
        if not opening:
            continue
        if opening[3] and opening[3].strip():
            apart.append(("Box/Title", [_slice(line, *opening.span(3))]))
        indent, inner = f"{opening[1]}    ", list[_Line]()
        while number < len(lines) and (not lines[number].text.strip() or lines[number].text.startswith(indent)):
            inner.append(_slice(lines[number], min(len(indent), len(lines[number].text)), len(lines[number].text)))
            yield _Line("", lines[number].at)
            number += 1
        apart.append(("Box", inner))


def _slice(line: _Line, start: int, end: int) -> _Line:
    return _Line(line.text[start:end], line.at + start)


_Event = tuple[Any, int, int]  # as of pulldown-cmark, with its first character and the one after its last


def _leaves(text: str) -> Iterator[tuple[str, list[_Event]]]:
    """What blocks hold, each with the sort of its block."""
    stack, held, skips = list[str](), list[_Event](), 0
    for event, start, end in _placed(text):
        tag, is_start = _tag(event)
        if tag in _SPANS or (not tag and not skips and event != "Rule"):
            if not (isinstance(event, dict) and "TaskListMarker" in event):
                held.append((event, start, end))
            continue
        if held and stack and not skips:
            yield "/".join(stack), held
        held = []
        if is_start:
            stack.append(tag)
        elif tag:
            stack.pop()
        skips += (is_start - (not is_start)) if tag == "CodeBlock" else 0
    if held:
        yield "/".join(stack), held


def _placed(text: str) -> Iterator[_Event]:
    """The events of a text with their places, in characters."""
    begins, at = [0], 0
    for character in text:
        at += len(character.encode())
        begins.append(at)
    is_ascii = len(begins) == begins[-1] + 1
    for event, start, end in gfm.ranged(text):
        yield (
            (event, start, end) if is_ascii else (event, bisect_right(begins, start) - 1, bisect_right(begins, end) - 1)
        )


def _tag(event: Any) -> tuple[str, bool]:
    """The name of what an event begins or ends (a heading's with its level, a list's with its form), and whether it
    begins."""
    for way in ("Start", "End"):
        if isinstance(event, dict) and way in event:
            tag = event[way]
            if isinstance(tag, str):
                return tag, way == "Start"
            name, more = next(iter(tag.items()))
            level = more.get("level", "") if isinstance(more, dict) else ""
            return f"{name}{level}" if name == "Heading" else str(name), way == "Start"
    return "", False


def _starts(lines: list[_Line]) -> list[int]:
    """Where each line begins in their text, and where one more would."""
    return [0, *accumulate(len(line.text) + 1 for line in lines)]


def _block(sort: str, events: list[_Event], text: str, lines: list[_Line]) -> Block:
    starts = _starts(lines)
    start, end = events[0][1], events[-1][2]
    is_html = isinstance(events[0][0], dict) and "Html" in events[0][0]
    if is_html:
        end = start + len(text[start:end].rstrip())
    spans = tuple(_spans(start, end, events, lines, starts))
    pieces = _of_html(text[start:end]) if is_html else _pieces(events, text)
    return Block(sort, tuple(_joined(pieces)), spans)


def _spans(
    start: int, end: int, events: list[_Event], lines: list[_Line], starts: list[int]
) -> Iterator[tuple[int, int]]:
    """Where the content of each line from `start` to `end` stands in the body."""
    first, last = bisect_right(starts, start) - 1, bisect_right(starts, max(start, end - 1)) - 1
    for number in range(first, last + 1):
        line, begin = lines[number], starts[number]
        if number == first:
            column = start - begin
        else:
            found = _PREFIX.match(line.text)
            there = [event[1] for event in events if begin <= event[1] < starts[number + 1] - 1]
            column = min([found.end() if found else 0, *(at - begin for at in there)])
        stop = min(end - begin, len(line.text))
        yield line.at + column, line.at + stop


def _pieces(events: list[_Event], text: str) -> Iterator[Inline]:
    """The pieces of what a block holds."""
    done, opened = events[0][1], list[tuple[str, int]]()
    waiting, until = False, -1  # whether what opens goes up to the next event; the end of what stands alone
    breaks = False
    for event, start, end in events:
        if start < until:
            continue
        if waiting:
            yield Inline("open", _folded(text[opened[-1][1] : start]), opened[-1][0])
            waiting, done = False, start
        tag, is_start = _tag(event)
        if is_start and _is_autolink(event):
            yield Inline("alone", text[start:end], "address")
            until = done = end
        elif is_start:
            yield from _texts("" if breaks else _folded(text[done:start]))
            opened.append((_SPANS[tag], start))
            waiting = True
        elif tag:
            yield Inline("close", _folded(text[done:end]), opened.pop()[0])
            done = end
        else:
            yield from _alone(event, "" if breaks else text[done:start], text[start:end])
            done = end
        breaks = event in ("SoftBreak", "HardBreak")


def _alone(event: Any, before: str, raw: str) -> Iterator[Inline]:
    name = event if isinstance(event, str) else next(iter(event))
    if name == "Text":
        yield from _texts(_folded(before + raw))
        return
    yield from _texts(_folded(before))
    if name == "SoftBreak":
        yield Inline("text", " ")
    elif name == "HardBreak":
        yield Inline("alone", _HARD_BREAK, "break")
    else:
        yield Inline("alone", _folded(raw), {"FootnoteReference": "note", "InlineHtml": "tag"}.get(name, "code"))


def _is_autolink(event: Any) -> bool:
    link = event["Start"].get("Link") if isinstance(event["Start"], dict) else None
    return isinstance(link, dict) and link["link_type"] in ("Autolink", "Email")


def _of_html(raw: str) -> Iterator[Inline]:
    yield from _split(_TAGS, raw, "tag")


def _texts(raw: str) -> Iterator[Inline]:
    """A text with the addresses in it as codes."""
    yield from _split(_CODES, raw, "address")


def _split(codes: re.Pattern[str], raw: str, name: str) -> Iterator[Inline]:
    done = 0
    for found in codes.finditer(raw):
        yield Inline("text", _folded(raw[done : found.start()]))
        yield Inline("alone", found[0], name)
        done = found.end()
    yield Inline("text", _folded(raw[done:]))


def _folded(raw: str) -> str:
    return _FOLDED.sub(" ", raw) if "\n" in raw else raw


def _joined(pieces: Iterator[Inline]) -> Iterator[Inline]:
    """The pieces without empty ones, and with texts that follow each other as one."""
    text = ""
    for piece in pieces:
        if piece.sort == "text":
            text += piece.raw
            continue
        if text:
            yield Inline("text", text)
        text = ""
        yield piece
    if text:
        yield Inline("text", text)


def inline(text: str) -> tuple[Inline, ...]:
    """Return the pieces of words that are no Markdown, as fields hold them: addresses and `{…}` are codes."""
    return tuple(_joined(_texts(text)))
