"""What stops a build before its content is looked at: wrong settings, plugins and places; each with its own status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SmallSite, tree_of


def run(site: SmallSite, settings: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Build a site with a settings file that adds these lines to the project's own."""
    path = site.folder / "settings.py"
    path.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\n{settings}\n", "utf-8")
    words = [
        "-m",
        "plugins",
        "build",
        "-s",
        str(path),
        "--content",
        str(site.content),
        "--output",
        str(site.output),
    ]
    return subprocess.run(
        [sys.executable, *words, *options], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


REFUSED = {
    "stage-as-a-plugin": (
        'PLUGINS = ["plugins.read.plugin"]',
        "plugin plugins.read.plugin: our own stages are not named in PLUGINS; leave it out",
    ),
    "unknown-plugin": ('PLUGINS = ["sitemap"]', "plugin sitemap cannot be found"),
    "plugin-without-register": ('PLUGINS = ["plugins.i18n.greek"]', "plugin plugins.i18n.greek: "),
    "misspelt-setting": ('FEED_FORMAT = ["json"]', "settings: unknown name FEED_FORMAT; did you mean FEED_FORMATS?"),
    "relative-address": ('SITEURL = ""', "settings: SITEURL must be an absolute address"),
    "address-with-a-query": ('SITEURL = "https://x.example/?a"', "settings: SITEURL must be an absolute address"),
    "no-identity": ("del SITE_ID", "settings: SITE_ID is missing, of which DIGEST_WEEKS makes the ids of its items"),
    "identity-that-is-no-uuid": (
        'SITE_ID = "diavlos"',
        "settings: SITE_ID must be a UUID, not 'diavlos'; write SITE_ID = ",
    ),
    "unknown-address": ('ADDRESSES = {"entries": "x"}', "settings: ADDRESSES has no entries; it has home, entry"),
    "wrong-type": (
        'FEED_MAX_ITEMS = "many"',
        "settings: FEED_MAX_ITEMS is a whole number from 1 to 100000, not 'many'",
    ),
    "voice-for-no-language": ('BULLETIN_VOICES = {"fr": "fr"}', "settings: BULLETIN_VOICES takes a voice"),
    "voice-that-is-an-option": ('BULLETIN_VOICES = {"el": "-f/etc/passwd"}', "settings: BULLETIN_VOICES takes a voice"),
    "voice-that-is-a-path": ('BULLETIN_VOICES = {"el": "../el"}', "settings: BULLETIN_VOICES takes a voice"),
    "broken-file": ("LANGUAGES = {", "settings: SyntaxError"),
    "wrong-languages": ("LANGUAGES = 5", "settings: LANGUAGES is a dictionary, not 5"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_settings_end_with_2_and_name_the_fault(name: str, small_site: SmallSite) -> None:
    lines, message = REFUSED[name]
    done = run(small_site, lines)

    assert done.returncode == 2, done.stdout + done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not small_site.output.exists()


def test_a_missing_settings_file_ends_with_2(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "plugins", "build", "-s", str(tmp_path / "none.py")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == f"diavlos: settings: there is no file {tmp_path / 'none.py'}\n"


@pytest.mark.parametrize("arguments", [["bild"], ["build", "--frmat", "json"], ["check", "--format", "xml"], []])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    words = [sys.executable, "-m", "plugins", *arguments]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")


def test_a_moment_that_is_none_ends_with_2(small_site: SmallSite) -> None:
    done = small_site.run("build", "--now", "tomorrow")

    assert done.returncode == 2
    assert done.stderr == "diavlos: now: 'tomorrow' is not a time; write 2026-03-25T18:30\n"


def test_a_missing_content_folder_ends_with_2(tmp_path: Path) -> None:
    done = SmallSite(tmp_path).run("build")

    assert done.returncode == 2, done.stderr
    assert str(tmp_path / "content") in done.stderr
    assert "Traceback" not in done.stderr


def test_output_within_content_ends_with_2(small_site: SmallSite) -> None:
    done = small_site.run("build", "--output", str(small_site.content / "output"))

    assert done.returncode == 2
    assert "lie within each other" in done.stderr


def test_a_folder_of_other_files_is_not_replaced(small_site: SmallSite) -> None:
    small_site.output.mkdir()
    (small_site.output / "thesis.odt").write_bytes(b"years of work")
    done = small_site.run("build")

    assert done.returncode == 2
    assert "holds files that no build of ours made" in done.stderr
    assert tree_of(small_site.output) == {"thesis.odt": b"years of work"}


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/proc/version").exists(), reason="root may write anywhere")
def test_an_output_that_cannot_be_written_ends_with_3(small_site: SmallSite) -> None:
    """/proc takes no new folder, not even root's."""
    done = small_site.run("build", "--output", "/proc/diavlos/output")

    assert done.returncode == 3, done.stdout + done.stderr
    assert "the last good site is untouched" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["plugins", "pelican"])
def test_what_nobody_foresaw_ends_with_3_and_says_how_to_report_it(host: str, small_site: SmallSite) -> None:
    """By a sentence in both languages, with a file that holds the whole story; also where Pelican is the host."""
    settings = small_site.folder / "settings.py"
    lines = [
        "import sys",
        f"sys.path.insert(0, {str(ROOT)!r})",
        "from pelicanconf import *",
        "import plugins.cli.commands",
    ]
    lines += ["def build(*words): raise KeyError('page')", "plugins.cli.commands.build = build"]
    settings.write_text("\n".join(lines), "utf-8")
    site = [str(small_site.content)] if host == "pelican" else ["build", "--content", str(small_site.content)]
    words = [sys.executable, "-m", host, *site, "-s", str(settings), "--output", str(small_site.output)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)

    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    greek, english = [line for line in done.stderr.splitlines() if line.startswith("diavlos: ")]
    assert "απρόβλεπτο σφάλμα" in greek
    assert "unforeseen error" in english
    assert "KeyError: 'page'" in english
    story = Path(english.partition("send ")[2].partition(" ")[0])
    assert story.read_text("utf-8").startswith("Traceback")
    story.unlink()
