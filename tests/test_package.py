"""The program as a package: the same whenever it is built, and a site comes of it that holds nothing of ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from plugins import __version__
from tests.conftest import LANGUAGES, NOW, ROOT, lend_typefaces

SETTINGS = f"""
SITENAME = "Trial"
SITEURL = "https://trial.example"
SITE_ID = "5f3c1c39-31a1-4f2f-9a3a-0d5fd7c3a9aa"
TIMEZONE = "Europe/Athens"
DEFAULT_LANG = "el"
LANGUAGES = {LANGUAGES!r}
PATH = "content"
OUTPUT_PATH = "output"
PELICAN_CLASS = "plugins.Diavlos"
CHANNELS = ["web", "feeds", "network"]
SHARE_CARDS = False
"""


def call(*line: str | Path, cwd: Path, more: Mapping[str, str] | None = None) -> str:
    """What a program says; it must end well, in an environment that knows nothing of this checkout."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(line, cwd=cwd, env=env | dict(more or {}), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def packed(source: Path, into: Path, **more: str) -> list[Path]:
    """The sdist and the wheel of a source tree."""
    call(sys.executable, "-m", "hatchling", "build", "--directory", into, cwd=source, more=more)
    return sorted(into.iterdir())


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist and the wheel of this checkout."""
    wheel, sdist = packed(ROOT, tmp_path_factory.mktemp("dist"), SOURCE_DATE_EPOCH="1795910400")
    return sdist, wheel


def test_package_is_the_same_wherever_it_is_built(package: tuple[Path, Path], tmp_path: Path) -> None:
    """Of the sdist come the same sdist and wheel: elsewhere, under another mask, by another clock."""
    with tarfile.open(package[0]) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    for path in source.rglob("*"):
        os.utime(path, (10**9, 10**9))
        path.chmod(0o700 if path.is_dir() else 0o600)
    wheel, sdist = packed(source, tmp_path / "dist", SOURCE_DATE_EPOCH="1795910400", TZ="Asia/Tokyo")
    assert (sdist.read_bytes(), wheel.read_bytes()) == tuple(path.read_bytes() for path in package)


def test_wheel_holds_what_the_checkout_has(package: tuple[Path, Path]) -> None:
    """Every file of program and theme that git knows, and nothing else beside the package's own words."""
    listed = call("git", "ls-files", "plugins", "theme", cwd=ROOT).splitlines()
    wanted = {name.replace("theme/", "plugins/theme/", 1) if name.startswith("theme/") else name for name in listed}
    with zipfile.ZipFile(package[1]) as wheel:
        found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == wanted


@pytest.fixture(scope="module")
def diavlos(package: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, installed."""
    work = tmp_path_factory.mktemp("installed")
    call(sys.executable, "-m", "venv", "--without-pip", work / "env", cwd=work)
    python = work / "env" / "bin" / "python"
    folder = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=work).strip())
    (folder / "shared.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")  # its libraries
    offline = ("--no-deps", "--no-index", "--no-compile", "--quiet", "--disable-pip-version-check")
    call(python, "-m", "pip", "install", *offline, package[1], cwd=work)
    return work / "env" / "bin" / "diavlos"


def test_installed_program_begins_a_site(package: tuple[Path, Path], diavlos: Path, tmp_path: Path) -> None:
    """With settings that need nothing but it, and brings itself along; the site is built, with colours of its own."""
    site = tmp_path / "site"
    named = ("--name", "Verein", "--languages", "de,en", "--colour", "#7a1f5c", "--kinds", "news,page")
    call(diavlos, "init", site, *named, "--program", package[1], cwd=tmp_path)
    assert f"diavlos=={__version__}" in (site / "requirements.txt").read_text(encoding="utf-8")
    assert [path.name for path in (site / "program").iterdir()] == [package[1].name]
    offline = ("--no-deps", "--no-index", "--no-compile", "--quiet", "--disable-pip-version-check")
    call(
        sys.executable,
        "-m",
        "pip",
        "install",
        *offline,
        "--target",
        tmp_path / "host",
        "-r",
        "requirements.txt",
        cwd=site,
    )
    assert (tmp_path / "host" / "plugins" / "cli" / "init.py").is_file()
    with (site / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write('ADDRESSES = {"slate": None}\nSHARE_CARDS = False\n')  # which take long to draw
    lend_typefaces(site / ".cache")
    call(diavlos, "build", cwd=site)
    assert "Unsere Website ist da" in (site / "output" / "index.html").read_text(encoding="utf-8")
    (sheet,) = (site / "output" / "theme").glob("style.*.css")
    assert "--link: #7a1f5c" in sheet.read_text(encoding="utf-8")


def test_installed_program_builds_a_site(diavlos: Path, tmp_path: Path) -> None:
    """It is called by its name, and brings theme, words and data with it."""
    site = tmp_path / "site"
    shutil.copytree(ROOT / "tests/sites/minimal/content", site / "content")
    (site / "pelicanconf.py").write_text(SETTINGS, encoding="utf-8")
    assert call(diavlos, "--version", cwd=site) == f"diavlos {__version__}\n"
    call(diavlos, "build", "--now", NOW, cwd=site)
    page = (site / "output" / "index.html").read_text(encoding="utf-8")
    assert "Δοκιμή" in page
    assert '<html lang="el"' in page
    assert (site / "output" / "theme").is_dir()


def test_version_and_changelog_agree() -> None:
    """A version whose number has no heading yet is one of development: `.dev0`; else the newest heading is its own."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    number = __version__.removesuffix(".dev0")
    if __version__.endswith(".dev0"):
        assert number not in released
    else:
        assert released[0] == number


def test_container_runs_as_nobody() -> None:
    """The image ends as a user without rights, takes what it installs from the lock, and starts the program."""
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    assert any("--require-hashes" in line for line in lines)
    assert lines[-1] == 'ENTRYPOINT ["diavlos"]'
