"""Which files and folders of both trees are not as their records say."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from plugins.output.index import UNKNOWN, Files, Folders, Key, Stamp, Trees, difference

FILE, FOLDER = 0o100644, 0o040755  # what a web server can read, whatever the umask of the build
RACY = 50_000_000  # ns; a folder changed so shortly before a look may change again unseen, within the clock's grain


class Moved(msgspec.Struct, array_like=True, frozen=True):
    """What is gone, or is not what was left there."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()


class Survey(msgspec.Struct, array_like=True, frozen=True):
    """Both trees, looked at once at the beginning of a build, `at` an instant in ns.

    Of the live tree its files alone: few builds ask for its folders.
    """

    at: int
    live: frozenset[str]
    standby: Moved


def look(live: str, standby: str, trees: Trees) -> Survey:
    """Look at every file of the live tree and every folder of the standby, and at what these can't vouch for."""
    at = time.time_ns()
    with opened(live) as handle:
        moved = _moved_files(handle, trees.live.files)
    with opened(standby) as handle:
        return Survey(at, moved, _moved_in(handle, trees, moved))


def moved_folders(root: str, folders: Folders) -> frozenset[str]:
    """The folders of a tree that are gone, or that changed since it was left."""
    with opened(root) as handle:
        return _look_at(handle, folders, sys.maxsize)[0]


def _moved_in(standby: int | None, trees: Trees, moved: frozenset[str]) -> Moved:
    """What has moved in the standby; `moved` are the live tree's files that have.

    A file that both trees share is not looked at twice: where it is as it was in the one, and a folder of the other
    holds what it held, it is as it was there. That takes a folder that has not changed since all its files were looked
    at, be it by somebody who set its time back.
    """
    files = trees.standby.files
    folders, unsure = _look_at(standby, trees.standby.folders, trees.looked - RACY)
    if not trees.looked:
        return Moved(_moved_files(standby, files), folders)
    doubtful = moved | difference(trees.live.files, files).keys()
    doubtful |= {path for path in files if path.rpartition("/")[0] in unsure}
    return Moved(_moved_files(standby, {path: files[path] for path in doubtful & files.keys()}), folders)


def _moved_files(root: int | None, files: Files) -> frozenset[str]:
    """Return those of these files that have another key."""
    if root is None:
        return frozenset(files)
    moved, stat = [], os.stat
    for path, held in files.items():
        try:
            found = stat(path, dir_fd=root, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            moved.append(path)
            continue
        if (found.st_size, found.st_mtime_ns, found.st_ino) != held.key or found.st_mode != FILE:
            moved.append(path)
    return frozenset(moved)


def _look_at(root: int | None, folders: Folders, since: int) -> tuple[frozenset[str], set[str]]:
    """The folders that moved; and those that may have changed at or after an instant (ns), or are others."""
    moved: list[str] = []
    unsure: list[str] = []
    stat = os.stat
    for path, stamp in folders.items():
        try:
            if root is None:
                raise FileNotFoundError
            found = stat(path or ".", dir_fd=root, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            moved.append(path)
            continue
        mtime, ctime, _ = now = found.st_mtime_ns, found.st_ctime_ns, found.st_ino
        if now != stamp or ctime >= since:
            unsure.append(path)
        if mtime != stamp[0] or found.st_mode != FOLDER:
            moved.append(path)
    return frozenset(moved), {*moved, *unsure}


@contextmanager
def opened(root: str) -> Iterator[int | None]:
    """A handle of a tree, from which paths are shorter and found sooner; None where there is none."""
    if not os.path.isdir(root) or os.path.islink(root):
        yield None
        return
    handle = os.open(root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


def key_of(root: str, path: str) -> Key | None:
    """The key of a file; None where there is none that a web server can read."""
    try:
        status = os.lstat(f"{root}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ino) if status.st_mode == FILE else None


def stamp_of(root: str, folder: str) -> Stamp:
    """The stamp of a folder; UNKNOWN where there is none that a web server can read."""
    try:
        status = os.lstat(f"{root}/{folder}")
    except (FileNotFoundError, NotADirectoryError):
        return UNKNOWN
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_ino) if status.st_mode == FOLDER else UNKNOWN
