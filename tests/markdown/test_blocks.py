"""A body is cut into what a translator translates, and put together again with every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.markdown.blocks import cut, ids, replaced

ROOT = Path(__file__).resolve().parents[2]
BODY = """# Title {#t}

A *para* with [link](x.md "t") and `code` \\* &amp;
two lines\x20\x20
hard ![alt](a.png) [^1] <b>x</b> https://e.gr/x.

- tight **item**
  more
    - nested `a
  b`

> quote
> two

| a | b *c* |
|---|---|
| 1 | 2 ή |

[^1]: Note text

Term
:   Definition

<div>
html <b>here</b>
</div>

```
code
```
- [x] task

!!! note "Box title"
    In box
    two

    - list *x*

*[KK]: Some words
"""


def test_what_holds_words_is_a_block() -> None:
    """Headings, paragraphs, items, cells, notes, terms, boxes and their titles, abbreviations; no code, no rules."""
    assert [(block.sort, block.text) for block in cut(BODY)] == [
        ("HeadingH1", "Title {#t}"),
        (
            "Paragraph",
            "\\\n".join(
                (
                    'A *para* with [link](x.md "t") and `code` \\* &amp; two lines',
                    "hard ![alt](a.png) [^1] <b>x</b> https://e.gr/x.",
                )
            ),
        ),
        ("List/Item", "tight **item** more"),
        ("List/Item/List/Item", "nested `a b`"),
        ("BlockQuote/Paragraph", "quote two"),
        ("Table/TableHead/TableCell", "a"),
        ("Table/TableHead/TableCell", "b *c*"),
        ("Table/TableRow/TableCell", "2 ή"),
        ("FootnoteDefinition/Paragraph", "Note text"),
        ("DefinitionList/DefinitionListTitle", "Term"),
        ("DefinitionList/DefinitionListDefinition", "Definition"),
        ("HtmlBlock", "<div> html <b>here</b> </div>"),
        ("List/Item", "task"),
        ("Box/Title", "Box title"),
        ("Box/Paragraph", "In box two"),
        ("Box/List/Item", "list *x*"),
        ("Abbreviation", "Some words"),
    ]


def test_codes_are_no_words() -> None:
    """Marks of emphasis and links, code, pictures, notes, tags and addresses are apart from what is translated."""
    paragraph = cut(BODY)[1]
    assert [(code.name, code.raw) for code in paragraph.codes] == [
        ("emphasis", "*"),
        ("link", "["),
        ("code", "`code`"),
        ("break", "\\\n"),
        ("image", "!["),
        ("note", "[^1]"),
        ("tag", "<b>"),
        ("tag", "</b>"),
        ("address", "https://e.gr/x"),
    ]


def test_one_block_is_replaced_where_it_stands() -> None:
    """In a box, a quote or a list its further lines get what stands before them there; all else keeps its bytes."""
    blocks = cut(BODY)
    words = {2: "one **item**", 14: "Within the box " + "and more " * 9, 4: "said"}
    made = replaced(BODY, blocks, words)
    assert "- one **item**\n    - nested" in made
    assert "> said\n\n|" in made
    inside = made.partition('!!! note "Box title"\n')[2].partition("\n\n")[0]
    assert inside.startswith("    Within the box and more") and "\n    and more" in inside
    assert [block.sort for block in cut(made)] == [block.sort for block in blocks]


@pytest.mark.parametrize("path", sorted((ROOT / "tests/cases/markdown").glob("*.md")), ids=lambda path: path.stem)
def test_the_same_words_give_the_same_blocks(path: Path) -> None:
    """Whatever Markdown holds, what is put back is read as it was."""
    body = path.read_text(encoding="utf-8")
    blocks = cut(body)
    again = cut(replaced(body, blocks, {number: block.text for number, block in enumerate(blocks)}))
    assert [(block.sort, block.text) for block in again] == [(block.sort, block.text) for block in blocks]


def test_a_block_is_named_by_its_words() -> None:
    """So that its name stays when others are added before it; equal ones are counted."""
    assert ids(cut("One.\n\nTwo.\n\nOne.")) == ["b-70277bfc", "b-1eb32d1e", "b-70277bfc-2"]
    assert ids(cut("New.\n\nTwo."))[1] == "b-1eb32d1e"
