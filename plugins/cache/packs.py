"""Files ↔ objects of a shared cache: small files stand together in one, large ones are cut into several."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import IO, Annotated, NamedTuple

import msgspec
from msgspec import Meta

PIECE = 1 << 20  # bytes of a large file in one object
PACK = 4 << 20  # bytes of small files in one; no object is larger
FEW = 32  # packs that are less than a quarter full; where there are more, their files are packed anew
LARGEST = 8 << 30  # bytes of a file

Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Digest = Annotated[bytes, Meta(min_length=32, max_length=32)]


class CachePiece(msgspec.Struct, array_like=True, frozen=True):
    """Some bytes of a file: in which object they lie, from where, and how many."""

    object: Digest
    start: Count
    size: Count


Files = dict[str, tuple[CachePiece, ...]]  # of what each is made, by path
Reading = Callable[[str], AbstractContextManager[IO[bytes]]]


class PackedObject(NamedTuple):
    """An object, and the files that are whole with it and those before it."""

    name: bytes
    body: bytes
    files: Files


def size_of(pieces: Iterable[CachePiece]) -> int:
    """Return the bytes of a file."""
    return sum(piece.size for piece in pieces)


def packed(paths: Iterable[str], reading: Reading, is_cut: Callable[[str, int], bool]) -> Iterator[PackedObject]:
    """The objects that files become; `is_cut` says of a path and a size whether a file is one of its own."""
    waiting: list[tuple[str, bytes]] = []
    for path in paths:
        with reading(path) as file:
            body = file.read(PIECE)
            if is_cut(path, len(body)):
                yield from _cut(path, body, file)
                continue
        if sum(len(other) for _path, other in waiting) + len(body) > PACK:
            yield _together(waiting)
            waiting = []
        waiting.append((path, body))
    if waiting:
        yield _together(waiting)


def _cut(path: str, body: bytes, file: IO[bytes]) -> Iterator[PackedObject]:
    """A file as objects of its own; `body` is the first, and has been read."""
    pieces: list[CachePiece] = []
    while body:
        following = file.read(PIECE)
        pieces.append(CachePiece(hashlib.sha256(body).digest(), 0, len(body)))
        yield PackedObject(pieces[-1].object, body, {} if following else {path: tuple(pieces)})
        body = following


def _together(waiting: list[tuple[str, bytes]]) -> PackedObject:
    body = b"".join(own for _path, own in waiting)
    name, start, files = hashlib.sha256(body).digest(), 0, Files()
    for path, own in waiting:
        files[path] = (CachePiece(name, start, len(own)),)
        start += len(own)
    return PackedObject(name, body, files)


def thin(files: Mapping[str, tuple[CachePiece, ...]], own: Container[str]) -> list[str]:
    """Return the files of packs that have become thin, where these are many; of files that are at hand here."""
    filled: dict[bytes, list[str]] = {}
    sizes: dict[bytes, int] = {}
    for path, pieces in files.items():
        for piece in pieces:
            filled.setdefault(piece.object, []).append(path)
            sizes[piece.object] = sizes.get(piece.object, 0) + piece.size
    whole = {piece.object for pieces in files.values() if len(pieces) > 1 for piece in pieces}
    sparse = [name for name, size in sizes.items() if size < PACK // 4 and name not in whole]
    return [path for name in sparse for path in filled[name] if path in own] if len(sparse) > FEW else []
