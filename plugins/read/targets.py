"""The one resolver of paths that content names: an address in a text → where it leads, never outside content/."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Mapping, Set
from urllib.parse import unquote

from plugins.model.document import Reference, Target
from plugins.read.files import Source

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LABEL = re.compile(r"\{(filename|static|attach)\}")


def resolve(
    reference: Reference, source: str, sources: Mapping[str, Source], keys: Set[str], files: Set[str]
) -> Target:
    """Where a reference of the file `source` leads.

    `sources` are the Markdown files by path, `keys` their pair keys, `files` everything else below content/. Membership
    in these sets is what makes a path safe: the scan put no symbolic link and nothing from outside into them.
    """
    address = reference.address
    label = _LABEL.match(address)
    if not label:
        if _SCHEME.match(address) or address.startswith("//"):
            return Target("outside" if reference.attribute == "href" else "remote", address)
        if address.startswith("/"):
            path, _, fragment = address.partition("#")
            return Target("place", path, fragment)
    path, _, fragment = (address[label.end() :] if label else address).partition("#")
    path = unicodedata.normalize("NFC", unquote(path.partition("?")[0]))
    if not path:
        return Target("here", "", unquote(fragment))
    base = "" if path.startswith("/") else posixpath.dirname(source)
    path = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    if path.startswith("../") or path == ".." or "\\" in path:
        return Target("escape", path)
    return _within(path, unquote(fragment), sources, keys, files)


def _within(path: str, fragment: str, sources: Mapping[str, Source], keys: Set[str], files: Set[str]) -> Target:
    found = sources.get(path)
    if found:
        return Target("entry", found.key, fragment, found.lang)
    if path in files:
        return Target("asset", path)
    key = path.removesuffix(".md").removesuffix("/index")
    if path.endswith(".md") and key in keys:
        return Target("entry", key, fragment)
    return Target("missing", path)
