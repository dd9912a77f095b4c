"""Each rule of shows, recordings and rights, with an input that breaks it: file, field and cause are named.

All broken texts stand in one site, which is checked once; none may be told of anything but its own fault.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image

from plugins.media.ffmpeg import program
from plugins.model.kinds import FIELDS_OF
from tests.conftest import ROOT, SmallSite, fields_of, lend

SOUNDS = ROOT / "content" / "shows"
SOUND = SOUNDS / "deltio" / "2026-11-16.el.opus"  # 17 seconds
LONG = SOUNDS / "deltio" / "2026-11-19.el.opus"  # a minute
VTT = SOUND.with_suffix(".vtt").read_text(encoding="utf-8")

SHOW = """---
id: 3d3f7c1e-5b1e-4a55-9a5e-0000000000{number:02}
title: Εκπομπή {name}
summary: Μια εκπομπή με ένα λάθος.
category: [News]
image: cover.png
image_alt: Εξώφυλλο
{fields}
---
Μια εκπομπή.
"""
EPISODE = """---
id: 3d3f7c1e-5b1e-4a55-9a5e-000000001{number:03}
title: Το {name}
summary: Ένα επεισόδιο με ένα λάθος.
date: 2026-11-16 08:00
audio: sound.opus
{fields}
---
{body}
"""

Make = Callable[[Path], object]


class Case(NamedTuple):
    """A fault: in an episode of `show`, or in that show's index where there is no `name`.

    `fields` take the place of the text's own of that name; `make` lays files into the show's folder; `said` is what is
    told: level, field and message in English, of which `…` stands for any words.
    """

    name: str
    fields: str
    said: str
    show: str = "plain"
    body: str = "Ακούστε."
    make: Make = lambda folder: None


def written(name: str, data: str | bytes) -> Make:
    return lambda folder: (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def transcript(name: str, said: str, data: str | bytes) -> Case:
    """An episode whose transcript is broken."""
    message = f"error transcript {said}"
    return Case(name, f"transcript: {name}.vtt", message, make=written(f"{name}.vtt", data))


def recording(name: str, ending: str, said: str, make: Callable[[Path], object]) -> Case:
    """An episode whose recording can't be used."""
    file = f"{name}.{ending}"
    return Case(name, f"audio: {file}", f"error audio {said}", make=lambda folder: make(folder / file))


def tone(seconds: float, level: int) -> Callable[[Path], None]:
    """A WAV of a square wave."""

    def make(path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(
                b"".join(
                    (level * (-1) ** (n // 9)).to_bytes(2, "little", signed=True) for n in range(int(8000 * seconds))
                )
            )

    return make


def knocks(path: Path) -> None:
    """A soft voice, and someone who knocks on the table."""
    source = "sine=300:r=8000:d=2,aeval=0.02*val(0)+if(lt(mod(n\\,4000)\\,8)\\,0.9\\,0)"
    subprocess.run([program(), "-loglevel", "error", "-f", "lavfi", "-i", source, path], check=True)


def cancelling(path: Path) -> None:
    """Two channels, one of them upside down."""
    tone(2, 3000)(path.with_suffix(".tmp"))
    words = ["-f", "wav", "-i", path.with_suffix(".tmp"), "-af", "pan=stereo|c0=c0|c1=-1*c0", path]
    subprocess.run([program(), "-loglevel", "error", *map(str, words)], check=True)
    path.with_suffix(".tmp").unlink()


def cut(path: Path) -> None:
    data = SOUND.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


def sparse(path: Path) -> None:
    """201 MiB that take no room."""
    with path.open("wb") as file:
        file.truncate(201 * 2**20)


def renamed(path: Path) -> None:
    tone(2, 3000)(path.with_suffix(".tmp"))
    command = [program(), "-loglevel", "error", "-i", str(path.with_suffix(".tmp")), "-f", "flac", str(path)]
    subprocess.run(command, check=True)
    path.with_suffix(".tmp").unlink()


def cover(size: tuple[int, int], form: str) -> Make:
    return lambda folder: Image.new("L", size).save(folder / "cover.png", form)


def claiming(path: Path) -> None:
    """A header that promises hours."""
    tone(2, 3000)(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = (900_000_000).to_bytes(4, "little")
    path.write_bytes(data)


RECORDINGS = [
    Case("missing", "audio: missing.opus", "error audio the file shows/plain/missing.opus is not there"),
    Case("ending", "audio: ending.txt", "error audio the field does not take …", make=written("ending.txt", "x")),
    recording("empty", "mp3", "the file shows/plain/empty.mp3 is empty", lambda path: path.write_bytes(b"")),
    recording("large", "mp3", "the file large.mp3 is no audio file that we know"
              "|error audio the file shows/plain/large.mp3 has 201 MiB; the limit is 200", sparse),
    recording("text", "mp3", "the file text.mp3 is no audio file that we know",
         lambda path: path.write_bytes(b"OK" * 99)),
    recording("renamed", "mp3", "the file renamed.mp3 is called .mp3 but is FLAC", renamed),
    recording("silent", "wav", "the file silent.wav holds nothing that can be heard", tone(2, 0)),
    recording("short", "wav", "the file short.wav lasts less than a second", tone(0.5, 3000)),
    recording("cut", "opus", "the file cut.opus is cut off: …", cut),
    recording("claiming", "wav", "the file claiming.wav is cut off: it claims … seconds and has 2.0", claiming),
    Case("peaks", "audio: peaks.wav", "|".join(f"note audio “{name}” stays at … LUFS instead of …: the peaks …"
                                               for name in ("mp3", "low", "opus", "mp2")),
         make=lambda folder: knocks(folder / "peaks.wav")),
    Case("cancels", "audio: cancels.wav", "warning audio the file cancels.wav has two channels that cancel each other …"
         "; the mono files were made of their difference", make=lambda folder: cancelling(folder / "cancels.wav")),
    Case("elsewhere", "project: nowhere", "error project there is no project “nowhere”"),
    Case("stated", "duration: 5:00", "warning duration says 300 seconds, but the recording lasts 17"),
]  # fmt: skip
TRANSCRIPTS = [
    transcript("charset", "the file charset.vtt is not UTF-8 text", "WEBVTT\n\nΚαλημέρα".encode("iso-8859-7")),
    transcript("head", "the file head.vtt does not begin with the line WEBVTT", VTT.removeprefix("WEBVTT")),
    transcript("times", "times.vtt, line 3: the cue has no times", "WEBVTT\n\n00:00 --> 00:02\nΓεια.\n"),
    transcript("reversed", "reversed.vtt, line 3: the cue ends before it begins",
               "WEBVTT\n\n00:05.000 --> 00:02.000\nΓεια.\n"),
    transcript("order", "order.vtt, line 6: the cue begins before the one above",
               "WEBVTT\n\n00:05.000 --> 00:06.000\nΒ.\n\n00:01.000 --> 00:02.000\nΑ.\n"),
    transcript("nothing", "the file nothing.vtt holds no text", "WEBVTT\n\n"),
    transcript("later", "the file later.vtt goes on to 99 seconds, but the recording lasts 17",
               "WEBVTT\n\n01:20.000 --> 01:39.000\nΓεια.\n"),
    Case("nowhere", "transcript: nowhere.vtt", "error transcript the file shows/plain/nowhere.vtt is not there"),
    Case("unknown-form", "transcript: sound.opus", "error transcript the field does not take shows/plain/sound.opus"),
    Case("soundless", "audio:\ntranscript: sound.vtt", "error transcript is there without a recording"),
]  # fmt: skip
AIRTIME = [
    Case("long-promo", "episode_type: promo\naudio: long.opus", "error audio the promo lasts 35.3 seconds",
         make=lambda folder: shutil.copy(LONG, folder / "long.opus")),
    Case("misses", "", "error audio the recording lasts 0:17, but the show promises 4:00 (±2 s)", "strict"),
    Case("misses", "", "note audio the recording lasts 0:17, but the show promises 4:00 (±0 s)", "lenient"),
    Case("one-day", "transcript: day.vtt",
         "note transcript at 0:01 it says “αύριο”, but the show is repeated", "repeated",
         make=written("day.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nΓια αύριο.\n")),
    Case("opening", "transcript: sound.vtt\nin_cue: Καληνύχτα σας",
         "warning in_cue the transcript does not begin with “Καληνύχτα σας”"),
    Case("closing", "transcript: sound.vtt\nout_cue: Καλημέρα",
         "warning out_cue the transcript does not end with “Καλημέρα”"),
    Case("soundbite", 'soundbites: [{start: "0:05", seconds: 20}]',
         "warning soundbites the soundbite from 0:05 to 0:25 goes beyond the recording, which lasts 0:17"),
    Case("chapters-back", "", "warning  no chapters were made: 0:05 “Πίσω” is not after the one before",
         body="- 00:00 Αρχή\n- 00:10 Μέση\n- 00:05 Πίσω"),
    Case("chapters-first", "", "warning  no chapters were made: the first, “Αρχή”, is at 0:02 and not at 00:00",
         body="- 00:02 Αρχή\n- 00:10 Μέση"),
    Case("chapters-late", "", "warning  no chapters were made: 0:40 “Αργά” is after the end, at 0:17",
         body="- 00:00 Αρχή\n- 00:10 Μέση\n- 00:40 Αργά"),
]  # fmt: skip
NUMBERS = [
    Case("unnumbered", "", "warning episode the show is serial, but the episode has no number", "serial"),
    Case("first", "season: 1\nepisode: 3", "", "numbered"),
    Case(
        "second", "season: 1\nepisode: 3", "warning episode shows/numbered/first.el.md has the same number", "numbered"
    ),
    Case("counted", "title: Επεισόδιο 12, το λιμάνι", "note title the title says “Επεισόδιο 12” again"),
    Case("show-again", "title: Εκπομπή plain και λιμάνι", "note title the title says “Εκπομπή plain” again"),
]
RIGHTS = [
    Case("rights-word", "rights: free", "error rights wants named values"),
    Case("rights-name", "rights: {hodler: me}", "error rights has no value of the name “hodler”"),
    Case("rights-licence", "rights: {licence: mine}", "error rights licence: does not take the value “mine”"),
    Case("rights-answer", "rights: {rebroadcast: maybe}", "error rights rebroadcast: does not take the value “maybe”"),
    Case("rights-edits", "rights: {edits: perhaps}", "error rights edits: …"),
    Case("rights-from", "rights: {from: soon}", "error rights from: is not a date: “soon”"),
    Case(
        "rights-order", "rights: {from: 2026-12-01, until: 2026-11-30}", "error rights the rights end before they begin"
    ),
    Case("withdrawn", "withdrawn: {date: 2026-12-21}", "error withdrawn does not say “reason”"),
    Case("correction", "corrections: [{date: 2026-11-21}]", "error corrections does not say “text”"),
]
FIELDS = [
    Case("role", "people: [{name: Νίκος, role: boss}]", "error people role: does not take the value “boss”"),
    Case("nobody", "people: [{role: guest}]", "error people does not say “name”"),
    Case("person-url", "people: [{name: Νίκος, url: nikos}]", "error people url: is not a web address"),
    Case("music", "music: [{artist: Κανείς}]", "error music does not say “title”"),
    Case("isrc", "music: [{title: Νερό, isrc: 12}]", "error music isrc: is not an ISRC code"),
    Case("track", "music: [{title: Νερό, duration: 90 s}]", "error music duration: is not a duration"),
    Case(
        "bite",
        'soundbites: [{start: "0:05", seconds: 10}]',
        "error soundbites seconds: is not a whole number from 15 to 120",
    ),
    Case("geo", "location: {name: Σύρος, geo: here}", "error location geo: is not a position"),
    Case("nameless", 'location: {geo: "geo:37.4,24.9"}', "error location does not say “name”"),
    Case("sort", "episode_type: teaser", "error episode_type does not take the value “teaser”"),
    Case("synthetic", "synthetic: robot", "error synthetic …"),
    Case("season", "season: 0", "error season is not a whole number from 1 to 10000"),
    Case("episode", "episode: 1e3", "error episode is not a whole number from 1 to 100000"),
    Case("duration", "duration: ένα λεπτό", "error duration is not a duration"),
    Case("path", "audio: ../sound.opus", "error audio is not an allowed file name"),
    Case("script-path", "transcript: a b.vtt", "error transcript is not an allowed file name"),
    Case("introduction", f"introduction: {'α' * 1201}", "error introduction has 1201 characters; the limit is 1200"),
    Case("in-cue", f"in_cue: {'α' * 121}", "error in_cue has 121 characters; the limit is 120"),
    Case("out-cue", f"out_cue: {'α' * 121}", "error out_cue has 121 characters; the limit is 120"),
    Case("advisory", f"advisory: {'α' * 301}", "error advisory has 301 characters; the limit is 300"),
    Case("contact", "contact: radio", "error contact is not an e-mail address"),
    Case("video-path", "video: a b.mp4", "error video is not an allowed file name"),
    Case("video-url", "video: {url: b}", "error video url: is not a web address"),
    Case("caption-path", "captions: {el: a b.vtt}", "error captions el: is not an allowed file name"),
    Case("poster", "poster: soon", "error poster is not a duration"),
]
SHOWS = [
    Case("", "project: nowhere", "error project there is no project “nowhere”", "elsewhere"),
    Case("", "category: [Nwes]", "error category no directory has a category “Nwes”", "category"),
    Case("", "explicit: perhaps", "error explicit …", "explicit"),
    Case("", "type: daily", "error type does not take the value “daily”", "type"),
    Case("", "frequency: κάθε μέρα", "error frequency is not a rule of repetition", "frequency"),
    Case("", "contact: radio@", "error contact is not an e-mail address", "contact"),
    Case("", "rights: {rebroadcast: perhaps}", "error rights rebroadcast: does not take the value “perhaps”", "rights"),
    Case("", "people: [{name: Νίκος, role: boss}]", "error people role: does not take the value “boss”", "people"),
    Case("", "funding: {text: Δώστε}", "error funding does not say “url”", "funding"),
    Case("", "location: Σύρος", "error location wants named values", "location"),
    Case("", "clock: {within: 2}", "error clock does not say “target”", "clock"),
    Case("", 'clock: {target: "4:00", missed: forgive}',
         "error clock missed: does not take the value “forgive”", "missed"),
    Case("", "repeatable: perhaps", "error repeatable …", "repeatable"),
    Case("", "live: [{start: 2026-11-25 19:00}]", "error live does not say “end”", "live"),
    Case("", 'live: [{start: 2026-11-25 19:00, end: 2026-11-25 18:00, stream: "https://a.example/"}]',
         "error live the live broadcast ends before it starts", "live-order"),
    Case("", "podcast_guid: {el: abc}", "error podcast_guid …", "podcast-guid"),
    Case("", "old_feeds: [podcast]", "error old_feeds …", "old-feeds"),
    Case("", 'old_feeds: ["/x;}evil{"]',
         "error old_feeds is not an address of this site: “/x;}evil{”", "old-feeds-words"),
    Case("", "old_feeds: [/index.html]", "error old_feeds the name /index.html is read by hosts or by the site itself",
         "old-feeds-taken"),
    Case("", "old_feeds: [/feeds/el/all.rss.xml]",
         "error old_feeds the address /feeds/el/all.rss.xml is a page of the site's own", "old-feeds-there"),
    Case("", f"hosts: [{'α' * 121}]", "error hosts has 121 characters; the limit is 120", "hosts"),
    Case("", f"schedule: {'α' * 201}", "error schedule has 201 characters; the limit is 200", "schedule"),
    Case("", "category:", "warning category podcast directories ask for a category of the show", "no-category"),
    Case("", "image: none.png", "error image the file shows/no-cover/none.png is not there", "no-cover"),
    Case("", "",
         "warning image the cover shows/small/cover.png has 1399 × 1399", "small", make=cover((1399, 1399), "PNG")),
    Case("", "",
         "warning image the cover shows/wide/cover.png has 1600 × 1500", "wide", make=cover((1600, 1500), "PNG")),
    Case("", "", "error image the picture cover.png is called .png but is WEBP", "form",
         make=cover((1400, 1400), "WEBP")),
]  # fmt: skip
UNWRITTEN = "the recording has no transcript"  # which most of these lack
CASES = [*RECORDINGS, *TRANSCRIPTS, *AIRTIME, *NUMBERS, *RIGHTS, *FIELDS, *SHOWS]
#: What the shows of episodes state beside their name.
STATED = {
    "strict": 'clock: {target: "4:00", within: 2, missed: refuse}',
    "lenient": 'clock: {target: "4:00"}',
    "repeated": "repeatable: true",
    "serial": "type: serial",
}


def text_of(pattern: str, fields: str, **values: Any) -> str:
    """A text whose own fields give way to those of the case."""
    names = [line.split(":")[0] for line in fields.splitlines()]
    kept = [line for line in pattern.splitlines() if line.split(":")[0] not in names]
    return "\n".join(kept).format(fields=fields or "demo: true", **values) + "\n"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, encoded: Path) -> dict[str, list[dict[str, Any]]]:
    """File → the problems that one build of all finds, without those of missing translations and transcripts."""
    site = SmallSite(tmp_path_factory.mktemp("broadcast"))
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", site.content)
    cover((1400, 1400), "PNG")(site.folder)
    for number, case in enumerate(CASES):
        folder = site.content / "shows" / case.show
        if not folder.exists():
            folder.mkdir()
            shutil.copy(site.folder / "cover.png", folder)
            shutil.copy(SOUND, folder / "sound.opus")
            written("sound.vtt", VTT)(folder)
            stated = STATED.get(case.show, "") if case.name else case.fields
            site.write(f"shows/{case.show}/index.el.md", text_of(SHOW, stated, number=number, name=case.show))
        if case.name or "directories" in case.said or "cover" in case.said:
            name = case.name or "sound"
            text = text_of(EPISODE, case.fields if case.name else "", number=number, name=name, body=case.body)
            site.write(f"shows/{case.show}/{name}.el.md", text)
        case.make(folder)
    lend(encoded, site.folder / "cache")
    done = site.run("build", "--format", "json")  # which, unlike a check, encodes
    assert done.returncode == 1, done.stderr
    unwritten = {row["file"] for row in json.loads(done.stdout) if UNWRITTEN in row["message"]["en"]}
    assert "shows/plain/stated.el.md" in unwritten and "shows/plain/opening.el.md" not in unwritten
    found: dict[str, list[dict[str, Any]]] = {}
    for row in json.loads(done.stdout):
        if row["rule"] != "pairs" and UNWRITTEN not in row["message"]["en"]:
            found.setdefault(row["file"], []).append(row)
    return found


def file_of(case: Case) -> str:
    return f"shows/{case.show}/{case.name or 'index'}.el.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.show}-{case.name or 'index'}")
def test_a_fault_is_named(case: Case, told: dict[str, list[dict[str, Any]]]):
    """With field and cause, in the text that states it, in both languages, with a way out; and nothing else is."""
    rows = told.get(file_of(case), [])
    found = sorted(f"{row['level']} {row['field']} {row['message']['en']}" for row in rows)
    wanted = sorted(filter(None, case.said.split("|")))
    assert len(found) == len(wanted), found
    for line, pattern in zip(found, wanted, strict=True):
        assert re.fullmatch(re.escape(pattern).replace("…", ".*"), line), line
    for row in rows:
        stated = row["field"] in [line.split(":")[0] for line in case.fields.splitlines()]
        assert bool(row["line"]) or not stated
        assert re.search("[α-ωά-ώ]", row["message"]["el"]) and row["hint"]["el"] and row["hint"]["en"]


def test_nothing_else_is_told(told: dict[str, list[dict[str, Any]]]):
    """Neither of the episodes of broken shows, nor of the shows of broken episodes."""
    assert set(told) <= {file_of(case) for case in CASES if case.said}


def test_every_field_has_its_case():
    """A new field of a show or an episode comes with a value that it refuses."""
    tried = {
        kind: {line.split(":")[0] for case in CASES if bool(case.name) == is_one for line in case.fields.splitlines()}
        for kind, is_one in (("episode", True), ("show", False))
    }
    for kind, names in tried.items():
        theirs = [name for own in (FIELDS_OF[kind], *fields_of(kind)) for name in own.__struct_fields__]
        assert set(theirs) - {"slate"} <= names, kind


def test_every_rule_of_recordings_has_its_case(told: dict[str, list[dict[str, Any]]]):
    """Of those that this page of docs/rules.md lists, but the gate, which tests/publish breaks."""
    seen = {row["rule"] for rows in told.values() for row in rows}
    assert {
        "recordings",
        "transcripts",
        "airtime",
        "parts",
        "covers",
        "episodes",
        "dates",
        "named-files",
        "field",
    } <= seen
