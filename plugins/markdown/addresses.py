"""Addresses that mean more than a link: those that stand bare in a text, and those of videos and maps."""

from __future__ import annotations

import re

from plugins.i18n.languages import facts_of

_TELEPHONE = re.compile(r"[268]\d[ \d.()\u00a0-]{7,}\d")
_MAY_BE = re.compile(r"https?://(?:[\w.-]*(?:youtu|vimeo|osm\.org|openstreetmap)|[\w.-]+/(?:w|videos)/)", re.IGNORECASE)
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: What an address is of, a fact of a language, and who has it. PeerTube is run by many: its addresses have a form of
#: their own (https://docs.joinpeertube.org/), which others do not.
_PLACES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(rf"https?://{pattern}", re.IGNORECASE), what, name)
    for pattern, what, name in (
        (
            r"(?:(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com/(?:watch\?|shorts/|live/|embed/|playlist\?)|youtu\.be/)\S+",
            "video",
            "YouTube",
        ),
        (r"(?:www\.|player\.)?vimeo\.com/(?:[\w-]+/)*\d+\S*", "video", "Vimeo"),
        (r"(?:www\.)?(?:openstreetmap\.org|osm\.org)/\S+", "map", "OpenStreetMap"),
        (
            rf"([\w.-]+)/(?:w/(?:p/)?[1-9A-HJ-NP-Za-km-z]{{20,24}}|videos/(?:watch|embed)/(?:playlist/)?{_UUID})(?:[/?#;]\S*)?",
            "video",
            "",
        ),
    )
)


def place_of(address: str, lang: str) -> str:
    """What an address shows and where, in words; empty where it is no video or map of these."""
    for pattern, what, name in _PLACES if _MAY_BE.match(address) else ():
        if found := pattern.fullmatch(address):
            words: str = getattr(facts_of(lang), what)
            return words.format(name=name or found[1])
    return ""


def is_place(address: str) -> bool:
    """Whether an address is a video or map of these."""
    return bool(_MAY_BE.match(address)) and any(pattern.fullmatch(address) for pattern, _, _ in _PLACES)


def may_be_bare(text: str) -> bool:
    """Whether a text may hold a bare address, e-mail address or telephone number; False is certain."""
    return "@" in text or "://" in text or "www." in text or _TELEPHONE.search(text) is not None
