"""What `serve` lays over a page: the problems of the last build, for whoever writes and looks at a browser."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from plugins.cli.report import LEVELS, in_order, verdict
from plugins.i18n.messages import say, told_in
from plugins.model.problem import Problem, _
from plugins.settings import Settings

MOST = 50  # problems that it lists
_NOT_BUILT = _("Not built")
_OLD = _("you see the site as it was before")
_BUILT = _("Built")
_MORE = _("and {count} more")
_BOX = (
    "background:#fff;border-block-start:6px solid {colour};bottom:0;box-shadow:0 -2px 12px #0006;color:#111;"
    "font:16px/1.5 system-ui,sans-serif;left:0;max-height:45vh;overflow:auto;padding:12px 20px;position:fixed;"
    "right:0;z-index:2147483647"
)


def overlay(problems: Sequence[Problem], failure: str, is_built: bool, settings: Settings) -> str:
    """Return the HTML of the overlay: open where the site was not built, closed where there are warnings, else nothing.

    `failure` is what else kept the site from being built.
    """
    lang = told_in(settings.site.default_language)
    told = [p for level in ("error", "warning") for p in in_order(problems) if p.level == level]
    if is_built and not told:
        return ""
    head = say(_BUILT if is_built else _NOT_BUILT, lang)
    counts = say(verdict([problem for problem in problems if problem.level != "note"]), lang)
    line = f"{head}, {counts}" if told or not failure else head
    rows = [_row(problem, lang) for problem in told[:MOST]]
    rows += [f"<li>{say(_MORE.format(count=len(told) - MOST), lang)}</li>"] if len(told) > MOST else []
    parts = [] if is_built else [f"<p style='margin:6px 0'>{say(_OLD, lang)}</p>"]
    parts += [f"<p><strong>{escape(failure)}</strong></p>"] if failure else []
    parts += [f"<ol style='margin:6px 0;padding-inline-start:24px'>{''.join(rows)}</ol>"] if rows else []
    box = _BOX.format(colour="#8a6d00" if is_built else "#b00020")
    summary = f"<summary style='cursor:pointer;font-weight:700'>{escape(line)}</summary>"
    details = f"<details{'' if is_built else ' open'}>{summary}{''.join(parts)}</details>"
    role = "status" if is_built else "alert"
    return f"<aside id='diavlos-preview' lang='{lang}' role='{role}' style='{box}'>{details}</aside>"


def _row(problem: Problem, lang: str) -> str:
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    field = f"{problem.field}: " if problem.field else ""
    level, message, hint = (say(words, lang) for words in (LEVELS[problem.level], problem.message, problem.hint))
    text = f"{level}: {field}{message} — {hint}"
    return f"<li><code>{escape(place)}</code> {escape(text)}</li>"
