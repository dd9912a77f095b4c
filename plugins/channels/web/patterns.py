"""The pages that show every component of the theme, in each language: for those who change it, and for its checks.

Its examples are fixed, so that no text of the site changes it. No sitemap has it, and its robots line says noindex.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from plugins.channels.shared.page import Page
from plugins.channels.shared.samples import GREETING, PLACE, SHOW, other_language
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card, Link
from plugins.channels.web.follow import ways_of
from plugins.channels.web.related import Lead, Onward, SeriesPart
from plugins.channels.web.samples import (
    KIND,
    lists,
    sound_and_pictures,
    text_of,
)
from plugins.i18n.messages import say
from plugins.model.audio import Chapter
from plugins.model.kinds import DocumentFields, EventFields, NewsFields, OpportunityFields, ProjectFields, TermFields
from plugins.model.problem import Message, _
from plugins.model.transcript import Cue
from plugins.model.value import Language
from plugins.text.captions import paragraphs

_TITLE = _("The parts of the theme")
_AIR = _("The parts of the theme: search, video, stations")
_DESCRIPTION = _("Each part with its parameters and examples, for those who change the looks of the site.")
_NEWS = _("Four boats, a tin of grease and the whole street")
_SUMMARY = _("At the harbour the benches go up early. By noon two and a half boats are back in the water.")
_EVENT = _("Open assembly: who keeps the keys?")
_TERM = _("Social cooperative enterprise")
_SHORT = _("KoinSEp")
_EPISODE = _("What a borrowed drill costs")
_CHAPTERS = (
    (0, _("Welcome")),
    (95, _("The shelf of tools")),
    (3725, _("What is left in the till")),
)
_CUES = (
    (0, 8, _("Presenter"), GREETING),
    (
        8,
        20,
        _("Guest"),
        _("The drill came back with two bits more."),
    ),
)
SLOTS = ("patterns.text", "patterns.parts", "patterns.search", "patterns.video", "patterns.air")
_AXES = ("infrastructure", "health", "culture")


def pages_of_patterns(view: View) -> Iterator[Page]:
    """Two pages, each light enough for a slow line; a site that leaves an address out has none there."""
    if not view.makes("patterns"):
        return
    values = examples(view)
    first = _page(view, "patterns", "patterns.html", _TITLE, values, (view.home,))
    if not view.makes("patterns.air"):
        yield first
        return
    trail = (view.home, Link(first.title, first.url))
    second = _page(view, "patterns.air", "patterns_air.html", _AIR, values, trail)
    yield replace(first, values={**values, "more": Link(second.title, second.url)})
    yield second


def _page(
    view: View, sort: str, template: str, title: Message, values: dict[str, Any], trail: tuple[Link, ...]
) -> Page:
    lang = view.lang
    return Page(
        sort,
        lang,
        view.address(sort),
        template,
        say(title, lang),
        say(_DESCRIPTION, lang),
        values=values,
        breadcrumbs=trail,
        indexed=False,
    )


def examples(view: View) -> dict[str, Any]:
    """What the macros are given on these pages."""
    lang, other = view.lang, other_language(view)
    zone = ZoneInfo(view.settings.site.timezone)
    morning = datetime(2026, 3, 25, 18, 30, tzinfo=zone)

    def card(title: Message, kind: str, tongue: Language = lang, **more: Any) -> Card:
        values: dict[str, Any] = {
            "title": say(title, tongue),
            "url": view.address("patterns"),
            "lang": tongue,
            "kind": kind,
            "key": f"patterns/{kind}",
            "category": Link(say(KIND, lang), "", kind),
            "date": morning,
            "summary": say(_SUMMARY, tongue),
            "image": None,
            "demo": True,
            "fields": NewsFields(),
            "show": None,
            "seconds": 0,
        }
        return Card(**(values | more))

    show = Link(say(SHOW, lang), view.address("patterns"))
    event_fields = EventFields(start=morning, end=morning.replace(hour=21), place=say(PLACE, lang))
    call_fields = OpportunityFields(
        deadline=date(2026, 4, 30),
        place=say(PLACE, lang),
        start=date(2026, 5, 2),
        end=date(2026, 5, 3),
        access=("wheelchair", "sign-language"),
    )
    project_fields = ProjectFields(start=date(2025, 3, 1), end=date(2026, 9, 1))
    axes = [key for key in _AXES if key in view.edition.taxonomies.groups["axes"]] if view.makes("term") else []
    some_axes = tuple(view.shown.term_link("axes", key) for key in axes)
    cues = tuple(Cue(a, b, say(voice, lang), say(text, lang)) for a, b, voice, text in _CUES)
    spoken = tuple(paragraphs(cues))
    news = card(_NEWS, "news")
    return {
        "news": news,
        "foreign": card(_NEWS, "news", other),
        "event": card(_EVENT, "event", fields=event_fields),
        "call": card(_NEWS, "opportunity", fields=call_fields),
        "project": card(_NEWS, "project", fields=project_fields),
        "document": card(_NEWS, "document", fields=DocumentFields(document_type="report", year=2025)),
        "term": card(_TERM, "term", fields=TermFields(short=say(_SHORT, lang))),
        "episode": card(_EPISODE, "episode", show=show, seconds=3840),
        "text": text_of(view, news, some_axes, spoken),
        "some_axes": some_axes,
        "chapters": tuple(Chapter(start, say(title, lang)) for start, title in _CHAPTERS),
        "cues": spoken,
        "onward": _onward(view),
        "more": None,
        "a_way": next(ways_of(view), None),
        **sound_and_pictures(view),
        "video_url": view.static.get("js/video.js", ""),
        "offers": {slot: view.offers(slot) for slot in SLOTS},
        **lists(view, some_axes),
    }


def _onward(view: View) -> Onward:
    """A text with neighbours, in the middle of a series, with another on its subject."""
    lang, here = view.lang, view.address("patterns")
    news, event, episode, show = (Link(say(text, lang), here) for text in (_NEWS, _EVENT, _EPISODE, SHOW))
    related = Lead(event.name, here, say(KIND, lang), None)
    return Onward(older=news, newer=event, part=SeriesPart(show, 2, news, episode), related=(related,))
