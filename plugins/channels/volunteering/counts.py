"""How many calls there are: by axis, by region and by the month in which they came out, for reports to quote."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.channels.shared.view import View
from plugins.channels.volunteering.calls import every_call, open_calls
from plugins.model.entry import Entry
from plugins.model.kinds import OpportunityFields
from plugins.model.value import Value


class Count(Value, frozen=True):
    """The calls of one key: how many came out, for how many people as far as that is stated, and how many are open."""

    key: str
    name: str
    calls: int
    places: int
    open: int


class Counts(Value, frozen=True):
    """The counts of a language's calls; a call of two axes counts for each, and once in `total`."""

    total: Count
    axes: tuple[Count, ...]
    regions: tuple[Count, ...]
    months: tuple[Count, ...]


def counts_of(view: View) -> Counts:
    """Return the counts of all calls that are out, the newest month first."""
    calls, still = every_call(view), {entry.key for entry in open_calls(view)}
    return Counts(
        _count("", "", calls, still),
        _by_term(view, "axes", calls, still),
        _by_term(view, "regions", calls, still),
        _by_month(view, calls, still),
    )


def _count(key: str, name: str, calls: Iterable[Entry], still: set[str]) -> Count:
    own = list(calls)
    places = sum(entry.of(OpportunityFields).places for entry in own)
    return Count(key, name, len(own), places, sum(entry.key in still for entry in own))


def _by_term(view: View, group: str, calls: Iterable[Entry], still: set[str]) -> tuple[Count, ...]:
    rows = (
        _count(key, view.shown.word(group, key).name, (e for e in calls if key in getattr(e, group)), still)
        for key in view.edition.taxonomies.groups[group]
    )
    return tuple(row for row in rows if row.calls)


def _by_month(view: View, calls: Iterable[Entry], still: set[str]) -> tuple[Count, ...]:
    from babel.dates import format_date

    months = {entry.date.strftime("%Y-%m"): entry.date for entry in calls if entry.date}
    return tuple(
        _count(
            key,
            str(format_date(months[key], "LLLL y", locale=view.language.locale)),
            (entry for entry in calls if entry.date and entry.date.strftime("%Y-%m") == key),
            still,
        )
        for key in sorted(months, reverse=True)
    )
