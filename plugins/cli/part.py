"""What a worker of a cluster does: it makes a share of a build in a process of its own, and gives it by its hash.

Whoever starts it has sent the settings and the name of the content; both come by hash from the shared cache.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from pkgutil import resolve_name
from threading import get_ident
from typing import Any

import msgspec

from plugins.cache import sealed
from plugins.cache.objects import ObjectStore, fresh
from plugins.cache.packs import Files
from plugins.cache.shared import SharedCache
from plugins.engine.keys import EVERYTHING, digest_of_files
from plugins.engine.share import Share, make_share, parse_share
from plugins.engine.stages import our_stages
from plugins.model.errors import MachineError

_ROOT = Path(__file__).resolve().parents[2]  # where our own programs are found, whatever folder a worker began in


class PartOrder(msgspec.Struct):
    """What is to be made: of which content, with which settings, of what, and which share."""

    address: str
    files: bytes  # the hash of the list of the files of content and theme
    raw: dict[str, Any]
    step: str
    number: int
    of: int


class PartDone(msgspec.Struct, array_like=True):
    """The name of what was made, in the shared cache; and whether nothing but pages is left."""

    name: bytes
    is_last: bool


class Identity(msgspec.Struct, array_like=True, frozen=True):
    """What the bytes of a build depend on, beside content and settings."""

    code: str
    python: str
    ffmpeg: str  # empty: there is none


def identity() -> bytes:
    """Return what this machine is, as bytes."""
    try:
        ffmpeg = resolve_name("plugins.media.ffmpeg:version")()
    except MachineError:
        ffmpeg = ""
    return msgspec.msgpack.encode(Identity(digest_of_files(EVERYTHING), platform.python_version(), ffmpeg))


def make_part(order: bytes) -> bytes:
    """Make a part in a process that ends with it; return a `PartDone`, as bytes. Raises RuntimeError with its words."""
    line = (sys.executable, "-m", "plugins.cli.part", str(_folder()))
    done = subprocess.run(line, input=order, capture_output=True, cwd=_ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _folder() -> Path:
    """Where this worker keeps what it has fetched; it goes with the worker."""
    try:
        from distributed import get_worker

        base = get_worker().local_directory
    except (ImportError, ValueError):
        base = tempfile.gettempdir()
    return Path(base) / f"diavlos-{get_ident()}"


def make(order: PartOrder, folder: Path) -> PartDone:
    """Fetch what lacks in a folder, make the part there, and give it."""
    from plugins.cli.configured import settings_of
    from plugins.cli.host import is_pelicans

    mirror(ObjectStore(order.address), order.files, folder / "site")
    cache = SharedCache(folder / "cache", order.address)
    cache.pull()
    places = {name: place for name, place in places_in(folder).items() if name != "LOOK" or order.raw.get(name)}
    settings, stages = settings_of(order.raw | places, is_pelicans), our_stages()
    share, is_last = Share(order.number, order.of), False
    if order.step == "texts":
        parse_share(settings, stages, share)
    else:
        is_last = make_share(settings, stages, share)
    return PartDone(cache.give(), is_last)


def places_in(folder: Path) -> dict[str, Any]:
    """Return the settings of where everything lies."""
    names = {"PATH": "site/content", "THEME": "site/theme", "LOOK": "site/look"}
    names |= {"OUTPUT_PATH": "output", "CACHE_PATH": "cache"}
    return {name: str(folder / place) for name, place in names.items()} | {"JOBS": 1}


def mirror(store: ObjectStore, name: bytes, folder: Path) -> None:
    """Bring a folder to what a list of files says; what is there already stays. Raises MachineError where some lack."""
    files, before = store.get_list(name), sealed.load(folder.with_name("mirrored"), Files) or {}
    for path in before.keys() - files.keys():
        (folder / path).unlink(missing_ok=True)
    wanted = {path: pieces for path, pieces in files.items() if is_inside(path) and before.get(path) != pieces}
    _came, whole, _lost = store.fetch(wanted, folder)
    for path in whole:
        place = folder / path
        fresh(place).replace(place)
    if not files or len(whole) < len(wanted):
        raise MachineError("a part of the content is not in the shared cache")
    sealed.save(folder.with_name("mirrored"), files)


def is_inside(path: str) -> bool:
    """Whether a path stays in its folder."""
    return not path.startswith("/") and ".." not in path.split("/")


def main() -> None:
    """Make the part that is ordered on the standard input."""
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PartOrder)
    output, sys.stdout = sys.stdout.buffer, sys.stderr
    output.write(msgspec.msgpack.encode(make(order, Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
