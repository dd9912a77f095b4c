"""Search: an index that a browser reads piece by piece, made of the site's own words.

The index is one unit of work, for one text more moves the numbers of the others. So it is made beside the pages, and
kept in the cache under the hash of all that it is made of, with what was found out of each text: an edit of one counts
the words of that one alone, and only the files are new in which it changes something.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from plugins.channels.resources import Resources
from plugins.channels.search.postings import (
    Counted,
    WordPostings,
    counted_in,
    files_of_endings,
    files_of_words,
    gathered,
    index_of,
    key_of,
)
from plugins.channels.search.records import SearchRecord, records
from plugins.channels.search.spelling import rules
from plugins.channels.search.stems import rules_of, synonyms_in
from plugins.channels.shared.view import View
from plugins.i18n import greek
from plugins.model.artifact import Artifact
from plugins.model.value import Language

FOLDER = "search-index/"  # of the site
NAME = 8  # letters of the hash that names a text's file
_decoder = msgspec.msgpack.Decoder(Counted)


def late(view: View) -> Iterator[Artifact]:
    """The files of the index, where this build makes one: those of all languages at once."""
    if not view.is_first or view.settings.run.preview or not all(has_search(other) for other in view.views.values()):
        return
    found = {lang: list(records(other.edition, view.resources)) for lang, other in view.views.items()}
    for path, data in files_of(found, synonyms_in(view.site.taxonomies), view.resources).items():
        yield Artifact(f"{FOLDER}{path}", index_file, (path, data), "search")


def has_search(view: View) -> bool:
    """Whether the site has a page for it: the words file names it, and no address of None leaves it out."""
    return view.makes("search") and "search" in view.edition.taxonomies.groups["lists"]


def index_file(resources: Resources, path: str, data: bytes) -> bytes:
    """A file of the index as it is."""
    return data


def files_of(
    found: Mapping[Language, list[SearchRecord]], synonyms: list[list[str]], resources: Resources
) -> dict[str, bytes]:
    """Path → bytes; from the cache where nothing of a language has changed."""
    code = _code()
    files: dict[str, bytes] = {}
    for lang, texts in found.items():
        keys = [key_of(record, code) for record in texts]
        key = hashlib.sha256(msgspec.msgpack.encode([code, lang, keys, synonyms, rules(lang)])).digest()
        make = partial(_made, lang, texts, keys, synonyms, resources)
        files |= msgspec.msgpack.decode(resources.remembered(f"search {lang}", key, make), type=dict[str, bytes])
    return files


def _made(
    lang: Language, texts: list[SearchRecord], keys: list[bytes], synonyms: list[list[str]], resources: Resources
) -> bytes:
    counted = [_counted(lang, record, key, resources) for record, key in zip(texts, keys, strict=True)]
    return msgspec.msgpack.encode(_files_in(lang, texts, synonyms, index_of(counted)))


def _counted(lang: Language, record: SearchRecord, key: bytes, resources: Resources) -> Counted:
    """What is counted in a record, by this build or one before it."""
    return _decoder.decode(
        resources.remembered(f"words {lang}", key, lambda: msgspec.msgpack.encode(counted_in(record)))
    )


def _code() -> bytes:
    """The hash of what tells words apart, weighs and folds them."""
    state = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), Path(greek.__file__)):
        state.update(path.read_bytes())
    return state.digest()


def _files_in(
    lang: Language, found: list[SearchRecord], synonyms: list[list[str]], words: WordPostings
) -> dict[str, bytes]:
    """The files of a language. `LANG.json` names all others, whose names change with their bytes."""
    files: dict[str, bytes] = {}

    def named(folder: str, data: bytes, ending: str) -> str:
        name = hashlib.sha256(data).hexdigest()[:NAME]
        files[f"{folder}/{lang}/{name}.{ending}"] = data
        return name

    groups = gathered(found)
    texts = [named("texts", _text(record, groups.get(number, ())), "json") for number, record in enumerate(found)]
    lines, endings = files_of_words(words), files_of_endings(words)
    about = {
        "rules": rules(lang) | {"stems": rules_of(lang)},
        "synonyms": synonyms,
        "words": {start: named("words", text.encode(), "txt") for start, text in lines.items()},
        "endings": {start: named("words", text.encode(), "txt") for start, text in endings.items()},
        "facts": named("texts", _json([record.facts for record in found]), "json"),
        "gather": sorted(groups),
        "texts": "".join(texts),
    }
    return {f"{lang}.json": _json(about), **files}


def _text(record: SearchRecord, texts: tuple[int, ...]) -> bytes:
    """What a result shows of a text, and the numbers of those that its page gathers."""
    parts = [(part.anchor, part.heading, part.text) for part in record.parts]
    return _json(
        {
            "url": record.address,
            "title": record.title,
            "label": record.label,
            "when": record.when,
            "parts": parts,
            "texts": texts,
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
