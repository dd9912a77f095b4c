"""The keys of words: one for all the ways in which a word is written, and others for other words."""

from __future__ import annotations

import pytest

from plugins.channels.search.spelling import CHOICES, keys_of

# A word, then how it is written: by sound, by ELOT 743, by looks, by habit, with a slip.
SAME = """
αλληλεγγύη ΑΛΛΗΛΕΓΓΥΗ allilengyi allileggyi alilegii αλληλεγγίη
κοινωνική Κοινωνική kinoniki koinoniki koinwniki κινωνική
εθελοντής ΕΘΕΛΟΝΤΗΣ ethelontis e8elontis ethelodis εθελωντής
οικονομία oikonomia ikonomia οικωνομία
Θεσσαλονίκη thessaloniki 8essaloniki thesaloniki Θεσαλονίκη
ευχαριστώ efcharisto eucharisto efxaristo eyxaristw εφχαριστώ
μπαταρία mpataria bataria
ντομάτα ntomata domata
αγκαλιά agkalia ankalia agalia
υπουργείο ypourgeio ypourgio ipurgio
εκπαίδευση ekpaidefsi ekpaideusi ekpedefsi
αυτοδιαχείριση aftodiacheirisi avtodiaxirisi autodiaxeirisi
ψυχή psychi psixi psyxi
Γιάννης Giannis Yannis Ghiannis
καφές kafes cafes kaphes
έλεγχος elenxos elegxos elenchos ΕΛΕΓΧΟΣ
κεφαλαίου kefalaiou kefaleou
Αιγαίου aigaiou egeou Egaioy
Λέσβος Lesvos Lesbos
""".strip().splitlines()
OTHERS = ("φόρος", "χώρος", "χορός", "πόρος", "νόμος", "νομός", "δρόμος", "κήπος", "τόπος", "τύπος", "πάθος", "βάθος")


@pytest.mark.parametrize("line", SAME, ids=lambda line: line.split()[0])
def test_spellings_share_a_key(line: str):
    """However it is written."""
    assert len(set(keys_of(line.split()))) == 1, keys_of(line.split())


def test_an_accent_or_a_diaeresis_parts_two_vowels():
    """As they are said: προϋπολογισμός, Μάιος, πάει; the search page knows that a reader may not part them."""
    assert keys_of(["προϋπολογισμός", "Μάιος", "πάει", "άυλος"]) == ["proipologismos", "maios", "pai", "ailos"]


def test_other_words_have_other_keys():
    """But those that sound alike: χώρος and χορός, νόμος and νομός."""
    assert len(set(keys_of(OTHERS))) == len(OTHERS) - 2


def test_many_words_are_read_as_each_alone():
    """The rules see no neighbour."""
    words = ["γη", "υγεία", "αυλή", "x", "", "Erasmus", "ξένος"]
    assert keys_of(words) == [keys_of([word])[0] for word in words]


def test_words_of_the_site_are_read_in_the_first_way():
    """A choice whose first reading changes nothing keeps keys of Greek words apart from habits of Latin letters."""
    assert keys_of(["χίλια", "νίκη"]) == ["xilia", "niki"] and all(len(readings) > 1 for _, readings in CHOICES)


def test_no_words_have_no_keys() -> None:
    """As on a site without texts."""
    assert keys_of([]) == []
