"""The fields of kinds are described so that all that is made of the description can rest on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from plugins.cache.rows import Rows, row_of
from plugins.model.document import Body, Document
from plugins.model.entry import KINDS
from plugins.model.fields import NEUTRAL, OWN, Fields, Instant, Number, Text, When, described
from plugins.model.kinds import FIELDS_OF, OF_CHANNELS, CommonFields, EventFields, NewsFields, ShowFields, StatedRights
from tests.conftest import fields_of

ZONE = ZoneInfo("Europe/Athens")


class ChannelFields(Fields, frozen=True):
    """What a channel reads."""

    short: Annotated[str, OWN, Text(20)] = ""
    since: Annotated[When | None, NEUTRAL] = None


class OtherFields(Fields, frozen=True):
    """The same, but for a number."""

    short: Annotated[str, OWN, Text(21)] = ""
    since: Annotated[When | None, NEUTRAL] = None


def document(*extra: Fields, **more: object) -> Document:
    parts = {"common": CommonFields(), "fields": NewsFields(), "extra": extra} | more
    return Document(
        **parts, places={}, body=Body(""), references=(), headings=(), words=0, source_sha256="", problems=()
    )  # type: ignore[arg-type]


THEIRS = dict.fromkeys(own for kind in KINDS for own in fields_of(kind))


@pytest.mark.parametrize("owner", [CommonFields, *FIELDS_OF.values(), *THEIRS], ids=lambda owner: owner.__name__)
def test_no_default_can_be_stated(owner: type[Fields]) -> None:
    """So it says that the field is not stated: nothing, an empty text, no values, and 0 where a number begins at 1."""
    hints = get_type_hints(owner, include_extras=True)
    for name, default in zip(owner.__struct_fields__, owner.__struct_defaults__, strict=True):
        assert default in (None, "", ()) or (default == 0 and default is not False), name
        if default == 0:
            (number,) = (note for note in get_args(hints[name]) if isinstance(note, Number))
            assert number.least > 0, name


def test_the_fields_of_channels_are_those_of_their_folders() -> None:
    """So a text that states one is sound where the folder is not there."""
    theirs = [
        (kind, name, own.__module__.split(".")[2])
        for kind in KINDS
        for own in fields_of(kind)
        for name in own.__struct_fields__
    ]
    listed = {
        (kind, name): channel
        for of, names in OF_CHANNELS.items()
        for name, channel in names.items()
        for kind in ([of] if of else KINDS)
    }
    assert {(kind, name): channel for kind, name, channel in theirs} == listed


def test_what_is_not_stated_is_left_out() -> None:
    """A no and a nought are stated, a default is not."""
    assert ShowFields(explicit=False, hosts=("Λένα",)).stated() == {"explicit": False, "hosts": ("Λένα",)}
    assert NewsFields().stated() == {}


def test_a_changed_description_is_another() -> None:
    """The parse cache is kept under it."""
    assert described(ChannelFields).replace("ChannelFields", "") != described(OtherFields).replace("OtherFields", "")


def test_rows_hold_instants_days_and_the_fields_of_channels() -> None:
    """By the site's own clock, whatever offset they were written with; a day stays a day."""
    instant = datetime(2026, 7, 1, 12, tzinfo=ZONE)
    rights = StatedRights(since=instant, until=instant.replace(hour=13))
    common, own = CommonFields(title="Α", date=instant, demo=False), ChannelFields(short="Β", since=date(2026, 7, 1))
    for kept in (document(common=common), document(fields=ShowFields(rights=rights)), document(own)):
        again = Rows(ZONE, [ChannelFields]).document(row_of(kept))
        assert again == kept
    assert Rows(ZONE).document(row_of(document(common=common))).common.date.isoformat() == "2026-07-01T12:00:00+03:00"  # type: ignore[union-attr]


def test_an_event_of_days_and_one_of_hours() -> None:
    """`When` takes both, and `Instant` none but the latter."""
    assert issubclass(datetime, When) and issubclass(date, When) and not issubclass(date, Instant)
    event = EventFields(start=date(2026, 7, 1), end=datetime(2026, 7, 2, 18, tzinfo=ZONE), place="Βόλος")
    again = Rows(ZONE).document(row_of(document(fields=event))).fields
    assert again == event and isinstance(again, EventFields) and type(again.start) is date
