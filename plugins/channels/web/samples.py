"""What the pages of patterns show of texts, videos, stations and the search: fixed words, and files of the site."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from plugins.channels.radio.programme import Outlet, Slot, weekday_names
from plugins.channels.tv.pack import LowerThird, Words
from plugins.channels.web.page import FeedLink
from plugins.channels.web.schedules import Place, singles, week
from plugins.channels.web.search import search_link
from plugins.channels.web.tv_pages import pack_url
from plugins.channels.web.views import Article, Card, Link
from plugins.i18n.messages import say
from plugins.model.document import Body, Heading
from plugins.model.entry import Name
from plugins.model.file import File
from plugins.model.problem import Message, _
from plugins.model.rights import Person
from plugins.model.transcript import Cue
from plugins.model.value import Language

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

SHOW = _("Public voice")
PLACE = _("The cooperative’s hall, Syros")
KIND = _("News")
_STATION = _("Harbour Radio")
_SHOWS = _("Shows")
_NAME = _("Maria Kalogirou")
_OFFICE = _("Coordinator, Repair Workshops")
_TAGS = (_("Harbours"), _("Repairs"))
_HEADINGS = (
    (2, "prose", _("What is needed")),
    (3, "card", _("One after the other")),
    (2, "meta", _("Who pays")),
)


def in_words(text: Message, lang: Language) -> str:
    """In the language of a page, or in English."""
    return say(text, lang)


def text_of(planner: Planner, card: Card, axes: tuple[Link, ...], cues: tuple[Cue, ...]) -> Article:
    """The card's entry with all that the page of an entry says of one, and the site's oldest video."""
    lang, here = planner.lang, card.url
    filmed = [entry for entry in planner.edition.listed if entry.guid in planner.edition.films]
    film = planner.edition.films[filmed[-1].guid] if filmed else None
    return Article(
        **asdict(card),
        updated=card.date,
        axes=axes,
        regions=(Link(in_words(PLACE, lang), here),),
        tags=tuple(Link(in_words(tag, lang), here) for tag in _TAGS),
        members=(Link(in_words(_STATION, lang), here),),
        authors=(Name(in_words(_NAME, lang)),),
        headings=tuple(Heading(level, f"d-part-{part}", in_words(name, lang)) for level, part, name in _HEADINGS),
        words=540,
        stale=True,
        preview="",
        out=None,
        files={"video": planner.edition.files[filmed[-1].guid]["video"]} if filmed else {},
        recording=None,
        film=film,
        watch="",
        script=here,
        reading=95,
        people=(
            Person(in_words(_NAME, lang), "host", "https://example.org/"),
            Person(in_words(_OFFICE, lang), "writer"),
        ),
        withdrawn="",
        corrections=(),
        body=Body(""),
        links=(),
        pictures=(),
        transcript=cues,
    )


def videos(planner: Planner, cues: tuple[Cue, ...]) -> dict[str, Any]:
    """What stands around the player of a video, and what television stations take of it."""
    lang = planner.lang
    filmed = [entry for entry in planner.edition.listed if entry.guid in planner.edition.films]
    name, office = in_words(_NAME, lang), in_words(_OFFICE, lang)
    words = Words(in_words(SHOW, lang), cues[0].text if cues else "", "", (LowerThird(name, office, office),))
    return {
        "video_url": planner.static.get("js/video.js", ""),
        "pack_url": pack_url(planner, filmed[-1]) if filmed else "",
        "pack_words": words,
    }


def sound_and_pictures(planner: Planner) -> dict[str, Any]:
    """The oldest recording and the oldest picture of the edition, so that there is something to hear and to see."""
    edition = planner.edition
    heard = [entry for entry in edition.listed if entry.guid in edition.recordings]
    shown = [entry for entry in edition.listed if entry.kind != "show" and planner.views.image(entry)]
    return {
        "audio": edition.files[heard[-1].guid].get("audio") if heard else None,
        "renditions": edition.recordings[heard[-1].guid].renditions if heard else (),
        "picture": planner.views.image(shown[-1]) if shown else None,
        "player_url": planner.static.get("js/player.js", ""),
    }


def stations(planner: Planner, day: datetime) -> dict[str, Any]:
    """A station, its week, an airing of one day alone, and where a show is heard."""
    lang, other, here = (
        planner.lang,
        "en" if planner.lang == "el" else "el",
        planner.site.address("patterns", planner.lang),
    )
    outlet = Outlet(
        key="patterns",
        name=in_words(_STATION, lang),
        area=in_words(PLACE, lang),
        frequency="95,2 MHz",
        sort="radio",
        website="",
        stream="",
        url=here,
        calendar=here,
        demo=True,
    )

    def slot(tongue: Language, start: str, end: str, days: tuple[int, ...] = (0, 2), repeat: bool = False) -> Slot:
        return Slot(
            title=in_words(SHOW, tongue),
            url=here,
            lang=tongue,
            language=tongue,
            weekdays=days,
            start=start,
            end=end,
            interval=1,
            ordinal=0,
            since=None if days else day.date(),
            until=None,
            repeat=repeat,
            demo=True,
            outlet=outlet,
        )

    slots = (slot(lang, "08:00", "08:02"), slot(other, "20:30", "20:32", repeat=True), slot(lang, "11:00", "12:00", ()))
    names = weekday_names(planner.language.locale)
    return {
        "days": week(slots, names),
        "single": singles(slots),
        "weekdays": names,
        "outlets": (outlet,),
        "places": (Place(outlet, slots[:2]),),
    }


def lists(planner: Planner, axes: tuple[Link, ...]) -> dict[str, Any]:
    """Links of lists, feeds, files, and the choices of the search."""
    lang, here = planner.lang, planner.site.address("patterns", planner.lang)
    kinds = tuple(Link(in_words(word, lang), here, str(number)) for number, word in enumerate((KIND, _SHOWS)))
    name, search = in_words(KIND, lang), search_link(planner)
    return {
        "list": kinds[0],
        "terms": tuple(Link(in_words(tag, lang), here) for tag in _TAGS),
        "years": tuple(Link(str(year), here, str(year)) for year in (2026, 2025)),
        "feeds": tuple(FeedLink(f"{name} ({format})", here, "text/html") for format in ("RSS", "Atom", "JSON Feed")),
        "file": File(f"/{here}statute.pdf", 183_500, "application/pdf"),
        "kinds": kinds,
        "topics": axes,
        "search_url": search.url if search else here,
    }
