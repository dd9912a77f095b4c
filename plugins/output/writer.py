"""The one door out: every byte of the site is written here, into a standby tree that then takes the live one's place.

Two trees take turns. The standby is brought up to date by difference from what it held and exchanged with the live one
in a single call, so readers see the old site or the new one and never a mix; a build that fails leaves the live tree as
it was. Both trees share the inodes of files that are the same in both, hence no file is ever written in place.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from plugins.cache import blobs, sealed
from plugins.engine.processes import aside
from plugins.i18n.messages import tell
from plugins.model.artifact import Stored
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import _
from plugins.output import index
from plugins.output.index import (
    UNKNOWN,
    Files,
    Folders,
    Held,
    Key,
    OutputTree,
    Proof,
    Stamp,
    Trees,
    changed,
    difference,
)
from plugins.output.manifest import MANIFEST, is_inside
from plugins.output.scan import FILE, Survey, key_of, look, moved_folders, stamp_of
from plugins.output.swap import beside, exchange, sync, synced

LEAST = 10_000  # files worth a process that looks at them
SHARED = 100_000  # bytes, from which on equal files are one on the disk
LINKED = ".linked"  # ends the name of what takes the place of an equal file


@dataclass(slots=True)
class Tally:
    """What a build did to the output."""

    written: list[str] = field(default_factory=list)
    kept: int = 0
    removed: list[str] = field(default_factory=list)


class Writer:
    """Takes the files of one build; nothing is seen from outside before `publish`."""

    def __init__(self, output: Path, clean: bool = False):
        self.output = output
        self.live, self.standby = os.fspath(output), os.fspath(beside(output, "standby"))
        self.remembered = beside(output, "state")
        if clean:
            self.remembered.unlink(missing_ok=True)
            if beside(output, "standby").exists():
                shutil.rmtree(self.standby)
        known = index.load(self.remembered, output)
        self.before, self.own, self.proof = known.live, known.standby, known.proof
        self._looked = known.looked
        self.after: dict[str, Held] = {}  # what this build has put or kept
        self.world = ""  # under which this build makes
        self.began = 0  # when, in ns
        self._folders: set[str] = set()  # that this process made sure of
        self._has_mended = False  # the mode of some folder
        self.is_published = False  # whether the new tree has taken the live one's place
        self._is_new = not os.path.lexists(self.standby)  # then nothing can lie where we write
        self._has_live = os.path.lexists(self.live)
        self._aside = ExitStack()  # other processes at work for this one
        self._answer: Callable[[], bytes] | None = None

    @contextmanager
    def looked_at(self, jobs: int) -> Iterator[None]:
        """Have another process look at both trees, while this one finds out what is to be made."""
        with self._aside:
            if len(self.before.files) >= LEAST:
                self._answer = self._aside.enter_context(aside(lambda: msgspec.msgpack.encode(self._look()), jobs))
            yield

    @cached_property
    def survey(self) -> Survey:
        """What of both trees is not as their records say."""
        return msgspec.msgpack.decode(self._answer(), type=Survey) if self._answer else self._look()

    def _look(self) -> Survey:
        return look(self.live, self.standby, Trees(self.before, self.own, self.proof, self._looked))

    def look(self) -> None:
        """Look at both trees, before there are several processes that would each do it."""
        __ = self.survey

    def keep(self, path: str, fingerprint: bytes) -> Held | None:
        """Have the standby tree hold what either tree holds of this fingerprint; any of our processes may.

        Gives what it holds now, to be taken; None: it must be made.
        """
        live, own, survey = self.before.files.get(path), self.own.files.get(path), self.survey
        at_own = own is not None and path not in survey.standby.files
        if live and live.fingerprint == fingerprint and path not in survey.live:
            if self._link(path, live.key):
                return live
        elif own and at_own and own.fingerprint == fingerprint:
            at_live = key_of(self.live, path) if live else None
            if live and at_live and live.sha256 != own.sha256:
                if os.lstat(f"{self.standby}/{path}").st_nlink > 1:
                    return None  # its time is another file's too
                _touch(f"{self.standby}/{path}", at_live)
            return Held(fingerprint, own.sha256, key_of(self.standby, path) or own.key)
        return None

    def keep_known(self, path: str) -> Held | None:
        """As `keep`, for a file that is known to have the key that it has in the live tree."""
        live = self.before.files.get(path)
        return self.keep(path, live.fingerprint) if live and live.fingerprint else None

    def put(self, path: str, data: bytes | bytearray, fingerprint: bytes = b"") -> Held:
        """Put a file's bytes into the standby tree; any of our processes may. Gives what it holds now, to be taken."""
        refuse_path(path)
        live = key_of(self.live, path) if self._has_live else None
        sha256 = hashlib.sha256(data).hexdigest()
        if live and live[0] == len(data) and self._is_live(path, data, sha256) and self._link(path, live):
            return Held(fingerprint, sha256, live)
        return Held(fingerprint, sha256, self._write(path, data, live))

    def put_stored(self, path: str, stored: Stored, fingerprint: bytes = b"") -> Held:
        """As `put`, for bytes that lie in a file. Raises MediaDamaged where they are not those that were put there."""
        refuse_path(path)
        live = key_of(self.live, path)
        size = stored.path.stat().st_size if stored.path.is_file() else -1
        if live and live[0] == size and _digest(f"{self.live}/{path}") == stored.sha256 and self._link(path, live):
            return Held(fingerprint, stored.sha256, live)
        if size < 0:
            raise blobs.changed(stored.path)
        self._write(path, b"", None)
        with stored.path.open("rb") as source, open(f"{self.standby}/{path}", "wb") as target:  # noqa: PTH123
            shutil.copyfileobj(source, target, 1 << 20)
        if _digest(f"{self.standby}/{path}") != stored.sha256:
            raise blobs.changed(stored.path)
        if live:
            _touch(f"{self.standby}/{path}", live)
        return Held(fingerprint, stored.sha256, key_of(self.standby, path) or (0, 0, 0))

    def take(self, path: str, held: Held) -> None:
        """Make a file that was put part of the new site."""
        if path in self.after:
            raise UsageError(_("output: {path} is made twice").format(path=path))
        self.after[path] = held

    def _is_live(self, path: str, data: bytes | bytearray, sha256: str) -> bool:
        """Whether the live file has these bytes. It is asked itself, where our record is lost or the file edited."""
        held = self.before.files.get(path)
        if held and path not in self.survey.live:
            return held.sha256 == sha256
        return Path(self.live, path).read_bytes() == data

    def forget(self) -> None:
        """Trust none of what was made: something that it is made of changed meanwhile."""
        self.after = {path: Held(b"", held.sha256, held.key) for path, held in self.after.items()}

    def is_intact(self) -> bool:
        """Whether the live tree is still as its last build left it."""
        return not self.survey.live and not moved_folders(self.live, self.before.folders)

    def publish(self, manifest: bytes | bytearray, proof: Proof | None = None) -> Tally:
        """Clear away what is no longer part of the site, write the manifest, and put the new tree live."""
        self.take(MANIFEST, self.put(MANIFEST, manifest))
        self._share_equal()
        files = self.after
        folders, touched = self._clear(files)
        with synced(self.standby):  # on a disk there is time for what only reads
            after = OutputTree(files, self._stamped(folders, touched))
            record = index.record_of(Trees(after, self._left(), proof or Proof(), self.survey.at))
        if self._has_mended:
            sync(self.standby)
        exchange(Path(self.standby), self.output)
        self.is_published = True
        sealed.save_if_possible(self.remembered, record)
        return self._tally(files)

    def _share_equal(self) -> None:
        """Have large files of the same bytes lie on the disk once, as the newest episode and its steady address.

        A file takes no time from another that is not later than the one of its own bytes before.
        """
        large = sorted(path for path, held in self.after.items() if held.key[0] >= SHARED)
        first: dict[str, str] = {}
        for path in sorted(large, key=self._is_new_there):  # what stood there before is not touched
            held = self.after[path]
            other = first.setdefault(held.sha256, path)
            if other != path and self._is_new_there(path) and self._is_later(path, self.after[other].key):
                with suppress(OSError):  # then there are two of them
                    linked = Path(f"{self.standby}/{path}{LINKED}")
                    os.link(f"{self.standby}/{other}", linked)
                    os.replace(linked, f"{self.standby}/{path}")
                    linked.unlink(missing_ok=True)  # of two names of one file, rename(2) takes none away
                    self.after[path] = Held(held.fingerprint, held.sha256, self.after[other].key)

    def _is_new_there(self, path: str) -> bool:
        """Whether this build wrote the file: neither tree has held it."""
        old = (tree.files.get(path) for tree in (self.before, self.own))
        return all(held is None or held.key != self.after[path].key for held in old)

    def _is_later(self, path: str, key: Key) -> bool:
        """Whether a key's time is one at which the live file may change its bytes, by a server's clock."""
        live = self.before.files.get(path)
        return live is None or key[1] // 1_000_000_000 > live.key[1] // 1_000_000_000

    def _left(self) -> OutputTree:
        """The tree that was live, whose folders are known to hold what they held but for files that have moved."""
        files, folders = self.before
        moved = {path.rpartition("/")[0] for path in self.survey.live}
        return OutputTree(files, {**folders, **{folder: UNKNOWN for folder in moved if folder in folders}})

    def _tally(self, files: Files) -> Tally:
        """What differs for readers; the manifest itself is not counted."""
        before, written, removed = self.before.files, [], []
        for path in difference(before, files).keys() - {MANIFEST}:
            old, new = before.get(path), files.get(path)
            if new is None:
                removed.append(path)
            elif old is None or old.sha256 != new.sha256:
                written.append(path)
        return Tally(sorted(written), len(files) - len(written) - (MANIFEST in files), sorted(removed))

    def _link(self, path: str, key: Key) -> bool:
        """Share the live file, which has this key, with its time; False where that can't be."""
        own = self.own.files.get(path)
        if own and own.key == key and path not in self.survey.standby.files:
            return True
        source, target = f"{self.live}/{path}", f"{self.standby}/{path}"
        if self._is_new:
            self._make_folder_of(path)
        try:
            os.link(source, target)
            return True
        except (FileExistsError, FileNotFoundError, NotADirectoryError):
            self._make_room(path)
        except OSError:
            return False
        try:
            os.link(source, target)
        except OSError:
            return False
        return True

    def _write(self, path: str, data: bytes | bytearray, live: Key | None) -> Key:
        """Write a new file, with a later time than that of the live one; the new one's key."""
        target, flags = f"{self.standby}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        if self._is_new:
            self._make_folder_of(path)
        elif path in self.own.files:
            with suppress(OSError):  # what else may stand there is seen to where the new file can't be made
                os.unlink(target)
        try:
            handle = os.open(target, flags, 0o644)
        except (FileExistsError, FileNotFoundError, NotADirectoryError):
            self._make_room(path)
            handle = os.open(target, flags, 0o644)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            if live:
                _touch(handle, live)
            status = os.fstat(handle)
            if status.st_mode != FILE:  # by the umask, or by what the folder hands down
                os.fchmod(handle, 0o644)
            return (status.st_size, status.st_mtime_ns, status.st_ino)
        finally:
            os.close(handle)

    def _make_room(self, path: str) -> None:
        self._make_folder_of(path)
        target = f"{self.standby}/{path}"
        try:
            os.unlink(target)
        except FileNotFoundError:
            pass
        except (IsADirectoryError, PermissionError):
            shutil.rmtree(target)

    def _make_folder_of(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._make_folder(folder)

    def _make_folder(self, folder: str) -> None:
        """`folder` and those above it; a file in the way is removed."""
        self._folders.add(folder)
        path = f"{self.standby}/{folder}" if folder else self.standby
        if not self._is_new and os.path.isdir(path) and not os.path.islink(path):
            return
        above = folder.rpartition("/")[0]
        if folder and above not in self._folders:
            self._make_folder(above)
        try:
            if not self._is_new:
                os.unlink(path)
        except (FileNotFoundError, IsADirectoryError):
            pass
        try:
            os.mkdir(path, 0o755)
        except FileExistsError:
            pass  # another of our processes was first

    def _folders_of(self, files: Files) -> Folders:
        """The folders of these files, whatever is known of them."""
        folders = {""}
        for path in files:
            while (path := path.rpartition("/")[0]) not in folders:
                folders.add(path)
        return dict.fromkeys(folders, UNKNOWN)

    def _clear(self, files: Files) -> tuple[Folders, Set[str]]:
        """Remove what the new site has not; gives its folders, and those in which something is otherwise.

        A folder whose time stands holds what our record says, and no more.
        """
        folders = self._folders_of(files)
        if self._is_new:  # it holds what was put there, and no more
            return folders, folders.keys()
        moved, found = self.own.folders.keys() ^ folders.keys(), self.survey.standby
        unknown = {*moved, *found.folders, *(folder.rpartition("/")[0] for folder in moved)}
        touched = {path.rpartition("/")[0] for path in (*self._replace(files), *found.files)} | self._folders | unknown
        for folder in sorted(unknown, reverse=True):
            self._sweep(folder, files, folders)
        return folders, touched

    def _stamped(self, folders: Folders, touched: Set[str]) -> Folders:
        """The folders of the standby tree, with new stamps of those that were touched."""
        known = {} if self._is_new else self.own.folders
        return changed(known, {folder: self._stamp_of(folder) if folder in folders else None for folder in touched})

    def _replace(self, files: Files) -> list[str]:
        """Remove what the standby tree held and the new site has not; all that is otherwise in it."""
        own, other = self.own.files, []
        for path in difference(own, files):
            old, new = own.get(path), files.get(path)
            if new is None:
                with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    os.unlink(f"{self.standby}/{path}")
            if old is None or new is None or old.key != new.key:
                other.append(path)
        return other

    def _stamp_of(self, folder: str) -> Stamp:
        """The stamp of a folder of the standby tree. One that no web server could read is mended."""
        stamp = stamp_of(self.standby, folder)
        if stamp == UNKNOWN:
            self._has_mended = True
            os.chmod(f"{self.standby}/{folder}", 0o755)  # noqa: S103 (else a site without that page would go out)
            stamp = stamp_of(self.standby, folder)
        return stamp

    def _sweep(self, folder: str, files: Files, folders: Folders) -> None:
        """Remove what is in a folder of the standby tree and not in the new site."""
        prefix = f"{folder}/" if folder else ""
        try:
            entries = list(os.scandir(f"{self.standby}/{folder}"))
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if path not in folders:
                    shutil.rmtree(entry.path)
            elif path not in files:
                os.unlink(entry.path)


def _touch(file: str | int, live: Key) -> None:
    """Changed bytes get a later time than those they replace: servers make ETags of size and time."""
    before, now = live[1], time.time_ns()
    later = max(now, before + 1_000_000_000) if before // 1_000_000_000 >= now // 1_000_000_000 else now
    os.utime(file, ns=(later, later))


@contextmanager
def opened(output: Path, content: Path, clean: bool = False) -> Iterator[Writer]:
    """The door to an output folder, for one build at a time; a second one waits.

    Raises UsageError where the folder is not ours to replace, MachineError where the machine fails.
    """
    refuse_foreign(output, content)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with beside(output, "lock").open("w", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(tell(_("another build of this output is running; waiting for it")), file=sys.stderr, flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield Writer(output, clean)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise MachineError(f"{error.strerror or error}{where}") from error


def refuse_foreign(output: Path, content: Path) -> None:
    """A build replaces its whole output folder, so it must be ours: empty, absent, or with our manifest."""
    output, content = output.absolute(), content.absolute()
    if output == content or output in content.parents or content in output.parents:
        raise UsageError(
            _("output: {output} and the content folder {content} lie within each other").format(
                output=output, content=content
            )
        )
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise UsageError(_("output: {output} is not a folder").format(output=output))
    if output.is_dir() and not (output / MANIFEST).is_file() and any(output.iterdir()):
        raise UsageError(
            _("output: {output} holds files that no build of ours made; name another folder or empty it").format(
                output=output
            )
        )


def refuse_path(path: str) -> None:
    """Output paths are made by us alone; this is the second line of defence."""
    if not is_inside(path):
        raise UsageError(_("output: {path} is not a path within the output folder").format(path=repr(path)))


def _digest(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.file_digest(file, "sha256").hexdigest()
