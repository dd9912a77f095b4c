"""JSON Schemas of front matter, for editors' tools: what completes fields and shows errors while somebody types.

They are made of the same description as the checks (`plugins.model.fields`), say for each kind and language what may be
written, and refuse nothing that `check` accepts, but for names of terms that are spelt in a way of their own. A tool
reads YAML 1.2, where `2025` is a number and an empty line nothing; `check` reads words. Both are told what is meant.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from plugins.i18n.messages import say
from plugins.model.fields import (
    Characters,
    FileName,
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
from plugins.model.kinds import OF_CHANNELS, RemoteAudio
from plugins.model.problem import _
from plugins.model.taxonomy import Taxonomies
from plugins.model.titles import choice_of, title_of
from plugins.model.value import Language
from plugins.read.fields import MAX_ITEMS
from plugins.read.podcasts import KNOWN
from plugins.read.schemas import Field, schema
from plugins.settings import Settings

DIALECT = "http://json-schema.org/draft-07/schema#"  # which all tools know
#: Groups of taxonomies.yaml whose keys the fields of these names take.
GROUPS = ("axes", "regions", "tags", "series", "skills")
Json = dict[str, Any]

_WORD: Json = {"type": ["string", "number"]}
_TRUTH: Json = {"enum": [True, False, "yes", "no"]}
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_WHEN = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?$"
_UUID = "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
#: What is said of a value that has a converter of its own; of the others, that it is words.
_HELD: Mapping[str, Json] = {
    "category": {"enum": list(KNOWN)},
    "duration": {"type": "string", "pattern": r"^(?:\d{1,2}:)?[0-5]?\d:[0-5]\d$"},
    "focus": {"type": "string", "pattern": r"^\d{1,3}% +\d{1,3}%$"},
    "identifier": {"type": "string", "pattern": _UUID},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "slug": {"type": ["string", "number"], "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$"},
    "url": {"type": "string", "pattern": "^(?:https?://|mailto:)"},
}
_WHOSE = {
    Whose.OWN: _("each language states it for itself"),
    Whose.NEUTRAL: _("stated once, in the original"),
    Whose.INHERITED: _("stated in the original, unless a translation differs"),
}
_LEFT = _("only the channel {channel} reads it, and this site does without that channel")


class Schemas:
    """The schemas of a site, in one language."""

    def __init__(self, settings: Settings, taxonomies: Taxonomies, lang: Language):
        self.settings, self.taxonomies, self.lang, self.codes = settings, taxonomies, lang, list(settings.site.codes)

    def of(self, kind: str) -> Json:
        """Return the schema of the front matter of a kind's texts in this language."""
        fields = schema(kind, self.settings.site.timezone, self.settings.fields(kind))
        left = {**OF_CHANNELS[""], **OF_CHANNELS.get(kind, {})}
        unused = {name: self._unused(channel) for name, channel in left.items() if name not in fields}
        here = [field.name for field in fields.values() if field.required and field.sort is Whose.OWN]
        once = [field.name for field in fields.values() if field.required and field.sort is not Whose.OWN]
        made: Json = {
            "$schema": DIALECT,
            "title": kind,
            "type": "object",
            "additionalProperties": False,
            "required": here,
            "properties": {field.name: self._property(field) for field in fields.values()} | unused,
        }
        if self.lang == self.settings.site.default_language and once:
            properties = {"original": {"enum": [None, self.lang]}, "original_hash": {"type": "null"}}
            original = {"properties": properties}
            made |= {"if": original, "then": {"required": once}}
        return made

    def _property(self, field: Field) -> Json:
        hints = hints_of(field.owner)
        said = [self._help(field), say(_WHOSE[field.sort], self.lang)]
        return {
            "title": say(title_of(field.name), self.lang),
            "description": " · ".join(filter(None, said)),
            "anyOf": [self._terms(field.name) or self.value(hints[field.name]), {"type": "null"}],
        }

    def _help(self, field: Field) -> str:
        if not field.help:
            return ""
        group = self.taxonomies.groups.get(field.name, {}) if field.name in GROUPS else {}
        return say(field.help.words.format(keys=", ".join(field.choices or group)), self.lang)

    def _unused(self, channel: str) -> Json:
        return {"deprecated": True, "description": say(_LEFT.format(channel=channel), self.lang)}

    def _terms(self, name: str) -> Json | None:
        """The keys of the group that a field takes, and their names in this language."""
        if name not in GROUPS:
            return None
        group = self.taxonomies.groups.get(name, {})
        one = {"enum": list(dict.fromkeys((*group, *(words[self.lang].name for words in group.values()))))}
        return one if name == "series" else _list(one)

    def value(self, hint: Any) -> Json:
        """Return the schema of the values of a type, by what `Annotated` says of it."""
        notes: tuple[Any, ...] = ()
        while get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            notes = (*more, *notes)
        members = [hint]
        if get_origin(hint) in (Union, types.UnionType):
            members = [member for member in get_args(hint) if member is not type(None)]
        found = next((made for note in notes if (made := self._by_note(note, members))), None)
        if found:
            return found
        choices = [
            self.value(member) if get_origin(member) is Annotated else self._by_type(member) for member in members
        ]
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def _by_note(self, note: Any, members: list[Any]) -> Json | None:
        match note:
            case Text(most) | Characters(most):
                return _WORD | {"maxLength": most}
            case TextInEach(most):
                return self._in_each(_WORD | {"maxLength": most})
            case NamesInEach(most):
                one = _WORD | {"maxLength": most}
                return {"anyOf": [_list(self._in_each(one)), self._by_language(_list(one))]}
            case Number(least, most):
                return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": r"^-?\d+$"}
            case Matching(pattern, _fault, hint):
                return _WORD | {"pattern": f"^(?:{pattern.pattern})$", "description": say(hint, self.lang)}
            case FileName(example):
                name: Json = {"type": "string", "examples": [say(example, self.lang)]}
                return {"anyOf": [name, self._by_type(members[1])]} if len(members) > 1 else name
            case Holds("language"):
                return {"enum": self.codes}
            case Holds("audio"):
                return {"anyOf": [{"type": "string"}, self._record(RemoteAudio)]}
            case Holds(sort):
                return dict(_HELD.get(sort, _WORD))
        return None

    def _by_type(self, kind: Any) -> Json:
        if kind is bool:
            return _TRUTH
        if kind in (date, When, Instant):
            return {"type": "string", "pattern": _DAY if kind is date else _WHEN}
        if get_origin(kind) is Literal:
            words = list(get_args(kind))  # what each means is said as VS Code reads it
            return {"enum": words, "enumDescriptions": [say(choice_of(word), self.lang) for word in words]}
        if get_origin(kind) is dict:
            return self._by_language(self.value(get_args(kind)[1]))
        if get_origin(kind) is tuple:
            return _list(self.value(get_args(kind)[0]))
        if isinstance(kind, type) and issubclass(kind, NamedValues):
            return self._record(kind)
        return _WORD

    def _record(self, kind: type[NamedValues]) -> Json:
        hints, fields = hints_of(kind), msgspec.structs.fields(kind)
        return {
            "type": "object",
            "additionalProperties": False,
            "required": [field.encode_name for field in fields if field.required],
            "properties": {
                field.encode_name: {
                    "title": say(title_of(field.encode_name), self.lang),
                    "anyOf": [self.value(hints[field.name]), {"type": "null"}],
                }
                for field in fields
            },
        }

    def _by_language(self, one: Json) -> Json:
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(self.codes, one)}

    def _in_each(self, one: Json) -> Json:
        return {"anyOf": [one, self._by_language(one)]}


def _list(item: Json) -> Json:
    """A list, or what stands in it alone: words with a comma between, or one record."""
    alone = [{"type": "string"}] if item.get("type") != "object" else [item]
    return {"anyOf": [{"type": "array", "maxItems": MAX_ITEMS, "items": {"anyOf": [item, {"type": "null"}]}}, *alone]}


def patterns_of(kind: str, lang: Language, folder: str) -> Iterator[str]:
    """Yield the files of a kind and language, as tools match paths; `folder` is that of its texts."""
    if kind == "show":
        yield f"{folder}/*/index.{lang}.md"
    elif kind == "episode":
        yield from (f"{folder}/*/!(index).{lang}.md", f"{folder}/*/*/index.{lang}.md")
    else:
        yield f"{folder}/**/*.{lang}.md"
