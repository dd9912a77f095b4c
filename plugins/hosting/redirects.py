"""Old addresses, as rules for the hosts that read them. A rule is an old address, decoded, and the one of today."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

Rules = tuple[tuple[str, str], ...]


def netlify(rules: Rules) -> str:
    """Return `_redirects`: from, to, status (https://docs.netlify.com/routing/redirects/). Cloudflare, GitLab read it.

    A rule is compared with what was asked for as it stands: decoded by some, encoded by others (Cloudflare), which keep
    the case of the digits. Browsers ask in capitals, WordPress' own links in small letters.
    """
    lines = dict.fromkeys(
        (written, new)
        for old, new in rules
        for encoded in (quote(old, safe="/~"),)
        for written in (old, encoded, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), encoded))
    )
    return "".join(f"{old} {new} 301\n" for old, new in lines)


def nginx(rules: Rules) -> str:
    """Return the body of a `map $uri $moved { … }` block; `$uri` is decoded."""
    return "".join(f"{old} {new};\n" for old, new in _spelt(rules))


def caddy(rules: Rules) -> str:
    """Return the body of a `map {path} {moved} { … }` block; `{path}` is decoded."""
    return "".join(f'"{old}" "{new}"\n' for old, new in _spelt(rules))


def apache(rules: Rules) -> str:
    """Return lines of `.htaccess`: they are compared with the decoded path, and need no rewriting to be allowed."""
    return "".join(f'RedirectMatch 301 "^{re.escape(old)}$" "{new}"\n' for old, new in _spelt(rules))


def _spelt(rules: Rules) -> Iterator[tuple[str, str]]:
    """Each rule, and the same for those who write accents as letters of their own."""
    spelt = ((form, new) for old, new in rules for form in (old, unicodedata.normalize("NFD", old)))
    yield from dict.fromkeys(spelt)
