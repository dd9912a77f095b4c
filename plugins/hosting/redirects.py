"""Old addresses, as rules for the hosts that read them. A rule is an old address, decoded, and the one of today.

An old address may have a query, as in `/?p=123`: such a rule holds for all whose query is the same, in full. Cloudflare
and GitLab have no words for it (https://developers.cloudflare.com/pages/configuration/redirects/).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

Rules = tuple[tuple[str, str], ...]


def netlify(rules: Rules) -> str:
    """Return `_redirects`: from, to, status (https://docs.netlify.com/routing/redirects/). Cloudflare, GitLab read it.

    A rule is compared with what was asked for as it stands: decoded by some, encoded by others (Cloudflare), which keep
    the case of the digits. Browsers ask in capitals, WordPress' own links in small letters. Rules with a query stand
    below a line that says who reads them, and go before a page that is there, as the front page of `/?p=123` is.
    """
    plain, asked = parted(rules)
    return _plain(plain) + _asked(asked)


def _plain(rules: Rules) -> str:
    lines = dict.fromkeys(
        (written, new)
        for old, new in rules
        for encoded in (quote(old, safe="/~"),)
        for written in (old, encoded, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), encoded))
    )
    return "".join(f"{old} {new} 301\n" for old, new in lines)


def _asked(rules: Rules) -> str:
    if not rules:
        return ""
    told = f"# {len(rules)} old addresses with a query: Netlify reads these, Cloudflare and GitLab pass them over\n"
    rows = ((old.partition("?"), new) for old, new in rules)
    return told + "".join(f"{path} {query.replace('&', ' ')} {new} 301!\n" for (path, _, query), new in rows)


def nginx(rules: Rules) -> str:
    """Return the body of a `map $uri $moved { … }` block; `$uri` is decoded."""
    return "".join(f"{old} {new};\n" for old, new in _spelt(parted(rules)[0]))


def nginx_asked(rules: Rules) -> str:
    """Return the body of a `map $uri?$args $asked { … }` block; what is asked is not decoded."""
    return "".join(f'"{old}" {new};\n' for old, new in _spelt(parted(rules)[1]))


def caddy(rules: Rules) -> str:
    """Return the body of a `map {path} {moved} { … }` block; `{path}` is decoded."""
    return "".join(f'"{old}" "{new}"\n' for old, new in _spelt(parted(rules)[0]))


def caddy_asked(rules: Rules) -> str:
    """Return the body of a `map {path}?{query} {asked} { … }` block; what is asked is not decoded."""
    return "".join(f'"{old}" "{new}"\n' for old, new in _spelt(parted(rules)[1]))


def apache(rules: Rules) -> str:
    """Return lines of `.htaccess`: they are compared with the decoded path, and need no rewriting to be allowed.

    Those with a query do need it, and hold where it is.
    """
    plain, asked = parted(rules)
    lines = [f'RedirectMatch 301 "^{re.escape(old)}$" "{new}"\n' for old, new in _spelt(plain)]
    if asked:
        lines += ["<IfModule mod_rewrite.c>\n", "RewriteEngine On\n"]
        lines += [_rewritten(old, new) for old, new in asked]
        lines += ["</IfModule>\n"]
    return "".join(lines)


def _rewritten(old: str, new: str) -> str:
    path, _, query = old.partition("?")
    is_same = f"RewriteCond %{{QUERY_STRING}} ^{re.escape(query)}$\n"
    return is_same + f"RewriteCond %{{REQUEST_URI}} ^{re.escape(path)}$\nRewriteRule ^ {new} [R=301,L,QSD]\n"


def parted(rules: Rules) -> tuple[Rules, Rules]:
    """Return the rules without a query, and those with one."""
    plain = tuple(rule for rule in rules if "?" not in rule[0])
    return plain, tuple(rule for rule in rules if "?" in rule[0])


def _spelt(rules: Rules) -> Iterator[tuple[str, str]]:
    """Each rule, and the same for those who write accents as letters of their own."""
    spelt = ((form, new) for old, new in rules for form in (old, unicodedata.normalize("NFD", old)))
    yield from dict.fromkeys(spelt)
