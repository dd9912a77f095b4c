"""espeak-ng, the one program that reads aloud: offline, without a shell, its text over standard input, limited.

A text is read a paragraph at a time: so it is known when each begins, and a corrected one costs itself alone.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from plugins.cache.blobs import unharmed
from plugins.media.clips import SOUNDS, TV
from plugins.media.ffmpeg import Damaged, ffmpeg_path, limited
from plugins.media.renditions import AudioSource, Unheard, levelled
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import _
from plugins.text.speech import PACE

RATE = 22_050  # Hz, of espeak-ng's own voices
SECOND = 2 * RATE  # bytes: one channel of 16 bits
BREATH = round(0.4 * RATE) * 2  # bytes between paragraphs, beside the third of a second with which each ends
REST = 1.5  # seconds that a part stands after its last word, at least
MOST = 300  # words, about two minutes; of a longer text the title and the short form are read, as a newsreader would
PATIENCE = 60  # seconds of processor time for a paragraph: an hour of speech takes less
#: At the pace of the scripts, UTF-8, not so loud that the loudest vowels are cut off, never onto a sound card.
OPTIONS = ("-s", str(PACE), "-a", "70", "-b", "1", "--stdin", "--stdout")
#: As films for television have it (EBU R 128, 48 kHz), for one voice; the other coder takes three times as long.
SOUND = SOUNDS[TV]._replace(name="bulletin", encoder=("-c:a", "aac", "-aac_coder", "fast", "-b:a", "96k", "-f", "mp4"))
_HEAD = 44  # bytes of the WAV header that it writes
_NAME = "espeak-ng"

_NO_PROGRAM = _(
    "settings: BULLETIN_VOICES asks for a voice for the bulletin, but this machine lacks the program espeak-ng; "
    "install it (on Debian and Ubuntu: apt-get install espeak-ng) or delete the setting"
)
_NO_VOICE = _(
    "settings: BULLETIN_VOICES asks for the voice “{voice}”, but espeak-ng lacks it or does not give it at 22050 Hz; "
    "choose one of those that the command espeak-ng --voices shows"
)


def refuse_voices(voices: Iterable[str]) -> None:
    """Have each voice say a word. Raises MachineError without the program, UsageError for a voice that it lacks."""
    if not shutil.which(_NAME):
        raise MachineError(_NO_PROGRAM)
    for voice in voices:
        try:
            wave = _wave("1", voice)
        except Damaged:
            wave = b""
        if int.from_bytes(wave[24:28], "little") != RATE:
            raise UsageError(_NO_VOICE.format(voice=voice))


def speak(text: str, voice: str, target: Path) -> None:
    """Write what is heard of a paragraph as raw samples. Raises Damaged where espeak-ng can't."""
    target.write_bytes(_wave(text, voice)[_HEAD:])


def _wave(text: str, voice: str) -> bytes:
    command = [_NAME, "-v", voice, *OPTIONS, *_steadily()]
    return limited(command, PATIENCE, f"{harmless(text)}\n".encode())[0]


@lru_cache(maxsize=1)
def _steadily() -> tuple[str, ...]:
    """What makes its breath the same each time: later versions draw it by lot, 1.51 neither does nor knows the option.

    https://github.com/espeak-ng/espeak-ng/blob/1.52.0/src/espeak-ng.c
    """
    return ("-D",) if b"deterministic" in limited([_NAME, "--help"], PATIENCE)[0] else ()


def harmless(text: str) -> str:
    """Without what it would take for a command: control characters, and phonemes between double brackets.

    https://github.com/espeak-ng/espeak-ng/blob/1.51/src/espeak-ng.1.ronn
    """
    return "".join(letter for letter in text if letter.isprintable()).replace("[[", "[ [")


def chosen(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """What is read of a text (title, short form, the whole): all of it, unless that would take too long."""
    is_long = sum(len(paragraph.split()) for paragraph in paragraphs) > MOST
    read = paragraphs[:2] if is_long else paragraphs
    return tuple(paragraph for paragraph in read if any(letter.isalnum() for letter in harmless(paragraph)))


def places(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """From which byte of a part to which each of its paragraphs is heard."""
    found, at = [], 0
    for size in sizes:
        found.append((at, at + size))
        at += size + BREATH
    return found


def seconds(sizes: Sequence[int], least: int, step: int) -> int:
    """How long a part stands: until it is read and a rest is over, in whole steps."""
    end = places(sizes)[-1][1] if sizes else 0
    return max(least, math.ceil((end / SECOND + REST) / step) * step)


def soundtrack(parts: Sequence[tuple[int, Sequence[Path]]], target: Path) -> None:
    """Write the sound of a bulletin, each part of so many seconds. Raises Damaged where ffmpeg can't."""
    raw = target.with_suffix(".raw")
    try:
        _lay(parts, raw)
        read = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", ffmpeg_path(raw)]
        made = levelled(AudioSource(read, RATE, 1), {SOUND: target})[SOUND.name]
        if isinstance(made, Unheard):
            raise made
    finally:
        raw.unlink(missing_ok=True)


def _lay(parts: Sequence[tuple[int, Sequence[Path]]], target: Path) -> None:
    """Every paragraph at its place; what is between them is silence."""
    start = 0
    with target.open("wb") as out:
        for length, files in parts:
            for (begin, __), file in zip(places([file.stat().st_size for file in files]), files, strict=True):
                out.seek(start + begin)
                out.write(unharmed(file).read_bytes())
            start += length * SECOND
        out.truncate(start)
