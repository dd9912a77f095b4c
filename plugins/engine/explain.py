"""Why a file was or was not made: which of its inputs are others than when it was made last."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from plugins.engine.keys import encoder
from plugins.i18n.messages import tell
from plugins.model.artifact import Artifact, Frame
from plugins.model.problem import Message, _
from plugins.output.index import Held
from plugins.output.writer import Writer

INPUTS = "inputs"  # of the cache: by path the key that a file was made under, and a check of each of its inputs
_DEPTH = 3  # of an article's title: the values of a page, its article, the title

Parts = Mapping[str, int]
_decoder = msgspec.msgpack.Decoder(tuple[bytes, dict[str, int]])


def inputs_row(key: bytes, make: Callable[..., Any], inputs: tuple[object, ...], frame: Frame | None) -> bytes:
    """Return the row that tells later what a file was made of."""
    return msgspec.msgpack.encode((key, parts_of(make, inputs, frame)))


def parts_of(make: Callable[..., Any], inputs: tuple[object, ...], frame: Frame | None) -> Parts:
    """Return a check of each input by its name ("values.article.title"), and of the frame."""
    names = make.__code__.co_varnames[1 : len(inputs) + 1]
    parts = {name: part for one in zip(names, inputs, strict=False) for name, part in _parts(*one, _DEPTH)}
    return parts | ({"frame": zlib.crc32(frame.digest.encode())} if frame else {})


def _parts(name: str, value: Any, depth: int) -> Iterator[tuple[str, int]]:
    fields = value.__struct_fields__ if isinstance(value, msgspec.Struct) else ()
    if depth > 1 and fields:
        for field in fields:
            yield from _parts(f"{name}.{field}", getattr(value, field), depth - 1)
    elif depth > 1 and isinstance(value, dict):
        for field, part in value.items():
            yield from _parts(f"{name}.{field}", part, depth - 1)
    else:
        yield name, zlib.crc32(encoder.encode(value))


def explanation(artifact: Artifact, door: Writer, row: bytes | None = None, parts: Parts | None = None) -> str:
    """Return a sentence in the language of this run; `row` is that of the last build, `parts` are those of this one."""
    before, after = door.before.files.get(artifact.path), door.after[artifact.path]
    changed = _changed(row, before.fingerprint, parts or {}) if before else []
    sources = ", ".join(artifact.sources) or "—"
    message = _reason(before, after, changed, door)
    return tell(message.format(path=artifact.path, sources=sources, parts=", ".join(changed)))


def _changed(row: bytes | None, key: bytes, parts: Parts) -> list[str]:
    """The names of the inputs that are others than in a row of this key; none where nothing is known of it."""
    known, before = _decoder.decode(row) if row else (b"", {})
    names = sorted(before.keys() | parts.keys())
    return [name for name in names if before.get(name) != parts.get(name)] if known == key else []


def _reason(before: Held | None, after: Held, changed: list[str], door: Writer) -> Message:
    """Why the file of this build is, or is not, another one than that of the last."""
    if before is None:
        return _("{path}: made, since the site did not have it; it is made of {sources}")
    if before.fingerprint == after.fingerprint:
        return _("{path}: not made; nothing that it is made of has changed ({sources})")
    if not before.fingerprint:
        return _("{path}: made, since the record of the last build is lost ({sources})")
    if door.proof.world.partition(" ")[0] != door.world.partition(" ")[0]:
        return _("{path}: made, since the code, the theme or the settings have changed ({sources})")
    if changed:
        return _("{path}: made, since these of its inputs have changed: {parts} ({sources})")
    return _("{path}: made, since what it shows has changed ({sources})")
