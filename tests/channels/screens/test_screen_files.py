"""What screens pull: every file is what its consumer takes, and says the same as the others."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageStat

from plugins.channels.screens import ticker
from plugins.channels.screens.artifacts import artifacts
from plugins.channels.screens.shown import on_screens
from plugins.channels.screens.ticker import MOST, cut
from plugins.channels.shared.published import stored
from plugins.engine.resources import BuildResources
from plugins.model.slate import SlateImage
from plugins.model.value import given
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.editions import make_editions
from tests.browser import browsing, needs_chromium
from tests.conftest import SmallSite, made_by
from tests.servers import needs_nginx, serving

BASE = "https://diavlos.example"
LANGS = ("el", "en")


@pytest.fixture(params=LANGS)
def folder(real_site: SmallSite, request: pytest.FixtureRequest) -> Path:
    return real_site.output / "screens" / str(request.param)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def local(site: SmallSite, address: str) -> Path:
    path = site.output / address.removeprefix(f"{BASE}/")
    return path / "index.html" if address.endswith("/") else path


# ---------------------------------------------------------------------------------------------------- ticker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Σύντομος τίτλος", "Σύντομος τίτλος"),
        ("α" * 80, "α" * 80),
        ("α" * 81, "α" * 79 + "…"),
        (f"{'λέξη ' * 15}τέλος", f"{'λέξη ' * 15}τέλος"),
        (f"{'λέξη ' * 16}τέλος", f"{'λέξη ' * 16}".strip() + "…"),
        (f"{'λέξη ' * 15}τέλοςκαι", f"{'λέξη ' * 15}".strip() + "…"),
        (f"{'α' * 78}, β γ δ", f"{'α' * 78}…"),
        ("  πολλά \n κενά\t", "πολλά κενά"),
    ],
)
def test_a_line_is_cut_at_a_word(text: str, expected: str):
    assert cut(text) == expected and len(cut(text)) <= MOST


def test_all_forms_of_the_ticker_hold_the_same_lines(folder: Path):
    lines = read(folder / "ticker.txt").splitlines()
    assert len(lines) >= 5 and all(0 < len(line) <= MOST for line in lines)
    rows = json.loads(read(folder / "ticker.json"))["lines"]
    page = html.fromstring((folder / "ticker.html").read_bytes())
    feed = etree.parse(str(folder / "ticker.xml")).getroot()[0]
    assert [row["text"] for row in rows] == lines
    assert page.xpath("//ul[not(@aria-hidden)]/li/text()") == lines
    assert [item.findtext("title") for item in feed.findall("item")] == lines


def test_the_feed_has_titles_alone_and_numeric_zones(folder: Path):
    """A title is all that playout shows; its masks of dates know no names of zones."""
    path = folder / "ticker.xml"
    parsed = feedparser.parse(str(path))
    assert not parsed.bozo and parsed.feed.language == folder.name
    for item in etree.parse(str(path)).findall(".//item"):
        assert {child.tag for child in item} == {"title", "link", "guid", "pubDate"}
        assert re.search(r" [+-]\d{4}$", item.findtext("pubDate") or "")
        assert parsedate_to_datetime(item.findtext("pubDate")).utcoffset() is not None
    guids = [entry.id for entry in parsed.entries]
    assert len(set(guids)) == len(guids)


def test_the_page_needs_nothing_but_its_style_sheet(folder: Path):
    """No script, and no style of its own, which the site's policy forbids."""
    page = html.fromstring((folder / "ticker.html").read_bytes())
    assert not page.xpath("//script | //style | //@style | //img")
    assert page.xpath("//link[@rel='stylesheet']/@href") == ["ticker.css"]
    style = read(folder / "ticker.css")
    assert "background: transparent" in style and "prefers-reduced-motion: reduce" in style
    seconds = int(re.findall(r"--cycle: (\d+)s", style)[0])
    (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
    assert int(refresh) >= ticker.REFRESH and int(refresh) % seconds == 0


@needs_chromium
def test_the_page_is_transparent_and_moves(real_site: SmallSite, tmp_path: Path):
    """Over nothing, all but the band is see-through; later the band is elsewhere, and at its end as it began."""
    found = []
    with browsing(tmp_path) as page:
        page.send("Emulation.setDefaultBackgroundColorOverride", color={"r": 0, "g": 0, "b": 0, "a": 0})
        page.open((real_site.output / "screens/el/ticker.html").as_uri())
        crawl = "document.getAnimations().find(each => each.animationName === 'crawl')"
        assert page.ask(f"{crawl}.playState") == "running"
        for turn in (0, 0.1, 0.9999999):
            page.ask(f"{crawl}.pause(), {crawl}.currentTime = {turn} * {crawl}.effect.getTiming().duration")
            page.picture(tmp_path / "now.png", 960, 540)
            found.append(Image.open(tmp_path / "now.png").convert("RGBA"))
    first, later, last = found
    height = first.height
    assert first.crop((0, 0, first.width, int(height * 0.85))).getchannel("A").getextrema() == (0, 0)
    band = (int(first.width * 0.3), int(height * 0.88), first.width, int(height * 0.94))
    assert first.crop(band).getchannel("A").getextrema()[0] > 200
    assert sum(ImageStat.Stat(ImageChops.difference(first.crop(band), later.crop(band))).mean) > 10
    assert sum(ImageStat.Stat(ImageChops.difference(first.crop(band), last.crop(band))).mean) < 5


def planned(site: SmallSite, settings: Settings) -> dict[str, bytes]:
    """What the channel would make, but for files of the media stage: path → bytes."""
    read = read_site(settings)
    editions = make_editions(read, settings)
    resources = BuildResources(settings, {}, read.segments)
    editions = {
        lang: replace(
            edition,
            slates={
                entry.guid: SlateImage(f"{entry.key}.png", "0" * 64, 1)
                for entry in on_screens(edition, settings.run.now)
                if settings.site.makes("slate")
            },
        )
        for lang, edition in editions.items()
    }
    made = made_by(artifacts, read, editions, resources)
    return {one.path: one.make(resources, *given(one.inputs)) for one in made if one.make is not stored}


def test_a_site_without_news_has_a_quiet_ticker(small_site: SmallSite, make_settings: Callable[..., Settings]):
    """Who polls still finds the files; nothing else is made."""
    found = planned(small_site, make_settings(NOW="2031-01-01"))
    assert found["screens/el/ticker.txt"].decode() == "Δοκιμή\n"
    assert json.loads(found["screens/el/ticker.json"])["lines"] == []
    assert not feedparser.parse(found["screens/el/ticker.xml"]).bozo
    assert b"<li " not in found["screens/el/ticker.html"]
    assert "screens/el/signage.xml" not in found


def test_each_can_be_left_out(small_site: SmallSite, make_settings: Callable[..., Settings]):
    """An address of None leaves out its files, and no other."""
    whole = planned(small_site, make_settings(NOW="2026-03-26")).keys()
    for sort, names in (("ticker", "ticker"), ("signage", "signage"), ("slate", "signage")):
        settings = make_settings(NOW="2026-03-26", ADDRESSES={sort: None})
        gone = {path for path in whole if f"/{names}." in path}
        assert gone and planned(small_site, settings).keys() == whole - gone


# ----------------------------------------------------------------------------------- slates, signage, bulletin


def test_signage_has_plain_text_and_a_picture_each(real_site: SmallSite, folder: Path):
    feed = etree.parse(str(folder / "signage.xml")).getroot()[0]
    items = feed.findall("item")
    assert len(items) == len(list(folder.rglob("*.png"))) >= 5
    for item in items:
        assert "<" not in (item.findtext("title") or "<") + (item.findtext("description") or "<")
        (file,) = item.findall("enclosure")
        path = local(real_site, file.get("url", ""))
        assert (file.get("type"), int(file.get("length", 0))) == ("image/png", path.stat().st_size)
        with Image.open(path) as picture:
            assert picture.size == (1920, 1080)
        assert local(real_site, item.findtext("link") or "").is_file()


def test_the_running_order_is_that_of_the_bulletin(real_site: SmallSite, folder: Path):
    order = json.loads(read(folder / "bulletin.json"))
    video = folder / "bulletin.mp4"
    assert order["video"]["sha256"] == sha256(video.read_bytes()).hexdigest()
    assert order["video"]["bytes"] == video.stat().st_size
    starts = [part["start"] for part in order["parts"]]
    assert starts == list(range(0, order["video"]["seconds"], 8)) and len(starts) >= 5
    assert all(local(real_site, part["slate"]).is_file() for part in order["parts"][1:])
    text = read(folder / "bulletin.txt")
    assert [line[7:] for line in text.splitlines()[: len(starts)]] == [part["title"] for part in order["parts"]]
    assert order["video"]["url"] in text and order["video"]["sha256"] in text


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="needs ffprobe")
def test_the_bulletin_is_what_television_takes(folder: Path):
    """And shows at each part's middle what its slate shows."""
    order = json.loads(read(folder / "bulletin.json"))
    words = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", str(folder / "bulletin.mp4")]
    said = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    picture, sound = said["streams"]
    shape = [picture[name] for name in ("codec_name", "profile", "width", "height", "r_frame_rate", "color_space")]
    assert shape == ["h264", "High", 1920, 1080, "25/1", "bt709"] and picture["level"] == 40
    assert int(picture["nb_frames"]) == order["video"]["seconds"] * 25
    assert (sound["codec_name"], sound["sample_rate"]) == ("aac", "48000")
    assert float(said["format"]["duration"]) == pytest.approx(order["video"]["seconds"], abs=0.1)
    middle = str(order["parts"][-1]["start"] + 4)
    raw = ["-frames:v", "1", "-vf", "scale=192:108", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
    frame = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-ss", middle, "-i", str(folder / "bulletin.mp4"), *raw],
        check=True,
        capture_output=True,
    ).stdout
    shown = folder / order["parts"][-1]["slate"].partition(f"/screens/{folder.name}/")[2]
    with Image.open(shown) as slate:
        wanted = slate.convert("L").resize((192, 108), Image.Resampling.BICUBIC).tobytes()
    assert sum(abs(a - b) for a, b in zip(frame, wanted, strict=True)) / len(wanted) < 6


# -------------------------------------------------------------------------------------------------- the page


def test_a_site_with_nothing_current_has_the_page(small_site: SmallSite):
    """With what there is, and no more."""
    small_site.build("--now", "2026-01-01")
    page = html.fromstring((small_site.output / "screens/el/index.html").read_bytes())
    addresses = page.xpath("//dl[@class='radio__addresses']//code/text()")
    assert addresses and not [address for address in addresses if "bulletin" in address or "signage" in address]
    assert len(page.xpath("//pre/code")) == 1


@pytest.fixture(scope="module")
def base(real_site: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(real_site.output, tmp_path_factory.mktemp("screens")) as address:
        yield address


def test_every_address_of_the_page_leads_to_a_file(real_site: SmallSite, folder: Path):
    page = html.fromstring((folder / "index.html").read_bytes())
    addresses = page.xpath("//dl[@class='radio__addresses']//code/text()")
    assert len(addresses) == 10
    assert all(local(real_site, address).is_file() for address in addresses)
    links = page.xpath("//div[contains(@class, 'prose')]//ul//a/@href")
    assert len(links) == len(list(folder.rglob("*.png")))
    assert all((real_site.output / link[1:]).is_file() for link in links)
    assert f'"{BASE}/screens/{folder.name}/ticker.html"' in page.text_content()


@needs_nginx
@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_every_command_of_the_page_runs(folder: Path, base: str, tmp_path: Path):
    """With the loopback server in the place of the real one; the first twice, since nothing newer is there then."""
    page = html.fromstring((folder / "index.html").read_bytes())
    commands = page.xpath("//pre/code/text()")
    assert len(commands) == 3
    commands[2] = commands[2].replace(" | xargs", f" | sed 's#{BASE}#{base}#' | xargs")  # what the feed says
    for command in [*commands, commands[0]]:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command.replace(BASE, base, 1) if command != commands[2] else
             command.replace(f"{BASE}/screens", f"{base}/screens", 1)],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    wanted = {path.name: path.read_bytes() for path in folder.rglob("*.png")}
    wanted |= {name: (folder / name).read_bytes() for name in ("bulletin.mp4", "ticker.txt")}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == wanted
