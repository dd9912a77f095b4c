"""The theme's typefaces: from each font of `fonts.json`, the characters that the site writes, as WOFF2.

The fonts come whole from packages, with some 300 kB each; what is published holds Greek and Latin, and of the kerning
the pairs that an eye can see. fontTools is imported only where a file must be made: it takes half a second.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from plugins.channels.resources import Resources
from plugins.drawing.typesetting import Typeface
from plugins.drawing.versions import version
from plugins.model.artifact import Artifact
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Value

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

DECLARATION = "fonts.json"
FOLDER = "theme/fonts"
VISIBLE = 50  # thousandths of an em: a pair that kerning moves by less looks the same without it
STEP = 10  # likewise; round values compress better


class FontFile(Value, frozen=True, array_like=False, forbid_unknown_fields=True):
    """A font to publish: a file of a package of fonts, and the family and weight that it is in the style sheets."""

    name: str
    family: str
    weight: int
    package: str
    file: str
    licence: str
    preload: bool  # whether every page asks for it before it has read the style sheet
    signs: bool  # whether it has the signs of programmers as well


class Fonts(Value, frozen=True, array_like=False, forbid_unknown_fields=True):
    """The file `fonts.json`. Characters are written as they are, or as ranges: `U+0020-007E`."""

    characters: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    faces: tuple[FontFile, ...] = ()


def fonts_of(theme: Path) -> Fonts:
    """What a theme declares; a theme without the file has no fonts of its own. Raises UsageError for a wrong one."""
    path = theme / DECLARATION
    if not path.is_file():
        return Fonts()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Fonts)
    except msgspec.MsgspecError as error:
        raise UsageError(_("theme: {declaration}: {error}").format(declaration=DECLARATION, error=error)) from error


def artifacts(fonts: Fonts) -> Iterator[Artifact]:
    """The fonts, with the licence of each, under names that change with what they are made of."""
    everything, signs = characters_of(fonts.characters), characters_of(fonts.signs)
    licences: dict[str, bytes] = {}
    for face in fonts.faces:
        source, licence = _file_of(face, face.file), _file_of(face, face.licence)
        characters = everything if face.signs else "".join(c for c in everything if c not in signs)
        sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
        mark = hashlib.sha256(f"{sha256} {characters} {VISIBLE} {STEP}".encode()).hexdigest()[:8]
        name = f"fonts/{face.name}.woff2"
        yield Artifact(f"{FOLDER}/{face.name}.{mark}.woff2", font_file, (name, face, sha256, characters), "web")
        licences[face.package] = licence.read_bytes()
    for package, text in sorted(licences.items()):
        name = f"{package.removeprefix('font_').replace('_', '-')}-licence.txt"
        yield Artifact(f"{FOLDER}/{name}", licence_file, (f"fonts/{name}", text), "web")


def characters_of(parts: tuple[str, ...]) -> str:
    """The characters of a declaration, in order and each once."""
    found: set[str] = set()
    for part in parts:
        if part.startswith("U+"):
            first, __, last = part.removeprefix("U+").partition("-")
            found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
        else:
            found.update(part)
    return "".join(sorted(found))


def rules(fonts: Fonts, paths: dict[str, str]) -> str:
    """The style sheet that names them; the addresses are relative to it.

    Every page asks for them at once; where they come late, it keeps what it began with: nothing moves under its reader.
    """
    return "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-display: optional; '
        f'src: url("{paths[f"fonts/{face.name}.woff2"].removeprefix("theme/")}") format("woff2"); }}\n'
        for face in fonts.faces
    )


def preloads(fonts: Fonts, static: Any) -> tuple[str, ...]:
    """The addresses of the fonts that every page needs at once."""
    return tuple(static[f"fonts/{face.name}.woff2"] for face in fonts.faces if face.preload)


def _file_of(face: FontFile, file: str) -> Path:
    """A file of a face's package. Raises UsageError where it is not installed."""
    spec = find_spec(face.package)
    path = Path(spec.origin or "").parent / file if spec else None
    if path is None or not path.is_file():
        raise UsageError(
            _("theme: {declaration}: {name}: the package {package} with {file} is not installed").format(
                declaration=DECLARATION, name=face.name, package=face.package, file=file
            )
        )
    return path


def licence_file(resources: Resources, name: str, text: bytes) -> bytes:
    """The licence as it came with the font."""
    return text


def font_file(resources: Resources, name: str, face: FontFile, sha256: str, characters: str) -> bytes:
    """The font of a face with these characters alone. Made once for a version of fontTools, and kept."""
    versions, code = [version(name) for name in ("fonttools", "uharfbuzz")], Path(__file__).read_bytes()
    made_of = f"{sha256} {characters} {VISIBLE} {STEP} {versions} {hashlib.sha256(code).hexdigest()}"
    key = f"fonts/{hashlib.sha256(made_of.encode()).hexdigest()}"
    return resources.kept(key, lambda: subset(_file_of(face, face.file).read_bytes(), characters))


def subset(data: bytes, characters: str) -> bytes:
    """A font with these characters and the kerning that shows, without hints and names, as WOFF2."""
    from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    options = Options(
        hinting=False, layout_features=["kern"], name_IDs=[], notdef_outline=False, glyph_names=False, legacy_kern=False
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters])
    subsetter.subset(font)
    if "GPOS" in font:
        pairs = [f"pos {first} {second} {value};" for first, second, value in visible_pairs(font)]
        del font["GPOS"]
        addOpenTypeFeaturesFromString(font, "feature kern {\n" + "\n".join(pairs) + "\n} kern;")
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()


def visible_pairs(font: TTFont) -> Iterator[tuple[str, str, int]]:
    """Pairs of glyphs that stand side by side in words, with the kerning between them where one can see it."""
    letters = {glyph: chr(code) for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    least, written = VISIBLE * font["head"].unitsPerEm / 1000, io.BytesIO()
    font.save(written, reorderTables=False)
    typeface = Typeface(written.getvalue())
    for first, second in product(sorted(letters), repeat=2):
        if meet(letters[first], letters[second]):
            value = typeface.kerning(letters[first], letters[second])
            if abs(value) >= least:
                yield first, second, STEP * round(value / STEP)


def meet(first: str, second: str) -> bool:
    """Whether words may have these two side by side: no letters of two scripts, no capital after a small letter."""
    if not (first.isalpha() and second.isalpha()):
        return first.isalpha() or second.isalpha()
    return (first > "\u036f") == (second > "\u036f") and not (first.islower() and second.isupper())
