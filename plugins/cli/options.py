"""The commands and their options, as data: the command line and the tasks of Invoke are made from one list."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from plugins.hosting.limits import LIMITS as HOST_LIMITS
from plugins.i18n.languages import with_facts
from plugins.i18n.messages import languages
from plugins.model.problem import Message, _


class Option(NamedTuple):
    """An option or an argument: its names, and what argparse is told of it."""

    names: tuple[str, ...]
    how: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of its value in the parsed options."""
        return self.names[-1].lstrip("-").replace("-", "_")

    @property
    def is_argument(self) -> bool:
        """Whether it is an argument, known by its place on the command line."""
        return not self.names[0].startswith("-")

    @property
    def is_many(self) -> bool:
        """Whether it takes all words that follow."""
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

    help: Message
    run: Callable[[argparse.Namespace], int]
    options: tuple[Option, ...]


def option(*names: str, **how: Any) -> Option:
    return Option(names, how)


SETTINGS = option("-s", "--settings", default="pelicanconf.py", metavar="FILE", help=_("the settings file"))
LANG = option("--lang", choices=languages(), help=_("the language of what is told"))
CONTENT = option("--content", type=Path, metavar="DIR", help=_("build this content"))
SITE = (
    SETTINGS,
    CONTENT,
    option("--output", type=Path, metavar="DIR", help=_("into this folder")),
    option(
        "--cache", metavar="DIR", help=_("what was parsed before; safe to delete; or s3://… to share it with machines")
    ),
    option("--published", type=Path, metavar="FILE", help=_("the ledger of what was published")),
    option("--jobs", type=int, metavar="N", help=_("processes; all cores unless given")),
    option("--now", metavar="ISO", help=_("the moment to build for, as in 2026-03-25T18:30")),
    option("--site-url", metavar="URL", help=_("where the site will stand")),
    option("--drafts", action="store_true", help=_("show drafts and embargoed entries, for a preview")),
    option("--format", choices=("text", "json", "github"), default="text", help=_("how problems are printed")),
    LANG,
)
BUILD = (
    option("--workers", metavar="URL", help=_("have a Dask cluster make what this build needs: tcp://host:8786")),
    option("--report", type=Path, metavar="FILE", help=_("write a JSON report")),
    option("--clean", action="store_true", help=_("make every file anew")),
    option("--explain", metavar="PATH", help=_("say why this output file was or was not made anew")),
)
CHECK = (
    option("paths", nargs="*", metavar="PATH", help=_("only problems of these files or folders")),
    option("--fix", action="store_true", help=_("first write what is missing and can be known: ids, original_hash")),
    option("--watch", action="store_true", help=_("check again at every saved change, until Ctrl+C")),
    option("--ids", action="store_true", help=_("first write the ids that are missing, and nothing else")),
)
FORMS = ("xliff", "xliff-2.0", "po")  # of documents for translators
TRANSLATIONS = (
    option("paths", nargs="*", metavar="PATH", help=_("export only these files or folders, whole")),
    option("--current", action="append", metavar="FILE", help=_("this translation says what its original says now")),
    option("--export", type=Path, metavar="DIR", help=_("write what is to be translated for translators' tools")),
    option("--type", choices=FORMS, default=FORMS[0], help=_("in this form; XLIFF 2.1 unless given")),
    option("--into", metavar="LANG", help=_("export what is to be translated into this language alone")),
    option("--interface", action="store_true", help=_("export the words of theme and channels, not the texts")),
    option("--merge", action="append", metavar="FILE", help=_("write what a translator sent back into the texts")),
)
NEW = (
    option("kind", help=_("news, guide, event …")),
    option("title", help=_("in the site's first language")),
    *(option(f"--title-{lang}", default="", help=_("the title in this language")) for lang in with_facts()),
    option("--show", default="", help=_("the show of an episode")),
    option("--folder", action="store_true", help=_("in a folder of its own, for pictures and other files")),
    SETTINGS,
    CONTENT,
)
INIT = (
    option("folder", type=Path, metavar="FOLDER", help=_("the folder of the new site")),
    option("--name", help=_("what the site is called")),
    *(
        option(f"--name-{lang}", default="", help=_("its name in this language, if it is another"))
        for lang in with_facts()
    ),
    option("--languages", metavar="CODES", help=_("its languages, as in el,en; originals are in the first")),
    option("--url", metavar="URL", help=_("where it will stand")),
    option("--email", metavar="ADDRESS", help=_("an e-mail address for its readers")),
    option(
        "--timezone", metavar="ZONE", help=_("of times without an offset; else that of the first language’s country")
    ),
    option("--kinds", metavar="KINDS", help=_("the kinds that begin with a text, as in news,event; all unless given")),
    option("--host", metavar="HOST", help=_("write the files that this forge or host reads: github, gitlab, apache …")),
    option("--colour", metavar="#RRGGBB", help=_("its colour: of links, and of the head and foot of pages")),
    option("--accent", metavar="#RRGGBB", help=_("the colour of what stands out")),
    option("--logo", metavar="PICTURE", help=_("its logo, in PNG or SVG")),
    option("--program", metavar="WHEEL", help=_("bring this package of the program along, for the host to install")),
    LANG,
)
RENAME = (
    option(
        "old", metavar="OLD", help=_("a text, by its file, its folder, or their name without language: news/harbour")
    ),
    option("new", metavar="NEW", help=_("what it is to be called: another name, or another folder and name")),
    option("--yes", action="store_true", help=_("do it without asking")),
    *(option for option in SITE if option.name in ("settings", "content", "cache", "now", "lang")),
)
CODEOWNERS = (
    option("forge", choices=("github", "gitlab", "gitea"), help=_("for whom: gitea is Forgejo’s form too")),
    SETTINGS,
    CONTENT,
)
ALLOWED = (
    option("base", metavar="BASE", help=_("the main branch, as git names it: origin/main")),
    option("head", metavar="HEAD", help=_("what is proposed: a branch or a commit")),
    option("--author", metavar="NAME", required=True, help=_("the account that proposes it, as the forge says")),
    *(option for option in SITE if option.name in ("settings", "content", "format", "lang")),
)
PROPOSAL = (
    option("base", metavar="BASE", help=_("the main branch, as git names it: origin/main")),
    option("--link", metavar="URL", default="", help=_("where the preview can be looked at or downloaded")),
    *(option for option in SITE if option.name in ("settings", "content", "cache", "now", "lang")),
)
DOCTOR = (
    SETTINGS,
    option("--format", choices=("text", "json"), default="text", help=_("how it is printed")),
    LANG,
)
VSCODE = (SETTINGS, CONTENT)
SCHEMAS = (option("folder", type=Path, metavar="DIR", help=_("into this folder")), SETTINGS, CONTENT)
LIMITS = (option("host", choices=tuple(HOST_LIMITS), help=_("the host")),)
HOSTING = (option("server", choices=("caddy", "nginx", "s3"), help=_("the server")),)
PUBLISH = (
    option("target", metavar="TARGET", help=_("the place: a folder, ssh://…, s3://…, git+https://…#branch")),
    option("--dry-run", action="store_true", help=_("say what would travel and what would go, and touch nothing")),
    option("--rollback", action="store_true", help=_("let readers have the release before")),
    option("--keep", type=int, default=5, metavar="N", help=_("so many releases stay to go back to; 5 unless given")),
    option("--live", metavar="URL", help=_("ask for what changed at this address, then tell hubs and search engines")),
    option("--accept-gone", action="store_true", help=_("publish although pages are gone that lead nowhere now")),
)
HEALTH = (
    option("url", metavar="URL", help=_("a page of the site, a feed, or a list of subscriptions (OPML)")),
    option("--into", type=Path, metavar="DIR", help=_("write JSON, a page and a badge here")),
    LANG,
)
STATS = (
    option("logs", nargs="*", type=Path, metavar="LOG", help=_("access logs, packed or not; in any order")),
    option("--into", type=Path, default=Path("statistics"), metavar="DIR", help=_("write tables and a page here")),
)
FORM = (SETTINGS, option("--cache", metavar="DIR", help=_("where what was fetched lies")))
SERVE = (
    option("--port", type=int, default=8000, help=_("of the address http://localhost:PORT/")),
    option("--form", action="store_true", help=_("with the form in the browser, at /admin/")),
)
EXPORT = (option("folder", type=Path, metavar="DIR", help=_("into this new folder")), SETTINGS, CONTENT, LANG)
IMPORT = (
    option("source", metavar="SRC", type=Path, help=_("an export of WordPress, a feed, or a folder of texts")),
    option("--into", type=Path, default=Path("import"), metavar="DIR", help=_("mapping and report lie here")),
    option(
        "--fetch",
        action="append",
        metavar="WHERE",
        help=_("take files from this folder, or from this address and no other"),
    ),
    option(
        "--feed", action="append", metavar="FILE", help=_("an old feed beside the export: file.xml or file.xml=address")
    ),
    option("--pairs", type=Path, metavar="CSV", help=_("translations that WPML knows: number, group, language")),
    option("--dry-run", action="store_true", help=_("write mapping and report alone")),
    SETTINGS,
    CONTENT,
    LANG,
)
