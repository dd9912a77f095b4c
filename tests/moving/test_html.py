"""HTML to Markdown: each case is a file beside what it becomes, and nothing of it is lost on the way."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from plugins.markdown.render import render
from plugins.model.document import join_segments
from plugins.moving.html.writer import OldPicture, markdown_of

CASES = Path(__file__).with_name("cases")


class Nowhere:
    """A world in which every address stays what it is."""

    def link(self, address: str) -> str:
        return address

    def picture(self, address: str) -> OldPicture:
        return OldPicture(address)

    def file(self, address: str) -> str:
        return address


def shown(markdown: str) -> html.HtmlElement:
    """Return what a page shows of a text."""
    made = render(markdown, "el")
    return html.fragment_fromstring(
        join_segments(made.segments, tuple(one.address for one in made.references)), create_parent="div"
    )


def words(root: html.HtmlElement) -> Counter[str]:
    """Return its words, however quotes and dots are set."""
    text = " ".join(root.xpath(".//text()[not(ancestor::script)]"))
    return Counter(re.findall(r"[^\W_]+", text))


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.html")))
def test_case_becomes_its_markdown(case: str) -> None:
    made = markdown_of((CASES / f"{case}.html").read_text(encoding="utf-8"), Nowhere()).text + "\n"
    assert made == (CASES / f"{case}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.html")))
def test_nothing_is_lost(case: str) -> None:
    """Words, links, pictures, items, cells, notes and headings are as many before and after."""
    before = html.fragment_fromstring((CASES / f"{case}.html").read_text(encoding="utf-8"), create_parent="div")
    after = shown((CASES / f"{case}.md").read_text(encoding="utf-8"))
    cited = len(before.xpath(".//a[starts-with(@href, '#_ftn') and not(contains(@href, 'ref'))] | .//sup[@data-fn]"))
    assert len(after.xpath(".//sup/a[contains(@class, 'footnote-ref')]")) == cited
    if not cited:
        for name in ("li", "td", "th", "h2", "dt", "dd", "img", "blockquote", "pre", "sub", "hr"):
            assert len(after.xpath(f".//{name}")) == len(before.xpath(f".//{name}")), name
    for note in after.xpath(".//*[contains(@class, 'footnote-backref') or contains(@class, 'footnote-ref')]"):
        note.drop_tree()
    told = words(before)
    for mark in before.xpath(".//a[contains(@href, '_ftn')] | .//sup[@data-fn] | .//a[contains(@href, '-link')]"):
        told -= words(mark)
    lost = told - words(after)
    assert not lost, lost


def test_a_tree_without_end_is_words() -> None:
    """A bomb of elements costs no recursion."""
    made = markdown_of("<div>" * 5000 + "λόγια" + "</div>" * 5000, Nowhere())
    assert made.text.strip() == "λόγια"
