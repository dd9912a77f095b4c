"""Television: feeds, packs, captions and files of the demonstration, as stations' and viewers' programs take them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import feedparser
import pytest
from lxml import etree, html

from plugins.channels.shared.captions import as_srt, as_ttml, as_vtt, lines_of
from plugins.media.ffmpeg import program
from plugins.model.transcript import Cue
from plugins.text.captions import read_cues
from tests.channels.tv.consumers import MEDIA, RULES, broken, contents
from tests.conftest import ROOT, SmallSite, lend
from tests.servers import needs_nginx, serving

BASE = "https://diavlos.example"
SCHEMA = ROOT / "tests" / "schemas" / "ebu-tt-d"
SHOW = "content/shows/dekapente"


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [name for name in programs if not shutil.which(name)]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


def feed_of(site: SmallSite, lang: str) -> etree._Element:
    return etree.parse(str(site.output / "tv" / lang / "dekapente.xml")).getroot()[0]


def file_of(site: SmallSite, address: str) -> Path:
    assert address.startswith(f"{BASE}/") and address.isascii()
    return site.output / address.removeprefix(f"{BASE}/")


@pytest.fixture(scope="module")
def base(real_site: SmallSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(real_site.output, tmp_path_factory.mktemp("tv")) as address:
        yield address


# --- The feed ---------------------------------------------------------------------------------------------------------


def test_each_language_has_what_it_can_show(real_site: SmallSite):
    """Two in Greek, one in English: a video has a language, as a recording has."""
    assert [len(feed_of(real_site, lang).findall("item")) for lang in ("el", "en")] == [2, 1]


def test_every_item_pleases_every_consumer(real_site: SmallSite):
    for lang in ("el", "en"):
        for item in feed_of(real_site, lang).findall("item"):
            assert broken(item) == set()


def without(path: str) -> Callable[[etree._Element], None]:
    return lambda item: [node.getparent().remove(node) for node in item.iterfind(path)] and None


def with_value(path: str, name: str, value: str) -> Callable[[etree._Element], None]:
    return lambda item: [node.set(name, value) for node in item.iterfind(path)] and None


def with_text(path: str, value: str) -> Callable[[etree._Element], None]:
    return lambda item: setattr(item.find(path), "text", value)


CONTENT = f"{MEDIA}group/{MEDIA}content"
HARM = {
    "specification: one group, of the same content": without(f"{MEDIA}group"),
    "specification: one default": with_value(CONTENT, "isDefault", "true"),
    "specification: known media and expressions": with_value(CONTENT, "expression", "part"),
    "specification: addresses": with_value(CONTENT, "url", "/video/x.mp4"),
    "specification: one address each": with_value(CONTENT, "url", f"{BASE}/x.mp4"),
    "specification: known sums": with_value(f"{CONTENT}/{MEDIA}hash", "algo", "sha-256"),
    "specification: roles of the scheme": with_value(f"{MEDIA}credit", "role", "host"),
    "specification: captions with type, language and address": with_value(f"{MEDIA}subTitle", "lang", ""),
    "specification: known rights": with_value(f"{MEDIA}rights", "status", "free"),
    "specification: a restriction that allows or denies": with_value(f"{MEDIA}restriction", "relationship", "may"),
    "specification: a time of a still": with_value(f"{MEDIA}thumbnail", "time", "7"),
    "Amazon Creator: a guid": without("guid"),
    "Amazon Creator: a title and a description": with_text("title", ""),
    "Amazon Creator: a date": with_text("pubDate", "2026-11-16"),
    "Amazon Creator: a video with its type": with_value(CONTENT, "type", "video/quicktime"),
    "Amazon Creator: a still": without(f"{MEDIA}thumbnail"),
    "Kodi: a type for every file": with_value(CONTENT, "type", ""),
    "Kodi: rates and sizes to choose by": with_value(CONTENT, "bitrate", "0"),
    "Kodi: stills that end in .jpg or .png": with_value(f"{MEDIA}thumbnail", "url", f"{BASE}/x.webp"),
    "Kodi: a length": without("{http://www.itunes.com/dtds/podcast-1.0.dtd}duration"),
    "players and portals: a title and a description of the video": without(f"{MEDIA}description"),
    "players and portals: a category and keywords": without(f"{MEDIA}keywords"),
    "players and portals: a wide still of 800 × 450 at least": with_value(f"{MEDIA}thumbnail", "width", "640"),
    "players and portals: a size of the picture": with_value(CONTENT, "height", ""),
    "players and portals: no markup in texts": with_text("description", "<p>Περίληψη</p>"),
}


def test_there_is_a_harm_for_every_rule():
    assert set(HARM) == {f"{who}: {name}" for who, rules in RULES.items() for name in rules}


@pytest.mark.parametrize("rule", HARM)
def test_a_rule_can_fail(rule: str, real_site: SmallSite):
    item = deepcopy(feed_of(real_site, "el").find("item"))
    HARM[rule](item)
    assert rule in broken(item)


def test_files_are_what_the_feed_says(real_site: SmallSite):
    """Size and sum of every file; captions, stills and the enclosure are there."""
    for lang in ("el", "en"):
        for item in feed_of(real_site, lang).findall("item"):
            for content in contents(item):
                data = file_of(real_site, content.get("url")).read_bytes()
                assert int(content.get("fileSize")) == len(data) and content.get("lang") == lang
                assert content.findtext(f"{MEDIA}hash") == hashlib.sha1(data).hexdigest()
            main = next(c for c in contents(item) if c.get("isDefault") == "true")
            enclosure = item.find("enclosure")
            assert (enclosure.get("url"), enclosure.get("length")) == (main.get("url"), main.get("fileSize"))
            others = [s.get("href") for s in item.iter(f"{MEDIA}subTitle")]
            others += [t.get("url") for t in item.iter(f"{MEDIA}thumbnail")]
            assert len(others) == 2 * 3 + 4 and all(file_of(real_site, address).stat().st_size for address in others)
            assert item.findtext(f"{MEDIA}license") == "cc-by-4.0"


@needs("ffprobe")
def test_files_are_what_ffprobe_sees(real_site: SmallSite):
    for content in contents(feed_of(real_site, "el").find("item")):
        path = file_of(real_site, content.get("url"))
        words = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
        found = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
        seen = next(stream for stream in found["streams"] if stream["codec_type"] == "video")
        assert [str(seen["width"]), str(seen["height"])] == [content.get("width"), content.get("height")]
        assert abs(float(found["format"]["duration"]) - int(content.get("duration"))) < 0.6
        assert abs(int(found["format"]["bit_rate"]) / 1000 - int(content.get("bitrate"))) < 5


def test_feedparser_reads_it(real_site: SmallSite):
    found = feedparser.parse((real_site.output / "tv/el/dekapente.xml").read_bytes())
    entry = found.entries[0]
    assert not found.bozo and found.feed.language == "el" and found.feed.title == "Δεκαπέντε δεύτερα"
    assert {content["height"] for content in entry.media_content} == {"1080", "720", "360"}
    assert entry.media_thumbnail[0]["url"].endswith("-poster.jpg")
    assert [link.type for link in entry.enclosures] == ["video/mp4"]


@needs_nginx
def test_yt_dlp_takes_it(real_site: SmallSite, base: str, tmp_path: Path):
    """The feed from a real server; the newest video, byte for byte."""
    pytest.importorskip("yt_dlp")
    feed = (real_site.output / "tv/el/dekapente.xml").read_text(encoding="utf-8").replace(BASE, base)
    served, work = tmp_path / "served", tmp_path / "work"
    served.mkdir()
    work.mkdir()
    (served / "feed.xml").write_text(feed, encoding="utf-8")
    with serving(served, work) as here:
        words = [sys.executable, "-m", "yt_dlp", "--ignore-config", "--no-cache-dir", "--playlist-items", "1"]
        words += ["--no-progress", "-o", str(tmp_path / "%(title)s.%(ext)s"), f"{here}/feed.xml"]
        done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    got = next(tmp_path.glob("*.mp4"))
    main = next(c for c in contents(feed_of(real_site, "el").find("item")) if c.get("isDefault") == "true")
    assert got.read_bytes() == file_of(real_site, main.get("url")).read_bytes()


@needs_nginx
@needs("mpv")
def test_mpv_plays_the_file_for_stations(real_site: SmallSite, base: str):
    address = contents(feed_of(real_site, "el").find("item"))[1].get("url").replace(BASE, base)
    words = ["mpv", "--no-config", "--vo=null", "--ao=null", "--untimed", "--length=1", address]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0 and "h264" in done.stdout and "aac" in done.stdout, done.stdout


# --- The video podcast ------------------------------------------------------------------------------------------------


def test_the_podcast_of_a_video_show(real_site: SmallSite):
    """Its enclosure is the video; the other sizes are alternates with their sums, captions stand as transcripts."""
    spaces = {"podcast": "https://podcastindex.org/namespace/1.0"}
    channel = etree.parse(str(real_site.output / "podcast/el/dekapente.xml")).getroot()[0]
    assert channel.findtext("podcast:medium", namespaces=spaces) == "video"
    assert not (real_site.output / "podcast/el/dekapente-low.xml").exists()
    for item in channel.findall("item"):
        assert item.find("enclosure").get("type") == "video/mp4"
        others = item.findall("podcast:alternateEnclosure", spaces)
        assert {other.get("height") for other in others} == {"1080", "360"}
        for other in others:
            data = file_of(real_site, other.find("podcast:source", spaces).get("uri")).read_bytes()
            digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
            assert other.find("podcast:integrity", spaces).get("value") == f"sha256-{digest}"
        told = item.findall("podcast:transcript", spaces)
        assert {one.get("language") for one in told} == {"el", "en"}
        assert all(file_of(real_site, one.get("url")).is_file() for one in told)
        assert item.find("podcast:chapters", spaces) is not None


# --- Captions ---------------------------------------------------------------------------------------------------------

CUES = (
    Cue(1.0, 4.25, "Ελένη", "Πριν δώσετε αίμα,\nφάτε & πιείτε."),
    Cue(3661.5, 3663.0, "", "Μια γραμμή που είναι πολύ πιο μεγάλη από όσο χωρά μια οθόνη στο σπίτι."),
)


SUBRIP_ABOVE = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}Ναι.\n"


def test_lines_stay_unless_they_are_too_long():
    assert lines_of(CUES[0].text) == ["Πριν δώσετε αίμα,", "φάτε & πιείτε."]
    broken_anew = lines_of(CUES[1].text)
    assert len(broken_anew) == 2 and all(len(line) <= 42 for line in broken_anew)
    assert abs(len(broken_anew[0]) - len(broken_anew[1])) < 8


def test_subtitles_are_read_back():
    for written in (as_vtt(CUES, "el"), as_srt(CUES, "el")):
        cues, faults = read_cues(written)
        assert not faults and [(c.start, c.end) for c in cues] == [(1.0, 4.25), (3661.5, 3663.0)]
        assert cues[0].text == "Πριν δώσετε αίμα, φάτε & πιείτε."


@pytest.mark.parametrize("text", ["WEBVTT\n\n00:01.000 --> 00:02.000 line:0\nΝαι.\n", SUBRIP_ABOVE])
def test_a_caption_that_stands_above_stays_there(text: str, schema: etree.XMLSchema):
    """Where something is written below; the tag that says so is for no reader."""
    cues, _ = read_cues(text, "\n")
    assert as_vtt(cues, "el") == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000 line:0\nΝαι.\n"
    assert as_srt(cues, "el") == "1\n00:00:01,000 --> 00:00:02,000\nΝαι.\n"
    for shown in (cues, (*cues, *CUES)):
        document = etree.fromstring(as_ttml(shown, "el").encode())
        schema.assertValid(document)
        regions = [div.get("region") for div in document.iter("{*}div") for _ in div]
        assert regions == ["below"] * (len(shown) - 1) + ["above"]


def test_two_voices_of_a_caption_are_shown_together():
    cues, _ = read_cues("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Α>Ποιος;</v>\n<v Β>Εγώ.</v>\n", "\n")
    assert as_vtt(cues, "el").endswith("02.000\n<v Α>Ποιος;</v>\n<v Β>Εγώ.</v>\n")
    assert as_srt(cues, "el").endswith(",000\nΠοιος;\nΕγώ.\n") and as_ttml(cues, "el").count("<p ") == 1


class Local(etree.Resolver):
    """The schema's own file for xml:, which it names by its address."""

    def resolve(self, url: str, public: str, context: object) -> object:
        if url.endswith("/xml.xsd"):
            return self.resolve_filename(str(SCHEMA / "xml.xsd"), context)
        return None


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    return etree.XMLSchema(etree.parse(str(SCHEMA / "ebutt_d.xsd"), parser))


def test_ebu_tt_d_is_valid(schema: etree.XMLSchema, real_site: SmallSite):
    """By the EBU's own schema, each file in the language that its name says."""
    found = sorted(real_site.output.glob("video/dekapente/*/*.ttml"))
    assert len(found) == 3 * 2
    for path in found:
        document = etree.parse(str(path))
        schema.assertValid(document)
        assert document.getroot().get("{http://www.w3.org/XML/1998/namespace}lang") == path.suffixes[-2].lstrip(".")
    document = etree.fromstring(as_ttml(CUES, "el").encode())
    schema.assertValid(document)
    lines = ["".join(p.itertext()) for p in document.iter("{http://www.w3.org/ns/ttml}span")]
    assert lines[:2] == ["Πριν δώσετε αίμα,", "φάτε & πιείτε."] and 'end="01:01:03.000"' in as_ttml(CUES, "el")
    document.find(".//{*}p").set("begin", "1s")
    assert not schema.validate(document)


@needs("xmllint")
def test_xmllint_agrees(real_site: SmallSite):
    path = next(real_site.output.glob("video/dekapente/el/*.el.ttml"))
    catalogue = f"""<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
    <system systemId="http://www.w3.org/2001/xml.xsd" uri="{(SCHEMA / "xml.xsd").as_uri()}"/>
    <uri name="http://www.w3.org/2001/xml.xsd" uri="{(SCHEMA / "xml.xsd").as_uri()}"/></catalog>"""
    (real_site.folder / "catalog.xml").write_text(catalogue, encoding="utf-8")
    words = ["xmllint", "--nonet", "--noout", "--schema", str(SCHEMA / "ebutt_d.xsd"), str(path)]
    environment = {**os.environ, "XML_CATALOG_FILES": str(real_site.folder / "catalog.xml")}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr


# --- Packs and the page for stations ----------------------------------------------------------------------------------


def test_a_pack_has_everything(real_site: SmallSite):
    pack = json.loads((real_site.output / "tv/el/dekapente/before-you-give-blood.json").read_text(encoding="utf-8"))
    assert pack["files"][0]["name"] == "tv" and re.fullmatch(r"00:00:\d\d:\d\d", pack["timecode"])
    for file in (*pack["files"], *pack["stills"]):
        data = file_of(real_site, file["url"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    assert abs(pack["files"][0]["loudness"] - -23) <= 0.5
    assert list(pack["words"]) == ["el", "en"]
    assert pack["words"]["en"]["title"] == "Before you give blood" and pack["words"]["en"]["lead_in"]
    for lang, name, role in (("el", "Σύνταξη της Ένωσης", "κείμενο"), ("en", "The union’s news desk", "writer")):
        thirds = pack["words"][lang]["lower_thirds"]
        assert any(one["name"] == name and one["role"] == role and one["line"] for one in thirds)
    forms = {(c["language"], file["type"]) for c in pack["captions"] for file in c["files"]}
    assert {("el", "application/ttml+xml"), ("en", "text/vtt"), ("en", "application/x-subrip")} <= forms
    assert pack["rights"]["holder"] and pack["contact"] == "eikona@pesko.example" and pack["synthetic_voice"]
    page = html.fromstring((real_site.output / "tv/el/dekapente/before-you-give-blood.html").read_bytes())
    shown = page.text_content()
    assert all(word in shown for word in ("The union’s news desk", "Σύνταξη της Ένωσης", pack["files"][0]["sha256"]))


@needs_nginx
@needs("curl", "sh", "sha256sum")
def test_the_commands_of_the_page_run(real_site: SmallSite, base: str, tmp_path: Path):
    """They fetch every file for television once; what is damaged on the way is refused and fetched again."""
    for lang in ("el", "en"):
        folder = tmp_path / lang
        folder.mkdir()
        page = html.fromstring((real_site.output / "tv" / lang / "dekapente" / "index.html").read_bytes())
        commands = page.xpath("//pre/code/text()")
        assert len(commands) == 2

        def run(command: str, folder: Path = folder) -> subprocess.CompletedProcess[str]:
            there = command.replace(BASE, base)
            return subprocess.run(["sh", "-c", there], cwd=folder, capture_output=True, text=True, check=False)

        assert run(commands[0]).returncode == 0
        script = folder / "download.sh"
        script.write_text(script.read_text(encoding="utf-8").replace(BASE, base), encoding="utf-8")
        assert run(commands[1]).returncode == 0
        files = sorted(folder.glob("*.mp4"))
        assert len(files) == {"el": 2, "en": 1}[lang]
        assert files[0].read_bytes() == (real_site.output / "video/dekapente" / lang / files[0].name).read_bytes()
        whole = files[0].read_bytes()
        files[0].unlink()
        files[0].with_suffix(".mp4.part").write_bytes(b"x" * 1000)
        assert run(commands[1]).returncode == 1 and not files[0].exists()
        files[0].with_suffix(".mp4.part").write_bytes(whole[:1000])
        before = [file.stat().st_mtime_ns for file in files[1:]]
        assert run(commands[1]).returncode == 0 and files[0].read_bytes() == whole
        assert [file.stat().st_mtime_ns for file in files[1:]] == before


def test_addresses_of_the_page_lead_to_files(real_site: SmallSite):
    for lang in ("el", "en"):
        page = html.fromstring((real_site.output / "tv" / lang / "dekapente" / "index.html").read_bytes())
        addresses = page.xpath("//dl[@class='radio__addresses']//code/text()")
        assert len(addresses) == 3 and all(file_of(real_site, address).is_file() for address in addresses)
        assert page.xpath(f"//code[.='rsss://diavlos.example/tv/{lang}/dekapente.xml']")
        listed = html.fromstring((real_site.output / "tv" / lang / "index.html").read_bytes())
        assert listed.xpath("//a[@class='card__link']/@href") == [f"/tv/{lang}/dekapente/"]


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_a_page_shows_its_video(real_site: SmallSite):
    """Poster, two sizes, captions in both languages, chapters, words; nothing that needs a script or a style."""
    page = html.fromstring(
        (real_site.output / "ekpompes/dekapente-deftera/mia-psifos-gia-kathe-melos/index.html").read_bytes()
    )
    (video,) = page.xpath("//video")
    assert video.get("controls") is not None and video.get("preload") == "none" and video.get("width")
    named = [video.get("poster"), *video.xpath(".//source/@src"), *video.xpath(".//track/@src")]
    assert len(named) == 5 and all((real_site.output / name.lstrip("/")).is_file() for name in named)
    assert video.xpath(".//track/@kind") == ["captions", "subtitles"] and video.xpath(".//track/@srclang") == [
        "el",
        "en",
    ]
    assert len(page.xpath("//a[@class='chapters__link']")) == 3 and page.xpath("//p[@class='transcript__part']")
    runs = "//script[not(@src) and not(@type='application/ld+json')]"
    assert not page.xpath(f"//*[@style] | {runs} | //@*[starts-with(name(), 'on')]")


def test_a_page_without_a_video_leads_to_the_one_that_has_it(real_site: SmallSite):
    page = html.fromstring(
        (real_site.output / "en/shows/fifteen-seconds/before-you-give-blood/index.html").read_bytes()
    )
    assert page.xpath("//p[@class='notice']/a[@hreflang='el']/@href") == [
        "/ekpompes/dekapente-deftera/prin-dosete-aima/"
    ]


# --- Small sites ------------------------------------------------------------------------------------------------------


def with_show(site: SmallSite, encoded: Path, *names: str) -> Path:
    """The demonstration's show with some of its files, and what is encoded of them."""
    show = site.content / "shows" / "dekapente"
    show.mkdir(parents=True)
    for name in ("index.el.md", "cover.png", *names):
        shutil.copy(ROOT / SHOW / name, show / name)
        if name.endswith(".md"):  # its links lead to texts that this site has not
            text = (show / name).read_text(encoding="utf-8")
            (show / name).write_text(re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text), encoding="utf-8")
    lend(encoded, site.folder / "cache")
    return show


GREEK = ("before-you-give-blood.el.md", "before-you-give-blood.el.mp4", "before-you-give-blood.el.vtt")
GREEK += ("before-you-give-blood.el-en.vtt",)


def single_pictures(playlist: Path) -> list[bytes]:
    """What a player fetches to show each picture of the playlist: the head of the file and one range of bytes."""
    text = playlist.read_text(encoding="ascii")
    assert "#EXT-X-I-FRAMES-ONLY" in text
    (name, head), *_ = re.findall(r'URI="([^"]+)",BYTERANGE="(\d+)@0"', text)
    file = playlist.with_name(name).read_bytes()
    ranges = [(int(size), int(start)) for size, start in re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)", text)]
    return [file[: int(head)] + file[start : start + size] for size, start in ranges]


@needs_nginx
@needs("ffprobe")
def test_the_ladder_is_played(small_site: SmallSite, encoded: Path, tmp_path: Path):
    """From a real server ffmpeg finds all sizes and the sound, and decodes every picture, or the single ones alone."""
    with_show(small_site, encoded, *GREEK)
    settings = small_site.folder / "settings.py"
    settings.write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nHLS_LADDER = True\n"
    )
    small_site.build("-s", str(settings))
    (master,) = (p for p in small_site.output.glob("video/dekapente/el/*.m3u8") if p.stem.count(".") == 0)
    text = master.read_text(encoding="utf-8")
    assert text.count("#EXT-X-STREAM-INF") == text.count("#EXT-X-I-FRAME-STREAM-INF") == 2
    assert text.count("TYPE=SUBTITLES") == 2 and 'LANGUAGE="el"' in text and 'NAME="Ελληνικά"' in text
    work = tmp_path / "work"
    work.mkdir()
    with serving(small_site.output, work) as base:
        address = f"{base}/{master.relative_to(small_site.output).as_posix()}"
        words = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name,height", "-of", "csv=p=0", address]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        assert {"h264,720", "h264,360", "aac"} <= {line.strip(",") for line in said.split()}
        stem = address.removesuffix(".m3u8")
        words = [
            program(),
            "-v",
            "error",
            "-i",
            f"{stem}.360.m3u8",
            "-map",
            "0:v:0",
            "-f",
            "null",
            "-progress",
            "pipe:1",
        ]
        done = subprocess.run([*words, "-"], capture_output=True, text=True, check=True)
        assert not done.stderr and int(re.findall(r"frame=(\d+)", done.stdout)[-1]) > 200
    singles = single_pictures(master.with_name(f"{master.stem}.360-first.m3u8"))
    assert len(singles) == 5
    for number, data in enumerate(singles):
        (tmp_path / f"{number}.mp4").write_bytes(data)
        words = [program(), "-i", str(tmp_path / f"{number}.mp4"), "-frames:v", "1", "-f", "rawvideo", "pipe:1"]
        picture = subprocess.run(words, capture_output=True, check=True).stdout
        assert len(picture) == 640 * 360 * 3 // 2
    feed = etree.parse(str(small_site.output / "tv/el/dekapente.xml"))
    assert feed.xpath("count(//item//*[@type='application/x-mpegURL'])") == 1
    assert broken(feed.getroot()[0].find("item")) == set()


def test_a_false_video_is_refused_by_name(small_site: SmallSite, encoded: Path):
    """The build ends with the file, the line, the cause and the way out; nothing is written."""
    show = with_show(small_site, encoded, *GREEK)
    (show / GREEK[1]).write_text("#EXTM3U\nhttp://127.0.0.1:9/x\n", encoding="ascii")
    done = small_site.run("build")
    assert done.returncode == 1 and not small_site.output.exists()
    line = next(line for line in done.stderr.splitlines() if "playlist" in line)
    assert line.startswith(f"shows/dekapente/{GREEK[0]}:11:8: error: video: the file {GREEK[1]} is a playlist")


def test_a_video_elsewhere_is_a_link(small_site: SmallSite, encoded: Path):
    """A plain one: no player, no feed, nothing fetched from there."""
    show = with_show(small_site, encoded, GREEK[0])
    text = (show / GREEK[0]).read_text(encoding="utf-8")
    text = re.sub(r"^video: .*$", 'video: {url: "https://video.example/w/42"}', text, flags=re.MULTILINE)
    text = re.sub(r"^(captions|poster): .*\n", "", text, flags=re.MULTILINE)
    (show / GREEK[0]).write_text(text, encoding="utf-8")
    small_site.build()
    page = html.fromstring(next(small_site.output.glob("ekpompes/*/prin-dosete-aima/index.html")).read_bytes())
    assert page.xpath("//a[@href='https://video.example/w/42']") and not page.xpath("//video | //iframe")
    assert not (small_site.output / "tv").exists() and not (small_site.output / "video").exists()


def test_a_withdrawn_or_reserved_video_is_not_offered(small_site: SmallSite, encoded: Path):
    """Withdrawn: no file anywhere, and the page says why. Not to be rebroadcast: a page, and nothing for stations."""
    show = with_show(small_site, encoded, *GREEK)
    text = (show / GREEK[0]).read_text(encoding="utf-8")
    (show / GREEK[0]).write_text(
        text.replace("demo: true", 'demo: true\nrights: {rebroadcast: "no"}'), encoding="utf-8"
    )
    small_site.build()
    assert list(small_site.output.glob("video/*/el/*-720.mp4")) and not (small_site.output / "tv").exists()
    gone = "demo: true\nwithdrawn: {date: 2026-11-01, reason: Λάθος ώρα}"
    (show / GREEK[0]).write_text(text.replace("demo: true", gone), encoding="utf-8")
    small_site.build()
    assert not (small_site.output / "tv").exists() and not (small_site.output / "video").exists()
    page = next(small_site.output.glob("ekpompes/*/prin-dosete-aima/index.html")).read_text(encoding="utf-8")
    assert "Λάθος ώρα" in page and "<video" not in page
    feed = (small_site.output / "feeds/el/show.rss.xml").read_text(encoding="utf-8")
    assert ".mp4" not in feed
