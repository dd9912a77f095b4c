"""Settings: what is wrong is named, with what to write instead, before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from plugins.model.errors import UsageError
from plugins.settings import MOST_JOBS, Settings, moment_of_build

WRONG = {
    "SITEURL": (
        *("", "example.org", "ftp://example.org", "https://", "https://x.example/?a", "https://x.example/#a"),
        *("https://x.example:99999", "https://x.example:port", "https://[::1", "https://user:pass@x.example"),
        *("https://x y.example", "https://x.example/a b", "https://x.example/../a", "https://x.example\\n.gr"),
        *("https://παράδειγμα.example", "javascript:alert(1)", 'https://x.example/"><script>', "https://x..example"),
    ),
    "JOBS": (0, -1, 10**9, "four", 2.5, True, ""),
    "FEED_MAX_ITEMS": (0, -1, "many", 10**9, [20]),
    "DEFAULT_PAGINATION": (0, -5, "ten"),
    "LATEST_SIZE": (-1, "x"),
    "DIGEST_WEEKS": (-1, "x"),
    "PODCAST_MAX_ITEMS": (-1, "x"),
    "LOSSLESS_EPISODES": (-1, "x"),
    "FEED_TAGS": ("volunteers", 5, [1]),
    "FEED_FORMATS": ("json", ["csv"], 5),
    "TIMEZONE": ("Europe/Athina", "", "../etc/passwd", 5),
    "DEFAULT_LANG": ("fr", ""),
    "ADDRESSES": (
        *({"entry": "/{slug}/"}, {"entry": "{prefix}{slag}/"}, {"entry": "../{slug}/"}, {"entry": "{prefix"}),
        *({"entry": 5}, {"nothing": "a"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_is_named(name: str, value: object, make_settings: Callable[..., Settings]) -> None:
    """As wrong use, which ends with status 2."""
    with pytest.raises(UsageError) as caught:
        make_settings(**{name: value})

    assert str(caught.value).startswith("settings: ")
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("SITEURL", f"https://{rest}")
            for rest in ("x.example", "x.example:8000/a/b-c", "[::1]:8000", "192.0.2.1/~a")
        ),
        ("SITEURL", "http://localhost:8000/"),
        ("JOBS", 1),
        ("JOBS", MOST_JOBS),
        ("JOBS", None),
        ("DEFAULT_PAGINATION", False),
        ("FEED_TAGS", ["volunteers"]),
        ("ADDRESSES", {"entry": "{prefix}{slug}.html", "feed.term": "{prefix}{key}/feed.{format}", "slate": None}),
    ],
)
def test_a_right_setting_is_taken(name: str, value: object, make_settings: Callable[..., Settings]) -> None:
    """A slash at the end of an address is nobody's mistake."""
    assert make_settings(**{name: value})


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
