"""Recordings that lie elsewhere: everything points there, nothing is made or fetched, and what is stated is checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree, html

from tests.conftest import SmallSite

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
URL = "https://archive.example/shows/first.mp3"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AUDIO = f"{{url: {URL}, bytes: 28312004, duration: 29:29, sha256: {SHA}, type: audio/mpeg}}"
TEXT = "shows/deltio/first.el.md"
VTT = "WEBVTT\n\n00:00.000 --> 00:04.500\nΚαλημέρα από το λιμάνι.\n\n29:00.000 --> 29:20.000\nΚαι καλή συνέχεια.\n"


@pytest.fixture
def remote(small_site: SmallSite) -> Callable[..., SmallSite]:
    """The bilingual site, whose Greek episode has its recording elsewhere."""

    def make(audio: str = AUDIO) -> SmallSite:
        path = small_site.content / TEXT
        head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
        lines = [line for line in head.splitlines() if not line.startswith("duration:")]
        lines += [
            f"audio: {audio}",
            "transcript: first.vtt",
            'rights: {holder: Ένωση, licence: cc-by-4.0, rebroadcast: "yes"}',
        ]
        chapters = "- 00:00 Το λιμάνι\n- 12:30 Τα δρομολόγια\n"
        path.write_text("\n".join(lines) + f"\n---\n{body}\n\n{chapters}", encoding="utf-8")
        small_site.write("shows/deltio/first.vtt", VTT)
        return small_site

    return make


def channel_of(site: SmallSite, path: str) -> Any:
    return etree.parse(str(site.output / path)).getroot()[0]


def test_feeds_point_there(remote: Callable[..., SmallSite]):
    """With the stated length and type, chapters and transcript of here; no file of sound is made."""
    site = remote()
    site.build()
    for path in ("podcast/el/deltio.xml", "podcast/el/deltio-low.xml", "radio/el/deltio.xml"):
        (item,) = channel_of(site, path).findall("item")
        assert dict(item.find("enclosure").attrib) == {"url": URL, "length": "28312004", "type": "audio/mpeg"}
        assert item.findtext("itunes:duration", namespaces=NAMESPACES) == "1769"
        assert not item.findall("podcast:alternateEnclosure", NAMESPACES)
    (item,) = channel_of(site, "podcast/el/deltio.xml").findall("item")
    assert [one.get("title") for one in item.iterfind(".//psc:chapter", NAMESPACES)] == ["Το λιμάνι", "Τα δρομολόγια"]
    for one in (*item.iterfind("podcast:transcript", NAMESPACES), item.find("podcast:chapters", NAMESPACES)):
        assert (site.output / one.get("url").split("/", 3)[3]).is_file()
    sounds = {path.suffix for path in site.output.rglob("*")} & {".mp3", ".wav", ".opus", ".flac", ".mp2"}
    assert not sounds and not (site.output / "podcast/en/deltio.xml").exists()


def test_stations_get_a_playlist_and_a_cue_sheet(remote: Callable[..., SmallSite]):
    """The addresses that would be copies are not there, nor on the page for stations."""
    site = remote()
    site.build()
    folder = site.output / "radio/el/deltio"
    assert (folder / "latest.m3u").read_text(encoding="utf-8").endswith(f"\n{URL}\n")
    cue = json.loads((folder / "first.cue.json").read_text(encoding="utf-8"))
    assert [(one["url"], one["sha256"], one["loudness"]) for one in cue["files"]] == [(URL, SHA, None)]
    assert (cue["seconds"], cue["in_cue"]) == (1769, "Καλημέρα από το λιμάνι. Και καλή συνέχεια.")
    assert URL in (folder / "first.cue.txt").read_text(encoding="utf-8")
    page = html.fromstring((folder / "index.html").read_bytes())
    codes = page.xpath("//dl[@class='radio__addresses']//code/text()")
    assert not [code for code in codes if code.endswith((".mp3", ".wav"))] and not page.xpath("//pre")
    for code in codes:
        assert (site.output / code.split("/", 3)[3]).is_file(), code


def test_the_player_plays_it_from_there(remote: Callable[..., SmallSite]):
    site = remote()
    site.build()
    (path,) = (site.output / "ekpompes").glob("*/*/index.html")
    page = html.fromstring(path.read_bytes())
    assert page.xpath("//audio/@preload") == ["none"] and page.xpath("//audio/source/@src") == [URL]
    assert page.xpath("//ol[@class='chapters']//a/@href") == [f"{URL}#t=0", f"{URL}#t=750"]
    (link,) = page.xpath("//details[@class='player__files']//a")
    assert (link.get("href"), link.text) == (URL, "Η ηχογράφηση, στο archive.example")
    (cue,) = page.xpath("//a[contains(@href, '.cue.html')]/@href")
    assert URL in (site.output / cue[1:]).read_text(encoding="utf-8")


def test_another_type_is_for_apps_alone(remote: Callable[..., SmallSite]):
    site = remote(AUDIO.replace(".mp3", ".m4a").replace("audio/mpeg", "audio/mp4"))
    site.build()
    assert (site.output / "podcast/el/deltio.xml").is_file() and not (site.output / "radio/el/deltio.xml").exists()


def test_the_show_s_clock_holds_for_it(remote: Callable[..., SmallSite]):
    site = remote()
    show = site.content / "shows/deltio/index.el.md"
    text = show.read_text(encoding="utf-8")
    show.write_text(
        text.replace("\n---\n", '\nclock: {target: "28:00", within: 5, missed: refuse}\n---\n', 1), encoding="utf-8"
    )
    done = site.run("check")
    assert done.returncode == 1 and "the recording lasts 29:29, but the show promises 28:00" in done.stderr


FAULTS = {
    "no hash": ((f"sha256: {SHA}, ", ""), "does not say “sha256”"),
    "a relative address": ((URL, "first.mp3"), "url: is not the address of a file"),
    "a Greek address": ((URL, "https://archive.example/εκπομπή.mp3"), "url: is not the address of a file"),
    "a script's address": ((URL, "javascript:alert(1)"), "url: is not the address of a file"),
    "another ending than its type's": (
        ("audio/mpeg", "audio/ogg"),
        "the address does not end as one of audio/ogg does",
    ),
    "no type of sound": (("audio/mpeg", "text/html"), "type: does not take the value “text/html”"),
    "no bytes": (("28312004", "0"), "bytes: is not a whole number"),
    "no length": (("29:29", "0:00"), "lasts no seconds"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_stated_is_checked(remote: Callable[..., SmallSite], name: str):
    (old, new), expected = FAULTS[name]
    assert old in AUDIO
    done = remote(AUDIO.replace(old, new)).run("check")
    assert done.returncode == 1
    assert any(line.startswith(TEXT) and ": audio: " in line and expected in line for line in done.stderr.splitlines())
