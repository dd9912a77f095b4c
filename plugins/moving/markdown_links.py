"""Addresses within Markdown that its source has already: each is led to where it lies now, and all else stays."""

from __future__ import annotations

import re
from urllib.parse import quote

from plugins.moving.html.writer import World

_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ \t]*$|(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)", re.M | re.S
)
_LINK = re.compile(
    r"(!?)(\[(?:[^\[\]\n]|\[[^\[\]\n]*\]|!\[[^\]\n]*\]\([^)\n]*\))*\])\(\s*(<[^<>\n]+>|[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)(\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_STATED = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*)(<[^<>\n]+>|\S+)", re.M)
_TAG = re.compile(r"(<(a|img|audio|video|source)\b[^>]*?\b(?:href|src)\s*=\s*)(\"[^\"]*\"|'[^']*')", re.I)


def with_links(text: str, world: World) -> str:
    """Return the text with its addresses as they are now."""
    kept, end = [], 0
    for code in _CODE.finditer(text):
        kept += [_changed(text[end : code.start()], world), code[0]]
        end = code.end()
    kept.append(_changed(text[end:], world))
    return "".join(kept)


def _changed(text: str, world: World) -> str:
    def link(found: re.Match[str]) -> str:
        is_picture, words, address, title = found.groups()
        words = words if is_picture else f"[{_changed(words[1:-1], world)}]"
        bare = address.strip("<>")
        now = world.picture(bare).address if is_picture else world.link(bare)
        return f"{is_picture}{words}({_written(now) if now != bare else address}{title or ''})"

    def stated(found: re.Match[str]) -> str:
        bare = found[2].strip("<>")
        if found[1].lstrip().startswith("[^"):
            return found[0]
        now = world.link(bare)
        return f"{found[1]}{_written(now) if now != bare else found[2]}"

    def tag(found: re.Match[str]) -> str:
        bare = found[3][1:-1]
        now = world.link(bare) if found[2].lower() == "a" else _source(found[2].lower(), bare, world)
        return f'{found[1]}"{now}"'

    return _STATED.sub(stated, _TAG.sub(tag, _LINK.sub(link, text)))


def _source(name: str, address: str, world: World) -> str:
    return world.picture(address).address if name == "img" else world.file(address)


def _written(address: str) -> str:
    return (
        address
        if address.startswith("{")
        else quote(address, safe="/%:@!$&'*+,;=~-._?#[]" + "".join(c for c in address if ord(c) > 127))
    )
