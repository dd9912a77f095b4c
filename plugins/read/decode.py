"""Bytes → text: UTF-8 in NFC with LF line ends, and every character that must not stand in content named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from plugins.model.problem import Problem, _

MAX_NAMED = 10  # forbidden characters named in one file
MAX_BYTES = 256 * 1024  # a post's budget; a book chapter is about 60 KiB of Greek

# C0 and C1 controls but tab and line feed, the invisible characters that reorder or hide text (Trojan Source,
# https://trojansource.codes/), and noncharacters, which XML 1.0 refuses (https://www.w3.org/TR/xml/#charsets).
_NEVER = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff"
# Zero-width spaces and separators of lines: in a body they are merely pasted (`pasted.INVISIBLE`), in the front matter
# they change what it says.
FORBIDDEN = re.compile(f"[{_NEVER}\u200b\u2028\u2029\ufeff]")
_FORBIDDEN_IN_BODY = re.compile(f"[{_NEVER}]")
_HEAD = re.compile(r"---\n(?:.*\n)*?---[ ]*(?:\n|\Z)|(?:.+\n)+")

_TOO_LARGE = _("the file has {size} KiB; the limit is {limit} KiB")
_SPLIT = _("split it into several texts")
_NOT_UTF8 = _("the file is not UTF-8 (byte 0x{byte:02x})")
_WORD = _("of Word or LibreOffice")
_PDF, _PICTURE = _("of PDF"), _("with a picture")
# What files of other programs begin with, https://en.wikipedia.org/wiki/List_of_file_signatures
_PROGRAMS = {
    b"PK\x03\x04": _WORD,
    b"\xd0\xcf\x11\xe0": _WORD,
    b"{\\rtf": _WORD,
    b"%PDF-": _PDF,
    b"\xff\xd8\xff": _PICTURE,
    b"\x89PNG": _PICTURE,
}
_NOT_TEXT = _("is a file {program}, not plain text")
_AS_TEXT = _("open it, copy its words into an editor of plain text and save them under the same name")
_SAVE_UTF8 = _("save it again with the encoding UTF-8 from your editor")
_CONTROL = _("forbidden invisible character {name}")
_DELETE = _("delete it; it mostly comes with a paste from another program")


def decode(data: bytes, file: str, has_body: bool = False) -> tuple[str, list[Problem]]:
    """Return the text of a source file and what is wrong with its characters; `has_body`: a body follows its head.

    A byte-order mark and CRLF line ends are read as what their author meant. Text with a problem is empty: nothing
    that follows could be trusted.
    """
    program = next((name for start, name in _PROGRAMS.items() if data.startswith(start)), None)
    if program:
        return "", [Problem("encoding", "error", file, 0, 0, "", _NOT_TEXT.format(program=program), _AS_TEXT)]
    if len(data) > MAX_BYTES:
        size = _TOO_LARGE.format(size=len(data) // 1024, limit=MAX_BYTES // 1024)
        return "", [Problem("size", "error", file, 0, 0, "", size, _SPLIT)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = _NOT_UTF8.format(byte=data[error.start])
        return "", [Problem("encoding", "error", file, line, column, "", message, _SAVE_UTF8)]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.replace("\n", "").isprintable():  # as most are; to look for each in turn takes ten times as long
        return text, []
    problems = [_forbidden(text, match, file) for match in islice(_found(text, has_body), MAX_NAMED)]
    return ("" if problems else text), problems


def _found(text: str, has_body: bool) -> Iterator[re.Match[str]]:
    head = _HEAD.match(text) if has_body else None
    end = head.end() if head else len(text)
    yield from FORBIDDEN.finditer(text, 0, end)
    yield from _FORBIDDEN_IN_BODY.finditer(text, end)


def _forbidden(text: str, match: re.Match[str], file: str) -> Problem:
    at = match.start()
    line = text.count("\n", 0, at) + 1
    name = f"U+{ord(match[0]):04X}"
    return Problem(
        "characters", "error", file, line, at - text.rfind("\n", 0, at), "", _CONTROL.format(name=name), _DELETE
    )
