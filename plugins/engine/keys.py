"""What an artifact depends on, as a hash: its inputs, and the code, templates and settings that its `make` can use."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from plugins.model.artifact import Frame
from plugins.settings import AnyChannel, Settings

ROOT = Path(__file__).resolve().parents[2]
PARSER = "plugins.read.document"  # the module whose `parse` makes a document of a text
FILTERS = "plugins.channels.shared.filters"  # what may be called where a template is compiled
_IMPORT = re.compile(r"^[ \t]*from (plugins[\w.]*) import (?:\(([^)]*)\)|(.*))$", re.MULTILINE)
_NAME = re.compile(r"\w+")
GRAIN = 20_000_000  # ns; how coarse a file system's clock may be
EVERYTHING = ("plugins", "requirements.txt")


def digest_of_files(names: Iterable[str], root: Path = ROOT) -> str:
    """A hash of the names and bytes of files, and of all files below folders; those that Python makes don't count."""
    # The cache holds numbers as the machine does.
    state = hashlib.sha256(f"{sys.version} {sys.byteorder} {libraries()}".encode())
    start = f"{root}/"
    for name in names:
        for path in sorted(files_at(start + name)):
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (path objects would take as long as the rest)
                state.update(f"{path.removeprefix(start)}\0".encode())
                state.update(hashlib.sha256(file.read()).digest())
    return state.hexdigest()


@cache
def libraries() -> str:
    """Return the names and versions of the packages installed here; none in a checkout, whose lock file says them."""
    if (ROOT / "requirements.txt").is_file():
        return ""
    names = {name for path in sys.path if os.path.isdir(path) for name in os.listdir(path)}
    return " ".join(sorted(name for name in names if name.endswith((".dist-info", ".egg-info"))))


def code_of(module: str) -> list[str]:
    """Return the files of a module of ours and of all that it imports, be it within a function; for `digest_of_files`.

    Imports are found line by line, for Python's own parser would take longer than the build. The package around all
    of them is left out: nothing but its name is used.
    """
    found: dict[str, str | None] = {}
    todo = [module]
    while todo:
        name = todo.pop()
        if name != "plugins" and name not in found:
            found[name] = path = _file_of(name)
            todo += [name.rpartition(".")[0]] if name.count(".") > 1 else []
            todo += _imported(ROOT / path) if path else []
    return sorted(path for path in found.values() if path)


def _file_of(module: str) -> str | None:
    """Return the path of a module below ROOT; None where it is a name in a module."""
    path = module.replace(".", "/")
    return next((own for own in (f"{path}.py", f"{path}/__init__.py") if (ROOT / own).is_file()), None)


def _imported(path: Path) -> list[str]:
    """Return the modules of ours that a file may import, and the names that it takes from them as modules."""
    found: list[str] = []
    for module, several, few in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found += [module, *(f"{module}.{name}" for name in _NAME.findall(several or few))]
    return found


def files_at(path: str) -> Iterator[str]:
    """A file itself, or all files below a folder, but what Python compiled; none where there is nothing."""
    try:
        entries = list(os.scandir(path))
    except FileNotFoundError:
        return
    except NotADirectoryError:
        yield path
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from files_at(entry.path)
        elif entry.is_file() and not entry.name.endswith(".pyc"):
            yield entry.path


def digest_of_code(settings: Settings) -> str:
    """All code, that of channels which are packages of their own too, and the libraries, by their lock file."""
    others = [digest_of_files((".",), channel.folder) for channel in settings.channels if is_elsewhere(channel)]
    return " ".join((digest_of_files(EVERYTHING), *others))


def digest_of_world(settings: Settings, code: str) -> str:
    """What every artifact may use beside its inputs: all code, templates, catalogues, and the settings but the run's.

    The moment of the build is none of it: it decides which entries are live, and reaches no artifact. Functions that
    the settings give to Jinja may depend on anything, so with them no two worlds are the same.
    """
    free = os.urandom(16) if any(settings.theme.jinja.values()) else b""
    theme = [digest_of_files(("templates", "translations"), folder) for folder in settings.theme.folders]
    return hashlib.sha256(msgspec.msgpack.encode([free, code, theme, settings.shaping()])).hexdigest()


def is_elsewhere(channel: AnyChannel) -> bool:
    """Whether a channel is that of an installed package, and no folder of ours."""
    return not channel.folder.is_relative_to(ROOT / "plugins")


def digest_of_ledger(settings: Settings) -> str:
    """What was published, which decides what is warned of."""
    path = settings.run.published
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def digest_of_static(settings: Settings) -> str:
    """The theme's other files, which are inputs of artifacts."""
    names = ("static", "root", "fonts.json", "cards.json")
    return " ".join(digest_of_files(names, folder) for folder in settings.theme.folders)


def changed_since(moment: int, settings: Settings) -> bool:
    """Whether code or theme changed after `moment` (ns): then what was made may be of the old, the new, or both."""
    folders = [ROOT / "plugins", *settings.theme.folders]
    folders += [channel.folder for channel in settings.channels if is_elsewhere(channel)]
    return any(os.lstat(path).st_ctime_ns >= moment - GRAIN for folder in folders for path in files_at(str(folder)))


def _digest_of_object(value: Any) -> Any:
    """Inputs that know their own digest (the frame of a page that another file rests on) count by it."""
    try:
        return value.digest
    except AttributeError:
        raise TypeError(f"{type(value).__name__} can't be an input: it is no plain value and has no digest") from None


encoder = msgspec.msgpack.Encoder(enc_hook=_digest_of_object)


class Fingerprints:
    """Fingerprints in one world."""

    def __init__(self, world: str):
        self.world = world.encode()

    def of(self, make: Callable[..., Any], inputs: tuple[Any, ...]) -> bytes:
        """16 bytes: equal ones mean that `make` gives equal bytes for these inputs."""
        state = hashlib.blake2b(self.world, digest_size=16)
        state.update(f"{make.__module__}.{make.__qualname__}\0".encode())
        state.update(encoder.encode(inputs))
        return state.digest()

    @staticmethod
    def framed(fragment: bytes, frame: Frame) -> bytes:
        """The fingerprint of a file that is this frame, filled with what `fragment` is the fingerprint of."""
        return hashlib.blake2b(fragment + frame.digest.encode(), digest_size=16).digest()
