"""The one door out: every byte of the site is written here, into a standby tree that then takes the live one's place.

Two trees take turns. The standby is brought up to date by difference from what it held and exchanged with the live one
in a single call, so readers see the old site or the new one and never a mix; a build that fails leaves the live tree as
it was. Both trees share the inodes of files that are the same in both, hence no file is ever written in place.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec

from plugins import store
from plugins.errors import MachineError, UsageError
from plugins.model import Artifact, Stored
from plugins.run.survey import FILE, Held, Key, Survey, Tree, key_of, moved_in, time_of
from plugins.run.workers import aside

MANIFEST = ".manifest.json"
LEAST = 1_000  # files worth a process that looks at them
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Proof(msgspec.Struct, array_like=True):
    """Why the live tree is what a build would make: while all this stands, there is nothing to do.

    `until` is the next instant at which some entry comes out or ends (ISO 8601, empty: never); `told` is what the build
    had to say, as JSON.
    """

    world: str = ""
    content: str = ""
    drafts: bool = False
    since: str = ""
    until: str = ""
    told: bytes = b""


class Trees(msgspec.Struct, array_like=True):
    """Both trees, and what the live one rests on. Of the standby only what differs is written down."""

    live: Tree = msgspec.field(default_factory=Tree)
    other: Tree = msgspec.field(default_factory=Tree)
    lost: Tree = msgspec.field(default_factory=Tree)
    proof: Proof = msgspec.field(default_factory=Proof)

    @classmethod
    def of(cls, live: Tree, standby: Tree, proof: Proof) -> Trees:
        """What to write down."""
        return cls(live, Tree(*map(_but, standby, live)), Tree(*map(_but, live, standby)), proof)

    def standby(self) -> Tree:
        """The tree that readers don't see."""
        kept = (
            {name: value for name, value in whole.items() if name not in lost}
            for whole, lost in zip(self.live, self.lost, strict=True)
        )
        return Tree(*(part | other for part, other in zip(kept, self.other, strict=True)))


def _but(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) != value}


@dataclass(slots=True)
class Tally:
    """What a build did to the output."""

    written: list[str] = field(default_factory=list)
    kept: int = 0
    removed: list[str] = field(default_factory=list)


class Door:
    """Takes the files of one build; nothing is seen from outside before `publish`."""

    def __init__(self, output: Path, clean: bool = False):
        self.output = output
        self.live, self.standby = os.fspath(output), os.fspath(beside(output, "standby"))
        self.remembered = beside(output, "state")
        if clean:
            self.remembered.unlink(missing_ok=True)
            if beside(output, "standby").exists():
                shutil.rmtree(self.standby)
        trees = store.load(self.remembered, Trees) or Trees(live=_from_manifest(output))
        self.before, self.own, self.proof = trees.live, trees.standby(), trees.proof
        self.after: dict[str, Held] = {}
        self.world = ""  # under which this build makes
        self.began = 0  # when, in ns
        self._folders: set[str] = set()  # that this process made sure of
        self._is_new = not os.path.lexists(self.standby)  # then nothing can lie where we write
        self._has_live = os.path.lexists(self.live)
        self._aside = ExitStack()  # other processes at work for this one
        self._answer: Callable[[], bytes] | None = None
        self._linked: Callable[[], bytes] | None = None

    @contextmanager
    def looked_at(self, jobs: int) -> Iterator[None]:
        """Have another process look at both trees, while this one finds out what is to be made."""
        with self._aside:
            if len(self.before.files) >= LEAST:
                self._answer = self._aside.enter_context(aside(lambda: msgspec.msgpack.encode(self._look()), jobs))
            yield

    def link_aside(self, jobs: int) -> None:
        """Have another process link all of the live tree into the standby one, where there is none.

        For a build that will keep most of it: there is time while this process finds out what it won't keep.
        """
        if self._is_new and len(self.before.files) >= LEAST:
            work = partial(self._link_all, list(self.before.files))
            self._linked = self._aside.enter_context(aside(work, jobs))

    @cached_property
    def survey(self) -> Survey:
        """What of both trees is not as their records say."""
        found = msgspec.msgpack.decode(self._answer(), type=Survey) if self._answer else self._look()
        if self._linked:
            # This process begins at the other end, and they meet: on a disk there is still much to do.
            ends = (self._link_all(list(reversed(self.before.files))), self._linked())
            parts = [msgspec.msgpack.decode(end, type=dict[str, int]) for end in ends]
            if not all(parts):
                shutil.rmtree(self.standby, ignore_errors=True)
                self._folders.clear()
                return found
            # Where one finds a file of the other's, all are linked: nothing has changed after either took its times.
            self.own, self._is_new = Tree(dict(self.before.files), parts[0] | parts[1]), False
            return Survey(found.live, found.live)
        return found

    def _link_all(self, paths: Iterable[str]) -> bytes:
        """Link these files of the live tree, up to one that is there already.

        Gives the times of the folders that were made for them; none if it can't be done.
        """
        try:
            for path in paths:
                self._make_folder_of(path)
                os.link(f"{self.live}/{path}", f"{self.standby}/{path}")
        except FileExistsError:
            pass  # whoever came from the other end has been here
        except OSError:
            return msgspec.msgpack.encode({})
        return msgspec.msgpack.encode({folder: self._time_of(folder) for folder in {"", *self._folders}})

    def _look(self) -> Survey:
        return Survey(moved_in(self.live, self.before), moved_in(self.standby, self.own))

    def keep(self, path: str, fingerprint: bytes) -> Held | None:
        """Have the standby tree hold what either tree holds of this fingerprint; any of our processes may.

        Gives what it holds now, to be taken; None: it must be made.
        """
        live, own, survey = self.before.files.get(path), self.own.files.get(path), self.survey
        at_own = own is not None and path not in survey.standby.files
        if live and live.fingerprint == fingerprint and path not in survey.live.files:
            if (own and at_own and own.key == live.key) or self._link(path):
                return live
        elif own and at_own and own.fingerprint == fingerprint:
            at_live = key_of(self.live, path) if live else None
            if live and at_live and live.sha256 != own.sha256:
                _touch(f"{self.standby}/{path}", at_live)
            return Held(fingerprint, own.sha256, key_of(self.standby, path) or own.key)
        return None

    def keep_all_but(self, paths: Set[str]) -> bool:
        """Take over every other file of the live tree but the manifest. False: some file is not as it was left."""
        if not self.survey.live.files <= paths:
            return False
        own, moved, paths = self.own.files, self.survey.standby.files, paths | {MANIFEST}
        self.after = {path: live for path, live in self.before.files.items() if path not in paths}
        same = {path for path, live in self.after.items() if path in own and own[path].key == live.key}
        return all(self._link(path) for path in self.after.keys() - (same - moved))

    def put(self, path: str, data: bytes, fingerprint: bytes = b"") -> Held:
        """Put a file's bytes into the standby tree; any of our processes may. Gives what it holds now, to be taken."""
        refuse_path(path)
        live = key_of(self.live, path) if self._has_live else None
        sha256 = hashlib.sha256(data).hexdigest()
        if live and live[0] == len(data) and self._is_live(path, data, sha256) and self._link(path):
            return Held(fingerprint, sha256, live)
        return Held(fingerprint, sha256, self._write(path, data, live))

    def put_stored(self, path: str, stored: Stored, fingerprint: bytes = b"") -> Held:
        """As `put`, for bytes that lie in a file. Raises MachineError where they are not those that were put there."""
        refuse_path(path)
        live, size = key_of(self.live, path), stored.path.stat().st_size
        if live and live[0] == size and _digest(f"{self.live}/{path}") == stored.sha256 and self._link(path):
            return Held(fingerprint, stored.sha256, live)
        self._write(path, b"", None)
        with stored.path.open("rb") as source, open(f"{self.standby}/{path}", "wb") as target:  # noqa: PTH123
            shutil.copyfileobj(source, target, 1 << 20)
        if _digest(f"{self.standby}/{path}") != stored.sha256:
            raise MachineError(f"{stored.path}: its bytes have changed; delete the cache and build again")
        if live:
            _touch(f"{self.standby}/{path}", live)
        return Held(fingerprint, stored.sha256, key_of(self.standby, path) or (0, 0, 0))

    def take(self, path: str, held: Held) -> None:
        """Make a file that was put part of the new site."""
        if path in self.after:
            raise UsageError(f"output: {path} is made twice")
        self.after[path] = held

    def _is_live(self, path: str, data: bytes, sha256: str) -> bool:
        """Whether the live file has these bytes. It is asked itself, where our record is lost or the file edited."""
        held = self.before.files.get(path)
        if held and path not in self.survey.live.files:
            return held.sha256 == sha256
        return Path(self.live, path).read_bytes() == data

    def forget(self) -> None:
        """Trust none of what was made: something that it is made of changed meanwhile."""
        self.after = {path: Held(b"", held.sha256, held.key) for path, held in self.after.items()}

    def is_intact(self) -> bool:
        """Whether the live tree is still as its last build left it."""
        return not self.survey.live

    def publish(self, manifest: bytes, proof: Proof | None = None) -> Tally:
        """Clear away what is no longer part of the site, write the manifest, and put the new tree live."""
        self.take(MANIFEST, self.put(MANIFEST, manifest))
        folders = {""}
        for path in self.after:
            while (path := path.rpartition("/")[0]) not in folders:
                folders.add(path)
        times = self._clear(folders)
        after = Tree(self.after, {folder: times[folder] for folder in sorted(folders)})
        _sync(self.standby)
        _exchange(Path(self.standby), self.output)
        store.save_if_possible(self.remembered, Trees.of(after, self.before, proof or Proof()))
        return self.tally()

    def manifest_again(self, artifacts: Iterable[Artifact]) -> bytes:
        """The live tree's manifest, with what the new tree holds of these."""
        manifest = Path(self.live, MANIFEST).read_bytes()
        for a in artifacts:
            held, name = self.after[a.path], b"\n" + msgspec.json.encode(a.path) + b": "
            line = msgspec.json.encode((held.key[0], held.sha256, a.channel, a.lang, a.sources))
            before, found, rest = manifest.partition(name)
            old, end, after = rest.partition(b"\n")
            if not found:
                raise MachineError(f"{self.live}/{MANIFEST}: it does not name {a.path}; build with --clean")
            manifest = b"".join((before, name, line, b"," if old.endswith(b",") else b"", end, after))
        return manifest

    def tally(self) -> Tally:
        """What differs for readers; the manifest itself is not counted."""
        before, after = self.before.files, self.after
        written = [p for p, held in after.items() if p not in before or before[p].sha256 != held.sha256]
        written = sorted(path for path in written if path != MANIFEST)
        kept = len(after) - len(written) - (MANIFEST in after)
        return Tally(written, kept, sorted(before.keys() - after.keys() - {MANIFEST}))

    def _link(self, path: str) -> bool:
        """Share the live file, with its time; False where that can't be."""
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

    def _write(self, path: str, data: bytes, live: Key | None) -> Key:
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

    def _clear(self, folders: set[str]) -> dict[str, int]:
        """Remove what the new site has not; the folders' times of change.

        A folder whose time stands holds what our record says, and no more.
        """
        if self._is_new:  # it holds what was put there, and no more
            return {folder: self._time_of(folder) for folder in folders}
        known, own = self.own.folders, self.own.files
        gone = [path for path in own if path not in self.after]
        for path in gone:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                os.unlink(f"{self.standby}/{path}")
        put = [path for path, held in self.after.items() if path not in own or own[path].key != held.key]
        moved = known.keys() ^ folders
        unknown = {*moved, *self.survey.standby.folders, *(folder.rpartition("/")[0] for folder in moved)}
        touched = {path.rpartition("/")[0] for path in (*gone, *put, *self.survey.standby.files)}
        touched |= self._folders | unknown
        for folder in sorted(unknown, reverse=True):  # all others hold what we put there, and no more
            self._sweep(folder, folders)
        times = {folder: known.get(folder, -1) for folder in folders}
        times.update((folder, self._time_of(folder)) for folder in folders & touched)
        return times

    def _time_of(self, folder: str) -> int:
        """When a folder of the standby tree last changed. One that no web server could read is mended."""
        time = time_of(self.standby, folder)
        if time < 0:
            os.chmod(f"{self.standby}/{folder}", 0o755)  # noqa: S103 (else a site without that page would go out)
            time = time_of(self.standby, folder)
        return time

    def _sweep(self, folder: str, folders: set[str]) -> None:
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
            elif path not in self.after:
                os.unlink(entry.path)


def _touch(file: str | int, live: Key) -> None:
    """Changed bytes get a later time than those they replace: servers make ETags of size and time."""
    before, now = live[1], time.time_ns()
    later = max(now, before + 1_000_000_000) if before // 1_000_000_000 >= now // 1_000_000_000 else now
    os.utime(file, ns=(later, later))


@contextmanager
def opened(output: Path, content: Path, clean: bool = False) -> Iterator[Door]:
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
                print("another build of this output is running; waiting for it", file=sys.stderr, flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield Door(output, clean)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise MachineError(f"{error.strerror or error}{where}; the last good site is untouched") from error


def beside(output: Path, name: str) -> Path:
    """What we keep next to the output folder: `.output.standby`, `.output.state`, `.output.lock`."""
    return output.parent / f".{output.name}.{name}"


def refuse_foreign(output: Path, content: Path) -> None:
    """A build replaces its whole output folder, so it must be ours: empty, absent, or with our manifest."""
    output, content = output.absolute(), content.absolute()
    if output == content or output in content.parents or content in output.parents:
        raise UsageError(f"output: {output} and the content folder {content} lie within each other")
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise UsageError(f"output: {output} is not a folder")
    if output.is_dir() and not (output / MANIFEST).is_file() and any(output.iterdir()):
        raise UsageError(f"output: {output} holds files that no build of ours made; name another folder or empty it")


def refuse_path(path: str) -> None:
    """Output paths are made by us alone; this is the second line of defence."""
    if "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise UsageError(f"output: {path!r} is not a path within the output folder")


def manifest_bytes(lines: Mapping[str, tuple[int, str, str, str, tuple[str, ...]]]) -> bytes:
    """The manifest: path → bytes, sha256, channel, language, sources; sorted, a line a file."""
    encode = msgspec.json.encode
    rows = b",\n".join(b"%b: %b" % (encode(path), encode(line)) for path, line in sorted(lines.items()))
    return b'{"version": 1, "files": {\n' + rows + b"\n}}\n"


def _from_manifest(output: Path) -> Tree:
    """What the live tree's own manifest says, where our record is lost: enough to tell what changes for readers."""
    try:
        files = msgspec.json.decode((output / MANIFEST).read_bytes(), type=_Manifest).files
    except (OSError, msgspec.MsgspecError):
        return Tree()
    return Tree({path: Held(b"", line[1], (-1, -1, -1)) for path, line in files.items()})


class _Manifest(msgspec.Struct):
    files: dict[str, tuple[int, str, str, str, tuple[str, ...]]]


def _digest(path: str) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: str) -> None:
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
    aside = beside(live, "aside")
    os.rename(live, aside)
    os.rename(new, live)
    os.rename(aside, new)
