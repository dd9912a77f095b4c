"""What a build says: problems as text, JSON or GitHub annotations, a last line, and the report for scripts."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from plugins.errors import DiavlosError
from plugins.film import Film
from plugins.model import Entry, Problem
from plugins.run.result import Result
from plugins.settings import Settings
from plugins.sound import Recording, clock

LEVELS = {
    "error": {"el": "σφάλμα", "en": "error"},
    "warning": {"el": "προσοχή", "en": "warning"},
    "note": {"el": "σημείωση", "en": "note"},
}


def print_problems(problems: Sequence[Problem], settings: Settings) -> None:
    """All problems at once on the standard error stream (JSON on the standard output), in reading order."""
    ordered = sorted(problems, key=lambda p: (p.file, p.line, p.column, p.rule))
    form, lang = settings.run.problem_format, settings.run.problem_language
    if form == "json":
        print(json.dumps([problem_record(problem) for problem in ordered], ensure_ascii=False, indent=1))
        return
    write = annotation if form == "github" else sentence
    for problem in ordered:
        print(write(problem, lang), file=sys.stdout if form == "github" else sys.stderr)


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
    """The last line: what was written, kept and removed, and where to look."""
    tally, seconds = result.tally, sum(result.seconds.values())
    if not tally.written and not tally.kept:
        return
    counts = ", ".join(f"{lang} {count}" for lang, count in result.counts()["entries"].items())
    print(
        f"{counts} entries; {len(tally.written)} files written, {tally.kept} kept, {len(tally.removed)} removed"
        f" in {seconds:.1f} s; look at {settings.run.output}/index.html",
        flush=True,
    )


def write_report(result: Result, settings: Settings, error: BaseException | None) -> None:
    """The report for scripts, where one is asked for."""
    if settings.run.report is None:
        return
    levels = Counter(problem.level for problem in result.problems)
    record = {
        "status": error.exitcode if isinstance(error, DiavlosError) else 0,
        "error": str(error) if error else None,
        "now": settings.run.now.isoformat(),
        "next_change_at": result.next_change_at.isoformat() if result.next_change_at else None,
        "counts": {**result.counts(), "problems": dict(levels)},
        "seconds": {stage: round(seconds, 3) for stage, seconds in result.seconds.items()},
        "artifacts": {"written": result.tally.written, "kept": result.tally.kept, "removed": result.tally.removed},
        "problems": [problem_record(problem) for problem in result.problems],
        "feeds": result.feeds(settings),
    }
    settings.run.report.parent.mkdir(parents=True, exist_ok=True)
    settings.run.report.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


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
