"""Paragraphs as WordPress makes them of a text that has none (`wpautop`): an empty line parts two of them, a line end
is a break. https://developer.wordpress.org/reference/functions/wpautop/"""

from __future__ import annotations

import re

_BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    "|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary"
    "|iframe|video|audio|object|script"
)
_KEPT = re.compile(r"<(pre|script|style|textarea|svg|table)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_OPEN = re.compile(rf"(<(?:{_BLOCKS})(?:\s[^>]*)?/?>)", re.IGNORECASE)
_CLOSE = re.compile(rf"(</(?:{_BLOCKS})\s*>)", re.IGNORECASE)
_IS_BLOCK = re.compile(rf"\s*</?(?:{_BLOCKS})(?:\s|/?>)", re.IGNORECASE)
_RULE = re.compile(r"(<hr\b[^>]*>)", re.IGNORECASE)
_BREAK = re.compile(r"(?<!<br>)\n")
_ADDRESS = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)


def paragraphed(text: str) -> str:
    """Return the text with its paragraphs and breaks as HTML."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n\x00{len(kept) - 1}\x00\n\n"

    text = _KEPT.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text)
    text = re.sub(r"<br\s*/?>[ \t]*\n?", "<br>", text)
    text = _CLOSE.sub(r"\1\n\n", _OPEN.sub(r"\n\n\1", text))
    text = _RULE.sub(r"\1\n\n", text)
    text = _ADDRESS.sub(r'\n\n<a href="\1">\1</a>\n\n', text)
    made = "\n".join(_paragraph(part) for part in re.split(r"\n\s*\n", text) if part.strip())
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], made)


def _paragraph(part: str) -> str:
    part = part.strip()
    if "\x00" in part or _IS_BLOCK.match(part):
        inner = _OPEN.match(part)
        if inner and part[inner.end() :].strip() and not _CLOSE.search(part):
            return part.replace("\n", "<br>")
        return part
    return f"<p>{_BREAK.sub('<br>', part)}</p>"
