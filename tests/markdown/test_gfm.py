"""A text has the structure that GitHub's own parser gives it: blocks, lists, emphasis, links, tables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cmarkgfm import markdown_to_html_with_extensions
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.markdown import dialect, parser, render
from tests.markdown.structure import structure_of

ROOT = Path(__file__).parents[2]
TEXTS = (ROOT / "tests/cases/gfm/texts.txt").read_text(encoding="utf-8")[:-1].split("\n%%\n")
OLDER = (ROOT / "tests/cases/markdown/syntax.txt").read_text(encoding="utf-8")[:-1].split("\n%%\n")
LONG = [
    path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
    for path in (*ROOT.glob("docs/*.md"), *ROOT.glob("content/**/*.md"))
]
EXTENSIONS = ["table", "strikethrough", "autolink", "tasklist"]
#: Python-Markdown's own additions, which GitHub prints as they are written; telephone numbers, which it does not link.
ADDED = re.compile(r"^ *!!!|^[ >]*: |^\*\[|\[TOC\]|\[\^|\{ ?[:#.]|markdown=|\b2\d{9}\b", re.MULTILINE)
_TASK = re.compile(r"(<li>\s*(?:<p>)?)\[[ xX]\] ")
BOUND = 0.995


def ours(text: str) -> list[tuple[str, str]]:
    made = PARSER.reset().convert(render.normal(text))
    return structure_of(made.replace(dialect.TO_DO, "").replace(dialect.DONE, ""))


def theirs(text: str) -> list[tuple[str, str]]:
    """Of the library, and tasks in lists within others, which GitHub's page knows and the library does not."""
    made = markdown_to_html_with_extensions(render.normal(text), Options.CMARK_OPT_UNSAFE, EXTENSIONS)
    return structure_of(_TASK.sub(r"\1", made))


def _parser() -> parser.Markdown:
    made = parser.make_parser("en")
    for typography in ("quotes", "cards"):
        made.treeprocessors.deregister(typography)
    return made


PARSER = _parser()


def combinations() -> list[str]:
    """Every block within, below and after every other, tight and loose."""
    blocks = [
        *(
            "παράγραφος\nσε δύο γραμμές",
            "# Τίτλος",
            "Τίτλος\n---",
            "- ένα\n- δύο",
            "1. ένα\n2. δύο",
            "3. τρία\n4. τέσσερα",
        ),
        *(
            "* ένα\n  - μέσα\n* δύο",
            "- ένα\n\n- δύο",
            "> παράθεση",
            "```py\nκώδικας\n```",
            "    κώδικας",
            "~~~\nκώδικας\n~~~",
        ),
        *(
            "| α | β |\n|---|:-:|\n| 1 | **2** |",
            "---",
            "<div>\nhtml\n</div>",
            "<!-- σχόλιο -->",
            "![α](b.jpg)",
            "- [ ] εργασία",
        ),
        *("**έντονα** και *πλάγια* `κώδικας`", "1) ένα\n2) δύο", "- ένα\n\n  δύο", "[α][β]\n\n[β]: γ"),
    ]
    found = list(blocks)
    for first, second in itertools.product(blocks, blocks):
        found += [f"{first}\n{second}", f"{first}\n\n{second}"]
    for block, (mark, indent) in itertools.product(
        blocks, (("- ", "  "), ("1. ", "   "), ("* ", "    "), ("> ", "> "))
    ):
        lines = block.split("\n")
        found.append("\n".join([mark + lines[0], *(f"{indent}{line}" for line in lines[1:])]))
        found.append("\n".join([f"{mark}α", indent.rstrip(), *(f"{indent}{line}" for line in lines), "", "τέλος"]))
        found.append("\n".join([f"{mark}α", *(f"{indent}{line}" for line in lines), f"{mark}β"]))
    return found


def test_the_structure_is_githubs():
    """For at least 99.5 % of all texts here; what differs is printed."""
    corpus = [text for text in (*TEXTS, *OLDER, *combinations(), *LONG) if not ADDED.search(text)]
    different = [text for text in corpus if ours(text) != theirs(text)]
    assert len(corpus) > 1_500
    assert len(different) <= (1 - BOUND) * len(corpus), "\n%%\n".join(different)


@pytest.mark.parametrize("text", TEXTS)
def test_each_text(text: str):
    """The small texts one by one, so that a failure names its own."""
    if not text.startswith(KNOWN):
        assert ours(text) == theirs(text)


#: A row of single hyphens that could begin a list as well; `ftp:`, which the sanitiser would take away.
KNOWN = ("α | β\n- | -", "http://example.org/path_(x)_y and ftp:")

ATOMS = st.sampled_from(
    """
    α λόγος word 1. 2) - * + ** *** _ __ ~~ # ## > | --- === ``` ~~~ ` [ ] ( ) ](x) ![ \\ \\* < > <b> </b> <div> </div>
    <!-- -->     &amp; &lt; « » . , · : ; ! ? " ' [x] [ ]
    """.split()  # noqa: SIM905 (a list of words reads better)
)
GAPS = st.sampled_from(["", "", " ", " ", "  ", "    ", "\n", "\n", "\n\n", "\n  ", "\n    ", "\n- ", "\n> ", "\n1. "])


_FAR, _SOMETHING = " " * 40, " <!-- -->"


def _below(found: re.Match[str]) -> str:
    """Something on a line of its own, in the list and the quote in which the line that was found stands."""
    return f"\n{re.sub('[^>]', ' ', found[1])}<!-- -->"


#: Where cmark-gfm or our reader reads in its own way, and what has both read alike: a place far from the margin, where
#: nothing but a paragraph can go on; something that a mark stands before, or that stands before or below it.
_QUIRKS = (
    # Before a line that is one tag of no block, below another line. It cannot interrupt a paragraph, so below one in a
    # list or a quote it is "paragraph continuation text", which may be lazy (CommonMark 0.31.2, §4.6 and §5.1). cmark
    # asks what it may interrupt of the list alone and begins HTML there, as
    # https://github.com/executablebooks/markdown-it-py/issues/434 shows.
    (re.compile(r"(?<=\S)\n[ >]*(?=</?b>[ \t]*(?:\n|$))"), _FAR),
    # Behind a task's mark at the end of a line. The standard wants "at least one whitespace character before any other
    # content" (GFM 0.29, §5.3), and a line's end is one; cmark-gfm takes it for a task only where a space stands there,
    # and in a list within another it leaves none for the page to find.
    (re.compile(r"\[[ x]\](?=[ \t]*\n|[ \t]+$)"), _FAR),
    (re.compile(r"\[[ x]\](?=[ \t]*\n|[ \t]+$)"), _SOMETHING),
    # Before a row of hyphens with a colon or a bar, below a line without one. The standard wants bars "if there's
    # otherwise parsing ambiguity" (GFM 0.29, §4.10); cmark-gfm takes even `---:` for a table of one column.
    (re.compile(r"^[^|\n]*\S[^|\n]*\n[ >]*(?=[:|-][ \t:|-]*$)", re.MULTILINE), _FAR),
    # Behind the hyphen of a row that could begin a list as well: pulldown-cmark takes it for one of a table.
    (re.compile(r"\|[^\n]*\n[ >]*-(?=[ \t][ \t:|-]*$)", re.MULTILINE), "-"),
    # Before a task's mark below the line of its item: pulldown-cmark takes it for one beside the item's own mark alone.
    (re.compile(r"(?:[-*+]|\d[.)])[ \t]*\n[ >]*(?=\[[ x]\] )"), "<b></b>"),
    # Behind a rule within a list, above an empty line. "A list is loose if any of its constituent list items are
    # separated by blank lines" (CommonMark 0.31.2, §5.3); cmark notes no empty line below a rule (`last_line_blank` in
    # https://github.com/github/cmark-gfm/blob/master/src/blocks.c).
    (re.compile(r"^([ >\d.)+*-]*?)(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})(?=\n[ >]*\n)", re.MULTILINE), _below),
)


def without_quirks(text: str) -> Iterator[str]:
    """Yield the text, and those in which some of what cmark-gfm reads in its own way stands so that it reads it
    rightly."""
    found = [(match, put) for pattern, put in _QUIRKS for match in pattern.finditer(text)]
    places = sorted({(match.end(), put if isinstance(put, str) else put(match)) for match, put in found}, reverse=True)
    for chosen in itertools.product((False, True), repeat=len(places)):
        other = text
        for at, put in itertools.compress(places, chosen):
            other = other[:at] + put + other[at:]
        yield other


@pytest.mark.parametrize(
    "text",
    [
        "α\n- α\n<b>\n- ",
        "> α\n</b>\n- β",
        "- [x]\n- [x]",
        "- [ ]\n  - α\n",
        "- [x]\n  α",
        "α\n- `\n<b>\n`",
        "α\n---:",
        "α\n|---",
        "- 1. [x] ",
        "1. ---\n\n1. α",
        "|α\n- |",
        "1.\n    [x] α",
        "> - * ___\n>\n>   * α",
    ],
)
def test_what_cmark_reads_in_its_own_way(text: str):
    """It reads another text of the same meaning as we read this one; `test_any_fragments` allows no more than that."""
    assert ours(text) != theirs(text)
    assert ours(text) in [theirs(other) for other in without_quirks(text)]


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(st.lists(st.tuples(ATOMS, GAPS).map("".join), max_size=12).map("".join))
def test_any_fragments(text: str):
    """Fragments in any order, but for what only Python-Markdown knows."""
    if not ADDED.search(text):
        made = ours(text)
        assert any(made == theirs(other) for other in without_quirks(text))
