"""The podcasts of the demonstration site, as apps and directories read them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree
from mutagen.mp3 import MP3

from tests.conftest import ROOT, SmallSite, lend

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
BASE = "https://diavlos.example/"


def feeds_of(site: SmallSite) -> dict[str, etree._Element]:
    """The feeds of what is heard; tests/channels/tv looks at that of what is seen."""
    found = sorted(
        path for path in site.output.glob("podcast/*/*.xml") if not path.stem.endswith(("-low", "publisher"))
    )
    channels = {path.relative_to(site.output).as_posix(): etree.parse(str(path)).getroot()[0] for path in found}
    medium = "podcast:medium/text()"
    return {name: channel for name, channel in channels.items() if one(channel, medium) == "podcast"}


def file_of(site: SmallSite, address: str) -> Path:
    assert address.startswith(BASE) and address.isascii()
    return site.output / urlsplit(address).path.removeprefix("/")


def one(node: etree._Element, path: str) -> str:
    (found,) = node.xpath(path, namespaces=NAMESPACES)
    return str(found)


@pytest.fixture(scope="module")
def feeds(real_site: SmallSite) -> dict[str, etree._Element]:
    return feeds_of(real_site)


def test_each_language_has_the_feeds_that_it_has_recordings_for(feeds: dict[str, etree._Element]):
    """A pair of feeds, and a show in Greek alone; no feed is empty."""
    names = {name.removeprefix("podcast/") for name in feeds}
    assert {"el/deltio.xml", "en/deltio.xml", "el/odigos-tsepis.xml"} <= names
    assert "en/odigos-tsepis.xml" not in names
    assert all(channel.findall("item") for channel in feeds.values())


def test_a_channel_says_what_directories_ask(feeds: dict[str, etree._Element], real_site: SmallSite):
    for name, channel in feeds.items():
        assert one(channel, "language/text()") == name.split("/")[1]
        assert one(channel, "itunes:explicit/text()") in ("true", "false")
        assert one(channel, "itunes:type/text()") in ("episodic", "serial")
        assert one(channel, "itunes:owner/itunes:email/text()") == "diavlos@pesko.example"
        assert one(channel, "itunes:author/text()") and one(channel, "link/text()").startswith(BASE)
        assert len(one(channel, "description/text()").encode()) <= 4000
        assert one(channel, "atom:link[@rel='self']/@href") == BASE + name
        assert channel.xpath("itunes:category/@text", namespaces=NAMESPACES)
        cover = file_of(real_site, one(channel, "itunes:image/@href"))
        assert cover.suffix in (".jpg", ".png") and cover.is_file()
        assert one(channel, "podcast:locked/text()") == "yes" and one(channel, "podcast:medium/text()") == "podcast"


def test_guids_are_never_shared(feeds: dict[str, etree._Element]):
    """Neither by two languages nor by two shows: stations tell episodes apart by them over all feeds."""
    shows = [one(channel, "podcast:guid/text()") for channel in feeds.values()]
    episodes = [guid for channel in feeds.values() for guid in channel.xpath("item/guid/text()")]
    assert len(set(shows)) == len(shows) and len(set(episodes)) == len(episodes)
    assert {one(c, "item[1]/guid/@isPermaLink") for c in feeds.values()} == {"false"}


def test_enclosures_are_what_they_say(feeds: dict[str, etree._Element], real_site: SmallSite):
    """True length, type, duration and checksums of every file that a feed names."""
    for channel in feeds.values():
        for item in channel.findall("item"):
            file = file_of(real_site, one(item, "enclosure/@url"))
            assert one(item, "enclosure/@length") == str(file.stat().st_size)
            assert one(item, "enclosure/@type") == "audio/mpeg" and file.suffix == ".mp3"
            info = MP3(file).info
            assert abs(info.length - int(one(item, "itunes:duration/text()"))) <= 1
            others = item.xpath("podcast:alternateEnclosure", namespaces=NAMESPACES)
            assert len(others) == 2
            for other in others:
                data = file_of(real_site, one(other, "podcast:source/@uri")).read_bytes()
                digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
                assert one(other, "podcast:integrity/@value") == f"sha256-{digest}"
                assert one(other, "@length") == str(len(data))


def test_synthetic_voices_say_so(feeds: dict[str, etree._Element]):
    for channel in feeds.values():
        for item in channel.findall("item"):
            assert one(item, "podcast:txt[@purpose='ai-content']/text()") == "true"


def test_episodes_come_newest_first(feeds: dict[str, etree._Element]):
    for channel in feeds.values():
        moments = [parsedate_to_datetime(text) for text in channel.xpath("item/pubDate/text()")]
        assert moments == sorted(moments, reverse=True) and len(set(moments)) == len(moments)


def test_chapters_are_the_same_everywhere(feeds: dict[str, etree._Element], real_site: SmallSite):
    """In the feed, in the file that apps fetch, and in the MP3."""
    seen = 0
    for channel in feeds.values():
        for item in channel.xpath("item[podcast:chapters]", namespaces=NAMESPACES):
            listed = json.loads(file_of(real_site, one(item, "podcast:chapters/@url")).read_text(encoding="utf-8"))
            rows = [(row["startTime"], row["title"]) for row in listed["chapters"]]
            inner = item.xpath("psc:chapters/psc:chapter", namespaces=NAMESPACES)
            assert [node.get("title") for node in inner] == [title for _, title in rows]
            tags = MP3(file_of(real_site, one(item, "enclosure/@url"))).tags
            frames = sorted(tags.getall("CHAP"), key=lambda frame: frame.start_time)
            shown = [(frame.start_time / 1000, str(frame.sub_frames["TIT2"])) for frame in frames]
            assert shown == rows and rows[0][0] == 0
            seen += 1
    assert seen >= 2


def test_feedparser_reads_them(real_site: SmallSite):
    for path in real_site.output.glob("podcast/*/*.xml"):
        found = feedparser.parse(path.read_bytes())
        assert not found.bozo and found.feed.title and all(entry.enclosures for entry in found.entries)


def test_originals_are_not_published(real_site: SmallSite):
    assert not list(real_site.output.glob("files/shows/**/*.opus"))
    assert not list(real_site.output.glob("files/shows/**/*.wav"))


def test_lossless_files_are_those_of_the_newest_episode(real_site: SmallSite):
    for folder in real_site.output.glob("audio/*/*"):
        assert len(list(folder.glob("*.wav"))) == len(list(folder.glob("*.flac"))) == 1


def test_transcripts_say_the_same_in_every_form(feeds: dict[str, etree._Element], real_site: SmallSite):
    """Each item with one names all forms, and ffmpeg, lxml and json read the same words in them."""
    seen = 0
    for channel in feeds.values():
        for item in channel.xpath("item[podcast:transcript]", namespaces=NAMESPACES):
            found = {n.get("type"): n for n in item.xpath("podcast:transcript", namespaces=NAMESPACES)}
            assert list(found) == ["text/vtt", "application/x-subrip", "application/json", "text/html"]
            assert found["text/vtt"].get("rel") == "captions" and found["text/html"].get("rel") is None
            assert {node.get("language") for node in found.values()} == {one(channel, "language/text()")}
            files = {type: file_of(real_site, node.get("url")) for type, node in found.items()}
            segments = json.loads(files["application/json"].read_text(encoding="utf-8"))["segments"]
            words = " ".join(segment["body"] for segment in segments).split()
            page = etree.HTML(files["text/html"].read_bytes())
            assert " ".join(page.xpath("//p/text()")).split() == words
            for type in ("text/vtt", "application/x-subrip"):
                cues = subtitles_of(files[type])
                assert " ".join(cues).split() == words
                assert len(cues) >= len(segments) if "subrip" in type else len(cues) == len(segments)  # 32 letters
            length = float(one(item, "itunes:duration/text()"))
            assert all(segment["startTime"] < segment["endTime"] <= length + 1 for segment in segments)
            seen += 1
    assert seen >= 15


def subtitles_of(path: Path) -> list[str]:
    """What ffmpeg reads in a subtitle file, cue by cue."""
    words = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "ass", "-"]
    text = subprocess.run(words, capture_output=True, check=True).stdout.decode()
    rows = [line.split(",", 9)[9] for line in text.splitlines() if line.startswith("Dialogue:")]
    return [row.replace("\\N", " ") for row in rows]


def test_a_show_says_who_how_often_and_under_what_terms(feeds: dict[str, etree._Element]):
    """Rights, support, place, rhythm and people, in the feed's own language."""
    greek, english = feeds["podcast/el/dimosia-foni.xml"], feeds["podcast/en/dimosia-foni.xml"]
    assert one(greek, "podcast:funding/text()") == "Στηρίξτε την εκπομπή"
    assert one(english, "podcast:funding/text()") == "Support the show"
    assert one(english, "podcast:location/text()") == "Athens"
    assert one(english, "podcast:location/@geo") == "geo:37.98,23.73"
    assert one(english, "podcast:location/@country") == "GR"
    assert one(greek, "podcast:updateFrequency/@rrule") == "FREQ=WEEKLY;BYDAY=WE"
    assert one(greek, "podcast:license/text()") == "cc-by-4.0"
    newest = english.xpath("item[1]", namespaces=NAMESPACES)[0]
    roles = [node.get("role") for node in newest.xpath("podcast:person", namespaces=NAMESPACES)]
    assert roles == ["host", "guest", "guest"]
    assert one(greek.find("item"), "podcast:soundbite/@duration") == "15.0"


@pytest.mark.parametrize(
    ("now", "status"), [("2026-11-25T18:00", "pending"), ("2026-11-25T19:30", "live"), ("2026-11-25T21:00", "ended")]
)
def test_a_live_broadcast_is_as_the_moment_has_it(now: str, status: str, tmp_path: Path, encoded: Path):
    """And the report names the next moment at which that changes."""
    site = SmallSite(tmp_path)
    shutil.copytree(ROOT / "content" / "shows" / "deltio", site.content / "shows" / "deltio")
    shutil.copy(ROOT / "content" / "taxonomies.yaml", site.content)
    for path in site.content.glob("shows/deltio/*.md"):
        text = re.sub(r"^(?:member: .*\n)", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        head, _, _ = text.partition("\n---\n")
        path.write_text(f"{head}\n---\n\nText.\n", encoding="utf-8")
    show = site.content / "shows" / "deltio" / "index.el.md"
    live = (
        'live: [{start: 2026-11-25 19:00, end: 2026-11-25 20:00, stream: "https://radio.example/live.mp3"}]\ndemo: true'
    )
    show.write_text(show.read_text(encoding="utf-8").replace("demo: true", live), encoding="utf-8")
    lend(encoded, site.folder / "cache")
    report = tmp_path / "report.json"
    site.build("--now", now, "--report", str(report))
    (item,) = feeds_of(site)["podcast/el/deltio.xml"].xpath("podcast:liveItem", namespaces=NAMESPACES)
    assert item.get("status") == status and one(item, "enclosure/@url") == "https://radio.example/live.mp3"
    due = json.loads(report.read_text(encoding="utf-8"))["next_change_at"]
    assert due == {"pending": "2026-11-25T19:00:00+02:00", "live": "2026-11-25T20:00:00+02:00", "ended": None}[status]
