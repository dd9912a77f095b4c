"""The comparison kit as it is used here: its peers and sites, with our engine as one more peer among them."""

from __future__ import annotations

import copy
import importlib.util
import itertools
import os
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from benchmarks.peer.dialect import front_matter, taxonomies
from benchmarks.peer.realistic import bodies_in

CHECKOUT = Path(__file__).resolve().parents[1]
OURS, HUGO, PELICAN = "diavlos", "hugo", "pelican-i18n"
PAGES = ("search", "follow", "digest", "series")  # that we ship beside those of the comparison
SHIPPED, WITH_SEARCH = "diavlos as shipped", "hugo + pagefind"
REALISTIC, HUGO_REALISTIC = "diavlos, realistic texts", "hugo, realistic texts"
#: What Hugo needs to print the HTML that stands in texts; colours for code, which we have not, are off.
HUGO_HTML = "\n[markup.goldmark.renderer]\n  unsafe = true\n[markup.highlight]\n  codeFences = false\n"
SEED = 20260101
# What a CI system keeps between two machines, of all that the peers write: their caches.
CACHES = frozenset({".cache", "cache", "cache-en", "resources"})
# What must be counted alike in every peer's output; the kit's other counts depend on the Markdown library.
SAME_WORK = (
    "nav",
    "sidebar",
    "hreflang",
    "feed items",
    "category feeds",
    "sitemap posts",
    "index articles",
    "category articles",
)


def interpreter() -> str:
    """The project's own Python where there is one, else this one."""
    own = CHECKOUT / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def our_command() -> list[str]:
    """Our command line, for any current folder."""
    return ["env", f"PYTHONPATH={CHECKOUT}", f"DIAVLOS={CHECKOUT}", interpreter(), "-m", "plugins"]


def kit_folder() -> Path:
    """Where the kit stands: DIAVLOS_PEERS, else beside the checkout."""
    return Path(os.environ.get("DIAVLOS_PEERS") or CHECKOUT.parent / "shared" / "bench" / "peers").resolve()


def load_kit() -> Any:
    """The kit's `run.py` as a module. Raises FileNotFoundError where there is no kit."""
    path = kit_folder() / "run.py"
    if not path.is_file():
        raise FileNotFoundError(f"there is no comparison kit at {path.parent}; DIAVLOS_PEERS says where it is")
    sys.path.insert(0, str(path.parent))  # it imports its corpus by name
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # it would have Python compile us in every run, as no user's shell does
    spec = importlib.util.spec_from_file_location("peers_run", path)
    assert spec and spec.loader
    kit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kit)
    kit.corpus.DIALECTS[OURS] = front_matter
    return kit


def peers(kit: Any, tools: Path) -> dict[str, Any]:
    """The kit's peers as installed below `tools`, and ours."""
    command = our_command()

    def ours(settings: str) -> Any:
        return kit.Peer(
            tools,
            str(CHECKOUT / "benchmarks" / "peer"),
            dialect=OURS,
            static="theme/root",
            out="output",
            clean=(".output.standby", ".output.state", ".output.lock", ".cache"),
            build=[[*command, "build", "-s", settings]],
            serve=lambda port: [*command, "serve", "-s", settings, "--port", str(port)],
        )

    known = kit.peers(tools)
    pagefind = next(tools.glob("pagefind/lib/python*/site-packages/pagefind_bin/pagefind"), "pagefind")
    searched = copy.copy(known[HUGO])
    searched.build = searched.warm = [*known[HUGO].build, [pagefind, "--site", "public", "--quiet"]]
    return {
        **known,
        OURS: ours("pelicanconf.py"),
        SHIPPED: ours("shippedconf.py"),
        WITH_SEARCH: searched,
        REALISTIC: ours("pelicanconf.py"),
        HUGO_REALISTIC: known[HUGO],
    }


def make_site(kit: Any, place: Path, name: str, peer: Any, files: int) -> Any:
    """A site of the kit with `files` posts, half of them in each language."""
    with bodies_in(kit.corpus) if name in (REALISTIC, HUGO_REALISTIC) else nullcontext():
        site = kit.Site(place, name, peer, files // 2, SEED)
    if name == HUGO_REALISTIC:
        with (site.dir / "hugo.toml").open("a", encoding="utf-8") as file:
            file.write(HUGO_HTML)
    if name == SHIPPED:
        shutil.copytree(CHECKOUT / "theme", site.dir / "theme", dirs_exist_ok=True)
    if name in (OURS, SHIPPED, REALISTIC):
        words = taxonomies(kit.corpus, PAGES if name == SHIPPED else ())
        (site.dir / "content" / "taxonomies.yaml").write_text(words, encoding="utf-8")
    return site


def renew(site: Any) -> None:
    """Make the site what a new CI machine has: sources with new inodes and times, the caches restored, no output."""
    fresh = site.dir.with_name(f"{site.dir.name}.fresh")
    made = set(site.peer.clean)

    def of_a_build(folder: str, names: list[str]) -> set[str]:
        return made & set(names) if folder == str(site.dir) else set()

    shutil.copytree(site.dir, fresh, symlinks=True, copy_function=shutil.copyfile, ignore=of_a_build)
    for folder, _, _ in os.walk(fresh):
        os.utime(folder)
    for name in CACHES & made:
        if (site.dir / name).is_dir():
            shutil.copytree(site.dir / name, fresh / name)  # with its times, as from an archive
    set_aside(site.dir)
    fresh.rename(site.dir)


def cold(site: Any) -> dict[str, Any]:
    """Measure a build of the site as if it had never been built."""
    for name in site.peer.clean:
        set_aside(site.dir / name)
    return dict(site.cold())


def set_aside(path: Path) -> None:
    """Take a file or folder away without deleting it.

    ext4 gives no inode out again for one to six minutes after it was deleted, and a build that follows looks past every
    one of them: making 7,300 files then takes six times the processor time that it takes on a new machine.
    See `recently_deleted` in https://github.com/torvalds/linux/blob/master/fs/ext4/ialloc.c.
    """
    if path.exists():
        aside = path.parent.parent / "aside"
        aside.mkdir(exist_ok=True)
        path.rename(next(free for n in itertools.count() if not (free := aside / f"{path.name}.{n}").exists()))
