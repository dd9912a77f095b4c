"""Who publishes, what is recommended, and archives of long podcasts: feeds of made-up recordings, read back."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace

from plugins.channels.podcast import artifacts as podcast
from plugins.channels.radio.partners import partner_of
from plugins.channels.shared.series import series_of
from plugins.engine.resources import BuildResources
from plugins.model.audio import Recording, Rendition, Sound
from plugins.model.edition import Edition
from plugins.model.errors import UsageError
from plugins.model.site import Site
from plugins.model.value import given
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.editions import make_editions
from tests.channels.podcast.test_podcast import NAMESPACES
from tests.conftest import LANGUAGES, ROOT, made_by

PUBLISHER = "fa5f6fd7-150a-59b4-ab43-e25c788d3a16"
MAIL = "diavlos@trial.example"
BASE = "https://trial.example/podcast/el"


def heard(seconds: float = 61.0, loudness: float = -16.1) -> Recording:
    """A recording that nobody made."""
    sound = Sound("0" * 64, 1, "audio/opus", "opus", seconds, 48000, 1, 32000, False, -20.0, -3.0, 0.1, 0.2)
    main = Rendition("mp3", "audio/a.mp3", "0" * 64, 1, "audio/mpeg", seconds, 44100, 2, 128000, loudness, -1.2)
    return Recording(sound, (main, replace(main, name="low")))


def world(settings: Settings) -> tuple[Site, dict[str, Edition], BuildResources]:
    """The project's own content, with a recording for every episode."""
    site = read_site(settings)
    editions = {
        lang: replace(edition, recordings={e.guid: heard() for e in edition.entries if e.kind == "episode"})
        for lang, edition in make_editions(site, settings).items()
    }
    return site, editions, BuildResources(settings, dict.fromkeys(editions, NullTranslations()), site.segments)


Feeds = dict[str, etree._Element]


@pytest.fixture
def feeds_of(make_settings: Callable[..., Settings]) -> Callable[..., Feeds]:
    def make(**values: Any) -> Feeds:
        languages = {lang: {**one, "publisher": PUBLISHER} if lang == "el" else one for lang, one in LANGUAGES.items()}
        settings = make_settings(PATH=str(ROOT / "content"), LANGUAGES=languages, CONTACT_EMAIL=MAIL, **values)
        site, editions, resources = world(settings)
        made = made_by(podcast.artifacts, site, editions, resources)
        return {
            artifact.path: etree.fromstring(artifact.make(resources, *given(artifact.inputs)))[0]  # type: ignore[arg-type]  # a feed is bytes
            for artifact in made
            if artifact.path.endswith(".xml") and "-low" not in artifact.path
        }

    return make


@pytest.mark.parametrize("given", ["afe20b8e-11a9-4fc0-83f1-37489f81beae", "none", PUBLISHER.upper()])
def test_a_publisher_that_is_no_uuid_5_is_refused(given: str, make_settings: Callable[..., Settings]) -> None:
    """With the one that the podcast namespace makes of the feed's address."""
    languages = {lang: {**one, "publisher": given} if lang == "el" else one for lang, one in LANGUAGES.items()}
    with pytest.raises(UsageError, match=PUBLISHER):
        make_settings(LANGUAGES=languages)


def seen(channel: etree._Element, path: str) -> list[str]:
    return [str(value) for value in channel.xpath(path, namespaces={**NAMESPACES, "fh": FH})]


FH = "http://purl.org/syndication/history/1.0"


def test_the_publisher_lists_its_podcasts(feeds_of: Callable[..., Feeds]):
    """By the same guid and address that they state; each leads back. A language without an identifier has none."""
    feeds = feeds_of()
    assert "podcast/en/publisher.xml" not in feeds
    channel = feeds["podcast/el/publisher.xml"]
    assert seen(channel, "podcast:medium/text()") == ["publisher"] and not channel.findall("item")
    assert seen(channel, "podcast:guid/text()") == [PUBLISHER]
    assert len(seen(channel, "itunes:category/@text")) > 1 and seen(channel, "itunes:explicit/text()") == ["false"]
    assert seen(channel, "itunes:owner/itunes:email/text()") == [MAIL]
    items = channel.findall(f"{{{NAMESPACES['podcast']}}}remoteItem")
    podcasts = {
        path for path in feeds if path.startswith("podcast/el/") and not path.endswith(("-low.xml", "publisher.xml"))
    }
    assert {item.get("feedUrl", "").removeprefix("https://trial.example/") for item in items} == podcasts
    assert len(items) == len(podcasts) >= 3
    for item in items:
        theirs = feeds[item.get("feedUrl", "").removeprefix("https://trial.example/")]
        assert seen(theirs, "podcast:guid/text()") == [item.get("feedGuid")]
        assert seen(theirs, "podcast:publisher/podcast:remoteItem/@feedGuid") == [PUBLISHER]
        assert seen(theirs, "podcast:publisher/podcast:remoteItem/@feedUrl") == [f"{BASE}/publisher.xml"]


def test_members_podcasts_are_recommended(feeds_of: Callable[..., Feeds]):
    feeds = feeds_of()
    for lang, title in (("el", "Αφηγήσεις του Ιονίου"), ("en", "Ionian Stories")):
        found = seen(feeds[f"podcast/{lang}/deltio.xml"], "podcast:podroll/podcast:remoteItem/@title")
        assert title in found and len(found) == 2


def test_the_guid_is_the_one_that_the_show_states(feeds_of: Callable[..., Feeds]):
    assert seen(feeds_of()["podcast/en/deltio.xml"], "podcast:guid/text()") == ["f2f8dc2d-1b4d-5902-ba59-6a12c9cca43a"]


@pytest.mark.parametrize("size", [0, 5, 1000])
def test_the_feed_carries_all_episodes(feeds_of: Callable[..., Feeds], size: int):
    feeds = feeds_of(PODCAST_MAX_ITEMS=size)
    assert len(feeds["podcast/el/deltio.xml"].findall("item")) == 5
    assert not [path for path in feeds if "archive" in path]


def test_past_the_setting_archives_carry_the_rest(feeds_of: Callable[..., Feeds]):
    """Whoever follows either link gets every episode; the blocks are full and counted from the oldest."""
    feeds = feeds_of(PODCAST_MAX_ITEMS=2)
    main = feeds["podcast/el/deltio.xml"]
    newest = seen(main, "item/guid/text()")
    assert len(newest) == 2 and not seen(main, "fh:archive")
    for rel in ("prev-archive", "next"):
        guids, channel = set(newest), main
        walked = []
        while links := seen(channel, f"atom:link[@rel='{rel}']/@href"):
            walked.append(links[0].rpartition("/")[2])
            channel = feeds[links[0].removeprefix("https://trial.example/")]
            assert len(channel.findall("item")) == 2
            assert seen(channel, "atom:link[@rel='current']/@href") == [f"{BASE}/deltio.xml"]
            guids |= set(seen(channel, "item/guid/text()"))
        assert len(guids) == 5 and walked == ["deltio-archive-2.xml", "deltio-archive-1.xml"]
    first = feeds["podcast/el/deltio-archive-1.xml"]
    assert seen(first, "atom:link[@rel='next-archive']/@href") == [f"{BASE}/deltio-archive-2.xml"]
    assert len(first.xpath("fh:archive", namespaces={"fh": FH})) == 1


def test_the_health_of_a_feed_is_counted(make_settings: Callable[..., Settings]):
    """An episode that is too quiet or not of the promised length is one less."""
    settings = make_settings(PATH=str(ROOT / "content"))
    _, editions, _ = world(settings)
    edition = editions["el"]
    series = next(one for one in series_of(edition) if one.name == "deltio")
    health = {check.name: (check.passed, check.asked) for check in partner_of(series, edition, settings).checks}
    assert health == dict.fromkeys(("loudness", "peak", "silence", "rights", "clock"), (5, 5)) | {"transcript": (0, 5)}
    quiet = {
        **edition.recordings,
        series.episodes[0].guid: heard(loudness=-18.0),
        series.episodes[1].guid: heard(900.0),
    }
    partner = partner_of(series, replace(edition, recordings=quiet), settings)
    health = {check.name: check.passed for check in partner.checks}
    assert (health["loudness"], health["clock"], partner.is_sound) == (4, 4, False)
