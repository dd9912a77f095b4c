"""What a translation remembers of its original, and how much of that has changed since.

`original_hash` holds the beginning of the original's hash, its number of words, a hash of its headings, one of its
links, and a sketch of its words: `8e35f3f4dd9a1d3a.412.5c1b9a02.e3b0c442.` and 32 characters. The sketch is an *odd
sketch* (Mitzenmacher, Pagh, Pham: https://doi.org/10.1145/2566486.2568017): every word turns one of 192 lamps on or
off, so the lamps that differ in two sketches tell how many words do. A hash of 64 digits alone, as older files have it,
can't tell how much changed.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections import Counter
from typing import NamedTuple

from plugins.i18n.languages import every_placeholder, facts_of
from plugins.model.document import Document
from plugins.model.value import Language

_TENTH = 10
_LAMPS = 192
_MOST = 400  # words that a sketch tells apart well; of a longer text it holds a half, a quarter …
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"\]\([^)\s]*|<?https?://[^\s)>]+")


class Signature(NamedTuple):
    """What `original_hash` says; `words` is -1 where it is a hash alone."""

    sha256: str
    words: int = -1
    headings: str = ""
    links: str = ""
    sketch: int = 0


def placeholder(lang: Language) -> str:
    """Return the body that `new` writes where a text is still to be written."""
    return facts_of(lang).placeholder


def signature(original: Document, body: str) -> str:
    """Return the value of `original_hash` in a translation of this original."""
    words = _words(body)
    sketch = base64.urlsafe_b64encode(_sketch(words, _level(len(words))).to_bytes(_LAMPS // 8, "big")).decode()
    parts = (original.source_sha256[:16], str(len(words)), _headings(original), _links(original), sketch)
    return ".".join(parts)


def read(stated: str) -> Signature:
    """Return the parts of a value of `original_hash` that its converter has accepted."""
    if "." not in stated:
        return Signature(stated)
    sha256, words, headings, links, sketch = stated.split(".")
    return Signature(sha256, int(words), headings, links, int.from_bytes(base64.urlsafe_b64decode(sketch), "big"))


def is_of(stated: str, sha256: str) -> bool:
    """Whether a value of `original_hash` is that of a text with this hash."""
    return sha256.startswith(read(stated).sha256)


def is_begun(stated: str) -> bool:
    """Whether a value of `original_hash` is that of a text which nobody had written yet, as `new` makes it."""
    blank = (hashlib.sha256(text.encode()).hexdigest() for text in every_placeholder())
    return any(is_of(stated, sha256) for sha256 in blank)


def is_far(stated: str, original: Document, body: str) -> bool:
    """Whether readers are to be told: headings or links are others now, or a tenth of the words; or nobody can know."""
    then = read(stated)
    if then.words < 0 or (then.headings, then.links) != (_headings(original), _links(original)):
        return True
    words = _words(body)
    unlike = _apart(then.sketch, _sketch(words, _level(then.words))) * 2 ** _level(then.words)
    changed = (unlike + abs(len(words) - then.words)) / 2  # of each changed word, both the old and the new one differ
    return changed > 0 and changed * _TENTH >= then.words


def _words(body: str) -> list[str]:
    """The words of a text, without those of its addresses."""
    return _WORD.findall(_ADDRESS.sub(" ", body).casefold())


def _headings(document: Document) -> str:
    return _hash("\n".join(f"{heading.level} {' '.join(_words(heading.text))}" for heading in document.headings))


def _links(document: Document) -> str:
    return _hash("\n".join(reference.address for reference in document.references))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _level(words: int) -> int:
    """How often a text is halved before it is sketched."""
    return max(0, math.ceil(math.log2(words / _MOST))) if words else 0


def _sketch(words: list[str], level: int) -> int:
    """Each word turns its lamp; the second time that it stands there, it is another word."""
    lamps, seen = 0, Counter[str]()
    for word in words:
        seen[word] += 1
        number = int.from_bytes(hashlib.blake2b(f"{seen[word]} {word}".encode(), digest_size=8).digest(), "big")
        if number & ((1 << level) - 1) == 0:
            lamps ^= 1 << (number >> level) % _LAMPS
    return lamps


def _apart(one: int, other: int) -> float:
    """How many words only one of the two texts has, as far as lamps can tell."""
    unlike = (one ^ other).bit_count()
    return -_LAMPS / 2 * math.log(1 - 2 * unlike / _LAMPS) if 2 * unlike < _LAMPS else math.inf
