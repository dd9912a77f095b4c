"""A folder of this machine, behind a web server whose root is `current`: a link to one of the releases beside it.

A release is a folder of its own; what did not change is the same file in all of them (hard links), so nothing is ever
written in place. The link changes by one rename (https://man7.org/linux/man-pages/man2/rename.2.html).
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.publish.publication import NONE, RECORD, Publication, PublicationPlan, decode, encode
from plugins.publish.target import Busy, NoRelease
from plugins.publish.tree import FileLine, Tree, hash_of

AT_ONCE = 8
NAME = re.compile(r"[0-9]{6,}-[0-9a-f]{8}")  # of a release

_FOREIGN = _("{path} is there and was not made by publish: name an empty folder, or one that publish made")


class FolderTarget:
    """The folder: `current`, `releases/`, and `releases/.next`, which becomes one."""

    is_atomic = True

    def __init__(self, root: Path, keep: int):
        self.root, self.keep = root, keep
        self.releases, self.current = root / "releases", root / "current"
        self.next = self.releases / ".next"

    @contextmanager
    def held(self) -> Iterator[None]:
        self.releases.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(str(self.root)) from None
            yield

    def published(self) -> Publication:
        name = self._live()
        return self._record(name) if name else NONE

    def begin(self, plan: PublicationPlan) -> None:
        """What a publication that did not end has carried is of use as far as it is the same."""
        self.next.mkdir(exist_ok=True)
        wanted = plan.after.lines()
        for folder, _folders, names in os.walk(self.next, topdown=False):
            for path in (Path(folder, name) for name in names):
                line = wanted.get(path.relative_to(self.next).as_posix())
                if line is None or path.stat().st_size != line.size or hash_of(path) != line.sha256:
                    path.unlink()
            if folder != str(self.next) and not os.listdir(folder):
                Path(folder).rmdir()

    def put(self, plan: PublicationPlan) -> Iterator[str]:
        """Side by side: each waits for the disk, which puts several on it as quickly as one."""

        def carry(path: str) -> str:
            if not (self.next / path).exists():
                self._copy(plan.tree, path)
            return path

        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(carry, plan.put)

    def show(self, plan: PublicationPlan) -> None:
        lines = plan.after.lines()
        for path in lines.keys() - set(plan.put):
            self._link(plan.tree, path, lines[path])
        self._write(self.next / RECORD, [encode(plan.after)])
        release = self.releases / plan.after.name
        if release.exists():  # the very same, of a publication that ended before its link was changed
            shutil.rmtree(release)
        os.rename(self.next, release)
        _sync(self.releases)
        self._lead_to(plan.after.name)

    def tidy(self, plan: PublicationPlan) -> None:
        wanted = self._chain()
        for release in self.releases.iterdir():
            if release.name not in wanted and NAME.fullmatch(release.name):
                shutil.rmtree(release)

    def roll_back(self) -> Publication:
        before = self.published().before
        if not NAME.fullmatch(before) or not (self.releases / before).is_dir():
            raise NoRelease(str(self.root))
        self._lead_to(before)
        return self._record(before)

    def _live(self) -> str:
        """The name of the release that readers have, or nothing before the first."""
        if not os.path.lexists(self.current):
            return ""
        target = os.readlink(self.current) if self.current.is_symlink() else ""
        folder, _slash, name = target.rpartition("/")
        if folder != self.releases.name or not NAME.fullmatch(name):
            raise UsageError(_FOREIGN.format(path=self.current))
        return name

    def _record(self, name: str) -> Publication:
        try:
            return decode((self.releases / name / RECORD).read_bytes())
        except FileNotFoundError:
            return NONE

    def _chain(self) -> set[str]:
        """The names of the release that readers have and of those before it, as many as are kept."""
        names: list[str] = []
        name = self._live()
        while name and len(names) < self.keep:
            names.append(name)
            name = self._record(name).before
        return set(names)

    def _copy(self, tree: Tree, path: str) -> None:
        """A changed file gets a later time, in whole seconds: servers make ETags of size and second."""
        target = self.next / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self._write(target, tree.pieces(path))
        try:
            least = (self.current / path).stat().st_mtime + 1
        except OSError:
            least = 0.0
        moment = max(time.time(), least)
        os.utime(target, (moment, moment))

    def _link(self, tree: Tree, path: str, line: FileLine) -> None:
        """A file of the release that is live; a new copy where that has been touched."""
        old, new = self.current / path, self.next / path
        if new.exists():
            return
        new.parent.mkdir(parents=True, exist_ok=True)
        if old.is_file() and old.stat().st_size == line.size:
            os.link(old, new)
        elif path in tree.files:
            self._copy(tree, path)

    def _write(self, path: Path, pieces: Iterator[bytes] | list[bytes]) -> None:
        """Write a file whole, or leave none."""
        part = path.with_name(f".~{path.name}")
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.rename(part, path)

    def _lead_to(self, name: str) -> None:
        fresh = self.root / ".current.next"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(f"{self.releases.name}/{name}")
        os.rename(fresh, self.current)
        _sync(self.root)


def _sync(folder: Path) -> None:
    """Put the names of a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
