"""Parsers that apps are built on: each reads in our feeds what the site says, tag by tag."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, NamedTuple

import feedparser
import podcastparser
import pytest
from lxml import etree

from tests.channels.clients.conftest import Aired
from tests.channels.podcast.test_podcast import NAMESPACES, one
from tests.programs import TOOLS, needs, run
from tests.servers import needs_nginx

pytestmark = needs_nginx
FEED = "podcast/el/aired.xml"
PODCAST = f"{{{NAMESPACES['podcast']}}}"


class Tag(NamedTuple):
    """A `podcast:` tag that is meant: where each parser of the namespace finds it, and what it must find there.

    A place is a path of names and numbers; `*` is every item of a list. None: the parser does not know the tag.
    """

    name: str
    partytime: str | None
    feedsmith: str | None
    meant: Any


PEOPLE = ["Η σύνταξη", "Μαρία", "Δανάη", "Αλέξης"]
CHANNEL = [
    Tag("guid", "guid", "podcast.guid", "f48b8e21-437f-5c8e-a456-49f6eb895b59"),
    Tag("locked", "podcastOwner", "podcast.locked.owner", "diavlos@pesko.example"),
    Tag("medium", "medium", "podcast.medium", "podcast"),
    Tag("person", "podcastPeople.*.name", "podcast.persons.*.display", PEOPLE),
    Tag("license", "license.identifier", "podcast.license.display", "cc-by-4.0"),
    Tag("funding", "podcastFunding.0.url", "podcast.fundings.0.url", "https://aired.example/stirixi"),
    Tag("location", "podcastLocation.geo", "podcast.locations.0.geo", "geo:37.44,24.94"),
    Tag("updateFrequency", None, "podcast.updateFrequency.rrule", "FREQ=WEEKLY;BYDAY=FR"),
    Tag("trailer", "trailers.0.title", "podcast.trailers.0.display", "Τι θα ακούσετε"),
    Tag("liveItem", "podcastLiveItems.*.status", "podcast.liveItems.*.status", ["pending"]),
    Tag(
        "contentLink",
        "podcastLiveItems.0.contentLinks.0.title",
        "podcast.liveItems.0.contentLinks.0.display",
        "Στον αέρα & «ζωντανά»",
    ),
]
PUBLISHER = "podcast:publisher/podcast:remoteItem"
CHANNEL += [
    Tag(
        "publisher",
        "podcastPublisher.feedGuid",
        "podcast.publisher.remoteItem.feedGuid",
        f"string({PUBLISHER}/@feedGuid)",
    ),
    Tag(
        "remoteItem",
        "podcastPublisher.feedUrl",
        "podcast.publisher.remoteItem.feedUrl",
        f"string({PUBLISHER}/@feedUrl)",
    ),
]
ITEM = [
    Tag("chapters", "podcastChapters.type", "podcast.chapters.type", "application/json+chapters"),
    Tag("transcript", "podcastTranscripts.*.language", "podcast.transcripts.*.language", ["el"] * 4),
    Tag("soundbite", "podcastSoundbites.0.duration", "podcast.soundbites.0.duration", 20),
    Tag(
        "person",
        "podcastPeople.*.name",
        "podcast.persons.*.display",
        [*PEOPLE, "Νίκος"],
    ),
    Tag("license", "license.identifier", "podcast.license.display", "cc-by-4.0"),
    Tag("location", "podcastLocation.name", "podcast.locations.0.display", "Πειραιάς"),
    Tag("season", "podcastSeason.number", "podcast.season.number", 2),
    Tag("episode", "podcastEpisode.number", "podcast.episode.number", 7),
    Tag("txt", None, "podcast.txts.0", {"display": "true", "purpose": "ai-content"}),
    Tag(
        "alternateEnclosure",
        "alternativeEnclosures.*.title",
        "podcast.alternateEnclosures.*.title",
        ["48 kb/s MP3", "Opus"],
    ),
    Tag(
        "source",
        "alternativeEnclosures.*.source.0.uri",
        "podcast.alternateEnclosures.*.sources.0.uri",
        "//podcast:source/@uri",
    ),
    Tag(
        "integrity",
        "alternativeEnclosures.*.integrity.value",
        "podcast.alternateEnclosures.*.integrity.value",
        "//podcast:integrity/@value",
    ),
]


def at(data: Any, place: str) -> Any:
    """What stands at a place."""
    first, _, rest = place.partition(".")
    if first == "*":
        return [at(part, rest) for part in data]
    found = data[int(first)] if isinstance(data, list) else data[first]
    return at(found, rest) if rest else found


@pytest.fixture(scope="module")
def read(aired: Aired) -> dict[str, Any]:
    """What both parsers of the namespace make of the Greek feed."""
    said: dict[str, Any] = json.loads(run("node", str(TOOLS / "podcasts.js"), str(aired.site.output / FEED)))
    return said


def test_every_tag_of_the_namespace_is_in_the_table(aired: Aired):
    """A tag that nobody meant, or that came out nowhere, is found here."""
    channel = etree.parse(str(aired.site.output / FEED)).getroot()[0]
    inside = {node.tag.removeprefix(PODCAST) for node in channel.findall("item")[0].iter(f"{PODCAST}*")}
    before = {
        node.tag.removeprefix(PODCAST) for top in channel if top.tag != "item" for node in top.iter(f"{PODCAST}*")
    }
    assert before == {tag.name for tag in CHANNEL} and inside == {tag.name for tag in ITEM}


@needs("node", TOOLS / "node_modules")
@pytest.mark.parametrize("parser", ["partytime", "feedsmith"])
@pytest.mark.parametrize(
    ("tag", "place"), [(tag, "") for tag in CHANNEL] + [(tag, "items.0.") for tag in ITEM], ids=lambda v: v and v[0]
)
def test_a_tag_is_read(tag: Tag, place: str, parser: str, read: dict[str, Any], aired: Aired):
    """As it is meant; partytime says for itself which tags it has understood."""
    where = getattr(tag, parser)
    if where:
        meant = tag.meant
        if isinstance(meant, str) and meant.startswith("//"):
            meant = aired.items(FEED)[0].xpath(f".{meant}", namespaces=NAMESPACES)
        elif isinstance(meant, str) and meant.startswith("string("):
            meant = aired.items(FEED)[0].getparent().xpath(meant, namespaces=NAMESPACES)
            assert meant
        assert at(read[parser], place + where) == meant
    if parser == "partytime":
        seen = {name for names in read["partytime"]["pc20support"].values() for name in names}
        understood = tag.name in seen or tag.name in (
            "contentLink",
            "source",
            "integrity",
            "remoteItem",
        )  # parts of others
        assert understood == (where is not None)


@needs("node", TOOLS / "node_modules")
def test_people_are_in_the_group_of_their_role(read: dict[str, Any]):
    """Without a group all would be cast (https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json)."""
    found = {one["role"]: one["group"] for one in read["partytime"]["items"][0]["podcastPeople"]}
    assert found == {
        "Host": "Cast",
        "Producer": "Creative Direction",
        "Editor": "Writing",
        "Audio Engineer": "Audio Production",
        "Guest": "Cast",
    }


@needs("node", TOOLS / "node_modules")
def test_the_alternates_tell_the_rate_of_their_sound(read: dict[str, Any]):
    """Not that of the file, in which the cover weighs as much as a short recording."""
    low, opus = read["feedsmith"]["items"][0]["podcast"]["alternateEnclosures"]
    assert low["bitrate"] == pytest.approx(48_000, rel=0.01) and opus["bitrate"] < 45_000


@needs("node", TOOLS / "node_modules")
def test_a_broadcast_to_come_is_complete(read: dict[str, Any]):
    (live,) = read["partytime"]["podcastLiveItems"]
    assert (live["title"], live["start"], live["end"]) == (
        "Ανοιχτή γραμμή",
        "2026-11-25T17:00:00.000Z",
        "2026-11-25T18:00:00.000Z",
    )
    assert live["enclosure"]["url"] == "https://radio.example/live.mp3" and len(live["guid"]) == 36


@pytest.mark.parametrize("lang", ["el", "en"])
def test_feedparser_and_podcastparser_agree_with_the_file(lang: str, aired: Aired):
    """Guid, title, enclosure, length, duration and chapters of every episode; what gPodder shows is the second."""
    path = f"podcast/{lang}/aired.xml"
    address = f"{aired.base}/{path}"
    general = feedparser.parse(address)
    with urllib.request.urlopen(address) as stream:
        podcast = podcastparser.parse(address, stream)
    assert not general.bozo and general.feed.title == podcast["title"] and podcast["language"] == lang
    assert podcast["itunes_categories"] == [["News", "Daily News"], ["Society & Culture"]]
    seen = 0
    for item, entry, episode in zip(aired.items(path), general.entries, podcast["episodes"], strict=True):
        file = aired.file(one(item, "enclosure/@url"))
        stated = (item.findtext("guid"), item.findtext("title"), one(item, "enclosure/@url"), file.stat().st_size)
        (link,) = [link for link in entry.links if link.rel == "enclosure"]
        assert (entry.id, entry.title, link.href, int(link.length)) == stated
        (found,) = episode["enclosures"]
        assert (episode["guid"], episode["title"], found["url"], found["file_size"]) == stated
        assert episode["total_time"] == int(entry.itunes_duration) == int(one(item, "itunes:duration/text()"))
        chapters = file.with_suffix(".chapters.json")
        if chapters.exists():
            rows = [(row["startTime"], row["title"]) for row in json.loads(chapters.read_bytes())["chapters"]]
            inner = entry.psc_chapters.chapters
            assert [(chapter.start_parsed.total_seconds(), chapter.title) for chapter in inner] == rows
            assert [(row["start"], row["title"]) for row in episode["chapters"]] == rows
            seen += 1
    assert seen == 1
