"""What checks a field and makes its value of what an editor wrote, by the description of the field."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

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
    hints_of,
)
from plugins.model.kinds import RemoteAudio
from plugins.model.problem import _
from plugins.read import fields as f
from plugins.read.podcasts import category
from plugins.text import identifiers
from plugins.text.repetition import rule_of

#: What stations and apps play, and how such a file's name ends.
SOUNDS = {"audio/mpeg": (".mp3",), "audio/mp4": (".m4a", ".mp4"), "audio/ogg": (".opus", ".ogg")}
_NOT_OF_TYPE = _("the address does not end as one of {type} does")
_ENDINGS = _("it ends in: {endings}")
_NO_LENGTH = _("lasts no seconds")
_LENGTH = _("write minutes:seconds, as in 12:30")


def converter(hint: Any, timezone: str) -> f.Convert:
    """Return what converts a value of this type; times without an offset are those of `timezone`.

    What it gives are plain values, lists and mappings, in which words are not yet set in type. Raises TypeError for a
    type that says too little of what may be written, as `str` alone.
    """
    members, notes = _taken_apart(hint)
    for note in notes:
        if found := _by_note(note):
            if isinstance(note, FileName) and len(members) > 1:
                return _either(converter(members[1], timezone), found)
            return found
    if len(members) > 1:
        return _either(converter(members[1], timezone), converter(members[0], timezone))
    return _by_type(members[0], timezone)


def _taken_apart(hint: Any) -> tuple[list[Any], tuple[Any, ...]]:
    """The types of a union but None, and what `Annotated` says of it."""
    notes: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *more = get_args(hint)
        notes = tuple(more)
    members = [hint]
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
    if len(members) == 1 and get_origin(members[0]) is Annotated:
        members, inner = _taken_apart(members[0])
        notes = (*inner, *notes)
    return members, notes


def _by_note(note: Any) -> f.Convert | None:
    match note:
        case Text(most):
            return f.text(most)
        case Characters(most):
            return f.code(most)
        case TextInEach(most):
            return f.words(most)
        case NamesInEach(most):
            return f.names(most)
        case Number(least, most):
            return f.whole(least, most)
        case Matching(pattern, fault, hint):
            return f.matching(pattern, fault, hint)
        case FileName(example):
            return f.path(example)
        case Holds(name):
            return CONVERTERS[name]
    return None


def _by_type(kind: Any, timezone: str) -> f.Convert:
    plain = {bool: f.boolean, date: f.day}.get(kind)
    if plain:
        return plain
    if kind in (When, Instant):
        return f.when(timezone) if kind is When else f.moment(timezone)
    if get_origin(kind) is Literal:
        return f.choice(*get_args(kind))
    if get_origin(kind) is dict:
        return f.by_language(converter(get_args(kind)[1], timezone))
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        is_record = isinstance(item, type) and issubclass(item, NamedValues)
        return (f.records if is_record else f.list_of)(converter(item, timezone))
    if isinstance(kind, type) and issubclass(kind, NamedValues):
        return record_of(kind, timezone)
    raise TypeError(f"nothing reads {kind}")


def record_of(kind: type[NamedValues], timezone: str) -> f.Convert:
    """Return what converts named values, to a mapping by the names that editors write."""
    hints, fields = hints_of(kind), msgspec.structs.fields(kind)
    known = {field.encode_name: converter(hints[field.name], timezone) for field in fields}
    return f.record(known, [field.encode_name for field in fields if field.required])


def _either(mapping: f.Convert, text: f.Convert) -> f.Convert:
    """Return what converts a mapping by the one, and all else by the other."""
    return lambda raw: mapping(raw) if isinstance(raw, dict) else text(raw)


@lru_cache(maxsize=1)
def _remote() -> f.Convert:
    return record_of(RemoteAudio, "UTC")  # it holds no times


def audio(raw: object) -> object:
    """Return the name of a file beside the text, or what is known of one that lies elsewhere."""
    if not isinstance(raw, dict):
        return f.recording(raw)
    stated = _remote()(raw)
    endings = SOUNDS[stated["type"]]
    if not stated["url"].partition("?")[0].lower().endswith(endings):
        raise f.Invalid(_NOT_OF_TYPE.format(type=stated["type"]), _ENDINGS.format(endings=", ".join(endings)))
    if not stated["duration"]:
        raise f.Invalid(_NO_LENGTH, _LENGTH)
    return stated


#: What reads the values that have rules of their own.
CONVERTERS: Mapping[str, f.Convert] = {
    "audio": audio,
    "category": category,
    "company_number": f.checked(identifiers.company_number),
    "day_off": f.day_off,
    "duration": f.duration,
    "email": f.email,
    "focus": f.focus,
    "identifier": f.identifier,
    "language": f.language,
    "postcode": f.checked(identifiers.postcode),
    "repetition": f.checked(rule_of),
    "old_feed": f.old_feed,
    "sha256": f.sha256,
    "signature": f.signature,
    "site_path": f.site_path,
    "slug": f.slug,
    "social_register_number": f.checked(identifiers.social_register_number),
    "gazette": f.checked(lambda text: str(identifiers.gazette(text))),
    "decision": f.checked(identifiers.decision_number),
    "tax_number": f.checked(identifiers.tax_number),
    "telephone": f.checked(identifiers.telephone),
    "url": f.url,
}
