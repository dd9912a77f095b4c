"""What a cue says: its markup taken out, its voices told apart, and where on the picture it asks to stand.

After the cue text parser of https://www.w3.org/TR/webvtt1/#webvtt-cue-text-parsing-rules, and what players of SubRip
hide (https://aegisub.org/docs/latest/ass_tags/). Every step looks at a letter once, however the text was made.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from plugins.model.regex import regex

_SPANS = frozenset(("c", "i", "b", "u", "ruby", "v", "lang"))
_OVERRIDE = regex(r"\{\\[^{}\n]*\}")
_ALIGNED = regex(r"\\a(n?)(\d{1,2})(?!\d)")
_MOVED = regex(r"\\(?:pos|move)\(")
_OLD_TAG = regex(r"\{/?[biu]\}", re.IGNORECASE)
_TAG = regex(r"/?[A-Za-z]|/>|\.|[\d:.]+>")
_OPENING = regex(r"<(?:/?[A-Za-z.]|\d+:)")
_REFERENCE = regex(r"&(?:#\d{1,7}(?!\d)|#x[0-9a-f]{1,6}(?![0-9a-f])|[a-z][a-z0-9]{1,31});?", re.IGNORECASE)
_CONTROL = dict.fromkeys((*range(9), *range(14, 32), 127))
_SETTING = regex(r"(\w+):(\S+)")
_LINE = regex(r"(-?\d{1,4})(?:\.\d+)?(%?)(?:,\w+)?")
_USUAL = frozenset(("align:center", "align:middle", "position:50%", "position:50%,center", "size:100%"))
#: The numbers of an alignment that stand above and below; those to a side or in the middle are not among them.
_SIDES = {"n": {2: False, 8: True}, "": {2: False, 6: True}}
_UPPER, _LOWER = 33, 67  # percent of the picture's height, between which a caption is neither above nor below
_ROWS = 4  # of text at either edge of the picture that are still there


class Piece(NamedTuple):
    """What one voice says, empty where it is not named; the lines are those of the editor."""

    voice: str
    lines: tuple[str, ...]


class Said(NamedTuple):
    """The pieces of a cue; whether one of its tags has no end, and what its override tags ask of its place."""

    pieces: tuple[Piece, ...]
    is_open: bool
    place: CuePlace


class CuePlace(NamedTuple):
    """Where a caption asks to stand: above, or as usual below; `unheeded` is what it asks for beside that."""

    is_above: bool = False
    unheeded: str = ""


def said_in(text: str, is_subrip: bool) -> Said:
    """Return what the text of a cue says, without its markup."""
    tags = _OVERRIDE.findall(text) if "{\\" in text else []
    text = _OVERRIDE.sub("", text) if tags else text
    if is_subrip:
        text = _OLD_TAG.sub("", text).replace("\\N", "\n").replace("\\h", " ")
    chunks, is_open = _chunks(text)
    pieces = (Piece(voice, _lines(_plain(words))) for voice, words in chunks)
    return Said(tuple(piece for piece in pieces if piece.lines), is_open and not is_subrip, _place_by(tags))


def _chunks(text: str) -> tuple[list[tuple[str, str]], bool]:
    """Voices with their words; and whether something began as a tag does and never ended."""
    chunks: list[tuple[str, list[str]]] = []
    spans: list[tuple[str, str]] = []  # that are open, each with whose words it holds
    is_open = False
    for is_tag, token in _tokens(text):
        voice, said = spans[-1][1] if spans else "", token
        if is_tag:
            _turn(token, spans, voice)
            said = "\n" if token.rstrip(" /").lower() == "br" else ""
        elif _OPENING.search(token):
            is_open = True
        if chunks and (voice == chunks[-1][0] or not said.strip()):
            chunks[-1][1].append(said)
        elif said.strip():
            chunks.append((voice, [said]))
    return [(voice, "".join(words)) for voice, words in chunks], is_open


def _tokens(text: str) -> Iterator[tuple[bool, str]]:
    """Tags, without their brackets, and the words between them; a bracket that begins no tag is a word."""
    place, close = 0, 0
    while (start := text.find("<", place)) >= 0:
        close = text.find(">", start) if close <= start else close
        if close < 0:  # looked for once, since `<` may stand there half a million times
            break
        is_tag = _TAG.match(text, start + 1) is not None
        yield False, text[place : start if is_tag else start + 1]
        if is_tag:
            yield True, text[start + 1 : close]
        place = close + 1 if is_tag else start + 1
    yield False, text[place:]


def _turn(tag: str, spans: list[tuple[str, str]], voice: str) -> None:
    """Open or close a span, as the standard does: a closing tag that is not that of the innermost one does nothing."""
    words = tag.split(None, 1)
    name = words[0].partition(".")[0].lower() if words and not tag[0].isspace() else ""
    if not name.startswith("/"):
        if name in _SPANS or (name == "rt" and spans and spans[-1][0] == "ruby"):
            spans.append((name, _whole(words[1] if len(words) > 1 else "") if name == "v" else voice))
    elif spans and spans[-1][0] == name[1:]:
        spans.pop()
    elif name == "/ruby" and spans and spans[-1][0] == "rt":
        del spans[-2:]


def _whole(text: str) -> str:
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    """With the letters that references stand for, and without control characters."""
    if "&" in text:
        text = _REFERENCE.sub(lambda found: html.unescape(found[0]), text)  # itself it fails at 5,000 digits
    return text.translate(_CONTROL)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def place_in(settings: str) -> CuePlace:
    """Return the place that the settings behind a cue's times ask for."""
    is_above, unheeded = False, []
    for setting in settings.split():
        found = _SETTING.fullmatch(setting)
        where = _above(found[2]) if found and found[1] == "line" else None
        if where is not None:
            is_above = where
        elif setting not in _USUAL:
            unheeded.append(setting)
    return CuePlace(is_above, " ".join(unheeded))


def both(one: CuePlace, other: CuePlace) -> CuePlace:
    """Return the place that two of them ask for together."""
    unheeded = " ".join(filter(None, (one.unheeded, other.unheeded)))
    return CuePlace(one.is_above or other.is_above, unheeded)


def _above(line: str) -> bool | None:
    """Whether a line is one of the upper ones; None where it is neither there nor below."""
    found = _LINE.fullmatch(line)
    if not found or line == "auto":
        return False if line == "auto" else None
    number = int(found[1])
    if found[2]:
        return True if number <= _UPPER else False if number >= _LOWER else None
    return True if 0 <= number < _ROWS else False if -_ROWS <= number < 0 else None


def _place_by(tags: list[str]) -> CuePlace:
    """What override tags ask for: `\\an` counts as a telephone's keys turned over, the older `\\a` in its own way."""
    is_above, unheeded = False, []
    for tag in tags:
        aligned = _ALIGNED.search(tag)
        sides = _SIDES[aligned[1]].get(int(aligned[2])) if aligned else False
        is_above = is_above or sides is True
        if sides is None or _MOVED.search(tag):
            unheeded.append(tag)
    return CuePlace(is_above, " ".join(unheeded))
