"""Cards: the picture that others show beside a link to a page, with its title set in the theme's type.

1200 × 630 pixels, as https://developers.facebook.com/docs/sharing/webmasters/images/ asks. A card is made of words and
of the theme's `cards.json` alone; Pillow is imported only where one must be made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from plugins.channels.resources import Resources
from plugins.channels.shared.page import Page
from plugins.channels.shared.pictures import Image
from plugins.channels.web.settings import WebSettings
from plugins.drawing import mark
from plugins.drawing.typesetting import Paint, fit, font_file, recipe
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language, Value
from plugins.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

DECLARATION = "cards.json"
WIDTH, HEIGHT = 1200, 630
MARGIN = 80
_FOOT, _BULGE = 116, 30  # pixels of the shore at the foot, and how far it rises in the middle
_TITLES = (88, 80, 72, 66, 60, 54, 48, 42)  # pixels
_LINES = 6
_MARK = 60
_STEPS = 16  # of the edges of letters, between an ink and what it stands on
_WATER, _SHORE = range(2)  # the grounds of the palette
__, _INK, _SOFT, __, _COLOUR = range(5)  # and its inks, as `_ground` names them
_INKS = 5
_TOUCHED = [0, *[255] * 255]  # of a mask


class Type(Value, frozen=True, array_like=False, forbid_unknown_fields=True):
    """A font of an installed package."""

    package: str
    file: str


class Look(Value, frozen=True, array_like=False, forbid_unknown_fields=True):
    """The file `cards.json`: fonts, and colours as #rrggbb; `axes` are by key."""

    title: Type
    text: Type
    ground: str
    shore: str
    ink: str
    soft: str
    light: str
    axes: dict[str, str]


class ShareCard(Value, frozen=True):
    """The words of a card: the title, what sort of thing it is, the axis with its colour, and the site."""

    path: str
    title: str
    kicker: str
    axis: str
    colour: str
    site: str
    lang: Language


class ShareImage(Value, frozen=True):
    """A picture that stands for a page elsewhere; `url` is absolute."""

    url: str
    width: int
    height: int
    alt: str


def look_of(settings: Settings) -> Look | None:
    """How the theme's cards look; None where it has none, or the settings want none. Raises UsageError."""
    path = settings.theme.path(DECLARATION)
    if not settings.of(WebSettings).cards or not settings.site.makes("card") or not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Look)
    except msgspec.MsgspecError as error:
        raise UsageError(_("theme: {declaration}: {error}").format(declaration=DECLARATION, error=error)) from error


class Cards:
    """The cards of one edition; a page without an entry has the site's own."""

    def __init__(self, edition: Edition, settings: Settings, look: Look | None):
        self.lang, self.settings, self.look = edition.lang, settings, look
        self.language = settings.site.language(edition.lang)
        self._look = msgspec.msgpack.encode(look)
        self.own = self._card("site", self.language.subtitle or self.language.sitename) if look else None

    def preview(self, page: Page) -> ShareImage | None:
        """What the head of a page names: its card, else its picture."""
        card = self.of(page)
        if card:
            return ShareImage(self._absolute(card.path), WIDTH, HEIGHT, f"{card.title} · {card.site}")
        image: Image | None = page.image
        return ShareImage(self._absolute(image.url[1:]), image.width, image.height, image.alt) if image else None

    def of(self, page: Page) -> ShareCard | None:
        """The card of a page."""
        if page.topic is None or not self.look:
            return self.own
        axis = page.topic.axis
        return self._card(
            page.topic.key,
            page.title,
            page.topic.section,
            axis.name if axis else "",
            self.look.axes.get(axis.key, self.look.light) if axis else self.look.light,
        )

    def artifacts(self, pages: Iterable[Page]) -> Iterator[Artifact]:
        """Every card once."""
        if not self.look:
            return
        faces = tuple(_sha256(_file(face)) for face in (self.look.title, self.look.text))
        found: dict[str, tuple[ShareCard, set[str]]] = {}
        for page in pages:
            card = self.of(page)
            if card:
                found.setdefault(card.path, (card, set()))[1].update(page.sources if card != self.own else ())
        for path, (card, sources) in sorted(found.items()):
            yield Artifact(path, card_file, (card, self.look, faces), "web", self.lang, tuple(sorted(sources)))

    def _card(self, key: str, title: str, kicker: str = "", axis: str = "", colour: str = "") -> ShareCard:
        """The name is new with every change of what the card shows, since those who show it keep it for long."""
        words = (title, kicker, axis, colour, self.language.sitename)
        change = hashlib.sha256(msgspec.msgpack.encode(words) + self._look).hexdigest()[:8]
        path = self.settings.site.address("card", self.lang, name=f"{key}-{change}.png")
        return ShareCard(path, *words, self.lang)

    def _absolute(self, path: str) -> str:
        return f"{self.settings.site.url}/{path}"


def artifacts(cards: Mapping[Language, Cards], pages: Mapping[Language, Mapping[str, Page]]) -> Iterator[Artifact]:
    """The cards of all pages."""
    for lang, own in cards.items():
        yield from own.artifacts(pages[lang].values())


def card_file(resources: Resources, card: ShareCard, look: Look, faces: tuple[str, ...]) -> bytes:
    """The bytes of a card, kept for the next machine that has this cache and no output."""
    made_of = msgspec.msgpack.encode((card, look, faces, recipe(), *_code()))
    return resources.kept(f"cards/{hashlib.sha256(made_of).hexdigest()}", lambda: drawn(card, look))


def _code() -> tuple[str, str]:
    return _sha256(Path(__file__)), _sha256(Path(mark.__file__))


def drawn(card: ShareCard, look: Look) -> bytes:
    """A card as PNG. It is drawn in the numbers of its palette, where smooth edges are steps: a tenth of the work."""
    import io
    from zlib import Z_RLE

    image = _ground(look.ground, look.shore, look.ink, look.soft, look.light, card.colour or look.light).copy()
    top = MARGIN - 12
    if card.kicker:
        _line(_on(image, _WATER, _SOFT), (MARGIN, MARGIN + 10), card, card.kicker, look, 34, WIDTH - 2 * MARGIN)
        top += 66
    title, room = _file(look.title), HEIGHT - _FOOT - _BULGE - 24 - top
    setting = fit(card.title, card.lang, title, (WIDTH - 2 * MARGIN, room), _TITLES, _LINES, 1.14)
    top += max(0, (room - setting.height) // 3)
    for number, line in enumerate(setting.lines):
        setting.face.write(_on(image, _WATER, _INK), (MARGIN, top + number * setting.leading), line)
    foot = HEIGHT - _FOOT // 2 + 2
    if card.axis:
        end = _line(_on(image, _SHORE, _SOFT), (WIDTH - MARGIN, foot), card, card.axis, look, 30, 560, right=True)
        _on(image, _SHORE, _COLOUR)(_dot(22), (end - 44, foot - 11))
    _line(_on(image, _SHORE, _INK), (MARGIN + _MARK + 22, foot), card, card.site, look, 38, 400)
    out = io.BytesIO()
    image.save(out, "PNG", compress_type=Z_RLE)  # three times as fast as the usual one, for a fifth more bytes
    return out.getvalue()


def _on(image: Pixels, ground: int, ink: int) -> Paint:
    """What puts an ink on a ground: each pixel the step between both that its share of the ink comes to."""

    def paint(mask: Pixels, place: tuple[int, int]) -> None:
        image.paste(mask.point(_steps(ground, ink)), place, mask.point(_TOUCHED))

    return paint


@lru_cache(maxsize=10)
def _steps(ground: int, ink: int) -> list[int]:
    """The number in the palette of every share of an ink, 0 to 255."""
    first = (ground * _INKS + ink) * _STEPS
    return [first + round(share * (_STEPS - 1) / 255) for share in range(256)]


def _line(
    paint: Paint,
    place: tuple[int, int],
    card: ShareCard,
    text: str,
    look: Look,
    size: int,
    width: int,
    right: bool = False,
) -> int:
    """A line of at most this width, smaller where it must be, at the height of its middle; where it begins."""
    setting = fit(text, card.lang, _file(look.text), (width, 2 * size), range(size, size * 3 // 4, -2), 1)
    line = setting.lines[0]
    left = place[0] - (round(setting.face.width(line)) if right else 0)
    setting.face.write(paint, (left, place[1]), line, middle=True)
    return left


@lru_cache(maxsize=32)
def _ground(water: str, shore: str, ink: str, soft: str, light: str, colour: str) -> Pixels:
    """What all cards share, in the palette of those of one colour: the water, its shore, and the site's mark."""
    from PIL.Image import Dither

    palette = _palette(water, shore, shore, ink, soft, light, colour)
    return _scene(water, shore, ink, light).quantize(palette=palette, dither=Dither.NONE)


@lru_cache(maxsize=1)
def _scene(water: str, shore: str, ink: str, light: str) -> Pixels:
    """Drawn large, for smooth edges."""
    from PIL import Image, ImageDraw

    scale = 3
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), water)
    draw = ImageDraw.Draw(image)
    rise, edge = _BULGE * scale, (HEIGHT - _FOOT) * scale
    reach = (WIDTH * scale) ** 2 / (8 * rise) + rise / 2  # the radius of an arc that rises so far over the width
    middle = WIDTH * scale / 2
    draw.ellipse((middle - reach, edge - rise, middle + reach, edge - rise + 2 * reach), fill=shore)
    left, top, size = MARGIN * scale, (HEIGHT - _FOOT // 2 + 2 - _MARK // 2) * scale, _MARK * scale
    draw.rounded_rectangle((left, top, left + size, top + size), size * 10 / 64, fill=water)
    mark.draw_mark(draw, left, top, size, ink, light)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


@lru_cache(maxsize=2)
def _dot(size: int) -> Pixels:
    """A round mask with smooth edges."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (size * 4, size * 4))
    ImageDraw.Draw(mask).ellipse((0, 0, size * 4 - 1, size * 4 - 1), fill=255)
    return mask.resize((size, size), Image.Resampling.LANCZOS)


def _palette(water: str, shore: str, *inks: str) -> Pixels:
    """The colours of a card's file, from each ground to each ink: with so few, it is a third as large."""
    from PIL import Image, ImageColor

    found: list[int] = []
    for ground, ink in ((ground, ink) for ground in (water, shore) for ink in inks):
        ends = zip(ImageColor.getrgb(ground)[:3], ImageColor.getrgb(ink)[:3], strict=True)
        values = [(a, b - a) for a, b in ends]
        found += [round(a + d * step / (_STEPS - 1)) for step in range(_STEPS) for a, d in values]
    palette = Image.new("P", (1, 1))
    palette.putpalette(found)
    return palette


def _file(face: Type) -> Path:
    return font_file(face.package, face.file)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
