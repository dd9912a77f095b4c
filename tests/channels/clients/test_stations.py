"""Programs of radio stations: what they take from a feed, a playlist and a file, over loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from mutagen import File

from tests.channels.clients.conftest import Aired
from tests.programs import TOOLS, environment, needs, run
from tests.servers import needs_nginx

pytestmark = needs_nginx
SIMPLEPIE = TOOLS / "simplepie"


def simplepie(address: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(run("php", str(TOOLS / "simplepie.php"), str(SIMPLEPIE), address))
    return read


@needs("php", SIMPLEPIE)
@pytest.mark.parametrize("feed", ["radio/el/aired", "radio/en/aired", "radio/el/aired-promos", "podcast/el/aired"])
def test_libretime_sees_the_sound_first(feed: str, aired: Aired):
    """By the parser that it uses: one file an item, with its true length and type, and a moment for each."""
    found = simplepie(f"{aired.base}/{feed}.xml")
    items = aired.items(f"{feed}.xml")
    assert found["channel"]["language"] == feed.split("/")[1] and found["channel"]["link"].startswith(aired.base)
    assert len(found["items"]) == len(items) > 0
    for item, read in zip(items, found["items"], strict=True):
        file = aired.file(read["first"]["url"])
        assert read["enclosures"] == [read["first"]]
        assert read["first"]["type"] == "audio/mpeg" and read["first"]["bytes"] == file.stat().st_size
        assert read["guid"] == item.findtext("guid")
        assert int(read["moment"]) == parsedate_to_datetime(item.findtext("pubDate")).timestamp()
        assert "<" not in read["description"]


@needs("php", SIMPLEPIE)
def test_libretime_can_tag_what_it_fetched(aired: Aired, tmp_path: Path):
    """It reads the easy tags, writes the show's name as album and saves: the title is the item's, the album the feed's.

    https://github.com/libretime/libretime/blob/main/worker/libretime_worker/tasks.py
    """
    channel = simplepie(f"{aired.base}/radio/el/aired.xml")
    for number, item in enumerate(aired.items("radio/el/aired.xml")):
        fetched = tmp_path / f"{number}.mp3"
        shutil.copy(aired.file(item.find("enclosure").get("url")), fetched)
        tags = File(fetched, easy=True)
        assert tags["title"] == [item.findtext("title")] and tags["artist"] == ["Δίαυλος"]
        assert tags["album"] == [item.getparent().findtext("title")]
        before = sound_of(fetched)
        tags["album"] = channel["channel"]["title"]
        tags.save()
        again = File(fetched, easy=True)
        assert again["title"] == [item.findtext("title")] and again.info.length == tags.info.length
        assert sound_of(fetched) == before


def sound_of(path: Path) -> str:
    """The hash of its frames."""
    return run("ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a", "-c", "copy", "-f", "md5", "-")


@needs("liquidsoap")
def test_liquidsoap_plays_the_playlist(aired: Aired, tmp_path: Path):
    """As a scheduler for AzuraCast would: it fetches the list, then what the list names."""
    script, out = tmp_path / "a.liq", tmp_path / "out.wav"
    script.write_text(
        "settings.init.allow_root.set(true)\n"
        f'source = playlist(mode="normal", "{aired.base}/radio/el/aired/latest.m3u")\n'
        'clock.assign_new(sync="none", [source])\n'
        f'output.file(%wav, "{out}", fallible=true, on_stop=shutdown, source)\n',
        encoding="utf-8",
    )
    # It plays the list again and again, as fast as it can, until it is stopped.
    words = ["liquidsoap", str(script)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment({"HOME": str(tmp_path)})) as player:
        for _ in range(900):
            time.sleep(0.1)
            if out.exists() and out.stat().st_size > 1_000_000:
                break
        player.terminate()
    assert out.stat().st_size > 1_000_000
