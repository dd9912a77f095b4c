"""The original of a translation as it was when it was translated: out of git, where that knows it."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from plugins.model.value import Value
from plugins.read import git
from plugins.read.decode import decode
from plugins.text import original_hash

_HEAD = re.compile(r"---[ \t]*\n.*?^---[ \t]*(?:\n|\Z)|(?:[^\n]+\n)+\n?", re.DOTALL | re.MULTILINE)
_COMMIT = re.compile(rb"[0-9a-f]{40,64}")
MOST = 200  # versions of a text that are looked through, the newest first


class Difference(Value, frozen=True):
    """A stretch of a text that reads otherwise now: what it was, and what it is."""

    old: str
    new: str


def version(path: Path, stated: str) -> bytes | None:
    """Return the version of an original that `original_hash` names; None where git has none such."""
    return next((data for data in _versions(path) if original_hash.is_of(stated, sha256_of_body(data))), None)


def sha256_of_body(data: bytes) -> str:
    """Return the hash of a text's body, as `Document.source_sha256` is."""
    text, __ = decode(data, "")
    head = _HEAD.match(text)
    return hashlib.sha256(text[head.end() if head else 0 :].strip().encode()).hexdigest()


def changes(old: str, new: str) -> tuple[Difference, ...]:
    """Return what differs, paragraph by paragraph."""
    one, other = (_paragraphs(text) for text in (old, new))
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return tuple(
        Difference("\n\n".join(one[a:b]), "\n\n".join(other[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in text.split("\n\n") if part.strip()]


def _versions(path: Path) -> Iterator[bytes]:
    """What a file held in each commit that changed it, the newest first, under other names too."""
    said = git.said(path.parent, "log", f"-{MOST}", "--follow", "--format=%H", "--name-only", "-z", "--", path.name)
    commit = b""
    for word in filter(None, (said or b"").replace(b"\0", b"\n").split(b"\n")):
        if _COMMIT.fullmatch(word):
            commit = word  # a merge names no file
            continue
        data = git.said(path.parent, "cat-file", "blob", b":".join((commit, word)))
        if data is not None:
            yield data
