"""Transcripts: what is read of them, what is refused and how it is said."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest

from plugins.channels.shared.transcripts import as_json, as_srt, as_text
from plugins.channels.shared.transcripts import as_vtt as spoken
from plugins.i18n.messages import say
from plugins.media.transcripts import script_of
from plugins.model.transcript import Cue
from plugins.text.captions import CUES as MOST
from plugins.text.captions import paragraphs, read_cues
from tests.conftest import ROOT, lend

CASES = ROOT / "tests" / "cases" / "transcripts"

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


def told(path: Path) -> str:
    """What is read of a file: a line for each cue, then one for each fault."""
    cues, faults = read_cues(path.read_text(encoding="utf-8"))
    lines = [f"{cue.start:g} {cue.end:g} [{cue.voice}] {cue.text}" for cue in cues]
    return "\n".join((*lines, *(f"line {fault.line} {fault.message!s}" for fault in faults), ""))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.[vs][tr]t")), ids=lambda path: path.name)
def test_case(path: Path):
    """What others' programs write is read as browsers do, or refused by its line."""
    assert told(path) == path.with_name(f"{path.name}.expected").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "unit",
    ["<v ", "</v", "<c.", "<", "<3", "<1:", "<v a>x", "<>", "<v>", "&#1", "{\\a", "-->", "a\n", "\n", "1:", "<v\n"],
    ids=repr,
)
@pytest.mark.parametrize("end", ["", ">"])
def test_no_file_holds_a_build(unit: str, end: str):
    """However it was made: read or refused at once (an hour it took `<v `)."""
    before = time.process_time()
    _, faults = read_cues("WEBVTT\n\n00:00.000 --> 01:00.000\n" + unit * (1_000_000 // len(unit)) + end)
    assert faults and all(say(fault.message, "el") and say(fault.hint, "el") for fault in faults)
    assert time.process_time() - before < 1


def test_no_number_of_cues_holds_a_build():
    """Nor where all begin at one moment, or make one paragraph."""
    for apart in (0, 1):
        stamps = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.000" for s in range(2 * MOST + 1)]
        cues = [f"{stamps[i * apart]} --> {stamps[i * apart + 1]}\nλόγια και λόγια\n\n" for i in range(2 * MOST)]
        before = time.process_time()
        read, faults = read_cues("WEBVTT\n\n" + "".join(cues[:MOST]))
        assert len(read) == MOST and not faults and len(paragraphs(read)) == 1
        assert time.process_time() - before < 1
        assert "more than 10000 cues" in str(read_cues("WEBVTT\n\n" + "".join(cues))[1][0].message)


def test_two_voices_of_a_cue_stay_two():
    """In every form; on the page each has an anchor."""
    cues, _ = read_cues((CASES / "two-voices.vtt").read_text(encoding="utf-8"))
    who, what = "<v Ελένη>Ποιος ήρθε;</v>", "<v Νίκος>Το πλοίο.</v>"
    assert f"00:00:00.500 --> 00:00:03.000\n{who}\n{what}\n" in spoken(cues, "el", "")
    assert read_cues(spoken(cues, "el", ""))[0] == cues
    assert "Ελένη: Ποιος ήρθε;\n\nΝίκος: Το πλοίο.\n" in as_text(cues, "el", "")
    assert [part.get("speaker") for part in json.loads(as_json(cues, "el", ""))["segments"]][:2] == ["Ελένη", "Νίκος"]
    anchors = [cue.anchor for part in paragraphs(cues) for cue in part.cues]
    assert anchors[:2] == ["t-0.5", "t-0.5-2"] and len(anchors) == len(set(anchors))


def test_subrip_is_as_the_podcast_namespace_asks():
    """32 letters, two lines; what is longer is shown one after the other, and no word is lost."""
    long = "Ο δήμος ανοίγει ξανά τη δανειστική βιβλιοθήκη εργαλείων, και όποιος θέλει μπορεί να έρθει το Σάββατο."
    cues = (Cue(1, 9, "Κωνσταντίνος Παπαδόπουλος", long), Cue(9, 9.5, "", "Ναι."), Cue(10, 12, "", "α" * 70))
    written, faults = read_cues(as_srt(cues, "el", ""), "\n")
    assert not faults and all(len(line) <= 32 for cue in written for line in cue.text.split("\n"))
    assert max(cue.text.count("\n") for cue in written) == 1
    assert " ".join(cue.text for cue in written[:-2]).split() == f"{cues[0].voice}: {long} Ναι.".split()
    assert [(written[0].start, written[-3].end)] == [(1, 9.5)] and written[-1].end == 12
    assert all(one.end <= other.start for one, other in pairwise(written))
    assert min(len(cue.text) for cue in written[:3]) > 25  # of about the same length


def test_webvtt_begins_with_its_name_alone():
    """What stands in its head is none of the standard's any more: https://www.w3.org/TR/webvtt1/#file-structure"""
    assert spoken((Cue(1, 2, "", "Ναι."),), "el", "") == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nΝαι.\n"


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
    assert (line, said) in [(fault.line, str(fault.message)) for fault in faults]


def test_bytes_that_are_no_text_are_refused():
    assert "UTF-8" in str(script_of("Καλημέρα".encode("iso-8859-7")).faults[0][1])


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
