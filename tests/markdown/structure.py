"""The structure of HTML, to hold what two parsers made of one text against each other."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import html as lxml_html

_TOLD = {
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "table",
        "thead",
        "tr",
        "th",
        "td",
    ),
    *("em", "strong", "del", "a", "code", "br", "hr", "img"),
}
_NAMED_BY = {"a": "href", "img": "src", "ol": "start"}


def structure_of(html: str) -> list[tuple[str, str]]:
    """Elements as they open and close, with what links and images lead to, and the text between them."""
    if not html.strip():
        return []
    told: list[tuple[str, str]] = []
    _tell(lxml_html.fragment_fromstring(html, create_parent="div"), told)
    return told


def _tell(element: lxml_html.HtmlElement, told: list[tuple[str, str]]) -> None:
    if isinstance(element.tag, str):
        known = element.tag in _TOLD
        if known:
            told.append((f"<{element.tag}>", unquote(element.get(_NAMED_BY.get(element.tag, "-"), ""))))
        _say(element.text, told)
        for child in element:
            _tell(child, told)
            _say(child.tail, told)
        if known:
            told.append((f"</{element.tag}>", ""))


def _say(text: str | None, told: list[tuple[str, str]]) -> None:
    words = re.sub(r"\s+", " ", text or "").strip()
    if words and told and told[-1][0] == "text":
        told[-1] = ("text", f"{told[-1][1]} {words}")
    elif words:
        told.append(("text", words))
