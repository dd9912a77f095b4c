"""Pages fetch nothing from other sites, and links to other sites are encrypted where they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.check.lookup import first_ones, problem_in_body
from plugins.model.document import Target
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields, RemoteAudio
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_REMOTE = _("the file would be fetched from another site: {address}")
_KEEP_HERE = _("put a copy beside the text if you have the right to, else write a link to its page")
_PLAIN = _("the link is not encrypted: {address}")
_TRY_HTTPS = _("try it with https:")


_UNSAID = _("does not say “{name}”")
_HASH = _("write 64 hexadecimal digits or delete the line")
_NO_NUMBER = _("is not a whole number from {low} to {high}")
_DIGITS = _("write digits only, without separators or signs of currency")
_SPY = _("a tracking pixel: it would tell {host} who reads the page")
_DELETE = _("delete the line")
_TRACKED = _("the link carries a mark for tracking readers: {name}")
_WITHOUT = _("delete {name}=… from the address")
_OWN = _("the link leads to your own preview: {address}")
_PATH = _("write the file: {{filename}}/news/name.en.md").format()
_PIXEL = re.compile(
    r"(?:https?:)?//([\w.-]*(?:facebook\.com/tr|google-analytics\.com|doubleclick\.net|px\.ads\.linkedin\.com|pixel\.\w+))\b"
)
_TRACKING = re.compile(r"[?&;](fbclid|gclid|msclkid|mc_eid|igshid|utm_[a-z]+)=")
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?:[:/]|\Z)", re.IGNORECASE)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each file that another site would serve to our readers (and so learn of them); `http:` links and tracked ones."""
    for entry in site.entries:
        yield from first_ones(_of(entry, settings))
        audio = entry.of(EpisodeFields).audio
        if isinstance(audio, RemoteAudio) and not entry.imported:
            line, column = entry.stated_at("audio")
            for message, hint in _unstated(audio):
                yield Problem("remote", "error", entry.source, line, column, "audio", message, hint)


def _unstated(audio: RemoteAudio) -> Iterator[tuple[Message, Message]]:
    """What must be known of a recording that lies elsewhere, and what the feeds of old sites alone may leave open."""
    if not audio.sha256:
        yield _UNSAID.format(name="sha256"), _HASH
    if not audio.bytes:
        yield Message("bytes: {fault}").format(fault=_NO_NUMBER.format(low=1, high=10**11)), _DIGITS


def _of(entry: Entry, settings: Settings) -> Iterator[Problem]:
    for index, target in enumerate(entry.targets):
        found = _fault(target)
        if found:
            level, message, hint = found
            yield problem_in_body("remote", level, entry, index, settings, message, hint)


def _fault(target: Target) -> tuple[str, Message, Message] | None:
    """Its level, what is wrong with an address outside, and the way out."""
    address = target.name
    if target.sort == "remote":
        pixel = _PIXEL.match(address)
        if pixel:
            return "error", _SPY.format(host=pixel[1].partition("/")[0]), _DELETE
        return "error", _REMOTE.format(address=address), _KEEP_HERE
    if target.sort != "outside":
        return None
    if _LOCAL.match(address):
        return "warning", _OWN.format(address=address), _PATH
    tracking = _TRACKING.search(address)
    if tracking:
        return "note", _TRACKED.format(name=tracking[1]), _WITHOUT.format(name=tracking[1])
    if address[:5].lower() == "http:":
        return "note", _PLAIN.format(address=address), _TRY_HTTPS
    return None
