"""Which files and folders of a tree are not as its record says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

FILE, FOLDER = 0o100644, 0o040755  # what a web server can read, whatever the umask of the build

Key = tuple[int, int, int]  # size, mtime and inode: whether a file of ours was touched


class Held(msgspec.Struct, array_like=True, frozen=True):
    """A file that a tree holds: what it was made of, what it is, and its key on the disk."""

    fingerprint: bytes
    sha256: str
    key: Key


class Tree(msgspec.Struct, array_like=True):
    """What a tree holds, as its last build left it; folders by the time of their last change."""

    files: dict[str, Held] = msgspec.field(default_factory=dict)
    folders: dict[str, int] = msgspec.field(default_factory=dict)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter((self.files, self.folders))


class Moved(msgspec.Struct, array_like=True, frozen=True):
    """What is gone, or is not what was left there."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.files or self.folders)


class Survey(msgspec.Struct, array_like=True, frozen=True):
    """Both trees, looked at once at the beginning of a build."""

    live: Moved = Moved()
    standby: Moved = Moved()


def moved_in(root: str, tree: Tree) -> Moved:
    """Look at every file and folder of a record."""
    if not os.path.isdir(root) or os.path.islink(root):
        return Moved(frozenset(tree.files), frozenset(tree.folders))
    handle = os.open(root, os.O_RDONLY | os.O_CLOEXEC)  # paths from here are shorter, and found sooner
    try:
        return Moved(_moved_files(handle, tree.files), _moved_folders(handle, tree.folders))
    finally:
        os.close(handle)


def _moved_files(root: int, files: Mapping[str, Held]) -> frozenset[str]:
    moved, stat = set(), os.stat
    for path, held in files.items():
        try:
            found = stat(path, dir_fd=root, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            moved.add(path)
            continue
        if (found.st_size, found.st_mtime_ns, found.st_ino) != held.key or found.st_mode != FILE:
            moved.add(path)
    return frozenset(moved)


def _moved_folders(root: int, folders: Mapping[str, int]) -> frozenset[str]:
    moved, stat = set(), os.stat
    for path, time in folders.items():
        try:
            found = stat(path or ".", dir_fd=root, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            moved.add(path)
            continue
        if found.st_mtime_ns != time or found.st_mode != FOLDER:
            moved.add(path)
    return frozenset(moved)


def key_of(root: str, path: str) -> Key | None:
    """The key of a file; None where there is none that a web server can read."""
    try:
        status = os.lstat(f"{root}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ino) if status.st_mode == FILE else None


def time_of(root: str, folder: str) -> int:
    """When a folder last changed, in ns; -1 where there is none that a web server can read."""
    try:
        status = os.lstat(f"{root}/{folder}")
    except (FileNotFoundError, NotADirectoryError):
        return -1
    return status.st_mtime_ns if status.st_mode == FOLDER else -1
