"""The Caddyfile of the site. Caddy fetches the certificates by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.hosting.serving import FOR_GOOD, FRESH, PRIVATE, Serving, written


def configuration(serving: Serving, folder: Path) -> str:
    """Return it for a site whose output is in this folder."""
    return "\n".join(_lines(serving, folder)) + "\n"


def _lines(serving: Serving, folder: Path) -> Iterator[str]:
    yield f"{serving.host} {{"
    yield f"\troot * {folder}"
    yield "\tencode zstd gzip"
    yield ""
    yield from _map("moved", f"import {folder}/redirects.caddy*", 'default ""')  # the * lets it be absent
    asked = f"import {folder}/redirects.asked.caddy*"
    yield from _map("asked", asked, 'default ""', key="{path}?{query}")
    types = [(row.pattern, row.written) for row in serving.types]
    types += [(rf"\.{ending}$", written(type)) for ending, type in serving.endings.items()]
    yield from _map("type", *(f'"~{pattern}" "{type}"' for pattern, type in types), 'default ""')
    policies = (f'"~{path}" "{policy}"' for path, policy in serving.policies().items())
    yield from _map("csp", *policies, f'default "{serving.policy}"')
    yield from _map("cache", f'"~{serving.below(serving.lasting)}" "{FOR_GOOD}"', f'default "{FRESH}"')
    yield from _map("origin", f'"~{serving.below(serving.open)}" "*"', 'default ""')
    yield from _map("resource", f'"~{serving.below(serving.open)}" "cross-origin"', 'default "same-origin"')
    for name, line in {
        "asked": "redir @asked {diavlos_asked} 301",
        "moved": "redir @moved {diavlos_moved} 301",
        "type": "header @type Content-Type {diavlos_type}",
        "origin": "header @origin Access-Control-Allow-Origin {diavlos_origin}",
    }.items():
        yield f'\t@{name} expression `{{diavlos_{name}}} != ""`'
        yield f"\t{line}"
    yield "\theader {"
    yield "\t\tContent-Security-Policy {diavlos_csp}"
    yield "\t\tCache-Control {diavlos_cache}"
    yield "\t\tCross-Origin-Resource-Policy {diavlos_resource}"
    yield from (f'\t\t{name} "{value}"' for name, value in serving.headers.items())
    yield "\t}"
    yield "\tfile_server {"
    yield f"\t\thide {' '.join(('.manifest.json', '.publication.json', '.htaccess', *PRIVATE))}"
    yield "\t}"
    yield "\thandle_errors {"
    for start, page in serving.errors[:-1]:
        yield f"\t\thandle {start}* {{"
        yield from _told(page)
    yield "\t\thandle {"
    yield from _told(serving.errors[-1][1] if serving.errors else "")
    yield "\t}"
    yield "}"


def _map(name: str, *lines: str, key: str = "{path}") -> Iterator[str]:
    yield from (f"\tmap {key} {{diavlos_{name}}} {{", *(f"\t\t{line}" for line in lines), "\t}")


def _told(page: str) -> Iterator[str]:
    yield from ((f"\t\t\trewrite * {page}", "\t\t\tfile_server") if page else ())
    yield "\t\t}"
