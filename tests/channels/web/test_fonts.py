"""The typefaces: small, the same bytes every time, with all of modern Greek, and only where a theme asks for them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from plugins.channels.shared import fonts
from plugins.drawing.typesetting import Typeface
from plugins.engine.resources import BuildResources
from plugins.model.errors import UsageError
from tests.conftest import ROOT, SmallSite, tree_of

GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςΆΈΉΊΌΎΏάέήίόύώΪΫϊϋΐΰ"
MARKS = "«»—–“”‘’…€·;\u00a0"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every font of the theme, by name."""
    site = SmallSite(tmp_path_factory.mktemp("fonts"))
    site.write("taxonomies.yaml", (ROOT / "content" / "taxonomies.yaml").read_text(encoding="utf-8"))
    site.build()
    return {path.name.split(".")[0]: path.read_bytes() for path in (site.output / "theme" / "fonts").glob("*.woff2")}


def test_all_weights_together_are_light(made: dict[str, bytes]) -> None:
    """30 kB for the whole typeface: less than one photograph."""
    assert len(made) == 3
    assert sum(map(len, made.values())) <= 30_000


def test_modern_greek_and_latin_are_there(made: dict[str, bytes]) -> None:
    """Letters with and without accents, final sigma, and the marks that Greek and English texts use."""
    for name, data in made.items():
        letters = TTFont(io.BytesIO(data)).getBestCmap()
        latin = "".join(map(chr, range(0x41, 0x7B))).translate(dict.fromkeys(range(0x5B, 0x61)))
        assert not [c for c in GREEK + MARKS + latin + "0123456789éÉöüß" if ord(c) not in letters], name


def test_what_is_left_is_kerned(made: dict[str, bytes]) -> None:
    """An eye sees the gap of «Τα» and “To”; pairs of two scripts and invisible ones are left out."""
    for name, data in made.items():
        plain, font = io.BytesIO(), TTFont(io.BytesIO(data))
        font.flavor = None  # HarfBuzz reads no WOFF2
        font.save(plain)
        kerned = Typeface(plain.getvalue()).kerning

        assert kerned("Τ", "α") < -40, name
        assert kerned("T", "o") < -40, name
        assert kerned("Τ", "o") == 0


def test_the_same_font_gives_the_same_bytes() -> None:
    """No clock and no order of sets reaches the file."""
    face = fonts.fonts_of(ROOT / "theme").faces[2]
    data = fonts._file_of(face, face.file).read_bytes()
    assert fonts.subset(data, "Ταξίδι") == fonts.subset(data, "Ταξίδι")


def test_a_font_that_comes_late_moves_nothing() -> None:
    """A page keeps the font that it began with: https://www.w3.org/TR/css-fonts-4/#valdef-font-face-font-display-optional"""
    declared = fonts.fonts_of(ROOT / "theme")
    written = fonts.rules(declared, {f"fonts/{face.name}.woff2": "theme/fonts/x.woff2" for face in declared.faces})

    assert written.count("font-display: optional;") == len(declared.faces) == written.count("@font-face")


def test_ranges_and_characters() -> None:
    """Each once, in order."""
    assert fonts.characters_of(("U+0061-0063", "ba«", "U+20AC")) == "abc«€"


def test_a_made_font_is_kept(make_settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second build takes it from the cache, and makes it again where that is damaged."""
    settings = make_settings()
    face = fonts.fonts_of(ROOT / "theme").faces[0]
    resources = BuildResources(settings, {}, {})
    calls: list[str] = []

    def made(data: bytes, characters: str) -> bytes:
        calls.append(characters)
        return b"woff2"

    monkeypatch.setattr(fonts, "subset", made)
    for _ in range(2):
        assert fonts.font_file(resources, "n", face, "hash", "abc") == b"woff2"
    assert calls == ["abc"]
    (kept,) = tree_of(settings.run.cache / "blobs" / "fonts")
    (settings.run.cache / "blobs" / "fonts" / kept).write_bytes(b"damaged")
    assert fonts.font_file(resources, "n", face, "hash", "abc") == b"woff2"
    assert calls == ["abc", "abc"]


def test_a_build_that_makes_no_font_does_not_import_the_tool(small_site: SmallSite) -> None:
    """fontTools costs half a second, which an edited text must not pay."""
    small_site.build()
    source = next(small_site.content.glob("news/*.el.md"))
    source.write_text(source.read_text(encoding="utf-8") + "\nΑκόμη μία παράγραφος.\n", encoding="utf-8")
    hook = small_site.folder / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text("import sys; sys.modules['fontTools'] = None\n", encoding="utf-8")
    small_site.build(env={"PYTHONPATH": str(hook)})


@pytest.mark.parametrize(
    ("change", "said"),
    [({"package": "font_of_nobody"}, "not installed"), ({"file": "files/None.ttf"}, "not installed")],
)
def test_a_font_that_is_not_installed_is_named(change: dict[str, str], said: str, tmp_path: Path) -> None:
    """With the name of the face and of the package."""
    declared = json.loads((ROOT / "theme" / "fonts.json").read_text(encoding="utf-8"))
    declared["faces"][0] |= change
    (tmp_path / "fonts.json").write_text(json.dumps(declared), encoding="utf-8")
    with pytest.raises(UsageError, match=f"sans-400.*{said}"):
        list(fonts.artifacts(fonts.fonts_of(tmp_path)))


def test_a_misspelt_declaration_is_refused(tmp_path: Path) -> None:
    """No key is ignored."""
    (tmp_path / "fonts.json").write_text('{"facess": []}', encoding="utf-8")
    with pytest.raises(UsageError, match="facess"):
        fonts.fonts_of(tmp_path)


def test_a_theme_without_the_file_has_no_fonts(tmp_path: Path) -> None:
    assert list(fonts.artifacts(fonts.fonts_of(tmp_path))) == []
