"""Text in a box: lines that fit, as large as they can be, whatever the text is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.drawing.typesetting import Typeface, drawable, even, face_of, fit, font_file, part, syllables, wrap
from plugins.model.errors import UsageError

SANS = font_file("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf")
BOX = (1040, 330)
SIZES = (76, 60, 42)


def by_letters(line: str) -> float:
    """A face whose every letter is one wide."""
    return len(line)


def test_words_are_kept_whole_and_lines_are_even() -> None:
    """The last line is no single short word where the lines above have room to give."""
    text = "Η ένωση ανοίγει το μητρώο πόρων σε όλους"
    lines = wrap(text, by_letters, 36)
    assert lines == ("Η ένωση ανοίγει το μητρώο πόρων σε", "όλους")
    assert even(lines, text, by_letters, 36) == ("Η ένωση ανοίγει το", "μητρώο πόρων σε όλους")


def test_a_space_that_does_not_break() -> None:
    """What an author tied together stays together."""
    assert wrap("ανά 100\u00a0€ τον μήνα", by_letters, 8) == ("ανά", "100\u00a0€", "τον μήνα")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Πανελλήνια", "Πα-νελ-λή-νια"),
        ("εκπαίδευση", "εκ-παί-δευ-ση"),
        ("αλληλεγγύη", "αλ-λη-λεγ-γύη"),
        ("ΣΥΝΕΤΑΙΡΙΣΜΟΣ", "ΣΥ-ΝΕ-ΤΑΙ-ΡΙ-ΣΜΟΣ"),
        ("λαμπρός", "λα-μπρός"),
        ("εθελοντής", "εθε-λο-ντής"),
        ("άστρο", "άστρο"),
        ("partnerships", "part-ner-ships"),
        ("Ἀρχῇθεν", "Ἀρ-χῇ-θεν"),
    ],
)
def test_syllables(word: str, parts: str) -> None:
    """By the patterns of each script, polytonic or in capitals; never a single letter."""
    places = [0, *syllables(word, "el"), len(word)]
    assert "-".join(word[a:b] for a, b in pairwise(places)) == parts


def test_a_long_word_is_parted_between_syllables() -> None:
    assert part("Ηλεκτροεγκεφαλογράφημα", "el", by_letters, 12) == ("Ηλεκτροεγκε-", "φαλογράφημα")


def test_an_address_is_parted_without_a_hyphen() -> None:
    """A hyphen would be taken for a part of it."""
    assert part("example.org/mitroo/poroi", "el", by_letters, 20) == ("example.org/mitroo/", "poroi")


def test_the_largest_size_that_fits() -> None:
    """Short titles are large, long ones small; none grows out of its box."""
    short = fit("Λιμάνι", "el", SANS, BOX, SIZES, 4)
    long = fit(
        "Ανοιχτή πρόσκληση σε εθελοντικές οργανώσεις για το δίκτυο της περιφέρειας " * 2, "el", SANS, BOX, SIZES, 4
    )
    assert short.face.size == 76 and short.lines == ("Λιμάνι",)
    assert long.face.size < 76 and len(long.lines) <= 4 and long.height <= BOX[1]


def test_what_is_too_much_ends_in_an_ellipsis() -> None:
    setting = fit("συνεργασία " * 60, "el", SANS, BOX, SIZES, 4)
    assert len(setting.lines) == 4 and setting.lines[-1].endswith("συνεργασία…")


def test_signs_that_the_font_lacks() -> None:
    """No empty boxes: a letter loses the mark that can't be drawn, an emoji goes."""
    face = face_of(SANS, 40)
    assert face.has("ώ") and face.has("«") and not face.has("😀") and not face.has("ṱ")
    assert drawable("Καλή 😀  αρχή, Ἑλλάς \x1e ṱ", face) == "Καλή αρχή, Ἑλλάς t"


def test_polytonic_keeps_its_accents_where_the_font_lacks_them() -> None:
    """As Greek has been written since 1982; no word goes without the accent that it had."""
    face = face_of(font_file("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"), 40)
    assert (
        drawable("Ἐν ἀρχῇ ἦν ὁ Λόγος, ᾠδὴ τῷ Ἅδῃ, Ἀΐδης, προῒ", face) == "Εν αρχή ήν ο Λόγος, ωδή τώ Άδη, Αΐδης, προΐ"
    )


def test_a_short_word_leads_on_to_the_next() -> None:
    """No line of a title ends in an article or a preposition."""
    text = "Όσα πρέπει να ξέρετε για την ΚοινΣΕπ και τη γειτονιά σας"
    for width in range(300, 1200, 50):
        lines = fit(text, "el", SANS, (width, 800), (40,), 12).lines
        assert not [line for line in lines[:-1] if len(line.replace("\u00a0", " ").split()[-1]) < 4], lines


def test_words_are_parted_as_their_language_does() -> None:
    """What nobody has written patterns for is left whole."""
    assert syllables("Schifffahrt", "de") == [6]
    assert syllables("partnerships", "en") == syllables("partnerships", "el")
    assert syllables("partnerships", "tlh") == []


@pytest.mark.parametrize("text", ["Τα Αυτά", "«Αλ» Ύψος", "AVAIL To Wave", "Γάλα, Ρ.", "ΑΥΤΟ"])
def test_letters_are_as_near_as_their_font_says(text: str) -> None:
    face = face_of(SANS, 1000)
    assert face.width(text) < sum(map(face.width, text)) - 20


def test_a_mark_stands_over_its_letter() -> None:
    """As the font anchors it, with no width of its own."""
    letter, with_mark = (Typeface(SANS.read_bytes()).shaped(text) for text in ("q", "q\u0302"))
    assert len(with_mark.glyphs) == 2 and with_mark.width == letter.width
    assert 0 < with_mark.glyphs[1][1] < letter.width


def test_what_is_drawn_is_as_wide_as_it_was_measured() -> None:
    """Ink begins near the left and ends near the width, at the height that was asked for."""
    drawn: list[tuple[tuple[int, int], tuple[int, int]]] = []
    face = face_of(SANS, 100)
    for middle in (False, True):
        face.write(lambda mask, place: drawn.append((place, mask.size)), (50, 200), "Ταξίδι", middle)
    (top, size), (middle_top, _) = drawn
    assert 50 <= top[0] <= 60 and abs(50 + face.width("Ταξίδι") - top[0] - size[0]) < 10
    assert 200 < top[1] < 240 and middle_top[1] < 200 < middle_top[1] + size[1]


def test_a_font_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="font_source_sans_pro with files/None"):
        font_file("font_source_sans_pro", "files/None.ttf")


@given(st.text(max_size=300))
def test_any_text_fits(text: str) -> None:
    """Whatever a title holds, every line is as wide as the box at most, and no line is lost in a loop."""
    setting = fit(text, "el", SANS, BOX, SIZES, 4)
    assert len(setting.lines) <= 4
    assert all(setting.face.width(line) <= BOX[0] for line in setting.lines)
