"""Sets text in a box of a picture, for cards and slates: wrapped between words, as large as fits, in even lines.

Pillow draws each letter where fontTools says that it stands; both are imported only here, when something is set.
Pillow sets whole lines as well, but with kerning only where the machine has FriBiDi, and by its locale's rules.
Sizes and widths are pixels.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugins.drawing import kerning
from plugins.model.errors import UsageError
from plugins.model.problem import _

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Measure = Callable[[str], float]  # the width of a line

_VOWELS = "αεηιουωaeiouy"
_CLUSTER = re.compile(rf"(?<=[{_VOWELS}])[^\W\d_{_VOWELS}]+(?=[{_VOWELS}])")
#: Consonants with which a word may begin, and which therefore stay together:
#: https://el.wikipedia.org/wiki/Συλλαβισμός
_BEGINNINGS = frozenset(
    """
    βγ βδ βλ βρ γδ γκ γλ γν γρ δρ θλ θν θρ κβ κλ κν κρ κτ μν μπ ντ πλ πν πρ πτ σβ σγ σθ σκ σλ σμ σν σπ στ σφ σχ τζ τμ
    τρ τσ φθ φκ φλ φρ φτ χθ χλ χν χρ χτ bl br ch cl cr dr fl fr gl gr ph pl pr qu sc sh sk sl sm sn sp st sw th tr tw wh
    """.split()  # noqa: SIM905 (a list of words reads better)
)
_PLACES = re.compile(r"(?<=[-‐–—/\\_.@:?&=+])(?=\w)")  # where an address or a compound may go on in the next line
_BREAKS = re.compile(r"[^\S\u00a0]+")
#: The space after a word of at most three letters, which leads on to the next: για την | ΚοινΣΕπ.
_LEADING = re.compile(r"(?<!\S)([«“(]?[^\W_]{1,3}[’']?) (?=\S)")


_ACCENTS = frozenset("\u0300\u0301\u0342")  # grave, acute, circumflex


class Metrics(NamedTuple):
    """What a font says of its glyphs, in units: the em, the names of characters, widths, and kerning."""

    em: int
    names: Mapping[int, str]
    widths: Mapping[str, tuple[int, int]]
    pairs: kerning.Kerning


class Face:
    """A font at a size."""

    def __init__(self, path: Path, size: int):
        from PIL import ImageFont

        self.size, self.metrics = size, metrics_of(path)
        self.font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)

    def places(self, text: str) -> list[float]:
        """How far from the first letter's left each begins, and where the last ends."""
        em, names, widths, pairs = self.metrics
        glyphs = [names.get(ord(character), ".notdef") for character in text]
        found = [0]
        for first, second in zip_longest(glyphs, glyphs[1:]):
            found.append(found[-1] + widths[first][0] + (pairs.between(first, second) if second else 0))
        return [units * self.size / em for units in found]

    def width(self, text: str) -> float:
        return self.places(text)[-1]

    def has(self, character: str) -> bool:
        """Whether the font can draw a character."""
        return ord(character) in self.metrics.names and unicodedata.category(character)[0] != "C"

    def write(self, draw: ImageDraw, place: tuple[float, float], text: str, ink: str, middle: bool = False) -> None:
        """Draw a line; `place` is its left and the top of its letters' room, or the `middle` of that."""
        left, y = place
        for x, character in zip(self.places(text), text, strict=False):
            draw.text((left + x, y), character, fill=ink, font=self.font, anchor="lm" if middle else "la")


@lru_cache(maxsize=8)
def metrics_of(path: Path) -> Metrics:
    """The metrics of a font, read once."""
    from fontTools.ttLib import TTFont

    font = TTFont(path, lazy=True)
    return Metrics(font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"].metrics, kerning.Kerning(font))


class Setting(NamedTuple):
    """Text that was fitted: its lines, their font and the distance from one line to the next."""

    lines: tuple[str, ...]
    face: Face
    leading: int

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


@lru_cache(maxsize=1)
def recipe() -> str:
    """A hash of all that shapes a letter beside its font: this code, and the libraries that it asks."""
    from importlib.metadata import version  # a build that draws nothing does without

    code = b"".join(Path(file).read_bytes() for file in (__file__, kerning.__file__))
    libraries = [f"{name} {version(name)}" for name in ("pillow", "fonttools")]
    return hashlib.sha256(code + repr(libraries).encode()).hexdigest()


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
def face_of(path: Path, size: int) -> Face:
    """A font, opened once for each size."""
    return Face(path, size)


def fit(text: str, path: Path, box: tuple[int, int], sizes: Sequence[int], lines: int, leading: float = 1.2) -> Setting:
    """The largest of `sizes` at which a text fills at most `lines` of a box of this width and height.

    At the smallest, words that are wider than the box are parted, and what is still too much ends in an ellipsis.
    """
    text = drawable(text, face_of(path, max(sizes)))
    width, height = box
    led = _LEADING.sub("\\1\u00a0", text)
    for size in sorted(sizes, reverse=True):
        face, step = face_of(path, size), round(size * leading)
        room = min(lines, height // step)
        found = wrap(led, face.width, width, whole=True)
        if found and len(found) <= room:
            return Setting(even(found, led, face.width, width), face, step)
    found = wrap(text, face.width, width)
    if len(found) > room:
        found = (*found[: room - 1], _cut(" ".join(found[room - 1 :]), face.width, width))
    return Setting(found, face, step)


def wrap(text: str, measure: Measure, width: float, whole: bool = False) -> tuple[str, ...]:
    """Lines no wider than `width`. Words too wide are parted, or, with `whole`, there is no answer: ()."""
    lines: list[str] = []
    for word in _BREAKS.split(text):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measure(joined) <= width:
            lines[-1] = joined
            continue
        rest = word
        while measure(rest) > width:
            if whole:
                return ()
            first, rest = part(rest, measure, width)
            lines.append(first)
        lines.append(rest)
    return tuple(lines)


def even(lines: Sequence[str], text: str, measure: Measure, width: float) -> tuple[str, ...]:
    """As many lines, of lengths as equal as may be: the narrowest column that takes no further line."""
    best, low, high = tuple(lines), width / 2, width
    while len(lines) > 1 and high - low > 4:
        middle = (low + high) / 2
        found = wrap(text, measure, middle, whole=True)
        if found and len(found) <= len(lines):
            best, high = found, middle
        else:
            low = middle
    return best


def part(word: str, measure: Measure, width: float) -> tuple[str, str]:
    """A word in two, of which the first is no wider than `width`: where it has a hyphen or slash, else between
    syllables, else anywhere."""
    for place in sorted((match.start() for match in _PLACES.finditer(word)), reverse=True):
        if measure(word[:place]) <= width:
            return word[:place], word[place:]
    for place in reversed(syllables(word)):
        if measure(f"{word[:place]}-") <= width:
            return f"{word[:place]}-", word[place:]
    place = len(word) - 1
    while place > 1 and measure(word[:place]) > width:
        place -= 1
    return word[:place], word[place:]


def syllables(word: str) -> list[int]:
    """Where a word may be parted: before the consonants between two vowels, or after the first of them where no word
    begins with these; two letters from either end at least.

    That is the rule of Greek; for Latin letters it is a tolerable guess.
    """
    plain = "".join(unicodedata.normalize("NFD", character)[0] for character in word.lower()).replace("ς", "σ")
    places = []
    for found in _CLUSTER.finditer(plain):
        parted = len(found[0]) > 1 and found[0][:2] not in _BEGINNINGS
        places.append(found.start() + parted)
    return [place for place in places if 2 <= place <= len(word) - 2]


def drawable(text: str, face: Face) -> str:
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
