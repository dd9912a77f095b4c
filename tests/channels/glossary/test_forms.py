"""Which words of a text are forms of a word of the glossary, and which only look like them."""

from __future__ import annotations

import pytest

from plugins.channels.glossary.finding import hits
from plugins.channels.glossary.forms import Phrases, phrase

TERMS = (
    *("σύλλογος", "νόμος", "δωρεά", "μέλος", "γενική συνέλευση", "φορέας", "εθελοντής", "πρόγραμμα", "καταστατικό"),
    *("τράπεζα", "χώρος", "ίδρυμα", "ωφελούμενος", "ΑμεΑ", "ηθική τράπεζα", "ανοιχτά δεδομένα"),
)
GREEK = Phrases([phrase(term, "el", number) for number, term in enumerate(TERMS)])
ENGLISH = Phrases([phrase(term, "en", number) for number, term in enumerate(("charity", "statute", "IT", "open data"))])


def found(text: str) -> str:
    """The first term that is found, or nothing."""
    return next((TERMS[hit.term] for hit in hits(text, GREEK)), "")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("του συλλόγου", "σύλλογος"),
        ("των συλλόγων", "σύλλογος"),
        ("ΣΥΛΛΟΓΟΙ", "σύλλογος"),
        ("στους νόμους", "νόμος"),
        ("τις δωρεές", "δωρεά"),
        ("των δωρεών", "δωρεά"),
        ("τα μέλη", "μέλος"),
        ("των μελών", "μέλος"),
        ("της γενικής συνέλευσης", "γενική συνέλευση"),
        ("οι γενικές συνελεύσεις", "γενική συνέλευση"),
        ("της γενικής&nbsp;συνελεύσεως", "γενική συνέλευση"),
        ("Γενική Συνέλευση", "γενική συνέλευση"),
        ("οι φορείς", "φορέας"),
        ("των φορέων", "φορέας"),
        ("Εθελοντών", "εθελοντής"),
        ("τα προγράμματα", "πρόγραμμα"),
        ("των προγραμμάτων", "πρόγραμμα"),
        ("καταστατικού", "καταστατικό"),
        ("των τραπεζών", "τράπεζα"),
        ("των ιδρυμάτων", "ίδρυμα"),
        ("των ωφελουμένων", "ωφελούμενος"),
        ("τα ΑμεΑ", "ΑμεΑ"),
        ("μιας ηθικής τράπεζας", "ηθική τράπεζα"),  # the longer of two
        ("<p>μέλη<!-- --></p>", "μέλος"),
    ],
)
def test_forms_are_found(text: str, term: str) -> None:
    """In every case and number, in capitals, and several words together."""
    assert found(text) == term


@pytest.mark.parametrize(
    "text",
    [
        *("μια συλλογή", "ο νομός", "δωρεάν", "το μέλι", "στη χώρα", "το τραπέζι", "εθελοντικά", "ΑΜΕΑ", "αμεα"),
        *("γενική η συνέλευση", "γενική. Συνέλευση", "γενικής, συνέλευσης", "γενική <b>συνέλευση</b>", "&nomos;"),
        *("<h2>Νόμος</h2>", '<a href="">ο νόμος</a>', "<code>νόμος</code>", "<pre>νόμος</pre>", '<img alt="νόμος">'),
        *("<abbr>νόμος</abbr>", "<th>νόμος</th>", "<dt>νόμος</dt>", "<a><b>νόμος</b> και μέλη</a>", ""),
    ],
)
def test_what_is_none_is_left_alone(text: str) -> None:
    """Words of another accent, and whatever is no running text."""
    assert found(text) == ""


def test_the_first_time_alone() -> None:
    """In the order of the text, each term once; that of the page itself is left out."""
    html = "<p>Μέλη και νόμοι, μέλη</p><p>Ο νόμος, η δωρεά</p>"
    rows = [(html[hit.start : hit.end], TERMS[hit.term]) for hit in hits(html, GREEK)]
    assert rows == [("Μέλη", "μέλος"), ("νόμοι", "νόμος"), ("δωρεά", "δωρεά")]
    assert [hit.term for hit in hits(html, GREEK, TERMS.index("μέλος"))] == [1, 2]


@pytest.mark.parametrize(("text", "terms"), [("charities", [0]), ("two statutes", [1]), ("It is IT", [2]), ("it", [])])
def test_english_has_plurals(text: str, terms: list[int]) -> None:
    """What is written in capitals is found so alone."""
    assert [hit.term for hit in hits(text, ENGLISH)] == terms
