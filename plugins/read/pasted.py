"""What was pasted from a word processor, a spreadsheet or a page and is no Markdown: found with its line, and mended.

The same step says what is wrong and what to write instead, so that `check` tells what `check --fix` will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from plugins.markdown import gfm
from plugins.model.problem import Message, Problem, _
from plugins.model.regex import regex

MAX_NAMED = 10  # in one text
#: Invisible characters that other programs leave in what they copy: zero-width spaces and joiners, soft hyphens,
#: marks of direction, separators of lines and paragraphs, byte-order marks.
INVISIBLE = regex("[\u00ad\u200b\u200c\u200e\u200f\u2028\u2029\u2060\ufeff]")

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_MARKER_SPACE = regex(rf"^([ ]{{0,3}}(?:[-*+]|\d{{1,9}}[.)]|#{{1,6}}))[{_SPACES}][ {_SPACES}]*(?=\S)")
_NO_SPACE = regex(r"^( {0,3}#{2,6})(?=[^\s#])")
_BULLET = regex(rf"^([ \t{_SPACES}]*)([•●∙◦○▪■‣·\uf0b7\uf0a7\uf076]|[o§](?=\t|[ {_SPACES}]{{3}}))[ \t{_SPACES}]*(?=\S)")
_NUMBER = regex(r"^[ ]*\t[ \t]*(\d{1,9}[.)])[ \t]+(?=\S)")
_DEEPER = {**dict.fromkeys("o◦○", 1), **dict.fromkeys("▪■§\uf0a7\uf076", 2)}
_LATER = regex(r"^ {0,3}(\d{1,2})[.)] +\S")
_IN_LIST = regex(r"\s*(?:\d+[.)]|[-*+>#|])|\s{2,}")
_ALPHA = regex(r"^ {0,3}(?:\(?[α-ωa-z]\)|[α-ω]\.|[IVX]{1,4}\.) +\S")
_DETAILS = regex(r'^\?\?\?\+? +[\w"]')
_DELIMITERS = regex(r"^ {0,3}\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?$")
_SPACED_LINK = regex(r"\]\(((?![<\s])[^()<>\n\"']*\S +\S[^()<>\n\"']*)\)")
_BAR = regex(r"(?<!\\)\|")

_CHARACTER = _("invisible character {name}, likely pasted")
_DROP = _("“invoke check --fix” will delete it")
_NOT_A_LIST = _("the line looks like a list and is none")
_NOT_A_HEADING = _("the line looks like a heading and is none")
_NOT_A_TABLE = _("the lines look like a table pasted from a spreadsheet and are none")
_HARD_SPACE = _("a no-break space follows “{mark}”, so the line is not what it looks like")
_WILL = _("“invoke check --fix” will write: {line}")
_EMPTY_LINE = _("leave an empty line before the list, if it is one")
_RUNS_ON = _("the lines will run together in one paragraph")
_AS_LIST = _("write them as a list, with - or 1. in front, or leave empty lines between them")
_UNKNOWN = _("“???” means nothing here")
_SUMMARY = _("write !!! note, or <details> with <summary>")
_SPACED = _("the link ({address}) holds a space and stays text")
_BRACKETS = _("write the address within < >: (<{address}>)")
_COLUMNS = _("the row has {have} columns and the table's head {want}")
_SAME_COLUMNS = _("put as many | as the head has; a bar within a cell is written \\|")


@dataclass(frozen=True, slots=True)
class Mend:
    """Lines of a text that are wrong, counted from 1, and what to write in their place; None: only an author knows."""

    line: int
    count: int
    instead: tuple[str, ...] | None
    message: Message
    hint: Message


def pasted(text: str) -> list[Problem]:
    """A warning for each place of the Markdown `text` (the body alone) that is not what it looks like."""
    return [
        Problem("pasted", "warning", "", mend.line, 1, "", mend.message, mend.hint)
        for mend in islice(mends(text), MAX_NAMED)
    ]


def mended(text: str) -> str:
    """The body as `check --fix` leaves it."""
    lines = text.split("\n")
    for mend in sorted(mends(text), key=lambda mend: -mend.line):
        if mend.instead is not None:
            lines[mend.line - 1 : mend.line - 1 + mend.count] = mend.instead
    return "\n".join(lines)


def mends(text: str) -> Iterator[Mend]:
    """What is wrong, by line; no two at one line."""
    if not _MAY_HOLD.search(text):
        return
    lines = text.split("\n")
    code, fenced = gfm.code_lines(text)
    ragged = dict(_ragged(lines)) if "|" in text else {}
    number = 1
    while number <= len(lines):
        found = None
        if number not in ragged and not _MAY_HOLD.search(lines[number - 1]):
            number += 1
            continue
        if number not in fenced:
            found = next((mend for finder in _FINDERS if (mend := finder(lines, number))), None)
            found = found or ragged.get(number) or (_numbered(lines, number) if number in code else None)
        found = found or _invisible(lines, number)
        if found:
            yield found
        number += found.count if found else 1


#: What a line must hold for any of this to be in it, but for tables whose rows differ.
_MAY_HOLD = regex(
    "[\u00ad\u200b\u200c\u200e\u200f\u2028\u2029\u2060\ufeff\t•●∙◦○▪■‣·\uf0b7\uf0a7\uf076|]"
    rf"|^[ ]{{0,3}}(?:[-*+]|\d{{1,9}}[.)]|#{{1,6}})[{_SPACES}]"
    r"|\]\([^()<>\n\"' ]+ +[^()<>\n\"' ]|^ {0,3}##+[^\s#]"
    r"|^\?\?\?|^ {0,3}(?:\d{1,2}[.)] |\(?[α-ωa-z]\) |[α-ω]\. |[IVX]+\. )",
    re.MULTILINE,
)


def _visible(line: str) -> str:
    return INVISIBLE.sub(lambda found: " " if found[0] in "\u2028\u2029" else "", line)


def _will(line: str) -> Message:
    return _WILL.format(line=line if len(line) <= 60 else f"{line[:59]}…")


def _invisible(lines: list[str], number: int) -> Mend | None:
    line = lines[number - 1]
    found = INVISIBLE.search(line)
    if not found:
        return None
    return Mend(number, 1, (_visible(line),), _CHARACTER.format(name=f"U+{ord(found[0]):04X}"), _DROP)


def _table(lines: list[str], number: int) -> Mend | None:
    """Lines with the same number of tabs, as a spreadsheet copies them."""
    rows: list[list[str]] = []
    tabs = lines[number - 1].count("\t")
    before = lines[number - 2] if number > 1 else ""
    if not tabs or (before.count("\t") == tabs and not (_BULLET.match(before) or _NUMBER.match(before))):
        return None  # nothing of the kind, or the line before was no table with this one either
    for place in range(number - 1, len(lines)):
        line = lines[place]
        cells = _visible(line).rstrip("\n").split("\t")
        if len(cells) < 2 or not any(map(str.strip, cells)) or (rows and len(cells) != len(rows[0])):
            break
        if _BULLET.match(line) or _NUMBER.match(line):
            break
        if len(rows) == 20 and not any(row[0] for row in rows):
            return None
        rows.append([cell.strip().replace("|", "\\|") for cell in cells])
    if len(rows) < 2 or not any(row[0] for row in rows) or not all(any(row[1:]) for row in rows[:1]):
        return None
    written = [f"| {' | '.join(row)} |" for row in rows]
    written.insert(1, f"|{' --- |' * len(rows[0])}")
    gap = [""] if before.strip() else []
    after = [""] if number - 1 + len(rows) < len(lines) and lines[number - 1 + len(rows)].strip() else []
    return Mend(number, len(rows), (*gap, *written, *after), _NOT_A_TABLE, _will(written[0]))


def _bullet(lines: list[str], number: int) -> Mend | None:
    """A bullet of a word processor."""
    line = lines[number - 1]
    found = _BULLET.match(line)
    if not found or (found[2] == "·" and not _neighbour(lines, number, _BULLET)):
        return None  # a lone middle dot begins no list
    made = f"{'  ' * _DEEPER.get(found[2], 0)}- {_visible(line[found.end() :])}"
    return Mend(number, 1, (made,), _NOT_A_LIST, _will(made))


def _numbered(lines: list[str], number: int) -> Mend | None:
    """A number behind a tab, which makes code of the line."""
    line = lines[number - 1]
    found = _NUMBER.match(line)
    if not found:
        return None
    made = f"{found[1]} {_visible(line[found.end() :])}"
    return Mend(number, 1, (made,), _NOT_A_LIST, _will(made))


def _neighbour(lines: list[str], number: int, pattern: re.Pattern[str]) -> bool:
    near = [place for place in (number - 3, number - 2, number, number + 1) if 0 <= place < len(lines)]
    return any(pattern.match(lines[place]) for place in near)


def _marker(lines: list[str], number: int) -> Mend | None:
    """A mark of Markdown with a no-break space behind it, or a heading's with none."""
    line = lines[number - 1]
    found = _MARKER_SPACE.match(line)
    if found:
        made = f"{found[1]} {_visible(line[found.end() :])}"
        return Mend(number, 1, (made,), _HARD_SPACE.format(mark=found[1].strip()), _will(made))
    found = _NO_SPACE.match(line)
    if found:
        made = f"{found[1]} {_visible(line[found.end() :])}"
        return Mend(number, 1, (made,), _NOT_A_HEADING, _will(made))
    return None


def _unlisted(lines: list[str], number: int) -> Mend | None:
    """A numbered list that goes on below a line of text: it may begin there with 1 alone; lists by letters; `???`."""
    line, after = lines[number - 1], lines[number] if number < len(lines) else ""
    before = lines[number - 2] if number > 1 else ""
    later, next_one = _LATER.match(line), _LATER.match(after)
    goes_on = later and next_one and int(next_one[1]) == int(later[1]) + 1 > 2
    if goes_on and before.strip() and not _IN_LIST.match(before):
        return Mend(number, 1, None, _NOT_A_LIST, _EMPTY_LINE)
    if _ALPHA.match(line) and _ALPHA.match(after) and not _ALPHA.match(before):
        return Mend(number, 1, None, _RUNS_ON, _AS_LIST)
    spaced = _SPACED_LINK.search(line)
    if spaced and "`" not in line:
        return Mend(number, 1, None, _SPACED.format(address=spaced[1]), _BRACKETS.format(address=spaced[1]))
    if _DETAILS.match(line):
        return Mend(number, 1, None, _UNKNOWN, _SUMMARY)
    return None


def _ragged(lines: list[str]) -> Iterator[tuple[int, Mend]]:
    """Each line of a table that has more columns than its head, or a second line that has others."""
    want = 0
    for number, line in enumerate(lines, start=1):
        have = _columns(line) if "|" in line else 0
        if not have:
            want = 0
        elif want:
            if have > want:
                yield number, Mend(number, 1, None, _COLUMNS.format(have=have, want=want), _SAME_COLUMNS)
        elif number > 1 and _DELIMITERS.match(line) and "|" in lines[number - 2]:
            head = _columns(lines[number - 2])
            want = have if head == have else 0
            if not want:
                yield number, Mend(number, 1, None, _COLUMNS.format(have=have, want=head), _SAME_COLUMNS)


def _columns(line: str) -> int:
    return len(_BAR.split(line.strip().removeprefix("|").removesuffix("|")))


_FINDERS: tuple[Callable[[list[str], int], Mend | None], ...] = (_table, _bullet, _marker, _unlisted)
