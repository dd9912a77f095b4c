"""What the plain writer takes, it writes as the parser would; what it isn't sure of, it leaves to the parser."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.markdown import plain, render
from plugins.markdown.parser import make_parser, sanitised

ROOT = Path(__file__).parents[2]
CASES = (ROOT / "tests/cases/markdown/syntax.txt").read_text(encoding="utf-8")[:-1].split("\n%%\n")
PARSERS = {lang: make_parser(lang) for lang in ("el", "en")}
PLAIN = """Παράγραφος με **έντονα**, *πλάγια* και [έναν σύνδεσμο](../odigoi/a_b.el.md).
Δεύτερη γραμμή· «εισαγωγικά» και "άλλα 'μέσα' τους" -- παύλα... ως εδώ > εκεί.

# Τίτλος

## Άλλος τίτλος

![Λιμάνι](pier.png)

- ένα
- **δύο** και [τρία]({filename}/news/x.el.md)

1. πρώτο
2. δεύτερο

> Λόγος σε
> δύο γραμμές

| Έτος | Ποσό |
| :--- | ---: |
| 2025 | *12* |
| 2026 |  |
"""


def same(text: str) -> bool:
    """Whether the plain writer took the text; then it is checked against the parser, in both languages."""
    taken, text = False, render.normal(text)
    for lang, parser in PARSERS.items():
        ours = plain.convert(text, lang)
        if ours is not None:
            theirs = sanitised(parser.reset().convert(text), lang)
            assert ours == replace(theirs, is_plain=True)
            taken = True
    return taken


def test_plain_text_is_taken():
    assert same(PLAIN)


@pytest.mark.parametrize(
    "text",
    [
        "<b>HTML</b>", "`code`", "a &amp; b", "a \\* b", "- a\n    - b", "[a][b]\n\n[b]: /c", "α[^1]\n\n[^1]: β",
        "!!! note\n    α", "όρος\n:   ορισμός", "α  \nβ", "- α\n\n- β", "***α***", "**α *β* γ**", "Τ\n===", "---",
        "* * *", "3. τρία", "α\n\n    κώδικας", "*[ΑΒ]: Άλφα Βήτα", "## Τίτλος {#id}", "α {.x}", "[TOC]", "α_β_γ",
        "> α\n\n> β", "[α](b \"γ\")", "[**α**](b)", "α | β\n--- | ---\n1 | 2", "#Τίτλος", "# Τ #", "α**β**", "+ α\n- β",
        "# Τ\n\n## Τ", "# ·", "[α](mailto:a@b.gr)", "![α](//b.gr/c)",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_parser(text: str):
    assert plain.convert(text, "el") is None


@pytest.mark.parametrize("text", CASES)
def test_cases(text: str):
    """The parser's own cases: alone, within a paragraph, an item, a cell, a quote, and after plain text."""
    for around in (
        "{}",
        "αρχή {} τέλος",
        "- {}\n- άλλο",
        "| α | β |\n| --- | --- |\n| {} | γ |",
        "> {}",
        f"{PLAIN}\n{{}}",
    ):
        same(around.replace("{}", text))


def test_the_demonstration_content():
    """At least half of the real texts are plain, and all of these come out the same."""
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("content/**/*.md")]
    taken = sum(same(text.split("\n---\n", 1)[1]) for text in texts)
    assert taken * 2 >= len(texts) > 100


ATOMS = st.sampled_from(
    """
    α Β word λόγος 2026 1. 2. - * + ** *** _ __ # ## ###### > >> | --- :--: [α](b) [α]( ](c) ![ι](j.png) ! [ ] ( ) { }
    {filename} " ' « » -- ... --- . , · : ; ! ? = === <b> </b> & &amp; ` ~~~ \\ [^1] [x]: *[x]: !!! [TOC] http://a.gr
    **α** *β* *«γ»* **δ.** (**ε**) "**ζ**" '*η*' ε' — –
    """.split()  # noqa: SIM905 (a list of words reads better)
)
SPACES = st.sampled_from(["", " ", " ", " ", "  ", "    ", "\u00a0", "\n", "\n", "\n\n", "\n\n"]) | st.sampled_from(
    ["\n- ", "\n\n- ", "\n1. ", "\n\n## ", "\n\n> ", "\n> ", "\n| ", " | ", " |\n| "]
)
TEXTS = st.lists(st.tuples(ATOMS, SPACES).map("".join), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("- **α**\n- β")
@example("> α\n> β\n\nγ")
def test_any_fragments(text: str):
    same(text)


@pytest.mark.long
@settings(max_examples=60_000, deadline=None)
@given(TEXTS)
def test_any_fragments_at_length(text: str):
    same(text)
