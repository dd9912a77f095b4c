"""Recordings and videos that lie apart: where they are heard, when they come and go, and what hosts are told."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

import pytest

from plugins.hosting.serving import policy_of, serving_apart
from plugins.media.ffmpeg import program
from plugins.model.audio import ENDINGS as SOUND
from plugins.model.file import LARGE, is_large
from plugins.model.video import ENDINGS as VIDEO
from plugins.publish.apart import MediaPlace, parted
from plugins.publish.target import TargetFailed
from plugins.publish.targets.folder import FolderTarget
from plugins.text.media_types import TYPES
from tests.browser import browsing, needs_chromium
from tests.conftest import ROOT, SmallSite, settings_below
from tests.publish.places import FIRST, NOON, held, publish, tree
from tests.servers import free_port, needs_nginx, policed, serving

MEDIA = "https://media.example/all"
EPISODE = """---
id: 5a1e6a54-4c0b-4b6f-8f0e-0d4b1f6fa0{number:02}
title: {title}
summary: Σύντομα νέα.
date: 2026-11-20 08:00
audio: {name}.wav
demo: true
---
Ακούστε [το αρχείο](sound.mp3).
"""


def test_all_that_is_large_by_its_type() -> None:
    """Recordings and videos that editors give or that are made of these; a list of addresses is none."""
    large = {ending for ending, type in TYPES.items() if type.startswith(("audio/", "video/")) and ending != "m3u"}
    assert set(LARGE) == large
    assert {*SOUND, "mp4"} <= {*LARGE} and "mp4" in VIDEO


def test_addresses() -> None:
    """Of media below their own base, under a name that is new with their bytes; of all else where it was."""
    site, apart = (
        settings_below(ROOT).site,
        settings_below(ROOT, MEDIA_URL=MEDIA + "/", SITEURL="https://a.example/b").site,
    )
    sound, page = "audio/show/el/one-12.mp3", "nea/limani/"
    assert [one(sound) for one in (site.absolute, site.link)] == [f"https://trial.example/{sound}", f"/{sound}"]
    assert [one(sound) for one in (apart.absolute, apart.link)] == [f"{MEDIA}/{sound}"] * 2
    assert apart.link(f"/{sound}#t=5") == f"{MEDIA}/{sound}#t=5"
    assert [one(page) for one in (apart.absolute, apart.link)] == [f"https://a.example/b/{page}", f"/b/{page}"]
    assert apart.absolute("https://else.example/x.mp3") == "https://else.example/x.mp3"
    sha256 = "abcdef0123456789"
    assert (site.named(sound, sha256), apart.named(sound, sha256)) == (sound, "audio/show/el/one-12.abcdef01.mp3")
    assert apart.named("audio/show/el/one.vtt", sha256) == "audio/show/el/one.vtt"


def test_what_hosts_are_told() -> None:
    """Pages may play what lies there, and nothing else of it; there, names that are new with their bytes last."""
    assert "media-src 'self' https://media.example;" in policy_of(MEDIA)
    assert policy_of(MEDIA).count("media.example") == 1
    there = serving_apart(settings_below(ROOT, MEDIA_URL=MEDIA))
    assert (there.host, there.root) == ("media.example", "/all")
    assert there.headers_of("audio/show/el/one.abcdef01.mp3")["Cache-Control"].endswith("immutable")
    assert "must-revalidate" in there.headers_of("radio/el/show/latest.mp3")["Cache-Control"]


# ---------------------------------------------------------------- when they come and go


class Two(NamedTuple):
    """A place for the site and one for its media."""

    site: FolderTarget
    media: MediaPlace

    def publish(self, folder: Path, files: dict[str, str]) -> None:
        whole = tree(folder, files)
        pages, apart = parted(whole, is_large)
        with self.media.around(apart, NOON, lambda plan, paths: paths):
            publish(pages, self.site)

    @property
    def heard(self) -> dict[str, str]:
        target = self.media.target
        assert isinstance(target, FolderTarget)
        return held(target.current)


@pytest.fixture
def two(tmp_path: Path) -> Two:
    there = serving_apart(settings_below(ROOT, MEDIA_URL=MEDIA))
    return Two(FolderTarget(tmp_path / "srv", 3), MediaPlace("media", FolderTarget(tmp_path / "media", 3), there))


NEXT = {**FIRST, "audio/show/el/two.mp3": "other", "index.html": "two"}
del NEXT["audio/show/el/one.mp3"]


def test_each_lies_in_its_place(two: Two, tmp_path: Path) -> None:
    two.publish(tmp_path / "one", FIRST)
    assert two.heard == {"audio/show/el/one.mp3": "sound"}
    assert held(two.site.current) == {path: text for path, text in FIRST.items() if path not in two.heard}


def test_nothing_is_named_that_is_not_there(two: Two, tmp_path: Path) -> None:
    """What the new site names comes before it; what it names no more goes after it, if the site went out."""
    two.publish(tmp_path / "one", FIRST)
    _, apart = parted(tree(tmp_path / "two", NEXT), is_large)
    with pytest.raises(TargetFailed), two.media.around(apart, NOON, lambda plan, paths: paths):
        assert set(two.heard) == {"audio/show/el/one.mp3", "audio/show/el/two.mp3"}
        raise TargetFailed("the site did not go out")
    assert set(two.heard) == {"audio/show/el/one.mp3", "audio/show/el/two.mp3"}
    two.publish(tmp_path / "two", NEXT)
    assert two.heard == {"audio/show/el/two.mp3": "other"}


# ---------------------------------------------------------------- a site with a recording, and two servers


class Apart(NamedTuple):
    """A site that was published, what its publication said, and where its two parts are served."""

    site: SmallSite
    base: str
    media: str
    place: Path
    said: str


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    """The minimal site with an episode, its media at a server of their own; both were asked for what they have."""
    folder = tmp_path_factory.mktemp("apart")
    site, port, other = SmallSite(folder), free_port(), free_port()
    for name in ("minimal", "aired"):
        shutil.copytree(ROOT / "tests" / "sites" / name / "content", site.content, dirs_exist_ok=True)
    show = site.content / "shows" / "aired"
    for text in (text for text in show.glob("*.md") if not text.name.startswith("index.")):
        text.unlink()
    shutil.copy(ROOT / "content" / "shows" / "deltio" / "cover.png", show)
    site.write("shows/aired/one.el.md", EPISODE.format(number=1, title="Ένα", name="one"))
    _record(show / "one.wav")
    _record(show / "sound.mp3")
    base, media = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{other}"
    settings = folder / "settings.py"
    places = {"MEDIA_URL": media, "MEDIA_TARGET": str(folder / "media")}
    said = "".join(f"{name} = {value!r}\n" for name, value in places.items())
    settings.write_text(f"exec(open({str(SmallSite.settings)!r}).read())\n{said}", encoding="utf-8")
    site = SmallSite(folder, settings)
    for place in ("srv", "media"):
        (folder / place).mkdir()
        (folder / f"{place}.work").mkdir()
    with (
        serving(folder / "srv" / "current", folder / "srv.work", port),
        serving(
            folder / "media" / "current", folder / "media.work", other, "add_header Access-Control-Allow-Origin *;"
        ),
    ):
        done = site.run("publish", str(folder / "srv"), "--site-url", base, "--live", base)
        assert done.returncode == 0, done.stderr
        yield Apart(site, base, media, folder / "srv" / "current", done.stdout + done.stderr)


def _record(path: Path) -> None:
    sound = ("-f", "lavfi", "-i", "sine=300:r=48000:d=4,volume='1.6+1.2*sin(9*t)':eval=frame", "-ac", "1")
    subprocess.run([program(), "-v", "error", *sound, str(path)], check=True, timeout=60)


_ADDRESS = re.compile(rf"""(?:https?:/)?/[^\s"'<>()\\{{}}]+\.(?:{"|".join(LARGE)})\b""")


@needs_nginx
def test_every_address_of_media_is_of_its_own_host(apart: Apart) -> None:
    """In pages, feeds, lists, cue sheets, scripts and data alike; each is there, with its length, ranges and leave."""
    found: dict[str, set[str]] = {}
    for path in (path for path in apart.place.rglob("[!.]*") if path.is_file()):
        assert not is_large(path.name), path
        if path.suffix in (".html", ".xml", ".json", ".m3u", ".m3u8", ".txt", ".sh", ".ics", ".jsonld"):
            for address in _ADDRESS.findall(path.read_text(encoding="utf-8")):
                found.setdefault(address, set()).add(path.relative_to(apart.place).as_posix())
    ours = {
        address: where for address, where in found.items() if ".example" not in address and "//example." not in address
    }
    assert {address: where for address, where in ours.items() if not address.startswith(f"{apart.media}/")} == {}
    named = set.union(*ours.values())
    assert {"feeds/el/all.rss.xml", "podcast/el/aired.xml", "radio/el/aired/latest.m3u"} <= named
    for address in (address for address in ours if "%" not in address):
        with urlopen(Request(address, headers={"Range": "bytes=0-1", "Origin": apart.base})) as answer:
            assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (206, "*"), address


@needs_nginx
def test_both_were_asked_for_what_travelled(apart: Apart) -> None:
    """Nothing was amiss but types that the tests' server does not know."""
    amiss = [line for line in apart.said.splitlines() if line.startswith("http") and ": warning: type" not in line]
    assert amiss == []
    assert apart.said.count("is out;") == 2


@needs_chromium
@needs_nginx
def test_a_page_plays_what_lies_apart(apart: Apart, tmp_path: Path) -> None:
    """The policy that hosts send lets it, and nothing of the page is refused."""
    with browsing(tmp_path) as browser, policed(apart.place, policy_of(apart.media)) as address:
        browser.open(f"{address}/ekpompes/ston-aera-zontana/ena/")
        browser.ask("document.querySelector('audio').preload = 'metadata'")
        browser.wait("document.querySelector('audio').readyState > 0")
        assert browser.ask("document.querySelector('audio').currentSrc").startswith(f"{apart.media}/audio/")
        assert browser.told == []
