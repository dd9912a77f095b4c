"""The page that shows every component of the theme, in each language: for those who change it, and for its checks.

Its examples are fixed, so that no text of the site changes it. No sitemap has it, and its robots line says noindex.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from plugins.channels.radio.programme import Outlet, Slot, weekday_names
from plugins.channels.web.finding import Lead, Onward, Part
from plugins.channels.web.follow import ways_of
from plugins.channels.web.page import Page
from plugins.channels.web.schedules import Day, week
from plugins.channels.web.views import Card, Link
from plugins.model import File, Language, Text
from plugins.sound import Chapter
from plugins.transcript import Cue, paragraphs

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

_TITLE = Text("Τα μέρη του θέματος", "The parts of the theme")
_DESCRIPTION = Text(
    "Κάθε μέρος με τα ορίσματά του και παραδείγματα, για όσους αλλάζουν την όψη του ιστοτόπου.",
    "Each part with its parameters and examples, for those who change the looks of the site.",
)
_NEWS = Text("Τέσσερις βάρκες, ένα γράσο και όλη η γειτονιά", "Four boats, a tin of grease and the whole street")
_SUMMARY = Text(
    "Στο λιμάνι οι πάγκοι στήνονται νωρίς. Ως το μεσημέρι έχουν γυρίσει στη θάλασσα δύο βάρκες και μισή.",
    "At the harbour the benches go up early. By noon two and a half boats are back in the water.",
)
_EVENT = Text("Ανοιχτή συνέλευση: ποιος κρατά τα κλειδιά;", "Open assembly: who keeps the keys?")
_PLACE = Text("Αίθουσα του συνεταιρισμού, Σύρος", "The cooperative’s hall, Syros")
_EPISODE = Text("Πόσο κοστίζει ένα δανεικό τρυπάνι", "What a borrowed drill costs")
_SHOW = Text("Δημόσια φωνή", "Public voice")
_STATION = Text("Ράδιο Λιμάνι", "Harbour Radio")
_KIND = Text("Νέα", "News")
_CHAPTERS = (
    (0, Text("Καλωσόρισμα", "Welcome")),
    (95, Text("Το ράφι με τα εργαλεία", "The shelf of tools")),
    (3725, Text("Τι μένει στο ταμείο", "What is left in the till")),
)
_CUES = (
    (0, 8, Text("Παρουσιάστρια", "Presenter"), Text("Καλησπέρα σας.", "Good evening.")),
    (
        8,
        20,
        Text("Καλεσμένος", "Guest"),
        Text("Το τρυπάνι γύρισε με δύο μύτες παραπάνω.", "The drill came back with two bits more."),
    ),
)
_AXES = ("infrastructure", "health", "culture")


def pages_of_patterns(planner: Planner) -> Iterator[Page]:
    """One page; a site that leaves its address out has none."""
    if not planner.site.makes("patterns"):
        return
    lang = planner.lang
    yield Page(
        "patterns",
        lang,
        planner.site.address("patterns", lang),
        "patterns.html",
        in_words(_TITLE, lang),
        in_words(_DESCRIPTION, lang),
        values=examples(planner),
        breadcrumbs=(planner.home,),
        indexed=False,
    )


def in_words(text: Text, lang: Language) -> str:
    """Greek where the page is Greek, else English."""
    return text.el if lang == "el" else text.en


def examples(planner: Planner) -> dict[str, Any]:
    """What the macros are given on this page."""
    lang, other = planner.lang, "en" if planner.lang == "el" else "el"
    zone = ZoneInfo(planner.site.timezone)
    morning = datetime(2026, 3, 25, 18, 30, tzinfo=zone)

    def card(title: Text, kind: str, tongue: Language = lang, **more: Any) -> Card:
        values: dict[str, Any] = {
            "title": in_words(title, tongue),
            "url": planner.site.address("patterns", lang),
            "lang": tongue,
            "kind": kind,
            "key": f"patterns/{kind}",
            "category": Link(in_words(_KIND, lang), "", kind),
            "date": morning,
            "summary": in_words(_SUMMARY, tongue),
            "image": None,
            "demo": True,
            "fields": {},
            "show": None,
            "seconds": 0,
        }
        return Card(**(values | more))

    show = Link(in_words(_SHOW, lang), planner.site.address("patterns", lang))
    event_fields = {"start": morning, "end": morning.replace(hour=21), "place": in_words(_PLACE, lang)}
    axes = (
        [key for key in _AXES if key in planner.edition.taxonomies.groups["axes"]] if planner.site.makes("term") else []
    )
    return {
        "news": card(_NEWS, "news"),
        "foreign": card(_NEWS, "news", other),
        "event": card(_EVENT, "event", fields=event_fields),
        "call": card(_NEWS, "opportunity", fields={"deadline": date(2026, 4, 30), "place": in_words(_PLACE, lang)}),
        "episode": card(_EPISODE, "episode", show=show, seconds=3840),
        "some_axes": tuple(planner.views.term_link("axes", key) for key in axes),
        "list": Link(in_words(_KIND, lang), planner.site.address("patterns", lang)),
        "chapters": tuple(Chapter(start, in_words(title, lang)) for start, title in _CHAPTERS),
        "cues": tuple(
            paragraphs(Cue(a, b, in_words(voice, lang), in_words(text, lang)) for a, b, voice, text in _CUES)
        ),
        "audio": _a_recording(planner),
        "player_url": planner.static.get("js/player.js", ""),
        "onward": _onward(planner),
        "days": _days(planner),
        "a_way": next(ways_of(planner), None),
    }


def _days(planner: Planner) -> tuple[Day, ...]:
    """Two days of a station's programme: an airing in this language, one in the other that is a repeat."""
    lang, other = planner.lang, "en" if planner.lang == "el" else "el"
    here = planner.site.address("patterns", lang)
    outlet = Outlet(
        key="patterns",
        name=in_words(_STATION, lang),
        area=in_words(_PLACE, lang),
        frequency="",
        sort="radio",
        website="",
        stream="",
        url=here,
        calendar=here,
        demo=True,
    )

    def slot(tongue: Language, start: str, end: str, repeat: bool) -> Slot:
        return Slot(
            title=in_words(_SHOW, tongue),
            url=here,
            lang=tongue,
            language=tongue,
            weekdays=(0, 2),
            start=start,
            end=end,
            interval=1,
            ordinal=0,
            since=None,
            until=None,
            repeat=repeat,
            demo=True,
            outlet=outlet,
        )

    slots = (slot(lang, "08:00", "08:02", False), slot(other, "20:30", "20:32", True))
    return week(slots, weekday_names(planner.language.locale))


def _onward(planner: Planner) -> Onward:
    """A text with neighbours, in the middle of a series, with another on its subject."""
    lang, here = planner.lang, planner.site.address("patterns", planner.lang)
    news, event, episode, show = (Link(in_words(text, lang), here) for text in (_NEWS, _EVENT, _EPISODE, _SHOW))
    related = Lead(event.name, here, in_words(_KIND, lang), None)
    return Onward(older=news, newer=event, part=Part(show, 2, news, episode), related=(related,))


def _a_recording(planner: Planner) -> File | None:
    """The oldest recording of the edition, so that the player has something to play."""
    heard = [e for e in planner.edition.listed if e.guid in planner.edition.recordings]
    return planner.edition.files[heard[-1].guid].get("audio") if heard else None
