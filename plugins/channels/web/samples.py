"""What the pages of patterns show of texts, videos, stations and the search: fixed words, and files of the site."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict

from plugins.channels.shared.page import FeedLink
from plugins.channels.shared.samples import NAME, OFFICE, PLACE, STATION
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Article, Card, Link
from plugins.i18n.messages import say
from plugins.model.document import NO_BODY, Heading
from plugins.model.entry import Name
from plugins.model.file import File
from plugins.model.problem import _
from plugins.model.rights import Person
from plugins.model.transcript import Cue

KIND = _("News")
_SHOWS = _("Shows")
_TAGS = (_("Harbours"), _("Repairs"))
_HEADINGS = (
    (2, "prose", _("What is needed")),
    (3, "card", _("One after the other")),
    (2, "meta", _("Who pays")),
)


def text_of(view: View, card: Card, axes: tuple[Link, ...], cues: tuple[Cue, ...]) -> Article:
    """The card's entry with all that the page of an entry says of one, and the site's oldest video."""
    lang, here = view.lang, card.url
    filmed = [entry for entry in view.edition.listed if entry.guid in view.edition.films]
    film = view.edition.films[filmed[-1].guid] if filmed else None
    return Article(
        **asdict(card),
        updated=card.date,
        axes=axes,
        regions=(Link(say(PLACE, lang), here),),
        tags=tuple(Link(say(tag, lang), here) for tag in _TAGS),
        members=(Link(say(STATION, lang), here),),
        authors=(Name(say(NAME, lang)),),
        headings=tuple(Heading(level, f"d-part-{part}", say(name, lang)) for level, part, name in _HEADINGS),
        words=540,
        stale=True,
        preview="",
        out=None,
        files={"video": view.edition.files[filmed[-1].guid]["video"]} if filmed else {},
        recording=None,
        film=film,
        watch="",
        people=(
            Person(say(NAME, lang), "host", "https://example.org/"),
            Person(say(OFFICE, lang), "writer"),
        ),
        withdrawn="",
        corrections=(),
        body=NO_BODY,
        links=(),
        pictures=(),
        transcript=cues,
    )


def sound_and_pictures(view: View) -> dict[str, Any]:
    """The oldest recording and the oldest picture of the edition, so that there is something to hear and to see."""
    edition = view.edition
    heard = [entry for entry in edition.listed if entry.guid in edition.recordings]
    shown = [entry for entry in edition.listed if entry.kind != "show" and view.shown.image(entry)]
    return {
        "audio": edition.files[heard[-1].guid].get("audio") if heard else None,
        "renditions": edition.recordings[heard[-1].guid].renditions if heard else (),
        "picture": view.shown.image(shown[-1]) if shown else None,
        "player_url": view.static.get("js/player.js", ""),
    }


def lists(view: View, axes: tuple[Link, ...]) -> dict[str, Any]:
    """Links of lists, feeds, files, and the choices of the search."""
    lang, here = view.lang, view.address("patterns")
    kinds = tuple(Link(say(word, lang), here, str(number)) for number, word in enumerate((KIND, _SHOWS)))
    name = say(KIND, lang)
    return {
        "list": kinds[0],
        "terms": tuple(Link(say(tag, lang), here) for tag in _TAGS),
        "years": tuple(Link(str(year), here, str(year)) for year in (2026, 2025)),
        "feeds": tuple(FeedLink(f"{name} ({format})", here, "text/html") for format in ("RSS", "Atom", "JSON Feed")),
        "file": File(f"/{here}statute.pdf", 183_500, "application/pdf"),
        "kinds": kinds,
        "topics": axes,
    }
