"""The one door out: every byte of the site is written here, into a standby tree that then takes the live one's place.

Two trees take turns. The standby is brought up to date by difference from its own manifest and exchanged with the live
one in a single call, so readers see the old site or the new one and never a mix; a build that fails leaves the live
tree as it was. Both trees share the inodes of files that are the same in both, hence no file is ever written in place.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.errors import MachineError, UsageError

MANIFEST = ".manifest.json"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@dataclass(frozen=True, slots=True)
class Line:
    """What a manifest says of one file."""

    bytes: int
    sha256: str
    channel: str
    lang: str
    sources: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What a build did to the output."""

    written: list[str] = field(default_factory=list)
    kept: int = 0
    removed: list[str] = field(default_factory=list)


class Door:
    """Takes the files of one build; nothing is seen from outside before `publish`."""

    def __init__(self, output: Path, clean: bool = False):
        self.live = output
        self.standby = output.parent / f".{output.name}.standby"
        self.lock = output.parent / f".{output.name}.lock"
        self.tally = Tally()
        if clean and self.standby.exists():
            shutil.rmtree(self.standby)
        self._lines: dict[str, Line] = {}
        self._before = read_manifest(self.live)
        self._own = read_manifest(self.standby)
        self._folders: set[str] = set()

    def put(self, path: str, data: bytes, channel: str = "", lang: str = "", sources: tuple[str, ...] = ()) -> None:
        """Take one file of the new site."""
        if path in self._lines:
            raise UsageError(f"{path} is made twice, by {self._lines[path].channel} and by {channel}")
        line = Line(len(data), hashlib.sha256(data).hexdigest(), channel, lang, sources)
        self._lines[path] = line
        target, before = self.standby / path, self._before.get(path)
        same_as_live = before is not None and before.sha256 == line.sha256
        if self._holds(target, line, self._own.get(path)):
            if not same_as_live:
                self._touch(target, self.live / path)
        elif not (same_as_live and self._link(self.live / path, target, line)):
            self._write(target, data, self.live / path)
        if same_as_live:
            self.tally.kept += 1
        else:
            self.tally.written.append(path)

    def publish(self) -> Tally:
        """Clear away what is no longer part of the site, write the manifest, and put the new tree live."""
        self.tally.removed = sorted(set(self._before) - set(self._lines))
        self._clear()
        self._write(self.standby / MANIFEST, manifest_bytes(self._lines), self.live / MANIFEST)
        _sync(self.standby)
        _exchange(self.standby, self.live)
        return self.tally

    def _holds(self, path: Path, line: Line, own: Line | None) -> bool:
        """Whether the standby has these bytes already. Its manifest says where to look, the file itself decides."""
        if own is None or own.sha256 != line.sha256:
            return False
        return _has_bytes(path, line)

    def _link(self, source: Path, target: Path, line: Line) -> bool:
        """Share the live file, with its time; False where that can't be."""
        if not _has_bytes(source, line):
            return False
        self._make_room(target)
        try:
            os.link(source, target)
        except OSError:
            return False
        return True

    def _write(self, target: Path, data: bytes, old: Path) -> None:
        self._make_room(target)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            os.fchmod(handle, 0o644)
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)
        self._touch(target, old)

    def _touch(self, target: Path, old: Path) -> None:
        """Changed bytes get a later time than those they replace: servers make ETags of size and time."""
        try:
            before = old.stat().st_mtime_ns
        except FileNotFoundError:
            return
        now = time.time_ns()
        later = max(now, before + 1_000_000_000) if before // 1_000_000_000 >= now // 1_000_000_000 else now
        os.utime(target, ns=(later, later))

    def _make_room(self, target: Path) -> None:
        folder = os.fspath(target.parent)
        if folder not in self._folders:
            _make_folders(target.parent, self.standby)
            self._folders.add(folder)
        try:
            os.unlink(target)
        except FileNotFoundError:
            pass
        except (IsADirectoryError, PermissionError):
            shutil.rmtree(target)

    def _clear(self) -> None:
        wanted = {MANIFEST, *self._lines}
        folders = {""}
        for path in wanted:
            while path := path.rpartition("/")[0]:
                folders.add(path)
        _clear(self.standby, "", wanted, folders)


@contextmanager
def opened(output: Path, content: Path, clean: bool = False) -> Iterator[Door]:
    """The door to an output folder, for one build at a time; a second one waits.

    Raises UsageError where the folder is not ours to replace, MachineError where the machine fails.
    """
    refuse_foreign(output, content)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with (output.parent / f".{output.name}.lock").open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("another build of this output is running; waiting for it", file=sys.stderr, flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield Door(output, clean)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise MachineError(f"{error.strerror or error}{where}; the last good site is untouched") from error


def refuse_foreign(output: Path, content: Path) -> None:
    """A build replaces its whole output folder, so it must be ours: empty, absent, or with our manifest."""
    output, content = output.absolute(), content.absolute()
    if output == content or output in content.parents or content in output.parents:
        raise UsageError(f"output: {output} and the content folder {content} lie within each other")
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise UsageError(f"output: {output} is not a folder")
    if output.is_dir() and any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise UsageError(f"output: {output} holds files that no build of ours made; name another folder or empty it")


def read_manifest(tree: Path) -> dict[str, Line]:
    """The files of a tree as its last build left them; empty where there is no sound manifest."""
    try:
        raw: dict[str, Any] = json.loads((tree / MANIFEST).read_bytes())
        return {
            path: Line(size, sha256, channel, lang, tuple(sources))
            for path, (size, sha256, channel, lang, sources) in raw["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def manifest_bytes(lines: dict[str, Line]) -> bytes:
    """The manifest: path → bytes, sha256, channel, language, sources; sorted."""
    rows = ",\n".join(
        f"{json.dumps(path)}: {json.dumps([x.bytes, x.sha256, x.channel, x.lang, x.sources], ensure_ascii=False)}"
        for path, x in sorted(lines.items())
    )
    return f'{{"version": 1, "files": {{\n{rows}\n}}}}\n'.encode()


def _has_bytes(path: Path, line: Line) -> bool:
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size != line.bytes:
            return False
        return hashlib.sha256(path.read_bytes()).hexdigest() == line.sha256
    except OSError:
        return False


def _make_folders(folder: Path, root: Path) -> None:
    """`folder` and those above it, up to `root`; a file in the way is removed."""
    missing = []
    while not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            folder.unlink()
        missing.append(folder)
        if folder == root:
            break
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(mode=0o755)
        path.chmod(0o755)


def _clear(root: Path, below: str, wanted: set[str], folders: set[str]) -> None:
    """Remove what is neither a wanted file nor a folder on the way to one."""
    with os.scandir(root / below) as entries:
        for entry in list(entries):
            path = f"{below}/{entry.name}" if below else entry.name
            if not entry.is_dir(follow_symlinks=False):
                if path not in wanted:
                    os.unlink(entry.path)
            elif path in folders:
                _clear(root, path, wanted, folders)
            else:
                shutil.rmtree(entry.path)


def _sync(folder: Path) -> None:
    """Put all writes on the disk at once; a sync per file would double the time of a build."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "syncfs"):
            if libc.syncfs(handle):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), os.fspath(folder))
        else:
            os.sync()
    finally:
        os.close(handle)


def _exchange(new: Path, live: Path) -> None:
    """Swap the two trees in one call, https://man7.org/linux/man-pages/man2/rename.2.html."""
    if not live.exists():
        os.rename(new, live)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        old_name, new_name = os.fsencode(new), os.fsencode(live)
        if libc.renameat2(_AT_FDCWD, old_name, _AT_FDCWD, new_name, _RENAME_EXCHANGE) == 0:
            return
        if ctypes.get_errno() not in (errno.ENOSYS, errno.EINVAL):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), os.fspath(live))
    # Systems without an exchange: two renames, with an instant between them.
    aside = live.parent / f".{live.name}.aside"
    os.rename(live, aside)
    os.rename(new, live)
    os.rename(aside, new)
