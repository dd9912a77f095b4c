"""`doctor`: what this machine has, said by programs themselves; what lacks, with the way to get it on each system."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from plugins.cli import doctor
from plugins.cli.doctor import ENCODERS, PROGRAMS, SYSTEMS, Inspection, dictionaries, encoders, fits, locked
from tests.conftest import ROOT
from tests.forks import forked


def test_this_machine_has_what_the_tests_need() -> None:
    """As JSON, for scripts: each finding with its state, what it says in each language, and how to get it."""
    done = forked(["doctor", "--format", "json", "-s", str(ROOT / "pelicanconf.py")])
    told = json.loads(done.stdout)
    assert told["system"] in SYSTEMS
    states = {finding["name"]: finding["state"] for finding in told["findings"]}
    assert states["python"] == states["fonts"] == "ok"
    assert set(states.values()) <= {"ok", "missing", "old", "optional"}
    assert told["well"] is (done.returncode == 0) is not bool({"missing", "old"} & set(states.values()))
    assert all(set(finding["says"]) >= {"el", "en"} for finding in told["findings"])


def test_without_a_site_it_says_what_every_site_needs(tmp_path: Path) -> None:
    done = forked(["doctor", "--lang", "el", "-s", str(tmp_path / "none.py")])
    assert "python 3." in done.stdout and "τρέχει τον Δίαυλο" in done.stdout


def test_settings_that_are_wrong_are_told(tmp_path: Path) -> None:
    """Among all else, and with status 3."""
    (tmp_path / "pelicanconf.py").write_text("SITEURL = 'nowhere'\n", encoding="utf-8")
    done = forked(["doctor", "--lang", "en", "-s", str(tmp_path / "pelicanconf.py")])
    assert done.returncode == 3 and "pelicanconf.py: missing — the settings can't be read" in done.stdout


def test_what_lacks_comes_with_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """On each system; what only some sites need is no fault."""
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    found = doctor._program("git", doctor._HISTORY, is_needed=False)
    assert found.state == "optional" and set(found.get) == set(SYSTEMS)
    assert doctor._program("espeak-ng", doctor._VOICES, is_needed=True).state == "missing"
    assert all(len(ways) == len(SYSTEMS) and all(ways) for ways in PROGRAMS.values())


def test_an_ffmpeg_without_an_encoder_is_named_with_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_said", lambda *line: " A....D aac   AAC\n V....D libx264  H.264\n")
    found = doctor._ffmpeg()
    assert found.state == "missing" and "libmp3lame (MP3 of podcasts)" in str(found.says)
    assert "aac" not in str(found.says) and found.get["debian"] == "sudo apt install ffmpeg"


def test_encoders_are_those_that_are_used() -> None:
    """Each that the code asks ffmpeg for, and no other."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins/media").glob("*.py"))
    used = set(re.findall(r'"-c:[av]", "([a-z0-9_]+)"', code)) - {"copy", "mjpeg", "png", "rawvideo"}
    assert used <= set(ENCODERS), used - set(ENCODERS)
    assert all(f'"{name}"' in code for name in ENCODERS)


def test_lists_of_programs_are_read() -> None:
    assert encoders("Encoders:\n V..... = Video\n ------\n A....D libopus   Opus\n") >= {"libopus"}
    said = "SEARCH PATH:\n.::/usr/share/hunspell\nAVAILABLE DICTIONARIES\n/usr/share/hunspell/el_GR\nC:\\dict\\en_GB\n"
    assert {"el_GR"} <= dictionaries(said)


@pytest.mark.parametrize(
    ("version", "bounds", "fit"),
    [
        ("3.11.2", ">=3.11,<3.12", True),
        ("3.12", ">=3.11,<3.12", False),
        ("3.9", ">=3.11", False),
        ("2.0.0", "==2.0.0", True),
        ("2.0.1", "==2.0.0", False),
        ("1", "", True),
    ],
)
def test_versions(version: str, bounds: str, fit: bool) -> None:
    assert fits(version, bounds) is fit


def test_a_lock_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there and what is another are told, each with the lock's version."""
    assert locked("a-b==1.2 \\\n    --hash=sha256:00\nc==3 ; python_version < '3.12'\n") == {"a-b": "==1.2", "c": "==3"}
    versions = {"one": "1.0"}

    def version(name: str) -> str:
        if name not in versions:
            raise doctor.metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(doctor.metadata, "version", version)
    old, missing = doctor._library("one", "==1.1", "get"), doctor._library("two", "==1.1", "get")
    assert isinstance(old, Inspection) and (old.state, str(old.says)) == ("old", "1.0 instead of 1.1")
    assert isinstance(missing, Inspection) and missing.state == "missing"


def test_a_site_that_asks_for_another_version_says_so(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("diavlos==99.0\n", encoding="utf-8")
    (found,) = doctor._asked_for(tmp_path / "requirements.txt")
    assert found.state == "old" and "99.0 (requirements.txt)" in str(found.says)
