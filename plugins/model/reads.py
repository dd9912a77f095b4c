"""Which texts were looked into while something was made: recorded as it happens, so that no module promises it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Made = TypeVar("Made")

_open: list[set[str]] = []  # of what is being made, the innermost last: the sources read so far


def note(sources: Iterable[str]) -> None:
    """Record that texts were looked into, by their sources, for whatever is being made."""
    if _open:
        _open[-1].update(sources)


@contextmanager
def recorded() -> Iterator[set[str]]:
    """The sources of the texts that are looked into meanwhile; they count for what is made around it, too."""
    reads: set[str] = set()
    _open.append(reads)
    try:
        yield reads
    finally:
        _open.pop()
        note(reads)


class Memo:
    """What is made once and used by many: whoever takes it has read what it was made of."""

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, set[str]]] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made at the first call for a key."""
        if key not in self._made:
            with recorded() as reads:
                self._made[key] = make(), reads
        made, reads = self._made[key]
        note(reads)
        return made  # type: ignore[return-value]  # it is what this `make` gave
