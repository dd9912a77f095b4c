"""Typographic quotes, primes, numerals, dashes, ellipses and spaces that hold, by the custom of each language.

Greek: «…» outside, “…” within, ‘…’ within that, and Α΄ for the numeral. English: “…” and ‘…’. Each language's own are
in the file of its facts (`i18n/languages`), and what all share is here. `--` is –, `---` is —,
`...` is …, `15"` is 15″, a lone `'` an apostrophe; a number keeps its unit in the line, an abbreviation its number
(https://style-guide.europa.eu/el/, the protected space).
The smarty extension of Python-Markdown looks at each piece of text between two tags alone, so it opens a second
quote where `"*λόγος*"` closes; and it takes the apostrophe of `απ' όλα` for a closing quote. Here a whole
paragraph is read, through its tags.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from plugins.i18n.languages import Facts, facts_of
from plugins.model.regex import regex

TRIGGERS = ('"', "'", "--", "...", "“", "”", "„", "‘", "’")
REACH = 500  # characters in which a single quote closes, and
DEPTH = 6  # quotes within quotes that are kept in mind, so that no text takes long
_SINGLE, _DOUBLE = regex("['’]"), regex('["«»“”„]')
_DASHES = regex(r"(?<!-)(---?)(?!-)|(?<!\.)\.\.\.(?!\.)")
_REPLACEMENT = {"--": "–", "---": "—", "...": "…"}
#: After one of these (or a space, or nothing) a quote opens.
_OPENERS = frozenset("([{-–—/«“‘„·")
_VOWELS = frozenset("αεηιουω")

# A Greek numeral before its sign, which typewriters write as an apostrophe: Α', ΙΒ', ΣΤ', β', ιστ'.
_NUMERAL = regex(r"(?<![\w'’])(?:[ΡΣΤΥΦΧΨΩ]?[ΙΚΛΜΝΞΟΠ]?(?:ΣΤ|[Α-Θ])?|[ικ]?(?:στ|[α-θ])?)\Z")
#: Those that are elided words as well, where a vowel follows.
_SHORT = frozenset(("μ", "σ", "τ", "θ", "ν", "δ", "κ", "στ", "Μ", "Σ", "Τ", "Θ", "Ν", "ΣΤ", "ΥΠ"))
#: What a word that lost its last vowel looks like, before another vowel: σ' εμένα, απ' όλα, γι' αυτό.
_ELIDED = regex(
    r"(?<!\w)(?:[μστθνκδ]|στ|γι|κι|δι|[αάεέυύ]π|[αευ]φ|κατ|μετ|παρ|[κμ]αθ|αν[τθ]|[όο]λ|είν|[βπφ][άέ][λρ]"
    r"|\w*[βγδζθκμξπστφχψ])\Z",
    re.IGNORECASE,
)
#: What a word that lost its first vowel looks like: θα 'ρθω, πού 'ναι.
_BEHEADED = regex(
    r"(?:ναι|τανε?|μαι|σαι|στε|μαστε|σαστε|μουν|σουν|στω|πε|κανε?|χ[αειο]\w*|ρ[θχ]\w+|λεγ\w+|θελ\w+|φερ\w+|δωσ\w+|\d\d)\b"
)

# A space between a number and its unit, or between a word and the number that it announces, doesn't part them.
_UNITS = (
    *("%", "‰", "€", "£", r"\$", "°C?", "§"),
    r"(?:[kcmnµ]?m[²³]?|[km]?g|ml|l|ha|[kMG]?Wh?|[kMG]?Hz|[kMGT]B|dB(?:TP)?|LUFS|kb/s|bit|V)(?![\w/])",
)


class _Custom(NamedTuple):
    """How a language sets its type."""

    facts: Facts
    token: re.Pattern[str]  # a quote, or a piece that is not text: Markdown's mark for raw HTML or an escaped character
    held: re.Pattern[str]  # the spaces that hold


@cache
def _custom_of(lang: str) -> _Custom:
    facts = facts_of(lang)
    return _Custom(facts, re.compile(f"[\"'«»{facts.replaced}]|\x02[^\x03]*\x03"), _holding(facts))


def _holding(facts: Facts) -> re.Pattern[str]:
    """The spaces that hold. It begins with the space itself, for which `re` looks at once."""
    units = "|".join((*_UNITS, *facts.units))
    words = "|".join(rf"(?<=(?<!\w){re.escape(word)} )" for word in facts.announcers)
    gazette = r"(?=\d)(?<=ΦΕΚ[ \u00a0].΄ )"
    return re.compile(rf" (?:(?<=\d )(?={units})|(?=\d|[Α-Ω]{{1,3}}΄)(?:{words})|{gazette})")


def is_set(text: str, lang: str) -> bool:
    """Whether a text has nothing that would be set otherwise; quicker than setting it."""
    for trigger in TRIGGERS:
        if trigger in text:
            return False
    return _custom_of(lang).held.search(text) is None


def set_in_type(text: str, lang: str) -> str:
    """Return a title or another text of one line with typographic marks; its words, and so its slug, are the same."""
    return replace_in([(text, False)], lang)[0]


def replace_in(pieces: Sequence[tuple[str, bool]], lang: str) -> list[str]:
    """Return the pieces of one stretch of text with the marks and spaces of a language; a piece that is marked True is
    read but not changed."""
    whole = "".join([text for text, _ in pieces])
    if not any(trigger in whole for trigger in TRIGGERS):
        return [text if fixed else hold_together(text, lang) for text, fixed in pieces]
    context = _Context(whole, lang)
    start, changed = 0, []
    for text, fixed in pieces:
        quoted = context.quotes(start, start + len(text), fixed)
        start += len(text)
        dashed = _DASHES.sub(lambda found: _REPLACEMENT[found[0]], quoted)
        changed.append(text if fixed else hold_together(dashed, lang))
    return changed


def hold_together(text: str, lang: str) -> str:
    """The text with no-break spaces: 60 €, 67,1 %, ν. 4430/2016, άρθρο 65, ΦΕΚ Α΄ 205."""
    return _custom_of(lang).held.sub("\u00a0", text)


class _Context:
    """The quotes that are open while a stretch of text is read from its start to its end."""

    def __init__(self, whole: str, lang: str):
        self.whole, self.custom = whole, _custom_of(lang)
        self.open: list[tuple[str, str]] = []  # the mark that was typed, as `"`, `'` or `«`, and what closes it
        self.before = ""  # the last visible character, as it reads after replacement

    def quotes(self, start: int, end: int, fixed: bool) -> str:
        """Characters `start` to `end` of the whole with quotes replaced; a `fixed` part is only passed by."""
        out, place = [], start
        for found in self.custom.token.finditer(self.whole, start, end):
            self._pass(place, found.start())
            out.append(self.whole[place : found.start()])
            token = found[0]
            if len(token) == 1:
                token = token if fixed else self._quote(token, found.end())
                self.before = token[-1]
            out.append(token)
            place = found.end()
        self._pass(place, end)
        out.append(self.whole[place:end])
        return "".join(out)

    def _pass(self, start: int, end: int) -> None:
        if end > start:
            self.before = self.whole[end - 1]

    def _quote(self, mark: str, place: int) -> str:
        """What the quote `mark`, which ends before `place`, is to be."""
        del self.open[:-DEPTH]
        if mark == "«":
            self.open.append(("«", "»"))
            return mark
        if mark == "»":
            self._close("«")
            return mark
        after = self._after(place)
        starts = not self.before or self.before.isspace() or self.before in _OPENERS
        opens = starts and bool(after.strip())
        if mark in '"“”„':
            return self._double(mark, place, opens)
        single = self._elided_single if self.custom.facts.elided else self._single
        return single(mark, place, opens, after)

    def _double(self, mark: str, place: int, opens: bool) -> str:
        if opens:
            return self._opened('"')
        if mark == '"' and self.before.isnumeric() and not (self._is_open('"') and not self._closes_later(place)):
            return "″"
        return self._close('"') or mark  # what was never opened stays as it was typed

    def _single(self, mark: str, place: int, opens: bool, after: str) -> str:
        """A single quote where an apostrophe stands within words, or for a number."""
        decade = after.isdigit() and re.match(r"\d\ds", self.whole[place:])
        if opens and not decade and (after.isalnum() or after in "\"'“([{«"):
            self.open.append(("'", "’"))
            return "‘"
        if not after.isalnum() and self._close("'"):
            return "’"
        return "′" if self._is_prime(after) else "’"

    def _elided_single(self, mark: str, place: int, opens: bool, after: str) -> str:
        if mark == "‘":
            return self._opened("'") if opens else mark
        ends = not opens and not after.isalnum()
        closes = ends and self._is_open("'") and not self._is_elision(place)
        if ends and self._is_numeral(place) and not (closes and not self._closes_within(place)):
            return self.custom.facts.numeral
        if closes:
            return self._close("'")
        if not opens and self._is_prime(after):
            return "′"
        if opens and mark == "'" and self._closes_within(place):
            return self._opened("'")
        return "’"

    def _opened(self, mark: str) -> str:
        levels = self.custom.facts.quotes
        left, right = levels[min(len(self.open), len(levels) - 1)]
        self.open.append((mark, right))
        return left

    def _close(self, mark: str) -> str:
        """What closes the last quote that was opened by `mark`, with those within it; empty where none is open."""
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number][0] == mark:
                right = self.open[number][1]
                del self.open[number:]
                return right
        return ""

    def _is_open(self, mark: str) -> bool:
        return any(opened == mark for opened, _ in self.open)

    def _is_prime(self, after: str) -> bool:
        """Minutes or feet: 5', 37°58'N."""
        return self.before.isnumeric() and (after.isnumeric() or not after.isalpha())

    def _is_numeral(self, place: int) -> bool:
        """Whether the apostrophe that ends before `place` is the sign of a Greek numeral; in Σ' αγαπώ it is none."""
        found = _NUMERAL.search(self.whole, max(0, place - 6), place - 1)
        word = found[0] if found else ""
        return bool(word) and not (word in _SHORT and self._vowel_follows(place))

    def _is_elision(self, place: int) -> bool:
        return self._vowel_follows(place) and bool(_ELIDED.search(self.whole, max(0, place - 16), place - 1))

    def _vowel_follows(self, place: int) -> bool:
        """Whether the next word, after a space, begins with a vowel."""
        rest = self.whole[place : place + 4]
        first = rest.lstrip().lstrip("\"'«“‘(")[:1]
        return rest[:1].isspace() and bool(first) and unicodedata.normalize("NFD", first)[0].lower() in _VOWELS

    def _after(self, place: int) -> str:
        """The first visible character from `place`, past marks of raw HTML; empty at the end."""
        while self.whole.startswith("\x02", place):
            close = self.whole.find("\x03", place)
            if close < 0:
                break
            place = close + 1
        return self.whole[place : place + 1]

    def _closes_later(self, place: int) -> bool:
        """Whether the next double quote closes, so that this one, after a digit, need not."""
        found = self.whole.find('"', place, place + REACH)
        before = self.whole[found - 1] if found > 0 else " "
        return not before.isspace() and before not in _OPENERS and not before.isnumeric()

    def _closes_within(self, place: int) -> bool:
        """Whether a single quote closes before the next one opens, and before the quote around it ends: an apostrophe
        (`'ναι`) has no counterpart."""
        beheaded = _BEHEADED.match(self.whole, place)
        for found in self._singles(place):
            if not found:
                return False
            if not beheaded or beheaded.end() == found - 1:
                return found <= self._end(place)
        return False

    def _singles(self, place: int) -> Iterator[int]:
        """The places behind single quotes that may close one; 0 for one that opens."""
        numeral = 0
        for found in _SINGLE.finditer(self.whole, place, place + REACH):
            before, after = self.whole[found.start() - 1], self.whole[found.end() : found.end() + 1]
            if before.isspace() or before in _OPENERS:
                yield 0
            elif after.isalnum() or self._is_elision(found.end()):
                continue
            elif self._is_numeral(found.end()):
                numeral = found.end()
            else:
                yield found.end()
        if numeral:
            yield numeral  # it closes where nothing else does

    def _end(self, place: int) -> int:
        """Where the quote around `place` ends at the latest."""
        depth = 0
        for found in _DOUBLE.finditer(self.whole, place, place + REACH):
            before = self.whole[found.start() - 1] if found.start() else " "
            opens = found[0] in "«“„" or (found[0] == '"' and (before.isspace() or before in _OPENERS))
            if not opens and depth == 0:
                return found.start()
            depth += 1 if opens else -1
        return min(len(self.whole), place + REACH)
