"""Sets text in a box of a picture, for cards and slates: wrapped between words, as large as fits, in even lines.

HarfBuzz shapes and draws the letters, and is imported only here, when something is set; it asks neither the machine's
locale nor its fonts. Sizes and widths are pixels.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugins.drawing.versions import version
from plugins.i18n.languages import written_in
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.regex import regex
from plugins.model.value import Language

if TYPE_CHECKING:
    from PIL.Image import Image
    from uharfbuzz import Font

Measure = Callable[[str], float]  # the width of a line
Paint = Callable[["Image", tuple[int, int]], None]  # puts ink where a mask lets it through, at a place of the picture

_PLACES = regex(r"(?<=[-‐–—/\\_.@:?&=+])(?=\w)")  # where an address or a compound may go on in the next line
_BREAKS = regex(r"[^\S\u00a0]+")
#: The space after a word of at most three letters, which leads on to the next: για την | ΚοινΣΕπ.
_LEADING = regex(r"(?<!\S)([«“(]?[^\W_]{1,3}[’']?) (?=\S)")


_ACCENTS = frozenset("\u0300\u0301\u0342")  # grave, acute, circumflex


class Shaped(NamedTuple):
    """A line in the units of its font: its width, and each glyph with the place of its origin."""

    width: int
    glyphs: tuple[tuple[int, int, int], ...]


class Typeface:
    """A font of any size. `ascender` and `descender` are the height of its lines over and under the baseline."""

    def __init__(self, data: bytes):
        import uharfbuzz

        face = uharfbuzz.Face(data)
        self.em: int = face.upem
        self.font: Font = uharfbuzz.Font(face)
        extents = self.font.get_font_extents("ltr")
        self.ascender, self.descender = extents.ascender, extents.descender
        self._advances: dict[str, int] = {}

    def has(self, character: str) -> bool:
        """Whether the font can draw a character."""
        return bool(self.font.get_nominal_glyph(ord(character))) and unicodedata.category(character)[0] != "C"

    def shaped(self, text: str) -> Shaped:
        """A line of one direction, with the ligatures, the kerning and the marks that the font has for it."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.language = "und"  # else it would be that of the machine's locale
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.font, buffer)
        x, glyphs = 0, []
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
            glyphs.append((glyph.codepoint, x + place.x_offset, place.y_offset))
            x += place.x_advance
        return Shaped(x, tuple(glyphs))

    def kerning(self, first: str, second: str) -> int:
        """The units by which two characters are wider side by side than apart; below 0 where they come nearer."""
        return self.shaped(first + second).width - self.advance(first) - self.advance(second)

    def advance(self, character: str) -> int:
        """The units that a character takes by itself."""
        if character not in self._advances:
            self._advances[character] = self.shaped(character).width
        return self._advances[character]


@lru_cache(maxsize=8)
def typeface_of(path: Path) -> Typeface:
    """A font, opened once."""
    return Typeface(path.read_bytes())


@lru_cache(maxsize=2048)  # a title is measured at one size after the other
def shaped(path: Path, text: str) -> Shaped:
    """A line in a font."""
    return typeface_of(path).shaped(text)


class SizedFont:
    """A font at a size."""

    def __init__(self, path: Path, size: int):
        self.path, self.size, self.typeface = path, size, typeface_of(path)
        self.scale = size / self.typeface.em

    def width(self, text: str) -> float:
        return shaped(self.path, text).width * self.scale

    def has(self, character: str) -> bool:
        """Whether the font can draw a character."""
        return self.typeface.has(character)

    def write(self, paint: Paint, place: tuple[int, int], text: str, middle: bool = False) -> None:
        """Draw a line; `place` is its left and the top of its letters' room, or the `middle` of that."""
        from PIL import Image
        from uharfbuzz import RasterDraw

        drawing, scale = RasterDraw(), self.scale
        for glyph, x, y in shaped(self.path, text).glyphs:
            drawing.transform = (scale, 0, 0, scale, x * scale, y * scale)
            drawing.draw_glyph(self.typeface.font, glyph)
        found = drawing.render()
        box = found.extents
        if box.width and box.height:
            mask = Image.frombytes("L", (box.width, box.height), found.buffer, "raw", "L", box.stride, -1)
            baseline = place[1] + round(self._rise(middle) * scale)
            paint(mask, (place[0] + box.x_origin, baseline - box.y_origin - box.height))

    def _rise(self, middle: bool) -> float:
        """How far the baseline is below the top or the middle of a line, in the font's units."""
        face = self.typeface
        return (face.ascender + face.descender) / 2 if middle else face.ascender


class Setting(NamedTuple):
    """Text that was fitted: its lines, their font and the distance from one line to the next."""

    lines: tuple[str, ...]
    face: SizedFont
    leading: int

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


@lru_cache(maxsize=1)
def recipe() -> str:
    """A hash of all that shapes a letter beside its font: this code, and the libraries that it asks."""
    libraries = [f"{name} {version(name)}" for name in ("pillow", "uharfbuzz", "pyphen")]
    return hashlib.sha256(Path(__file__).read_bytes() + repr(libraries).encode()).hexdigest()


@lru_cache(maxsize=16)
def font_file(package: str, file: str) -> Path:
    """A font of an installed package. Raises UsageError where it is not there."""
    spec = find_spec(package)
    path = Path(spec.origin or "").parent / file if spec else None
    if path is None or not path.is_file():
        raise UsageError(
            _("fonts: the package {package} with {file} is not installed").format(package=package, file=file)
        )
    return path


@lru_cache(maxsize=64)
def face_of(path: Path, size: int) -> SizedFont:
    """A font, opened once for each size."""
    return SizedFont(path, size)


def fit(
    text: str, lang: Language, path: Path, box: tuple[int, int], sizes: Sequence[int], lines: int, leading: float = 1.2
) -> Setting:
    """The largest of `sizes` at which a text fills at most `lines` of a box of this width and height.

    At the smallest, words that are wider than the box are parted, and what is still too much ends in an ellipsis.
    """
    text = drawable(text, face_of(path, max(sizes)))
    width, height = box
    led = _LEADING.sub("\\1\u00a0", text)
    for size in sorted(sizes, reverse=True):
        face, step = face_of(path, size), round(size * leading)
        room = min(lines, height // step)
        found = wrap(led, face.width, width)
        if found and len(found) <= room:
            return Setting(even(found, led, face.width, width), face, step)
    found = wrap(text, face.width, width, lang)
    if len(found) > room:
        found = (*found[: room - 1], _cut(" ".join(found[room - 1 :]), face.width, width))
    return Setting(found, face, step)


def wrap(text: str, measure: Measure, width: float, lang: Language | None = None) -> tuple[str, ...]:
    """Lines no wider than `width`. Words too wide are parted as words of `lang` are, or, without one, there is no
    answer: ()."""
    lines: list[str] = []
    for word in _BREAKS.split(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined) <= width:
            lines[-1] = joined
            continue
        rest = word
        while measure(rest) > width:
            if lang is None:
                return ()
            first, rest = part(rest, lang, measure, width)
            lines.append(first)
        lines.append(rest)
    return tuple(lines)


def even(lines: Sequence[str], text: str, measure: Measure, width: float) -> tuple[str, ...]:
    """As many lines, of lengths as equal as may be: the narrowest column that takes no further line."""
    best, low, high = tuple(lines), width / 2, width
    while len(lines) > 1 and high - low > 4:
        middle = (low + high) / 2
        found = wrap(text, measure, middle)
        if found and len(found) <= len(lines):
            best, high = found, middle
        else:
            low = middle
    return best


def part(word: str, lang: Language, measure: Measure, width: float) -> tuple[str, str]:
    """A word in two, of which the first is no wider than `width`: where it has a hyphen or slash, else between
    syllables, else anywhere."""
    for place in sorted((match.start() for match in _PLACES.finditer(word)), reverse=True):
        if measure(word[:place]) <= width:
            return word[:place], word[place:]
    for place in reversed(syllables(word, lang)):
        if measure(f"{word[:place]}-") <= width:
            return f"{word[:place]}-", word[place:]
    place = len(word) - 1
    while place > 1 and measure(word[:place]) > width:
        place -= 1
    return word[:place], word[place:]


def syllables(word: str, lang: Language) -> list[int]:
    """Where a word may be parted, by the patterns of its language; nowhere where nobody has written any.

    Greek letters are Greek in every text, and others are English in a Greek one.
    """
    from pyphen import Pyphen, language_fallback

    own = written_in(word, lang)
    if not language_fallback(own):
        return []
    plain = "".join(_plainer_greek(character) for character in unicodedata.normalize("NFC", word))
    if len(plain) != len(word):
        return []
    places = Pyphen(lang=own).positions(plain)
    return [int(place) for place in places if not place.data]  # where that would change letters, it is left


def _plainer_greek(character: str) -> str:
    """A letter as the patterns of modern Greek know it."""
    return next(_plainer(character), character) if "\u1f00" <= character <= "\u1fff" else character


def drawable(text: str, face: SizedFont) -> str:
    """The text with what the font has. A letter that it lacks keeps its accent as the one that the font has (ὰ, ᾶ: ά)
    or loses its marks; other signs are left out."""
    found = []
    for character in unicodedata.normalize("NFC", text):
        if character in "\u00a0\u202f":
            found.append("\u00a0")
        elif character.isspace() or face.has(character):
            found.append(character)
        else:
            plainer = next((one for one in _plainer(character) if all(map(face.has, one))), "")
            found.append(plainer)
    return " ".join(word for word in _BREAKS.split("".join(found)) if word)


def _plainer(character: str) -> Iterator[str]:
    """The letter with an acute for any accent and its diaeresis, as Greek has been written since 1982; then bare."""
    decomposed = unicodedata.normalize("NFKD", character)
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    if bare == character:
        return
    accent = "\u0301" if set(decomposed) & _ACCENTS else ""
    diaeresis = "\u0308" if "\u0308" in decomposed else ""
    yield unicodedata.normalize("NFC", bare + diaeresis + accent)
    yield bare


def _cut(text: str, measure: Measure, width: float) -> str:
    """The beginning of a line that is too wide, with an ellipsis, at the end of a word where there is one near."""
    while text and measure(f"{text}…") > width:
        shorter = text.rpartition(" ")[0]
        text = shorter if len(shorter) > len(text) * 0.7 else text[:-1]
    return f"{text.rstrip(' ,;:.·-–—')}…"
