"""A digest in words: as an item of a feed, as an HTML e-mail, and as a plain one."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from html import escape

from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.shared.feed.values import FeedHead, HeadLink, Item
from plugins.model.value import Language, Value

WIDTH = 72  # of a line of plain text: https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1 asks for 78 at most
LETTER = "mail/digest.html"


class LetterLine(Value, frozen=True):
    """An entry of a digest; `start` is an event's, `deadline` a call's. `url` is absolute."""

    title: str
    url: str
    summary: str
    start: date | None
    deadline: date | None
    place: str
    demo: bool


class LetterSection(Value, frozen=True):
    """The entries of one kind."""

    kind: str
    heading: str
    lines: tuple[LetterLine, ...]


class Digest(Value, frozen=True):
    """A week: what came out, the events to come, and how many more entries its page has."""

    name: str
    lang: Language
    monday: date
    sunday: date
    parts: tuple[LetterSection, ...]
    coming: tuple[LetterLine, ...]
    more: int
    page: str
    sources: tuple[str, ...]


def span(first: date, last: date, locale: str) -> str:
    """16–22 Νοεμβρίου 2026; 28 Σεπτεμβρίου – 4 Οκτωβρίου 2026."""
    from babel.dates import format_date

    end = format_date(last, "d MMMM y", locale=locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{format_date(first, 'd MMMM' if first.year == last.year else 'd MMMM y', locale=locale)} – {end}"


def html(resources: Resources, digest: Digest) -> bytes:
    """A letter of tables with styles inline, since mail programs know little else (https://www.caniemail.com/)."""
    from plugins.channels.shared.theme import names_for, theme_of

    site = resources.settings.site
    names = {
        **names_for(digest.lang, resources),
        "digest": digest,
        "title": _title(resources, digest),
        "notes": {
            line.url: _note(resources, line, digest.lang) for _, lines in _sections(resources, digest) for line in lines
        },
        "home_url": site.address("home", digest.lang) if site.makes("home") else "",
        "sent_by": _sender(resources),
    }
    letter: str = theme_of(resources).env.get_template(LETTER).render(names)
    return letter.encode()


def text(resources: Resources, digest: Digest) -> bytes:
    """Return the letter in plain text; its first line is the subject."""
    return ("\n".join(_text(resources, digest)) + "\n").encode()


def feed(
    resources: Resources,
    format: str,
    head: FeedHead,
    items: tuple[Item, ...],
    links: tuple[HeadLink, ...],
    digests: tuple[Digest, ...],
) -> bytes:
    """The digests as a feed in one format."""
    from plugins.channels.shared.feed.documents import json_document
    from plugins.channels.shared.feed.writer import write_atom, write_rss

    say = resources.catalogues[head.lang].gettext
    named = replace(head, title=f"{head.title}: {say('The week')}", description=say("Once a week, what came out."))
    titled = tuple(replace(item, title=_title(resources, digest)) for item, digest in zip(items, digests, strict=True))
    contents = ["\n".join(_item(resources, digest)) for digest in digests]
    if format == "json":
        return json_document(named, titled, links, contents)
    write = write_atom if format == "atom.xml" else write_rss
    return write(named, links, titled, contents)


def _title(resources: Resources, digest: Digest) -> str:
    locale = resources.settings.site.language(digest.lang).locale
    return f"{resources.catalogues[digest.lang].gettext('The week')} {span(digest.monday, digest.sunday, locale)}"


def _sender(resources: Resources) -> str:
    return resources.settings.site.contact


def _sections(resources: Resources, digest: Digest) -> Iterator[tuple[str, tuple[LetterLine, ...]]]:
    """Heading and entries, those to come last."""
    yield from ((part.heading, part.lines) for part in digest.parts)
    if digest.coming:
        yield resources.catalogues[digest.lang].gettext("The next two weeks"), digest.coming


def _note(resources: Resources, line: LetterLine, lang: Language) -> str:
    """When and where, or until when."""
    from plugins.channels.shared.filters import day_in_words, moment_in_words

    locale = resources.settings.site.language(lang).locale
    when = moment_in_words(line.start, locale) if line.start else ""
    if line.deadline:
        when = f"{resources.catalogues[lang].gettext('Apply by')} {day_in_words(line.deadline, locale)}"
    return " · ".join(filter(None, (when, line.place)))


def _more(resources: Resources, digest: Digest) -> str:
    many = resources.catalogues[digest.lang].ngettext("and %(num)d more text", "and %(num)d more texts", digest.more)
    return many % {"num": digest.more}


def _item(resources: Resources, digest: Digest) -> Iterator[str]:
    say = resources.catalogues[digest.lang].gettext
    for heading, lines in _sections(resources, digest):
        yield f"<h2>{escape(heading)}</h2>\n<ul>"
        for line in lines:
            note = _note(resources, line, digest.lang)
            about = " ".join(filter(None, (f"{note}." if note else "", line.summary)))
            demo = f" <small>({escape(say('Demonstration content'))})</small>" if line.demo else ""
            yield f'<li><a href="{escape(line.url)}">{escape(line.title)}</a>{demo}<br>{escape(about)}</li>'
        yield "</ul>"
    if digest.more:
        yield f'<p><a href="{escape(digest.page)}">{escape(_more(resources, digest))}</a></p>'


def _text(resources: Resources, digest: Digest) -> Iterator[str]:
    say = resources.catalogues[digest.lang].gettext
    name = resources.settings.site.language(digest.lang).sitename
    title = f"{name}: {_title(resources, digest)}"
    yield from (title, "=" * len(title), "")
    for heading, lines in _sections(resources, digest):
        yield from (heading, "-" * len(heading), "")
        for line in lines:
            yield from _wrapped(line.title)
            yield from _wrapped(_note(resources, line, digest.lang))
            yield from _wrapped(line.summary)
            if line.demo:
                yield f"({say('Demonstration content')})"
            yield from (line.url, "")
    if digest.more:
        yield from (_more(resources, digest), "")
    yield from (f"{say('Read it on the site')}: {digest.page}", *filter(None, (_sender(resources),)))


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False)
