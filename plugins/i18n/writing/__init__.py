"""How a language is written: what an editor would mark in a text, each sort of it a habit that can be switched off.

`every` holds what is marked in every language; a language that knows more has a module of its own beside it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

from plugins.i18n.writing import every
from plugins.i18n.writing.remark import Remark
from plugins.model.value import Language

Find = Callable[[str], Iterator[Remark]]


@cache
def habits() -> tuple[str, ...]:
    """Return the names of all that is marked, in any language."""
    names = [*every.HABITS]
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in ("__init__", "every", "remark"):
            names += importlib.import_module(f"{__name__}.{path.stem}").HABITS
    return tuple(sorted(set(names)))


def remarks(text: str, lang: Language, without: Sequence[str] = ()) -> list[Remark]:
    """Return what would be marked in the text of a paragraph, in its order, but for some habits."""
    found = [
        remark
        for name, find in (*every.finders(lang).items(), *_own(lang).items())
        if name not in without
        for remark in find(text)
    ]
    return sorted(found, key=lambda remark: (remark.start, remark.habit))


def dictionary_form(word: str, lang: Language) -> str:
    """Return a word as dictionaries have it, without what words beside it do to it."""
    module = _module(lang)
    form: str = module.dictionary_form(word) if module and hasattr(module, "dictionary_form") else word
    return form


def _own(lang: Language) -> dict[str, Find]:
    """What is marked in one language alone."""
    module = _module(lang)
    return module.HABITS if module else {}


@cache
def _module(lang: Language) -> ModuleType | None:
    name = lang.partition("-")[0]
    if not Path(__file__).with_name(f"{name}.py").is_file():
        return None
    return importlib.import_module(f"{__name__}.{name}")
