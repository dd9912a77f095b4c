"""Airings become broadcasts: on the right days, on the wall clock of the site, across the changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.schedule import Airing, Rule, broadcasts, midnight, turning_points
from plugins.read.stations import rule

ATHENS = ZoneInfo("Europe/Athens")


def airing(**values: object) -> Airing:
    stated = {"show": "deltio", "language": "el", "start": time(19), "seconds": 1800, "since": date(2026, 10, 5)}
    return Airing(**{**stated, **values})  # type: ignore[arg-type]


def starts(found: Airing, first: date, days: int) -> list[str]:
    since = midnight(first, ATHENS)
    return [one.start.isoformat() for one in broadcasts([found], since, since + timedelta(days=days), ATHENS)]


def test_a_show_at_seven_stays_at_seven_when_the_clocks_go_back():
    assert starts(airing(rule=Rule((6,))), date(2026, 10, 12), 21) == [
        "2026-10-18T19:00:00+03:00",
        "2026-10-25T19:00:00+02:00",  # the clocks went back at four that morning
        "2026-11-01T19:00:00+02:00",
    ]


def test_a_show_at_seven_stays_at_seven_when_the_clocks_go_forward():
    assert starts(airing(rule=Rule((6,))), date(2027, 3, 15), 21) == [
        "2027-03-21T19:00:00+02:00",
        "2027-03-28T19:00:00+03:00",
        "2027-04-04T19:00:00+03:00",
    ]


def test_an_hour_that_the_clocks_skip_is_an_hour_later():
    """As RFC 5545 reads such a time; no broadcast is lost."""
    assert starts(airing(rule=Rule((6,)), start=time(3, 30)), date(2027, 3, 28), 1) == ["2027-03-28T04:30:00+03:00"]


def test_an_hour_that_comes_twice_is_on_the_air_once():
    assert starts(airing(rule=Rule((6,)), start=time(3, 30)), date(2026, 10, 25), 1) == ["2026-10-25T03:30:00+03:00"]


def test_a_show_over_the_change_lasts_as_long_as_it_lasts():
    since = midnight(date(2027, 3, 28), ATHENS)
    (one,) = broadcasts(
        [airing(rule=Rule((6,)), start=time(2, 30), seconds=3600)], since, since + timedelta(days=1), ATHENS
    )
    assert (one.start.isoformat(), one.end.isoformat()) == ("2027-03-28T02:30:00+02:00", "2027-03-28T04:30:00+03:00")
    assert one.end.astimezone(UTC) - one.start.astimezone(UTC) == timedelta(hours=1)


def test_bounds_and_omissions():
    found = airing(rule=Rule((0, 2)), until=date(2026, 10, 14), omitted=(date(2026, 10, 7),))
    assert [start[:10] for start in starts(found, date(2026, 9, 1), 90)] == ["2026-10-05", "2026-10-12", "2026-10-14"]


def test_a_single_airing():
    found = airing(since=date(2026, 12, 31), start=time(23))
    assert starts(found, date(2026, 1, 1), 500) == ["2026-12-31T23:00:00+02:00"]


def test_broadcasts_come_in_the_order_of_time():
    found = [airing(rule=Rule((0,)), start=time(20)), airing(rule=Rule((0,)), start=time(8), show="b")]
    since = midnight(date(2026, 11, 23), ATHENS)
    assert [one.airing.show for one in broadcasts(found, since, since + timedelta(days=1), ATHENS)] == ["b", "deltio"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=DAILY", Rule((0, 1, 2, 3, 4, 5, 6))),
        ("FREQ=WEEKLY;BYDAY=WE,MO", Rule((0, 2))),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", Rule((4,), 2)),
        ("FREQ=MONTHLY;BYDAY=1SA", Rule((5,), 1, 1)),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SU", Rule((6,), 3, -1)),
    ],
)
def test_rules_are_read(text: str, expected: Rule):
    assert rule(text) == expected


rules = st.builds(
    Rule,
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    st.integers(1, 5),
    st.sampled_from([0, 0, 1, 2, 4, -1]),
)
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def holds(found: Rule, day: date, since: date) -> bool:
    """Whether a day is one of a rule's, counted in days, weeks and months."""
    if found.ordinal:
        months = (day.year - since.year) * 12 + day.month - since.month
        number = -1 if found.ordinal < 0 and (day + timedelta(days=7)).month != day.month else (day.day - 1) // 7 + 1
        return day.weekday() in found.weekdays and months % found.interval == 0 and number == found.ordinal
    weeks = (day - timedelta(days=day.weekday()) - since + timedelta(days=since.weekday())).days // 7
    return day.weekday() in found.weekdays and weeks % found.interval == 0


@settings(max_examples=150, deadline=None)
@given(rules, st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_rules_mean_what_they_say(found: Rule, since: date):
    """The days of a year and a half, also those of any part of it."""
    number = str(found.ordinal or "")
    text = f"FREQ={'MONTHLY' if found.ordinal else 'WEEKLY'};INTERVAL={found.interval};BYDAY=" + ",".join(
        f"{number}{NAMES[day]}" for day in found.weekdays
    )
    assert rule(text) == found
    expected = [day for n in range(550) if holds(found, day := since + timedelta(days=n), since)]
    stated = airing(rule=found, since=since)
    assert stated.days(since - timedelta(days=9), since + timedelta(days=549)) == expected
    first, last = since + timedelta(days=200), since + timedelta(days=300)
    assert stated.days(first, last) == [day for day in expected if first <= day <= last]
    assert stated.first() == (expected[0] if expected else None)


def test_turning_points_are_where_an_airing_begins_and_ends():
    from tests.read.test_stations import station

    found = station(airings=(airing(rule=Rule((0,)), until=date(2026, 12, 14)),))
    now = datetime(2026, 11, 22, 12, tzinfo=ATHENS)
    assert [moment.isoformat() for moment in turning_points([found], now, ATHENS)] == [
        "2026-10-05T00:00:00+03:00",
        "2026-12-15T00:00:00+02:00",
    ]
    known = station(airings=(), domain="www.kyma.example", service="kyma")
    assert [moment.isoformat() for moment in turning_points([known], now, ATHENS)] == ["2026-11-23T00:00:00+02:00"]
