"""A text is read aloud as it stands, in a time that is known beforehand, and can be no command to the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.i18n.messages import say
from plugins.media import speech
from plugins.media.ffmpeg import limited
from plugins.model.errors import MachineError, UsageError
from tests.programs import needs

needs_espeak = needs("espeak-ng")


def phonemes(text: str) -> str:
    """What espeak-ng would say of a text, in its own notation."""
    return limited(["espeak-ng", "-v", "en-gb", "-q", "-x", "-b", "1", "--stdin"], 9, text.encode())[0].decode().strip()


@needs_espeak
@pytest.mark.parametrize(
    ("text", "as_is"),
    [
        ("one \x01150Stwo", "one 150Stwo"),  # an embedded command: faster
        ("mind the [[h@l'oU]]", "mind the [ [h@l'oU]]"),
    ],
)
def test_a_text_is_no_command(text: str, as_is: str):
    assert speech.harmless(text) == as_is and speech.harmless("news\u00adroom") == "newsroom"
    assert phonemes(text) != phonemes(as_is)


@needs_espeak
def test_the_same_text_sounds_the_same(tmp_path: Path):
    """Each time, whatever its length; another voice sounds different; Greek is read as Greek."""
    found = {}
    for number, (text, voice) in enumerate([("Καλημέρα.", "el"), ("Καλημέρα.", "el"), ("Καλημέρα.", "en-gb")]):
        speech.speak(text, voice, tmp_path / str(number))
        found[number] = (tmp_path / str(number)).read_bytes()
    assert found[0] == found[1] != found[2]
    assert 0.5 < len(found[0]) / speech.SECOND < 2
    assert max(abs(int.from_bytes(found[0][at : at + 2], "little", signed=True)) for at in range(0, 30_000, 2)) > 3000


@needs_espeak
def test_an_unknown_voice_is_refused() -> None:
    """By name, with the way out, in either language."""
    speech.refuse_voices(["el", "en-gb", "en+f3"])
    with pytest.raises(UsageError) as error:
        speech.refuse_voices(["el", "klingonese"])
    for lang, quoted in (("en", "“klingonese”"), ("el", "«klingonese»")):
        assert re.search(f"BULLETIN_VOICES .*{quoted}.* espeak-ng --voices", say(error.value.message, lang))


@pytest.mark.parametrize(("lang", "words"), [("el", "εγκαταστήστε το .*σβήστε τη"), ("en", "install it .*delete the")])
def test_without_the_program_the_way_out_is_named(lang: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install it, or do without a voice."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MachineError) as error:
        speech.refuse_voices(["el"])
    assert re.search(f"BULLETIN_VOICES .*espeak-ng.*{words}", say(error.value.message, lang))


def test_of_a_long_text_the_short_form_is_read():
    """And nothing is read of what has no letters."""
    whole = ("Title", "In short.", "word " * (speech.MOST - 3))
    assert speech.chosen(whole) == whole
    assert speech.chosen((*whole, "more")) == ("Title", "In short.")
    assert speech.chosen(("Title", "", "* * *", "\u200b", "4 %")) == ("Title", "4 %")
    assert speech.chosen(()) == ()


def test_a_part_stands_until_its_rest_is_over():
    second, breath = speech.SECOND, speech.BREATH
    assert speech.places([second, 3 * second]) == [(0, second), (second + breath, 4 * second + breath)]
    assert [speech.seconds(sizes, 8, 2) for sizes in ([], [second], [6 * second])] == [8, 8, 8]
    assert speech.seconds([round(6.5 * second)], 8, 2) == 8 and speech.seconds([round(6.6 * second)], 8, 2) == 10
