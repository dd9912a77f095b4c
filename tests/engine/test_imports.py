"""What a build imports: as little as there is to do. A library takes some milliseconds, which every edit would pay."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.engine.edits import EDITS
from tests.engine.worlds import World, fast_folder

HEAVY = ("PIL", "babel.messages", "fontTools", "holidays", "icalendar", "mutagen", "numpy.linalg", "rdflib", "segno")
PROCESSES = ("multiprocessing", "http.client", "ssl", "urllib.request")
READING = ("babel", "dateutil", "feedgen", "jinja2", "lxml", "markdown", "nh3", "pyromark", "tomllib", "yaml")
STAGES = ("plugins.channels.shared.view", "plugins.check.rules", "plugins.media", "plugins.read.document")
OTHER_CHANNELS = ("network", "screens", "volunteering")
TOLD = (
    "import sys\nfrom plugins.cli.main import main\nstatus = main(sys.argv[1:])\nprint(*sys.modules)\nsys.exit(status)"
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A small site that was built once."""
    folder = fast_folder()
    world = World.make(folder)
    done = world.build()
    assert done.code == 0, done.said
    yield world
    shutil.rmtree(folder, ignore_errors=True)


def imported(world: World) -> set[str]:
    """The modules of an interpreter of its own that has built the site."""
    words = [sys.executable, "-c", TOLD, *world.words()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=60)
    return set(done.stdout.splitlines()[-1].split())


def test_a_build_that_changes_nothing_imports_no_stage(world: World) -> None:
    assert imported(world) & {*HEAVY, *PROCESSES, *READING, *STAGES} == set()


def test_an_edited_body_imports_nothing_that_other_channels_need(world: World) -> None:
    EDITS["body"](world, 0)

    found = imported(world)
    assert found & {*HEAVY, *PROCESSES} == set()
    assert found & {f"plugins.channels.{name}.artifacts" for name in OTHER_CHANNELS} == set()
    assert "plugins.channels.web.artifacts" in found
