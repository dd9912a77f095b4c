"""A line in the front matter of a file, put there or replaced; nothing else of the file is touched."""

from __future__ import annotations

import os
import re
from pathlib import Path

_BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb"---[ \t]*(\r?\n)")
_CLOSING = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9_-]*:[^\n]*?(\r?\n)")


def write_line(path: Path, name: str, value: str, first: bool = False) -> bool:
    """Have a field stand in a file's front matter: where it stands already, else as its first or its last line.

    False: the file has no front matter, or states the field over several lines.
    """
    data = path.read_bytes()
    changed = with_line(data, name, value, first)
    if changed is None:
        return False
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_bytes(changed)
    fresh.chmod(path.stat().st_mode)
    fresh.replace(path)  # whoever reads it meanwhile sees the old file or the new one
    return True


def with_line(data: bytes, name: str, value: str, first: bool = False) -> bytes | None:
    """The bytes of a file with that line; None where it can't be put there."""
    bom = _BOM if data.startswith(_BOM) else b""
    text = data[len(bom) :]
    opening = _OPENING.match(text) or _HEADER.match(text)
    if not opening:
        return None
    end = opening[1]
    has_fence = text.startswith(b"---")
    begin = opening.end() if has_fence else 0
    closing = _CLOSING.search(text, begin) if has_fence else re.compile(rb"^\r?\n", re.MULTILINE).search(text)
    stop = closing.start() if closing else len(text)
    if has_fence and not closing:
        return None
    line = f"{name}: {value}".encode() + end
    found = re.compile(rb"^%s[ \t]*:([^\n]*)(?:\n|\Z)" % name.encode(), re.MULTILINE | re.IGNORECASE).search(
        text, begin, stop
    )
    if found:
        if text[found.end() : found.end() + 1] in (b" ", b"\t") or found[1].strip()[:1] in (b"|", b">"):
            return None  # its value goes on
        return bom + text[: found.start()] + line + text[found.end() :]
    at = begin if first else stop
    return bom + text[:at] + line + text[at:]
