"""The commands and their options, as data: the command line and the tasks of Invoke are made from one list."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Option(NamedTuple):
    """An option or an argument: its names, and what argparse is told of it."""

    names: tuple[str, ...]
    how: dict[str, Any]

    @property
    def name(self) -> str:
        """What its value is called."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def is_argument(self) -> bool:
        """Whether it is known by its place."""
        return not self.names[0].startswith("-")

    @property
    def is_many(self) -> bool:
        """Whether it takes all that follows."""
        return self.how.get("nargs") == "*"

    def words(self, value: Any) -> list[str]:
        """A value as words of a command line: `site_url="x"` → `--site-url=x`; none where it is not given."""
        if isinstance(value, list):
            return [f"{self.names[-1]}={item}" for item in value]
        if value is True:
            return [self.names[-1]]
        if not value:
            return []
        return [str(value)] if self.is_argument else [f"{self.names[-1]}={value}"]


class Command(NamedTuple):
    """A command: what it does in a sentence, the function that does it, and what it takes."""

    help: str
    run: Callable[[argparse.Namespace], int]
    options: tuple[Option, ...]


def option(*names: str, **how: Any) -> Option:
    return Option(names, how)


SETTINGS = option("-s", "--settings", default="pelicanconf.py", metavar="FILE", help="the settings file")
CONTENT = option("--content", type=Path, metavar="DIR", help="build this content")
SITE = (
    SETTINGS,
    CONTENT,
    option("--output", type=Path, metavar="DIR", help="into this folder"),
    option("--cache", type=Path, metavar="DIR", help="what was parsed before; safe to delete"),
    option("--published", type=Path, metavar="FILE", help="the ledger of what was published"),
    option("--jobs", type=int, metavar="N", help="processes; all cores unless given"),
    option("--now", metavar="ISO", help="the moment to build for, as in 2026-03-25T18:30"),
    option("--site-url", metavar="URL", help="where the site will stand"),
    option("--drafts", action="store_true", help="show drafts and embargoed entries, for a preview"),
    option("--format", choices=("text", "json", "github"), default="text", help="how problems are printed"),
    option("--lang", choices=("el", "en"), help="the language of what is told"),
)
BUILD = (
    option("--report", type=Path, metavar="FILE", help="write a JSON report"),
    option("--clean", action="store_true", help="make every file anew"),
    option("--explain", metavar="PATH", help="say why this output file was or was not made anew"),
)
CHECK = (
    option("paths", nargs="*", metavar="PATH", help="only problems of these files or folders"),
    option("--fix", action="store_true", help="first write what is missing and can be known: ids, original_hash"),
)
TRANSLATIONS = (
    option("--current", action="append", metavar="FILE", help="this translation says what its original says now"),
)
NEW = (
    option("kind", help="news, guide, event …"),
    option("title", help="in the site's first language"),
    option("--title-en", default="", help="the English title"),
    option("--show", default="", help="the show of an episode"),
    option("--folder", action="store_true", help="in a folder of its own, for pictures and other files"),
    SETTINGS,
    CONTENT,
)
SERVE = (option("--port", type=int, default=8000, help="of the address http://localhost:PORT/"),)
