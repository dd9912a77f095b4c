"""The digest: each week that is over as an item of a feed, and as an e-mail in HTML and in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.digest.letter import Digest, LetterLine, LetterSection, feed, html, text
from plugins.channels.digest.weeks import Week, weeks_of
from plugins.channels.shared.feed.documents import FORMATS
from plugins.channels.shared.feed.values import FeedHead, HeadLink, Item
from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.document import NO_BODY
from plugins.model.edition import Edition
from plugins.model.entry import Entry, counted_as
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.settings import Settings

LATEST = "latest"
# Entries in a letter, and events to come: even with the longest titles and summaries, programs show it whole.
MOST, COMING = 32, 8
LETTERS = (("html", html), ("txt", text))


def artifacts(view: View) -> Iterator[Artifact]:
    """The feed of digests and the letters; the newest letter also under a name that stays."""
    edition, settings = view.edition, view.settings
    weeks = weeks_of(edition, settings)
    digests = tuple(digest_of(week, edition, settings) for week in weeks)
    if digests:
        yield from _feeds(weeks, digests, edition, settings)
    for number, digest in enumerate(digests):
        for name in (LATEST, digest.name) if number == 0 else (digest.name,):
            for ending, make in LETTERS:
                path = view.address("digest.mail", week=name, format=ending)
                yield Artifact(path, make, (digest,), "digest", view.lang, digest.sources)


def digest_of(week: Week, edition: Edition, settings: Settings) -> Digest:
    """A week as letters and items tell it; what is too much for a letter is counted."""
    base, term = settings.site.url, edition.taxonomies.term
    parts, room = [], MOST
    for kind, entries in week.kinds:
        if kind != "page" and room > 0:
            heading = term("kinds", counted_as(kind), edition.lang).name
            parts.append(LetterSection(kind, heading, tuple(line_of(entry, base) for entry in entries[:room])))
            room -= len(entries)
    said = sum(len(part.lines) for part in parts)
    return Digest(
        name=week.name,
        lang=edition.lang,
        monday=week.monday,
        sunday=week.sunday,
        parts=tuple(parts),
        coming=tuple(line_of(entry, base) for entry in week.coming[:COMING]),
        more=len(week.entries) - said,
        page=f"{base}/{address_of(week, edition, settings)}",
        sources=tuple(entry.source for entry in (*week.entries, *week.coming)),
    )


def address_of(week: Week, edition: Edition, settings: Settings) -> str:
    """The page of a week; where the site has none, its front page."""
    words = edition.taxonomies.groups["lists"]
    if "digest" in words and settings.site.makes("digest"):
        return settings.site.address("digest", edition.lang, word=words["digest"][edition.lang].slug, week=week.name)
    return settings.site.address("home", edition.lang) if settings.site.makes("home") else ""


def line_of(entry: Entry, base: str) -> LetterLine:
    """The row of a text; `base` is the address of the site."""
    return LetterLine(
        title=entry.title,
        url=f"{base}/{entry.url}",
        summary=entry.summary,
        start=entry.of(EventFields).start,
        deadline=entry.of(OpportunityFields).deadline,
        place=entry.place if entry.kind in ("event", "opportunity") else "",
        demo=entry.demo,
    )


def _feeds(
    weeks: tuple[Week, ...], digests: tuple[Digest, ...], edition: Edition, settings: Settings
) -> Iterator[Artifact]:
    """In every format; an item comes out when its week is over."""
    views, lang = FeedViews(edition, settings), edition.lang
    name = settings.site.language(lang).sitename
    page = views.absolute(settings.site.address("home", lang)) if settings.site.makes("home") else settings.site.url
    sheet = f"{settings.site.root}/feeds/feed.css"
    head = FeedHead(name, name, lang, page, name, sheet, id=views.feed_id("digest"))
    items = tuple(
        Item(
            guid=settings.site.name_for_good("digest", lang, digest.name),
            title=digest.name,
            url=digest.page,
            summary=", ".join(line.title for part in digest.parts for line in part.lines)[:300],
            body=NO_BODY,
            links=(),
            published=week.end,
            updated=week.end,
            lang=lang,
            categories=(),
            authors=(name,),
            enclosures=(),
        )
        for week, digest in zip(weeks, digests, strict=True)
    )
    for format in settings.feeds.formats:
        path = settings.site.address("digest.feed", lang, format=format)
        links = (HeadLink("self", views.absolute(path), FORMATS[format][1]),)
        sources = tuple(source for digest in digests for source in digest.sources)
        yield Artifact(path, feed, (format, head, items, links, digests), "digest", lang, sources)
