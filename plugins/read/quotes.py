"""Typographic quotes, dashes and ellipses, by the custom of each language.

Greek: «…» outside, “…” inside. English: “…” and ‘…’. `--` is –, `---` is —, `...` is …, a lone `'` an apostrophe.
The smarty extension of Python-Markdown looks at each piece of text between two tags alone, so it opens a second
quote where `"*λόγος*"` closes; and it takes the apostrophe of `απ' όλα` for a closing quote. Here a whole
paragraph is read, through its tags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TRIGGERS = ('"', "'", "--", "...")
#: A quote, or a piece that is not text: the mark that Markdown puts for raw HTML or an escaped character.
_TOKEN = re.compile("[\"'«»]|\x02[^\x03]*\x03")
_DASHES = re.compile(r"(?<!-)(---?)(?!-)|(?<!\.)\.\.\.(?!\.)")
_REPLACEMENT = {"--": "–", "---": "—", "...": "…"}
_CLOSING = re.compile(r"(?<=\S)'(?!\w)")
#: After one of these (or a space, or nothing) a quote opens.
_OPENERS = frozenset("([{-–—/«“‘")


def replace_in(pieces: Sequence[tuple[str, bool]], greek: bool) -> list[str]:
    """The pieces of one stretch of text with the quotes, dashes and ellipses of a language; a piece that is marked
    True is read but not changed."""
    whole = "".join([text for text, _ in pieces])
    if not any(trigger in whole for trigger in TRIGGERS):
        return [text for text, _ in pieces]
    context = _Context(whole, greek)
    start, changed = 0, []
    for text, fixed in pieces:
        quoted = context.quotes(start, start + len(text), fixed)
        start += len(text)
        changed.append(text if fixed else _DASHES.sub(lambda found: _REPLACEMENT[found[0]], quoted))
    return changed


class _Context:
    """The quotes that are open while a stretch of text is read from its start to its end."""

    def __init__(self, whole: str, greek: bool):
        self.whole, self.greek = whole, greek
        self.depth = 0
        self.inner = False  # a single quote is open (Greek)
        self.before = ""  # the last visible character, as it reads after replacement
        self.unclosed = 0  # up to here no single quote closes

    def quotes(self, start: int, end: int, fixed: bool) -> str:
        """Characters `start` to `end` of the whole with quotes replaced; a `fixed` part is only passed by."""
        out, place = [], start
        for found in _TOKEN.finditer(self.whole, start, end):
            self._pass(place, found.start())
            out.append(self.whole[place : found.start()])
            token = found[0]
            if len(token) == 1 and not fixed:
                token = self._quote(token, found.end())
            if len(token) == 1:
                self.before = token
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
        if mark == "«":
            self.depth += 1
            return mark
        if mark == "»":
            self.depth = max(0, self.depth - 1)
            return mark
        after = self._after(place)
        opens = (not self.before or self.before.isspace() or self.before in _OPENERS) and bool(after.strip())
        if mark == '"':
            return self._double(opens)
        if not self.greek:
            decade = after.isdigit() and re.match(r"\d\ds", self.whole[place:])
            return "‘" if opens and not decade and (after.isalnum() or after in "\"'“([{«") else "’"
        if opens and self.depth and not self.inner and self._closes_within(place):
            self.inner = True
            return "“"
        if self.inner and not opens and not after.isalnum():
            self.inner = False
            return "”"
        return "’"

    def _double(self, opens: bool) -> str:
        if opens:
            self.depth += 1
            return "«" if self.greek and self.depth == 1 else "“"
        self.depth = max(0, self.depth - 1)
        return "»" if self.greek and self.depth == 0 else "”"

    def _after(self, place: int) -> str:
        """The first visible character from `place`, past marks of raw HTML; empty at the end."""
        while self.whole.startswith("\x02", place):
            close = self.whole.find("\x03", place)
            if close < 0:
                break
            place = close + 1
        return self.whole[place : place + 1]

    def _closes_within(self, place: int) -> bool:
        """Whether a single quote closes before the next double one: an apostrophe (`'ναι`) has no counterpart."""
        if place < self.unclosed:
            return False
        end = self.whole.find('"', place)
        end = len(self.whole) if end < 0 else end
        closes = _CLOSING.search(self.whole, place, end) is not None
        if not closes:
            self.unclosed = end
        return closes
