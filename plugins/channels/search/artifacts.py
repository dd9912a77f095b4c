"""Search: an index that a browser reads piece by piece, made of the site's own words.

The index is one unit of work, for one text more moves the numbers of the others. So it is made last, when a site is
about to be written, and kept in the cache under the hash of all that it is made of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from plugins import store
from plugins.channels.resources import Resources
from plugins.channels.search.postings import files_of_endings, files_of_words, gathered, index_of
from plugins.channels.search.records import Record, records
from plugins.channels.search.spelling import rules
from plugins.channels.search.stems import rules_of, synonyms_in
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.value import Language

FOLDER = "search-index/"  # of the site
NAME = 8  # letters of the hash that names a text's file


class Index(NamedTuple):
    """The files of the last build's index, and what they were made of, as a hash; in the cache, safe to delete."""

    key: str
    files: dict[str, bytes]


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
    found: Mapping[Language, list[Record]], synonyms: list[list[str]], resources: Resources
) -> dict[str, bytes]:
    """Path → bytes; from the cache where nothing of it has changed."""
    code = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    cache = resources.settings.run.cache / "search"
    key = hashlib.sha256(_json([code, found, synonyms])).hexdigest()
    kept = store.load(cache, Index)
    if kept and kept.key == key:
        return kept.files
    files = {path: data for lang, texts in found.items() for path, data in _files_in(lang, texts, synonyms).items()}
    store.save(cache, Index(key, files))
    return files


def _files_in(lang: Language, found: list[Record], synonyms: list[list[str]]) -> dict[str, bytes]:
    """The files of a language. `LANG.json` names all others, whose names change with their bytes."""
    files: dict[str, bytes] = {}

    def named(folder: str, data: bytes, ending: str) -> str:
        name = hashlib.sha256(data).hexdigest()[:NAME]
        files[f"{folder}/{lang}/{name}.{ending}"] = data
        return name

    words, groups = index_of(found), gathered(found)
    texts = [named("texts", _text(record, groups.get(number, ())), "json") for number, record in enumerate(found)]
    about = {
        "rules": rules() | {"stems": rules_of(lang)},
        "synonyms": synonyms,
        "words": {start: named("words", lines.encode(), "txt") for start, lines in files_of_words(words).items()},
        "endings": {start: named("words", lines.encode(), "txt") for start, lines in files_of_endings(words).items()},
        "facts": named("texts", _json([record.facts for record in found]), "json"),
        "gather": sorted(groups),
        "texts": "".join(texts),
    }
    return {f"{lang}.json": _json(about), **files}


def _text(record: Record, texts: tuple[int, ...]) -> bytes:
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
