"""The page of what is to be translated: behind its original with what has changed there, missing, on one side alone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from plugins.channels.shared.own_style import own_style
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.interchange.history import changes
from plugins.interchange.standing import Standing, standings
from plugins.interchange.texts import Pair, as_translated, read_file
from plugins.model.artifact import Artifact
from plugins.model.reads import note
from plugins.model.value import Value

STYLE = Path(__file__).with_name("translators.css")
_WORD = re.compile(r"\s+|[^\s]+")


class MarkedWords(Value, frozen=True):
    """Words that a change left as they were, took out, or put in."""

    sort: Literal["same", "old", "new"]
    text: str


class MarkedDifference(Value, frozen=True):
    """What an original said when it was translated, and what it says, each with what differs."""

    old: tuple[MarkedWords, ...]
    new: tuple[MarkedWords, ...]


class TranslationRow(Value, frozen=True):
    """A text to be translated: its original's page, the file of its translation, and what there is to do."""

    original: Link
    lang: str
    file: str
    fields: tuple[str, ...] = ()
    differences: tuple[MarkedDifference, ...] | None = None  # None: nobody knows what has changed


class TranslationCount(Value, frozen=True):
    """How much of the texts of a language or a member is translated."""

    name: str
    done: int
    total: int
    stale: int
    absent: int


def pages(view: View) -> Iterator[Page]:
    """What is to be translated into the language of the page."""
    if not _is_made(view):
        return
    yield Page(
        "translations",
        view.lang,
        view.address("translations"),
        "translations.html",
        view.gettext("Translations"),
        values=_values(view),
        breadcrumbs=(view.home,),
        indexed=False,
    )


def _values(view: View) -> dict[str, object]:
    every = list(standings(view.site, view.settings))
    note(source for one in every for source in (one.entry.source, one.file))
    mine = [one for one in every if one.into == view.lang]
    return {
        "style": view.address("translations.style"),
        "stale": tuple(_row(view, one, differences=_differences(view, one)) for one in mine if one.place == "stale"),
        "absent": tuple(_row(view, one) for one in mine if one.place == "absent"),
        "lacking": tuple(_row(view, one, one.lacking) for one in mine if one.lacking),
        "surplus": tuple(_row(view, one, one.surplus) for one in mine if one.surplus),
        "alone": tuple(_row(view, one) for one in mine if one.place == "one"),
        "unmarked": tuple(_row(view, one) for one in mine if one.place == "unmarked"),
        "languages": tuple(
            _count(language.name, [one for one in every if one.into == language.code])
            for language in view.settings.site.languages
        ),
        "members": tuple(_members(view, mine)),
    }


def artifacts(view: View) -> Iterator[Artifact]:
    """The style sheet of the page."""
    if view.is_first and _is_made(view):
        yield own_style(view, "translations.style", STYLE, "translators")


def _is_made(view: View) -> bool:
    """Whether there is such a page: on a site that readers see, never."""
    return view.settings.run.drafts and view.makes("translations")


def _row(
    view: View, one: Standing, fields: tuple[str, ...] = (), differences: tuple[MarkedDifference, ...] | None = None
) -> TranslationRow:
    return TranslationRow(Link(one.entry.title, one.entry.url), one.entry.lang, one.file, fields, differences)


def _differences(view: View, one: Standing) -> tuple[MarkedDifference, ...] | None:
    """What has changed in an original since; None where git does not have what it said."""
    then = as_translated(Pair(one.entry, one.into, one.file, True), view.settings)
    if then is None:
        return None
    now = read_file(view.settings.read.content / one.entry.source)
    return tuple(_marked(change.old, change.new) for change in changes(then.body, now.body))


def _marked(old: str, new: str) -> MarkedDifference:
    """Two texts word by word."""
    was, now = _WORD.findall(old), _WORD.findall(new)
    before, after = list[MarkedWords](), list[MarkedWords]()
    for tag, a, b, c, d in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if a < b:
            before.append(MarkedWords("same" if tag == "equal" else "old", "".join(was[a:b])))
        if c < d:
            after.append(MarkedWords("same" if tag == "equal" else "new", "".join(now[c:d])))
    return MarkedDifference(tuple(before), tuple(after))


def _members(view: View, mine: Sequence[Standing]) -> Iterator[TranslationCount]:
    for member in view.edition.kinds.get("member", ()):
        own = [one for one in mine if member.stem in one.entry.members]
        if own:
            yield _count(member.title, own)


def _count(name: str, some: Sequence[Standing]) -> TranslationCount:
    places = [one.place for one in some]
    done = sum(one.is_done for one in some)
    return TranslationCount(name, done, len(some), places.count("stale"), places.count("absent"))
