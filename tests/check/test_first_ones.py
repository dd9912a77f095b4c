"""Of thousands of problems of one kind in a text the first are named, and that there are more."""

from __future__ import annotations

from plugins.check.lookup import MOST_NAMED, first_ones
from plugins.model.problem import Problem, _


def problem(line: int) -> Problem:
    return Problem("links", "error", "news/a.el.md", line, 1, "", _("a"), _("b"))


def test_few_are_all_named():
    found = [problem(line) for line in range(1, MOST_NAMED + 1)]
    assert list(first_ones(iter(found))) == found


def test_no_more_are_looked_for_than_are_named():
    """Each costs a search through the text."""
    asked: list[int] = []

    def endless():
        while True:
            asked.append(len(asked) + 1)
            yield problem(len(asked))

    found = list(first_ones(endless()))
    assert len(found) == MOST_NAMED + 1
    assert len(asked) == MOST_NAMED + 1
    assert (found[-1].line, found[-1].level, str(found[-1].message)) == (
        0,
        "error",
        "there are more of these in the text",
    )
