"""A small bilingual site, read and published by the real stages; `site/` is its content."""

from __future__ import annotations

import shutil
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest

from plugins.channels import chosen
from plugins.channels.feeds.artifacts import artifacts
from plugins.engine.resources import BuildResources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.site import Site
from plugins.model.value import given
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.settings.reading import from_pelican
from plugins.translate.editions import make_editions
from tests.conftest import made_by

CONTENT = Path(__file__).with_name("site")
URL = "https://diavlos.example"
FORMATS = ("rss.xml", "atom.xml", "json")
FILES = {  # name → size in bytes; git holds no media for these tests
    "news/cover.png": 99,
    "documents/statute.pdf": 1234,
    "shows/bulletin/first.el.opus": 4321,
    "shows/bulletin/studio.jpg": 55,
}


@dataclass(frozen=True)
class Published:
    """What a build of the channel gives: `files` are the bytes by path."""

    site: Site
    editions: Mapping[str, Edition]
    resources: BuildResources
    artifacts: tuple[Artifact, ...]
    files: Mapping[str, bytes]


def settings_for(
    content: Path, size: int = 20, formats: tuple[str, ...] = FORMATS, url: str = URL, **addresses: str | None
) -> Settings:
    """Settings of a site at `url`, built on 1 June 2026."""
    greek = {"name": "Ελληνικά", "sitename": "Δίαυλος & Σία", "subtitle": "Το κανάλι", "locale": "el_GR"}
    english = {"name": "English", "sitename": "Diavlos & Co", "prefix": "en/", "locale": "en_GB"}
    raw = {
        "SITEURL": url,
        "LANGUAGES": {"el": greek, "en": english},
        "DEFAULT_LANG": "el",
        "TIMEZONE": "Europe/Athens",
        "ADDRESSES": addresses,
        "PATH": str(content),
        "THEME": str(content),
        "OUTPUT_PATH": str(content),
        "DEFAULT_PAGINATION": 10,
        "FEED_MAX_ITEMS": size,
        "FEED_FORMATS": formats,
        "FEED_TAGS": ["harbours", "rebetiko"],
        "NOW": "2026-06-01",
    }
    return from_pelican(raw, chosen(raw))


def publish(content: Path, **changes: Any) -> Published:
    """Build the channel; `changes` are those of `settings_for`. Content with problems is refused."""
    settings = settings_for(content, **changes)
    site = read_site(settings)
    assert not site.problems, site.problems
    editions = make_editions(site, settings)
    resources = BuildResources(settings, dict.fromkeys(editions, NullTranslations()), site.segments)
    made = tuple(made_by(artifacts, site, editions, resources))
    files = {artifact.path: artifact.make(resources, *given(artifact.inputs)) for artifact in made}
    assert len(files) == len(made), "two artifacts have one path"
    return Published(site, editions, resources, made, files)


def copy_content(folder: Path) -> Path:
    """A copy of the small site with its files."""
    content = folder / "content"
    shutil.copytree(CONTENT, content)
    for name, size in FILES.items():
        (content / name).write_bytes(b"\0" * size)
    return content


def add_news(content: Path, number: int) -> None:
    """The `number`-th of a daily series that begins on 1 May 2025, in Greek."""
    day = date(2025, 5, 1) + timedelta(days=number)
    id = uuid.UUID(int=number, version=4)
    head = f"id: {id}\ntitle: Νέο {number}\nsummary: Το νέο {number}.\ndate: {day}\nslug: neo-{number}"
    (content / f"news/daily-{number}.el.md").write_text(f"---\n{head}\n---\nΚείμενο.\n", encoding="utf-8")


@pytest.fixture(name="publish_site", scope="session")
def _publish_site() -> Callable[..., Published]:
    return publish


@pytest.fixture(name="add_news", scope="session")
def _add_news() -> Callable[[Path, int], None]:
    return add_news


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site; not to be changed."""
    return copy_content(tmp_path_factory.mktemp("feeds"))


@pytest.fixture(scope="session")
def published(content: Path) -> Published:
    """The small site, published."""
    return publish(content)


@pytest.fixture
def own_content(tmp_path: Path) -> Path:
    """A small site of the test's own."""
    return copy_content(tmp_path)


if __name__ == "__main__":  # a build in a process of its own: prints a line per file
    import hashlib

    for path, data in sorted(publish(Path(sys.argv[1])).files.items()):
        print(path, hashlib.sha256(data).hexdigest())
