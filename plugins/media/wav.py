"""Broadcast WAV: raw samples → RIFF with a plain 16-byte `fmt `, `bext` with its loudness, and `cart`.

Rivendell reads no other format tag than 1, so the header is written here and not by ffmpeg, which gives 24 bits the
extensible one. Both chunks are ASCII: Greek is written in ELOT 743 Latin.
"""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from plugins.i18n.greek import typewritten
from plugins.media.ffmpeg import Damaged
from plugins.media.meter import Levels
from plugins.model.problem import _

MOST = 0xFFFF_FFFF - 4096  # bytes of samples: what RIFF can count
_BITS = 24
_PIECE = 1 << 20
_TOO_LONG = _("is too long for WAV")
_SPLIT = _("split it into two episodes")
_NEVER = "2099-12-31"  # a cart that does not end
_CODING = "A=PCM,F={rate},W=24,M={mode},T=Diavlos\r\n"


class Cart(NamedTuple):
    """What a station's automation shows and obeys. `start` and `end` bound its use; `end` None: for ever."""

    title: str
    artist: str
    album: str
    identifier: str
    start: datetime
    end: datetime | None
    out_cue: str
    address: str
    text: str


def write_wav(samples: Path, target: Path, rate: int, channels: int, cart: Cart, levels: Levels) -> None:
    """A broadcast WAV of raw samples (24 bits, little endian). Raises Damaged where RIFF can't hold them."""
    size = samples.stat().st_size
    if size > MOST:
        raise Damaged(_TOO_LONG, _SPLIT)
    frame = channels * _BITS // 8
    fmt = struct.pack("<HHIIHH", 1, channels, rate, rate * frame, frame, _BITS)
    chunks = [(b"fmt ", fmt), (b"bext", bext(cart, levels, rate, channels)), (b"cart", cart_chunk(cart))]
    before = sum(8 + len(data) + len(data) % 2 for __, data in chunks)
    with samples.open("rb") as source, target.open("wb") as out:
        out.write(struct.pack("<4sI4s", b"RIFF", 4 + before + 8 + size + size % 2, b"WAVE"))
        for name, data in chunks:
            out.write(struct.pack("<4sI", name, len(data)) + data + b"\0" * (len(data) % 2))
        out.write(struct.pack("<4sI", b"data", size))
        while piece := source.read(_PIECE):  # an hour is 1 GB
            out.write(piece)
        out.write(b"\0" * (size % 2))


def bext(cart: Cart, levels: Levels, rate: int, channels: int) -> bytes:
    """Version 2 (https://tech.ebu.ch/docs/tech/tech3285.pdf): loudness in hundredths; 0x7FFF: not measured."""
    unknown = 0x7FFF
    loudness = (round(levels.loudness * 100), unknown, round(levels.peak * 100), unknown, unknown)
    fixed = struct.pack(
        "<256s32s32s10s8sQH64s5h180s",
        ascii_of(f"{cart.title} - {cart.album}", 256),
        ascii_of(cart.artist, 32),
        ascii_of(cart.identifier.replace("-", ""), 32),  # a whole UUID, without hyphens
        cart.start.strftime("%Y-%m-%d").encode(),
        cart.start.strftime("%H:%M:%S").encode(),
        0,
        2,
        b"",
        *loudness,
        b"",
    )
    return fixed + _CODING.format(rate=rate, mode="stereo" if channels == 2 else "mono").encode()


def cart_chunk(cart: Cart) -> bytes:
    """AES46 (http://www.cartchunk.org/cart_chunk.pdf): 2048 fixed bytes, then free text."""
    last = cart.end.strftime("%Y-%m-%d %H:%M:%S") if cart.end else f"{_NEVER} 23:59:59"
    first = cart.start.strftime("%Y-%m-%d %H:%M:%S")
    texts = (cart.title, cart.artist, cart.identifier, "", "", cart.album, last_words(cart.out_cue, 64))
    fixed = b"0101" + b"".join(ascii_of(text, 64) for text in texts)
    fixed += b"".join(part.encode() for moment in (first, last) for part in moment.split(" "))
    fixed += ascii_of("Diavlos", 64) + ascii_of("", 64) + ascii_of("", 64)
    fixed += struct.pack("<i", 0x8000)  # the sample value that reads as 0 dB
    fixed += b"\0" * (8 * 8 + 276) + ascii_of(cart.address, 1024)
    assert len(fixed) == 2048, len(fixed)
    return fixed + latin(cart.text) + b"\r\n"


def last_words(text: str, size: int) -> str:
    """As many of the last words as a field holds: an operator waits for the end of them."""
    words = text.split()
    while words and len(latin(" ".join(words))) > size:
        words.pop(0)
    return " ".join(words)


def ascii_of(text: str, size: int) -> bytes:
    """Text in ASCII, cut to a field that it fills up with NULs."""
    return latin(text)[:size].ljust(size, b"\0")


def latin(text: str) -> bytes:
    """One line of ASCII; marks that it lacks become those that a typewriter has."""
    return typewritten(text).encode("ascii", "replace")
