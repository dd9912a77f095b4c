"""A channel is one folder: it can be deleted, dropped in, or installed as a package, and nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from zipfile import ZipFile

import pytest
import yaml

from plugins.channels import chosen, folders
from plugins.channels.protocol import Channel
from plugins.model.errors import UsageError
from plugins.model.kinds import OF_CHANNELS
from plugins.settings import Settings
from tests.channels.podcast.test_remote import AUDIO, VTT
from tests.conftest import ROOT, lend_typefaces, tree_of
from tests.engine.shipping import CATALOGUE, GERMAN
from tests.forks import forked_in

URL = "https://trial.example"
LINKS = re.compile(rf'(?:href|src|poster)="(/[^"]*)"|({URL}/[^\s"\'<>)\\,]*)')
EXAMPLE = ROOT / "docs" / "examples" / "gemini"
PACKAGE = "diavlos_gemini"
EPISODE = "shows/deltio/first.el.md"
RIGHTS = 'rights: {holder: Ένωση, licence: cc-by-4.0, rebroadcast: "yes"}'
GUID = "6f1e8f2c-31a7-4a60-9f5c-7a1f2f1c7a11"
#: What texts state for one channel alone.
OF_CHANNELS_ALONE = {
    "news/harbour.el.md": ("slate: false", "project: [green]"),
    "events/fair.el.md": ("slate: true",),
    "shows/deltio/index.el.md": (
        f"podcast_guid: {GUID}",
        "frequency: FREQ=WEEKLY;BYDAY=WE",
        "funding: {url: https://radio.example/support}",
        "live: [{start: 2026-12-25 20:00, end: 2026-12-25 21:00, stream: https://radio.example/live.mp3}]",
    ),
    "guides/register.el.md": (
        *("level: beginner", "minutes: 90", "steps: true", "materials: [Χαρτί]", "sources: [{title: Νόμος}]"),
        *("licence: cc-by-4.0", "next_review: 2027-03-20", "office: Γραμματεία"),
        "history: [{date: 2026-03-20, text: Πρώτη έκδοση}]",
    ),
    "documents/plan/index.el.md": (
        *("issuer: Γενική συνέλευση", "pages: 2", "decision: Ω6Η2ΟΡΡ9-Β9Ω", "gazette: ΦΕΚ Α΄ 205/30.10.2016"),
    ),
    "projects/green.el.md": (
        *("funder: Ταμείο", "programme: Απασχόληση", 'code: "5012345"', "grant: 800", "stage: running", "eu: funded"),
        "indicators: [{name: Θέσεις, target: 64}]",
        "initiative: true",
    ),
    "pages/about.el.md": ("path: [guides/register]",),
    EPISODE: ("music: [{title: Τραγούδι}]", "soundbites: [{start: '0:01', seconds: 15}]"),
}
PROJECT = """---
id: 6f1e8f2c-31a7-4a60-9f5c-7a1f2f1c7a12
title: Πράσινες δουλειές
summary: Σε τρεις κοιλάδες.
date: 2025-03-10
start: 2025-03-01
only: el
---
Κείμενο.
"""
QUICK = f"SITEURL = {URL!r}\nSHARE_CARDS = False\nADDRESSES = {{'slate': None}}\n"


class Checkout:
    """A copy of the program with a small site that has a show on the air, an event and weeks that are over."""

    def __init__(self, folder: Path):
        self.folder, self.content, self.output = folder, folder / "content", folder / "output"
        for name in ("plugins", "theme"):
            shutil.copytree(ROOT / name, folder / name)  # with what Python compiled of it
        shutil.copy(ROOT / "requirements.txt", folder)
        self.say((ROOT / "pelicanconf.py").read_text(encoding="utf-8") + QUICK)
        sites = ROOT / "tests" / "sites"
        shutil.copytree(sites / "bilingual" / "content", self.content)
        shutil.copytree(sites / "shipping" / "content" / "stations", self.content / "stations")
        (self.content / "shows" / "deltio" / "first.vtt").write_text(VTT, encoding="utf-8")
        (self.content / "projects").mkdir()
        (self.content / "projects" / "green.el.md").write_text(PROJECT, encoding="utf-8")
        for path, lines in OF_CHANNELS_ALONE.items():
            self.state(path, *lines)
        self.state(EPISODE, f"audio: {AUDIO}", "transcript: first.vtt", RIGHTS)
        lists = (ROOT / "content" / "taxonomies.yaml").read_text(encoding="utf-8")
        self.words: dict[str, dict[str, dict[str, dict[str, str]]]] = yaml.load(
            (self.content / "taxonomies.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader
        )
        self.words["lists"] |= yaml.load(lists, Loader=yaml.CBaseLoader)["lists"]
        self.write_words()
        lend_typefaces(folder / ".cache")

    def say(self, lines: str) -> None:
        """Add lines to the settings."""
        with (self.folder / "pelicanconf.py").open("a", encoding="utf-8") as file:
            file.write(lines)

    def state(self, path: str, *lines: str) -> None:
        """Add lines to the front matter of a text, in whose place nothing else may stand."""
        text = (self.content / path).read_text(encoding="utf-8").replace("duration:", "# duration:")
        text = text.replace("---\n", "---\n" + "".join(f"{line}\n" for line in lines), 1)
        (self.content / path).write_text(text, encoding="utf-8")

    def write_words(self) -> None:
        words = yaml.safe_dump(self.words, allow_unicode=True, sort_keys=False)
        (self.content / "taxonomies.yaml").write_text(words, encoding="utf-8")

    def build(self) -> subprocess.CompletedProcess[str]:
        """Build it by its own code."""
        words = ("build", "--now", "2026-11-29T12:00", "--report", "report.json", "--lang", "en")
        return forked_in(self.folder, *words)

    def report(self) -> dict[str, Any]:
        """What the last build says of itself."""
        found: dict[str, Any] = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return found

    def page(self, path: str) -> str:
        return (self.output / path).read_text(encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def dead_links(output: Path) -> set[tuple[str, str]]:
    """Each file with an address of the site that it names and that is not there; the commands of stations apart."""
    files = tree_of(output)
    return {
        (name, link)
        for name, data in files.items()
        if name.endswith((".html", ".xml", ".json", ".opml", ".txt", ".css", ".webmanifest", ".m3u"))
        for link in links_in(data.decode())
        for path in (unquote(urlsplit(urljoin(f"{URL}/{name}", link)).path).lstrip("/"),)
        if not {path, f"{path}index.html", f"{path}/index.html"} & files.keys()
    }


def links_in(text: str) -> Iterator[str]:
    found = ((local or absolute).replace("&amp;", "&") for local, absolute in LINKS.findall(text))
    return (link for link in found if "$(" not in link and "%F" not in link)


@pytest.mark.parametrize("name", [None, *(name for name in folders() if name != "web")])
def test_a_deleted_folder_takes_its_channel_away(name: str | None, checkout: Checkout) -> None:
    """The site is built, no link leads nowhere, and no file of the channel is left; with all of them likewise."""
    if name:
        shutil.rmtree(checkout.folder / "plugins" / "channels" / name)

    done = checkout.build()

    assert done.returncode == 0, done.stdout + done.stderr
    assert dead_links(checkout.output) == set()
    channels = {file[2] for file in json.loads(checkout.page(".manifest.json"))["files"].values()}
    said = [problem for problem in checkout.report()["problems"] if problem["rule"] == "unused-field"]
    listed = {field for fields in OF_CHANNELS.values() for field, channel in fields.items() if channel == name}
    assert [problem["level"] for problem in said] == ["note"] * len(said)
    assert sorted(problem["field"] for problem in said) == sorted(listed), "each once, in the first text"
    makers = {own.name for own in chosen({}) if own.artifacts is not Channel("").artifacts}
    assert name not in channels and makers - channels <= {name, "tv", "knowhow", "form", "preview", "translators"}, (
        "no video is here, no hand-out or form asked for, and this is no preview"
    )


# ------------------------------------------------------------------------------------------------------ the example


def in_three_languages(site: Checkout) -> None:
    """The site with German, whose theme has no words of its own, and a text of yesterday evening."""
    catalogue = site.folder / "theme" / "translations" / "de" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    for group in site.words.values():
        for term in group.values():
            term["de"] = dict(term["en"])
    site.write_words()
    site.say(f"LANGUAGES['de'] = {GERMAN!r}\nGEMINI_HOST = 'capsule.example'\n")
    head = "id: 6f1c0a52-5a4e-4a6e-9d0a-6f8f2f0b9c11\ntitle: Νέο\nsummary: Σύντομα.\ndate: 2026-11-28 18:00"
    (site.content / "news" / "fresh.el.md").write_text(f"---\n{head}\n---\nΚείμενο.\n", encoding="utf-8")
    site.state("news/harbour.el.md", "gemini_title: Λιμάνι")
    site.state("news/harbour.en.md", f"gemini_title: {'Longer ' * 10}")


def assert_is_whole(site: Checkout, done: subprocess.CompletedProcess[str]) -> None:
    """Page, offer, field, rule, turning point, setting, words and style sheet of the example are there."""
    assert done.returncode == 0, done.stdout + done.stderr
    words = {"": "Η κάψουλα Gemini", "en/": "The Gemini capsule", "de/": "Die Gemini-Kapsel"}
    for prefix, title in words.items():
        assert f'<h1 class="heading__title">{title}</h1>' in site.page(f"{prefix}gemini/index.html")
        assert f'<a href="/{prefix}gemini/">{title}</a>' in site.page(f"{prefix}index.html")
    assert "gemini://capsule.example/gemini/el/index.gmi" in site.page("gemini/index.html")
    (style,) = (site.output / "theme").glob("style.*.css")
    assert ".gemini__address" in style.read_text(encoding="utf-8")
    index = site.page("gemini/el/index.gmi").splitlines()
    assert "=> news-fresh.gmi Νέο (νέο στην κάψουλα)" in index and "=> news-harbour.gmi Λιμάνι" in index
    assert "gemini_title: it is not shorter than the title" in done.stdout + done.stderr
    assert site.report()["next_change_at"] == "2026-11-29T18:00:00+02:00", "when the text is no longer new"
    assert dead_links(site.output) == set()


def test_a_folder_that_is_dropped_in_is_a_channel(checkout: Checkout) -> None:
    """The worked example of the documentation."""
    in_three_languages(checkout)
    shutil.copytree(EXAMPLE, checkout.folder / "plugins" / "channels" / "gemini")

    assert_is_whole(checkout, checkout.build())


def test_an_installed_package_is_a_channel(checkout: Checkout, tmp_path: Path) -> None:
    """The same as a wheel, which CHANNELS names by its module."""
    in_three_languages(checkout)
    wheel = tmp_path / f"{PACKAGE}-1-py3-none-any.whl"
    facts = f"{PACKAGE}-1.dist-info"
    with ZipFile(wheel, "w") as archive:
        for path in (path for path in sorted(EXAMPLE.rglob("*")) if path.is_file() and "__pycache__" not in path.parts):
            archive.write(path, f"{PACKAGE}/{path.relative_to(EXAMPLE).as_posix()}")
        archive.writestr(f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1\n")
        archive.writestr(
            f"{facts}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{facts}/RECORD", "")
    target = checkout.folder / "installed"
    line = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel]
    subprocess.run(line, check=True)
    checkout.say(f"sys.path.append(str(HERE / 'installed'))\nCHANNELS = {[*folders(), PACKAGE]!r}\n")

    assert_is_whole(checkout, checkout.build())


# ------------------------------------------------------------------------------------------------ what is refused


def test_a_misspelt_part_is_refused_with_the_near_one() -> None:
    """As a wrong name of a setting is."""
    with pytest.raises(UsageError, match=r"channel titles: there is no part artefacts; did you mean artifacts\?"):
        Channel("titles", artefacts=lambda view: ())  # type: ignore[call-arg]  # that is the fault


def test_a_channel_chosen_twice_or_not_there_is_refused() -> None:
    """With what to write instead."""
    with pytest.raises(UsageError, match=r"CHANNELS: there is no channel 'feds'; did you mean feeds\?"):
        chosen({"CHANNELS": ["web", "feds"]})
    with pytest.raises(UsageError, match="CHANNELS has two channels 'web'"):
        chosen({"CHANNELS": ["web", "web"]})
    with pytest.raises(UsageError, match="CHANNELS is a list"):
        chosen({"CHANNELS": "web"})
    with pytest.raises(UsageError, match="json: its module has no CHANNEL"):
        chosen({"CHANNELS": ["json"]})


def test_a_site_makes_what_its_channels_bring(make_settings: Callable[..., Settings]) -> None:
    """Addresses and settings are those of the channels that CHANNELS names."""
    settings = make_settings(CHANNELS=["web", "feeds"])
    assert [channel.name for channel in settings.channels] == ["feeds", "web"]
    assert settings.site.makes("feed") and not settings.site.makes("calendar")
    assert make_settings(CHANNELS=["web"], ADDRESSES={"calendar": None}), "it was left out before"
    with pytest.raises(UsageError, match="ADDRESSES has no calendar"):
        make_settings(CHANNELS=["web"], ADDRESSES={"calendar": "{name}.ics"})
    with pytest.raises(UsageError, match="ADDRESSES has no calender"):
        make_settings(ADDRESSES={"calender": None})
