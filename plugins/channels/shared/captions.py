"""A video's captions in every form that a station, a player or a page takes, all from their editor's one file.

The lines are the editor's; one that is too long is broken anew. Nothing is ever burnt into a picture.
Sources: https://www.w3.org/TR/webvtt1/, https://tech.ebu.ch/publications/tech3380 (EBU-TT-D)
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.shared.feed.values import clean
from plugins.channels.shared.transcripts import TYPES as SPOKEN_TYPES
from plugins.channels.shared.transcripts import WRITERS as SPOKEN_WRITERS
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.transcript import Cue
from plugins.model.value import Language
from plugins.model.video import Film
from plugins.text.caption_files import Shown, srt, voiced, vtt
from plugins.text.captions import read_cues, together
from plugins.text.durations import stamp
from plugins.text.media_types import types_of

LINE = 42  # letters
#: Ending → media type, in the order in which feeds name them.
TYPES = {**SPOKEN_TYPES, **types_of("ttml")}
TIMED = ("vtt", "srt", "ttml")  # those that a player shows with the picture


def captions(entry: Entry, film: Film) -> Iterator[Artifact]:
    """Yield all forms of all captions of a video."""
    for caption in film.captions:
        for ending in TYPES:
            inputs = (ending, caption.asset, caption.lang, entry.title)
            path = film.path(f"{caption.lang}.{ending}")
            yield Artifact(path, captioned, inputs, "web", entry.lang, (entry.source,))


def captioned(resources: Resources, ending: str, asset: Asset, lang: Language, title: str) -> bytes:
    """Return the captions in one form, by its ending."""
    cues, _ = read_cues(resources.read(asset).decode("utf-8"), "\n")
    if ending in WRITERS:
        return WRITERS[ending](cues, lang).encode()
    flowing = [replace(cue, text=cue.text.replace("\n", " ")) for cue in cues]
    return SPOKEN_WRITERS[ending](flowing, lang, title).encode()


def lines_of(text: str) -> list[str]:
    """The lines of a cue as its editor broke them; broken anew, of about the same length, where one is too long."""
    lines = text.split("\n")
    if all(len(line) <= LINE for line in lines):
        return lines
    flowing = " ".join(lines)
    count = -(-len(flowing) // LINE)
    for width in range(-(-len(flowing) // count), LINE + 1):  # the narrowest that needs no more lines
        broken = textwrap.wrap(flowing, width, break_long_words=False, break_on_hyphens=False)
        if len(broken) <= count:
            return broken
    return textwrap.wrap(flowing, LINE, break_on_hyphens=False)


def as_vtt(cues: Sequence[Cue], lang: Language) -> str:
    """Return the captions as WebVTT, with who speaks; above where their editor asked for that."""
    return vtt(
        Shown(
            shown[0].start,
            shown[0].end,
            "\n".join(voiced(cue.voice, lines_of(cue.text), len(shown) > 1) for cue in shown),
            " line:0" if shown[0].is_above else "",
        )
        for shown in together(cues)
    )


def as_srt(cues: Sequence[Cue], lang: Language) -> str:
    """Return the captions as SubRip, which knows no places on the picture."""
    return srt(Shown(shown[0].start, shown[0].end, "\n".join(_lines(shown))) for shown in together(cues))


def as_ttml(cues: Sequence[Cue], lang: Language) -> str:
    """Return the captions as EBU-TT-D: white on dark, in the middle below or above; a cue is a paragraph."""
    divisions: dict[bool, list[str]] = {}
    for number, shown in enumerate(together(cues), 1):
        divisions.setdefault(shown[0].is_above, []).append(_paragraph(number, shown))
    body = (
        f'<div style="box" region="{"above" if is_above else "below"}">\n' + "\n".join(paragraphs) + "\n</div>"
        for is_above, paragraphs in sorted(divisions.items())
    )
    return _TTML.format(lang=lang, above=_ABOVE if True in divisions else "", body="".join(body))


def _paragraph(number: int, shown: Sequence[Cue]) -> str:
    times = f'begin="{stamp(shown[0].start)}" end="{stamp(shown[0].end)}"'
    lines = (f'<span style="words">{escape(clean(line), quote=False)}</span>' for line in _lines(shown))
    return f'<p xml:id="cue{number}" {times}>{"<br/>".join(lines)}</p>'


def _lines(shown: Sequence[Cue]) -> list[str]:
    return [line for cue in shown for line in lines_of(cue.text)]


_ABOVE = '<region xml:id="above" tts:origin="10% 10%" tts:extent="80% 20%" tts:displayAlign="before"/>'
_TTML = """\
<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" \
xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ebuttm="urn:ebu:tt:metadata" \
ttp:timeBase="media" ttp:cellResolution="50 30" xml:lang="{lang}">
<head>
<metadata><ebuttm:documentMetadata>\
<ebuttm:conformsToStandard>urn:ebu:tt:distribution:2014-01</ebuttm:conformsToStandard>\
</ebuttm:documentMetadata></metadata>
<styling>
<style xml:id="box" tts:fontFamily="proportionalSansSerif" tts:fontSize="160%" tts:lineHeight="125%" \
tts:textAlign="center"/>
<style xml:id="words" tts:color="#FFFFFFFF" tts:backgroundColor="#000000C2"/>
</styling>
<layout><region xml:id="below" tts:origin="10% 70%" tts:extent="80% 20%" tts:displayAlign="after"/>{above}</layout>
</head>
<body>{body}</body>
</tt>
"""
WRITERS = {"vtt": as_vtt, "srt": as_srt, "ttml": as_ttml}
