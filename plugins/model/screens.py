"""What screens show at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.slate import KINDS, spans


def on_screens(edition: Edition, now: datetime) -> Iterator[Entry]:
    """The texts that screens show at `now`: urgent ones, news, events and calls soonest first, then the others."""
    coming = {entry.key: number for number, entry in enumerate(edition.upcoming)}
    shown = [
        entry
        for entry in edition.listed
        if (entry.key in coming or entry.kind not in ("event", "opportunity")) and _is_on(entry, now)
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    yield from sorted(
        shown,
        key=lambda entry: (not entry.is_urgent(now), order.get(entry.kind, len(KINDS)), coming.get(entry.key, 0)),
    )


def _is_on(entry: Entry, now: datetime) -> bool:
    assert now.tzinfo
    return any(since <= now and (until is None or now < until) for since, until in spans(entry, now.tzinfo))
