"""Downloads by IAB Tech Lab's rules 2.3: windows, ranges, a minute of content."""

from __future__ import annotations

from datetime import UTC, datetime

from plugins.statistics.downloads import MOST, Downloads, Touch, joined

MONDAY = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())
HOUR = 3600


def touch(at: int, start: int = 0, sent: int = 1000, key: int = 1, network: int = 1) -> tuple[Touch, int, int]:
    """A request for a file of which 600 of 1000 bytes are a download."""
    return Touch(at, key, network, start, sent), 600, 1000


def test_the_example_of_the_rules() -> None:
    """5.5.1: Monday 22:00, Tuesday 03:00 and 22:15, Wednesday 23:15 are 1, 0, 1, 1 by the window of the first touch."""
    downloads = Downloads()
    moments = [MONDAY + hours * HOUR + minutes * 60 for hours, minutes in ((22, 0), (27, 0), (46, 15), (71, 15))]
    assert [bool(downloads.add(*touch(at))) for at in moments] == [True, False, True, True]


def test_parts_are_taken_together() -> None:
    """Of which none is a minute; the same part twice is one, and the download is that of the first request."""
    downloads = Downloads()
    assert downloads.add(*touch(MONDAY, 0, 300)) == 0
    assert downloads.add(*touch(MONDAY + HOUR, 0, 300)) == 0
    assert downloads.add(*touch(MONDAY + 2 * HOUR, 300, 300)) == MONDAY
    assert downloads.add(*touch(MONDAY + 3 * HOUR, 600, 400)) == 0


def test_parts_that_the_log_does_not_tell_are_added_up() -> None:
    downloads = Downloads()
    assert [bool(downloads.add(*touch(MONDAY + number, -1, 250))) for number in range(4)] == [False, False, True, False]


def test_what_was_broken_off_is_none() -> None:
    """An answer 200 of which too little was sent."""
    assert Downloads().add(*touch(MONDAY, 0, 500)) == 0


def test_several_programs_behind_an_address() -> None:
    """5.5.4: ten requests by six programs are six downloads."""
    downloads = Downloads()
    assert sum(bool(downloads.add(*touch(MONDAY + number, key=number % 6))) for number in range(10)) == 6


def test_more_than_one_can_hear_is_left_out() -> None:
    """And told: an address that takes everything is no listener."""
    downloads = Downloads()
    counted = sum(bool(downloads.add(*touch(MONDAY + number, key=number))) for number in range(MOST + 20))
    assert (counted, downloads.refused) == (MOST, 20)


def test_windows_that_are_over_are_forgotten() -> None:
    """A month of logs takes as much memory as a day."""
    downloads = Downloads()
    for day in range(30):
        for number in range(20):
            downloads.add(*touch(MONDAY + day * 24 * HOUR + number, key=day * 100 + number))
    assert len(downloads.begun) <= 2 * 20 + 1
    assert not downloads.open
    assert len(downloads.networks) <= 3


def test_ranges_are_joined() -> None:
    assert joined([(5, 9), (0, 3), (3, 4), (8, 12), (20, 20)]) == [(0, 4), (5, 12)]
