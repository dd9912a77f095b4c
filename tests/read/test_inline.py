"""The faster parts of Python-Markdown give the HTML of the stock parts, for every syntax in use."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import slugify_unicode

from plugins.read import fast, inline

CASES = (Path(__file__).parents[1] / "cases/markdown/syntax.txt").read_text(encoding="utf-8")[:-1].split("\n%%\n")
STOCK = ["extra", "toc", "admonition", "sane_lists"]
TOC = {"slugify": slugify_unicode}


def stock_parser(*more: str) -> markdown.Markdown:
    return markdown.Markdown(extensions=STOCK + list(more), extension_configs={"toc": TOC}, output_format="html")


stock = stock_parser()
ours = fast.Markdown(extensions=fast.extensions(toc=TOC))
stock_smarty = stock_parser("smarty")
fast_smarty = stock_parser("smarty")
for _name, _priority in (("inline", 20), ("smarty", 6)):
    _replacement = inline.FastInlineProcessor(fast_smarty)
    _replacement.inlinePatterns = fast_smarty.treeprocessors[_name].inlinePatterns
    fast_smarty.treeprocessors.register(_replacement, _name, _priority)


def same(text: str) -> None:
    expected = html_of(stock, text)
    assert html_of(ours, text) == expected
    assert html_of(fast_smarty, text) == html_of(stock_smarty, text)


def html_of(parser: markdown.Markdown, text: str) -> str:
    """HTML, or the name of the exception: the stock parser fails on some odd input."""
    parser.parser.state.clear()
    try:
        return str(parser.reset().convert(text))
    except (RecursionError, IndexError, AttributeError, TypeError, ValueError, KeyError) as error:
        return type(error).__name__


def test_enough_cases():
    """The table has at least 150 inputs, so an accident with its separators is noticed."""
    assert len(CASES) >= 150


@pytest.mark.parametrize("text", CASES)
def test_html_is_the_stock_html(text: str):
    """Each input alone, in a paragraph, in a quote, in a list, in a cell and after itself."""
    same(text)
    same(f"αρχή {text} τέλος")
    same("> " + text.replace("\n", "\n> "))
    same("- " + text.replace("\n", "\n    "))
    same(f"{text}\n\n{text}")
    same(f"**{text}** *{text}*")
    same(f"[{text}](x)")


@pytest.mark.parametrize("step", [1, 7, 31])
def test_html_of_neighbours_is_the_stock_html(step: int):
    """Each input before another one, in one paragraph and in two."""
    for place, text in enumerate(CASES):
        other = CASES[(place + step) % len(CASES)]
        same(f"{text}\n\n{other}")
        same(f"{text}\n{other}")
        same(f"{text} {other}")


def test_html_of_all_is_the_stock_html():
    """All inputs in one document, which then has references, abbreviations and footnotes."""
    same("\n\n".join(CASES))


FRAGMENTS = st.sampled_from(
    [
        *"[]()!*_`<>&\"'\\|{}#-+=:.~^/ \n",
        "\n\n",
        "    ",
        "  \n",
        "α",
        "λόγος",
        "a",
        "1",
        "1. ",
        "- ",
        "> ",
        "**",
        "__",
        "``",
        "```",
        "\n```\n",
        "~~~\n",
        "![",
        "](",
        "](x)",
        "[^1]",
        "\n[^1]: ",
        "\n[a]: x\n",
        "\n*[a]: b\n",
        "[a]",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        '<div markdown="1">',
        "<!--",
        "-->",
        "<br>",
        "&amp;",
        "&#60;",
        "<a@b.c>",
        "{: .a }",
        "{: #a }",
        "\n!!! note\n    ",
        "\n: ",
        "\n|a|b|\n|-|-|\n|c|d|\n",
        "| ",
        "\n---\n",
        "\n===\n",
        "# ",
        "<https://a.b/c_d>",
        "...",
        "--",
        "---",
        "\t",
        "\r\n",
        "[TOC]",
        "\x02",
        "\x03",
        "\x02klzzwxh:0000\x03",
    ]
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
@example("\x02 \x03\n\n \x02\n")
def test_html_of_fragments_is_the_stock_html(text: str):
    """Markdown-like fragments in any order."""
    same(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_html_of_any_text_is_the_stock_html(text: str):
    """Any text at all."""
    same(text)


def test_every_stock_pattern_is_known():
    """An upgrade that changes an expression costs speed, not correctness; here it is noticed."""
    patterns = [*stock_smarty.inlinePatterns, *stock_smarty.treeprocessors["smarty"].inlinePatterns]
    assert [p.pattern for p in patterns if p.pattern not in inline.NEEDS] == []


def test_every_stock_block_processor_is_known():
    """As for the patterns."""
    assert [type(p) for p in ours.parser.blockprocessors if type(p) not in fast.NEEDS] == []


class Shout(markdown.inlinepatterns.InlineProcessor):
    def handleMatch(self, m, data):
        return m[0].upper(), m.start(), m.end()


class OldShout(markdown.inlinepatterns.Pattern):
    def handleMatch(self, m):
        return m[2].upper()


@pytest.mark.parametrize("kind", [Shout, OldShout])
def test_unknown_pattern_is_always_tried(kind: type):
    """A pattern that this module does not know, of the new kind or the old, works as ever."""
    results = []
    for replace in (False, True):
        parser = stock_parser()
        if replace:
            parser.treeprocessors.register(inline.FastInlineProcessor(parser), "inline", 20)
        parser.inlinePatterns.register(kind("(ab+)", parser), "shout", 55)
        results.append(parser.convert("xab *abb* [abc](ab) `ab`\n\n- ab"))
    assert results[0] == results[1]
    assert "xAB" in results[0]


def test_ancestors_are_those_of_the_stock_class():
    """A pattern that excludes an ancestor is skipped within it, and only there."""
    results = []
    for replace in (False, True):
        parser = stock_parser()
        if replace:
            parser.treeprocessors.register(inline.FastInlineProcessor(parser), "inline", 20)
        shout = Shout("(ab+)", parser)
        shout.ANCESTOR_EXCLUDES = ("strong", "li")
        parser.inlinePatterns.register(shout, "shout", 55)
        results.append(parser.convert("ab **ab *ab*** *ab **ab***\n\n- ab\n\n    ab *ab*\n\n> ab"))
    assert results[0] == results[1]


@pytest.mark.parametrize("opening", ["```{.py linenums=1}", '```py hl_lines="1 2"', "```{.py use_pygments=0}"])
def test_options_of_a_highlighter_are_left_out(opening: str):
    """Stock fails with TypeError on `linenums=1` where no highlighter is in use."""
    assert html_of(ours, f"{opening}\na\n```") == '<pre><code class="language-py">a\n</code></pre>'
