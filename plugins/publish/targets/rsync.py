"""A folder of another machine, reached by ssh: what changed travels by rsync, and the releases are as in `folder`.

Both programs do their own work: ssh knows keys and hosts (~/.ssh/config), rsync resumes large files. There must be GNU
coreutils and flock, as on every Debian. RSYNC_RSH names another program than ssh, as rsync itself reads it.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.publish.publication import NONE, RECORD, Publication, PublicationPlan, decode, encode
from plugins.publish.target import Busy, NoRelease, TargetFailed

SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
BUSY, FOREIGN = 75, 65  # statuses of our own scripts

_ADDRESS = _("publish: {address} is no folder of a machine; write ssh://user@host/folder")
_FOREIGN = _("{place}: `current` is there and was not made by publish: name another folder")
_LOST = _("{place}: the connection that kept others out is lost")
_ABSENT = _("publish: there is no program {name} here; install it")

_HOLD = "mkdir -p releases && exec flock -n -E 75 .lock sh -c 'echo held; exec cat >/dev/null'"
_RECORD = f"""
if [ -e current ] && ! [ -L current ]; then exit {FOREIGN}; fi
if [ -e current/{RECORD} ]; then cat current/{RECORD}; fi
"""
_UPLOADED = "mkdir -p releases/.upload && cd releases/.upload && find . -type f -print0"
_REMOVE = "cd releases/.upload && xargs -0 -r rm -f --"
_VERIFY = "cd releases/.upload && sha256sum --check --quiet --strict -"
_WRITE_RECORD = f"mkdir -p releases/.upload && cat > releases/.upload/{RECORD}"
_LEAD = 'ln -sfn "releases/$1" .current.next && mv -T .current.next current'
#: $1 is the release to make, $2 the one that it begins as; what goes comes from the standard input.
_SHOW = f"""
cd releases && rm -rf .next
if [ -n "$2" ]; then cp -al "$2" .next; else mkdir .next; fi
cp -al --remove-destination .upload/. .next/
(cd .next && xargs -0 -r rm -f --)
find .next -mindepth 1 -type d -empty -delete
sync -f .next
rm -rf "$1" && mv -T .next "$1" && cd ..
{_LEAD}
rm -rf releases/.upload releases/.partial
"""
_NAMES = "ls releases"
_PRUNE = "cd releases && xargs -0 -r rm -rf --"


class RsyncTarget:
    """The folder: what ssh calls the machine, and the path there."""

    is_atomic = True

    def __init__(self, host: str, port: int | None, root: str, keep: int):
        self.host, self.root, self.keep = host, root, keep
        self.place = f"{host}:{root}"
        self.shell = [*shlex.split(os.environ.get("RSYNC_RSH", SSH)), *(("-p", str(port)) if port else ())]
        self.holder: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, address: str, keep: int) -> RsyncTarget:
        """Return the folder of `ssh://user@host:port/folder`. Raises UsageError."""
        parts = urlsplit(address)
        root = unquote(parts.path).rstrip("/")
        if not parts.hostname or not root or parts.hostname.startswith("-"):
            raise UsageError(_ADDRESS.format(address=address))
        host = f"{parts.username}@{parts.hostname}" if parts.username else parts.hostname
        return cls(host, parts.port, root, keep)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A lock of the other machine, which it takes back by itself when this process or the connection ends."""
        line = self._line(f"mkdir -p {shlex.quote(self.root)}; cd {shlex.quote(self.root)} && {_HOLD}")
        with _started(line) as holder:
            assert holder.stdin and holder.stdout and holder.stderr
            if holder.stdout.readline() != b"held\n":
                said = holder.stderr.read().decode(errors="replace").strip()
                raise Busy(self.place) if holder.wait() == BUSY else TargetFailed(f"{self.place}: {said}")
            self.holder = holder
            try:
                yield
            finally:
                self.holder = None
                holder.stdin.close()

    def published(self) -> Publication:
        record = self._there(_RECORD)
        return decode(record) if record else NONE

    def begin(self, plan: PublicationPlan) -> None:
        """What a publication that did not end has carried is of use as far as it is wanted."""
        there = self._there(_UPLOADED).split(b"\0")
        names = {name.decode(errors="surrogateescape").removeprefix("./") for name in there if name}
        self._there(_REMOVE, data=_listed(names - set(plan.put)))

    def put(self, plan: PublicationPlan) -> Iterator[str]:
        for path in plan.put:
            for _piece in plan.tree.pieces(path):
                pass
        line = [
            "rsync",
            "--protect-args",
            "--times",
            "--checksum",
            "--files-from=-",
            "--from0",
            "--chmod=F644,D755",
            "--out-format=%n",
        ]
        line += [f"--partial-dir={self.root}/releases/.partial", "--rsh", shlex.join(self.shell)]
        line += [f"{plan.tree.folder}/", f"{self.host}:{self.root}/releases/.upload/"]
        with _started(line) as rsync:
            assert rsync.stdin and rsync.stdout and rsync.stderr
            rsync.stdin.write(_listed(plan.put))
            rsync.stdin.close()
            for name in rsync.stdout:
                yield name.decode(errors="replace").strip()
            said = rsync.stderr.read().decode(errors="replace").strip()
            if rsync.wait():
                raise TargetFailed(f"{self.place}: {said}")
        sums = "".join(f"{plan.after.files[path].sha256}  {path}\n" for path in plan.put)
        if sums:
            self._there(_VERIFY, data=sums.encode())

    def show(self, plan: PublicationPlan) -> None:
        if self.holder is None or self.holder.poll() is not None:
            raise TargetFailed(_LOST.format(place=self.place))
        self._there(_WRITE_RECORD, data=encode(plan.after))
        self._there(_SHOW, plan.after.name, plan.before.name, data=_listed(plan.delete))

    def tidy(self, plan: PublicationPlan) -> None:
        names = sorted(self._there(_NAMES).decode().split(), reverse=True)
        kept = {plan.after.name, plan.before.name, *names[: self.keep]}
        self._there(_PRUNE, data=_listed(name for name in names if name not in kept))

    def roll_back(self) -> Publication:
        before = self.published().before
        if not before or before not in self._there(_NAMES).decode().split():
            raise NoRelease(self.place)
        self._there(_LEAD, before)
        return self.published()

    def _there(self, script: str, *words: str, data: bytes = b"") -> bytes:
        """Run a script in the folder there, with some words, and return what it prints; nothing where no folder is."""
        root = shlex.quote(self.root)
        line = self._line(f"set -eu; [ -d {root} ] || exit 0; cd {root}\n{script}", *words)
        with _started(line) as shell:
            out, said = shell.communicate(data)
        if shell.returncode == FOREIGN:
            raise UsageError(_FOREIGN.format(place=self.place))
        if shell.returncode:
            raise TargetFailed(f"{self.place}: {said.decode(errors='replace').strip()}")
        return out

    def _line(self, script: str, *words: str) -> list[str]:
        """A command line that has the other machine run a script of the shell with some words."""
        return [*self.shell, self.host, shlex.join(("sh", "-c", script, "sh", *words))]


def _started(line: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError:
        raise UsageError(_ABSENT.format(name=line[0])) from None


def _listed(names: Iterable[str]) -> bytes:
    return b"".join(name.encode(errors="surrogateescape") + b"\0" for name in names)
