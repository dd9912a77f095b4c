"""The messages that Python code says, for `invoke catalogues`: Babel's own extractor misses those in f-strings.

https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO, Any

#: How a message is said: by a function of this name, or by a method. `_` marks one that is said later.
SAYING = frozenset(("say", "gettext", "ngettext", "_"))

Message = tuple[int, str, tuple[str, ...], list[str]]  # line, function as Babel knows it, forms, comments


def extract(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[Message]:
    """The messages that stand as literals in a file of Python."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in SAYING:
            forms = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if len(forms) == (2 if name == "ngettext" else 1):
                yield node.lineno, "ngettext" if name == "ngettext" else "gettext", tuple(forms), []


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
