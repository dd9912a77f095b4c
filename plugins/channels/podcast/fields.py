"""What texts state for the podcasts alone: apps read it, and no other channel does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from plugins.model.fields import (
    NEUTRAL,
    OWN,
    Fields,
    Identifier,
    Instant,
    Matching,
    NamedValues,
    Number,
    Seconds,
    Text,
    Url,
)
from plugins.model.kinds import Label, LongLabel
from plugins.model.problem import _

Repetition = Annotated[
    str,
    Matching(
        re.compile(r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+-]+)*"),
        _("is not a rule of repetition"),
        _("write as in: FREQ=WEEKLY;BYDAY=WE"),
    ),
]


class Funding(NamedValues, frozen=True):
    """Where listeners may support a show, and in which words."""

    url: Url
    text: Label = ""


class LiveBroadcast(NamedValues, frozen=True):
    """A broadcast that can be heard as it happens."""

    start: Instant
    end: Instant
    stream: Url
    title: LongLabel = ""


class PodcastShowFields(Fields, frozen=True):
    """What apps know the show by, how often it comes, how listeners may support it, and what can be heard live."""

    podcast_guid: Annotated[Identifier, OWN] = ""
    frequency: Annotated[Repetition, NEUTRAL] = ""
    funding: Annotated[Funding | None, NEUTRAL] = None
    live: Annotated[tuple[LiveBroadcast, ...], NEUTRAL] = ()


class Soundbite(NamedValues, frozen=True):
    """A part of an episode that apps play for a taste, by its first second and its length."""

    start: Seconds
    seconds: Annotated[int, Number(15, 120)]
    title: Annotated[str, Text(120)] = ""


class PodcastEpisodeFields(Fields, frozen=True):
    """`soundbites`: parts that apps play for a taste."""

    soundbites: Annotated[tuple[Soundbite, ...], OWN] = ()


FIELDS_OF: Mapping[str, type[Fields]] = {"show": PodcastShowFields, "episode": PodcastEpisodeFields}
