"""Front matter as editors write it: a field a line, words in quotes where YAML would read something else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

_PLAIN = re.compile(r"(?!.*(?::\s|\s#|:$))[^\W_][\w ,.()/–—-]*[\w).]")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off"))

Stated = str | int | bool | datetime | tuple[str, ...] | Mapping[str, str | int]


def head_of(fields: Mapping[str, Stated]) -> str:
    """Return the front matter of these fields, in their order."""
    return "---\n" + "".join(f"{name}: {_value(value)}\n" for name, value in fields.items()) + "---\n"


def _value(value: Stated) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
        case tuple():
            return "[" + ", ".join(_quoted(one) for one in value) + "]"
        case str():
            return quoted(value)
    return "".join(f"\n  {name}: {one if isinstance(one, int) else quoted(one)}" for name, one in value.items())


def quoted(text: str) -> str:
    """Return words as YAML takes them for words."""
    text = " ".join(text.split())
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and "," not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


def _quoted(text: str) -> str:
    return (
        text
        if re.fullmatch(r"[A-Za-z][\w-]*", text) and text.lower() not in _WORDS
        else json.dumps(text, ensure_ascii=False)
    )


def cut(text: str, most: int) -> str:
    """Return words of at most so many characters, cut between two of them."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(" ,.;:·—–-") + "…"
