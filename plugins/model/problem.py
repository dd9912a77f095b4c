"""Findings, and the sentences that say them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from plugins.model.value import Language, Value

Level = Literal["error", "warning", "note"]


class Text(NamedTuple):
    """A sentence in both languages."""

    el: str
    en: str

    def format(self, **values: object) -> Text:
        """The sentence with its `{names}` filled in, a Text by its own, a fraction as each language writes it."""
        greek = {name: _Greek(value) if type(value) is float else value for name, value in values.items()}
        el, en = (
            {name: value[i] if isinstance(value, Text) else value for name, value in own.items()}
            for i, own in enumerate((greek, values))
        )
        return Text(self.el.format_map(el), self.en.format_map(en))

    def of(self, lang: Language) -> str:
        """The sentence in Greek, or for every other language in English."""
        return self.el if lang == "el" else self.en


class _Greek(float):
    """A number that prints with a comma before its decimals, as Greek does."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).replace(".", ",")


_SAID_IN = {"el": Text("στα ελληνικά", "in Greek"), "en": Text("στα αγγλικά", "in English")}


def said_in(code: Language) -> Text:
    """A language as sentences name it: in English."""
    return _SAID_IN.get(code) or Text(f"στη γλώσσα {code}", f"in the language {code}")


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
    message: Text
    hint: Text
