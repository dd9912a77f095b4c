"""The site's mark, as in the theme's icon.svg: a narrow passage between two shores, with a light in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIDE = 64  # units of the drawing
_STEPS = 64  # of a shore
_REACH = 5.5  # of the light


def draw_mark(draw: ImageDraw, left: float, top: float, size: float, ink: str, light: str) -> None:
    """Draw it in a square; what is to have smooth edges is drawn larger than it is shown."""
    unit = size / SIDE
    shore = [_shore(step / _STEPS) for step in range(_STEPS + 1)]
    for points in (shore, [(SIDE - x, y) for x, y in shore]):
        draw.polygon([(left + x * unit, top + y * unit) for x, y in points], fill=ink)
    low, high = ((SIDE / 2 + reach) * unit for reach in (-_REACH, _REACH))
    draw.ellipse((left + low, top + low, left + high, top + high), fill=light)


def _shore(t: float) -> tuple[float, float]:
    """A point of the left shore, a cubic from (8, 8) to (8, 56)."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    return (a + d) * 8 + (b + c) * 30, a * 8 + b * 20 + c * 44 + d * 56
