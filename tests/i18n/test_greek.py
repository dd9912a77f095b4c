"""Tests of plugins/i18n/greek.py: tables of cases in cases/greek, then properties of any text."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.i18n.greek import collation_key, fold, mixed_script, slugify, transliterate, typewritten

CASES = Path(__file__).parents[1] / "cases" / "greek"
MODERN = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫ"


def rows(name: str) -> list[list[str]]:
    """The rows of a case file: tab-separated; `#` starts a comment; unseen characters are written \\u00ad."""
    text = (CASES / name).read_text(encoding="utf-8")
    lines = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text).splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def lists(name: str) -> list[list[str]]:
    """The blocks of a case file, parted by blank lines, without their comments."""
    blocks = (CASES / name).read_text(encoding="utf-8").split("\n\n")
    return [lines for block in blocks if (lines := [x for x in block.splitlines() if x and x[0] != "#"])]


# ---------------------------------------------------------------- cases


@pytest.mark.parametrize(("greek", "latin"), rows("elot743.tsv"))
def test_transliterate_follows_elot_743(greek: str, latin: str) -> None:
    """The standard's transcription, whichever way the accents are encoded."""
    assert transliterate(greek) == latin
    assert transliterate(unicodedata.normalize("NFD", greek)) == unicodedata.normalize("NFD", latin)


@pytest.mark.parametrize(("greek", "latin"), [row for row in rows("elot743.tsv") if row[0].isalpha()])
def test_transliterate_of_capitals_is_capitals(greek: str, latin: str) -> None:
    """A word in capitals, accents and all, gives the same in capitals."""
    if len(greek) > 1 and set(greek) <= set(MODERN):  # the capitals of ῳ are ΩΙ
        assert transliterate(greek.upper()) == latin.upper()


@pytest.mark.parametrize(("title", "slug", "why"), rows("slugs.tsv"))
def test_slugify(title: str, slug: str, why: str) -> None:
    """Titles become the addresses that editors expect."""
    assert slugify(title) == ("" if slug == "(empty)" else slug), why


@pytest.mark.parametrize(("text", "expected"), rows("typewritten.tsv"))
def test_typewritten(text: str, expected: str) -> None:
    """What automation shows, which knows ASCII alone."""
    assert typewritten(text) == expected
    assert typewritten(unicodedata.normalize("NFD", text)) == expected


@pytest.mark.parametrize(("text", "key"), rows("fold.tsv"))
def test_fold(text: str, key: str) -> None:
    """Accents, case and final sigma make no difference."""
    assert fold(text) == key


@pytest.mark.parametrize("expected", lists("order.tsv"), ids=lambda block: block[0])
def test_collation_key_sorts_lists(expected: list[str]) -> None:
    """Each list comes back to its order from the opposite one."""
    backwards = expected[::-1]
    assert sorted(backwards, key=collation_key) == expected


@pytest.mark.parametrize(("text", "expected", "why"), rows("mixed_script.tsv"))
def test_mixed_script(text: str, expected: str, why: str) -> None:
    """Letters from the wrong keyboard are found with their place; meant mixtures are not."""
    found = " ".join(f"{word}@{offset}" for word, offset in mixed_script(text))
    assert (found or "(none)") == expected, why


@pytest.mark.parametrize("text", ["A\u03f6", "\u03f6A", "A\u037e", "A\u0387", "e\u0301;"])
def test_mixed_script_knows_signs_from_letters(text: str) -> None:
    """A sign of the Greek block beside a Latin letter makes no mixed word."""
    assert mixed_script(text) == []


def test_mixed_script_sees_decomposed_text() -> None:
    """A combining accent belongs to its word and counts in the offset."""
    assert mixed_script(unicodedata.normalize("NFD", "ή Nέα")) == [(unicodedata.normalize("NFD", "Nέα"), 3)]


# ---------------------------------------------------------------- properties

GREEK_BLOCKS = [chr(code) for code in (*range(0x370, 0x400), *range(0x1F00, 0x2000))]
GREEK_LETTERS = [
    letter
    for letter in GREEK_BLOCKS
    if unicodedata.category(letter) in {"Lu", "Ll", "Lt"} and "GREEK" in unicodedata.name(letter)
]

any_text = st.text(st.characters())  # surrogates and unassigned characters too
greek_text = st.text(st.sampled_from([*MODERN, *GREEK_LETTERS, *"\u0301\u0308'’-;· ABaeo019&\u00ad"]))
texts = any_text | greek_text


@given(texts)
def test_slug_alphabet(text: str) -> None:
    """A slug is words of a–z and 0–9 with one hyphen between, at most 80 characters."""
    slug = slugify(text)
    assert re.fullmatch("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= 80


@pytest.mark.parametrize("function", [slugify, fold])
@given(text=texts)
def test_twice_is_once(function: Callable[[str], str], text: str) -> None:
    """What is clean stays as it is."""
    assert function(function(text)) == function(text)


@given(texts)
def test_transliterate_leaves_no_greek_letter(text: str) -> None:
    """Every letter of the Greek blocks has its Latin one."""
    assert not set(transliterate(text)).intersection(GREEK_LETTERS)


@given(st.text(st.characters().filter(lambda letter: letter not in {*GREEK_BLOCKS, "\u2126"})))
def test_transliterate_passes_the_rest_through(text: str) -> None:
    """A text without Greek stays as it is, bytes and all."""
    assert transliterate(text) == text


@given(st.text(st.sampled_from(MODERN + " -")))
def test_fold_knows_no_case_and_no_encoding(text: str) -> None:
    """Capitals and decomposed accents give the same key."""
    assert fold(text.upper()) == fold(unicodedata.normalize("NFD", text)) == fold(text)


@given(st.lists(texts, max_size=8))
def test_collation_is_a_total_order(items: list[str]) -> None:
    """The order depends on the strings alone, and only equal strings have equal keys."""
    backwards = items[::-1]
    assert sorted(items, key=collation_key) == sorted(backwards, key=collation_key)
    assert len({collation_key(item) for item in items}) == len(set(items))


@given(texts)
def test_mixed_script_offsets_point_at_the_word(text: str) -> None:
    """Each word found stands at its offset, in order, and has letters of both scripts."""
    found = mixed_script(text)
    assert all(text.startswith(word, offset) for word, offset in found)
    assert [offset for _, offset in found] == sorted({offset for _, offset in found})
