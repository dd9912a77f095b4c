"""Settings: what is wrong is named, with what to write instead, before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from docs.examples import gemini
from docs.examples.gemini import GeminiSettings
from plugins.engine.keys import digest_of_world
from plugins.model.errors import UsageError
from plugins.settings import Settings
from plugins.settings.chosen import SHAPELESS
from plugins.settings.reading import from_pelican
from plugins.settings.run import MOST_JOBS

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
        *({"entry": 5}, {"nothing": "a"}, []),
    ),
    "LANGUAGES": (5, {"el": {"name": "Ελληνικά", "sitename": "Δοκιμή"}}, {"el": 5}),
    "VIDEO_HEIGHTS": ([], [100], [721], 720, ["720"]),
    "SHARE_CARDS": ("no", 1),
    "PROBLEM_FORMAT": ("xml",),
    "UNMADE": (["songs"],),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_is_named(name: str, value: object, make_settings: Callable[..., Settings]) -> None:
    """As wrong use, which ends with status 2."""
    with pytest.raises(UsageError) as caught:
        make_settings(**{name: value})

    assert str(caught.value).startswith("settings: ")
    assert name in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"FEED_MAX_ITEM": 5}, "unknown name FEED_MAX_ITEM; did you mean FEED_MAX_ITEMS?"),
        ({"DIGEST_WEEK": 5}, "unknown name DIGEST_WEEK; did you mean DIGEST_WEEKS?"),
        ({"PODCASTS_MAX_ITEMS": 5}, "unknown name PODCASTS_MAX_ITEMS; did you mean PODCAST_MAX_ITEMS?"),
        ({"FEED_FORMATS": ["csv"]}, "FEED_FORMATS is a list with one thing at least, each one of "),
        ({"FEED_TAGS": "a"}, 'FEED_TAGS is a list of words, as in ["a", "b"], not \'a\''),
        ({"MEDIA_MAX_MINUTES": 601}, "MEDIA_MAX_MINUTES is a whole number from 1 to 600, not 601"),
        ({"VIDEO_HEIGHTS": [721]}, "each an even number from 144 to 1080; not [721]"),
        ({"OFFLINE": "no"}, "OFFLINE is True or False, not 'no'"),
        ({"PROBLEM_FORMAT": "xml"}, "PROBLEM_FORMAT is one of github, json, text, not 'xml'"),
        ({"OUTPUT_PATH": None}, "OUTPUT_PATH is missing"),
        ({"LANGUAGES": {"el": {"name": "Ε", "sitename": "Δ"}}}, "LANGUAGES: el: locale is missing"),
        (
            {"LANGUAGES": {"el": {"name": "Ε", "site_name": "Δ", "locale": "el_GR"}}},
            "LANGUAGES: el: there is no 'site_name'; did you mean sitename?",
        ),
    ],
)
def test_the_way_out_is_said(changes: dict[str, object], said: str, make_settings: Callable[..., Settings]) -> None:
    """What would fit, made from the type of the setting; a slip is answered with the near name, a channel's too."""
    with pytest.raises(UsageError) as caught:
        make_settings(**changes)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("site", "wanted"),
    [
        ("http://localhost:8000", "https://out.example/a"),
        ("http://[::1]:8000", "https://out.example/a"),
        ("https://x.example", "https://x.example"),
    ],
)
def test_what_is_costly_says_where_the_site_is_published(
    site: str, wanted: str, make_settings: Callable[..., Settings]
) -> None:
    """While it is tried on this machine; a public address is the site's own."""
    assert make_settings(SITEURL=site, PUBLISHED_URL="https://out.example/a/").media.url == wanted
    assert make_settings(SITEURL=site).media.url == site


def test_a_name_of_pelicans_is_no_slip(make_settings: Callable[..., Settings]) -> None:
    """Whoever hosts the settings says which names are Pelican's; it is asked only where a name looks like ours."""
    settings, asked = make_settings(), []

    def is_pelicans(name: str) -> bool:
        asked.append(name)
        return True

    raw = {"SITEURL": "https://x.example", "TIMEZONE": "UTC", "DEFAULT_LANG": "en", "FEED_TAG": 1, "MY_PLUGIN": 1}
    raw |= {"PATH": "content", "OUTPUT_PATH": "output", "THEME": "theme"}
    raw |= {"LANGUAGES": {"en": {"name": "English", "sitename": "X", "locale": "en_GB"}}}
    assert from_pelican(raw, settings.channels, is_pelicans).feeds.tags == ()
    assert asked == ["FEED_TAG"]


def test_a_setting_that_a_channel_gains_is_part_of_every_key(
    make_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its value, and that it is there: no list names it."""

    class More(GeminiSettings, frozen=True, kw_only=True):
        gemini_port: int = 1965

    def key(**changes: object) -> str:
        return digest_of_world(make_settings(CHANNELS=["web", "docs.examples.gemini"], **changes), "code")

    before, moved = key(), key(GEMINI_HOST="elsewhere.example")
    monkeypatch.setattr(gemini, "CHANNEL", replace(gemini.CHANNEL, settings=More))
    assert len({before, moved, key(), key(GEMINI_PORT=1966)}) == 4
    assert key(JOBS=1) == key(JOBS=2, NOW="2026-01-01"), "how a build runs shapes nothing"


def test_a_group_that_settings_gain_is_part_of_every_key() -> None:
    """Unless it says where things lie, or how a build runs."""
    groups = {field.name for field in fields(Settings)} - {"channels", "groups"}
    assert groups - set(SHAPELESS) == {"site", "feeds", "media"}


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
