"""content/ → Site: read every file once, let translations inherit, and give every entry its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from plugins.i18n.terms import Spellings
from plugins.model.document import Document
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import _
from plugins.model.site import Site
from plugins.model.taxonomy import Taxonomies
from plugins.read.assets import assets_of
from plugins.read.entries import Builder, problems_of
from plugins.read.files import Source, scan
from plugins.read.stations import read_stations
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings

Segments = Mapping[str, tuple[str, ...]]  # by Body.sha256
Parsed = tuple[Mapping[str, Document], Segments]
ParseAll = Callable[[Sequence[Source], Sequence[str], Settings], Parsed]  # sources, the files beside them


def parse_in_turn(sources: Sequence[Source], files: Sequence[str], settings: Settings) -> Parsed:
    """Every file parsed, one after the other."""
    from plugins.read.document import parse  # a build that remembers all texts does without the parser

    documents: dict[str, Document] = {}
    segments: dict[str, tuple[str, ...]] = {}
    for source in sources:
        data = (settings.read.content / source.path).read_bytes()
        site = settings.site
        document, html = parse(data, source.kind, source.lang, site.timezone, site.codes, settings.fields)
        documents[source.path] = document
        segments[document.body.sha256] = tuple(html.split("\0"))
    return documents, segments


def read_site(settings: Settings, parse_all: ParseAll = parse_in_turn) -> Site:
    """Everything below the content folder. `parse_all` may be one that remembers, or works in parallel.

    Raises UsageError where there is no such folder, MachineError where a file cannot be read.
    """
    if not settings.read.content.is_dir():
        raise UsageError(_("settings: PATH: there is no folder {content}").format(content=settings.read.content))
    try:
        return _read_site(settings, parse_all)
    except OSError as error:
        raise MachineError(
            _("content: {why} ({file})").format(why=error.strerror or error, file=error.filename)
        ) from error


def _read_site(settings: Settings, parse_all: ParseAll) -> Site:
    content, site = settings.read.content, settings.site
    found, files, faults = scan(content, site.codes)
    taxonomies, problems = read_taxonomies(content, site.codes, {source.kind for source in found})
    if not problems:
        refuse_misspelt_tags(settings.feeds.tags, taxonomies)
    problems += faults
    stations, wrong = read_stations(content, files, site.codes, site.default_language)
    problems += wrong
    documents, segments = parse_all(found, files, settings)
    sources = {source.path: source for source in found}
    refused = frozenset(problem.file.rsplit(".", 2)[0].removesuffix("/index") for problem in faults)
    builder = Builder(settings, taxonomies, sources, documents, frozenset(files), refused)
    entries = builder.entries()
    problems += problems_of(found, documents, builder)
    assets = assets_of(content, entries)
    return Site(
        tuple(entries),
        documents,
        assets,
        frozenset(files),
        taxonomies,
        tuple(problems),
        segments,
        tuple(stations),
    )


def refuse_misspelt_tags(names: Sequence[str], taxonomies: Taxonomies) -> None:
    """Raises UsageError for a tag that is to have a feed, is no key of the taxonomies and looks like one.

    Others have no feed: the settings of a site may name tags that only some of its contents have.
    """
    for name in names:
        near = [] if name in taxonomies.groups["tags"] else Spellings(taxonomies, "tags").near(name)
        if near:
            message = _("settings: FEED_TAGS: there is no tag {name}; did you mean {near}?")
            raise UsageError(message.format(name=name, near=near[0]))
