"""The configuration of nginx: what stands in `http { … }` for the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from plugins.hosting.serving import (
    COMPRESSED,
    FOR_GOOD,
    FRESH,
    PRIVATE,
    WRITTEN,
    Serving,
    by_type,
)


def configuration(serving: Serving, folder: Path) -> str:
    """Return it for a site whose output is in this folder."""
    return "\n".join(_lines(serving, folder)) + "\n"


def _lines(serving: Serving, folder: Path) -> Iterator[str]:
    yield from (
        "# nginx: what stands in `http { … }`. Say where the certificates are.",
        "# Headers are set once, at the server: an add_header in a location would drop all of these.",
        "",
        "map_hash_bucket_size 2048; # an old address in Greek takes two bytes a letter",
        "",
    )
    yield from _map("moved", "", f"include {folder}/redirects.nginx.map*; # of `aliases`; the * lets it be absent")
    asked = f"include {folder}/redirects.asked.nginx.map*; # of those with a query, as /?p=123"
    yield from _map("asked", "", asked, key='"$uri?$args"')
    yield from _map("csp", serving.policy, *(f'~{path} "{policy}";' for path, policy in serving.policies().items()))
    yield from _map("cache", FRESH, f'~{serving.below(serving.lasting)} "{FOR_GOOD}";')
    yield from _map("origin", "", f'~{serving.below(serving.open)} "*";')
    yield from _map("resource", "same-origin", f'~{serving.below(serving.open)} "cross-origin";')
    yield from (
        "server {",
        "    listen 80;",
        "    listen [::]:80;",
        f"    server_name {serving.host};",
        "    return 301 https://$host$request_uri;",
        "}",
        "",
        "server {",
        "    listen 443 ssl;",
        "    listen [::]:443 ssl;",
        f"    server_name {serving.host};",
        "    ssl_certificate /etc/ssl/diavlos/fullchain.pem;",
        "    ssl_certificate_key /etc/ssl/diavlos/privkey.pem;",
        "",
        f"    root {folder};",
        "    index index.html;",
        "    charset utf-8;",
        f"    charset_types {' '.join(type for type in WRITTEN if type != 'text/html')};",
        "    absolute_redirect off;",
        "    server_tokens off;",
        "",
        "    types {",
        *(f"        {type} {' '.join(endings)};" for type, endings in by_type().items()),
        "    }",
        "    default_type application/octet-stream;",
        "    gzip on;",
        "    gzip_vary on;",
        f"    gzip_types {' '.join(COMPRESSED)};",
        "",
        "    add_header Content-Security-Policy $diavlos_csp always;",
        "    add_header Cache-Control $diavlos_cache;",
        "    add_header Access-Control-Allow-Origin $diavlos_origin;",
        "    add_header Cross-Origin-Resource-Policy $diavlos_resource always;",
        *(f'    add_header {name} "{value}" always;' for name, value in serving.headers.items()),
        "",
        "    if ($diavlos_asked) {",
        "        return 301 $diavlos_asked;",
        "    }",
        "    if ($diavlos_moved) {",
        "        return 301 $diavlos_moved;",
        "    }",
    )
    private = "|".join(name.replace(".", r"\.") for name in PRIVATE)
    yield from _location(rf"~ /\.(?!well-known/)|^/({private})$", "return 404;")
    looks = "try_files $uri $uri/ =404;"
    for start, page in serving.errors[:-1]:
        yield from _location(start, f"error_page 404 {page};", looks)
    yield from (f"    error_page 404 {page};" for _, page in serving.errors[-1:])
    yield from _location("/", looks)
    types: dict[str, list[str]] = defaultdict(list)
    for row in serving.types:
        types[row.type].append(row.pattern)
    for type, patterns in types.items():
        yield from _location(f"~ {'|'.join(patterns)}", "types { }", f"default_type {type};")
    yield "}"


def _map(name: str, usual: str, *lines: str, key: str = "$uri") -> Iterator[str]:
    rows = (f"    {line}" for line in lines)
    yield from (f"map {key} $diavlos_{name} {{", f'    default "{usual}";', *rows, "}", "")


def _location(which: str, *lines: str) -> Iterator[str]:
    yield from (f"    location {which} {{", *(f"        {line}" for line in lines), "    }")
