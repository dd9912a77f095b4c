"""What stations may take and what not: rights, promos, withdrawals, corrections, cue sheets, the clock."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest
from lxml import html

from tests.conftest import ROOT, SmallSite, lend

SOUND = ROOT / "content" / "shows" / "deltio" / "2026-11-16.el.opus"
SHOW = """---
id: 0b6c1d9e-7f5c-4a57-9f1a-6f2a4d3b9c10
title: Δοκιμαστική εκπομπή
summary: Μια εκπομπή για δοκιμές.
category: [News]
hosts: [Η σύνταξη]
contact: radio@trial.example
repeatable: true
{more}
rights: {{holder: {{el: Η Ένωση, en: The Union}}, licence: cc-by-4.0, rebroadcast: "yes", credit: Πείτε ποιος το έκανε}}
---
Μια εκπομπή.
"""
EPISODE = """---
id: {id}
title: Επεισόδιο {name}
summary: Το επεισόδιο {name}.
date: 2026-11-{day}
audio: {name}.el.opus
transcript: {name}.el.vtt
{more}
---
Κείμενο.
"""
EPISODES = {
    "free": "advisory: Ήπια.\n"
    'music: [{title: Νερό, artist: Κανείς, label: Καμία, duration: "2:05", isrc: GRA012600001}]',
    "never": 'rights: {rebroadcast: "no"}',
    "late": "rights: {until: 2026-11-20}",
    "early": "rights: {from: 2026-12-01}",
    "promo": "episode_type: promo",
    "trailer": "episode_type: trailer",
    "gone": "withdrawn: {date: 2026-11-21, reason: {el: Λάθος ημέρα, en: Wrong day}}",
    "mended": "corrections: [{date: 2026-11-21, text: Η ώρα είναι εννέα.}]",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, encoded: Path) -> SmallSite:
    site = SmallSite(tmp_path_factory.mktemp("rights"))
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    write_show(site)
    lend(encoded, site.folder / "cache")
    site.build("--site-url", "https://trial.example")
    return site


def write_show(site: SmallSite, more: str = "explicit: false") -> None:
    site.write("shows/try/index.el.md", SHOW.format(more=more))
    for number, name in enumerate(EPISODES, 10):
        write_episode(site, "try", name, number)


def write_episode(site: SmallSite, show: str, name: str, number: int) -> None:
    id = f"0b6c1d9e-7f5c-4a57-9f1a-6f2a4d3b9c{number}"
    text = EPISODE.format(id=id.replace("c10", "cff"), name=name, day=number, more=EPISODES[name])
    site.write(f"shows/{show}/{name}.el.md", text)
    for file in (SOUND, SOUND.with_suffix(".vtt")):
        shutil.copy(file, site.content / "shows" / show / f"{name}.el{file.suffix}")


def titles(site: SmallSite, path: str) -> list[str]:
    return [
        entry.title.removeprefix("Επεισόδιο ") for entry in feedparser.parse((site.output / path).read_bytes()).entries
    ]


def test_no_link_leads_nowhere_where_a_show_has_but_one_episode(tmp_path: Path, encoded: Path):
    """A promo alone makes no podcast, a trailer nothing for stations; so for each sort of episode."""
    site = SmallSite(tmp_path)
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    for number, name in enumerate(EPISODES, 10):
        show = SHOW.replace("4d3b9c10", f"4d3b9d{number}").replace("title: ", f"title: {name} ")
        site.write(f"shows/one-{name}/index.el.md", show.format(more="explicit: false"))
        write_episode(site, f"one-{name}", name, number)
    lend(encoded, site.folder / "cache")
    site.build("--site-url", "https://trial.example")

    for page in (page for page in site.output.rglob("*.html") if "patterns" not in page.parts):  # samples lead nowhere
        for link in html.fromstring(page.read_bytes()).xpath("//@href | //@src"):
            address = urlsplit(urljoin(f"https://trial.example/{page.relative_to(site.output).as_posix()}", link))
            if address.netloc == "trial.example":
                target = site.output / unquote(address.path).lstrip("/")
                assert (target / "index.html" if target.is_dir() else target).is_file(), f"{page}: {link}"


def test_stations_find_what_they_may_take(made: SmallSite):
    """Not what is forbidden, over, or not yet; no trailer, nothing withdrawn."""
    assert titles(made, "radio/el/try.xml") == ["mended", "free"]
    assert titles(made, "radio/el/try-promos.xml") == ["promo"]
    names = {path.name.split(".")[0] for path in (made.output / "radio/el/try").glob("*.cue.*")}
    assert names == {"free", "mended", "promo"}


def test_apps_find_all_but_promos_and_what_was_withdrawn(made: SmallSite):
    expected = ["mended", "trailer", "early", "late", "never", "free"]
    assert titles(made, "podcast/el/try.xml") == expected == titles(made, "podcast/el/try-low.xml")


def test_the_rights_stand_in_the_feeds(made: SmallSite):
    station = feedparser.parse((made.output / "radio/el/try.xml").read_bytes())
    assert {entry.rights for entry in station.entries} == {"Η Ένωση. cc-by-4.0. Πείτε ποιος το έκανε"}
    text = (made.output / "podcast/el/try.xml").read_text(encoding="utf-8")
    assert "<copyright>Η Ένωση</copyright>" in text and "<podcast:license>cc-by-4.0</podcast:license>" in text


def test_a_small_feed_brings_small_files(made: SmallSite):
    whole, low = (feedparser.parse((made.output / f"podcast/el/try{x}.xml").read_bytes()) for x in ("", "-low"))
    for a, b in zip(whole.entries, low.entries, strict=True):
        assert a.id == b.id and int(b.enclosures[0].length) < int(a.enclosures[0].length)
    assert low.feed.itunes_block and "podcast_guid" not in low.feed


def test_withdrawals_and_corrections_are_told(made: SmallSite):
    """In a feed of their own and on the page; what was withdrawn can be heard nowhere."""
    notices = feedparser.parse((made.output / "radio/el/notices.xml").read_bytes())
    said = {entry.title: entry.summary for entry in notices.entries}
    assert said == {"Αποσύρθηκε: Επεισόδιο gone": "Λάθος ημέρα", "Διορθώθηκε: Επεισόδιο mended": "Η ώρα είναι εννέα."}
    page = html.fromstring(next(made.output.glob("*/*/*gone/index.html")).read_bytes())
    assert "Λάθος ημέρα" in page.text_content() and not page.xpath("//audio")
    assert not list(made.output.glob("audio/try/el/gone-*")) and not list(made.output.rglob("files/shows/**/gone*"))


def test_a_cue_sheet_says_everything_in_three_forms(made: SmallSite):
    folder = made.output / "radio/el/try"
    data = json.loads((folder / "free.cue.json").read_text(encoding="utf-8"))
    assert data["in_cue"].startswith("Καλημέρα") and data["out_cue"].endswith("Καλή εβδομάδα.")
    assert data["rights"]["holder"] == "Η Ένωση" and data["contact"] == "radio@trial.example"
    text = (folder / "free.cue.txt").read_text(encoding="utf-8")
    page = html.fromstring((folder / "free.cue.html").read_bytes()).text_content()
    for shown in (data["in_cue"], data["out_cue"], "Νερό, Κανείς (Καμία), 2:05, GRA012600001", "Ήπια."):
        assert shown in text and shown in page
    for file in data["files"]:
        published = made.output / file["url"].removeprefix("https://trial.example/")
        assert published.stat().st_size == file["bytes"] and file["sha256"] in text and file["sha256"] in page


def test_greek_sheets_speak_greek(made: SmallSite):
    """No label was left in English."""
    lines = (made.output / "radio/el/try/free.cue.txt").read_text(encoding="utf-8").splitlines()
    labels = [line.split(":")[0] for line in lines if ": " in line]
    assert labels and not [label for label in labels if label.isascii()]


def test_a_wave_file_knows_its_last_words(made: SmallSite):
    wav = (made.output / "radio/el/try/latest.wav").read_bytes()
    cart = wav[wav.index(b"cart") :][:1024]
    assert b"Kali evdomada" in cart


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("in_cue: Καληνύχτα σας", "the transcript does not begin with “Καληνύχτα σας”"),
        ("out_cue: Καλημέρα", "the transcript does not end with “Καλημέρα”"),
        ("rights: {rebroadcast: maybe}", "rebroadcast: does not take the value “maybe”"),
        ("rights: {licence: mine}", "licence: does not take the value “mine”"),
        ("rights: {hodler: me}", "has no value of the name “hodler”"),
        ("rights: free", "wants named values"),
        ("music: [{artist: me}]", "does not say “title”"),
        ("music: [{title: x, isrc: 12}]", "isrc: is not an ISRC code"),
        ('soundbites: [{start: "0:05", seconds: 10}]', "seconds: is not a whole number from 15 to 120"),
        ("withdrawn: {date: 2026-11-21}", "does not say “reason”"),
    ],
)
def test_a_wrong_value_is_named(field: str, said: str, tmp_path: Path, encoded: Path):
    site = SmallSite(tmp_path)
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    write_show(site)
    one = site.content / "shows/try/never.el.md"
    one.write_text(one.read_text(encoding="utf-8").replace(EPISODES["never"], field), encoding="utf-8")
    lend(encoded, tmp_path / "cache")
    assert said in site.run("check").stderr


def test_a_show_keeps_its_clock(tmp_path: Path, encoded: Path):
    """An episode that misses is refused or noted, as the show says."""
    site = SmallSite(tmp_path)
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    lend(encoded, tmp_path / "cache")
    for missed, status, level in (("refuse", 1, "error"), ("note", 0, "note")):
        write_show(site, f'clock: {{target: "4:00", within: 2, missed: {missed}}}')
        done = site.run("check")
        assert f"free.el.md:6:8: {level}: audio: the recording lasts 0:1" in done.stderr and done.returncode == status


def test_a_language_without_a_recording_leads_to_the_other(tmp_path: Path, encoded: Path):
    """The page says so; the episode is in no feed of its own language, and no empty feed is made."""
    site = SmallSite(tmp_path)
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    lend(encoded, tmp_path / "cache")
    write_show(site)
    site.write("shows/try/index.en.md", "---\ntitle: A try\nsummary: A show for tests.\n---\nA show.\n")
    site.write("shows/try/free.en.md", "---\ntitle: Free\nsummary: The episode.\n---\nText.\n")
    site.build()
    page = html.fromstring(next(site.output.glob("en/*/*/free/index.html")).read_bytes())
    (link,) = page.xpath("//p[@class='notice']/a")
    assert link.get("hreflang") == "el" and "Greek" in link.text and not page.xpath("//audio")
    assert (site.output / link.get("href").lstrip("/") / "index.html").is_file()
    assert not list(site.output.glob("*/en/try*")) and not list(site.output.glob("audio/*/en"))


def test_media_says_what_it_found(made: SmallSite):
    """Of each recording, without making a site."""
    before = (made.output / "index.html").stat().st_mtime_ns
    done = made.run("media")
    assert done.returncode == 0 and "shows/try/free.el.md: opus" in done.stdout
    assert "  audio/try/el/free-" in done.stdout and (made.output / "index.html").stat().st_mtime_ns == before
