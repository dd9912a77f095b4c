"""Draws the covers of the demonstration's shows: `python -m tools.covers`; square, as podcast directories ask."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SHOWS = Path(__file__).resolve().parents[1] / "content" / "shows"
SIDE = 1500  # pixels; directories take 1400 to 3000
Draw = Callable[[ImageDraw.ImageDraw, str], None]


def waves(draw: ImageDraw.ImageDraw, colour: str) -> None:
    """A broadcast that spreads: the bulletin."""
    for radius in range(150, 1500, 150):
        box = (SIDE - radius, -radius, SIDE + radius, radius)
        draw.arc(box, 90, 180, fill=colour, width=46)


def voices(draw: ImageDraw.ImageDraw, colour: str) -> None:
    """Two circles that meet: a conversation."""
    draw.ellipse((120, 60, 900, 840), outline=colour, width=46)
    draw.ellipse((600, 60, 1380, 840), outline=colour, width=46)
    draw.ellipse((700, 400, 800, 500), fill=colour)


def steps(draw: ImageDraw.ImageDraw, colour: str) -> None:
    """Steps to climb: the guide."""
    for number in range(5):
        left, top = 120 + number * 260, 740 - number * 150
        draw.rectangle((left, top, left + 214, 840), fill=colour)


def screen(draw: ImageDraw.ImageDraw, colour: str) -> None:
    """A screen and its beginning: the videos."""
    draw.rounded_rectangle((150, 130, 1350, 805), 60, outline=colour, width=46)
    draw.polygon(((640, 300), (640, 640), (920, 470)), fill=colour)


COVERS: dict[str, tuple[str, str, str, Draw]] = {
    "deltio": ("Δελτίο", "#0b3d5c", "#ffd166", waves),
    "dimosia-foni": ("Δημόσια\nφωνή", "#5b1a3a", "#f4a6a0", voices),
    "dekapente": ("Δεκαπέντε\nδεύτερα", "#123b3a", "#f6c453", screen),
    "odigos-tsepis": ("Οδηγός\nτσέπης", "#1d4a33", "#b7e07a", steps),
}


def main() -> None:
    """Write every cover."""
    found = subprocess.run(["fc-match", "-f", "%{file}", "Noto Sans:bold:lang=el"], capture_output=True, check=True)
    font = found.stdout.decode()
    for show, (name, ground, colour, shape) in COVERS.items():
        image = Image.new("RGB", (SIDE, SIDE), ground)
        draw = ImageDraw.Draw(image)
        shape(draw, colour)
        lines = name.count("\n") + 1
        top = SIDE - 190 - lines * 225
        draw.multiline_text((112, top), name, font=ImageFont.truetype(font, 190), fill="#ffffff", spacing=10)
        draw.text((118, SIDE - 120), "ΔΙΑΥΛΟΣ", font=ImageFont.truetype(font, 54), fill=colour)
        image.save(SHOWS / show / "cover.png", optimize=True)


if __name__ == "__main__":
    main()
