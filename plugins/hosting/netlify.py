"""`_headers`, for Netlify and Cloudflare Pages.

Where several of its patterns fit a file, all of them hold, and a header of two values is no use. So what all answers
say stands once, and what folders say differs from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.hosting.serving import FOR_GOOD, FRESH, Serving

#: Types that these hosts do not know by the ending alone.
UNKNOWN = ("flac", "wav")


def configuration(serving: Serving) -> str:
    """Return it."""
    return "\n".join(_lines(serving)) + "\n"


def _lines(serving: Serving) -> Iterator[str]:
    yield "# Netlify and Cloudflare Pages"
    yield from _block(f"{serving.root}/*", {"Content-Security-Policy": serving.policy, **serving.headers})
    for folder, policy in serving.apart:
        # Cloudflare takes back what the pattern of all files said; Netlify has no words for that.
        # https://developers.cloudflare.com/pages/configuration/headers/#detach-a-header
        yield from (f"{serving.root}/{folder}/*", "  ! Content-Security-Policy")
        yield f"  Content-Security-Policy: {policy}"
    for folder in sorted({*serving.open, *serving.lasting}):
        cache = {"Cache-Control": FOR_GOOD if folder in serving.lasting else FRESH}
        shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        yield from _block(f"{serving.root}/{folder}/*", cache | (shared if folder in serving.open else {}))
    for row in (row for row in serving.types if row.stars):
        yield from _block(row.stars, {"Content-Type": row.written})
    for ending in UNKNOWN:
        yield from _block(f"/*.{ending}", {"Content-Type": serving.endings[ending]})


def _block(path: str, headers: dict[str, str]) -> Iterator[str]:
    yield path
    yield from (f"  {name}: {value}" for name, value in headers.items())
