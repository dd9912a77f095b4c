"""What stations pull: feeds that automation can take, and addresses that stay."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
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


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(real_site: SmallSite, tmp_path: Path) -> Iterator[str]:
    """A copy of what stations pull, whose addresses are those of a server on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "site")))
    base = f"http://127.0.0.1:{server.server_address[1]}"
    for name in ("radio", "podcast", "audio", "files"):
        shutil.copytree(real_site.output / name, tmp_path / "site" / name)
    for path in (tmp_path / "site").rglob("*"):
        if path.suffix in (".xml", ".m3u"):
            path.write_text(path.read_text(encoding="utf-8").replace("https://diavlos.example", base), encoding="utf-8")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield base
    server.shutdown()
    server.server_close()


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not here")


def run(*words: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=120, check=False, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@needs("mpv")
def test_mpv_plays_the_playlist(served: str):
    said = run("mpv", "--no-config", "--no-video", "--ao=null", "--length=0.5", f"{served}/radio/el/deltio/latest.m3u")
    assert "AO: [null]" in said


@needs("newsboat")
def test_newsboat_takes_the_podcast(served: str, tmp_path: Path):
    (tmp_path / "urls").write_text(f"{served}/podcast/el/deltio.xml\n", encoding="utf-8")
    (tmp_path / "config").write_text("", encoding="utf-8")
    words = ["newsboat", "-u", str(tmp_path / "urls"), "-c", str(tmp_path / "cache.db"), "-C", str(tmp_path / "config")]
    said = run(*words, "-x", "reload", "print-unread")
    assert int(re.findall(r"(\d+) unread", said)[0]) >= 2


@needs("gpo")
def test_gpodder_downloads_an_episode(served: str, tmp_path: Path):
    env = {
        "GPODDER_HOME": str(tmp_path / "gpodder"),
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
    }
    run("gpo", "subscribe", f"{served}/podcast/en/deltio.xml", env=env)
    run("gpo", "update", env=env)
    run("gpo", "download", env=env)
    files = list((tmp_path / "gpodder").rglob("*.mp3"))
    assert len(files) >= 2 and all(file.stat().st_size > 100_000 for file in files)


@needs("liquidsoap")
def test_liquidsoap_plays_the_playlist(served: str, tmp_path: Path):
    script, out = tmp_path / "a.liq", tmp_path / "out.wav"
    script.write_text(
        "settings.init.allow_root.set(true)\n"
        f'source = playlist(mode="normal", "{served}/radio/el/deltio/latest.m3u")\n'
        f'clock.assign_new(sync="none", [source])\n'
        f'output.file(%wav, "{out}", fallible=true, on_stop=shutdown, source)\n',
        encoding="utf-8",
    )
    # It plays the list again and again, as fast as it can, until it is stopped.
    with subprocess.Popen(["liquidsoap", str(script)], stdout=subprocess.DEVNULL) as player:
        for _ in range(200):
            time.sleep(0.1)
            if out.exists() and out.stat().st_size > 1_000_000:
                break
        player.terminate()
    assert out.stat().st_size > 1_000_000
