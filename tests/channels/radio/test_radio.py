"""What stations pull: feeds that automation can take, and addresses that stay."""

from __future__ import annotations

import re

from lxml import etree

from tests.channels.podcast.test_podcast import NAMESPACES, one
from tests.conftest import SmallSite


def channels(site: SmallSite) -> list[etree._Element]:
    return [etree.parse(str(path)).getroot()[0] for path in sorted(site.output.glob("radio/*/*.xml"))]


def test_an_item_has_one_product_and_plain_text(real_site: SmallSite):
    """LibreTime takes the first file that it meets and shows tags as they are."""
    found = channels(real_site)
    assert len(found) >= 3
    for channel in found:
        for item in channel.findall("item"):
            assert len(item.findall("enclosure")) == 1
            assert not channel.xpath(".//podcast:*", namespaces=NAMESPACES)
            assert not item.xpath("*[starts-with(name(), 'media:')]")
            assert "<" not in one(item, "content:encoded/text()").replace("&lt;", "<")
            assert re.fullmatch(r"https://[!-~]+\.mp3", one(item, "enclosure/@url"))


def test_stations_and_apps_see_the_same_episodes(real_site: SmallSite):
    """One guid in both feeds of a language."""
    for path in real_site.output.glob("radio/*/*.xml"):
        other = real_site.output / "podcast" / path.relative_to(real_site.output / "radio")
        guids = [etree.parse(str(file)).xpath("//item/guid/text()") for file in (path, other)]
        assert guids[0] and set(guids[0]) <= set(guids[1])


def test_the_newest_is_at_its_address(real_site: SmallSite):
    for path in real_site.output.glob("radio/*/*.xml"):
        folder, newest = path.with_suffix(""), etree.parse(str(path)).xpath("string(//item[1]/enclosure/@url)")
        main = real_site.output / newest.removeprefix("https://diavlos.example/")
        assert (folder / "latest.mp3").read_bytes() == main.read_bytes()
        assert (folder / "latest.wav").read_bytes() == main.with_suffix(".wav").read_bytes()
        assert newest in (folder / "latest.m3u").read_text(encoding="utf-8")


def test_each_day_has_its_file(real_site: SmallSite):
    days = sorted(path.name for path in (real_site.output / "radio/el/deltio").glob("20*.mp3"))
    assert "2026-11-16.mp3" in days and all(re.fullmatch(r"\d{4}-\d\d-\d\d\.mp3", day) for day in days)
