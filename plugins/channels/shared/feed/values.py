"""What a feed is made of, whatever its format: plain values, in which every address is absolute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from plugins.model.document import EntryBody
from plugins.model.file import File
from plugins.model.value import Value

# What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # compiled when first asked for: that is slow


class HeadLink(Value, frozen=True):
    """A link of a feed to another document."""

    rel: str
    href: str
    type: str = ""
    hreflang: str = ""


def hub_links(hubs: Iterable[str]) -> Iterator[HeadLink]:
    """The hubs at which one may subscribe to a feed (https://www.w3.org/TR/websub/#discovery)."""
    yield from (HeadLink("hub", hub) for hub in hubs)


class Enclosure(File, frozen=True):
    """A file that an item brings; `seconds` is the length of a recording, 0 where it is not known."""

    lang: str = ""
    seconds: int = 0


class Element(Value, frozen=True):
    """An element of a namespace that the writer knows ("itunes:explicit") or of RSS itself ("ttl")."""

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()


class FeedHead(Value, frozen=True):
    """What a feed says of itself. `page` is the page that it belongs to, `stylesheet` the CSS for people.

    `id` is what Atom knows it by, a URI; empty: its address.
    """

    title: str
    description: str
    lang: str
    page: str
    author: str
    stylesheet: str
    extras: tuple[Element, ...] = ()
    id: str = ""


class Item(Value, frozen=True):
    """An entry as feeds carry it.

    `guid` is ours, `known_as` what an earlier site's feed called it. `title` and `summary` are plain text, `links` the
    addresses of its body. RSS takes the first of `enclosures`, other formats take all. A `demo` item is invented, and
    its content ends with a line that says so; an `urgent` one has that word as its first category.
    """

    guid: str
    title: str
    url: str
    summary: str
    body: EntryBody
    links: tuple[str, ...]
    published: datetime
    updated: datetime
    lang: str
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]
    image: str = ""
    demo: bool = False
    urgent: bool = False
    extras: tuple[Element, ...] = ()
    known_as: str = ""

    @property
    def id(self) -> str:
        """What subscribers know it by: what they knew it by before it came here, else our guid."""
        return self.known_as or f"urn:uuid:{self.guid}"

    @property
    def uri(self) -> str:
        """The same where only an address will do (https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6)."""
        return self.id if _URI.fullmatch(self.id) else f"urn:uuid:{self.guid}"


_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z_a-z~]+")
_TAG = r"<(?=[A-Za-z/!?])([^<>]*)(>?)"
_REFERENCE = r"&(?=#|[A-Za-z][A-Za-z0-9]*;|(?:lt|gt|amp|quot|LT|GT|AMP|QUOT))"


def plain(text: str) -> str:
    """A text of RSS that reads the same whether it is taken for HTML or not, and in neither case is any.

    The specification does not say which it is, some readers take titles for one and some for the other, and some decode
    twice. So what would begin a tag or a reference is written with the sign that looks like it: ‹img›, ＆lt;.
    https://www.rssboard.org/rss-profile#data-types-characterdata
    """
    if "<" in text:
        text = re.sub(_TAG, lambda tag: f"‹{tag[1]}{'›' if tag[2] else ''}", text)
    return re.sub(_REFERENCE, "＆", text) if "&" in text else text


def clean(text: str) -> str:
    """The text without the characters that no XML can hold."""
    return text if text.isprintable() else re.sub(_FORBIDDEN, "", text)  # the pattern takes 5 ms to compile
