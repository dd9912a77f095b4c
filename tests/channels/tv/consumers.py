"""What each living consumer of Media RSS asks of an item, as rules: name → what must be true.

Sources: the specification, https://www.rssboard.org/media-rss; Amazon Creator,
https://creator.amazon.com/documentation/ac/mrss.html; Kodi, xbmc/filesystem/RSSDirectory.cpp in
https://github.com/xbmc/xbmc; players and portals (JW, Brightcove, Vewd, Yahoo) read title, description, category,
keywords, thumbnail and content. Roku's product is retired.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from lxml import etree

MEDIA = "{http://search.yahoo.com/mrss/}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
EBU = (
    *("actor", "anchor person", "author", "choreographer", "composer", "conductor", "director", "editor"),
    *("graphic designer", "grip", "illustrator", "lyricist", "music arranger", "music group", "musician"),
    *("orchestra", "performer", "photographer", "producer", "reporter", "vocalist"),
)
Item = etree._Element


def contents(item: Item) -> list[Item]:
    return item.findall(f"{MEDIA}group/{MEDIA}content")


def text(item: Item, tag: str) -> str:
    return (item.findtext(tag) or "").strip()


def whole(node: Item, *names: str) -> bool:
    """Whether these attributes are whole numbers above nothing."""
    return all(re.fullmatch(r"[1-9]\d*", node.get(name) or "") for name in names)


def is_address(value: str | None) -> bool:
    return bool(value and re.fullmatch(r"https?://[!-~]+", value))


Rule = Callable[[Item], bool]
RULES: dict[str, dict[str, Rule]] = {
    "specification": {
        "one group, of the same content": lambda i: len(i.findall(f"{MEDIA}group")) == 1 and len(contents(i)) > 1,
        "one default": lambda i: [c.get("isDefault") for c in contents(i)].count("true") == 1,
        "known media and expressions": lambda i: all(
            (c.get("medium"), c.get("expression")) == ("video", "full") for c in contents(i)
        ),
        "addresses": lambda i: all(is_address(c.get("url")) for c in contents(i)),
        "one address each": lambda i: len({c.get("url") for c in contents(i)}) == len(contents(i)),
        "known sums": lambda i: all(
            (h.get("algo"), len(h.text)) in (("md5", 32), ("sha-1", 40)) for h in i.iter(f"{MEDIA}hash")
        ),
        "roles of the scheme": lambda i: all(
            c.get("role") in EBU for c in i.iter(f"{MEDIA}credit") if c.get("scheme") == "urn:ebu"
        ),
        "captions with type, language and address": lambda i: all(
            s.get("type") and s.get("lang") and is_address(s.get("href")) for s in i.iter(f"{MEDIA}subTitle")
        ),
        "known rights": lambda i: i.find(f"{MEDIA}rights").get("status") in ("userCreated", "official"),
        "a restriction that allows or denies": lambda i: all(
            r.get("relationship") in ("allow", "deny") for r in i.iter(f"{MEDIA}restriction")
        ),
        "a time of a still": lambda i: all(
            re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", t.get("time") or "") for t in i.iter(f"{MEDIA}thumbnail")
        ),
    },
    "Amazon Creator": {
        "a guid": lambda i: bool(text(i, "guid")),
        "a title and a description": lambda i: bool(text(i, "title") and text(i, "description")),
        "a date": lambda i: parsedate_to_datetime(text(i, "pubDate")).tzinfo is not None,
        "a video with its type": lambda i: any(c.get("type") == "video/mp4" for c in contents(i)),
        "a still": lambda i: i.find(f"{MEDIA}thumbnail") is not None,
    },
    "Kodi": {
        "a type for every file": lambda i: all(c.get("type") for c in contents(i)),
        "rates and sizes to choose by": lambda i: all(
            whole(c, "bitrate", "fileSize", "duration") for c in contents(i) if c.get("type") == "video/mp4"
        ),
        "stills that end in .jpg or .png": lambda i: all(
            t.get("url").endswith((".jpg", ".png")) for t in i.iter(f"{MEDIA}thumbnail")
        ),
        "a length": lambda i: text(i, f"{ITUNES}duration").isdigit(),
    },
    "players and portals": {
        "a title and a description of the video": lambda i: bool(
            text(i, f"{MEDIA}title") and text(i, f"{MEDIA}description")
        ),
        "a category and keywords": lambda i: bool(text(i, f"{MEDIA}category") and text(i, f"{MEDIA}keywords")),
        "a wide still of 800 × 450 at least": lambda i: any(
            whole(t, "width", "height")
            and int(t.get("width")) >= 800
            and int(t.get("width")) * 9 == int(t.get("height")) * 16
            for t in i.iter(f"{MEDIA}thumbnail")
        ),
        "a size of the picture": lambda i: all(
            whole(c, "width", "height") for c in contents(i) if c.get("type") == "video/mp4"
        ),
        "no markup in texts": lambda i: "<" not in text(i, "description"),
    },
}


def broken(item: Item) -> set[str]:
    """The rules that an item does not follow, as "consumer: rule"."""
    return {f"{who}: {name}" for who, rules in RULES.items() for name, rule in rules.items() if not _holds(rule, item)}


def _holds(rule: Rule, item: Item) -> bool:
    try:
        return rule(item)
    except (AttributeError, TypeError, ValueError):
        return False
