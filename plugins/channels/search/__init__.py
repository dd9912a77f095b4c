"""Search: an index that a browser reads piece by piece, made by Pagefind, and the site's words by their sound.

The index is one unit of work: Pagefind has no incremental mode. So it is made last, when a site is about to be written,
and kept in the cache under the hash of all that it is made of.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from plugins import store
from plugins.channels.search.pagefind import index_of
from plugins.channels.search.records import Record, records, words_of
from plugins.channels.search.spelling import keys_of, rules
from plugins.greek import fold
from plugins.model import Artifact, Edition, Language, Resources, Site
from plugins.settings import Settings

FOLDER = "pagefind/"  # of the site
SHORTEST = 2  # letters of a word that can be meant by another spelling


class Index(NamedTuple):
    """The files of the last build's index, and what they were made of, as a hash; in the cache, safe to delete."""

    key: str
    files: dict[str, bytes]


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Nothing: all of it is made last."""
    return iter(())


def late(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """The files of the index, where this build makes one."""
    if resources.settings.run.preview or not all(has_search(e, resources.settings) for e in editions.values()):
        return
    found = {lang: list(records(edition, resources)) for lang, edition in editions.items()}
    for path, data in files_of(found, resources).items():
        yield Artifact(f"{FOLDER}{path}", index_file, (path, data), "search")


def has_search(edition: Edition, settings: Settings) -> bool:
    """Whether the site has a page for it: the words file names it, and no address of None leaves it out."""
    return settings.site.makes("search") and "search" in edition.taxonomies.groups["lists"]


def index_file(resources: Resources, path: str, data: bytes) -> bytes:
    """A file of the index as it is."""
    return data


def files_of(found: Mapping[Language, list[Record]], resources: Resources) -> dict[str, bytes]:
    """Path → bytes; from the cache where nothing of it has changed."""
    from importlib.metadata import version

    code = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    cache = resources.settings.run.cache / "search"
    key = hashlib.sha256(json.dumps([version("pagefind_bin"), code, found]).encode()).hexdigest()
    kept = store.load(cache, Index)
    if kept and kept.key == key:
        return kept.files
    texts = [(record.address, record.document) for records in found.values() for record in records]
    files = index_of(texts) if texts else {}
    files |= choices(found, files)
    files |= spellings({lang: [record.document for record in records] for lang, records in found.items()})
    store.save(cache, Index(key, files))
    return files


def choices(found: Mapping[Language, list[Record]], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What results may be narrowed by, by the name that Pagefind gave the text: the hash of its fragment."""
    names = {address_in(data): Path(path).stem for path, data in files.items() if path.startswith("fragment/")}
    return {
        f"facts/{lang}.json": json.dumps({names[record.address]: record.facts for record in records}).encode()
        for lang, records in found.items()
    }


def address_in(fragment: bytes) -> str:
    """The address in what Pagefind keeps of a text: JSON behind a signature, zipped."""
    address: str = json.loads(gzip.decompress(fragment).removeprefix(b"pagefind_dcd"))["url"]
    return address


def spellings(texts: Mapping[Language, Iterable[str]]) -> dict[str, bytes]:
    """The words of each language, the most frequent first, in a file for each letter with which their keys begin."""
    shards: dict[Language, str] = {}
    files: dict[str, bytes] = {}
    for lang, found in texts.items():
        forms = Counter(word for text in found for word in words_of(text) if len(word) >= SHORTEST)
        words = likeliest(forms)
        by_letter: dict[str, list[str]] = {}
        for word, key in zip(words, keys_of(words), strict=True):
            if key[:1].isascii() and key[:1].isalnum():
                by_letter.setdefault(key[0], []).append(word)
        shards[lang] = "".join(sorted(by_letter))
        files |= {f"words/{lang}/{letter}.txt": " ".join(group).encode() for letter, group in by_letter.items()}
    files["words/rules.json"] = json.dumps({**rules(), "letters": shards}, ensure_ascii=False).encode()
    return files


def likeliest(forms: Counter[str]) -> list[str]:
    """Of the forms that differ in accents and capitals alone, the most frequent; the most frequent words first."""
    best: dict[str, str] = {}
    sums: Counter[str] = Counter()
    for form in sorted(forms, key=lambda form: (-forms[form], form)):
        if not form.isdigit():
            plain = fold(form)
            best.setdefault(plain, form)
            sums[plain] += forms[form]
    return [best[plain] for plain in sorted(sums, key=lambda plain: (-sums[plain], plain))]
