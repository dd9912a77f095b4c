"""IPTC ninjs 3.1, as bytes (https://iptc.org/standards/ninjs/; http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from plugins.channels.newsroom.stories import Brief, Story, StoryForm, StoryPicture, Subject
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.model.document import join_segments
from plugins.model.moments import day_of, has_hour
from plugins.model.rights import LICENCES, REBROADCAST, Rights
from plugins.model.value import Language
from plugins.text.durations import clock
from plugins.text.speech import read_aloud, seconds_to_read

_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_URGENCY = {True: 2, False: 5}  # of 1 to 9, where 5 is routine
Say = Callable[[str], str]


def as_ninjs(resources: Resources, story: Story) -> bytes:
    """One text, whole."""
    say, locale = resources.catalogues[story.lang].gettext, resources.settings.site.language(story.lang).locale
    segments = resources.segments[story.body.sha256]
    read = "\n\n".join(read_aloud(story.title, story.lead, segments))
    rights = story.rights
    values = {
        "standard": _STANDARD,
        **_brief(story),
        "type": story.sort,
        "representationType": "full",
        "copyrightHolder": (rights.holder if rights else "") or story.holder,
        "usageTerms": " · ".join(_terms(story, say, locale)),
        "edNote": "\n".join(_notes(story, say)),
        "bodies": [
            _text("main", join_segments(segments, story.links), "text/html", story.body.words),
            _text("lead-in", story.lead),
            _text("script", read, "text/plain", len(read.split())),
        ],
        "by": ", ".join(story.authors),
        "infoSources": [_named(member) for member in story.members],
        "subjects": [_named(subject) for subject in story.subjects],
        "places": [*map(_named, story.regions), *([{"name": story.place}] if story.place else [])],
        "eventDetails": _event(story),
        "altIds": [{"role": "id", "value": story.id}, {"role": "permalink", "value": story.url}],
        "renditions": [_rendition(form) for form in story.forms],
        "associations": [*map(_translation, story.others), *map(_picture, filter(None, [story.picture]))],
    }
    return _bytes({name: value for name, value in values.items() if value})


def as_list(resources: Resources, title: str, lang: Language, briefs: tuple[Brief, ...]) -> bytes:
    """The newest texts, each with the address of its item: one composite object."""
    values = {
        "standard": _STANDARD,
        "uri": f"{resources.settings.site.url}/{resources.settings.site.address('newsroom', lang)}",
        "type": "composite",
        "representationType": "partial",
        "language": lang,
        "versionCreated": max(brief.changed for brief in briefs).isoformat(),
        "headlines": [_text("main", title)],
        "associations": [_item(brief, "item", "") for brief in briefs],
    }
    return _bytes(values)


def _brief(brief: Brief) -> dict[str, Any]:
    """What stands in an item, in the list and where a text names its translation."""
    values = {
        "uri": f"urn:uuid:{brief.guid}",
        "language": brief.lang,
        "firstCreated": brief.created.isoformat(),
        "versionCreated": brief.changed.isoformat(),
        "embargoedUntil": brief.embargo.isoformat() if brief.embargo else "",
        "expires": brief.expires.isoformat() if brief.expires else "",
        "urgency": _URGENCY[brief.is_urgent],
        "pubStatus": "canceled" if brief.is_withdrawn else "usable",
        "headlines": [_text("main", brief.title)],
        "descriptions": [_text("summary", brief.summary)],
    }
    return {name: value for name, value in values.items() if value}


def _item(brief: Brief, name: str, rel: str) -> dict[str, Any]:
    forms = [_rendition(StoryForm("web", brief.url, "text/html"))]
    if brief.address:
        forms.append(_rendition(StoryForm("ninjs", brief.address, "application/json")))
    related = {"rel": rel} if rel else {}
    return {"name": name, **related, **_brief(brief), "representationType": "partial", "renditions": forms}


def _translation(brief: Brief) -> dict[str, Any]:
    return _item(brief, f"translation-{brief.lang}", "translation")


def _picture(picture: StoryPicture) -> dict[str, Any]:
    values = {
        "name": "picture",
        "uri": picture.file.url,
        "type": "picture",
        "by": picture.credit,
        "descriptions": [_text("alt", picture.alt)] if picture.alt else [],
        "renditions": [_rendition(picture.file)],
    }
    return {name: value for name, value in values.items() if value}


def _terms(story: Story, say: Say, locale: str) -> Iterator[str]:
    """What may be done with it, in words; to be joined by what is no question mark in any language."""
    rights = story.rights
    if rights is None:
        yield story.terms or say(REBROADCAST[Rights().rebroadcast])
    else:
        yield from _stated(rights, say, locale)
    if story.contact:
        yield f"{say('Contact')}: {story.contact}"


def _stated(rights: Rights, say: Say, locale: str) -> Iterator[str]:
    from plugins.channels.shared.filters import day_in_words

    if rights.licence:
        yield say(LICENCES[rights.licence])
    yield f"{say('Rebroadcast')}: {say(REBROADCAST[rights.rebroadcast])}"
    if rights.territory:
        yield rights.territory
    for word, moment in ((say("From"), rights.since), (say("Until"), rights.until)):
        if moment:
            yield f"{word}: {day_in_words(moment.date(), locale)}"
    yield f"{say('Edits')}: {say('allowed') if rights.edits else say('none, broadcast as it is')}"
    if rights.credit:
        yield f"{say('Credit')}: {rights.credit}"


def _notes(story: Story, say: Say) -> Iterator[str]:
    """What the desk should know and nobody reads aloud."""
    if story.is_demo:
        yield say("Demonstration content")
    yield from (f"{say('Corrected')}: {text}" for text in story.corrections)
    yield f"{say('Reading time')}: {clock(seconds_to_read(story.body.words))}"


def _event(story: Story) -> dict[str, Any]:
    """The dates of an event; "expected" ones may be days alone. The schema wants both ends, if only the day."""
    if not story.starts:
        return {}
    ends = story.ends or day_of(story.starts)
    start = "startDate" if has_hour(story.starts) else "expectedStartDate"
    end = "endDate" if has_hour(ends) else "expectedEndDate"
    return {"dates": {start: story.starts.isoformat(), end: ends.isoformat()}}


def _named(named: Subject) -> dict[str, str]:
    return {"name": named.name, **({"uri": named.url} if named.url else {}), "literal": named.key}


def _text(role: str, value: str, type: str = "text/plain", words: int = 0) -> dict[str, Any]:
    counted = {"wordCount": words} if words else {}
    return {"role": role, "contentType": type, **counted, "value": value}


def _rendition(form: StoryForm) -> dict[str, Any]:
    values = {
        "name": form.name,
        "href": form.url,
        "contentType": form.type,
        "sizeInBytes": form.bytes,
        "duration": form.seconds,
        "bitrate": f"{round(form.bit_rate / 1000)} kbps" if form.bit_rate else "",
    }
    return {name: value for name, value in values.items() if value}


def _bytes(values: dict[str, Any]) -> bytes:
    return json_text(values)
