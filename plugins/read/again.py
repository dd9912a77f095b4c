"""Site → Site after some texts were edited: only their entries are made anew, and those of their other languages."""

from __future__ import annotations

from collections.abc import Mapping, Set

from msgspec.structs import replace

from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.read.assets import assets_of
from plugins.read.entries import Builder, problems_of
from plugins.read.files import Source, source_of
from plugins.settings import Settings


def read_again(settings: Settings, site: Site, edited: Set[str]) -> Site | None:
    """The site as `read_site` would give it, where `site` is the same but for the entries of the edited sources.

    `site.documents` are of now. No file came or went, and none but the edited ones changed, else the answer is wrong.
    None: more than these entries may have changed, so that all must be read.
    """
    if any(problem.file not in site.documents for problem in site.problems):
        return None  # what is wrong with other files is said by those who read them
    before = {entry.source: entry for entry in site.entries}
    sources = _sources(site, before, settings)
    own = {path: source for path, source in sources.items() if path in edited}
    keys = {source.key for source in own.values()}
    if any(source.kind == "show" for source in own.values()):
        return None  # it stands in the addresses of its episodes
    builder = Builder(settings, site.taxonomies, sources, site.documents, site.files, frozenset())
    made = {entry.source: entry for entry in builder.entries(keys)}
    group = {path: source for path, source in sources.items() if source.key in keys}
    if made.keys() != group.keys() & before.keys():
        return None  # an entry came or went, and its place among the others is not known
    entries = tuple(made.get(entry.source, entry) for entry in site.entries)
    problems = [problem for problem in site.problems if problem.file not in group]
    problems += problems_of(group.values(), site.documents, builder)
    assets = assets_of(settings.read.content, entries, site.assets)
    return replace(site, entries=entries, assets=assets, problems=tuple(problems))


def _sources(site: Site, entries: Mapping[str, Entry], settings: Settings) -> dict[str, Source]:
    """All sources by path, in their order; few have no entry, and are looked at again."""
    found: dict[str, Source] = {}
    for path in site.documents:
        entry = entries.get(path)
        source = Source(path, entry.kind, entry.lang, entry.key) if entry else source_of(path, settings.site.codes)
        if isinstance(source, Source):
            found[path] = source
    return found
