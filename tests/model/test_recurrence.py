"""Events that come again: on the wall clock of the site, without what is left out, with what was moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from plugins.model.holidays import holidays_of, is_holiday
from plugins.model.kinds import EventFields, MovedDate
from plugins.model.recurrence import YEARS, coming, days_of, left_out, occurrences, over_at
from plugins.model.schedule import Airing, Rule

ATHENS = ZoneInfo("Europe/Athens")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ATHENS)


def event(repeat: str, start: str = "2026-10-06 19:00", **more: object) -> EventFields:
    stated = {"start": at(start), "end": at(start) + timedelta(hours=2), "place": "Βόλος", "repeat": repeat, **more}
    return EventFields(**stated)  # type: ignore[arg-type]  # each test states its own


def starts(one: EventFields, count: int = 9) -> list[str]:
    return [f"{found.start:%m-%d %H:%M%z}" for found in islice(occurrences(one, ATHENS), count)]


def test_an_event_at_seven_stays_at_seven_when_the_clocks_change() -> None:
    """And lasts two hours before and after."""
    one = event("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261103", "2026-10-20 19:00")
    assert starts(one) == ["10-20 19:00+0300", "10-27 19:00+0200", "11-03 19:00+0200"]
    for found in occurrences(one, ATHENS):
        assert isinstance(found.end, datetime) and isinstance(found.start, datetime)
        assert found.end.astimezone(UTC) - found.start.astimezone(UTC) == timedelta(hours=2)


def test_a_night_that_the_clocks_lengthen_lasts_as_long_as_others() -> None:
    one = event("FREQ=WEEKLY;BYDAY=SA;COUNT=2", "2026-10-17 22:00", end=at("2026-10-18 05:00"))
    ends = [found.end.isoformat() for found in occurrences(one, ATHENS) if found.end]
    assert ends == ["2026-10-18T05:00:00+03:00", "2026-10-25T04:00:00+02:00"]


def test_an_hour_that_the_clocks_skip_is_an_hour_later() -> None:
    assert starts(event("FREQ=WEEKLY;COUNT=2", "2027-03-21 03:30")) == ["03-21 03:30+0200", "03-28 04:30+0300"]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261020", "10-20"),
        ("20261020T190000", "10-20"),
        ("20261020T160000Z", "10-20"),  # 19:00 in Athens
        ("20261020T155959Z", "10-13"),
        ("20261020T185959", "10-13"),
    ],
)
def test_the_last_date_counts(until: str, last: str) -> None:
    """A day is the last one; an instant, also in UTC, is the last beginning."""
    assert starts(event(f"FREQ=WEEKLY;UNTIL={until}"))[-1].startswith(last)


def test_holidays_and_days_are_left_out() -> None:
    one = event("FREQ=DAILY;COUNT=5", "2026-10-26 19:00", not_on=("2026-10-27", "holidays"))
    assert [text[:5] for text in starts(one)] == ["10-26", "10-29", "10-30"]
    assert left_out(one, ATHENS) == [date(2026, 10, 27), date(2026, 10, 28)]


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, ["02-23", "04-10", "04-12", "04-13", "06-01"]),
        (2027, ["03-15", "04-30", "05-02", "05-03", "06-21"]),
        (2028, ["02-28", "04-14", "04-16", "04-17", "06-05"]),
    ],
)
def test_days_that_move_with_orthodox_easter(year: int, days: list[str]) -> None:
    """Clean Monday, Good Friday, Easter, Easter Monday, Whit Monday."""
    assert {date.fromisoformat(f"{year}-{day}") for day in days} <= holidays_of(year)
    assert is_holiday(date(year, 10, 28)) and not is_holiday(date(year, 10, 29))


def test_what_was_moved_and_called_off() -> None:
    """Stands in the order of the rule, and lasts as long as the others where no end is stated."""
    moved = MovedDate(day=date(2026, 10, 13), start=at("2026-10-14 18:00"), place="Λάρισα")
    one = event("FREQ=WEEKLY;COUNT=3", moved=(moved,), cancelled=(date(2026, 10, 20),))
    found = [
        (one.day.day, one.state, f"{one.start:%d}", f"{one.end:%H}" if one.end else "", one.place)
        for one in occurrences(one, ATHENS)
    ]
    assert found == [(6, "", "06", "21", ""), (13, "moved", "14", "20", "Λάρισα"), (20, "cancelled", "20", "21", "")]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-01-01 00:00", "10-06"),
        ("2026-10-06 20:59", "10-06"),
        ("2026-10-06 21:00", "10-14"),  # that of the 13th, moved
        ("2026-10-14 20:00", "10-27"),  # that of the 20th is called off
        ("2026-10-28 00:00", "10-27"),  # all are over: the last
    ],
)
def test_the_next_date(now: str, day: str) -> None:
    moved = MovedDate(day=date(2026, 10, 13), start=at("2026-10-14 18:00"))
    one = event("FREQ=WEEKLY;COUNT=4", moved=(moved,), cancelled=(date(2026, 10, 20),))
    assert f"{coming(one, at(now), ATHENS).start:%m-%d}" == day


def test_a_date_that_was_brought_forward_comes_first() -> None:
    moved = MovedDate(day=date(2026, 10, 20), start=at("2026-10-07 18:00"))
    assert f"{coming(event('FREQ=WEEKLY', moved=(moved,)), at('2026-10-06 22:00'), ATHENS).start:%m-%d}" == "10-07"


def test_days_without_hours() -> None:
    """End with the day after their last."""
    one = event("FREQ=MONTHLY;COUNT=2", start="2026-10-06", end=date(2026, 10, 7))
    one = EventFields(start=date(2026, 10, 6), end=date(2026, 10, 7), place="Βόλος", repeat=one.repeat)
    first, second = occurrences(one, ATHENS)
    assert (second.start, second.end) == (date(2026, 11, 6), date(2026, 11, 7))
    assert over_at(first, ATHENS) == at("2026-10-08 00:00")


def test_rules_without_an_end_are_reckoned_for_some_years() -> None:
    last = list(days_of(event("FREQ=YEARLY"), ATHENS))[-1]
    assert last.year == 2026 + YEARS
    assert not list(islice(days_of(event("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), ATHENS), 1))


def test_airings_know_holidays() -> None:
    """Of a rule without an end, those of the same years."""
    one = Airing(
        show="deltio",
        language="el",
        start=at("2026-10-01 19:00").time(),
        seconds=600,
        since=date(2026, 10, 26),
        rule=Rule(tuple(range(7))),
        not_on_holidays=True,
    )
    assert [day.day for day in one.days(date(2026, 10, 26), date(2026, 10, 30))] == [26, 27, 29, 30]
    assert one.left_out()[0] == date(2026, 10, 28) and one.left_out()[-1].year == 2026 + YEARS
