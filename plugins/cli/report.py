"""What a build says: problems as text, JSON or GitHub annotations, a last line, and the report for scripts."""

from __future__ import annotations

import errno
import json
import os
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from plugins.engine.result import Result
from plugins.i18n.messages import say, say_in_each, tell
from plugins.model.audio import Recording
from plugins.model.entry import Entry
from plugins.model.errors import DiavlosError, MachineError
from plugins.model.problem import Message, Problem, _, joined, plural
from plugins.model.video import Film
from plugins.settings import Settings
from plugins.text.durations import clock

LEVELS = {"error": _("error"), "warning": _("warning"), "note": _("note")}

_COUNTS = {
    "error": plural("{count} error", "{count} errors"),
    "warning": plural("{count} warning", "{count} warnings"),
    "note": plural("{count} note", "{count} notes"),
}
_NO_ERROR = _("no errors")
_KEPT_BACK = _("{counts} ({count} on texts that you have not changed: invoke check -- content/)")
BUILT = _("; the site was built")
NOT_BUILT = _("; the site was not built")
BUILDABLE = _("; the site can be built")
_SUMMARY = _(
    "{counts} entries; {written} files written, {kept} kept, {removed} removed in {seconds:.1f} s; look at {path}"
)
_FILM = _(
    "{file}: {codec} {width} × {height}, {rate:g} a second, {length}, {channels} ch, "
    "{loudness:.1f} LUFS, {peak:.1f} dBTP"
)
_CLIP = _("  {path}: {bytes} B, {width} × {height}, {loudness:.1f} LUFS")
_ELSEWHERE = _("{file}: {address}: not measured; {length} by its text")
_RECORDING = _(
    "{file}: {codec} {rate} Hz, {channels} ch, {length}, {loudness:.1f} LUFS, {peak:.1f} dBTP, "
    "silence {lead:.1f}/{tail:.1f} s"
)
_RENDITION = _("  {path}: {bytes} B, {loudness} LUFS, {peak} dBTP")
_ID = _("; or write below the first ---: id: {id}")


def print_problems(problems: Sequence[Problem], settings: Settings) -> None:
    """All problems at once on the standard error stream, the errors last, where they are seen.

    Annotations go to the standard output; so does JSON, which is in reading order and leaves nothing out.
    """
    ordered = in_order(problems)
    form, lang = settings.run.problem_format, settings.run.problem_language
    if form == "json":
        print(json.dumps([problem_record(problem) for problem in ordered], ensure_ascii=False, indent=1))
        return
    write = annotation if form == "github" else sentence
    for problem in sorted(ordered, key=lambda problem: tuple(LEVELS).index(problem.level), reverse=True):
        print(write(problem, lang), file=sys.stdout if form == "github" else sys.stderr)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems as one reads: file by file, from the top."""
    return sorted(problems, key=lambda p: (p.file, p.line, p.column, p.rule))


def told(problems: Sequence[Problem], settings: Settings, paths: Sequence[str] = ()) -> list[Problem]:
    """Return the problems without the notes on unchanged texts, unless these were asked for, or a program reads."""
    if paths or settings.run.problem_format == "json" or all(problem.level != "note" for problem in problems):
        return list(problems)
    from plugins.cli.changed import changed_files

    changed = changed_files(settings.read.content)
    return [p for p in problems if p.level != "note" or changed is None or not p.file or p.file in changed]


def print_verdict(result: Result, settings: Settings, outcome: Message, kept_back: int) -> None:
    """The last line: how many problems there are, and what became of the site."""
    line = joined((verdict(result.problems, kept_back), outcome), "")
    sys.stdout.flush()
    print(say(line, settings.run.problem_language), file=sys.stderr, flush=True)


def verdict(problems: Sequence[Problem], kept_back: int = 0) -> Message:
    """Return the sentence of how many problems there are of each level; `kept_back` of the notes were not told."""
    found = Counter[str](problem.level for problem in problems)
    parts = [_COUNTS[level].format(count=found[level]) for level in LEVELS if found[level]]
    if not found["error"]:
        parts.insert(0, _NO_ERROR)
    counts = joined(parts)
    return _KEPT_BACK.format(counts=counts, count=kept_back) if kept_back else counts


def sentence(problem: Problem, lang: str) -> str:
    """Return a problem as a line: `file:line:column: level: field: message; the way out`."""
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    field = f"{problem.field}: " if problem.field else ""
    level, message, hint = (say(words, lang) for words in (LEVELS[problem.level], problem.message, problem.hint))
    where = f"{place}: " if place else ""  # what the settings lack is in no file of the content
    return f"{where}{level}: {field}{message} — {hint}"


def annotation(problem: Problem, lang: str) -> str:
    """Return a problem as GitHub shows it: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    level = "notice" if problem.level == "note" else problem.level
    field = f"{problem.field}: " if problem.field else ""
    text = f"{field}{say(problem.message, lang)} — {say(problem.hint, lang)}"
    if problem.rule == "required" and problem.field == "id":  # whoever works in the browser alone can write it so
        text += say(_ID.format(id=uuid.uuid4()), lang)
    place = f"file=content/{escaped(problem.file, ',:')},line={max(problem.line, 1)},col={max(problem.column, 1)}"
    return f"::{level} {place},title={problem.rule}::{escaped(text)}"


def escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem as JSON, in each language in which problems are said."""
    return {
        "rule": problem.rule,
        "level": problem.level,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": say_in_each(problem.message),
        "hint": say_in_each(problem.hint),
    }


def print_summary(result: Result, settings: Settings) -> None:
    """What was written, kept and removed, and where to look; beside JSON it is no part of the output."""
    tally = result.tally
    if not tally.written and not tally.kept:
        return
    counts = ", ".join(f"{lang} {count}" for lang, count in result.counts()["entries"].items())
    line = _SUMMARY.format(
        counts=counts,
        written=len(tally.written),
        kept=tally.kept,
        removed=len(tally.removed),
        seconds=sum(result.seconds.values()),
        path=f"{settings.run.output}/index.html",
    )
    stream = sys.stderr if settings.run.problem_format == "json" else sys.stdout
    print(say(line, settings.run.problem_language), file=stream, flush=True)


def clear_report(path: Path | None) -> None:
    """Delete the report of an earlier build. Raises MachineError where that can't be."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():  # a terminal or a pipe is written to as it is
            path.unlink()
        elif path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    except OSError as error:
        raise MachineError(
            _("report: {path}: {why}; nothing was built").format(path=path, why=error.strerror or error)
        ) from error


def write_report(result: Result, settings: Settings, error: BaseException | None) -> None:
    """The report for scripts, where one is asked for. Raises MachineError where it can't be written."""
    if settings.run.report is None:
        return
    levels = Counter(problem.level for problem in result.problems)
    record = {
        "status": error.exitcode if isinstance(error, DiavlosError) else 0,
        "error": _words(error, settings),
        "published": result.is_published,
        "now": settings.run.now.isoformat(),
        "next_change_at": result.next_change_at.isoformat() if result.next_change_at else None,
        "counts": {**result.counts(), "problems": dict(levels)},
        "seconds": {stage: round(seconds, 3) for stage, seconds in result.seconds.items()},
        "artifacts": {"written": result.tally.written, "kept": result.tally.kept, "removed": result.tally.removed},
        "problems": [problem_record(problem) for problem in result.problems],
        "feeds": result.feeds(settings),
    }
    try:
        settings.run.report.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as failure:
        raise MachineError(
            _("report: {report}: {why}").format(report=settings.run.report, why=failure.strerror or failure)
        ) from failure


def _words(error: BaseException | None, settings: Settings) -> str | None:
    if isinstance(error, DiavlosError):
        return say(error.message, settings.run.problem_language)
    return str(error) if error else None


def print_film(entry: Entry, film: Film) -> None:
    """What was measured of a video, and a line for each file that was made of it."""
    seen = film.footage
    said = {"file": entry.source, "length": clock(round(seen.seconds))}
    measured = {name: getattr(seen, name) for name in ("codec", "width", "height", "rate", "channels")}
    print(tell(_FILM.format(**said, **measured, loudness=seen.loudness, peak=seen.peak)))
    for clip in film.clips:
        size = {"bytes": clip.bytes, "width": clip.width, "height": clip.height}
        print(tell(_CLIP.format(path=clip.path, **size, loudness=clip.loudness)))


def print_recording(entry: Entry, recording: Recording) -> None:
    """What was measured of an original, and a line for each file that was made of it."""
    sound = recording.sound
    if recording.is_remote:
        told = {"file": entry.source, "address": recording.main.path, "length": clock(round(sound.seconds))}
        print(tell(_ELSEWHERE.format(**told)))
        return
    said = {"file": entry.source, "length": clock(round(sound.seconds))}
    measured = {
        name: getattr(sound, name) for name in ("codec", "rate", "channels", "loudness", "peak", "lead", "tail")
    }
    print(tell(_RECORDING.format(**said, **measured)))
    for file in recording.renditions:
        size = {"bytes": file.bytes, "loudness": file.loudness, "peak": file.peak}
        print(tell(_RENDITION.format(path=file.path, **size)))
