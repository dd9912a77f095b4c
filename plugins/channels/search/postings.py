"""Which word stands in which text, and how much it says there: lines of text that a browser reads a file at a time.

A line is a word as the site writes it, then for each text that has it: how many texts on from the one before, in base
36; what the word weighs there, a capital letter; and a second one, where it stands in the title, for the words of that
(`εθελοντής 0KB3F`: the first text, in a title of two words, and the fourth).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import log2
from typing import NamedTuple

import msgspec

from plugins.channels.search.records import HEADING, TITLE, Findable, SearchRecord
from plugins.channels.search.spelling import keys_of
from plugins.channels.search.tokens import is_acronym, words_of
from plugins.i18n.greek import fold

SHORTEST = 2  # letters of a word that is kept; digits have no limit
LONGEST = 40
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP, ONE = 3, 9  # letters of weight from one to twice as much; that of a weight of 1
FILE = 40_000  # letters of a file of words, from which on it is parted by the next letter
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Word(NamedTuple):
    """A word that texts have: folded, and whether it is an acronym, which is another word (ΚΑΛΟ, καλό)."""

    plain: str
    is_acronym: bool


class Counted(msgspec.Struct, array_like=True, frozen=True):
    """What was counted in a record. All of it depends on the record and on the code of this folder.

    Its forms of words, each folded, and how each sounds; each word with its weight, and whether the title has it; how
    many words there are, and how many a reader who asks for its title has to say.
    """

    forms: list[str]
    folded: list[str]
    keys: list[str]
    words: list[tuple[Word, float, bool]]
    length: int
    size: int


def key_of(found: Findable, code: bytes) -> bytes:
    """Return the key of what is counted in a record by this code."""
    said = found.transcript.digest if found.transcript else ""
    return hashlib.sha256(code + msgspec.msgpack.encode((found.record, found.body, said))).digest()


class WrittenForm(NamedTuple):
    """A form of a word: how many texts have it, what it is when folded, and its key."""

    texts: int
    plain: str
    key: str


class WordPostings(msgspec.Struct, array_like=True):
    """The words of a language, each with its postings, of which a space stands between any two; and its forms.

    `average` is how many words a text has, in whole ones, so that the edit of one seldom weighs all others anew.
    """

    average: int
    forms: dict[str, WrittenForm]
    postings: dict[Word, str]

    def written(self) -> dict[Word, str]:
        """Each word as it is most often written inside a sentence."""
        forms: defaultdict[Word, list[str]] = defaultdict(list)
        for form, own in self.forms.items():
            forms[Word(own.plain, is_acronym(form))].append(form)
        return {word: min(own, key=self._rank) if len(own) > 1 else own[0] for word, own in forms.items()}

    def _rank(self, form: str) -> tuple[bool, int, str]:
        return form[0].isupper(), -self.forms[form].texts, form


def index_of(counted: Sequence[Counted]) -> WordPostings:
    """The words of what was counted in records; the number of a record is its place."""
    average = average_of(sum(own.length for own in counted), len(counted))
    seen: Counter[str] = Counter()
    heard: dict[str, tuple[str, str]] = {}
    postings: defaultdict[Word, list[str]] = defaultdict(list)
    last: dict[Word, int] = defaultdict(int)
    for number, own in enumerate(counted):
        seen.update(own.forms)
        heard.update(zip(own.forms, zip(own.folded, own.keys, strict=True), strict=True))
        for word, said in _said(own, average).items():
            postings[word].append(f"{_base36(number - last[word])}{said}")
            last[word] = number
    forms = {form: WrittenForm(count, *heard[form]) for form, count in seen.items()}
    return WordPostings(average, forms, {word: " ".join(own) for word, own in postings.items()})


def average_of(length: int, texts: int) -> int:
    """Return how many words a text has, of so many words in so many texts."""
    return max(round(length / max(texts, 1)), 1)


def edited(words: WordPostings, edits: Mapping[int, tuple[Counted, Counted]]) -> WordPostings:
    """Return the words where records say something else: by number what was counted before, and what is now."""
    forms, postings = dict(words.forms), dict(words.postings)
    for number, (old, new) in edits.items():
        _recount(forms, old, -1)
        _recount(forms, new, 1)
        before, after = _said(old, words.average), _said(new, words.average)
        for word in before.keys() | after.keys():
            if before.get(word) != after.get(word):
                postings[word] = _placed(postings.get(word, ""), number, after.get(word))
    return WordPostings(words.average, forms, {word: own for word, own in postings.items() if own})


def _recount(forms: dict[str, WrittenForm], own: Counted, by: int) -> None:
    """Have a text more (1) or less (-1) with the forms that were counted in it."""
    for form, plain, key in zip(own.forms, own.folded, own.keys, strict=True):
        count = forms[form].texts + by if form in forms else by
        if count:
            forms[form] = WrittenForm(count, plain, key)
        else:
            del forms[form]


def _placed(postings: str, number: int, said: str | None) -> str:
    """Return a word's postings with what is said of one text (None: it has the word no more)."""
    at, found = 0, dict[int, str]()
    for posting in postings.split():
        digits = posting.rstrip(LETTERS)
        at += int(digits, 36)
        found[at] = posting[len(digits) :]
    found.pop(number, None)
    found |= {number: said} if said else {}
    numbers = sorted(found)
    return " ".join(f"{_base36(here - last)}{found[here]}" for last, here in zip([0, *numbers], numbers, strict=False))


def _said(own: Counted, average: int) -> dict[Word, str]:
    """What the postings say of each word of a record: what it weighs, and of a word of its title the size of that."""
    norm = 0.6 + 0.4 * min(own.length / average, 4)
    size = LETTERS[min(own.size, len(LETTERS) - 1)]
    levels = {weight: _level(weight / norm) for weight in {weight for _, weight, _ in own.words}}
    return {word: f"{levels[weight]}{size}" if is_named else levels[weight] for word, weight, is_named in own.words}


def _level(weight: float) -> str:
    return LETTERS[max(0, min(round(STEP * log2(weight)) + ONE, len(LETTERS) - 1))]


def counted_in(record: SearchRecord, sounds: dict[str, str]) -> Counted:
    """Return what is counted in a record. `sounds` are the keys of words that were met before, and grow."""
    weights: defaultdict[str, float] = defaultdict(float)
    length = 0
    title = _kept(record.title)
    for weight, words in [(TITLE, title), *_pieces(record)]:
        length += len(words)
        for form, count in Counter(words).items():
            weights[form] += weight * count
    sums: defaultdict[Word, float] = defaultdict(float)
    for form, weight in weights.items():
        sums[_word(form)] += weight
    forms, names = list(weights), {_word(form) for form in title}
    unheard = [form for form in forms if form not in sounds]
    sounds.update(zip(unheard, keys_of(unheard), strict=True))
    return Counted(
        forms,
        [_word(form).plain for form in forms],
        [sounds[form] for form in forms],
        [(word, own, word in names) for word, own in sums.items()],
        length,
        title_size(title),
    )


@cache
def _word(form: str) -> Word:
    return Word(fold(form), is_acronym(form))


def _pieces(record: SearchRecord) -> Iterator[tuple[float, list[str]]]:
    """The words of a text, those of equal weight together."""
    texts: defaultdict[float, list[str]] = defaultdict(list)
    for part in record.parts:
        texts[part.weight].append(part.text)
        if part.heading:
            texts[HEADING].append(part.heading)
    for weight, pieces in texts.items():
        yield weight, _kept("\n".join(pieces))


def _kept(text: str) -> list[str]:
    """The words that are kept; none is an acronym where all is written in capitals."""
    words = [word for word in words_of(text) if SHORTEST <= len(word) <= LONGEST or word.isdigit()]
    return [word.lower() for word in words] if text.isupper() and len(words) > 1 else words


def title_size(title: Sequence[str]) -> int:
    """The words of a title that a reader who asks for it has to say: the long ones; all, where none is long."""
    return sum(len(word) > 3 for word in title) or len(title)


@cache
def _base36(number: int) -> str:
    digits = ""
    while number >= 36:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return _DIGITS[number] + digits


def files_of_words(words: WordPostings, written: Mapping[Word, str]) -> dict[str, str]:
    """The lines by what the keys of their words begin with: one letter, or more where a file would be too long."""
    ordered = sorted(words.postings, key=lambda word: (-words.postings[word].count(" "), word))
    lines = [f"{written[word]} {words.postings[word].replace(' ', '')}" for word in ordered]
    return dict(_parted([(words.forms[written[word]].key, line) for word, line in zip(ordered, lines, strict=True)], 1))


def _parted(lines: list[tuple[str, str]], depth: int) -> Iterator[tuple[str, str]]:
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, line in lines:
        groups[key[:depth]].append((key, line))
    for start, group in sorted(groups.items()):
        if start.isascii() and start.isalnum():
            if sum(len(line) for _, line in group) > FILE and len(start) == depth:
                yield from _parted(group, depth + 1)
            else:
                yield start, "\n".join(line for _, line in group)


def files_of_endings(words: WordPostings, written: Mapping[Word, str]) -> dict[str, str]:
    """The words by the second letter of their key: where the first is wrong, a word is looked for here."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for form in sorted(written.values()):
        key = words.forms[form].key
        if len(key) > 4 and key.isascii() and key.isalnum():
            groups[key[1]].append(form)
    return {letter: " ".join(group) for letter, group in sorted(groups.items())}


def gathered(found: Sequence[SearchRecord]) -> Mapping[int, tuple[int, ...]]:
    """The numbers of what each page gathers, by its own number."""
    texts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, record in enumerate(found):
        for shared in record.of:
            texts[shared].append(number)
    return {number: tuple(texts[record.about]) for number, record in enumerate(found) if texts.get(record.about)}
