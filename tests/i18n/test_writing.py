"""What an editor would mark: each habit with texts that have it, and with texts that only look like it."""

from __future__ import annotations

import pytest

from plugins.i18n.languages import with_facts
from plugins.i18n.writing import habits, remarks


def found(text: str, lang: str, habit: str) -> list[str]:
    """The words from where a habit is marked."""
    return [text[one.start :].split()[0] for one in remarks(text, lang) if one.habit == habit]


@pytest.mark.parametrize(
    ("habit", "text", "words"),
    [
        ("no-accent", "Το λιμανι ανοιξε ξανα.", ["λιμανι", "ανοιξε", "ξανα."]),
        ("no-accent", "Η Αθηνα γιορταζει.", ["Αθηνα", "γιορταζει."]),
        ("no-accent", "τα παιδια του γειτονα", ["παιδια", "γειτονα"]),
        ("monosyllable", "γιά μιά μέρα, νά δώ ποιός ήρθε", ["γιά", "μιά", "νά", "δώ", "ποιός"]),
        ("monosyllable", "Τί κι άν", ["Τί", "άν"]),
        ("whatever", "Πάρτε ο,τι θέλετε, ό, τι βρείτε.", ["ο,τι", "ό,"]),
        ("whatever", "Κάνε ότι θέλεις.", ["ότι"]),
        ("whatever", "ο,τιδήποτε", ["ο,τιδήποτε"]),
        ("question-mark", "Πού πάμε?", ["?"]),
        ("double-space", "Δύο  διαστήματα.", ["διαστήματα."]),
        ("space-before", "Τέλος . Και αρχή , λοιπόν ,ναι.", [".", ",", ",ναι."]),
        ("dots", "Και μετά...", ["..."]),
        ("quotes", "Είπε «έρχομαι και έφυγε.", ["«έρχομαι"]),
        ("quotes", "Είπε έρχομαι» και έφυγε.", ["»"]),
        ("quotes", 'Είπε "έρχομαι και έφυγε.', ['"έρχομαι']),
        ("yearless", "Στις 12 Μαΐου μαζευτήκαμε.", ["12"]),
        ("weekday", "Την Τρίτη 13 Μαΐου 2026 μαζευτήκαμε.", ["Τρίτη"]),
        ("long-sentence", "Μία " * 51 + "λέξη.", ["Μία"]),
    ],
)
def test_a_habit_is_marked(habit: str, text: str, words: list[str]) -> None:
    """Where it begins."""
    assert found(text, "el", habit) == words


@pytest.mark.parametrize(
    "text",
    [
        "Ή εμείς ή εσείς· πού και πώς, ποιος ξέρει.",
        "Ο πατέρας μού είπε πως ώς εδώ καλά.",
        "Για μια μέρα, δυο φορές, πιο πια, γεια σας, ποιοι και ποιων.",
        "Η ΚΟΙΝΣΕΠ και η ΠΕΣΚΟ, το ΑΕΠ και η ΑΥΛΟΣ ΤΕΧΝΗ.",
        "Η 1η, ο 2ος, το email, η Α.Μ.Κ.Ε., κ.λπ., π.χ., τηλ. 210, αριθ. 5, εκατ. ευρώ.",
        "Από ’δώ κι εμπρός, απ’ όλα, θα ’ρθει, μέσ’ στα νερά.",
        "αντι- και προ-, -ικός, Κοιν.Σ.Επ.",
        "Ό,τι κι αν πεις, ξέρω ότι ήρθε· οτιδήποτε.",
        "Άυλος, ρολόι, παϊδάκια, νεράιδα, μυϊκός, πλοίο, ναι, μυς, φως.",
        "Το αυτοκίνητό μου, το εμπόδιό της.",
        '«Ναι», είπε, «ο «μικρός» ήρθε». "Μαζί" και “έτσι”.',
        "Την Τετάρτη 13 Μαΐου 2026 και στις 14 Μαΐου.",
        "Νέος Μάιος, 40 μήνες, 3 Μαρτίου 2025.",
        "Η σελίδα /odigoi/ … και το 1..5.",
        "Χαίρετε! Τι κάνετε; Καλά· εσείς;",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    """Words that keep their accent, capitals, abbreviations, elision, names beside letters of others."""
    assert [(one.habit, text[one.start :][:12]) for one in remarks(text, "el")] == []


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "On Tuesday 13 May 2026 we met.", ["weekday"]),
        ("en", "Tuesday, May 13, 2026", ["weekday"]),
        ("en", "We met on May 12th.", ["yearless"]),
        ("en", "You may 5 times. In May we met. Why? Because.", []),
        ("en", "It isn't “so , they said.", ["space-before", "quotes"]),
        ("fr", "Vraiment ? « Oui » : le mardi 12 mai 2026 !", []),
        ("fr", "Le lundi 12 mai 2026 , oui.", ["weekday", "space-before"]),
        ("tr", "Salı, 13 Mayıs 2026", ["weekday"]),
    ],
)
def test_other_languages_have_theirs(lang: str, text: str, expected: list[str]) -> None:
    """By their facts: quotes, spaces before signs, names of months and days."""
    assert sorted(one.habit for one in remarks(text, lang)) == sorted(expected)


def test_a_habit_can_be_switched_off() -> None:
    """By its name; every language takes every name."""
    assert [one.habit for one in remarks("Το λιμανι...", "el", ["dots"])] == ["no-accent"]
    assert {"no-accent", "dots", "yearless"} <= set(habits())
    for lang in with_facts():
        assert remarks("Text", lang) == []
