"""`check --fix`: writes the id that an entry lacks, into its original, and mends what was pasted into bodies."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

from plugins.read.site import read_site
from plugins.run.mend import mend_bodies
from plugins.settings import Settings


def add_missing_ids(settings: Settings) -> Iterator[str]:
    """The sources that got an id."""
    site = read_site(settings)
    mend_bodies(settings, site.documents)
    lacking = [p.file for p in site.problems if p.rule == "required" and p.field == "id"]
    done: set[str] = set()
    for source in sorted(lacking, key=lambda name: not name.endswith(f".{settings.site.default_language}.md")):
        key = source.rsplit(".", 2)[0]
        if key not in done and _insert(settings.read.content / source):
            done.add(key)
            yield source


def _insert(path: Path) -> bool:
    data = path.read_bytes()
    for opening in (b"---\r\n", b"---\n", b"\xef\xbb\xbf---\n"):
        if data.startswith(opening):
            end = b"\r\n" if b"\r" in opening else b"\n"
            line = f"id: {uuid.uuid4()}".encode() + end
            path.write_bytes(opening + line + data[len(opening) :])
            return True
    return False
