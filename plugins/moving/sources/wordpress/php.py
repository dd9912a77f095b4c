"""Values as PHP serializes them: plain data alone, whatever a text asks for; lengths that a search and replace broke
are set right (https://www.php.net/manual/en/function.serialize.php)."""

from __future__ import annotations

import re
from typing import Any

import phpserialize

MOST = 1 << 20  # bytes of a value
DEEP = 64  # arrays, one within the other
TIMES = 3  # that importers serialize what is serialized already
_LOOKS = re.compile(r'(?:a:\d+:\{|s:\d+:")')
_STRING = re.compile(rb's:\d+:"(.*?)";(?=[}aisbdN]|\Z)', re.DOTALL)


def unserialized(text: str) -> Any:
    """Return the value, or None where it is none of plain data."""
    value: Any = text.strip()
    for _ in range(TIMES):
        if not isinstance(value, str) or not _LOOKS.match(value):
            break
        value = _read(value.encode())
    return None if isinstance(value, str) else value


def _read(data: bytes) -> Any:
    if len(data) > MOST or data.count(b":{") > DEEP * 100 or _depth(data) > DEEP:
        return None
    for attempt in (data, _measured(data)):
        try:
            return phpserialize.loads(attempt, decode_strings=True)
        except (ValueError, RecursionError, KeyError, UnicodeDecodeError):
            continue
    return None


def _depth(data: bytes) -> int:
    """How many braces are open at once, at most; those within strings count too, which errs on the safe side."""
    deepest = now = 0
    for byte in re.findall(rb"[{}]", data):
        now = now + 1 if byte == b"{" else max(now - 1, 0)
        deepest = max(deepest, now)
    return deepest


def _measured(data: bytes) -> bytes:
    """The same with the lengths that its strings have."""
    return _STRING.sub(lambda found: b's:%d:"%s";' % (len(found[1]), found[1]), data)


def values_of(array: Any) -> dict[str, Any]:
    """Return an array of PHP as a mapping, or nothing of anything else."""
    return {str(key): value for key, value in array.items()} if isinstance(array, dict) else {}
