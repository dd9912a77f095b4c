"""The ledger: every episode that was ever published, in a file of git, an episode a line so that changes are seen."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import msgspec

from plugins.model.errors import UsageError
from plugins.model.problem import _


class LedgerRow(msgspec.Struct, frozen=True):
    """A published episode: its guid, its language, its pair key and when it came out."""

    guid: str
    language: str
    key: str
    out: datetime

    @property
    def show(self) -> str:
        return self.key.split("/")[1]


class Ledger(msgspec.Struct):
    """The file. `accepted` are the guids of rows whose change somebody has agreed to; writing it clears them."""

    episodes: list[LedgerRow] = msgspec.field(default_factory=list)
    accepted: list[str] = msgspec.field(default_factory=list)


def read_ledger(path: Path) -> Ledger | None:
    """What was published; None before the first time. Raises UsageError for a file that is no ledger."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ledger)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(
            _("{path}: {error}; put back the version of git, or delete it to begin anew").format(path=path, error=error)
        ) from error


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Replace the file whole."""
    rows = sorted(ledger.episodes, key=lambda row: (row.language, row.key, row.guid))
    lines = ",\n".join(
        json.dumps({"guid": r.guid, "language": r.language, "key": r.key, "out": r.out.isoformat()}, ensure_ascii=False)
        for r in rows
    )
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    accepted = json.dumps(sorted(ledger.accepted))
    fresh.write_text(f'{{"episodes": [\n{lines}\n],\n"accepted": {accepted}}}\n', encoding="utf-8")
    fresh.replace(path)
