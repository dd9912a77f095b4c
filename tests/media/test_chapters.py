"""Chapters are read in every form in which programs and people write them; what only looks like them is told."""

from __future__ import annotations

import pytest

from plugins.i18n.messages import say
from plugins.media.chapters import chapter_problems, chapters_of
from plugins.model.audio import Chapter

FORMS = {
    "a list": "<ul>\n<li>00:00 Η <em>αρχή</em></li>\n<li>1:05 – Το &amp; τέλος.</li>\n</ul>",
    "a loose list": "<ul>\n<li>\n<p>00:00 Η αρχή</p>\n</li>\n<li>\n<p>01:05 Το &amp; τέλος</p>\n</li>\n</ul>",
    "an ordered list": "<ol><li>00:00 Η αρχή</li><li>01:05 Το &amp; τέλος</li></ol>",
    "thousandths": "<ul><li>00:00:00.000 Η αρχή</li><li>00:01:05,000 Το &amp; τέλος</li></ul>",
    "brackets": "<ul><li>(00:00) Η αρχή</li><li>[1:05] Το &amp; τέλος</li></ul>",
    "bold": "<ul><li><strong>00:00</strong> Η αρχή</li><li><strong>01:05:</strong> Το &amp; τέλος</li></ul>",
    "code": "<ul><li><code>00:00</code> Η αρχή</li><li><code>01:05</code> Το &amp; τέλος</li></ul>",
    "links": '<ul><li><a href="">00:00</a> Η αρχή</li><li><a href="">01:05</a> Το &amp; τέλος</li></ul>',
    "marks": "<ul><li>00:00: Η αρχή</li><li>01:05 | Το &amp; τέλος</li></ul>",
    "ends": "<ul><li>00:00–01:05 Η αρχή</li><li>01:05 - 01:20 Το &amp; τέλος</li></ul>",
    "behind the title": "<ul><li>Η αρχή (00:00)</li><li>Το &amp; τέλος – 01:05</li></ul>",
    "right below a line": "<p>Κεφάλαια:\n- 00:00 Η αρχή\n- 01:05 Το &amp; τέλος</p>",
    "lines": "<p>00:00 Η αρχή<br>\n01:05 Το &amp; τέλος</p>",
    "paragraphs": "<p>00:00 Η αρχή</p>\n<p>01:05 Το &amp; τέλος</p>",
    "a table": "<table><tr><th>Χρόνος</th><th>Τι</th></tr><tr><td>00:00</td><td>Η αρχή</td></tr>"
    "<tr><td>01:05</td><td>Το &amp; τέλος</td></tr></table>",
    "headings": "<h2>00:00 Η αρχή</h2><p>Λόγια</p><h2>01:05 Το &amp; τέλος</h2>",
    "terms": "<dl>\n<dt>00:00</dt>\n<dd>Η αρχή</dd>\n<dt>01:05</dt>\n<dd>Το &amp; τέλος.</dd>\n</dl>",
    "a list in an item": "<ul><li>00:00 Η αρχή\n<ul>\n<li>κάτι</li></ul></li><li>01:05 Το &amp; τέλος</li></ul>",
    "after an hour that is told": "<p>12:30 ήταν η ώρα.</p><ul><li>00:00 Η αρχή</li><li>01:05 Το &amp; τέλος</li></ul>",
}


@pytest.mark.parametrize("form", FORMS)
def test_chapters_are_read(form: str):
    assert chapters_of((FORMS[form],), 80) == (Chapter(0.0, "Η αρχή"), Chapter(65.0, "Το & τέλος"))


def test_chapters_stand_around_addresses():
    """A body is kept in segments, cut at every address."""
    segments = ('<ul><li>00:00 <a href="', "/x/", '">Η αρχή</a></li><li>00:30.5 Μετά</li></ul>')
    assert chapters_of(segments, 80) == (Chapter(0.0, "Η αρχή"), Chapter(30.5, "Μετά"))


@pytest.mark.parametrize(
    ("stamps", "said"),
    [
        (["00:00"], ""),
        (["09:00", "17:30"], ""),
        (["00:10", "00:20"], "the first, “Title”, is at 0:10 and not at 00:00"),
        (["00:00", "00:30", "00:20"], "0:20 “Title” is not after the one before"),
        (["00:00", "00:00"], "0:00 “Title” is not after the one before"),
        (["00:00", "02:00"], "2:00 “Title” is after the end, at 1:00"),
        (["00:00", "00:75"], "“00:75 Title” does not begin with a time that exists"),
    ],
)
def test_times_that_are_no_chapters(stamps: list[str], said: str):
    """One alone and hours of a day are ordinary text; of the others the editor is told."""
    html = "<ul>" + "".join(f"<li>{stamp} Title</li>" for stamp in stamps) + "</ul>"
    assert chapters_of((html,), 60) == ()
    told = list(chapter_problems("a.el.md", (html,), 60))
    assert [str(problem.message).removeprefix("no chapters were made: ") for problem in told] == (
        [said] if said else []
    )
    assert all(problem.level == "warning" and say(problem.hint, "el") for problem in told)


def test_ends_of_verses_are_no_times():
    html = "<ul><li>Για την αγάπη (Ιω. 3:16)</li><li>Για τη χαρά (Ιω. 15:11)</li></ul>"
    assert chapters_of((html,), 6000) == () and not list(chapter_problems("a.el.md", (html,), 6000))
