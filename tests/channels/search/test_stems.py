"""Stems: one for the forms of a word, others for other words."""

from __future__ import annotations

import pytest

from plugins.channels.search.stems import ENGLISH, GREEK, STEMS, rules_of, stem
from plugins.channels.search.tokens import is_acronym, words_of

# The forms of a word in each line; no two lines share a stem.
FORMS = """
αιμοδοσία αιμοδοσίας αιμοδοσίες αιμοδοσιών ΑΙΜΟΔΟΣΙΕΣ
υπηρεσία υπηρεσίες υπηρεσιών
εθελοντής εθελοντή εθελοντές εθελοντών εθελόντρια εθελόντριας εθελόντριες εθελοντριών
λογιστής λογιστές λογίστρια λογίστριες
δωρητής δωρητών δωρήτρια
παιδί παιδιού παιδιά παιδιών
χωριό χωριού χωριά χωριών
χώρα χώρας χώρες χωρών
χωρίς
έργο έργου έργα έργων
εργαλείο εργαλεία εργαλείων
συνέλευση συνέλευσης συνελεύσεως συνελεύσεις συνελεύσεων
πρόγραμμα προγράμματος προγράμματα προγραμμάτων
γραμμή γραμμής γραμμές
φορέας φορέα φορείς φορέων
φορά φορές
άτομο άτομα ατόμων
μέλος μέλους μέλη μελών
έτος έτη ετών
κοινωνικός κοινωνική κοινωνικό κοινωνικοί κοινωνικές κοινωνικά κοινωνικούς
βιώσιμος βιώσιμη βιώσιμα
δεξιότητα δεξιότητες δεξιοτήτων
ομάδα ομάδας ομάδες ομάδων
εβδομάδα εβδομάδες εβδομάδων
Ιωάννινα Ιωαννίνων
Πειραιάς Πειραιά
μήνας μήνα μήνες μηνών
μην
""".strip().splitlines()
ENGLISH_FORMS = """
volunteer volunteers volunteering volunteered
cooperative cooperatives
assembly assemblies
donate donates donated donating
donation donations
plan plans planned planning
address addresses
house houses
train trains trained training
status
this
""".strip().splitlines()


@pytest.mark.parametrize(("lines", "rules"), [(FORMS, GREEK), (ENGLISH_FORMS, ENGLISH)], ids=["el", "en"])
def test_forms_share_a_stem(lines: list[str], rules: tuple[tuple[str, str], ...]):
    """And no other word has it."""
    stems = [{stem(word, rules) for word in line.split()} for line in lines]
    assert [found for found in stems if len(found) > 1] == []
    assert len(set.union(*stems)) == len(lines)


@pytest.mark.parametrize("lang", STEMS)
def test_short_words_keep_something(lang: str):
    """No rule takes a word whole, nor leaves a letter alone."""
    assert all(
        len(stem(word, STEMS[lang])) > 1 for word in ("της", "του", "τους", "as", "is", "the", "ωα", "ies", "es")
    )


def test_rules_are_as_javascript_writes_them():
    assert all("\\" not in kept for lang in STEMS for _, kept in rules_of(lang)) and rules_of("fr") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("«Δημόσια φωνή», (αιμοδοσία)… #διαφάνεια @pesko [x]", "Δημόσια φωνή αιμοδοσία διαφάνεια pesko x"),
        ("Κ.Α.Λ.Ο. Κοιν.Σ.Επ., π.χ. ν. 4430/2016", "ΚΑΛΟ ΚοινΣΕπ πχ ν 4430 2016"),
        ("218.400 € και 67,1 %", "218400 και 671"),
        ("μέλος-εταίρος co-operative", "μέλοςεταίρος μέλος εταίρος cooperative co operative"),
        ("δώσ’ μου, Union’s", "δώσ μου Union s"),
        ("μία.Δύο pesko.example", "μία Δύο pesko example"),
    ],
)
def test_signs_part_words_and_join_initials(text: str, words: str):
    """At a word's edge no sign matters."""
    assert words_of(text) == words.split()


def test_acronyms():
    assert all(map(is_acronym, ("ΚΑΛΟ", "ΑμεΑ", "ΚοινΣΕπ"))) and not any(map(is_acronym, ("Καλό", "καλό", "2026", "Α")))
