"""The schema of each kind, made of the description of its fields: whose they are, and what checks and converts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, get_args, get_origin

import msgspec

from plugins.model.errors import UsageError
from plugins.model.fields import REQUIRED, Fields, Help, Whose, hints_of
from plugins.model.kinds import FIELDS_OF, CommonFields
from plugins.model.problem import _
from plugins.read.converters import converter
from plugins.read.fields import Convert

_UNDESCRIBED = _(
    "channels: {owner}.{name} is not described as a field: write Annotated[its type, whose it is, …] and a default"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the front matter, ready to be read.

    `owner` is the struct that holds it. `required` fields must be there, once a translation has inherited. `choices`
    are the values that it takes, where these are few.
    """

    name: str
    owner: type[Fields]
    sort: Whose
    convert: Convert
    required: bool
    help: Help | None
    choices: tuple[str, ...]


@lru_cache(maxsize=32)
def schema(kind: str, timezone: str, more: tuple[type[Fields], ...] = ()) -> Mapping[str, Field]:
    """Return the fields of a kind by name, the common ones first. `more` are those of channels.

    Times without an offset are those of `timezone`. Raises UsageError where a channel reads a field that there is
    already.
    """
    known: dict[str, Field] = {}
    for owner in (CommonFields, FIELDS_OF[kind], *more):
        for field in _fields(owner, timezone):
            if field.name in known:
                raise UsageError(
                    _("channels: the field {name} of the kind {kind} is there already; choose another name").format(
                        name=field.name, kind=kind
                    )
                )
            known[field.name] = field
    for name in FIELDS_OF[kind].needs:
        known[name] = replace(known[name], required=True)
    return MappingProxyType(known)


@lru_cache(maxsize=64)
def _fields(owner: type[Fields], timezone: str) -> tuple[Field, ...]:
    """The fields of a struct; those that all kinds share are described once."""
    return tuple(_described(owner, timezone))


def _described(owner: type[Fields], timezone: str) -> Iterator[Field]:
    """The fields of a struct, by what `Annotated` says of each."""
    hints = hints_of(owner)
    for field in msgspec.structs.fields(owner):
        name, (kind, *notes) = field.name, get_args(hints[field.name]) or (None,)
        sort = next((note for note in notes if isinstance(note, Whose)), None)
        try:
            convert = converter(hints[name], timezone)
        except TypeError:
            convert = None
        if sort is None or convert is None or field.required:
            raise UsageError(_UNDESCRIBED.format(owner=owner.__name__, name=name))
        yield Field(
            name,
            owner,
            sort,
            convert,
            field.default is REQUIRED and type(None) not in get_args(kind),
            next((note for note in notes if isinstance(note, Help)), None),
            get_args(kind) if get_origin(kind) is Literal else (),
        )


def kinds_with(name: str, fields_of: Callable[[str], tuple[type[Fields], ...]]) -> tuple[str, ...]:
    """Return the kinds that have a field which not all of them have; `fields_of` a kind are those of channels."""
    return tuple(
        kind
        for kind, own in FIELDS_OF.items()
        if any(name in fields.__struct_fields__ for fields in (own, *fields_of(kind)))
    )
