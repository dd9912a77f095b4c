"""Values of a settings file → typed ones. What does not fit is named, with what would."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import msgspec
from msgspec import Meta, inspect
from msgspec.structs import FieldInfo

from plugins.model.errors import UsageError
from plugins.model.problem import Message, _

Made = TypeVar("Made", bound=msgspec.Struct)
Count = Annotated[int, Meta(ge=0, le=100_000)]
CountFromOne = Annotated[int, Meta(ge=1, le=100_000)]

_WRONG = _("settings: {name} is {wanted}, not {given}")
_WRONG_ITEM = _("settings: {name} is a list with one thing at least, each {wanted}; not {given}")
_WHOLE = _("a whole number from {low} to {high}")
_EVEN = _("an even number from {low} to {high}")
_ONE_OF = _("one of {known}")
_SORTS: Mapping[type[inspect.Type], Message] = {
    inspect.BoolType: _("True or False"),
    inspect.DictType: _("a dictionary"),
}
_LIST_OF_WORDS = _('a list of words, as in ["a", "b"]')
_TEXT = _("a text in quotes")
_PLACE = re.compile(r"`\$\.(\w+)")  # what msgspec says: Expected `int` >= 1 - at `$.JOBS`
_MISSES = re.compile(r"missing required field `(\w+)`$")


def names_of(group: type[msgspec.Struct] | None) -> tuple[str, ...]:
    """Return the names that a group's settings have in a settings file."""
    return tuple(field.encode_name for field in msgspec.structs.fields(group)) if group else ()


def converted(
    raw: Mapping[str, Any], group: type[Made], usual: Mapping[str, object] | None = None, place: str = ""
) -> Made:
    """Return a group made of what is given, else of what is `usual`. Raises UsageError, with `place` before the name.

    None stands for the usual value; where that is a number, False does too, as in Pelican's own settings.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(group)}
    given = {name: raw[name] for name, field in fields.items() if _is_said(raw.get(name), field)}
    try:
        return msgspec.convert({**(usual or {}), **given}, group, dec_hook=_path)
    except msgspec.ValidationError as error:
        _refuse(str(error), given, fields, place)


def near_to(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name that another is a slip of, or an empty one."""
    return next(iter(difflib.get_close_matches(name, list(known), 1, cutoff)), "")


def _is_said(value: object, field: FieldInfo) -> bool:
    return value is not None and (value is not False or field.type is bool)


def _path(kind: type, value: object) -> Path:
    if kind is Path and isinstance(value, str | os.PathLike):
        return Path(value)
    raise TypeError(kind)


def _refuse(said: str, given: Mapping[str, Any], fields: Mapping[str, FieldInfo], place: str) -> NoReturn:
    """Raise the UsageError for what msgspec said."""
    if missing := _MISSES.search(said):
        raise UsageError(_("settings: {name} is missing").format(name=place + missing[1]))
    name = next(iter(_PLACE.findall(said)))
    pattern, wanted = _wanted(inspect.type_info(fields[name].type))
    raise UsageError(pattern.format(name=place + name, wanted=wanted, given=repr(given[name])))


def _wanted(kind: inspect.Type) -> tuple[Message, Message]:
    """Return the sentence for what is not of this type, and the words for what would be."""
    if isinstance(kind, inspect.VarTupleType):
        is_words = isinstance(kind.item_type, inspect.StrType)
        return (_WRONG, _LIST_OF_WORDS) if is_words else (_WRONG_ITEM, _words_for(kind.item_type))
    return _WRONG, _words_for(kind)


def _words_for(kind: inspect.Type) -> Message:
    if isinstance(kind, inspect.IntType):
        return (_EVEN if kind.multiple_of == 2 else _WHOLE).format(low=kind.ge, high=kind.le)
    if isinstance(kind, inspect.LiteralType):
        return _ONE_OF.format(known=", ".join(map(str, kind.values)))
    return _SORTS.get(type(kind), _TEXT)
