"""The files of the network: all members as JSON; for each a list for its own site, as a page for a frame and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from plugins.channels.network.directory import NUMBERS, members_of, town_of
from plugins.channels.resources import Resources
from plugins.channels.shared.filters import day_in_words
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.own_style import own_style
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, MemberFields
from plugins.model.moments import day_of
from plugins.model.value import Language, Value

SIZE = 10  # texts in a list for another site
STYLE = Path(__file__).with_name("embed.css")


class ListedText(Value, frozen=True):
    """A text in a list for another site: its title, address, sort, and day (of an event, the one on which it is)."""

    title: str
    url: str
    kind: str
    day: str
    words: str


class MemberRecord(Value, frozen=True):
    """A member as data."""

    name: str
    url: str
    summary: str
    place: str
    sector: str
    axes: tuple[str, ...]
    regions: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


def artifacts(view: View) -> Iterator[Artifact]:
    """All members of a language, and a list for each."""
    members = [entry for entry in members_of(view) if entry.lang == view.lang]
    if view.is_first and view.makes("embed"):
        yield own_style(view, "embed.style", STYLE, "network")
    if members and view.makes("members.data"):
        rows = tuple(_row(view, entry) for entry in members)
        sources = tuple(entry.source for entry in members)
        yield Artifact(view.address("members.data"), as_json, (view.lang, rows), "network", view.lang, sources)
    for entry in members:
        inputs = (view.lang, entry.title, f"{view.settings.site.url}/{entry.url}", listed(view, entry))
        if view.makes("embed"):
            style = f"{view.settings.site.root}/{view.address('embed.style')}"
            path = f"{view.address('embed', member=entry.stem)}index.html"
            yield Artifact(path, as_page, (*inputs, style), "network", view.lang, (entry.source,))
        if view.makes("embed.data"):
            path = view.address("embed.data", member=entry.stem)
            yield Artifact(path, as_list, inputs, "network", view.lang, (entry.source,))


def listed(view: View, entry: Entry) -> tuple[ListedText, ...]:
    """What is to come of a member, then the newest of its texts."""
    own = [one for one in view.edition.upcoming if entry.stem in one.members]
    keys = {one.key for one in own}
    newest = (one for one in view.edition.terms.get(("members", entry.stem), ()) if one.key not in keys)
    return tuple(_listed(view, one) for one in [*own, *newest][:SIZE])


def _listed(view: View, entry: Entry) -> ListedText:
    when = entry.of(EventFields).start or entry.date
    day = day_of(when) if when else None
    return ListedText(
        entry.title,
        f"{view.settings.site.url}/{entry.url}",
        view.shown.category(entry).name,
        day.isoformat() if day else "",
        day_in_words(day, view.language.locale) if day else "",
    )


def _row(view: View, entry: Entry) -> MemberRecord:
    member, terms = entry.of(MemberFields), view.edition.taxonomies.groups["regions"]
    numbers = {name: getattr(member, name) for name in ("website", "email", "phone", *NUMBERS)}
    return MemberRecord(
        entry.title,
        f"{view.settings.site.url}/{entry.url}",
        entry.summary,
        town_of(entry),
        member.sector,
        entry.axes,
        tuple((key, terms[key][view.lang].code) for key in entry.regions),
        tuple((name, value) for name, value in numbers.items() if value),
    )


def as_json(resources: Resources, lang: Language, rows: tuple[MemberRecord, ...]) -> bytes:
    """The members as JSON, in the order of their names; a region has its code of NUTS where it has one."""
    members = [
        {
            "name": one.name,
            "url": one.url,
            "summary": one.summary,
            "place": one.place,
            "sector": one.sector,
            "axes": one.axes,
            "regions": [{"key": key, "nuts": code or None} for key, code in one.regions],
            **dict(one.facts),
        }
        for one in rows
    ]
    return json_text({"language": lang, "members": members})


def as_list(resources: Resources, lang: Language, name: str, url: str, found: tuple[ListedText, ...]) -> bytes:
    """A member's list as JSON."""
    rows = [{"title": one.title, "url": one.url, "kind": one.kind, "date": one.day or None} for one in found]
    return json_text({"language": lang, "name": name, "url": url, "items": rows})


def as_page(
    resources: Resources, lang: Language, name: str, url: str, found: tuple[ListedText, ...], style: str
) -> bytes:
    """A member's list as a page for a frame: no script, no cookie; its links open in the page around it."""
    rows = "".join(map(_line, found))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n<title>{escape(name)}</title>\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
        f'<base target="_top">\n<link rel="stylesheet" href="{escape(style)}">\n'
        f'<main>\n<h1><a href="{escape(url)}">{escape(name)}</a></h1>\n<ul>\n{rows}</ul>\n</main>\n'
    ).encode()


def _line(one: ListedText) -> str:
    day = f' · <time datetime="{one.day}">{escape(one.words)}</time>' if one.day else ""
    return f'<li><a href="{escape(one.url)}">{escape(one.title)}</a> <small>{escape(one.kind)}{day}</small></li>\n'
