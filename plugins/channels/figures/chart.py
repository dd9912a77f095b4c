"""A chart of bars, laid out for SVG: bars are told apart by pattern and label, never by colour alone.

The table beside it is its text alternative, and its description says what it shows
(https://www.w3.org/WAI/tutorials/images/complex/).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal

from plugins.model.value import Value

WIDTH = 480  # units of the drawing: as many pixels as it is at most wide
_LETTER = 7.6  # units of a letter, on average
_LINE, _BAR, _SPACE, _GAP = 19, 14, 4, 12
_PAINTS = ("solid", "hatched", "dotted", "hollow")


class Bar(Value, frozen=True):
    """A bar: how long it is, what stands beside it ("2026 · 92.000 €"), and the number of its series."""

    size: Decimal
    label: str
    series: int = 0


class BarGroup(Value, frozen=True):
    """Bars of one thing, below its name."""

    name: str
    bars: tuple[Bar, ...]


class Mark(Value, frozen=True):
    """A bar on the drawing; `paint` is "solid", "hatched", "dotted" or "hollow". What is below nought is dashed."""

    y: int
    width: float
    paint: str
    dashed: bool


class ChartText(Value, frozen=True):
    """Words on the drawing: a name, or in small letters the label of a bar."""

    x: float
    y: int
    words: str
    is_label: bool


class Chart(Value, frozen=True):
    """A drawing: its name in the page, its title, a sentence on what it shows, and all that is drawn, in units."""

    key: str
    title: str
    finding: str
    height: int
    marks: tuple[Mark, ...]
    texts: tuple[ChartText, ...]
    width: int = WIDTH


def drawn(key: str, title: str, finding: str, groups: Sequence[BarGroup], whole: Decimal | None = None) -> Chart:
    """Return the chart of some groups. The length of a bar is that of its amount, be it above nought or below.

    With `whole` a bar is a part of that, which stands around it as a frame.
    """
    most = whole or max((abs(bar.size) for group in groups for bar in group.bars), default=Decimal(0)) or Decimal(1)
    room = _room(bar.label for group in groups for bar in group.bars)
    marks: list[Mark] = []
    texts: list[ChartText] = []
    y = 0
    for group in groups:
        for line in textwrap.wrap(group.name, int(WIDTH / _LETTER)) or [""]:
            y += _LINE
            texts.append(ChartText(0, y - 5, line, is_label=False))
        for bar in group.bars:
            width = room if whole else _width(bar, most)
            if whole:
                marks.append(Mark(y, width, "hollow", False))
                marks.append(Mark(y, _part(bar, most, room), "solid", False))
            elif bar.size:
                marks.append(Mark(y, width, _PAINTS[bar.series % len(_PAINTS)], bar.size < 0))
            texts.append(ChartText(width + 7 if bar.size else 0, y + _BAR - 2, bar.label, is_label=True))
            y += _BAR + _SPACE
        y += _GAP
    return Chart(key, title, finding, max(y - _GAP, 1), tuple(marks), tuple(texts))


def _width(bar: Bar, most: Decimal) -> float:
    """The length of a bar, which leaves room for its label."""
    return _part(bar, most, _room([bar.label]))


def _room(labels: Iterable[str]) -> float:
    """What labels leave to bars."""
    return round(max(WIDTH - max(map(len, labels), default=0) * _LETTER * 0.9 - 8, WIDTH / 3), 1)


def _part(bar: Bar, most: Decimal, room: float) -> float:
    return max(1.0, round(float(abs(bar.size) / most) * room, 1))
