"""Transcripts: what is read of them, what is refused and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.media.transcripts import script_of
from plugins.transcript import Cue, paragraphs, read_cues
from tests.conftest import ROOT, lend

VTT = """WEBVTT - Δελτίο

NOTE γράφτηκε με το χέρι

STYLE
::cue { color: lime }

1
00:00.000 --> 00:04.500 align:start
<v Ελένη>Καλημέρα &amp; <i>καλή</i> εβδομάδα.

00:00:04.900 --> 00:00:07.200
<v.loud Νίκος>Πού
ακριβώς;</v>
"""
CUES = (Cue(0, 4.5, "Ελένη", "Καλημέρα & καλή εβδομάδα."), Cue(4.9, 7.2, "Νίκος", "Πού ακριβώς;"))


def test_webvtt_is_read():
    """Notes, styles, numbers, settings and markup are none of what is said."""
    assert read_cues(VTT) == (CUES, [])
    assert read_cues("\ufeff" + VTT.replace("\n", "\r\n")) == (CUES, [])


def test_subrip_is_read():
    text = "1\n00:00:00,000 --> 00:00:04,500\n<i>Καλημέρα</i>\nσας.\n\n2\n00:00:05,000 --> 00:00:06,000\nΓεια.\n"
    cues, faults = read_cues(text)
    assert [cue.text for cue in cues] == ["Καλημέρα σας.", "Γεια."] and not faults


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Hello.\n", 1, "does not begin with the line WEBVTT"),
        ("WEBVTT\n\n", 1, "holds no text"),
        ("WEBVTT\n\n00:01 --> 00:02\nHello.\n", 3, "has no times"),
        ("WEBVTT\n\nOne line\n", 3, "has no times"),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\nHello.\n", 3, "ends before it begins"),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nB.\n\nid\n00:02.000 --> 00:03.000\nA.\n",
            7,
            "begins before the one above",
        ),
    ],
)
def test_faults_name_their_line(text: str, line: int, said: str):
    _, faults = read_cues(text)
    assert (line, said) in [(fault.line, fault.message.en) for fault in faults]


def test_bytes_that_are_no_text_are_refused():
    assert "UTF-8" in script_of("Καλημέρα".encode("iso-8859-7")).faults[0][1].en


def test_the_words_at_both_ends_are_kept():
    script = script_of(VTT.encode())
    assert script.opening.startswith("Καλημέρα &") and script.closing.endswith("Πού ακριβώς;") and script.end == 7.2


def test_paragraphs_begin_with_voices_and_pauses():
    cues = [Cue(0, 1, "A", "One."), Cue(1, 2, "", "Two."), Cue(3.5, 4, "", "Three."), Cue(4, 5, "B", "Four.")]
    assert [part.text for part in paragraphs(cues)] == ["One. Two.", "Three.", "Four."]
    long = [Cue(i, i + 1, "", "Sixty letters of what somebody says in one breath, no more.") for i in range(12)]
    assert len(paragraphs(long)) == 2


def test_every_demonstration_transcript_is_sound():
    found = sorted((ROOT / "content" / "shows").rglob("*.vtt"))
    assert len(found) >= 14
    assert not [path for path in found if read_cues(path.read_text(encoding="utf-8"))[1]]


def test_a_build_names_what_is_wrong(small_site, encoded: Path):
    """Too long for its recording, or broken: the file, the line and the field."""
    show = small_site.content / "shows" / "deltio"
    for name in ("index.el.md", "2026-11-16.el.md", "2026-11-16.el.opus", "2026-11-16.el.vtt", "cover.png"):
        show.mkdir(parents=True, exist_ok=True)
        (show / name).write_bytes((ROOT / "content/shows/deltio" / name).read_bytes())
    vtt = show / "2026-11-16.el.vtt"
    vtt.write_text(vtt.read_text(encoding="utf-8") + "\n10:00.000 --> 09:00.000\nΑργά.\n", encoding="utf-8")
    lend(encoded, small_site.folder / "cache")

    said = small_site.run("check").stderr
    assert "2026-11-16.el.md" in said and "transcript: 2026-11-16.el.vtt, line" in said
    assert "ends before it begins" in said

    vtt.write_text("WEBVTT\n\n10:00.000 --> 11:00.000\nΑργά.\n", encoding="utf-8")
    assert "goes on to 660 seconds, but the recording lasts" in small_site.run("check").stderr
