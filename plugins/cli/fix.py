"""`check --fix`: writes what is missing and can be known, and mends what was pasted into bodies."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from plugins.cli import translations
from plugins.cli.front_matter_line import write_line
from plugins.cli.mend import mend_bodies
from plugins.read.site import read_site
from plugins.settings import Settings


def add_missing(settings: Settings) -> Iterator[tuple[str, str]]:
    """The sources that got something, and what: permanent ids, and of translations which text they translate."""
    yield from _add_ids(settings)
    yield from translations.add_missing(read_site(settings), settings)


def _add_ids(settings: Settings) -> Iterator[tuple[str, str]]:
    """The permanent id that an entry lacks, into its original."""
    site = read_site(settings)
    mend_bodies(settings, site.documents)
    lacking = [p.file for p in site.problems if p.rule == "required" and p.field == "id"]
    done: set[str] = set()
    for source in sorted(lacking, key=lambda name: not name.endswith(f".{settings.site.default_language}.md")):
        key = source.rsplit(".", 2)[0]
        if key not in done and write_line(settings.read.content / source, "id", str(uuid.uuid4()), first=True):
            done.add(key)
            yield source, "id"
