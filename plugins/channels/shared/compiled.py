"""Templates as code, in `__pycache__` beside their source, where Python keeps that of modules too.

Code is never believed from the cache folder, which may have come from elsewhere. What lies in `__pycache__` is trusted
as much as the template beside it is (https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation).
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from types import CodeType
from typing import NamedTuple

from jinja2.bccache import bc_magic

_HASH = 32  # bytes of a sha256; one stands for what was compiled, one for what came of it


class Code(NamedTuple):
    """A compiled template, and the name of the one that it extends."""

    parent: str
    code: CodeType


def key_of(source: str, name: str, code: str) -> bytes:
    """Return what the code of a template depends on: its source, and the code of filters, which Jinja may call."""
    return hashlib.sha256(bc_magic + f"{sys.version}\0{code}\0{name}\0{source}".encode()).digest()


def load(path: str, key: bytes) -> Code | None:
    """Return what was compiled of a template with this key; None where there is nothing of it."""
    try:
        with open(_beside(path), "rb") as file:  # noqa: PTH123 (a path object takes as long as the rest)
            data = file.read()
    except OSError:
        return None
    body = data[2 * _HASH :]
    if data[: 2 * _HASH] != key + hashlib.sha256(body).digest():
        return None
    parent, code = marshal.loads(body)  # noqa: S302 (see above)
    return Code(parent, code)


def save(path: str, key: bytes, made: Code) -> None:
    """Keep it for the next build, where this may write and Python itself would."""
    if sys.dont_write_bytecode:
        return
    target = _beside(path)
    body = marshal.dumps(tuple(made))
    with suppress(OSError):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(f"{target}.{os.getpid()}", "wb") as file:  # noqa: PTH123 (likewise)
            file.write(key + hashlib.sha256(body).digest() + body)
        os.replace(file.name, target)


def _beside(path: str) -> str:
    return cache_from_source(f"{path}.py")
