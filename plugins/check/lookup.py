"""What several rules need: the pair key of a path, the near-miss, and the place of an address in its source text."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import islice
from urllib.parse import quote

from msgspec.structs import replace

from plugins.model.entry import Entry
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

MOST_COMPARED = 200
MOST_NAMED = 20  # of one rule in one text
NEAR = _("did you mean “{near}”?")

_HEAD = re.compile(r"---[ \t]*\n.*?^---[ \t]*(?:\n|\Z)|(?:[^\n]+\n)+\n?", re.DOTALL | re.MULTILINE)
_MORE = _("there are more of these in the text")
_AGAIN = _("correct these and run the check again")


def key_of(source: str) -> str:
    """The pair key of a source: `news/harbour` of `news/harbour.el.md` and of `news/harbour/index.el.md`."""
    return source.rsplit(".", 2)[0].removesuffix("/index")


def is_refused(name: str, site: Site) -> bool:
    """Whether a file is there, but was refused for its name or sort: saying so once is enough."""
    refused = (unicodedata.normalize("NFC", problem.file) for problem in site.problems if problem.rule == "path")
    return any(name == path or name.startswith(f"{path}/") for path in refused)


def near_or(name: str, known: Collection[str], otherwise: Message, cutoff: float = 0.6) -> Message:
    """The hint that names the near-miss, else the given one.

    Among many names only those that begin alike are compared, since each comparison takes some 40 µs.
    """
    if len(known) > MOST_COMPARED:
        begin = _last_part(name)[:2]
        alike = sorted((abs(len(other) - len(name)), other) for other in known if _last_part(other)[:2] == begin)
        known = [other for __, other in alike[:MOST_COMPARED]]
    near = difflib.get_close_matches(name, known, 1, cutoff)
    return NEAR.format(near=near[0]) if near else otherwise


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def first_ones(found: Iterator[Problem]) -> Iterator[Problem]:
    """The first problems of a rule in one text, and that there are more: the place of each is looked for in the text,
    which would take minutes for thousands."""
    last = None
    for last in islice(found, MOST_NAMED):
        yield last
    if last and next(found, None):
        yield replace(last, line=0, column=0, message=_MORE, hint=_AGAIN)


def problem_in_body(
    rule: str, level: str, entry: Entry, index: int, settings: Settings, message: Message, hint: Message
) -> Problem:
    """A problem of the reference at `index` of the entry's body, with its line and column."""
    addresses = [reference.address for reference in entry.references]
    line, column = _place(entry.source, addresses, index, settings)
    return Problem(rule, level, entry.source, line, column, "", message, hint)  # type: ignore[arg-type]  # level is one


def body_in(entry: Entry, settings: Settings) -> tuple[str, int]:
    """Return the body of an entry as its author wrote it, and the line of its file on which that begins."""
    text = _text_of(entry.source, settings)
    head = _HEAD.match(text)
    start = head.end() if head else 0
    return text[start:], text.count("\n", 0, start) + 1


def _text_of(source: str, settings: Settings) -> str:
    data = (settings.read.content / source).read_bytes().decode("utf-8-sig", "replace")
    return unicodedata.normalize("NFC", data.replace("\r\n", "\n").replace("\r", "\n"))


def _place(source: str, addresses: Sequence[str], index: int, settings: Settings) -> tuple[int, int]:
    """Where an address stands in its file, as its author wrote it; (0, 0) where it cannot be found.

    The text is read again: it happens only where there is a problem.
    """
    text = _text_of(source, settings)
    body = text.find("\n---", 3) + 1 if text.startswith("---") else 0
    address = addresses[index]
    for written in dict.fromkeys(
        (address, escape(address), address.replace("\\", "\\\\"), quote(address, safe="/{}#:%?&=.-_~"))
    ):
        at = body - 1
        for __ in range(addresses[: index + 1].count(address)):
            at = text.find(written, at + 1)
            if at == -1:
                break
        else:
            return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return 0, 0
