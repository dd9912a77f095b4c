"""The fields of shows and episodes that say who may broadcast what, for how long, and who made it."""

from __future__ import annotations

import re
from typing import Any

from plugins.model.problem import _
from plugins.read import fields as f

#: https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/license.md, but the last
LICENCES = (
    *("cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nd-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0"),
    "all-rights-reserved",
)
#: Of https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json, those that we have words for.
ROLES = (
    *("host", "co-host", "guest", "producer", "editor", "writer", "narrator", "reporter", "audio engineer"),
    *("director", "camera operator", "translator"),
)
_RULE = re.compile(r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+-]+)*")

frequency = f.matching(
    _RULE,
    _("is not a rule of repetition"),
    _("write as in: FREQ=WEEKLY;BYDAY=WE"),
)
isrc = f.matching(
    re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}"),
    _("is not an ISRC code"),
    _("write twelve signs without hyphens: GRA012600001"),
)
geo = f.matching(
    re.compile(r"geo:-?\d{1,2}(?:\.\d+)?,-?\d{1,3}(?:\.\d+)?"),
    _("is not a position"),
    _("write latitude and longitude: geo:37.98,23.73"),
)


#: What stations and apps play, and how such a file's name ends.
SOUNDS = {"audio/mpeg": (".mp3",), "audio/mp4": (".m4a", ".mp4"), "audio/ogg": (".opus", ".ogg")}
_remote = f.record(
    {
        # ASCII, as Apple asks of every enclosure: https://podcasters.apple.com/support/823-podcast-requirements
        "url": f.matching(
            re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/[!#-;=?-~]*"),
            _("is not the address of a file"),
            _("write the whole address, in ASCII: https://archive.example/show.mp3"),
        ),
        "bytes": f.whole(1, 10**11),
        "duration": f.duration,
        "sha256": f.sha256,
        "type": f.choice(*SOUNDS),
    },
    required=("url", "bytes", "duration", "sha256", "type"),
)
_NOT_OF_TYPE = _("the address does not end as one of {type} does")
_ENDINGS = _("it ends in: {endings}")
_NO_LENGTH = _("lasts no seconds")
_LENGTH = _("write minutes:seconds, as in 12:30")


def audio(raw: object) -> object:
    """A file beside the text, or what is known of one that lies elsewhere."""
    if not isinstance(raw, dict):
        return f.recording(raw)
    stated = _remote(raw)
    endings = SOUNDS[stated["type"]]
    if not stated["url"].partition("?")[0].lower().endswith(endings):
        raise f.Invalid(_NOT_OF_TYPE.format(type=stated["type"]), _ENDINGS.format(endings=", ".join(endings)))
    if not stated["duration"]:
        raise f.Invalid(_NO_LENGTH, _LENGTH)
    return stated


country = f.matching(
    re.compile(r"[a-z]{2}"),
    _("is not the code of a country"),
    _("write two small letters, as in gr or cy"),
)


def rights(moment: f.Convert) -> f.Convert:
    """Who holds the rights, and what others may do; an episode's own values stand before its show's."""
    return f.record(
        {
            "holder": f.words(160),
            "licence": f.choice(*LICENCES),
            "rebroadcast": f.choice("yes", "ask", "no"),
            "territory": f.words(120),
            "countries": f.list_of(country),
            "from": moment,
            "until": moment,
            "edits": f.boolean,
            "credit": f.words(200),
        }
    )


clock = f.record(
    {"target": f.duration, "within": f.whole(0, 600), "missed": f.choice("refuse", "note")}, required=("target",)
)
people = f.records(
    f.record({"name": f.words(120), "role": f.choice(*ROLES), "title": f.words(120), "url": f.url}, required=("name",))
)
music = f.records(
    f.record(
        {"title": f.words(160), "artist": f.words(160), "label": f.words(120), "duration": f.duration, "isrc": isrc},
        required=("title",),
    )
)
soundbites = f.records(
    f.record({"start": f.duration, "seconds": f.whole(15, 120), "title": f.text(120)}, required=("start", "seconds"))
)
funding = f.record({"url": f.url, "text": f.words(120)}, required=("url",))
podcasts = f.records(
    f.record({"title": f.words(120), "feed": f.url, "guid": f.identifier}, required=("title", "feed", "guid"))
)
location = f.record({"name": f.words(120), "geo": geo, "country": country}, required=("name",))


def live(moment: f.Convert) -> f.Convert:
    """Broadcasts that can be heard as they happen."""
    known = {"start": moment, "end": moment, "stream": f.url, "title": f.words(160)}
    return f.records(f.record(known, required=("start", "end", "stream")))


def withdrawn(moment: f.Convert) -> f.Convert:
    """When and why a recording was taken back."""
    return f.record({"date": moment, "reason": f.words(300)}, required=("date", "reason"))


def corrections(moment: f.Convert) -> f.Convert:
    """What was corrected after it came out."""
    return f.records(f.record({"date": moment, "text": f.words(300)}, required=("date", "text")))


_outside = f.record({"url": f.url}, required=("url",))
_captions = f.by_language(f.cues)


def video(raw: Any) -> Any:
    """A file beside the text, or `{url: …}`: a video that stands elsewhere."""
    return _outside(raw) if isinstance(raw, dict) else f.film(raw)


def captions(raw: Any) -> Any:
    """The captions in the video's own language, or those in each: `{el: …, en: …}`."""
    return _captions(raw) if isinstance(raw, dict) else f.cues(raw)
