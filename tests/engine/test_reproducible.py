"""Equal sources give equal bytes on any machine: whatever its place, time zone, locale, clock and number of cores."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import NOW, ROOT, link
from tests.engine.shipping import SETTINGS_AS_SHIPPED, Shipping
from tests.engine.worlds import MANIFEST, tree_in

CHECKOUT = ("plugins", "pelicanconf.py", "requirements.txt")
#: The command line; work is dealt out to processes although the site is small.
START = """
import sys
from plugins.cache import parsed
from plugins.cli.main import main
from plugins.engine import execute, pipeline
from plugins.output import writer
parsed.LEAST = execute.LEAST = writer.LEAST = pipeline.MANY = 3
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def sources(media: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with all that ships: content, theme, and a cache with its recordings and films, but nothing drawn."""
    world = Shipping.launch(tmp_path_factory.mktemp("sources"), media)
    for number in range(10):
        world.add_news(f"more-{number}", f"20{20 + number % 7}-0{1 + number % 9}-1{number % 9} 08:00")
    for name in ("media/screens", "blobs/cards", "blobs/fonts"):
        shutil.rmtree(world.cache / name)
    return world.folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the plain build is made."""
    return tmp_path_factory.mktemp("expected")


@pytest.fixture(scope="module")
def expected(sources: Path, first: Path) -> str:
    """The hash of a plain build's output."""
    return build(sources, first)


@pytest.fixture(autouse=True)
def lent(request: pytest.FixtureRequest, expected: str, first: Path, tmp_path: Path) -> None:
    """Give a build that build's fonts, cards, slates and films.

    Builds that are marked `anew`, and those in other places, which have caches of their own, make all of that anew.
    """
    if not request.node.get_closest_marker("anew"):
        lend_drawn(first, tmp_path)


def lend_drawn(first: Path, folder: Path) -> None:
    for name in ("blobs", "media"):
        shutil.copytree(first / "cache" / name, folder / "cache" / name, copy_function=link)


def build(
    sources: Path,
    folder: Path,
    *options: str,
    env: Mapping[str, str] | None = None,
    checkout: Path = ROOT,
    umask: int = 0o22,
) -> str:
    """Build with the command line in an environment that holds nothing but `env`; one hash over the whole output."""
    shutil.copytree(sources / ".cache", folder / "cache", copy_function=link, dirs_exist_ok=True)
    words = [sys.executable, "-c", START, "build", "-s", str(settings_file(sources, folder, checkout))]
    words += ["--content", str(sources / "content")]
    words += ["--output", str(folder / "output"), "--cache", str(folder / "cache"), *options]
    if "--now" not in options and "SOURCE_DATE_EPOCH" not in (env or {}):
        words += ["--now", NOW]
    done = subprocess.run(
        words,
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **(env or {})},
        capture_output=True,
        umask=umask,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    tree = tree_in(folder / "output")
    assert len(tree) > 500
    assert MANIFEST in tree
    return hashlib.sha256(repr(sorted(tree.items())).encode()).hexdigest()


def settings_file(sources: Path, folder: Path, checkout: Path) -> Path:
    """The settings of a site as it ships, beside its output."""
    lines = [f"import sys\nsys.path.insert(0, {str(checkout)!r})\nfrom pelicanconf import *"]
    lines += [f"THEME = {str(sources / 'theme')!r}"]
    lines += [f"{name} = {value!r}" for name, value in sorted(SETTINGS_AS_SHIPPED.items())]
    path = folder / "siteconf.py"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


EPOCH = str(int(datetime.fromisoformat(NOW).replace(tzinfo=ZoneInfo("Europe/Athens")).timestamp()))
ENVIRONMENTS = {
    "another time zone, hash seed and home": {
        "TZ": "America/St_Johns",
        "PYTHONHASHSEED": "1",
        "HOME": "/nonexistent",
        "USER": "nobody",
    },
    "beyond the date line, without a locale": {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "4294967295",
        "LC_ALL": "C",
    },
    "optimised, no UTF-8 mode": {
        "PYTHONOPTIMIZE": "2",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "LC_ALL": "POSIX",
    },
    "an instant given as an epoch": {"SOURCE_DATE_EPOCH": EPOCH},
}
CI = {"LC_ALL": "xx_YY.UTF-8", "CI": "true", "GITHUB_ACTIONS": "true"}  # with a locale that is not there
ODD = "φάκελος με κενά/και 'ένα' %s $HOME/" + "a" * 60 + "/" + "b" * 60
ORDERS: dict[str, Callable[[list[Path]], object]] = {
    "forward": lambda files: None,
    "backward": list.reverse,
    "shuffled": random.Random(3).shuffle,
}


# --- All at once ------------------------------------------------------------------------------------------------------


class Machine(NamedTuple):
    """What differs from the machine of the plain build."""

    place: str
    order: str
    env: Mapping[str, str]
    umask: int
    options: Sequence[str]
    locale: str = ""
    clock: str = ""
    borrows: bool = False  # what the plain build drew


MACHINES = [
    Machine(
        ODD,
        "shuffled",
        {**ENVIRONMENTS["another time zone, hash seed and home"], "CI": "true", "GITHUB_ACTIONS": "true"},
        0o0,
        ["--jobs", "16", "--now", "2026-11-22T19:00:00+09:00"],
        locale="tr_TR",
        clock="2031-01-01",
    ),
    Machine(
        "x",
        "backward",
        {**ENVIRONMENTS["optimised, no UTF-8 mode"], **ENVIRONMENTS["an instant given as an epoch"]},
        0o77,
        ["--jobs", "1"],
        borrows=True,
    ),
]


@pytest.mark.anew
@pytest.mark.parametrize("machine", MACHINES, ids=["one", "another"])
def test_a_machine_that_differs_in_all_ways(
    machine: Machine, sources: Path, expected: str, first: Path, tmp_path: Path
) -> None:
    """Nothing of it reaches the output. Where something does, the long tests below show which it is."""
    env = dict(machine.env)
    if machine.locale:
        env |= locale_made(machine.locale, tmp_path)
    if machine.clock:
        env |= clock_off(machine.clock)
    checkout = checked_out(sources, tmp_path / machine.place, machine.order)
    if machine.borrows:
        lend_drawn(first, checkout)

    assert build(checkout, checkout, *machine.options, checkout=checkout, env=env, umask=machine.umask) == expected


def checked_out(sources: Path, checkout: Path, order: str) -> Path:
    """Code, content and theme in another place; the files of a site are made there in this order, with new times."""
    checkout.mkdir(parents=True)
    for part in CHECKOUT:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, checkout / part)
    copy_site(sources, checkout, order)
    return checkout


def copy_site(sources: Path, target: Path, order: str) -> None:
    files = sorted(path for name in ("content", "theme") for path in (sources / name).rglob("*") if path.is_file())
    ORDERS[order](files)
    for path in files:
        copy = target / path.relative_to(sources)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    shutil.copytree(sources / ".cache", target / ".cache", copy_function=link)


def locale_made(name: str, folder: Path) -> dict[str, str]:
    """The variables that put a locale in force, which is made for it."""
    made = ["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
    if not shutil.which("localedef") or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip(f"this machine cannot make the locale {name}")
    env = {"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8", "LANGUAGE": name[:2]}
    asked = (
        "import locale, time; locale.setlocale(locale.LC_ALL, ''); print(time.strftime('%A', (2026, 11, 22, *[0] * 6)))"
    )
    day = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, check=True, encoding="utf-8")
    assert day.stdout.strip() != "Sunday", "the locale is not in force, so this test shows nothing"
    return env


def clock_off(moment: str) -> dict[str, str]:
    """The variables that tell a program another time."""
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed")
    told = subprocess.run(["faketime", moment, "env"], capture_output=True, check=True, encoding="utf-8").stdout
    return dict(line.split("=", 1) for line in told.splitlines() if line.startswith(("LD_PRELOAD=", "FAKETIME")))


def test_another_instant_without_events(sources: Path, expected: str, tmp_path: Path) -> None:
    """The clock reaches no template: between two changes of the site, its bytes stand. Monday brings a digest."""
    assert build(sources, tmp_path, "--now", "2026-11-22T23:59:59") == expected
    assert build(sources, tmp_path, "--now", "2026-11-23T00:00") != expected


def test_a_build_over_an_earlier_one(sources: Path, expected: str, tmp_path: Path) -> None:
    """With other processes, another hash seed and another time zone than the build before it."""
    build(sources, tmp_path, "--now", "2027-03-01", "--jobs", "3", env={"PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo"})

    assert build(sources, tmp_path, "--jobs", "2", env={"PYTHONHASHSEED": "6"}) == expected


# --- One by one -------------------------------------------------------------------------------------------------------

ANEW = ("another time zone, hash seed and home", "an instant given as an epoch")


@pytest.mark.long
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.anew] if name in ANEW else []) for name in ENVIRONMENTS]
)
def test_the_environment(name: str, sources: Path, expected: str, tmp_path: Path) -> None:
    """No variable of it reaches the output. Several are set at once: each build takes seconds."""
    assert build(sources, tmp_path, env=ENVIRONMENTS[name]) == expected


@pytest.mark.long
@pytest.mark.parametrize(("locale", "umask"), [("el_GR", 0o0), ("tr_TR", 0o77)])
def test_the_locale_and_the_umask(locale: str, umask: int, sources: Path, expected: str, tmp_path: Path) -> None:
    """Greek months and the Turkish i are the languages' business, never the machine's.

    Everyone may read what is published, and only its owner change it.
    """
    assert build(sources, tmp_path, env=locale_made(locale, tmp_path), umask=umask) == expected


@pytest.mark.long
@pytest.mark.parametrize("jobs", ["1", "2", "7", "16"])
def test_the_number_of_processes(jobs: str, sources: Path, expected: str, tmp_path: Path) -> None:
    """Nor does the order in which they end."""
    assert build(sources, tmp_path, "--jobs", jobs) == expected


@pytest.mark.long
@pytest.mark.parametrize(
    ("order", "moment"),
    [
        ("forward", "2026-11-22T12:00:00+02:00"),
        ("backward", "2026-11-22T10:00:00Z"),
        ("shuffled", "2026-11-22T19:00:00+09:00"),
    ],
)
def test_the_order_of_the_disk_and_whose_clock_it_is(
    order: str, moment: str, sources: Path, expected: str, tmp_path: Path
) -> None:
    """Folders list their files as they were created, or by hash, and an instant has many names; none of that shows."""
    copy_site(sources, tmp_path, order)

    assert build(tmp_path, tmp_path, "--now", moment, env={"TZ": "Asia/Tokyo"}) == expected


@pytest.mark.long
@pytest.mark.parametrize(("name", "env"), [("x", CI), (ODD, {})])
def test_the_place_of_the_checkout(
    name: str, env: Mapping[str, str], sources: Path, expected: str, tmp_path: Path
) -> None:
    """Code, theme, content and output elsewhere, in folders with names that shells and formats stumble over."""
    checkout = checked_out(sources, tmp_path / name, "forward")

    assert build(checkout, checkout, checkout=checkout, env=env) == expected


@pytest.mark.long
@pytest.mark.anew
def test_the_clock_of_the_machine(sources: Path, expected: str, tmp_path: Path) -> None:
    """A machine whose clock is years off publishes the same bytes at the same --now."""
    assert build(sources, tmp_path, env=clock_off("2031-01-01")) == expected
