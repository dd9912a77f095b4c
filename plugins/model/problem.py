"""Findings, and the sentences that say them: kept as what is to be said, and said in the language of whoever reads."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Literal, NamedTuple

from plugins.model.value import Language, Value

Level = Literal["error", "warning", "note"]


class Voice(NamedTuple):
    """What a sentence is said with: a language, its catalogue, and the mark before its decimals."""

    lang: Language
    catalogue: NullTranslations
    decimal: str


#: The language in which messages are written: it needs no catalogue.
ENGLISH = Voice("en", NullTranslations(), ".")


class Message(Value, frozen=True):
    """A sentence that is said later: its msgid, which is the English sentence, and the values of its `{names}`.

    Without values (None) it is said as it stands, braces and all. `plural` is the sentence of more than one, by the
    value `count`. `context` parts two sentences that are one in English. `own` is what is said instead in languages
    for which the site itself has the words. A message that is not made by `_` is the same in all languages.
    """

    msgid: str
    values: tuple[tuple[str, str | int | float | Message], ...] | None = None
    context: str = ""
    plural: str = ""
    own: tuple[tuple[Language, Message], ...] = ()

    def format(self, **values: object) -> Message:
        """The sentence with these values, beside those that it has: messages, numbers, and the words of all else."""
        filled = dict(self.values or ()) | {name: _kept(value) for name, value in values.items()}
        return Message(self.msgid, tuple(filled.items()), self.context, self.plural, self.own)

    def said(self, voice: Voice) -> str:
        """The sentence in a language; what its catalogue lacks is English."""
        for lang, message in self.own:
            if lang == voice.lang:
                return message.said(voice)
        pattern = self._pattern(voice.catalogue)
        if self.values is None:
            return pattern
        return pattern.format_map({name: _said(value, voice) for name, value in self.values})

    def _pattern(self, catalogue: NullTranslations) -> str:
        if not self.msgid:  # a catalogue answers it with its own header
            return ""
        if self.plural:
            return catalogue.ngettext(self.msgid, self.plural, int(str(dict(self.values or ())["count"])))
        return catalogue.pgettext(self.context, self.msgid) if self.context else catalogue.gettext(self.msgid)

    def __str__(self) -> str:
        return self.said(ENGLISH)


def _(msgid: str, context: str = "") -> Message:
    """A message that the catalogues of problems translate."""
    return Message(msgid, context=context)


def N_(message: str) -> str:
    """Return words of the interface as they are, marked for its catalogues: they are chosen, and translated, later."""
    return message


def plural(one: str, many: str) -> Message:
    """A message with a form for one and a form for more, by `count`, which `format` gives."""
    return Message(one, plural=many)


def joined(parts: tuple[Message, ...] | list[Message], between: Message | str = ", ") -> Message:
    """Return messages as one, with `between` between each two."""
    names = [f"p{number}" for number in range(len(parts))]
    pattern = "{between}".join(f"{{{name}}}" for name in names)
    return Message(pattern).format(between=between, **dict(zip(names, parts, strict=True)))


class _Fraction(float):
    """A number that prints with the decimal mark of a language."""

    mark = "."

    def __format__(self, form: str) -> str:
        return super().__format__(form).replace(".", self.mark)


def _kept(value: object) -> str | int | float | Message:
    if type(value) in (str, int, float, Message):
        return value  # type: ignore[return-value]  # the exact types were asked for, which mypy does not follow
    return str(value)


def _said(value: str | int | float | Message, voice: Voice) -> str | int | float:
    if isinstance(value, Message):
        return value.said(voice)
    if isinstance(value, float) and voice.decimal != ".":
        value = _Fraction(value)
        value.mark = voice.decimal
    return value


def said_in(code: Language) -> Message:
    """Return how a sentence names a language: “in English”."""
    return _SAID_IN.get(code) or _("in the language {code}").format(code=code)


_SAID_IN = {"el": _("in Greek"), "en": _("in English")}


class Invalid(Exception):
    """A value that is not what it should be, with the way out."""

    def __init__(self, message: Message, hint: Message):
        super().__init__(str(message))
        self.message, self.hint = message, hint


class Problem(Value, frozen=True):
    """A finding: where it is, what is wrong, and the way out.

    `line` and `column` count from 1; 0 means the whole file. `rule` names the check that made it.
    """

    rule: str
    level: Level
    file: str
    line: int
    column: int
    field: str
    message: Message
    hint: Message
