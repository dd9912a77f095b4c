"""Tests of plugins/markdown/quotes.py and prose.py: lines as they are typed beside what they are to be."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.i18n.greek import slugify
from plugins.markdown import anchors, quotes
from plugins.model.kinds import StatedPerson
from plugins.read.document import parse
from tests.conftest import ROOT

LANGUAGES = ("el", "en", "fr", "tr")
CASES = ROOT / "tests" / "cases" / "typography" / "lines.tsv"
LINES = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

typed = st.text(st.sampled_from([*"αβσς ΑΒΣτγι'\"’“”„‘«»-.·5 €%ab("]), max_size=40)


@pytest.mark.parametrize(("lang", "line", "expected"), LINES)
def test_a_line_is_set_by_its_language(lang: str, line: str, expected: str) -> None:
    """And what is set already stays."""
    found = quotes.set_in_type(line, lang)

    assert found.replace("\u00a0", "~") == expected
    assert quotes.set_in_type(found, lang) == found


@given(typed, st.sampled_from(LANGUAGES))
def test_no_word_and_no_address_changes(text: str, lang: str) -> None:
    """The slug of a title and the id of a heading are those of what was typed; the id knows two hyphens as a dash."""
    found = quotes.set_in_type(text, lang)
    found = found.replace("«\u00a0", "«").replace("\u00a0»", "»")  # a French mark brings its space with it

    assert slugify(found) == slugify(text)
    assert anchors.slug(found) == anchors.slug(text.replace("---", "—").replace("--", "–"))


@pytest.mark.parametrize("pattern", ["'a ", "\"a' ", "\"α 'β ", "'α σ' εμένα ", "'ναι α' ", '5" ', "«", "'α β'γ' δ"])
def test_no_text_takes_long(pattern: str) -> None:
    """64 KiB of quotes, opened and closed as nobody would."""
    began = process_time()
    quotes.set_in_type(pattern * (1 << 16), "el")
    assert process_time() - began < 20


def test_fields_are_set_as_bodies_are() -> None:
    """Titles, lists and words per language; never addresses, and not what is shared in the file's own language."""
    text = """---
title: Το "Δελτίο" ... στ' αλήθεια
summary: 'Μια “εκπομπή” 15"'
author: [Ομάδα "Α", The "B" Team]
hosts: ["Η \\"Λένα\\""]
people:
  - name: {el: 'Η "Λένα"', en: '"Lena"'}
    url: https://example.org/a--b?c='d'
---
"""
    stated = parse(text.encode(), "show", "el", "Europe/Athens")[0].stated()

    assert stated["title"] == "Το «Δελτίο» … στ’ αλήθεια"
    assert stated["summary"] == "Μια «εκπομπή» 15″"
    assert stated["author"] == ("Ομάδα «Α»", "The “B” Team")
    assert stated["hosts"] == ("Η «Λένα»",)
    named = {"el": "Η «Λένα»", "en": "“Lena”"}
    assert stated["people"] == (StatedPerson(name=named, url="https://example.org/a--b?c='d'"),)
