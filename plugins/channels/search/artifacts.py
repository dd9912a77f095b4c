"""Search: an index that a browser reads piece by piece, made of the site's own words.

The index is one unit of work, for one text more moves the numbers of the others. So it is made beside the pages, and
kept in the cache under the hash of all that it is made of, with what was found out of each text: an edit of one counts
the words of that one alone, and only the files are new in which it changes something.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from plugins.channels.resources import Resources
from plugins.channels.search.postings import WordPostings, files_of_endings, files_of_words
from plugins.channels.search.records import Facts, findables
from plugins.channels.search.spelling import rules
from plugins.channels.search.stems import rules_of, synonyms_in
from plugins.channels.search.texts import Texts, as_json, name_of, text_file
from plugins.channels.shared.view import View
from plugins.i18n import greek
from plugins.model.artifact import Artifact
from plugins.model.value import Language

FOLDER = "search-index/"  # of the site
_decoder = msgspec.msgpack.Decoder(tuple[list[str], dict[str, bytes]])


def late(view: View) -> Iterator[Artifact]:
    """The files of the index, where this build makes one: those of all languages at once."""
    if not view.is_first or view.settings.run.preview or not all(has_search(other) for other in view.views.values()):
        return
    synonyms = synonyms_in(view.site.taxonomies)
    for lang, other in view.views.items():
        texts = Texts(lang, list(findables(other.edition, view.settings)), _code(), view.resources)
        yield from _files_of(texts, synonyms)


def has_search(view: View) -> bool:
    """Whether the site has a page for it: the words file names it, and no address of None leaves it out."""
    return view.makes("search") and "search" in view.edition.taxonomies.groups["lists"]


def index_file(resources: Resources, path: str, data: bytes) -> bytes:
    """A file of the index as it is."""
    return data


def _files_of(texts: Texts, synonyms: list[list[str]]) -> Iterator[Artifact]:
    """The files of a language; the index comes from the cache where nothing of it has changed."""
    lang, resources = texts.lang, texts.resources
    key = hashlib.sha256(msgspec.msgpack.encode([texts.code, lang, texts.keys, synonyms, rules(lang)])).digest()
    names, files = _decoder.decode(resources.remembered(f"search {lang}", key, lambda: _index(texts, synonyms)))
    for name, number in dict(zip(names, range(len(names)), strict=True)).items():
        inputs = (texts.found[number], texts.groups.get(number, ()))
        yield Artifact(f"{FOLDER}texts/{lang}/{name}.json", text_file, inputs, "search")
    for path, data in files.items():
        yield Artifact(f"{FOLDER}{path}", index_file, (path, data), "search")


def _index(texts: Texts, synonyms: list[list[str]]) -> bytes:
    """The names of the texts' files, and the other files."""
    merged, facts = texts.merged(), [one.record.facts for one in texts.found]
    files = _files_in(texts.lang, merged.names, facts, sorted(texts.groups), synonyms, merged.words)
    return msgspec.msgpack.encode((merged.names, files))


def _code() -> bytes:
    """The hash of what tells words apart, weighs and folds them."""
    state = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), Path(greek.__file__)):
        state.update(path.read_bytes())
    return state.digest()


def _files_in(
    lang: Language,
    texts: list[str],
    facts: list[Facts | None],
    gather: list[int],
    synonyms: list[list[str]],
    words: WordPostings,
) -> dict[str, bytes]:
    """The files of a language but its texts. `LANG.json` names all others, whose names change with their bytes."""
    files: dict[str, bytes] = {}

    def named(folder: str, data: bytes, ending: str) -> str:
        name = name_of(data)
        files[f"{folder}/{lang}/{name}.{ending}"] = data
        return name

    written = words.written()
    lines, endings = files_of_words(words, written), files_of_endings(words, written)
    about = {
        "rules": rules(lang) | {"stems": rules_of(lang)},
        "synonyms": synonyms,
        "words": {start: named("words", text.encode(), "txt") for start, text in lines.items()},
        "endings": {start: named("words", text.encode(), "txt") for start, text in endings.items()},
        "facts": named("texts", as_json(facts), "json"),
        "gather": gather,
        "texts": "".join(texts),
    }
    return {f"{lang}.json": as_json(about), **files}
