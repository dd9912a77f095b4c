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

from plugins.model.audio import Recording
from plugins.model.entry import Entry
from plugins.model.errors import DiavlosError, MachineError
from plugins.model.problem import Problem, Text
from plugins.model.video import Film
from plugins.run.result import Result
from plugins.settings import Settings
from plugins.text.durations import clock

LEVELS = {
    "error": {"el": "σφάλμα", "en": "error"},
    "warning": {"el": "προσοχή", "en": "warning"},
    "note": {"el": "σημείωση", "en": "note"},
}

_COUNTS = {
    "error": (Text("{count} σφάλμα", "{count} error"), Text("{count} σφάλματα", "{count} errors")),
    "warning": (Text("{count} προσοχή", "{count} warning"), Text("{count} προσοχές", "{count} warnings")),
    "note": (Text("{count} σημείωση", "{count} note"), Text("{count} σημειώσεις", "{count} notes")),
}
_NO_ERROR = Text("κανένα σφάλμα", "no errors")
_KEPT_BACK = Text(
    "{counts} ({count} σε κείμενα που δεν αλλάξατε: invoke check -- content/)",
    "{counts} ({count} on texts that you have not changed: invoke check -- content/)",
)
BUILT = Text("· ο ιστότοπος χτίστηκε", "; the site was built")
NOT_BUILT = Text("· ο ιστότοπος δεν χτίστηκε", "; the site was not built")
BUILDABLE = Text("· ο ιστότοπος μπορεί να χτιστεί", "; the site can be built")
_SUMMARY = Text(
    "{counts} κείμενα· {written} αρχεία γράφτηκαν, {kept} έμειναν ίδια, {removed} αφαιρέθηκαν σε {seconds:.1f} δευτ.· "
    "δείτε το {path}",
    "{counts} entries; {written} files written, {kept} kept, {removed} removed in {seconds:.1f} s; look at {path}",
)
_ID = Text(" · ή γράψτε κάτω από το πρώτο ---: id: {id}", "; or write below the first ---: id: {id}")


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
    """As one reads: file by file, from the top."""
    return sorted(problems, key=lambda p: (p.file, p.line, p.column, p.rule))


def told(problems: Sequence[Problem], settings: Settings, paths: Sequence[str] = ()) -> list[Problem]:
    """Without the notes on texts that their editor has not touched, unless these were asked for, or a program reads."""
    if paths or settings.run.problem_format == "json" or all(problem.level != "note" for problem in problems):
        return list(problems)
    from plugins.run.changed import changed_files

    changed = changed_files(settings.read.content)
    return [p for p in problems if p.level != "note" or changed is None or p.file in changed]


def print_verdict(result: Result, settings: Settings, outcome: Text, kept_back: int) -> None:
    """The last line: how many problems there are, and what became of the site."""
    line = verdict(result.problems, kept_back).of(settings.run.problem_language)
    sys.stdout.flush()
    print(f"{line}{outcome.of(settings.run.problem_language)}", file=sys.stderr, flush=True)


def verdict(problems: Sequence[Problem], kept_back: int = 0) -> Text:
    """How many of each level; `kept_back` of the notes were not told."""
    found = Counter[str](problem.level for problem in problems)
    parts = [_COUNTS[level][found[level] != 1].format(count=found[level]) for level in LEVELS if found[level]]
    if not found["error"]:
        parts.insert(0, _NO_ERROR)
    counts = Text(*(", ".join(part[i] for part in parts) for i in (0, 1)))
    return _KEPT_BACK.format(counts=counts, count=kept_back) if kept_back else counts


def sentence(problem: Problem, lang: str) -> str:
    """`file:line:column: level: field: message; the way out`."""
    index = 0 if lang == "el" else 1
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    field = f"{problem.field}: " if problem.field else ""
    return f"{place}: {LEVELS[problem.level][lang]}: {field}{problem.message[index]} — {problem.hint[index]}"


def annotation(problem: Problem, lang: str) -> str:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    index = 0 if lang == "el" else 1
    level = "notice" if problem.level == "note" else problem.level
    field = f"{problem.field}: " if problem.field else ""
    text = f"{field}{problem.message[index]} — {problem.hint[index]}"
    if problem.rule == "required" and problem.field == "id":  # whoever works in the browser alone can write it so
        text += _ID.format(id=uuid.uuid4())[index]
    place = f"file=content/{_escaped(problem.file, ',:')},line={max(problem.line, 1)},col={max(problem.column, 1)}"
    return f"::{level} {place},title={problem.rule}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def problem_record(problem: Problem) -> dict[str, Any]:
    """A problem as JSON, in both languages."""
    return {
        "rule": problem.rule,
        "level": problem.level,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "field": problem.field,
        "message": problem.message._asdict(),
        "hint": problem.hint._asdict(),
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
    print(line.of(settings.run.problem_language), file=stream, flush=True)


def clear_report(path: Path | None) -> None:
    """Have no report of an earlier build lie where this one's is to be. Raises MachineError where that can't be."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():  # a terminal or a pipe is written to as it is
            path.unlink()
        elif path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    except OSError as error:
        raise MachineError(f"report: {path}: {error.strerror or error}; nothing was built") from error


def write_report(result: Result, settings: Settings, error: BaseException | None) -> None:
    """The report for scripts, where one is asked for. Raises MachineError where it can't be written."""
    if settings.run.report is None:
        return
    levels = Counter(problem.level for problem in result.problems)
    record = {
        "status": error.exitcode if isinstance(error, DiavlosError) else 0,
        "error": str(error) if error else None,
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
        raise MachineError(f"report: {settings.run.report}: {failure.strerror or failure}") from failure


def print_film(entry: Entry, film: Film) -> None:
    """What was measured of a video, and a line for each file that was made of it."""
    seen = film.footage
    print(
        f"{entry.source}: {seen.codec} {seen.width} × {seen.height}, {seen.rate:g} a second, "
        f"{clock(round(seen.seconds))}, {seen.channels} ch, {seen.loudness:.1f} LUFS, {seen.peak:.1f} dBTP"
    )
    for clip in film.clips:
        print(f"  {clip.path}: {clip.bytes} B, {clip.width} × {clip.height}, {clip.loudness:.1f} LUFS")


def print_recording(entry: Entry, recording: Recording) -> None:
    """What was measured of an original, and a line for each file that was made of it."""
    sound = recording.sound
    if recording.is_remote:
        print(f"{entry.source}: {recording.main.path}: not measured; {clock(round(sound.seconds))} by its text")
        return
    print(
        f"{entry.source}: {sound.codec} {sound.rate} Hz, {sound.channels} ch, {clock(round(sound.seconds))}, "
        f"{sound.loudness:.1f} LUFS, {sound.peak:.1f} dBTP, silence {sound.lead:.1f}/{sound.tail:.1f} s"
    )
    for file in recording.renditions:
        print(f"  {file.path}: {file.bytes} B, {file.loudness} LUFS, {file.peak} dBTP")
