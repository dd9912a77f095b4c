"""Two folders that take turns: all writes on the disk, and their exchange in one call."""

from __future__ import annotations

import ctypes
import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def beside(output: Path, name: str) -> Path:
    """What we keep next to the output folder: `.output.standby`, `.output.state`, `.output.lock`."""
    return output.parent / f".{output.name}.{name}"


@contextmanager
def synced(folder: str) -> Iterator[None]:
    """What was written before is on the disk when the block ends, which may compute meanwhile. Raises OSError."""
    failed: list[OSError] = []

    def work() -> None:
        try:
            sync(folder)
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    try:
        thread.start()
        is_aside = True
    except RuntimeError:  # the machine gives no more threads
        is_aside = False
    try:
        yield
    finally:
        thread.join() if is_aside else work()
    if failed:
        raise failed[0]


def sync(folder: str) -> None:
    """Put all writes on the disk at once; a sync per file would double the time of a build."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "syncfs"):
            if libc.syncfs(handle):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), folder)
        else:
            os.sync()
    finally:
        os.close(handle)


def exchange(new: Path, live: Path) -> None:
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
    aside = beside(live, "aside")
    os.rename(live, aside)
    os.rename(new, live)
    os.rename(aside, new)
