"""The id of a heading, made of its words."""

from __future__ import annotations

import re

_NO_WORD = re.compile(r"[^\w\s-]")
_GAP = re.compile(r"[-\s]+")
_NO_ID = re.compile(r"[^\w-]")  # what is no letter any more in small letters


def slug(text: str, separator: str = "-") -> str:
    """Return the id of a heading: its letters, of any alphabet, or nothing; never `d-…`, which are the theme's ids."""
    made = _NO_ID.sub("", _GAP.sub(separator, _NO_WORD.sub("", text).strip().lower()))
    return f"h-{made}" if made.startswith("d-") else made
