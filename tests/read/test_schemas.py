"""The schema of a kind is made of its description, and takes the fields of channels beside them."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest

from plugins.model.errors import UsageError
from plugins.model.fields import NEUTRAL, OWN, Fields, Help, NamedValues, Text, TextInEach, Words
from plugins.model.problem import _
from plugins.read.document import parse
from plugins.read.schemas import schema
from tests.conftest import fields_of

ZONE = "Europe/Athens"
HEAD = "---\ntitle: Λιμάνι\nsummary: Λόγια.\ndate: 2026-03-04\n{lines}---\n\nΚείμενο.\n"


class Berth(NamedValues, frozen=True):
    """Where a ship lies."""

    pier: Annotated[Words, TextInEach(40)]
    depth: Literal["deep", "shallow"] | None = None


class HarbourFields(Fields, frozen=True):
    """What a channel of ours reads."""

    berth: Annotated[Berth | None, NEUTRAL, Help(_("where it lies"), "{pier: A}")] = None
    call_sign: Annotated[str, OWN, Text(10)] = ""


class TitleFields(Fields, frozen=True):
    """What another has already."""

    title: Annotated[str, OWN, Text(10)] = ""


def test_a_channel_states_records_and_words() -> None:
    """They are checked and set in type as those of kinds are, and are the channel's struct."""
    text = HEAD.format(lines='berth: {pier: {el: Η "Α", en: The "A"}, depth: deep}\ncall_sign: SV1\n')
    document, _html = parse(text.encode(), "news", "el", ZONE, ("el", "en"), lambda kind: (HarbourFields,))
    berth = Berth(pier={"el": "Η «Α»", "en": "The “A”"}, depth="deep")
    assert document.problems == () and document.extra == (HarbourFields(berth=berth, call_sign="SV1"),)


def test_a_fault_within_is_told_with_its_name() -> None:
    """Of a channel's field too."""
    text = HEAD.format(lines="berth: {pier: A, depth: wet}\n")
    (problem,) = parse(text.encode(), "news", "el", ZONE, ("el", "en"), lambda kind: (HarbourFields,))[0].problems
    assert str(problem.message) == "depth: does not take the value “wet”" and problem.line == 5


def test_a_field_is_described_once() -> None:
    """A channel cannot read what is there already."""
    with pytest.raises(UsageError, match="the field title of the kind news is there already"):
        schema("news", ZONE, (TitleFields,))


class NoSort(Fields, frozen=True):
    """Says not whose it is."""

    depth: Annotated[str, Text(10)] = ""


class NoRules(Fields, frozen=True):
    """Says not what may be written."""

    depth: Annotated[str, OWN] = ""


class NoDefault(Fields, frozen=True):
    """Says not what it is where nobody states it."""

    depth: Annotated[str, OWN, Text(10)]


class Bare(Fields, frozen=True):
    """Says nothing."""

    depth: str = ""


@pytest.mark.parametrize("owner", [NoSort, NoRules, NoDefault, Bare])
def test_a_field_that_is_not_described_is_refused(owner: type[Fields]) -> None:
    """With what is to be written: whoever makes a channel sees it at the first build."""
    with pytest.raises(UsageError, match=rf"{owner.__name__}\.depth is not described as a field: write Annotated"):
        schema("news", ZONE, (owner,))


def test_a_form_says_what_is_wrong() -> None:
    """`Matching` brings its own sentences."""
    show = "---\ntitle: Α\nsummary: Β.\nfrequency: weekly\n---\n"
    (problem,) = parse(show.encode(), "show", "el", ZONE, (), fields_of)[0].problems
    assert (str(problem.message), problem.hint.msgid) == (
        "is not a rule of repetition",
        "write as in: FREQ=WEEKLY;BYDAY=WE",
    )


def test_a_field_whose_channel_is_not_there_is_a_note() -> None:
    """Its value is not looked at; where the kind has no such field with the channel either, it is unknown as ever."""
    show = "---\ntitle: Α\nsummary: Β.\nfrequency: weekly\nmusic: []\n---\n"
    found = parse(show.encode(), "show", "el", ZONE)[0].problems
    assert [(p.rule, p.level, p.field, p.line) for p in found] == [
        ("unused-field", "note", "frequency", 4),
        ("unknown-field", "error", "music", 5),
    ]
    assert str(found[0].message) == "only the channel podcast reads it, and this site does without that channel"
    (other,) = parse("---\ntitle: Α\nsoundbites: []\n---\n".encode(), "show", "el", ZONE, (), fields_of)[0].problems
    assert str(other.hint) == "it belongs only to: episodes"


def test_a_text_that_cannot_be_read_has_the_fields_of_channels() -> None:
    """So that whoever goes through the parts of original and translation finds them in pairs."""
    broken = parse(b"---\ntitle: \xff\n---\n", "show", "el", ZONE, (), fields_of)[0]
    assert [type(own) for own in broken.extra] == list(fields_of("show"))
