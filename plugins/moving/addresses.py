"""Addresses of the old site: which are its own, and which of them are the same."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from plugins.read.fields import Invalid, site_path

_THROUGH = re.compile(r"https?://i\d\.wp\.com/")
#: What WordPress adds to the name of a picture that it made smaller, or that somebody turned or cut.
_SIZED = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated|-e\d{13})+(?=\.(?:jpe?g|png|gif|webp|avif)$)", re.IGNORECASE)
_NUMBERS = ("p", "page_id", "attachment_id")


def host_of(address: str) -> str:
    """Return the host of an address, without www."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def direct(address: str) -> str:
    """Return the address of a picture itself, which WordPress' own servers made smaller."""
    found = _THROUGH.match(address)
    return f"https://{address[found.end() :].partition('?')[0]}" if found else address


def whole(address: str, base: str) -> str:
    """Return an address of a text as a whole one."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def place_of(address: str) -> str:
    """Return what an address names at its host: its path as people read it, and what WordPress asks by number."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    numbers = [f"{name}={value}" for name, value in parse_qsl(parts.query) if name in _NUMBERS]
    path = unicodedata.normalize("NFC", unquote(parts.path)).rstrip("/")
    return f"{path or '/'}?{numbers[0]}" if numbers else path or "/"


def fragment_of(address: str) -> str:
    """Return the part behind the #, with it."""
    _, mark, fragment = address.partition("#")
    return f"{mark}{fragment}" if fragment else ""


def unsized(address: str) -> str:
    """Return the address of the picture that a smaller one was made of; the same, where its name says no size."""
    return _SIZED.sub("", address)


def alias_of(address: str) -> str:
    """Return an old address as a text states it, from the root of the site; nothing where it can be none."""
    try:
        parts = urlsplit(address)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path
        return site_path(path)
    except (Invalid, ValueError):
        return ""
