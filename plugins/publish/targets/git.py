"""A branch of a git repository, from which a forge serves pages: one commit without history, and the one before beside.

The history would hold every recording for good. The branch changes by comparison (`--force-with-lease`), so that of two
who publish at once one is refused; what was out before stays as the branch NAME-before, to go back to.
Only what changed travels: nothing but the names of the files that are out is fetched (git's partial clones).
"""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urldefrag, urlsplit

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.publish.publication import NONE, RECORD, Publication, PublicationPlan, decode, encode
from plugins.publish.target import Busy, NoRelease, TargetFailed

BRANCH = "pages"
TOKEN = "DIAVLOS_GIT_TOKEN"  # noqa: S105 (the name of a variable)
PLAIN = ".nojekyll"  # keeps GitHub from leaving out what begins with _

_ADDRESS = _(
    "publish: {address} is no repository; write git+https://host/repository.git#branch, git+ssh:// or git+file://"
)
_UNKNOWN = _("{place}: the server no longer answers")


class GitTarget:
    """The branch. `work` is a repository of our own that holds no more than what is being done."""

    is_atomic = True

    def __init__(self, url: str, branch: str):
        self.url, self.branch = url, branch
        self.place = f"{url}#{branch}"
        self.work: Path | None = None
        self.index: list[str] = []  # what changes, as `git update-index` reads it
        self.live = self.before = ""  # the commits that the branches name, or nothing

    @classmethod
    def of(cls, address: str) -> GitTarget:
        """Return the branch of `git+https://…#branch`. Raises UsageError."""
        url, branch = urldefrag(address.removeprefix("git+"))
        branch = branch or BRANCH
        if urlsplit(url).scheme not in ("https", "ssh", "file") or branch.startswith("-"):
            raise UsageError(_ADDRESS.format(address=address))
        return cls(url, branch)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody is kept out: whoever comes second is refused by the comparison."""
        with self._fetched():
            yield

    def published(self) -> Publication:
        if self.work is None:
            with self._fetched():
                return self.published()
        if self.live == "?":
            raise TargetFailed(_UNKNOWN.format(place=self.place))
        if not self.live or RECORD not in self._git("ls-tree", "--name-only", self.live, RECORD).decode():
            return NONE
        return decode(self._git("cat-file", "blob", f"{self.live}:{RECORD}"))

    def begin(self, plan: PublicationPlan) -> None:
        """What is in the branch and not ours (CNAME, .domains) stays."""
        if self.live:
            self._git("read-tree", self.live)

    def put(self, plan: PublicationPlan) -> Iterator[str]:
        with self._started("hash-object", "-w", "--no-filters", "--stdin-paths") as hasher:
            assert hasher.stdin and hasher.stdout
            for path in plan.put:
                for _piece in plan.tree.pieces(path):
                    pass
                hasher.stdin.write(f"{plan.tree.folder.absolute() / path}\n".encode())
                hasher.stdin.flush()
                self._enter(path, hasher.stdout.readline().decode().strip())
                yield path

    def show(self, plan: PublicationPlan) -> None:
        for path, data in {RECORD: encode(plan.after), PLAIN: b""}.items():
            self._enter(path, self._git("hash-object", "-w", "--stdin", data=data).decode().strip())
        self.index += [f"0 {'0' * 40}\t{path}\0" for path in plan.delete]
        self._git("update-index", "-z", "--index-info", data="".join(self.index).encode())
        tree = self._git("write-tree", "--missing-ok").decode().strip()
        commit = self._git("commit-tree", tree, "-m", f"Publication {plan.after.name}").decode().strip()
        self._push(commit, self.live)

    def tidy(self, plan: PublicationPlan) -> None:
        """The server clears away by itself what no branch names."""

    def roll_back(self) -> Publication:
        if not self.before:
            raise NoRelease(self.place)
        self._push(self.before, self.live)
        self.live = self.before
        return self.published()

    def _enter(self, path: str, sha: str) -> None:
        """Have a path of the next commit name a file of the repository."""
        if not sha:
            raise TargetFailed(f"{self.place}: {path}")
        self.index.append(f"100644 {sha}\t{path}\0")

    def _push(self, commit: str, before: str) -> None:
        """Have the branch name a commit, and the one beside it what it named; neither where somebody was faster."""
        live, old = f"refs/heads/{self.branch}", f"refs/heads/{self.branch}-before"
        line = [
            "push",
            "--quiet",
            "--atomic",
            f"--force-with-lease={live}:{before}",
            "origin",
            f"{commit}:{live}",
        ]
        try:
            self._git(*line, *((f"+{before}:{old}",) if before else ()))
        except TargetFailed:
            self.live = "?"  # the server may have taken it all the same
            self.live = self._refs().get(live, "")
            if self.live == before:
                raise
            if self.live != commit:
                raise Busy(self.place) from None

    def _refs(self) -> dict[str, str]:
        """The branches of the server, each with its commit."""
        named = self._git("ls-remote", "origin", f"refs/heads/{self.branch}*").decode().splitlines()
        return {ref: sha for sha, _tab, ref in (line.partition("\t") for line in named)}

    @contextmanager
    def _fetched(self) -> Iterator[None]:
        """A repository that knows both branches, and of their files the names."""
        with TemporaryDirectory(prefix="diavlos-") as folder:
            self.work = Path(folder)
            try:
                self._git("init", "--quiet", "--bare", folder)
                self._git("remote", "add", "origin", self.url)
                refs = self._refs()
                self.live = refs.get(f"refs/heads/{self.branch}", "")
                self.before = refs.get(f"refs/heads/{self.branch}-before", "")
                wanted = [sha for sha in (self.live, self.before) if sha]
                if wanted:
                    self._git("fetch", "--quiet", "--depth=1", "--filter=blob:none", "origin", *wanted)
                yield
            finally:
                self.work = None

    def _git(self, *words: str, data: bytes = b"") -> bytes:
        with self._started(*words) as git:
            out, said = git.communicate(data)
        if git.returncode:
            raise TargetFailed(f"{self.place}: {said.decode(errors='replace').strip()}")
        return out

    def _started(self, *words: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_DIR": str(self.work), **_AUTHOR, **_credentials()}
        line, pipe = ["git", *_QUICK, *words], subprocess.PIPE
        return subprocess.Popen(line, env=environment, stdin=pipe, stdout=pipe, stderr=pipe)


#: What we keep lives for a moment, and most of it is sound, which does not get smaller.
_QUICK = ("-c", "gc.auto=0", "-c", "core.fsync=none", "-c", "core.compression=1")
_AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in {"NAME": "diavlos", "EMAIL": "diavlos@localhost"}.items()
}


def _credentials() -> dict[str, str]:
    """A token of the environment as git is told of it, so that it is in no command line and no file."""
    token = os.environ.get(TOKEN)
    if not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    header = {"KEY": "http.extraHeader", "VALUE": f"Authorization: Basic {basic}"}
    return {"GIT_CONFIG_COUNT": "1", **{f"GIT_CONFIG_{name}_0": value for name, value in header.items()}}
