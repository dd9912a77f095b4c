"""Draws slates: a text, its time and place, and a code that leads to it, in 1920 × 1080 pixels for a screen far away.

Pillow, segno and Babel are imported only here, when one is drawn. All measures are pixels. What matters stands inside
the graphics-safe area, 5 % from each side (https://tech.ebu.ch/publications/r095).
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plugins.drawing import mark, typesetting
from plugins.drawing.typesetting import Setting, fit, font_file
from plugins.drawing.versions import version
from plugins.model.moments import day_of, has_hour
from plugins.model.slate import Slate

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1920, 1080
SIDE, TOP = 128, 80
COLOURS = 48  # of the palette: the few that are used, and edges of letters within 9 of 255 of the smooth ones
_GROUND, _INK, _SOFT, _LIGHT = "#0e2a3d", "#f1f4f2", "#b7c8d1", "#ff8a5c"  # the sea of the theme, and what is on it
_BAND = 40  # the colours of the axes, at the left edge
_MARK = 76
_CODE = 290  # with its quiet zone, at most
_GAP = 64
_FULL = WIDTH - 2 * SIDE
_BESIDE = _FULL - _CODE - _GAP  # the room beside the code
_FOOT = HEIGHT - TOP - _CODE
_FACES = {
    "title": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
    "text": ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    "strong": ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
}


@lru_cache(maxsize=1)
def recipe() -> str:
    """A hash of all that shapes a slate beside its values: this code, the typefaces and the programs that draw."""
    state = hashlib.sha256(typesetting.recipe().encode())
    for path in (Path(__file__), Path(mark.__file__), *map(_face, _FACES)):
        state.update(hashlib.sha256(path.read_bytes()).digest())
    state.update(" ".join(version(package) for package in ("segno", "babel")).encode())
    return state.hexdigest()


def paint(slate: Slate, logo: bytes = b"") -> bytes:
    """The slate as PNG; `logo` is one, or our own mark is drawn."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    draw = ImageDraw.Draw(image)
    _draw_colours(draw, slate.colours)
    sign = _sign_of(logo)
    image.paste(sign, (SIDE, TOP), sign)
    code = _code(slate.address)
    image.paste(code, (WIDTH - SIDE - code.width, HEIGHT - TOP - code.height))
    _draw_words(image, slate, SIDE + sign.width + 24)
    out = BytesIO()
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=7)
    return out.getvalue()


def _draw_colours(draw: ImageDraw, colours: tuple[str, ...]) -> None:
    """A band of the axes' colours, each as long as the others."""
    shown = colours or (_LIGHT,)
    for number, colour in enumerate(shown):
        top, bottom = (round(HEIGHT * place / len(shown)) for place in (number, number + 1))
        draw.rectangle((0, top, _BAND, bottom), fill=colour)


def _draw_words(image: Image, slate: Slate, beside_mark: int) -> None:
    """From the top: the site, what this is, the title, when and where, the text in short; at the foot small print."""
    name = fit(slate.sitename, slate.lang, _face("title"), (_FULL // 2, _MARK), (46, 38), 1)
    _write(image, name, (beside_mark, TOP + (_MARK - name.leading) // 2), _INK)
    sort = fit(
        " · ".join(filter(None, (slate.label, _day(slate)))),
        slate.lang,
        _face("strong"),
        (_FULL // 2, _MARK),
        (40, 34),
        1,
    )
    width = round(max(map(sort.face.width, sort.lines)))
    _write(image, sort, (WIDTH - SIDE - width, TOP + (_MARK - sort.leading) // 2), _SOFT)

    small = fit(
        " · ".join(filter(None, (_host(slate), slate.note))), slate.lang, _face("text"), (_BESIDE, 80), (32, 28), 1
    )
    bottom = HEIGHT - TOP - small.height
    _write(image, small, (SIDE, bottom), _SOFT)

    title = fit(slate.title, slate.lang, _face("title"), (_FULL, _FOOT - TOP - _MARK - 56), range(56, 133, 4), 4, 1.14)
    y = TOP + _MARK + 56 + _write(image, title, (SIDE, TOP + _MARK + 56), _INK) + 32
    for text, colour in ((_when(slate), _LIGHT), (slate.place, _INK)):
        if text:
            line = fit(text, slate.lang, _face("strong"), (_BESIDE, 130), (48, 42, 38), 2)
            y += _write(image, line, (SIDE, y), colour) + 8
    room = bottom - 24 - y
    if room > 50:
        short = fit(slate.summary, slate.lang, _face("text"), (_BESIDE, room), (52, 48, 44, 40, 36, 32), 6, 1.3)
        _write(image, short, (SIDE, y + 8), _INK)


def _write(image: Image, setting: Setting, place: tuple[int, int], colour: str) -> int:
    """Draws lines; how high they are."""

    def paint(mask: Image, place: tuple[int, int]) -> None:
        image.paste(colour, place, mask)

    for number, line in enumerate(setting.lines):
        setting.face.write(paint, (place[0], place[1] + number * setting.leading), line)
    return setting.height


def _day(slate: Slate) -> str:
    """When it came out; of events and calls other days count."""
    from babel.dates import format_date

    if slate.starts or slate.last or not slate.came_out:
        return ""
    return str(format_date(slate.came_out, "d MMMM y", locale=slate.locale))


def _when(slate: Slate) -> str:
    """Σάββατο 28 Νοεμβρίου 2026, 10:00–14:00; two days; or until when one may apply."""
    from babel.dates import format_date

    if slate.last:
        return f"{slate.until}: {format_date(slate.last, 'EEEE d MMMM y', locale=slate.locale)}"
    if not slate.starts:
        return ""
    starts, ends = slate.starts, slate.ends
    if ends and day_of(ends) != day_of(starts):
        if not has_hour(starts) and not has_hour(ends):
            return _days(starts, ends, slate.locale)
        days = [(str(format_date(day, "EEEE d MMMM y", locale=slate.locale)), _hour(day)) for day in (starts, ends)]
        return " – ".join(", ".join(filter(None, day)) for day in days)
    day = str(format_date(starts, "EEEE d MMMM y", locale=slate.locale))
    hours = "–".join(_hour(when) for when in (starts, ends) if when and has_hour(when))
    return f"{day}, {hours}" if hours else day


def _days(first: date, last: date, locale: str) -> str:
    """Παρασκευή 12 – Σάββατο 13 Μαρτίου 2027: month and year once, where both days have them."""
    from babel.dates import format_date

    pattern = "EEEE d MMMM y"
    if first.year == last.year:
        pattern = "EEEE d" if first.month == last.month else "EEEE d MMMM"
    end = format_date(last, "EEEE d MMMM y", locale=locale)
    return f"{format_date(first, pattern, locale=locale)} – {end}"


def _hour(when: date) -> str:
    return f"{when:%H:%M}" if has_hour(when) else ""


def _host(slate: Slate) -> str:
    return (urlsplit(slate.address).hostname or "").removeprefix("www.")


def _face(name: str) -> Path:
    return font_file(*_FACES[name])


def _code(address: str) -> Image:
    """A QR code with its quiet zone of four modules (ISO/IEC 18004), as large as whole pixels allow."""
    import segno
    from PIL import Image

    matrix = segno.make(address, error="m", micro=False).matrix
    side = len(matrix)
    image = Image.new("1", (side + 8, side + 8), 1)
    image.putdata([0 if 4 <= x < side + 4 and 4 <= y < side + 4 and matrix[y - 4][x - 4] else 1
                   for y in range(side + 8) for x in range(side + 8)])  # fmt: skip
    scale = _CODE // (side + 8)
    return image.resize(((side + 8) * scale, (side + 8) * scale), Image.Resampling.NEAREST).convert("RGB")


def _sign_of(logo: bytes) -> Image:
    """The logo at the height of the head; else the site's mark."""
    from PIL import Image, ImageDraw

    if logo:
        with Image.open(BytesIO(logo), formats=("PNG",)) as given:
            whole = given.convert("RGBA")
        width = min(round(whole.width * _MARK / whole.height), 4 * _MARK)
        return whole.resize((width, _MARK), Image.Resampling.LANCZOS)
    side = 16 * mark.SIDE  # drawn large, for smooth edges
    large = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    mark.draw_mark(ImageDraw.Draw(large), 0, 0, side, _INK, _LIGHT)
    return large.resize((_MARK, _MARK), Image.Resampling.LANCZOS)
