"""How texts are written: accents, quotes, spaces, dates without a year, long sentences; each can be switched off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from plugins.check.lookup import body_in, near_or
from plugins.i18n.writing import habits, remarks
from plugins.markdown.blocks import ReadBlock, prose
from plugins.model.entry import Entry
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings
from plugins.settings.run import SPELLING

_UNKNOWN = _("there is no habit of writing “{name}” that could be switched")
_NAMES = _("they are: {names}")

OWN_WORDS = "words.txt"
SEASON = timedelta(days=92)  # for as long everybody knows which year is meant
FIELDS = ("title", "summary", "image_alt")
YEARLESS = "yearless"
EVERY = "*"  # stands for all habits
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SWITCH = re.compile(r"<!--\s*writing:\s*(off|on)\s*([a-z, -]*?)\s*-->")


class Passage(NamedTuple):
    """A paragraph or a field of a text: what is read of it, and where that stands.

    `off` are the habits that its author has switched off there.
    """

    field: str
    text: str
    place: Callable[[int], tuple[int, int]]  # of a character: its line and column
    off: frozenset[str]


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note for each in the texts that are looked at; a build looks at none."""
    own = own_words(settings)
    for entry in looked_at(site, settings):
        some = list(passages(entry, settings))
        without = frozenset(settings.run.writing_off)
        if _says_its_year(entry, some, settings):
            without |= {YEARLESS}
        yield from _misnamed(entry, settings)
        for passage in some:
            for remark in remarks(passage.text, entry.lang, sorted(without | passage.off)):
                if remark.word.lower() in own:
                    continue
                line, column = passage.place(remark.start)
                yield Problem("writing", "note", entry.source, line, column, passage.field, remark.message, remark.hint)
                without |= {YEARLESS} & {remark.habit}  # once is enough


def _misnamed(entry: Entry, settings: Settings) -> Iterator[Problem]:
    """Names in comments that are no habit's."""
    body, first = body_in(entry, settings)
    known = (*habits(), SPELLING)
    for switch in _SWITCH.finditer(body):
        for name in switch[2].replace(",", " ").split():
            if name not in known:
                line = first + body.count("\n", 0, switch.start())
                hint = near_or(name, known, _NAMES.format(names=", ".join(known)))
                yield Problem("writing", "note", entry.source, line, 1, "", _UNKNOWN.format(name=name), hint)


def own_words(settings: Settings) -> frozenset[str]:
    """Return the words of the site's own list, in small letters."""
    path = settings.read.content / OWN_WORDS
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    return frozenset(word.lower() for line in lines if (word := line.strip()) and not word.startswith("#"))


def looked_at(site: Site, settings: Settings) -> Iterator[Entry]:
    """Yield the entries whose writing is looked at."""
    paths = settings.run.looked_at
    for entry in site.entries if paths else ():
        if any(not path or entry.source == path or entry.source.startswith(f"{path}/") for path in paths):
            yield entry


def _says_its_year(entry: Entry, some: Sequence[Passage], settings: Settings) -> bool:
    """Whether readers know which year is meant: it is said, or the text is of late, or states days of its own."""
    if "start" in FIELDS_OF[entry.kind].__struct_fields__ or any(_YEAR.search(passage.text) for passage in some):
        return True
    return entry.date is not None and settings.run.now - entry.date < SEASON


def passages(entry: Entry, settings: Settings) -> Iterator[Passage]:
    """Yield what is read of a text, its fields first, but for what its author wants left alone."""
    for field in FIELDS:
        words = getattr(entry, field)
        if words and field in entry.places:
            yield Passage(field, words, partial(_at, entry.places[field]), frozenset())
    body, first = body_in(entry, settings)
    starts = [0, *(found.end() for found in re.finditer("\n", body))]
    switches = list(_SWITCH.finditer(body))
    for one in prose(body):
        off = _off(switches, one.place(0))
        if EVERY not in off:
            yield Passage("", one.text, partial(_in_body, one, starts, first), off)


def _at(place: tuple[int, int], character: int) -> tuple[int, int]:
    return place


def _in_body(one: ReadBlock, starts: list[int], first: int, character: int) -> tuple[int, int]:
    place = one.place(character)
    number = bisect_right(starts, place) - 1
    return first + number, place - starts[number] + 1


def _off(switches: list[re.Match[str]], at: int) -> frozenset[str]:
    """The habits that are switched off at a place: those that a comment before it names, or all."""
    off: frozenset[str] = frozenset()
    for switch in switches:
        if switch.start() > at:
            break
        named = frozenset(switch[2].replace(",", " ").split()) or frozenset((EVERY,))
        off = off | named if switch[1] == "off" else (off - named if EVERY not in named else frozenset())
    return off
