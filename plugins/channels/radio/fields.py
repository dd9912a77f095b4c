"""What texts state for stations alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from plugins.model.fields import NEUTRAL, Fields, Matching, NamedValues, Seconds, TextInEach, Words
from plugins.model.problem import _

Isrc = Annotated[
    str,
    Matching(
        re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}"),
        _("is not an ISRC code"),
        _("write twelve signs without hyphens: GRA012600001"),
    ),
]


class Music(NamedValues, frozen=True):
    """Music that is heard in an episode; `duration` is 0 where it is not stated."""

    title: Annotated[Words, TextInEach(160, stays=True)]
    artist: Annotated[Words, TextInEach(160, stays=True)] = ""
    label: Annotated[Words, TextInEach(120, stays=True)] = ""
    duration: Seconds = 0
    isrc: Isrc = ""


class RadioFields(Fields, frozen=True):
    """`music`: what is heard in an episode, which stations report."""

    music: Annotated[tuple[Music, ...], NEUTRAL] = ()


FIELDS_OF: Mapping[str, type[Fields]] = {"episode": RadioFields}
