"""One small site with everything that a show can say, at the address of a server over loopback, for all clients."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import ROOT, SmallSite, lend
from tests.servers import free_port, serving

SITES, SHOWS = ROOT / "tests" / "sites", ROOT / "content" / "shows"
#: Episode → the recording of the demonstration that it borrows, which `encoded` has made renditions of.
SOUNDS = {
    "newest.el": "deltio/2026-11-19.el",
    "newest.en": "deltio/2026-11-19.en",
    "older.el": "deltio/2026-11-20.el",
    "older.en": "deltio/2026-11-20.en",
    "trailer.el": "deltio/2026-11-17.el",
    "promo.el": "deltio/2026-11-16.el",
}


@dataclass(frozen=True)
class Aired:
    """The site and where it is served; whatever a feed names is there."""

    site: SmallSite
    base: str

    def file(self, address: str) -> Path:
        """The file that an address leads to."""
        assert address.startswith(f"{self.base}/"), address
        return self.site.output / address.removeprefix(f"{self.base}/")

    def items(self, path: str) -> list[etree._Element]:
        """The items of a feed, newest first."""
        return etree.parse(str(self.site.output / path)).getroot()[0].findall("item")


@pytest.fixture(scope="session")
def aired(tmp_path_factory: pytest.TempPathFactory, encoded: Path) -> Iterator[Aired]:
    """tests/sites/aired over tests/sites/minimal, with recordings of the demonstration."""
    site, port = SmallSite(tmp_path_factory.mktemp("aired")), free_port()
    for name in ("minimal", "aired"):
        shutil.copytree(SITES / name / "content", site.content, dirs_exist_ok=True)
    show = site.content / "shows" / "aired"
    shutil.copy(SHOWS / "deltio" / "cover.png", show)
    for name, source in SOUNDS.items():
        for ending in ("opus", "vtt"):
            shutil.copy(SHOWS / f"{source}.{ending}", show / f"{name}.{ending}")
    lend(encoded, site.folder / "cache")
    site.build("--site-url", f"http://127.0.0.1:{port}")
    with serving(site.output, tmp_path_factory.mktemp("server"), port) as base:
        yield Aired(site, base)
