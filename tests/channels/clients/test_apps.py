"""Apps that people listen with: what they see of a feed, and the files that they fetch, over loopback."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.channels.clients.conftest import Aired
from tests.programs import environment, needs, run
from tests.servers import needs_nginx

pytestmark = needs_nginx
FEED = "podcast/el/aired.xml"
TITLES = ["Α < Β & «Γ»: «Δ», «Ε» και ένα 🌊", "Το προηγούμενο", "Τι θα ακούσετε"]  # newest first


def enclosures(aired: Aired) -> list[Path]:
    """The files of the feed, newest first."""
    return [aired.file(item.find("enclosure").get("url")) for item in aired.items(FEED)]


def sizes(files: list[Path]) -> list[int]:
    return sorted(file.stat().st_size for file in files)


@needs("newsboat", "podboat")
def test_newsboat_lists_and_podboat_fetches(aired: Aired, tmp_path: Path):
    """Every episode under its guid and moment; what is queued arrives whole."""
    (tmp_path / "urls").write_text(f"{aired.base}/{FEED}\n", encoding="utf-8")
    (tmp_path / "config").write_text(
        f'podcast-auto-enqueue yes\ndownload-path "{tmp_path}/got"\ndownload-filename-format "%u"\n', encoding="utf-8"
    )
    home = {"HOME": str(tmp_path), "TERM": "xterm"}
    (tmp_path / ".newsboat").mkdir()
    run("newsboat", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload", env=home, cwd=tmp_path)
    with closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
        columns = "title, guid, pubDate, enclosure_type"
        rows = cache.execute(f"SELECT {columns} FROM rss_item ORDER BY pubDate DESC").fetchall()
    assert [row[0] for row in rows] == TITLES and {row[3] for row in rows} == {"audio/mpeg"}
    assert [row[1] for row in rows] == [item.findtext("guid") for item in aired.items(FEED)]
    podboat(tmp_path, home, tmp_path / "got", len(rows))
    assert sizes(list((tmp_path / "got").iterdir())) == sizes(enclosures(aired))
    queue = (tmp_path / ".newsboat" / "queue").read_text(encoding="utf-8")
    assert [line.split()[-1] for line in queue.splitlines()] == ["downloaded"] * len(rows)


def podboat(folder: Path, env: dict[str, str], target: Path, count: int) -> None:
    """Run it on a terminal, for it knows no other way, and leave when the files are there."""
    ours, its = pty.openpty()
    words = ["podboat", "-C", "config", "-q", ".newsboat/queue", "-a"]
    with subprocess.Popen(words, cwd=folder, stdin=its, stdout=its, stderr=its, env=environment(env)) as program:
        os.close(its)
        for _ in range(900):
            if program.poll() is not None:
                break
            if select.select([ours], [], [], 0.1)[0]:
                os.read(ours, 1 << 16)
            files = list(target.glob("*"))
            if len(files) == count and not any(file.suffix == ".part" for file in files):
                os.write(ours, b"q")
                time.sleep(0.2)
        program.terminate()
    os.close(ours)


@needs("gpo")
def test_gpodder_lists_and_fetches(aired: Aired, tmp_path: Path):
    env = {"GPODDER_HOME": str(tmp_path / "gpodder"), "HOME": str(tmp_path)}
    run("gpo", "subscribe", f"{aired.base}/{FEED}", env=env)
    run("gpo", "update", env=env)
    assert all(title in run("gpo", "pending", env=env) for title in TITLES)
    run("gpo", "download", env=env)
    assert sizes(list((tmp_path / "gpodder").rglob("*.mp3"))) == sizes(enclosures(aired))


def test_yt_dlp_lists_and_fetches(aired: Aired, tmp_path: Path):
    command = [sys.executable, "-m", "yt_dlp", "--ignore-config", "--no-cache-dir", "--no-warnings"]
    said = run(*command, "--flat-playlist", "-j", f"{aired.base}/{FEED}")
    rows = [json.loads(line) for line in said.splitlines()]
    assert [row["title"] for row in rows] == TITLES
    assert [(row["season_number"], row["episode_number"]) for row in rows[:2]] == [(2, 7), (2, 6)]
    run(*command, "--playlist-items", "1", "-o", "a.%(ext)s", f"{aired.base}/{FEED}", cwd=tmp_path)
    assert (tmp_path / "a.mp3").read_bytes() == enclosures(aired)[0].read_bytes()


def test_feed2exec_hands_each_episode_over_once(aired: Aired, tmp_path: Path):
    """Its guid, its title with all signs, and its file; a second round brings nothing."""
    command = [sys.executable, "-m", "feed2exec", "--config", "a.ini", "--database", "a.db"]
    told = "echo {item.id}|{item.title}|{item.links[1].href}|{item.links[1].length}|{item.itunes_duration}"
    run(*command, "add", "aired", f"{aired.base}/{FEED}", "--output", "exec", "--args", told, cwd=tmp_path)
    rows = [line.split("|") for line in run(*command, "fetch", cwd=tmp_path).splitlines()]
    assert [row[1] for row in rows] == TITLES
    for (guid, _, address, length, seconds), item in zip(rows, aired.items(FEED), strict=True):
        assert guid == item.findtext("guid") and aired.file(address).stat().st_size == int(length)
        assert seconds == item.findtext("{http://www.itunes.com/dtds/podcast-1.0.dtd}duration")
    assert not run(*command, "fetch", cwd=tmp_path)


@needs("mpv")
def test_mpv_plays_every_file(aired: Aired):
    """All renditions of an episode, with its title and chapters where the format holds them, and the playlist."""
    main = enclosures(aired)[0]
    base = f"{aired.base}/{main.relative_to(aired.site.output).as_posix().removesuffix('.mp3')}"
    told = {  # address: codec, channels of sound, chapters
        f"{base}.mp3": ("mp3", "2", "3"),
        f"{base}-low.mp3": ("mp3", "1", "3"),
        f"{base}.opus": ("opus", "1", "3"),
        f"{base}.flac": ("flac", "2", "3"),
        f"{base}.mp2": ("mp2", "2", "0"),
        f"{base}.wav": ("pcm_s24le", "2", "0"),
    }
    options = ["--no-config", "--no-video", "--ao=pcm", f"--ao-pcm-file={os.devnull}", "--length=0.2"]
    message = "--term-playing-msg=@${path}|${audio-codec-name}|${audio-params/channel-count}|${chapters}|${media-title}"
    said = run("mpv", *options, message, f"{aired.base}/radio/el/aired/latest.m3u", *list(told)[1:])
    rows = {row[0]: row[1:] for row in (line.split("|") for line in re.findall("^@(.+)$", said, re.MULTILINE))}
    assert {address: tuple(row[:3]) for address, row in rows.items()} == told
    assert all(row[3] == TITLES[0] for address, row in rows.items() if not address.endswith((".mp2", ".wav")))
    assert "error" not in said.lower()


@needs("curl")
def test_an_interrupted_download_goes_on(aired: Aired, tmp_path: Path):
    """As apps on a bad line ask: HEAD, then the rest of a file, which must be the same file still."""
    main = enclosures(aired)[0]
    address = f"{aired.base}/{main.relative_to(aired.site.output).as_posix()}"
    head = run("curl", "-sSI", address)
    assert f"Content-Length: {main.stat().st_size}" in head and "Content-Type: audio/mpeg" in head
    part = tmp_path / "a.mp3"
    part.write_bytes(main.read_bytes()[:100_000])
    run("curl", "-sSf", "-C", "-", "-o", str(part), address)
    assert part.read_bytes() == main.read_bytes()
