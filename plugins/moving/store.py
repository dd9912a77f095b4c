"""What an import has written, so that the next one touches nothing that somebody has edited."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.model.errors import MachineError
from plugins.model.problem import _

_NOT_WRITTEN = _("import: {path} cannot be written: {reason}")
_LINK = _("import: {path} is a symbolic link; put a folder in its place")


class Store:
    """The content folder, with what earlier runs wrote into it (`written.json` in the folder of the import)."""

    def __init__(self, content: Path, memory: Path):
        self.content, self.memory = content, memory
        known = _read(memory)
        self.before: dict[str, str] = dict(known.get("files", {}))  # path → hash of what was written
        self.keys: dict[str, str] = dict(known.get("keys", {}))  # id → key
        self.now: dict[str, str] = {}
        self.counts = Counter[str]()
        self.edited: list[str] = []

    def taken(self) -> frozenset[str]:
        """The keys of texts that are there and that no import wrote."""
        found = (path for path in _texts(self.content) if path not in self.before)
        return frozenset(path.rsplit(".", 2)[0].removesuffix("/index") for path in found)

    def write(self, path: str, data: bytes) -> None:
        """Write a file, unless it is there already or somebody has edited it since."""
        digest = hashlib.sha256(data).hexdigest()
        there, other = self._there(path), _other_form(path)
        if there is None and other and self._there(other) not in (None, self.before.get(other)):
            path, there = other, self._there(other)  # somebody has edited it where it lay before
        if there is not None and there == digest:
            self.counts["unchanged"] += 1
        elif there is not None and there != self.before.get(path):
            self.counts["edited"] += 1
            self.edited.append(path)
            digest = self.before.get(path, "")
        else:
            self.counts["written"] += 1
            self._put(path, data)
        self.now[path] = digest

    def finish(self, keys: Mapping[str, str]) -> None:
        """Take away what an earlier run wrote and this one would not, and remember what was written."""
        for path in sorted(self.before.keys() - self.now.keys()):
            if self.before[path] and self._there(path) == self.before[path]:
                (self.content / path).unlink()
                self.counts["removed"] += 1
                _remove_empty((self.content / path).parent, self.content)
        state = {"files": dict(sorted(self.now.items())), "keys": dict(sorted(keys.items()))}
        self.memory.parent.mkdir(parents=True, exist_ok=True)
        self.memory.write_text(json.dumps(state, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")

    def _there(self, path: str) -> str | None:
        target = self.content / path
        return hashlib.sha256(target.read_bytes()).hexdigest() if target.is_file() and not target.is_symlink() else None

    def _put(self, path: str, data: bytes) -> None:
        target = self.content / path
        for parent in target.relative_to(self.content).parents:
            if (self.content / parent).is_symlink() and parent != Path():
                raise MachineError(_LINK.format(path=self.content / parent))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.tmp")
            beside.write_bytes(data)
            os.replace(beside, target)
        except OSError as error:
            raise MachineError(_NOT_WRITTEN.format(path=target, reason=error.strerror or error)) from error


def _other_form(path: str) -> str:
    """Where the same text may lie: `news/harbour.el.md` of `news/harbour/index.el.md`, and the other way round."""
    stem, _, ending = path.rpartition(".md")[0].rpartition(".")
    if not path.endswith(".md") or not stem:
        return ""
    return f"{stem.removesuffix('/index')}.{ending}.md" if stem.endswith("/index") else f"{stem}/index.{ending}.md"


def _texts(content: Path) -> Iterator[str]:
    for root, folders, names in os.walk(content):
        folders.sort()
        yield from (
            (Path(root) / name).relative_to(content).as_posix() for name in sorted(names) if name.endswith(".md")
        )


def _read(memory: Path) -> dict[str, Any]:
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remove_empty(folder: Path, content: Path) -> None:
    """Folders that hold nothing any more go, up to the one of their kind."""
    while folder.parent not in (content, content.parent) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
