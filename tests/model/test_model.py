"""The values that stages pass on: sentences in two languages."""

from __future__ import annotations

from plugins.model.problem import Text


def test_fractions_are_written_as_each_language_does() -> None:
    """A comma in Greek, a point in English, whatever form the sentence asks for; whole numbers and names stand."""
    text = Text(
        "{name}: {found} LUFS αντί για {wanted:.2f}, {count}", "{name}: {found} LUFS, not {wanted:.2f}, {count}"
    )
    filled = text.format(name="v1.2.mp3", found=-16.7, wanted=-16.0, count=1000)

    assert filled.el == "v1.2.mp3: -16,7 LUFS αντί για -16,00, 1000"
    assert filled.en == "v1.2.mp3: -16.7 LUFS, not -16.00, 1000"


def test_a_sentence_within_a_sentence_stays_in_its_language() -> None:
    inner = Text("είναι κενό", "is empty")

    assert Text("το {name} {fault}", "{name} {fault}").format(name="a", fault=inner) == (
        "το a είναι κενό",
        "a is empty",
    )


def test_a_third_language_is_told_in_english() -> None:
    assert Text("ναι", "yes").of("el") == "ναι"
    assert Text("ναι", "yes").of("de") == "yes"
