"""The moment of a build: what is no time is refused, and what is one is a time by the clock of the site."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.model.errors import UsageError
from plugins.settings.run import moment_of_build


@pytest.mark.parametrize(
    "given",
    [
        *("tomorrow", "", "9999-12-31", "9999-12-31T23:59-12:00", "0001-01-01", "0001-01-01T00:00+14:00", "0999-01-01"),
        *("2026-12-10 09:00-13:00", "2026-12-10T09:00+15:00", "2026-12-10T09:00+02:07", "2026-02-30", "2026-13-01"),
    ],
)
def test_a_moment_that_no_build_can_have(given: str) -> None:
    """Is wrong use, and no traceback."""
    with pytest.raises(UsageError, match=r"is not a time; write 2026-03-25T18:30"):
        moment_of_build(given, "Europe/Athens")


@pytest.mark.parametrize(
    "epoch", ["now", "1e9", str(10**12), str(10**30), str(-(10**12)), "253402300799", "-62135596800"]
)
def test_an_epoch_that_no_build_can_have(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last two are the ends of the calendar."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match=r"SOURCE_DATE_EPOCH: .* is not a time; write the seconds"):
        moment_of_build(None, "Europe/Athens")


def test_a_build_has_the_moment_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before that of the environment, and by the clock of the site."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert moment_of_build(None, "Europe/Athens") == datetime(1970, 1, 1, tzinfo=UTC)
    assert moment_of_build("2026-07-01", "Europe/Athens").isoformat() == "2026-07-01T00:00:00+03:00"
    assert moment_of_build("2026-07-01T10:00Z", "Europe/Athens").isoformat() == "2026-07-01T13:00:00+03:00"


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    """What came out in its first half hour is out in the second one too, though the clock shows less."""
    came_out = datetime.fromisoformat("2026-10-25T00:30Z").astimezone(ZoneInfo("Europe/Athens"))
    now = moment_of_build("2026-10-25T01:10Z", "Europe/Athens")

    assert came_out.replace(tzinfo=None) > now.replace(tzinfo=None)
    assert came_out < now
