"""What an import did and could not do: as text for the terminal, JSON for programs, and a page for people."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from html import escape

from plugins.i18n.messages import say, say_in_each
from plugins.model.problem import Message, _, plural
from plugins.model.value import Language, Value
from plugins.moving.values import OldRemark
from plugins.text.standalone import standalone

MOST_NAMED = 200  # texts below one remark, on the page

_TITLE = _("What came along from {name}")
_COUNTS: Mapping[str, Message] = {
    "read": _("texts of the old site that were read"),
    "texts": _("files of texts here"),
    "left": _("texts that were left out"),
    "pairs": _("texts that have their translation"),
    "drafts": _("drafts"),
    "guids": _("guids that were kept"),
    "addresses": _("old addresses that lead on"),
    "recordings": _("recordings"),
    "shows": _("podcasts"),
    "files": _("pictures and other files that lie beside their text now"),
    "missing": _("pictures and other files that were not there"),
    "tags": _("tags that were added"),
    "written": _("files written"),
    "unchanged": _("files that were there already"),
    "edited": _("files that somebody has edited, and that were left as they are"),
    "removed": _("files that went because their text has another place now"),
}
#: What remarks are about, by their rule, the weightiest first.
RULES: Mapping[str, Message] = {
    "damaged": _("The export"),
    "recordings": _("Recordings"),
    "addresses": _("Old addresses"),
    "pairs": _("Translations"),
    "language": _("Languages"),
    "languages": _("Languages of the export"),
    "password": _("Texts with a password"),
    "private": _("Private texts"),
    "media": _("Pictures and files"),
    "shortcodes": _("Shortcodes"),
    "blocks": _("Blocks"),
    "builder": _("Page builders"),
    "layout": _("Layout"),
    "complexity": _("Too complex"),
    "depth": _("Too deep"),
    "tables": _("Tables"),
    "frames": _("Frames"),
    "elements": _("Elements"),
    "look": _("Looks"),
    "title": _("Titles"),
    "summary": _("Summaries"),
    "dates": _("Dates"),
    "authors": _("Who signed"),
    "dialect": _("Marks of the old system"),
    **dict.fromkeys(("axes", "regions", "tags"), _("Categories and tags")),
    "fields": _("Fields that were left out"),
    "feeds": _("Feeds"),
    "comments": _("Comments"),
    "menus": _("Menus"),
    "types": _("What is no text"),
    "states": _("Texts that were left behind"),
}
_TIMES = plural("{count} text", "{count} texts")
_MORE = _("and {count} more; the JSON beside this page has all")
_WHAT, _MANY = _("what"), _("how many")
STYLE = (
    "table{border-collapse:collapse}td,th{padding:.25rem .75rem .25rem 0;text-align:start}details{margin-block:.5rem}"
)


class ToldOfFile(Value, frozen=True):
    """A remark about a file of the content; of the site as a whole, about none."""

    file: str
    remark: OldRemark


class Report(Value, frozen=True):
    """Everything that is to be told."""

    name: str
    counts: Mapping[str, int]
    told: tuple[ToldOfFile, ...]

    def by_rule(self) -> dict[str, dict[OldRemark, list[str]]]:
        """The files of each remark, by rule, the weightiest first."""
        found: dict[str, dict[OldRemark, list[str]]] = {rule: defaultdict(list) for rule in RULES}
        for one in self.told:
            found.setdefault(one.remark.rule, defaultdict(list))[one.remark].append(one.file)
        return {rule: dict(remarks) for rule, remarks in found.items() if remarks}


def as_text(report: Report, lang: Language) -> str:
    """Return the counts, and how many texts each rule is about."""
    lines = [f"{count:>7} {say(_COUNTS[name], lang)}" for name, count in report.counts.items() if count]
    for rule, remarks in report.by_rule().items():
        files = {file for found in remarks.values() for file in found if file}
        count = say(_TIMES.format(count=len(files)), lang) if files else str(len(remarks))
        first = next(iter(remarks))
        lines.append(f"{say(RULES[rule], lang)}: {count}: {say(first.message, lang)} — {say(first.hint, lang)}")
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> bytes:
    """Return everything, each sentence in every language."""
    rows = [
        {
            "file": one.file,
            "rule": one.remark.rule,
            "message": _each(one.remark.message),
            "hint": _each(one.remark.hint),
        }
        for one in report.told
    ]
    told = {"site": report.name, "counts": dict(report.counts), "remarks": rows}
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _each(message: Message) -> dict[Language, str]:
    return say_in_each(message)


def as_page(report: Report, lang: Language) -> bytes:
    """Return the page, which needs no other file."""
    title = say(_TITLE.format(name=report.name), lang)
    head = f"<tr><th>{escape(say(_MANY, lang))}</th><th>{escape(say(_WHAT, lang))}</th></tr>"
    rows = "\n".join(
        f"<tr><td>{count}</td><td>{escape(say(_COUNTS[name], lang))}</td></tr>"
        for name, count in report.counts.items()
        if count
    )
    parts = [_part(rule, remarks, lang) for rule, remarks in report.by_rule().items()]
    return standalone(lang, title, STYLE, f"<table>\n{head}\n{rows}\n</table>\n" + "\n".join(parts))


def _part(rule: str, remarks: Mapping[OldRemark, Sequence[str]], lang: Language) -> str:
    return f"<h2>{escape(say(RULES[rule], lang))}</h2>\n" + "\n".join(
        _remark(remark, files, lang) for remark, files in remarks.items()
    )


def _remark(remark: OldRemark, files: Sequence[str], lang: Language) -> str:
    said = f"{escape(say(remark.message, lang))} — {escape(say(remark.hint, lang))}"
    named = [file for file in dict.fromkeys(files) if file]
    if not named:
        return f"<p>{said}</p>"
    items = "".join(f"<li>{escape(file)}</li>" for file in named[:MOST_NAMED])
    more = len(named) - MOST_NAMED
    items += f"<li>{escape(say(_MORE.format(count=more), lang))}</li>" if more > 0 else ""
    count = escape(say(_TIMES.format(count=len(named)), lang))
    return f"<details><summary>{said} ({count})</summary><ul>{items}</ul></details>"


def counts_of(numbers: Counter[str]) -> dict[str, int]:
    """Return the counts in the order in which they are told."""
    return {name: numbers[name] for name in _COUNTS if numbers[name]}
