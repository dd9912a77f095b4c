"""A text and its translation → what a translator is to see of them: each unit with its state."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from plugins.i18n.languages import by_letters
from plugins.interchange import history
from plugins.interchange.fields import words_of
from plugins.interchange.units import Part, State, Unit, joined
from plugins.markdown.blocks import Block, Inline, cut, ids, inline, same
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.read import frontmatter
from plugins.read.decode import decode
from plugins.read.schemas import schema
from plugins.settings import Settings
from plugins.text import original_hash

# Without the parser of YAML, since many files are looked at for one line.
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n.*?^---[ \t]*\r?$|(?:[^\r\n]+\r?\n)+)", re.DOTALL | re.MULTILINE
)
_HASH = re.compile(rb"^original_hash[ \t]*:[ \t]*[\"']?([0-9A-Za-z._-]+)", re.MULTILINE | re.IGNORECASE)
_FEW = 3  # words that may well be the same in two languages


class Written(NamedTuple):
    """A file as it is written: its text with plain line ends, what it states, its body, and where that begins."""

    text: str
    values: Mapping[str, Any]
    body: str
    at: int

    @property
    def blocks(self) -> list[Block]:
        return cut(self.body)


class Pair(NamedTuple):
    """An original, and the file of its translation into a language, which may not be there yet, or have errors."""

    entry: Entry
    into: Language
    file: str
    exists: bool
    translation: Entry | None = None


NOTHING = Written("", {}, "", 0)


def read_file(path: Path) -> Written:
    """Return a file of content as it is written; nothing where it is not there."""
    return written(path.read_bytes()) if path.is_file() else NOTHING


def written(data: bytes) -> Written:
    """Return the bytes of a file of content as they are written, but for a byte-order mark and the ends of lines."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    head, body, __ = frontmatter.split(text, "")
    return Written(text, head.values, body, len(text) - len(body))


def pairs(site: Site, settings: Settings) -> Iterator[Pair]:
    """Yield each original with each language into which it is, or is to be, translated."""
    made = {(entry.key, entry.lang): entry for entry in site.entries}
    files = {(_key(name), name.rsplit(".", 2)[1]): name for name in site.documents}
    for entry in site.entries:
        if entry.original and not entry.only:
            for lang in settings.site.codes:
                if lang != entry.lang:
                    there = made.get((entry.key, lang))
                    file = there.source if there else files.get((entry.key, lang))
                    usual = f"{entry.source.rsplit('.', 2)[0]}.{lang}.md"
                    yield Pair(entry, lang, file or usual, file is not None, there)


def _key(source: str) -> str:
    return source.rsplit(".", 2)[0].removesuffix("/index")


def part_of(pair: Pair, site: Site, settings: Settings) -> Part:
    """Return all that is to be translated of a text, with what is translated already."""
    content, entry = settings.read.content, pair.entry
    original, translation = read_file(content / entry.source), read_file(content / pair.file)
    then = as_translated(pair, settings)
    known = schema(entry.kind, settings.site.timezone, settings.fields(entry.kind))
    old = {word.path: word.text for word in words_of(then.values, known)} if then else {}
    there = {word.path: word.text for word in words_of(translation.values, known)}
    local = partial(localised, lang=entry.lang, into=pair.into, files=frozenset(site.documents))
    units = []
    for word in words_of(original.values, known):
        was = old.get(word.path, "")
        changed = bool(was) and same(was) != same(word.text)
        source, target = inline(word.text.strip()), inline(there.get(word.path, "").strip())
        units.append(_unit(word.path, word.path, source, target, changed, was if changed else "", word.most))
    blocks, targets = original.blocks, written_blocks(translation, pair.into)
    rows = paired(blocks, targets, then.blocks if then else None, is_behind(pair, settings))
    for block, name, (number, changed, was) in zip(blocks, ids(blocks), rows, strict=True):
        target = () if number is None else targets[number].pieces
        units.append(_unit(name, block.sort, local(block.pieces), target, changed, was))
    return Part(entry.id, entry.source, pair.file, entry.lang, pair.into, tuple(units))


def _unit(
    name: str,
    sort: str,
    source: tuple[Inline, ...],
    target: tuple[Inline, ...],
    changed: bool,
    previous: str,
    most: int = 0,
) -> Unit:
    if target and is_as_original(joined(source), joined(target)):
        target = ()
    state: State = "initial" if not target else "stale" if changed else "current"
    return Unit(name, sort, source, target, state, previous, most)


def is_as_original(source: str, target: str) -> bool:
    """Whether words stand in a translation as they do in the original, and are too many, or of other letters, to be a
    name that is the same in both."""
    return same(source) == same(target) and (bool(by_letters(source)) or len(source.split()) > _FEW)


def stated_hash(pair: Pair, settings: Settings) -> str:
    """Return what a translation says of the original that it translates; empty where it says nothing."""
    path = settings.read.content / pair.file
    head = _HEAD.match(path.read_bytes()) if pair.exists else None
    found = _HASH.search(head[0]) if head else None
    return found[1].decode() if found else ""


def is_behind(pair: Pair, settings: Settings) -> bool:
    """Whether the body of the original has changed since it was translated, as the translation says."""
    stated = stated_hash(pair, settings)
    if not stated or original_hash.is_begun(stated):
        return False
    data = (settings.read.content / pair.entry.source).read_bytes()
    return not original_hash.is_of(stated, history.sha256_of_body(data))


def as_translated(pair: Pair, settings: Settings) -> Written | None:
    """Return the original as it was when it was translated, where it has changed since, and git has that."""
    if not is_behind(pair, settings):
        return None
    data = history.version(settings.read.content / pair.entry.source, stated_hash(pair, settings))
    return written(data) if data is not None and not decode(data, "")[1] else None


def written_blocks(translation: Written, lang: Language) -> list[Block]:
    """Return the blocks of a translation; none of one that nobody has written yet."""
    return [] if translation.body.strip() == original_hash.placeholder(lang) else translation.blocks


def paired(
    blocks: Sequence[Block], targets: Sequence[Block], then: Sequence[Block] | None, is_behind: bool
) -> list[tuple[int | None, bool, str]]:
    """Return for each block of an original the number of its translation, whether it has changed since, and how it
    read. A translation that is built otherwise than what it was made of has none."""
    base = blocks if then is None else then
    if [block.sort for block in base] != [block.sort for block in targets]:
        return [(None, False, "")] * len(blocks)
    if then is None:
        return [(number, is_behind, "") for number in range(len(blocks))]
    found: list[tuple[int | None, bool, str]] = [(None, False, "")] * len(blocks)
    was_said, is_said = ([same(block.text) for block in many] for many in (then, blocks))
    matcher = difflib.SequenceMatcher(None, was_said, is_said, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        for was, now in zip(range(a, b), range(c, d), strict=False):
            if tag == "equal" or then[was].sort == blocks[now].sort:
                found[now] = (was, tag != "equal", "" if tag == "equal" else then[was].text)
    return found


def localised(pieces: Sequence[Inline], lang: Language, into: Language, files: frozenset[str]) -> tuple[Inline, ...]:
    """Return pieces whose links to texts lead to the file of the other language, where that is there."""
    ending = re.compile(rf"([\w/-]+)\.{re.escape(lang)}\.md")

    def other(found: re.Match[str]) -> str:
        name = f"{found[1].lstrip('/')}.{into}.md"
        there = name in files or any(file.endswith(f"/{name}") for file in files)
        return f"{found[1]}.{into}.md" if there else found[0]

    return tuple(
        Inline(piece.sort, ending.sub(other, piece.raw), piece.name) if piece.sort == "close" else piece
        for piece in pieces
    )
