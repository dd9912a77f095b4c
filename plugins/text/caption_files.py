"""Writes WebVTT and SubRip: what is shown from when to when (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from plugins.text.durations import stamp


class Shown(NamedTuple):
    """Words on a screen, from the `start` second to the `end`; `settings` are WebVTT's, such as their place."""

    start: float
    end: float
    words: str
    settings: str = ""


def vtt(blocks: Iterable[Shown]) -> str:
    """A WebVTT file; words are as `voiced` has them."""
    written = (f"{stamp(one.start)} --> {stamp(one.end)}{one.settings}\n{one.words}" for one in blocks)
    return "\n\n".join(("WEBVTT", *written)) + "\n"


def voiced(voice: str, lines: Sequence[str], is_one_of_several: bool) -> str:
    """Lines as WebVTT has them; a voice ends with its cue, unless another speaks there too."""
    said = escape("\n".join(lines), quote=False)
    if not voice:
        return said
    return f"<v {escape(voice, quote=False)}>{said}" + ("</v>" if is_one_of_several else "")


def srt(blocks: Iterable[Shown]) -> str:
    """A SubRip file, which knows neither places nor voices."""
    return "\n".join(
        f"{number}\n{stamp(one.start, ',')} --> {stamp(one.end, ',')}\n{one.words}\n"
        for number, one in enumerate(blocks, 1)
    )
