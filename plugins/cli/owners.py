"""`codeowners` and `allowed`: which part of the content is whose, told to forges and held against proposals.

A member's own are its page (`members/<key>`, as files or as a folder) and, in every kind, what is called by it:
`news/<key>-…`. Of two keys that fit, the longer holds. All else is the desk's. Who works for whom stands in the
settings (`PARTNERS`, `DESK`), which no partner may change: pages of members are theirs, and are published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from plugins.cli.report import escaped
from plugins.i18n.messages import say
from plugins.model.errors import ContentError, UsageError
from plugins.model.problem import Problem, _
from plugins.model.value import Language
from plugins.read import git
from plugins.read.files import FOLDERS
from plugins.settings import Settings
from plugins.settings.convert import near_to

Forge = Literal["github", "gitlab", "gitea"]
RULE = "owners"
MEMBERS = "members"

_MADE = _("Made by “diavlos codeowners {forge}”, of PARTNERS and DESK in the settings: run it again when these change.")
_NO_MEMBER = _("settings: PARTNERS: there is no member {key}; {way_out}")
_NEAR = _("did you mean {near}?")
_NAME = _("write the name of a file of members/ without .en.md")
_NO_DESK = _('codeowners: the settings name nobody of the desk: write DESK = ["name"]')
_NO_GIT = _("allowed: git can't compare {base} with {head} here; fetch both first")
_NOT_YOURS = _("is not a part of yours")
_YOURS = _("yours are {places}; ask the desk for the rest")
_NO_PLACE = _("“{author}” works for no member: the desk adds the account to PARTNERS in the settings")
_LINK = _("is a symbolic link or a submodule")
_COPY = _("put the file itself in its place")


class ProposedFile(NamedTuple):
    """A path of a proposal, from the root of the repository, and whether git has a file there (120000: a link)."""

    path: str
    mode: str


def partners_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the accounts of each member, the longest keys last. Raises UsageError for a member that there is not."""
    there = {path.name.partition(".")[0] for path in (settings.read.content / MEMBERS).glob("[a-z0-9]*")}
    for key in settings.run.partners:
        if key not in there:
            near = near_to(key, sorted(there))
            way_out = _NEAR.format(near=near) if near else _NAME
            raise UsageError(_NO_MEMBER.format(key=repr(key), way_out=way_out))
    return dict(sorted(settings.run.partners.items(), key=lambda row: (len(row[0]), row[0])))


def codeowners(forge: Forge, settings: Settings) -> str:
    """Return the file CODEOWNERS: everything is the desk's, then the parts of members, the longest keys last.

    On GitHub and GitLab the last line that fits holds, on Gitea and Forgejo all that fit do. Raises UsageError where
    nobody is of the desk.
    """
    desk = settings.run.desk
    if not desk:
        raise UsageError(_NO_DESK)
    everything, patterns = _SYNTAX[forge]
    lines = [f"# {say(_MADE.format(forge=forge), settings.site.default_language)}", "", f"{everything} {_names(desk)}"]
    for key, accounts in partners_of(settings).items():
        lines += ["", *(f"{pattern} {_names((*accounts, *desk))}" for pattern in patterns(key))]
    return "\n".join(lines) + "\n"


def _names(accounts: Iterable[str]) -> str:
    return " ".join(account if account.startswith("@") else f"@{account}" for account in dict.fromkeys(accounts))


def _globs(key: str) -> tuple[str, ...]:
    """As GitHub and GitLab match paths: https://docs.github.com/articles/about-code-owners"""
    page = (f"/content/{MEMBERS}/{key}.*.md", f"/content/{MEMBERS}/{key}/")
    return (*page, *(f"/content/{folder}/{key}-*" for folder in FOLDERS if folder != MEMBERS))


def _expressions(key: str) -> tuple[str, ...]:
    """As Gitea does, by regular expressions: https://docs.gitea.com/usage/repository/code-owners"""
    folders = "|".join(folder for folder in FOLDERS if folder != MEMBERS)
    return (rf"content/{MEMBERS}/{key}(\\..*\\.md|/.*)", f"content/({folders})/{key}-.*")


_SYNTAX: Mapping[Forge, tuple[str, Callable[[str], tuple[str, ...]]]] = {
    "github": ("*", _globs),
    "gitlab": ("*", _globs),
    "gitea": (".*", _expressions),
}


def allowed(settings: Settings, base: str, head: str, author: str) -> int:
    """Say which paths of a proposal are not its author's, and return 1 where there are any.

    Where the settings name neither a desk nor partners, everything is everybody's. Of the proposal only names are
    looked at: nothing of it is read or run. The settings are those of the main branch.
    """
    if not (settings.run.desk or settings.run.partners):
        return 0
    root = settings.read.content.absolute().parent
    lang, form = settings.run.problem_language, settings.run.problem_format
    problems = list(trespasses(changes(root, base, head), partners_of(settings), settings.run.desk, author))
    for problem in problems:
        print(_annotated(problem, lang) if form == "github" else _told(problem, lang))
    return ContentError.exitcode if problems else 0


def trespasses(
    changed: Iterable[ProposedFile], members: Mapping[str, Sequence[str]], desk: Sequence[str], author: str
) -> Iterator[Problem]:
    """Yield a Problem for each path that a proposal may not touch."""
    if _same(author, desk):
        return
    own = [key for key, accounts in members.items() if _same(author, accounts)]
    places = ", ".join(f"content/{MEMBERS}/{key}, content/…/{key}-…" for key in own)
    hint = _YOURS.format(places=places) if own else _NO_PLACE.format(author=author)
    for change in changed:
        if owner_of(change.path, members) not in own:
            yield Problem(RULE, "error", change.path, 0, 0, "", _NOT_YOURS, hint)
        elif change.mode not in ("100644", "100755", "000000"):
            yield Problem(RULE, "error", change.path, 0, 0, "", _LINK, _COPY)


def owner_of(path: str, members: Iterable[str]) -> str:
    """Return the member that a path from the root of the repository belongs to; nothing: the desk."""
    content, _, rest = path.partition("/")
    folder, _, below = rest.partition("/")
    if content != "content" or folder not in FOLDERS or not below:
        return ""
    name = re.split(r"[./]", below, maxsplit=1)[0]
    fits = [key for key in members if name == key or (name.startswith(f"{key}-") and folder != MEMBERS)]
    return max(fits, key=len, default="")


def _same(author: str, accounts: Iterable[str]) -> bool:
    return author.removeprefix("@").casefold() in (account.removeprefix("@").casefold() for account in accounts)


def changes(root: Path, base: str, head: str) -> list[ProposedFile]:
    """Return what a proposal changes since it left the main branch, as names: of a rename, both. Raises UsageError."""
    known = not base.startswith("-")  # which git would take for an option
    said = known and git.said(root, "diff", "--raw", "--no-renames", "--no-abbrev", "-z", f"{base}...{head}", "--")
    if not isinstance(said, bytes):
        raise UsageError(_NO_GIT.format(base=base, head=head))
    fields = said.decode("utf-8", "surrogateescape").split("\0")
    return [ProposedFile(path, facts.split(" ")[1]) for facts, path in zip(fields[::2], fields[1::2], strict=False)]


def _told(problem: Problem, lang: Language) -> str:
    return f"{problem.file}: {say(problem.message, lang)} — {say(problem.hint, lang)}"


def _annotated(problem: Problem, lang: Language) -> str:
    text = f"{say(problem.message, lang)} — {say(problem.hint, lang)}"
    return f"::error file={escaped(problem.file, ',:')},title={RULE}::{escaped(text)}"
