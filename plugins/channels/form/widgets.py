"""Fields of the front matter as Decap shows them, made of the same description as the checks (`plugins.model.fields`).

https://decapcms.org/docs/widgets/ has the widgets; those that begin with `own-` are in form.js.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from plugins.i18n.messages import say
from plugins.model.fields import (
    OWN,
    REQUIRED,
    Characters,
    Fields,
    FileName,
    Help,
    Holds,
    Instant,
    Matching,
    NamedValues,
    NamesInEach,
    Number,
    Text,
    TextInEach,
    When,
    Whose,
    hints_of,
)
from plugins.model.kinds import FIELDS_OF, CommonFields
from plugins.model.problem import Message, _
from plugins.model.titles import choice_of, title_of
from plugins.model.value import Language

Json = dict[str, Any]
Choices = Mapping[str, Sequence[tuple[str, str]]]

LONG = 200  # characters, from which on words have a box of several lines
#: What no editor writes: the form does, or `check --fix`; or it is no business of a form.
UNSEEN = ("id",)
LEFT_OUT = ("original", "original_hash", "demo", "guid", "imported", "podcast_guid")
#: What editors look for first; the rest follows in the order in which it is described.
FIRST = ("id", "title", "summary", "body", "date")
LAST = ("slug", "status", "embargo", "expires", "updated", "urgent", "urgent_until", "only", "aliases")
_SLUG = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
#: Values of one form, which a converter reads (see `plugins.read.converters`).
_FORMS: Mapping[str, str] = {
    "duration": r"^(?:\d{1,2}:)?[0-5]?\d:[0-5]\d$",
    "focus": r"^\d{1,3}% +\d{1,3}%$",
    "slug": _SLUG,
    "url": r"^(?:https?://|mailto:)\S+$",
    "email": r"^\S+@\S+\.\S+$",
}
_AT_MOST = _("at most {most} characters")
_AS_IN = _("write it as in: {example}")
_EXAMPLES: Mapping[str, str] = {
    "duration": "12:30",
    "focus": "50% 30%",
    "slug": "nea-apo-ti-larisa",
    "url": "https://example.org/",
    "email": "name@example.org",
}
_EXAMPLE = _("as in: {example}")


class Described(NamedTuple):
    """A field as the form needs it: its type, whose it is, and whether it must be there."""

    name: str
    hint: Any
    whose: Whose
    is_required: bool


def fields_of(kind: str, more: Sequence[type[Fields]]) -> Iterator[Described]:
    """Yield the fields of a kind; `more` are those of channels."""
    needs = FIELDS_OF[kind].needs
    for owner in (CommonFields, FIELDS_OF[kind], *more):
        hints = hints_of(owner)
        for field in msgspec.structs.fields(owner):
            hint = hints[field.name]
            whose = next(note for note in get_args(hint)[1:] if isinstance(note, Whose))
            optional = type(None) in get_args(get_args(hint)[0])
            required = (field.default is REQUIRED and not optional) or field.name in needs
            yield Described(field.name, hint, whose, required)


class Widgets:
    """Makes the widgets of a language; `choices` are what may be chosen where a field's words do not say it: the terms
    of taxonomies and the members, by field, each with its name."""

    def __init__(self, lang: Language, codes: Sequence[Language], choices: Choices):
        self.lang, self.codes, self.choices = lang, codes, choices

    def of_kind(self, kind: str, more: Sequence[type[Fields]]) -> list[Json]:
        """Return the widgets of a kind's fields, and that of its text, in the order of the form."""
        described = {field.name: field for field in fields_of(kind, more) if field.name not in LEFT_OUT}
        named = [name for name in described if name not in (*FIRST, *LAST)]
        return [
            self._body() if name == "body" else self._field(described[name])
            for name in (*FIRST, *named, *LAST)
            if name == "body" or name in described
        ]

    def _body(self) -> Json:
        words = {"name": "body", "label": say(_("Text"), self.lang), "widget": "markdown"}
        # what rich text writes is Markdown of another hand: a changed word would be a changed text
        return words | {"modes": ["raw", "rich_text"], "required": False, "i18n": True}

    def _field(self, field: Described) -> Json:
        hidden = {"widget": "hidden"} if field.name in UNSEEN else {}
        shared = {"i18n": True} if field.whose == OWN else {}
        made = self._named(field.name, field.hint) | {"required": field.is_required and not hidden}
        return {"name": field.name} | made | shared | hidden

    def _named(self, name: str, hint: Any) -> Json:
        """A field or a named value: its label, what helps, and the widget."""
        return {"label": say(title_of(name), self.lang)} | self._hint(hint) | self.widget(name, hint)

    def _hint(self, hint: Any) -> Json:
        """What helps: the words and the example that `new` has, where the form does not say as much by itself."""
        help = next((note for note in taken_apart(hint)[1] if isinstance(note, Help)), None)
        if not help or "{keys}" in help.words.msgid:
            return {}
        words = say(help.words, self.lang)
        example = say(help.example, self.lang) if isinstance(help.example, Message) else help.example
        is_shown = example and taken_apart(hint)[0] == [str] and not example.startswith(("[", "{", "…"))
        return {"hint": f"{words}, {say(_EXAMPLE.format(example=example), self.lang)}" if is_shown else words}

    def widget(self, name: str, hint: Any) -> Json:
        """Return the widget of a type, by what `Annotated` says of it."""
        if name in self.choices:
            return self._select(self.choices[name], is_many=get_origin(_bare(hint)) is tuple)
        members, notes = taken_apart(hint)
        found = next((made for note in notes if (made := self._by_note(name, note))), None)
        return found or self._by_type(name, members[0])

    def _by_note(self, name: str, note: Any) -> Json | None:
        match note:
            case Text(most):
                return {"widget": "own-text" if most > LONG else "own-string"} | self._limit(most)
            case Characters(most):
                return {"widget": "own-string"} | self._limit(most)
            case TextInEach():
                return {"widget": "own-string"}
            case NamesInEach():
                return {"widget": "own-list"}
            case Number(least, most):
                return {"widget": "number", "value_type": "int", "min": least, "max": most}
            case Matching(pattern, _fault, way_out):
                return {"widget": "own-string", "pattern": [f"^(?:{pattern.pattern})$", say(way_out, self.lang)]}
            case FileName():
                return {"widget": "own-image" if name == "image" else "own-file", "choose_url": False}
            case Holds("audio"):
                return {"widget": "own-file", "choose_url": False}
            case Holds("language"):
                return self._select([(code, code) for code in self.codes], is_many=False)
            case Holds(sort):
                return {"widget": "own-string"} | self._form(sort)
        return None

    def _limit(self, most: int) -> Json:
        return {"pattern": [rf"^[\s\S]{{0,{most}}}$", say(_AT_MOST.format(most=most), self.lang)]}

    def _form(self, sort: str) -> Json:
        if sort not in _FORMS:
            return {}
        return {"pattern": [_FORMS[sort], say(_AS_IN.format(example=_EXAMPLES[sort]), self.lang)]}

    def _by_type(self, name: str, kind: Any) -> Json:
        if kind is bool:
            return {"widget": "boolean"}
        if kind in (date, When, Instant):
            return {"widget": "own-moment", "has_clock": kind is not date}
        if get_origin(kind) is Literal:
            return self._select([(word, say(choice_of(word), self.lang)) for word in get_args(kind)], is_many=False)
        if get_origin(kind) is tuple:
            return self._many(name, get_args(kind)[0])
        if isinstance(kind, type) and issubclass(kind, NamedValues):
            return {"widget": "object", "collapsed": True, "fields": self._record(kind, is_needed=False)}
        return {"widget": "own-string"}

    def _many(self, name: str, item: Any) -> Json:
        bare = _bare(item)
        if get_origin(bare) is Literal:
            return self._select([(word, say(choice_of(word), self.lang)) for word in get_args(bare)], is_many=True)
        if isinstance(bare, type) and issubclass(bare, NamedValues):
            return {"widget": "list", "collapsed": True, "fields": self._record(bare, is_needed=True)}
        return {"widget": "own-list"}

    def _record(self, kind: type[NamedValues], is_needed: bool) -> list[Json]:
        """The named values; of one that may be left out whole, none is asked for, since Decap would insist."""
        hints = hints_of(kind)
        return [
            {"name": field.encode_name}
            | self._named(field.encode_name, hints[field.name])
            | {"required": field.required and is_needed}
            for field in msgspec.structs.fields(kind)
        ]

    def _select(self, options: Sequence[tuple[str, str]], is_many: bool) -> Json:
        """A choice; Decap refuses one without options."""
        rows = [{"label": label, "value": value} for value, label in options]
        return {"widget": "select", "multiple": is_many, "options": rows} if rows else {"widget": "own-list"}


def taken_apart(hint: Any) -> tuple[list[Any], tuple[Any, ...]]:
    """Return the types of a union but None, and what `Annotated` says of it."""
    notes: tuple[Any, ...] = ()
    while get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        notes = (*more, *notes)
    members = [hint]
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
    if len(members) == 1 and get_origin(members[0]) is Annotated:
        members, inner = taken_apart(members[0])
        notes = (*inner, *notes)
    return members, notes


def _bare(hint: Any) -> Any:
    return taken_apart(hint)[0][0]
