"""What is out at a place: the record that is kept there, and the difference that a new site makes to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from plugins.hosting.serving import Serving
from plugins.model.value import Value
from plugins.publish.tree import FileLine, Tree, is_inside

RECORD = ".publication.json"  # its name in the place
KEEP = 5  # publications for which files stay whose names change with their bytes: a page that is open may ask for them
LEAST = timedelta(days=1)  # and how long at least, where much is published in a day


class Retired(msgspec.Struct, array_like=True, frozen=True):
    """A file that stays although the site has it no more: with which publication, and when, it ceased to."""

    line: FileLine
    number: int
    at: datetime


class Publication(msgspec.Struct, frozen=True):
    """What is out. `number` counts, `before` is the name of the one that it took the place of.

    `doubtful` are the paths that a publication which did not end may have changed, where they do not change at once.
    """

    number: Annotated[int, msgspec.Meta(ge=0)] = 0
    before: str = ""
    files: dict[str, FileLine] = {}
    retired: dict[str, Retired] = {}
    doubtful: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its name: the number, and a hash of what it holds."""
        return f"{self.number:06}-{hashlib.sha256(encode(self)).hexdigest()[:8]}" if self.number else ""

    def lines(self) -> dict[str, FileLine]:
        """Everything that lies in the place, by path."""
        return {path: one.line for path, one in self.retired.items()} | self.files


NONE = Publication()


def encode(publication: Publication) -> bytes:
    """Return the record of a publication."""
    return msgspec.json.encode(publication, order="sorted")


def decode(record: bytes) -> Publication:
    """Return the publication of a record, or an empty one where it is damaged: then every file travels anew."""
    try:
        found = msgspec.json.decode(record, type=Publication)
    except msgspec.MsgspecError:
        return NONE
    return found if all(map(is_inside, (*found.files, *found.retired, *found.doubtful))) else NONE


class PublicationPlan(Value, frozen=True):
    """What a publication does: the files that travel, in their order, those that go, and what is out afterwards."""

    tree: Tree
    before: Publication
    after: Publication
    put: tuple[str, ...]
    delete: tuple[str, ...]

    def is_empty(self) -> bool:
        """Whether the site is out already."""
        return not self.put and not self.delete and self.before.files == self.after.files

    def size(self) -> int:
        """The bytes that travel."""
        return sum(self.after.files[path].size for path in self.put)


def plan_of(tree: Tree, before: Publication, serving: Serving, now: datetime, stays: bool = False) -> PublicationPlan:
    """Return what is to be done so that a tree is out; with `stays`, beside all that is out already."""
    files = {**before.files, **tree.files} if stays else tree.files
    there = before.lines()
    put = [path for path, line in tree.files.items() if path in before.doubtful or not _is_same(there.get(path), line)]
    number = before.number + 1
    retired = {
        path: before.retired.get(path) or Retired(line, number, now)
        for path, line in there.items()
        if path not in files and serving.lasts(path)
    }
    retired = {path: one for path, one in retired.items() if not _is_over(one, number, now)}
    after = Publication(number, before.name, dict(files), retired)
    delete = (there.keys() | set(before.doubtful)) - after.lines().keys()
    ordered = sorted(put, key=lambda path: (rank(path, tree.files, serving), path))
    return PublicationPlan(tree, before, after, tuple(ordered), tuple(sorted(delete)))


def _is_same(there: FileLine | None, line: FileLine) -> bool:
    return there is not None and there.sha256 == line.sha256


def _is_over(one: Retired, number: int, now: datetime) -> bool:
    """Whether nobody can want it any more. Both are asked, so that a clock which jumps deletes nothing too soon."""
    return number - one.number >= KEEP and now - one.at >= LEAST


def rank(path: str, files: Mapping[str, FileLine], serving: Serving) -> int:
    """Return when a file travels: nothing that leads to another may be there before it."""
    type = serving.type_of(path)
    if serving.lasts(path):
        return 0
    if path.startswith(".") or path in ("sitemap.xml", "robots.txt"):
        return 5
    if type == "text/html":
        return 2 if files[path].source else 3  # a text, then the lists that name it
    return 4 if type in _FEEDS else 1


#: What readers, apps and stations ask for again and again, to learn of the rest.
_FEEDS = frozenset(
    (
        *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"),
        *("application/xml", "text/xml", "text/calendar", "text/x-opml", "audio/x-mpegurl"),
    )
)
