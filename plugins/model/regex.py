"""Regular expressions that are compiled when they are first used: few builds need more than some of them."""

from __future__ import annotations

import re
from typing import Any, cast

_VERBS = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    """One that is not compiled yet; from its first use on it has the methods of the compiled one."""

    def __init__(self, text: str | bytes, flags: int):
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._text, self._flags)
        self.__dict__.update((verb, getattr(compiled, verb)) for verb in _VERBS)
        return getattr(compiled, name)


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression, for a name of a module."""
    return cast("re.Pattern[str]", _Pattern(text, flags))
