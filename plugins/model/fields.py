"""How a field of the front matter is described: once, for what reads, checks, caches, offers and documents it.

The fields of a kind, or those that a channel reads, are a struct. Python's type says what readers get; `Annotated` says
whose the field is (OWN, NEUTRAL, INHERITED), what may be written (Text, Number, …; Python's type alone where that is
enough: a choice, a yes or no, a day, a record) and how `new` offers it (Help).
"""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_type_hints

import msgspec

from plugins.model.problem import Message
from plugins.model.value import Language, Value

#: The default of a field that must be there: an entry has it, a parsed file may lack it.
REQUIRED: Any = None


class Whose(StrEnum):
    """Who states a field: each language for itself, the original for all, or the original unless a language differs."""

    OWN = "own"
    NEUTRAL = "neutral"
    INHERITED = "inherited"


OWN, NEUTRAL, INHERITED = Whose


class Fields(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True, tag_field="class"):
    """Base of the fields of a kind, or of those that a channel reads.

    The default of a field is what nobody can state (None, an empty text, no values), so that it says as well that the
    field is not stated.
    """

    @classmethod
    @cache
    def defaults(cls) -> dict[str, Any]:
        """Return what fields hold that are not stated, by attribute."""
        return dict(zip(cls.__struct_fields__, cls.__struct_defaults__, strict=True))

    def stated(self) -> dict[str, Any]:
        """Return the fields that are stated, by attribute."""
        return {name: value for name, default in self.defaults().items() if (value := getattr(self, name)) != default}


@cache
def hints_of(owner: type[msgspec.Struct]) -> Mapping[str, Any]:
    """Return what stands behind the name of each field, by name; to evaluate it takes longer than to read a text."""
    return get_type_hints(owner, include_extras=True)


def described(fields: type[Fields]) -> str:
    """Return the description of fields as a text, for the key of the parse cache: equal for equal ones alone."""
    return f"{fields} {hints_of(fields)} {fields.__struct_defaults__}"


class NamedValues(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the named values that one field holds together."""


if TYPE_CHECKING:
    #: An instant, on the site's clock.
    Instant = datetime
    #: A day, or an instant where its hour was written.
    When = date
else:
    # What reads the cache asks a hook of ours for classes that msgspec does not know: for the site's clock, and since
    # it has no union of days and instants.
    class Instant(ABC):  # noqa: B024 (a mark, for what is registered below)
        """An instant, on the site's clock."""

    class When(ABC):  # noqa: B024 (likewise)
        """A day, or an instant where its hour was written."""

    Instant.register(datetime)
    When.register(date)

#: Words that are the same for all languages, or stated for each.
Words = str | dict[Language, str]


class Text(Value, frozen=True):
    """Words that people read, of at most so many characters."""

    most: int


class Characters(Value, frozen=True):
    """Characters that programs read, at most so many."""

    most: int


class TextInEach(Value, frozen=True):
    """One text for all languages or one for each, of at most so many characters.

    What `stays`, as the title of a work does, is the same on pages of other languages, and nobody is warned of it.
    """

    most: int
    stays: bool = False


class NamesInEach(Value, frozen=True):
    """Names of at most so many characters: a list for all languages, in which each may be stated for each, or a list
    for each."""

    most: int


class Number(Value, frozen=True):
    """A whole number from `least` to `most`."""

    least: int
    most: int


class Matching(Value, frozen=True):
    """Text of one form, a regular expression, with what is said of any other and the way out."""

    pattern: re.Pattern[str]
    fault: Message
    hint: Message


class FileName(Value, frozen=True):
    """The name of a file beside the text, as in the example."""

    example: Message


class Holds(Value, frozen=True):
    """A sort of value with a converter of its own, by the name that it has in `plugins.read.converters.CONVERTERS`."""

    name: Literal[
        "audio",
        "category",
        "company_number",
        "day_off",
        "duration",
        "email",
        "focus",
        "identifier",
        "language",
        "old_feed",
        "postcode",
        "repetition",
        "sha256",
        "signature",
        "site_path",
        "slug",
        "social_register_number",
        "decision",
        "gazette",
        "tax_number",
        "telephone",
        "url",
    ]


class Help(Value, frozen=True):
    """How `new` offers a field: what it holds, an example, and whether it is left open although it may be deleted.

    `{keys}` in the words stands for what may be chosen, `{lang}` in the example for the language of the file.
    """

    words: Message
    example: Message | str = ""
    is_open: bool = False


def words_of(values: Fields | NamedValues) -> Iterator[tuple[str, Words]]:
    """Yield the words that are stated for all languages or for each, with the field that holds them."""
    for name in _worded(type(values)):
        yield from ((name, words) for words in _flat(getattr(values, name)))


def _flat(value: Any) -> Iterator[Words]:
    if isinstance(value, tuple):
        yield from (words for one in value for words in _flat(one))
    elif isinstance(value, NamedValues):
        yield from (words for _, words in words_of(value))
    elif value:
        yield value


@cache
def _worded(owner: type[Fields | NamedValues]) -> tuple[str, ...]:
    """The fields that hold words, be it in a list or as one of several values."""
    hints = hints_of(owner)
    return tuple(name for name in owner.__struct_fields__ if _has_words(hints[name]))


def _has_words(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, NamedValues):
        return bool(_worded(hint))
    notes = getattr(hint, "__metadata__", ())
    if any(isinstance(note, TextInEach) for note in notes):
        return not any(isinstance(note, TextInEach) and note.stays for note in notes)
    return any(map(_has_words, get_args(hint)))


Url = Annotated[str, Holds("url")]
Email = Annotated[str, Holds("email")]
Identifier = Annotated[str, Holds("identifier")]
Seconds = Annotated[int, Holds("duration")]
