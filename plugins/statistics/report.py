"""The counts as tables: CSV for programs, and a page for people. What could tell of one person is not told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from plugins.i18n.messages import say
from plugins.model.problem import _, plural
from plugins.model.value import Language
from plugins.statistics.count import Statistics
from plugins.text.standalone import standalone

FEW = 5  # a number below it, of people who share a trait, is not told
TOP = 50  # pages of a week and language
_TITLE = _("What was read and heard")
_METHOD = _(
    "Downloads are counted by the public rules of IAB Tech Lab, Podcast Measurement 2.3: one for each network address, "
    "program and episode within 24 hours of the first request, when a minute of it was sent; without robots. Nothing "
    "is kept of whoever asked."
)
_RANGES = _("The logs say which parts of recordings were sent.")
_SUMS = _(
    "Of {unknown} of {parts} answers with a part of a recording, the logs do not say which part it was: their bytes "
    "are added up. docs/statistics.md says how a server writes it down."
)
_LINES = plural("{count} line was read, {damaged} could not be.", "{count} lines were read, {damaged} could not be.")
_REFUSED = _("{refused} downloads were left out, since one network address had more than a person can hear.")
_FEWER = _("fewer than {few}")
_WEEK, _LANGUAGE, _NUMBER = _("week"), _("language"), _("number")
_TABLES = {
    "downloads": (_("Downloads"), (_WEEK, _LANGUAGE, _("episode"), _NUMBER)),
    "subscribers": (_("Subscribers"), (_WEEK, _("feed"), _("reader"), _NUMBER)),
    "stations": (_("What stations fetched"), (_WEEK, _("address"), _("programs"))),
    "pages": (_("Pages"), (_WEEK, _LANGUAGE, _("page"), _NUMBER)),
}
_OWN = _("programs of one person")

Row = tuple[str | int, ...]


class CountTable(NamedTuple):
    """A table: its name as a file, its rows in order."""

    name: str
    rows: tuple[Row, ...]

    def csv(self) -> bytes:
        """The table, with the English names of its columns."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([str(column) for column in _TABLES[self.name][1]])
        writer.writerows(self.rows)
        return text.getvalue().encode()


def tables_of(found: Statistics, lang: Language) -> list[CountTable]:
    """Return the tables; `lang` is that of the few words in them."""
    few = say(_FEWER.format(few=FEW), lang)
    readers = [(*row, _shown(count, few)) for row, count in found.readers.items()]
    own = [(week, feed, say(_OWN, lang), _shown(count, few)) for (week, feed), count in found.own.items()]
    return [
        CountTable("downloads", _ordered((*row, count) for row, count in found.downloads.items())),
        CountTable("subscribers", _by_week((*readers, *own))),
        CountTable("stations", _ordered((*row, count) for row, count in found.stations.items())),
        CountTable("pages", _top(found)),
    ]


def _shown(count: int, few: str) -> int | str:
    return few if count < FEW else count


def _by_week(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The newest week first."""
    return tuple(sorted(sorted(rows, key=str), key=lambda row: str(row[0]), reverse=True))


def _ordered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The newest week first, and in it the largest number."""
    in_week = sorted(sorted(rows, key=str), key=lambda row: -int(row[-1]))
    return tuple(sorted(in_week, key=lambda row: str(row[0]), reverse=True))


def _top(found: Statistics) -> tuple[Row, ...]:
    shown: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    for row in _ordered((*row, count) for row, count in found.pages.items()):
        place = (str(row[0]), str(row[1]))
        seen[place] = seen.get(place, 0) + 1
        if seen[place] <= TOP:
            shown.append(row)
    return tuple(shown)


def page_of(found: Statistics, tables: Sequence[CountTable], lang: Language) -> bytes:
    """Return the page, which needs no other file."""
    said = [_METHOD, _SUMS.format(unknown=found.unknown, parts=found.parts) if found.unknown else _RANGES]
    said += [_LINES.format(count=found.lines, damaged=found.damaged)]
    said += [_REFUSED.format(refused=found.refused)] if found.refused else []
    notes = "\n".join(f"<p>{escape(say(one, lang))}</p>" for one in said)
    body = "\n".join(_table(table, lang) for table in tables)
    return standalone(lang, say(_TITLE, lang), STYLE, f"{notes}\n{body}")


STYLE = (
    ".wide{overflow-x:auto}table{border-collapse:collapse}"
    "th,td{padding:.25rem .75rem;text-align:start;border-block-end:1px solid #8888}"
    "td:last-child,th:last-child{text-align:end;font-variant-numeric:tabular-nums}"
)


def _table(table: CountTable, lang: Language) -> str:
    title, columns = _TABLES[table.name]
    name = escape(say(title, lang))
    head = "".join(f'<th scope="col">{escape(say(column, lang))}</th>' for column in columns)
    rows = "\n".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in table.rows)
    return (
        f'<h2 id="{table.name}">{name}</h2>\n<div class="wide" role="region" aria-labelledby="{table.name}" '
        f'tabindex="0">\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>'
    )
