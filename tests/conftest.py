"""What all tests share: small whole sites, built in this process or by the command line as their users would."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from plugins.channels import chosen
from plugins.channels.shared import fonts
from plugins.channels.shared.view import View, views_of
from plugins.engine.pipeline import examine, parsed_in
from plugins.engine.resources import BuildResources
from plugins.engine.result import Result
from plugins.engine.stages import Stages
from plugins.model.artifact import Artifact
from plugins.model.fields import Fields
from plugins.model.value import given
from plugins.settings import Settings
from plugins.settings.reading import from_pelican
from tests.forks import compile_catalogues_once, forked

ROOT = Path(__file__).resolve().parent.parent
DRAWN = ("blobs", "media/screens")  # folders of a cache
NOW = "2026-11-22T12:00"
URL = "https://diavlos.example"  # of the project's own content
LANGUAGES = {
    "el": {"name": "Ελληνικά", "sitename": "Δοκιμή", "subtitle": "Μικρός", "prefix": "", "locale": "el_GR"},
    "en": {"name": "English", "sitename": "Trial", "subtitle": "Small", "prefix": "en/", "locale": "en_GB"},
}


ROOM = 8 << 30  # bytes that a run may need for what its tests write


def memory(room: int) -> Path | None:
    """Return the folder that the machine keeps in memory, or None where it has not so many bytes free."""
    folder = Path("/dev/shm")
    has_room = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > room
    return folder if has_room else None


def pytest_configure() -> None:
    """Let tests write into memory where there is room: thousands of small files, which each build has flushed."""
    if folder := memory(ROOM):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Typed settings of a small site; keyword arguments override Pelican's names."""
    return partial(settings_below, tmp_path)


def settings_below(folder: Path, **more: Any) -> Settings:
    """Typed settings of a small site in a folder."""
    raw = {
        "SITEURL": "https://trial.example",
        "TIMEZONE": "Europe/Athens",
        "DEFAULT_LANG": "el",
        "LANGUAGES": LANGUAGES,
        "PATH": str(folder / "content"),
        "OUTPUT_PATH": str(folder / "output"),
        "CACHE_PATH": str(folder / "cache"),
        "THEME": str(ROOT / "theme"),
        "FEED_MAX_ITEMS": 20,
        "NOW": NOW,
        "PROBLEM_LANGUAGE": "en",
        **more,
    }
    return from_pelican(raw, chosen(raw))


@cache
def fields_of(kind: str) -> tuple[type[Fields], ...]:
    """The fields that all channels read of a kind, as settings give those of the channels that a site has."""
    return tuple(own for channel in chosen({}) if (own := channel.fields(kind)))


def made_by(channel: Callable[[View], Iterable[Artifact]], *world: Any) -> list[Artifact]:
    """What a channel's `artifacts` declares of a site, its editions and resources, language by language."""
    return [artifact for view in views_of(*world).values() for artifact in channel(view)]


def examined(settings: Settings, stages: Stages, result: Result) -> BuildResources:
    """Read, check and plan a site; the cache stays open as long as what it gave is in use."""
    opened = parsed_in(settings, result.progress)
    resources = examine(settings, stages, result, opened.__enter__())
    weakref.finalize(resources, _over.append, opened)
    return resources


_over: list[AbstractContextManager[Any]] = []  # caches whose site nobody has any more


@pytest.fixture(autouse=True)
def caches_are_closed() -> Iterator[None]:
    """By this thread: what is collected may be so in another, where SQLite closes no connection of ours."""
    yield
    while _over:
        _over.pop().__exit__(None, None, None)


@cache
def typefaces() -> Path:
    """The cache folder with the theme's fonts, made as any build makes them, where `make html` has not."""
    resources = BuildResources(settings_below(ROOT, CACHE_PATH=str(ROOT / ".cache")), {}, {})
    for artifact in fonts.artifacts(fonts.fonts_of(ROOT / "theme")):
        artifact.make(resources, *given(artifact.inputs))
    return ROOT / ".cache" / "blobs" / "fonts"


def lend_typefaces(cache: Path) -> None:
    """Give them to the cache of a site, whose build would make them for a second each; test_fonts.py makes them."""
    if not (cache / "blobs" / "fonts").exists():
        shutil.copytree(typefaces(), cache / "blobs" / "fonts", dirs_exist_ok=True)


@dataclass
class SmallSite:
    """A site folder below a test's own: its content may be edited, then built by the command line."""

    drawn: ClassVar[Path | None] = None  # what the sites of a test run have drawn, for all of them

    folder: Path
    settings: Path = ROOT / "tests" / "sites" / "settings.py"

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def write(self, path: str, text: str) -> Path:
        target = self.content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def run(
        self, command: str = "build", *options: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """`python -m plugins COMMAND` on this site, at a fixed moment unless the options say another.

        It has an interpreter of its own only where its environment is another.
        """
        borrow(self.folder / "cache")
        words = [command, "-s", str(self.settings)]
        words += ["--content", str(self.content), "--cache", str(self.folder / "cache"), "--lang", "en"]
        words += ["--output", str(self.output)]
        if "--now" not in options:
            words += ["--now", NOW]
        words += options
        if env is None:
            return forked(words)
        return subprocess.run(
            [sys.executable, "-m", "plugins", *words],
            cwd=ROOT,
            env={**os.environ, **env},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def build(self, *options: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Build, which must succeed."""
        done = self.run("build", *options, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def afresh(self, *options: str) -> SmallSite:
        """The same content, built into another folder with nothing in its cache but what tests have drawn."""
        other = SmallSite(self.folder / "afresh", self.settings)
        shutil.rmtree(other.folder, ignore_errors=True)
        shutil.copytree(self.content, other.content)
        other.build(*options)
        return other


@pytest.fixture
def small_site(tmp_path: Path) -> SmallSite:
    """A copy of tests/sites/bilingual."""
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", tmp_path / "content")
    return SmallSite(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once for all workers of a run, and only read or added to."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    SmallSite.drawn = folder / "drawn"
    compile_catalogues_once()
    return folder


def tree_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def borrow(cache: Path) -> None:
    """Fonts, and cards and slates that tests before this one drew: all are known by what they are made of."""
    for name in DRAWN:
        own = cache / name
        if SmallSite.drawn and not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            (SmallSite.drawn / name).mkdir(parents=True, exist_ok=True)
            own.symlink_to(SmallSite.drawn / name)
    lend_typefaces(cache)


def lend(media: Path, cache: Path) -> None:
    """Give a cache what was encoded before, as further names of the same files, for nobody writes in place."""
    borrow(cache)
    screens = shutil.ignore_patterns("screens")
    shutil.copytree(media, cache / "media", copy_function=link, dirs_exist_ok=True, ignore=screens)


def link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        pass  # of a shelf that is shared
    except OSError:  # another disk
        shutil.copy2(source, target)


@pytest.fixture(scope="session")
def real_site(shared: Path) -> SmallSite:
    """The project's own content at a fixed moment.

    What `make html` has left in its cache is taken over, as any build does; `tests/media` encodes on its own.
    """
    site = SmallSite(shared / "real", ROOT / "pelicanconf.py")
    with (shared / "real.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.output.exists():
            shutil.copytree(ROOT / "content", site.content, dirs_exist_ok=True)
            for name in DRAWN:
                if (ROOT / ".cache" / name).is_dir():
                    shutil.copytree(
                        ROOT / ".cache" / name, shared / "drawn" / name, copy_function=link, dirs_exist_ok=True
                    )
            if (ROOT / ".cache" / "media").is_dir():
                lend(ROOT / ".cache" / "media", site.folder / "cache")
                for path in (ROOT / ".cache").iterdir():
                    if path.is_file():
                        shutil.copy(path, site.folder / "cache")
            site.build("--site-url", URL)
    return site


@pytest.fixture(scope="session")
def encoded(real_site: SmallSite) -> Path:
    """The cache folder `media` of the project's own recordings."""
    return real_site.folder / "cache" / "media"
