"""`.htaccess`, for Apache: it lies in the site's folder, and asks of the server no more than AllowOverride FileInfo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.hosting import redirects
from plugins.hosting.serving import (
    COMPRESSED,
    FOR_GOOD,
    FRESH,
    PRIVATE,
    WRITTEN,
    Serving,
    by_type,
)


def configuration(serving: Serving, rules: redirects.Rules = ()) -> str:
    """Return it, with the rules of old addresses."""
    return "\n".join(_lines(serving)) + "\n" + redirects.apache(rules)


def _lines(serving: Serving) -> Iterator[str]:
    for start, page in reversed(serving.errors):
        yield from _where(f"^{re.escape(start)}", f"ErrorDocument 404 {page}")
    for type, endings in by_type().items():
        yield f"AddType {type} {' '.join(f'.{ending}' for ending in endings)}"
        if type in WRITTEN:
            yield f"AddCharset utf-8 {' '.join(f'.{ending}' for ending in endings)}"
    for row in serving.types:
        yield from _where(row.pattern, f'ForceType "{row.written}"')
    yield "<IfModule mod_deflate.c>"
    yield f"AddOutputFilterByType DEFLATE text/html {' '.join(COMPRESSED)}"
    yield "</IfModule>"
    yield "<IfModule mod_headers.c>"
    yield f'SetEnvIf Request_URI "{serving.below(serving.lasting)}" DIAVLOS_LASTS'
    yield f'SetEnvIf Request_URI "{serving.below(serving.open)}" DIAVLOS_OPEN'
    yield f'Header set Cache-Control "{FOR_GOOD}" env=DIAVLOS_LASTS'
    yield f'Header set Cache-Control "{FRESH}" env=!DIAVLOS_LASTS'
    yield 'Header set Access-Control-Allow-Origin "*" env=DIAVLOS_OPEN'
    yield 'Header always set Cross-Origin-Resource-Policy "cross-origin" env=DIAVLOS_OPEN'
    yield 'Header always set Cross-Origin-Resource-Policy "same-origin" env=!DIAVLOS_OPEN'
    yield f'Header always set Content-Security-Policy "{serving.policy}"'
    for pattern, policy in serving.policies().items():
        yield from _where(pattern, f'Header always set Content-Security-Policy "{policy}"')
    yield from (f'Header always set {name} "{value}"' for name, value in serving.headers.items())
    yield "</IfModule>"
    yield r'RedirectMatch 404 "/\.(?!well-known/)"'
    yield f'RedirectMatch 404 "^{re.escape(serving.root)}/({"|".join(map(re.escape, PRIVATE))})$"'


def _where(pattern: str, line: str) -> Iterator[str]:
    yield from (f'<If "%{{REQUEST_URI}} =~ m#{pattern}#">', line, "</If>")
