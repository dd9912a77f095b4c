"""What was pasted is told with its line, and mended as it was told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.markdown.render import render
from plugins.read.document import parse
from plugins.read.pasted import mended, pasted

NBSP, TAB = "\u00a0", "\t"
MENDED = {
    "word bullets": ("Λίστα:\n•\tένα\n•\tδύο", "Λίστα:\n- ένα\n- δύο"),
    "indented word bullets": (f"{TAB}•{TAB}ένα\n{TAB}•{TAB}δύο", "- ένα\n- δύο"),
    "bullets without tabs": ("• ένα\n• δύο", "- ένα\n- δύο"),
    "bullets of the symbol font": ("\uf0b7\tένα\n\uf0a7\tδύο", "- ένα\n    - δύο"),
    "second level": ("•\tένα\no\tμέσα\n▪\tπιο μέσα", "- ένα\n  - μέσα\n    - πιο μέσα"),
    "middle dots": ("·\tένα\n·\tδύο", "- ένα\n- δύο"),
    "numbers behind tabs": (f"{TAB}1){TAB}ένα\n{TAB}2){TAB}δύο", "1) ένα\n2) δύο"),
    "a table with tabs": (
        "Θέμα\tΠοσό\nΜισθοί\t1.200,00\nα|β\t3",
        "| Θέμα | Ποσό |\n| --- | --- |\n| Μισθοί | 1.200,00 |\n| α\\|β | 3 |",
    ),
    "a table below a line": ("Ποσά:\nα\tβ\n1\t2\nτέλος", "Ποσά:\n\n| α | β |\n| --- | --- |\n| 1 | 2 |\n\nτέλος"),
    "no-break space after a hyphen": (f"-{NBSP}ένα\n-{NBSP}δύο", "- ένα\n- δύο"),
    "no-break space after a number": (f"1.{NBSP}ένα", "1. ένα"),
    "no-break space in a heading": (f"##{NBSP}Τίτλος", "## Τίτλος"),
    "heading without a space": ("##Τίτλος\n\n###Άλλος", "## Τίτλος\n\n### Άλλος"),
    "zero-width space": ("λιμά\u200bνι", "λιμάνι"),
    "soft hyphen": ("λι\u00adμά\u00adνι", "λιμάνι"),
    "line separator": ("ένα\u2028δύο", "ένα δύο"),
    "byte-order mark": ("ένα\ufeff δύο", "ένα δύο"),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_mended(name: str):
    """The text that is right, and a warning at the first line that is wrong."""
    before, after = MENDED[name]
    assert mended(before) == after
    problem = pasted(before)[0]
    assert (problem.rule, problem.level) == ("pasted", "warning")
    first = next(n for n, (a, b) in enumerate(zip(before.split("\n"), after.split("\n"), strict=False), 1) if a != b)
    assert problem.line == first
    assert pasted(after) == []


@pytest.mark.parametrize(
    "text",
    [
        "```\n• α\nα\tβ\n1\t2\n##γ\n```", "Ο Α · ο Β", "· μόνη", "- α\n\t- β\n\t- γ", "1. α\n\t1. β", "#ετικέτα",
        "α – β", "– Ναι, είπε.\n– Όχι.", "| α | β |\n|---|---|\n| 1 | 2 |\n| 3 |", "Το 2026.\n2. και 3. μαζί",
        "α\tβ", "\tα\tβ\n\tγ\tδ", "o καιρός", "2. β\n3. γ", "α\n\n2. β\n3. γ",
    ],
)  # fmt: skip
def test_left_alone(text: str):
    assert mended(text) == text
    assert pasted(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Λέμε:\n2. β\n3. γ", 2),
        ("α) ένα\nβ) δύο", 1),
        ("??? note\n    α", 1),
        ("α\n[έντυπο](το έντυπο.pdf)", 2),
        ("α | β\n---|---\n1 | 2 | 3", 3),
        ("α\n\n| α | β |\n|---|\n| 1 | 2 |", 4),
    ],
)
def test_told_and_left_to_the_author(text: str, line: int):
    assert [problem.line for problem in pasted(text)] == [line]
    assert mended(text) == text


def test_lines_are_those_of_the_file():
    """The front matter counts."""
    document, _ = parse(b"---\ntitle: a\n---\n\n\xe2\x80\xa2 a\n", "news", "el", "Europe/Athens")
    assert [(problem.rule, problem.line) for problem in document.problems] == [("pasted", 5)]


def test_pages_hold_no_pasted_characters():
    """Also before anybody mends the file."""
    assert render("λι\u00adμά\u200bνι\u2028α", "el").segments == ("<p>λιμάνι α</p>",)


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\x07", "\x85", "\ufdd0"])
def test_what_reorders_or_controls_stays_an_error(character: str):
    document, _ = parse(f"---\ntitle: a\n---\n\nα{character}\n".encode(), "news", "el", "Europe/Athens")
    assert [(problem.rule, problem.level, problem.line) for problem in document.problems] == [
        ("characters", "error", 5)
    ]


@pytest.mark.parametrize("character", ["\u200b", "\u2028", "\ufeff"])
def test_front_matter_holds_none(character: str):
    document, _ = parse(f"---\ntitle: a{character}\n---\n\nα\n".encode(), "news", "el", "Europe/Athens")
    assert [(problem.rule, problem.level, problem.line) for problem in document.problems] == [
        ("characters", "error", 2)
    ]


LINES = st.sampled_from(
    ["", "α", "• α", "o\tβ", "α\tβ", "-\u00a0α", "##Τ", "```", "| α | β |", "|-|-|", "1. α", "2. α", "\tα", "α) β"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
def test_mended_once_is_mended(text: str):
    assert mended(mended(text)) == mended(text)
