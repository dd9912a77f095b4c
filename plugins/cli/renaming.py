"""What a rename moves and rewrites, as a pure function of the site and the two names: nothing is touched here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from plugins.markdown.gfm import code_lines
from plugins.model.document import Reference, Target
from plugins.model.entry import Entry
from plugins.model.errors import UsageError
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.read import frontmatter
from plugins.read.files import FOLDERS, Source, source_of
from plugins.read.targets import resolve

_LABEL = re.compile(r"\{(?:filename|static|attach)\}")
_ADDRESS = re.compile(
    r"""\]\(\s*<?(?P<inline>[^\s<>()]+)|^\s{0,3}\[[^\]]+\]:\s*<?(?P<listed>[^\s<>]+)"""
    r"""|\b(?:href|src|poster)=["'](?P<written>[^"']+)"""
)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")

_NOTHING = _("rename: there is no text {name}")
_SAME = _("rename: {name} is its name already")
_TAKEN = _("rename: {name} is there already")
_WRONG = _("rename: {name}: {message} — {hint}")
_NO_KIND = _("rename: {name} is in no kind's folder; there are {folders}")


class Renaming(NamedTuple):
    """The moves, from path to path below content/, and the new bytes of files, by their new path."""

    moves: Mapping[str, str]
    texts: Mapping[str, bytes]


def key_named(name: str, languages: tuple[Language, ...]) -> str:
    """Return the pair key of a text that is named by it, by one of its files or by its folder."""
    key = name.rstrip("/").removesuffix(".md")
    stem, dot, lang = key.rpartition(".")
    return (stem if dot and lang in languages else key).removesuffix("/index")


def new_key(old: str, given: str, languages: tuple[Language, ...]) -> str:
    """Return the key that is wanted; a name without a folder stays in that of the old one. Raises UsageError."""
    key = key_named(given, languages)
    key = key if "/" in key else f"{old.rpartition('/')[0]}/{key}"
    if key.partition("/")[0] not in FOLDERS:
        raise UsageError(_NO_KIND.format(name=key, folders=", ".join(FOLDERS)))
    is_show = key.startswith("shows/") and key.count("/") == 1
    found = source_of(f"{key}{'/index' if is_show else ''}.{languages[0]}.md", languages)
    if isinstance(found, Problem):
        raise UsageError(_WRONG.format(name=key, message=found.message, hint=found.hint))
    return key


def moves_of(site: Site, old: str, new: str) -> dict[str, str]:
    """Return the files that move, each with its new path. Raises UsageError where there is nothing, or something there.

    A folder moves whole. Of what lies beside a pair without one, what no other text names goes along to another folder.
    """
    every = {*site.documents, *site.files}
    texts = [path for path in every if path.startswith((f"{old}/", f"{old}.")) and _is_of(path, old, site)]
    if old == new:
        raise UsageError(_SAME.format(name=old))
    if not texts:
        raise UsageError(_NOTHING.format(name=old))
    moves = {path: new + path.removeprefix(old) for path in texts}
    if posixpath.dirname(old) != posixpath.dirname(new):
        there = posixpath.dirname(new)
        moves |= {path: f"{there}/{posixpath.basename(path)}" for path in _alone(site, old) if path not in moves}
    taken = sorted({path for path in moves.values() if path in every} - moves.keys())
    taken += [path for path in sorted(every) if path.startswith((f"{new}/", f"{new}.")) and path not in moves]
    if taken:
        raise UsageError(_TAKEN.format(name=taken[0]))
    return dict(sorted(moves.items()))


def _is_of(path: str, key: str, site: Site) -> bool:
    """Whether a path that begins as a key does is of its text: of its folder, or one of its languages."""
    return path.startswith(f"{key}/") or (path in site.documents and key_of(path) == key)


def key_of(source: str) -> str:
    """Return the pair key of a source."""
    return source.rsplit(".", 2)[0].removesuffix("/index")


def _alone(site: Site, key: str) -> set[str]:
    """The files beside a pair that its texts name and no other does."""
    named: dict[str, set[str]] = {}
    for entry in site.entries:
        for target in (*entry.targets, *entry.files.values()):
            if target.sort == "asset":
                named.setdefault(target.name, set()).add(entry.key)
    folder = posixpath.dirname(key)
    return {path for path, keys in named.items() if keys == {key} and posixpath.dirname(path) == folder}


def rewritten(
    site: Site,
    moves: Mapping[str, str],
    addresses: Mapping[str, str],
    languages: tuple[Language, ...],
    read: Callable[[str], bytes],
) -> dict[str, bytes]:
    """Return the new bytes of the files whose links would else lead nowhere, by their new path.

    `addresses` are those of pages that change, old to new, as links from the root write them.
    """
    sources = {path: found for path in site.documents if isinstance(found := source_of(path, languages), Source)}
    keys = {source.key for source in sources.values()}

    def lead(source: str, address: str) -> Target:
        return resolve(Reference(address, "a", "href"), source, sources, keys, site.files)

    made = {}
    for path in sorted(site.documents):
        data = read(path)
        text = _with_links(data.decode("utf-8"), path, moves, addresses, lead)
        if text.encode() != data:
            made[moves.get(path, path)] = text.encode()
    return made


def _with_links(
    text: str, source: str, moves: Mapping[str, str], addresses: Mapping[str, str], lead: Callable[[str, str], Target]
) -> str:
    """A text with its links as they are to be, but for what is code."""
    body = frontmatter.split(text.replace("\r\n", "\n"), source)[1]
    first = text.replace("\r\n", "\n").count("\n") - body.count("\n") + 1
    code = {first + number - 1 for number in code_lines(body)[0]}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if number >= first and number not in code:
            lines[number - 1] = _line_with_links(line, source, moves, addresses, lead)
    return "\n".join(lines)


def _line_with_links(
    line: str, source: str, moves: Mapping[str, str], addresses: Mapping[str, str], lead: Callable[[str, str], Target]
) -> str:
    code = [found.span() for found in _CODE.finditer(line)]

    def changed(found: re.Match[str]) -> str:
        name = str(found.lastgroup)
        if any(start <= found.start(name) < end for start, end in code):
            return found[0]
        new = new_address(found[name], source, moves, addresses, lead)
        return found[0][: found.start(name) - found.start()] + new + found[0][found.end(name) - found.start() :]

    return _ADDRESS.sub(changed, line)


def new_address(
    address: str,
    source: str,
    moves: Mapping[str, str],
    addresses: Mapping[str, str],
    lead: Callable[[str, str], Target],
) -> str:
    """Return an address of a text as it is to be: in its own form, relative or from the root, with its fragment."""
    target = lead(source, address)
    label = _LABEL.match(address)
    start = label[0] if label else ""
    path, rest = _parted(address.removeprefix(start))
    if target.sort == "place":
        return addresses.get(path, path) + rest
    if target.sort not in ("entry", "asset"):
        return address
    here, there = posixpath.dirname(source), posixpath.dirname(moves.get(source, source))
    is_absolute = path.startswith("/")
    old = posixpath.normpath(path.lstrip("/") if is_absolute else posixpath.join(here, path))
    new = moved_path(old, moves)
    if new == old and (is_absolute or here == there):
        return address
    return f"{start}{'/' + new if is_absolute else posixpath.relpath(new, there or '.')}{rest}"


def moved_path(path: str, moves: Mapping[str, str]) -> str:
    """Return where a path leads afterwards; `news/harbour.md`, in no language, is that of its pair."""
    if path in moves or not path.endswith(".md"):
        return moves.get(path, path)
    stem = path.removesuffix(".md")
    for old, new in moves.items():
        if old.endswith(".md") and old.rsplit(".", 2)[0] == stem:
            return f"{new.rsplit('.', 2)[0]}.md"
        if old.endswith(".md") and key_of(old) == stem:
            return f"{key_of(new)}.md"
    return path


def _parted(address: str) -> tuple[str, str]:
    """A path, and what follows it: `?…` or `#…`."""
    end = next((number for number, letter in enumerate(address) if letter in "?#"), len(address))
    return address[:end], address[end:]


def with_name(data: bytes, line: int, old: str, new: str) -> bytes:
    """Return a file in which a field, which begins on this line, names the new key in the place of the old one.

    A field may name the whole key or its last part, as `member` does.
    """
    lines = data.decode("utf-8").split("\n")
    pairs = [(old, new), (old.rpartition("/")[2], new.rpartition("/")[2])]
    for number in range(line - 1, len(lines)):
        if number > line - 1 and lines[number][:1] not in (" ", "-", "\t"):
            break
        for one, other in pairs:
            lines[number] = re.sub(rf"(?<![\w/-]){re.escape(one)}(?![\w-])", other, lines[number])
    return "\n".join(lines).encode()


def old_addresses(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Yield the entries whose page has another address now, each with the one that it had."""
    had = {entry.guid: entry.url for entry in before if entry.status != "draft"}
    for entry in after:
        if entry.guid in had and had[entry.guid] != entry.url:
            yield entry, had[entry.guid]
