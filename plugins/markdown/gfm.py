"""Reads CommonMark with GitHub's tables, struck-out words, tasks and notes: text → the events of pulldown-cmark."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyromark

Event = Any  # a name, or a dict with one key: https://docs.rs/pulldown-cmark/latest/pulldown_cmark/enum.Event.html

_OPTIONS = pyromark.Options
_GITHUB = _OPTIONS.ENABLE_TABLES | _OPTIONS.ENABLE_STRIKETHROUGH | _OPTIONS.ENABLE_TASKLISTS | _OPTIONS.ENABLE_FOOTNOTES
_CODE = ("```", "~~~", "    ", "\t")  # no block of code without one of them
_TERM = re.compile(r"^[ >]*: ", re.MULTILINE)


@cache
def _reader(terms: bool) -> pyromark.Markdown:
    return pyromark.Markdown(options=_GITHUB | _OPTIONS.ENABLE_DEFINITION_LIST if terms else _GITHUB)


def events(text: str) -> Iterable[Event]:
    """Yield the events of a text, in order, in time that grows with its length alone."""
    return _reader(_TERM.search(text) is not None).events(text, merge_text=True)


def placed(text: str) -> Iterator[tuple[Event, int, int]]:
    """Yield the events, each with the first and last of its lines, counted from 1."""
    data = text.encode()
    starts = [0] + [match.end() for match in re.finditer(b"\n", data)]
    for event, start, end in ranged(text):
        yield event, bisect_right(starts, start), bisect_right(starts, max(start, end - 1))


def ranged(text: str) -> Iterator[tuple[Event, int, int]]:
    """Yield the events, each with its first byte and the one after its last."""
    for event, place in _reader(_TERM.search(text) is not None).events_with_range(text, merge_text=True):
        yield event, place["start"], place["end"]


def code_lines(text: str) -> tuple[set[int], set[int]]:
    """The numbers of the lines that are code, and of those that are so by more than their indent."""
    lines, fenced = set[int](), set[int]()
    if not any(mark in text for mark in _CODE):
        return lines, fenced
    for event, first, last in placed(text):
        sort = event.get("Start") if isinstance(event, dict) else None
        if isinstance(sort, dict) and "CodeBlock" in sort:
            lines.update(range(first, last + 1))
            if sort["CodeBlock"] != "Indented":
                fenced.update(range(first, last + 1))
    return lines, fenced
