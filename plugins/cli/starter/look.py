"""The look of a new site, laid before the theme's: colours that can be read on their grounds, mark, icons, logo."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from lxml import etree
from PIL import Image, ImageDraw, UnidentifiedImageError

from plugins.cli.starter.wanted import WantedSite
from plugins.drawing.colour import oklch, srgb
from plugins.drawing.mark import draw_mark
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings.stages import theme_that_ships

FOLDER = "look"
PAPER, DARK_PAPER, INK = "#fbf8f2", "#12191e", "#f1f4f2"  # tokens of the theme: grounds of pages, ink on the sea
SEA, BEACON, LIGHT = "#0e2a3d", "#ad3413", "#ff8a5c"  # and those that a site may have otherwise
READABLE = 4.5  # https://www.w3.org/TR/WCAG22/#contrast-minimum
_STEP = 0.01  # of lightness
_ICONS = {"icons/192.png": (192, 1.0), "icons/512.png": (512, 1.0), "icons/maskable.png": (512, 0.8)}
_TOUCH = {"icons/touch.png": (180, 1.0)}
_LARGER = 4  # times, so that edges are smooth
_MOST = 512  # pixels of a logo's longer side, where it is the mark of pages

_NO_LOGO = _("init: --logo: {file} is no picture in PNG or SVG")
_TOO_WIDE = _("init: --logo: {file} is more than four times as wide as high, which no slate has room for")


def look(site: WantedSite) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the site's `LOOK`, each with its path below the folder; none where nothing was asked for."""
    if not (site.colour or site.accent or site.logo):
        return
    sea = until(site.colour or SEA, INK, READABLE * 1.8, -_STEP)
    beacon = until(site.accent, PAPER, READABLE, -_STEP) if site.accent else BEACON
    light = until(site.accent, sea, READABLE, _STEP) if site.accent else LIGHT
    if site.colour or site.accent:
        yield "static/css/05-colours.css", _sheet(site, sea, beacon, light).encode()
        yield "cards.json", _cards(sea, light)
    yield from _marks(site.logo, sea, light)


def _sheet(site: WantedSite, sea: str, beacon: str, light: str) -> str:
    """The tokens of the theme that are of these colours, in light and in dark."""
    link = until(site.colour or "#0a5680", PAPER, READABLE * 1.5, -_STEP)
    bright = until(site.colour or "#86c5ec", DARK_PAPER, READABLE * 1.5, _STEP)
    day = {"shore": sea, "sea": sea, "on-sea-beacon": light, "link": link, "beacon": beacon, "focus": beacon}
    day["link-strong"] = until(link, PAPER, READABLE * 2, -_STEP)
    night = {"link": bright, "link-strong": until(bright, DARK_PAPER, READABLE * 2, _STEP), "shore": bright}
    glow = until(site.accent or "#ff9468", DARK_PAPER, READABLE, _STEP)
    night |= {"beacon": glow, "focus": glow, "sea": until(sea, INK, READABLE * 2.5, -_STEP)}
    tokens, dark = (" ".join(f"--{name}: {value};" for name, value in of.items()) for of in (day, night))
    return (
        f"@layer tokens {{\n  :root {{ {tokens} }}\n"
        f"  @media (prefers-color-scheme: dark) {{\n    :root {{ {dark} }}\n  }}\n}}\n"
    )


def _cards(sea: str, light: str) -> bytes:
    """The theme's own cards in these colours."""
    declared = json.loads((theme_that_ships() / "cards.json").read_text(encoding="utf-8"))
    lightness, chroma, hue = oklch(_rgb(sea))
    declared |= {"ground": sea, "shore": srgb(min(1.0, lightness + 0.08), chroma, hue), "light": light}
    return (json.dumps(declared, ensure_ascii=False, indent=2) + "\n").encode()


def _marks(logo: Path | None, sea: str, light: str) -> Iterator[tuple[str, bytes]]:
    """Mark of pages, icons of phones, logo of slates: the logo where that can be drawn, else the theme's mark."""
    data = logo.read_bytes() if logo else b""
    if logo and _is_svg(data):
        yield "static/icon.svg", data
        picture = None
    elif logo:
        picture = _picture(logo, data)
        yield "static/icon.svg", _wrapped(picture)
        yield "logo.png", _png(picture)
    else:
        picture = None
        mark = (theme_that_ships() / "static" / "icon.svg").read_text(encoding="utf-8")
        yield "static/icon.svg", mark.replace(SEA, sea).replace(LIGHT, light).encode()
    for name, (size, share) in {**_ICONS, **_TOUCH}.items():
        yield f"static/{name}", _icon(picture, size, share, sea, light)


def _is_svg(data: bytes) -> bool:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(root.tag == "{http://www.w3.org/2000/svg}svg")


def _picture(logo: Path, data: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(data), formats=("PNG",)) as opened:
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UsageError(_NO_LOGO.format(file=logo)) from error
    if picture.width > 4 * picture.height:
        raise UsageError(_TOO_WIDE.format(file=logo))
    picture.thumbnail((_MOST, _MOST))
    return picture


def _wrapped(picture: Image.Image) -> bytes:
    """A picture as SVG, which the theme asks for."""
    data = base64.b64encode(_png(picture)).decode()
    side = max(picture.size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<image width="{side}" height="{side}" href="data:image/png;base64,{data}"/></svg>\n'
    ).encode()


def _icon(picture: Image.Image | None, size: int, share: float, sea: str, light: str) -> bytes:
    """A square icon: the picture or the mark, which takes up a share of it, on a ground that fills it."""
    drawn = Image.new("RGBA", (size * _LARGER, size * _LARGER), PAPER if picture else sea)
    inside = round(drawn.width * share)
    corner = (drawn.width - inside) // 2
    if picture:
        scale = inside / max(picture.size)
        shown = picture.resize((round(picture.width * scale), round(picture.height * scale)))
        drawn.alpha_composite(shown, ((drawn.width - shown.width) // 2, (drawn.height - shown.height) // 2))
    else:
        draw_mark(ImageDraw.Draw(drawn), corner, corner, inside, INK, light)
    return _png(drawn.resize((size, size), Image.Resampling.LANCZOS).convert("RGB"))


def _png(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def until(colour: str, ground: str, wanted: float, step: float) -> str:
    """Return a colour made lighter or darker, by its hue, until its contrast with a ground is as wanted."""
    lightness, chroma, hue = oklch(_rgb(colour))
    while contrast(colour, ground) < wanted and 0 < lightness + step < 1:
        lightness += step
        colour = srgb(lightness, chroma * min(1.0, 4 * lightness, 4 * (1 - lightness)), hue)  # a screen shows no more
    return colour


def contrast(one: str, other: str) -> float:
    """Return how far two colours are from each other: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (value / 255 for value in _rgb(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(pair, 16) for pair in re.findall("..", colour.removeprefix("#")))
    return red, green, blue
