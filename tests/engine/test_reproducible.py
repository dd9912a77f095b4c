"""Equal sources give equal bytes on any machine: whatever its place, time zone, locale, clock and number of cores."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
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
        for name in ("blobs", "media"):
            shutil.copytree(first / "cache" / name, tmp_path / "cache" / name, copy_function=link)


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


ANEW = ("another time zone, hash seed and home", "an instant given as an epoch")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.anew] if name in ANEW else []) for name in ENVIRONMENTS]
)
def test_the_environment(name: str, sources: Path, expected: str, tmp_path: Path) -> None:
    """No variable of it reaches the output. Several are set at once: each build takes seconds."""
    assert build(sources, tmp_path, env=ENVIRONMENTS[name]) == expected


@pytest.mark.parametrize(("locale", "umask"), [("el_GR", 0o0), ("tr_TR", 0o77)])
def test_the_locale_and_the_umask(locale: str, umask: int, sources: Path, expected: str, tmp_path: Path) -> None:
    """Greek months and the Turkish i are the languages' business, never the machine's.

    Everyone may read what is published, and only its owner change it.
    """
    made = ["localedef", "-i", locale, "-f", "UTF-8", str(tmp_path / f"{locale}.UTF-8")]
    if not shutil.which("localedef") or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip(f"this machine cannot make the locale {locale}")
    env = {"LOCPATH": str(tmp_path), "LC_ALL": f"{locale}.UTF-8", "LANGUAGE": locale[:2]}
    asked = (
        "import locale, time; locale.setlocale(locale.LC_ALL, ''); print(time.strftime('%A', (2026, 11, 22, *[0] * 6)))"
    )
    day = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, check=True, encoding="utf-8")

    assert day.stdout.strip() != "Sunday", "the locale is not in force, so this test shows nothing"
    assert build(sources, tmp_path, env=env, umask=umask) == expected


@pytest.mark.parametrize("jobs", ["1", *(pytest.param(jobs, marks=pytest.mark.long) for jobs in ("2", "7")), "16"])
def test_the_number_of_processes(jobs: str, sources: Path, expected: str, tmp_path: Path) -> None:
    """Nor does the order in which they end."""
    assert build(sources, tmp_path, "--jobs", jobs) == expected


def test_another_instant_without_events(sources: Path, expected: str, tmp_path: Path) -> None:
    """The clock reaches no template: between two changes of the site, its bytes stand. Monday brings a digest."""
    assert build(sources, tmp_path, "--now", "2026-11-22T23:59:59") == expected
    assert build(sources, tmp_path, "--now", "2026-11-23T00:00") != expected


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
    files = sorted(path for name in ("content", "theme") for path in (sources / name).rglob("*") if path.is_file())
    if order == "backward":
        files.reverse()
    elif order == "shuffled":
        random.Random(3).shuffle(files)
    for path in files:
        target = tmp_path / path.relative_to(sources)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)  # with a new time

    shutil.copytree(sources / ".cache", tmp_path / ".cache", copy_function=link)

    assert build(tmp_path, tmp_path, "--now", moment, env={"TZ": "Asia/Tokyo"}) == expected


@pytest.mark.parametrize(
    ("name", "env"), [("x", CI), ("φάκελος με κενά/και 'ένα' %s $HOME/" + "a" * 60 + "/" + "b" * 60, {})]
)
def test_the_place_of_the_checkout(
    name: str, env: Mapping[str, str], sources: Path, expected: str, tmp_path: Path
) -> None:
    """Code, theme, content and output elsewhere, in folders with names that shells and formats stumble over."""
    checkout = tmp_path / name
    checkout.mkdir(parents=True)
    for part in CHECKOUT:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, checkout / part)
    for part in ("content", "theme", ".cache"):
        shutil.copytree(sources / part, checkout / part)

    assert build(checkout, checkout, checkout=checkout, env=env) == expected


@pytest.mark.anew
def test_the_clock_of_the_machine(sources: Path, expected: str, tmp_path: Path) -> None:
    """A machine whose clock is years off publishes the same bytes at the same --now."""
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed")
    library = subprocess.run(
        ["faketime", "2031-01-01", "env"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    fake = dict(line.split("=", 1) for line in library.splitlines() if line.startswith(("LD_PRELOAD=", "FAKETIME")))

    assert build(sources, tmp_path, env=fake) == expected


def test_a_build_over_an_earlier_one(sources: Path, expected: str, tmp_path: Path) -> None:
    """With other processes, another hash seed and another time zone than the build before it."""
    build(sources, tmp_path, "--now", "2027-03-01", "--jobs", "3", env={"PYTHONHASHSEED": "5", "TZ": "Asia/Tokyo"})

    assert build(sources, tmp_path, "--jobs", "2", env={"PYTHONHASHSEED": "6"}) == expected
