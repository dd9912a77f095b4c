"""A recording's transcript in every form that an app, a page or a newsroom takes, all from its editor's one file.

Sources: https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md,
https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from plugins.channels.resources import Resources
from plugins.i18n.languages import written_in
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.transcript import Cue
from plugins.model.value import Language
from plugins.text.caption_files import Shown, srt, voiced, vtt
from plugins.text.captions import cues_of, paragraphs, together
from plugins.text.durations import clock
from plugins.text.media_types import types_of

#: Ending → media type, in the order in which feeds name them. Apps take the first that they know.
TYPES = types_of("vtt", "srt", "json", "html", "txt")
CAPTIONS = ("vtt", "srt")
LINE = 65  # letters, the most that apps show in one of WebVTT
SRT_LINE, SRT_LINES = 32, 2  # by the podcast namespace


def transcripts(entry: Entry, edition: Edition) -> Iterator[Artifact]:
    """Yield all forms of a transcript, where the recording has one."""
    recording = edition.recordings[entry.guid]
    if recording.transcript:
        for ending in TYPES:
            inputs = (ending, recording.transcript.asset, entry.lang, entry.title)
            path = recording.path(f"transcript.{ending}")
            yield Artifact(path, transcript, inputs, "web", entry.lang, (entry.source,))


def transcript(resources: Resources, ending: str, asset: Asset, lang: Language, title: str) -> bytes:
    """Return the transcript in one form, by its ending."""
    return WRITERS[ending](cues_of(resources, asset), lang, title).encode()


def as_vtt(cues: Sequence[Cue], lang: Language, title: str) -> str:
    """WebVTT, with who speaks."""
    return vtt(
        Shown(shown[0].start, shown[0].end, "\n".join(_voiced(cue, len(shown) > 1) for cue in shown))
        for shown in together(cues)
    )


def _voiced(cue: Cue, is_one_of_several: bool) -> str:
    return voiced(cue.voice, _lines(cue.text, LINE), is_one_of_several)


def as_srt(cues: Sequence[Cue], lang: Language, title: str) -> str:
    """SubRip; a new voice is named at its first cue."""
    return srt(_pieces(cues))


def _pieces(cues: Sequence[Cue]) -> Iterator[Shown]:
    """What is shown from when to when: no more than the namespace allows at once, each for its share of the letters."""
    before = ""
    for shown in together(cues):
        pieces: list[Sequence[str]] = []
        for cue in shown:
            pieces += _broken(f"{cue.voice}: {cue.text}" if cue.voice and cue.voice != before else cue.text)
            before = cue.voice
        start, end = shown[0].start, shown[0].end
        whole, past = sum(len(line) for lines in pieces for line in lines), 0
        for lines in pieces:
            begin, past = past, past + sum(map(len, lines))
            first, last = (start + (end - start) * share / whole for share in (begin, past))
            yield Shown(first, last, "\n".join(lines))


def _lines(text: str, width: int) -> list[str]:
    """The text in lines of that many letters at most; a word with a hyphen stays whole."""
    return textwrap.wrap(text, width, break_on_hyphens=False)


def _broken(text: str) -> list[Sequence[str]]:
    """Lines, as many as may be shown at once, and of about the same length where there are more."""
    lines = _lines(text, SRT_LINE)
    count = -(-len(lines) // SRT_LINES)
    if count > 1:
        even = -(-len(text) // (count * SRT_LINES))
        for width in range(even, SRT_LINE, 3):
            narrow = _lines(text, width)
            if len(narrow) <= count * SRT_LINES:
                lines = narrow
                break
    return [lines[at : at + SRT_LINES] for at in range(0, len(lines), SRT_LINES)]


def as_json(cues: Sequence[Cue], lang: Language, title: str) -> str:
    """The podcast namespace's own form."""
    segments = [
        {"speaker": cue.voice, "startTime": cue.start, "endTime": cue.end, "body": cue.text}
        if cue.voice
        else {"startTime": cue.start, "endTime": cue.end, "body": cue.text}
        for cue in cues
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False) + "\n"


def as_html(cues: Sequence[Cue], lang: Language, title: str) -> str:
    """A plain page of paragraphs, each with who speaks and when; captions may be of another language than the title."""
    body, before = [], ""
    for part in paragraphs(cues):
        if part.voice and part.voice != before:
            body.append(f"<cite>{escape(part.voice)}:</cite>")
        before = part.voice
        start = int(part.start)  # HTML wants minutes as a duration: 0:30 would be no time of a day
        body.append(f'<time datetime="PT{start}S">{clock(start)}</time>\n<p>{escape(part.text, quote=False)}</p>')
    tongue = written_in(title, lang)
    foreign = "" if tongue == lang else f' lang="{tongue}"'
    head = f'<meta charset="utf-8">\n<meta name="robots" content="noindex">\n<title{foreign}>{escape(title)}</title>'
    return (
        f'<!doctype html>\n<html lang="{lang}">\n{head}\n<main>\n<h1{foreign}>{escape(title)}</h1>\n'
        + "\n".join(body)
        + "\n</main>\n</html>\n"
    )


def as_text(cues: Sequence[Cue], lang: Language, title: str) -> str:
    """Paragraphs alone, to read or to quote."""
    parts = [f"{part.voice}: {part.text}" if part.voice else part.text for part in paragraphs(cues)]
    return "\n\n".join((title, *parts)) + "\n"


WRITERS = {"vtt": as_vtt, "srt": as_srt, "json": as_json, "html": as_html, "txt": as_text}
