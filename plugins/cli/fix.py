"""`check --fix`: writes what is missing and can be known, and mends what was pasted into bodies."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator

from plugins.cli import translations
from plugins.cli.front_matter_line import write_line
from plugins.cli.mend import mend_bodies
from plugins.read.site import read_site
from plugins.settings import Settings


def add_missing(settings: Settings) -> Iterator[tuple[str, str]]:
    """The sources that got something, and what: permanent ids, and of translations which text they translate."""
    mend_bodies(settings, read_site(settings).documents)
    yield from add_ids(settings)
    yield from translations.add_missing(read_site(settings), settings)


def add_ids(settings: Settings) -> Iterator[tuple[str, str]]:
    """The permanent id that an entry lacks, into its original.

    It is made of the site's own and of what is written, so that whoever writes it, be it the job that builds a proposal
    or the one that commits it later, writes the same; a text that has one keeps it, whatever is written then.
    """
    site = read_site(settings)
    lacking = [p.file for p in site.problems if p.rule == "required" and p.field == "id"]
    done: set[str] = set()
    for source in sorted(lacking, key=lambda name: not name.endswith(f".{settings.site.default_language}.md")):
        key = source.rsplit(".", 2)[0]
        if key not in done and write_line(settings.read.content / source, "id", _id(source, settings), first=True):
            done.add(key)
            yield source, "id"


def _id(source: str, settings: Settings) -> str:
    if not settings.site.id:
        return str(uuid.uuid4())
    sha256 = hashlib.sha256((settings.read.content / source).read_bytes()).hexdigest()
    return settings.site.name_for_good("text", source, sha256)
