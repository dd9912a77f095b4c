"""The messages that Python code says, for `invoke catalogues`: Babel's own extractor misses those in f-strings.

https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import IO, Any

#: How code says a word of the interface: by a function of this name, or by a method. `N_` marks one said later.
SAYING = frozenset(("say", "gettext", "ngettext", "N_"))

Found = tuple[int, str, tuple[str, ...], list[str]]  # line, function as Babel knows it, forms, comments


def extract(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Found]:
    """Yield the messages of the interface in a file of Python, which the catalogues of themes translate."""
    for call, name, words in _calls(file, SAYING.__contains__):
        if len(words) == (2 if name == "ngettext" else 1) and words[0] == getattr(call.args[0], "value", None):
            yield call.lineno, "ngettext" if name == "ngettext" else "gettext", words, []


def extract_problems(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Found]:
    """Yield the messages of problems, errors and commands (`model.problem`), whose catalogues lie beside the code."""
    for call, name, words in _calls(file, ("_", "plural").__contains__):
        if name == "plural" and len(words) == 2:
            yield call.lineno, "ngettext", words, []
        elif name == "_" and words:
            context = len(words) > 1
            yield call.lineno, "pgettext" if context else "gettext", tuple(reversed(words)) if context else words, []


def extract_all(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Found]:
    """Both, for the catalogue of a channel."""
    for found in (extract, extract_problems):
        file.seek(0)
        yield from found(file, keywords, tags, options)


def extract_none(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> tuple[Found, ...]:
    """Nothing: what channels say is in their own catalogues. (Babel's `ignore` would pass over whole folders.)"""
    return ()


def _calls(file: IO[bytes], is_saying: Callable[[str], bool]) -> Iterator[tuple[ast.Call, str, tuple[str, ...]]]:
    """The calls of such functions, each with its name and its arguments that are literals of text."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and is_saying(name := _name(node.func)):
            words = tuple(
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            )
            yield node, name, words


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
