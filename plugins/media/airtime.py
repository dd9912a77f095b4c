"""What makes an episode unfit for the air: a wrong length, words that are true on one day, cues that nobody says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from plugins.media.transcripts import Scripts
from plugins.model.audio import Recording
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields, ShowFields
from plugins.model.problem import Message, Problem, _
from plugins.text.durations import clock

RULE = "airtime"
PROMO = 30.0  # seconds, the most that a station puts between two programmes

_MISSED = _("the recording lasts {found}, but the show promises {target} (±{within} s)")
_CUT = _("edit it, or correct the show's clock")
_LONG_PROMO = _("the promo lasts {found} seconds")
_SHORTER = _("30 seconds at most")
_DAY = _("at {time} it says “{word}”, but the show is repeated")
_SAY_DATE = _("name the day: “on Friday 27 November”")
_NOT_SAID = _("the transcript does not {where} with “{words}”")
_BEGINS, _ENDS = _("begin"), _("end")
_AS_HEARD = _("write what is heard, or delete the line")
_LETTERS = re.compile(r"\w+")


def airtime(edition: Edition, recordings: Mapping[str, Recording], scripts: Scripts) -> Iterator[Problem]:
    """Everything that a station would find out on the air."""
    for entry in edition.entries:
        recording = recordings.get(entry.guid)
        if recording:
            show = edition.by_key.get(f"shows/{entry.show}")
            yield from _length(entry, show, recording.sound.seconds)
            yield from _cues(entry, recording)
            if show and show.of(ShowFields).repeatable:
                yield from _days(entry, recording, scripts)


def _length(entry: Entry, show: Entry | None, seconds: float) -> Iterator[Problem]:
    sort = entry.of(EpisodeFields).sort
    promised = show.of(ShowFields).clock if show else None
    if sort == "promo" and seconds > PROMO:
        yield _problem(entry, "error", "audio", _LONG_PROMO.format(found=round(seconds, 1)), _SHORTER)
    elif sort == "full" and promised and abs(seconds - promised.target) > promised.within:
        values = {"found": clock(round(seconds)), "target": clock(promised.target)}
        message = _MISSED.format(**values, within=promised.within)
        level = "error" if promised.missed == "refuse" else "note"
        yield _problem(entry, level, "audio", message, _CUT)


def _days(entry: Entry, recording: Recording, scripts: Scripts) -> Iterator[Problem]:
    if recording.transcript:
        for start, word in scripts.used[recording.transcript.asset.sha256].days:
            message = _DAY.format(time=clock(int(start)), word=word)
            yield _problem(entry, "note", "transcript", message, _SAY_DATE)


def _cues(entry: Entry, recording: Recording) -> Iterator[Problem]:
    """The stated first and last words, against the transcript's; letters count, signs do not."""
    if not recording.transcript:
        return
    opening, closing = _words(recording.transcript.opening), _words(recording.transcript.closing)
    fields = entry.of(EpisodeFields)
    for field, words, where in (("in_cue", fields.in_cue, _BEGINS), ("out_cue", fields.out_cue, _ENDS)):
        stated = _words(words)
        said = opening[: len(stated)] if field == "in_cue" else closing[len(closing) - len(stated) :]
        if stated and said != stated[: len(said)] and said != stated[len(stated) - len(said) :]:
            message = _NOT_SAID.format(where=where, words=words)
            yield _problem(entry, "warning", field, message, _AS_HEARD)


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.casefold())


def _problem(entry: Entry, level: str, field: str, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get(field, (1, 1))
    return Problem(RULE, level, entry.source, line, column, field, message, hint)  # type: ignore[arg-type]
