"""Turns Markdown into clean HTML, cut at every address of a link or file, so that addresses can be resolved later."""

from __future__ import annotations

import re
import unicodedata

from plugins.markdown import plain
from plugins.markdown.limits import TooComplex, check
from plugins.markdown.rendered import Rendered

#: The marks of Python-Markdown and of `dialect`, and what is merely pasted (`pasted.INVISIBLE`).
_OURS = re.compile("[\x02\x03\ufdd0-\ufdef\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff]")
_SEPARATOR = re.compile("[\u2028\u2029]")

__all__ = ["Rendered", "TooComplex", "render"]


def render(text: str, lang: str) -> Rendered:
    """Return clean HTML of the Markdown `text` with the typography of `lang`.

    A heading of level 1, which is the page's own title, becomes one of level 2; the others stay. The parser is
    chosen by the language only, and the result depends on nothing but the arguments. Raises `TooComplex`.
    """
    text = normal(text)
    check(text)
    made = plain.convert(text, lang)
    if made is not None:
        return made
    from plugins.markdown import parser  # an edit of a plain text is read before it would be imported

    return parser.convert(text, lang)


def normal(text: str) -> str:
    """The text in NFC, with `\\n` for all line ends, without tabs, the parser's own marks and what is merely pasted."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    if text.replace("\n", "").isprintable():
        return text
    return _SEPARATOR.sub(" ", _OURS.sub("", text))
