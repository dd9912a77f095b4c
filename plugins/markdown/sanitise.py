"""Sanitises HTML once, after Markdown, and takes the addresses of links and files out of it.

Posts come from many hands: whatever is not named here is dropped. Never allow svg, math or style
(RUSTSEC-2025-0071 and its successors broke sanitisers through them).
"""

from __future__ import annotations

import re

from plugins.model.regex import regex

_CLASSES = frozenset(
    """
    admonition note warning tip danger important hint caution attention error admonition-title footnote footnote-ref
    footnote-backref align-left align-center align-right toc toctitle
    embed embed-title embed-place
    """.split()  # noqa: SIM905 (a list of words reads better)
)
_LANGUAGE_CLASS = regex(r"language-[A-Za-z0-9_+#.-]{1,40}")
TAGS = frozenset(
    """
    h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td blockquote pre code
    figure figcaption details summary div span a img audio video source track abbr sup sub kbd samp var mark small
    time q cite dfn del ins s hr br wbr em strong b i u
    """.split()  # noqa: SIM905 (a list of words reads better)
)
#: Elements of which the content goes too, since it is no text for a reader.
_SWALLOWED = frozenset(
    """
    script style template svg math iframe object embed noscript noembed noframes textarea select title xmp
    """.split()  # noqa: SIM905 (a list of words reads better)
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "class", "lang", "dir"},
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "dfn": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "audio": {"src", "preload"},
    "video": {"src", "poster", "preload", "width", "height"},
    "source": {"src", "type"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "details": {"open"},
}
_ADDRESSES = frozenset(
    (("a", "href"), ("video", "poster"), *((tag, "src") for tag in ("img", "audio", "video", "source", "track")))
)
_NUMBER = regex(r"-?[0-9]{1,5}")
_LANGUAGE = regex(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: Attribute → what its value must be for it to stay. An id that begins with `d-` is the theme's own: it goes.
_VALUES = {
    "id": re.compile(r"(?!d-)[\w:.-]+"),
    "lang": _LANGUAGE,
    "hreflang": _LANGUAGE,
    "srclang": _LANGUAGE,
    "dir": re.compile(r"ltr|rtl|auto"),
    "width": _NUMBER,
    "height": _NUMBER,
    "start": _NUMBER,
    "value": _NUMBER,
    "colspan": _NUMBER,
    "rowspan": _NUMBER,
    "preload": re.compile(r"none|metadata"),
    "type": re.compile(r"[1aAiI]|[a-z]+/[\w.+-]+(; ?codecs=[\w., \"-]+)?"),
    "kind": re.compile(r"subtitles|captions|descriptions|chapters|metadata"),
    "scope": re.compile(r"row|col|rowgroup|colgroup"),
}
#: Addresses of another host without a scheme: browsers read a backslash as a slash. Nor may an address hold
#: control characters: browsers leave out tabs and line ends, so they could hide one.
_NO_ADDRESS = regex(r" *[/\\]{2}|.*[\x00-\x1f\x7f-\x9f]", re.DOTALL)


#: Addresses that `nh3` surely lets pass: without a scheme, or of a plainly named host.
_SURE = regex(r"(?:https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?=[/?#]|\Z))?[^:]+")


def is_sure(address: str) -> bool:
    """Whether a link or an image with this address is surely left as it is; False is not certain."""
    return bool(_SURE.fullmatch(address)) and not _NO_ADDRESS.match(address)


class Cleaner:
    """One `nh3.Cleaner` and what it found: for one document at a time, in one thread.

    The order in which nh3 shows attributes is its own, so each address is replaced by a number between NUL
    characters, and put in the order of the document afterwards. No document can forge such a mark: the HTML
    standard makes a NUL, written plainly or as a reference, U+FFFD while parsing.
    """

    def __init__(self) -> None:
        import nh3  # plain texts are read without it

        self._found: list[tuple[str, str, str]] = []
        self._ids: set[str] = set()
        self._nh3 = nh3.Cleaner(
            tags=TAGS,
            clean_content_tags=_SWALLOWED,
            attributes=_ATTRIBUTES,
            attribute_filter=self._filter,
            link_rel=None,
            url_schemes={"http", "https", "mailto", "tel"},
            set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        )

    def clean(self, html: str) -> tuple[list[str], list[tuple[str, str, str]]]:
        """Clean parts of `html` around its addresses, and (tag, attribute, address) for each gap between two."""
        self._found.clear()
        self._ids.clear()
        parts = self._nh3.clean(html).split("\0")
        return parts[::2], [self._found[int(number)] for number in parts[1::2]]

    def _filter(self, tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) in _ADDRESSES:
            if _NO_ADDRESS.match(value):
                return None
            self._found.append((tag, attribute, value))
            return f"\0{len(self._found) - 1}\0"
        if attribute == "class":
            return _classes(tag, value)
        allowed = _VALUES.get(attribute)
        if allowed and not allowed.fullmatch(value):
            return None
        if attribute == "id":
            if value in self._ids:
                return None
            self._ids.add(value)
        return value


def _classes(tag: str, value: str) -> str | None:
    if tag == "code":
        kept = [name for name in value.split() if _LANGUAGE_CLASS.fullmatch(name)][:1]
    else:
        kept = [name for name in value.split() if name in _CLASSES]
    return " ".join(kept) or None
