"""`proposal`: what a proposal changes, in a few lines of Markdown that may stand as a comment below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plugins.cli.commands import examine_all
from plugins.cli.owners import ProposedFile, changes
from plugins.cli.report import LEVELS, in_order, verdict
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.i18n.messages import say, told_in
from plugins.model.entry import Entry
from plugins.model.problem import Problem, _, plural
from plugins.model.value import Language
from plugins.settings import Settings

MOST = 50  # texts or problems that a comment names

_HEADING = plural("{count} text is proposed", "{count} texts are proposed")
_OTHERS = plural("and {count} other file", "and {count} other files")
_MORE = plural("{count} more", "{count} more")
_GONE = _("is deleted")
_DRAFT = _("a draft")
_PREVIEW = _("The preview: {address}")
_PROBLEMS = _("What is to be mended, or looked at:")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~@&])")


def proposal(settings: Settings, base: str, link: str = "") -> str:
    """Return the lines: the texts with titles and addresses, how many problems there are, and those of these texts.

    What is compared is the commit that is checked out. Titles are of strangers: nothing of them is Markdown.
    """
    lang = told_in(settings.site.default_language)
    changed = changes(settings.read.content.absolute().parent, base, "HEAD")
    result = Result()
    examine_all(settings, our_stages(), result)
    prefix = f"{settings.read.content.name}/"
    texts = {change.path.removeprefix(prefix): change for change in changed if _is_text(change, prefix)}
    entries = {entry.source: entry for edition in result.editions.values() for entry in edition.entries}
    lines = [f"### {say(_HEADING.format(count=len(texts)), lang)}", ""]
    lines += _cut([_row(name, change, entries.get(name), settings, lang) for name, change in texts.items()], lang)
    if others := len(changed) - len(texts):
        lines += ["", say(_OTHERS.format(count=others), lang)]
    if link:
        lines += ["", say(_PREVIEW.format(address=link), lang)]
    lines += ["", f"**{say(verdict(result.problems), lang)}**"]
    found = [problem for problem in in_order(result.problems) if problem.file in texts and problem.level != "note"]
    if found:
        lines += ["", say(_PROBLEMS, lang), "", *_cut([_problem(problem, lang) for problem in found], lang)]
    return "\n".join(lines) + "\n"


def _is_text(change: ProposedFile, prefix: str) -> bool:
    return change.path.startswith(prefix) and change.path.endswith(".md")


def _row(name: str, change: ProposedFile, entry: Entry | None, settings: Settings, lang: Language) -> str:
    """A line of the list: the title with the address that its page will have, and the file."""
    if change.mode == "000000":
        return f"- `{_code(name)}` {say(_GONE, lang)}"
    if entry is None:
        return f"- `{_code(name)}`"
    draft = f" ({say(_DRAFT, lang)})" if entry.status == "draft" else ""
    return f"- {plain(entry.title)}{draft}: `/{entry.url}` (`{_code(name)}`)"


def _problem(problem: Problem, lang: Language) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    said = f"{say(problem.message, lang)} — {say(problem.hint, lang)}"
    return f"- `{_code(place)}` {say(LEVELS[problem.level], lang)}: {plain(said)}"


def plain(text: str) -> str:
    """Return words of strangers so that Markdown shows them as they are: no link, no mention, no HTML."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("\\@", "@\u200b")


def _code(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and letter != "`")


def _cut(rows: Sequence[str], lang: Language) -> Iterator[str]:
    yield from rows[:MOST]
    if len(rows) > MOST:
        yield f"- {say(_MORE.format(count=len(rows) - MOST), lang)}"
