"""The files of the content folder: sources (kind, key and language from their path) and the files beside them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.i18n.greek import slugify
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import Message, Problem, _, joined
from plugins.model.value import Value

TAXONOMIES = "taxonomies.yaml"
MAX_FOLDERS = 16  # one within the other: each is held open while those in it are looked at

# Folder → kind; a show is a folder of its own with its episodes beside its index.
FOLDERS = {fields.folder: kind for kind, fields in FIELDS_OF.items() if fields.folder}
_STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ASSET = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_TEXT_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".rst", ".html", ".htm")
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_IGNORED = re.compile(r"\.|.*+(?:(?<=~)|(?<=\.(?:swp|tmp|bak)))$|Thumbs\.db$|README\.md$|taxonomies\.yaml$|words\.txt$")

_SYMLINK = _("is a symbolic link")
_COPY = _("put the file itself in its place")
_ODD = _("is not a regular file")
_REMOVE = _("remove it")
_NO_FOLDER = _("is in no kind's folder")
_FOLDERS = _("put it into one of: {names}")
_NO_LANGUAGE = _("the name does not say the language")
_NAME_LANGUAGE = _("name it {names}")
_OR = _(" or ")
_BAD_STEM = _("the name is not in plain lower-case Latin letters")
_RENAME = _("rename it with a–z, digits and hyphens: {near}")
_NO_SHOW = _("is in no show's folder")
_SHOW = _("move it to shows/<show>/{name}")
_WINDOWS = _("Windows does not accept the name “{name}”")
_OTHER_NAME = _("give it another name")
_END = _("the name ends in a dot or a space")
_CUT = _("delete the last character")
_BAD_ASSET = _("the name is not in Latin letters without spaces")
_RENAME_ASSET = _("rename it: {near}")
_NOT_MD = _("texts end in .md")
_ONLY_MD = _("write it in Markdown and name it {near}.el.md")
_DOUBLE = re.compile(r"\.md$", re.IGNORECASE)
_TWO_ENDINGS = _("{name} has two endings and is not read")
_RENAME_TEXT = _("rename it {near}; where the ending is hidden, have Windows show it")
_AS_TEXT = _("save it as plain text, {near}.md")
_CASE = _("the name differs from {other} only in its capitals")
_TOO_DEEP = _("lies too deep")
_SHALLOW = _("move it further up: at most {limit} folders, one within the other").format(limit=MAX_FOLDERS)
_UP = _("move it to {folder}/")


_FAULTS = {"symlink": (_SYMLINK, _COPY), "odd": (_ODD, _REMOVE), "deep": (_TOO_DEEP, _SHALLOW)}


class Source(Value, frozen=True):
    """A Markdown file: its path below content/, what it is and what pairs it with its other languages."""

    path: str
    kind: str
    lang: str
    key: str


def scan(content: Path, languages: tuple[str, ...]) -> tuple[list[Source], list[str], list[Problem]]:
    """Sources and other files (paths in order), and what is wrong with their names. Follows no symbolic link."""
    sources: list[Source] = []
    others: list[str] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path, fault in sorted((path, fault) for path, fault, __ in walk(os.fspath(content))):
        misnamed = list(_name_problems(path, seen))
        problems += misnamed
        if misnamed:
            continue
        if fault:
            message, hint = _FAULTS[fault]
            problems.append(_problem(path, message, hint, "path"))
        elif path.endswith(".md"):
            source = source_of(path, languages)
            if isinstance(source, Source):
                sources.append(source)
            else:
                problems.append(source)
        else:
            others.append(path)
    return sources, others, problems


def walk(root: str) -> Iterator[tuple[str, str, os.DirEntry[str]]]:
    """Yield every file below a folder, with what keeps it from being read ("symlink", "odd": no regular file), or "".

    Folders that lie too deep are not looked into, but named ("deep").

    Its entry can tell its stat until the next one is asked for.
    """
    return _walk(root, None, "")


def _walk(name: str, parent: int | None, below: str) -> Iterator[tuple[str, str, os.DirEntry[str]]]:
    """All names are looked up from the folder that they are in, which is sooner done."""
    handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=parent)
    try:
        with os.scandir(handle) as entries:
            for entry in entries:
                if _IGNORED.match(entry.name):
                    continue
                path = below + entry.name
                if entry.is_symlink():
                    yield path, "symlink", entry
                elif entry.is_dir(follow_symlinks=False) and path.count("/") >= MAX_FOLDERS:
                    yield path, "deep", entry
                elif entry.is_dir(follow_symlinks=False):
                    yield from _walk(entry.name, handle, f"{path}/")
                else:
                    yield path, "" if entry.is_file(follow_symlinks=False) else "odd", entry
    finally:
        os.close(handle)


def _name_problems(path: str, seen: dict[str, str]) -> Iterator[Problem]:
    """Names that some systems can't hold, or can't tell apart; `seen` are the paths so far, by what they fold to."""
    parts = path.split("/")
    for depth in range(1, len(parts) + 1):
        whole = "/".join(parts[:depth])
        other = seen.setdefault(unicodedata.normalize("NFC", whole).casefold(), whole)
        if other != whole:
            yield _problem(path, _CASE.format(other=_shown(other)), _OTHER_NAME, "path")
            return
    for part in parts:
        if _RESERVED.fullmatch(part):
            yield _problem(path, _WINDOWS.format(name=part), _OTHER_NAME, "path")
            return
        if part.endswith((".", " ")):
            yield _problem(path, _END, _CUT, "path")
            return
    stem, dot, ending = parts[-1].rpartition(".")
    if path.endswith(".md"):
        return
    if _DOUBLE.search(stem):
        text = ending.lower() == "txt"
        message, near = _TWO_ENDINGS.format(name=parts[-1]), stem[: stem.lower().rindex(".md")]
        yield _problem(path, message, _RENAME_TEXT.format(near=stem) if text else _AS_TEXT.format(near=near), "path")
    elif f".{ending.lower()}" in _TEXT_ENDINGS:
        yield _problem(path, _NOT_MD, _ONLY_MD.format(near=_near_name(stem)), "path")
    elif not all(_ASSET.fullmatch(part) for part in parts):
        bad = next(part for part in parts if not _ASSET.fullmatch(part))
        stem, dot, ending = bad.rpartition(".") if bad == parts[-1] else (bad, "", "")
        near = f"{_near_name(stem or ending)}{dot and stem and '.' + ending.lower()}"
        yield _problem(path, _BAD_ASSET, _RENAME_ASSET.format(near=near), "path")


def source_of(path: str, languages: tuple[str, ...]) -> Source | Problem:
    """Return what a Markdown file is, by its path, or the Problem with its name."""
    folder, __, rest = path.partition("/")
    kind = FOLDERS.get(folder)
    if kind is None or not rest:
        return _problem(path, _NO_FOLDER, _FOLDERS.format(names=", ".join(f"{name}/" for name in FOLDERS)), "path")
    stem, __, lang = rest.removesuffix(".md").rpartition(".")
    if not stem or lang not in languages:
        near = _near_name(rest.removesuffix(".md").rpartition("/")[2].split(".")[0])
        names = [f"{near}.{code}.md" for code in languages]
        return _problem(
            path, _NO_LANGUAGE, _NAME_LANGUAGE.format(names=joined([Message(name) for name in names], _OR)), "path"
        )
    parts = stem.split("/")
    for part in parts:
        if not _STEM.fullmatch(part):
            return _problem(path, _BAD_STEM, _RENAME.format(near=_near_name(part)), "path")
    if parts[-1] == "index" and len(parts) > 1:
        parts.pop()
        if kind == "show" and len(parts) == 2:
            kind = "episode"
    elif kind == "show":
        kind = "episode"
        if len(parts) == 1:
            return _problem(path, _NO_SHOW, _SHOW.format(name=path.rpartition("/")[2]), "path")
    if len(parts) > (2 if kind == "episode" else 1):
        up = "/".join((folder, *parts[: 1 if kind == "episode" else 0]))
        return _problem(path, _TOO_DEEP, _UP.format(folder=up), "path")
    return Source(path, kind, lang, "/".join((folder, *parts)))


def siblings(path: str, languages: Iterable[str]) -> Iterator[str]:
    """Where the same text may stand in other languages, as a file or as a folder's index."""
    stem, __, lang = path.removesuffix(".md").rpartition(".")
    stem = stem.removesuffix("/index")
    for other in languages:
        if other != lang:
            yield f"{stem}.{other}.md"
            yield f"{stem}/index.{other}.md"


def _near_name(part: str) -> str:
    return slugify(part) or "neo-keimeno"


def _problem(path: str, message: Message, hint: Message, rule: str) -> Problem:
    return Problem(rule, "error", _shown(path), 0, 0, "", message, hint)


def _shown(path: str) -> str:
    """A path that any terminal can print: names may hold line ends, escapes and bytes that are no UTF-8."""
    return "".join(character if character.isprintable() else "\ufffd" for character in path)
