"""How a site's files are to be served: one table, which each kind of host is told in its own words.

What it says of a file follows from its address: its media type, how long browsers keep it, and whether pages of other
sites may use it. A channel adds the types of its sorts of address, and its folders that last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from plugins.model.value import Value
from plugins.settings import Settings
from plugins.text.media_types import TYPES, type_of

FRESH = "public, max-age=300, must-revalidate"
FOR_GOOD = "public, max-age=31536000, immutable"
#: Folders, beside those of channels, whose names change with their bytes.
LASTING = ("theme", "pictures")
#: What tells hosts how to serve, and is not served itself, beside what begins with a dot.
PRIVATE = (
    *("_headers", "_redirects", "redirects.caddy", "redirects.asked.caddy"),
    *("redirects.nginx.map", "redirects.asked.nginx.map"),
)
#: Types that say of no letter how it is written, so that hosts add it.
WRITTEN = (
    *("text/html", "text/css", "text/plain", "text/calendar", "text/csv", "text/xml", "application/xml"),
    *("application/json", "application/feed+json", "application/rss+xml", "application/atom+xml"),
)
#: Types that are worth being compressed, but those that all servers compress.
COMPRESSED = (
    *("text/css", "text/javascript", "application/manifest+json", "text/plain", "text/xml", "application/json"),
    *("application/feed+json", "application/rss+xml", "application/atom+xml", "image/svg+xml"),
)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default; upgrade-insecure-requests"
)
#: Files from editors run nothing; a stricter policy would stop the browsers' own viewers of PDF.
POLICY_OF_FILES = "script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: Pages for frames of other sites show themselves there, and run and load nothing but their style.
POLICY_OF_FRAMES = "default-src 'none'; style-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors *"
#: What every answer says beside its policy.
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
_PART = re.compile(r"\{\w+\}")


class PathType(Value, frozen=True):
    """A media type of files by their address: a regular expression, and the same with `*` where that can say it."""

    pattern: str
    type: str
    stars: str = ""

    @property
    def written(self) -> str:
        """The type, with the way in which its letters are written where it is one of texts."""
        return written(self.type)


class Serving(Value, frozen=True):
    """What hosts need to know of a site. Folders are without slashes, `root` is the path below which the site lives.

    `types` stand before `endings`, in their order. `apart` are folders, each with the policy of its
    pages. `errors` are the beginnings of addresses, each with the page that
    says there that nothing was found, the longest first; the last is for all the rest.
    """

    host: str
    root: str
    types: tuple[PathType, ...]
    endings: dict[str, str]
    open: tuple[str, ...]
    lasting: tuple[str, ...]
    framed: tuple[str, ...]
    apart: tuple[tuple[str, str], ...]
    files: str
    policy: str
    errors: tuple[tuple[str, str], ...]

    def policies(self) -> dict[str, str]:
        """The policies of answers that differ from `policy`, that of pages, by a pattern of their addresses."""
        frames = {self.below(self.framed): POLICY_OF_FRAMES} if self.framed else {}
        own = {self.below((folder,)): policy for folder, policy in self.apart}
        return {self.below((self.files,)): POLICY_OF_FILES, **frames, **own}

    @property
    def headers(self) -> dict[str, str]:
        """What every answer says beside its policy. Pages apart may log in by a window that they open."""
        return HEADERS | ({"Cross-Origin-Opener-Policy": "same-origin-allow-popups"} if self.apart else {})

    def type_of(self, path: str) -> str:
        """The media type of a file of the site."""
        address = f"{self.root}/{path}"
        return next((row.type for row in self.types if re.search(row.pattern, address)), type_of(path))

    def lasts(self, path: str) -> bool:
        """Whether a file's name changes with its bytes, so that whoever has it need never ask again."""
        return any(path.startswith(f"{folder}/") for folder in self.lasting)

    def headers_of(self, path: str) -> dict[str, str]:
        """The media type of a file and how long it is kept, for hosts that are told file by file."""
        return {"Content-Type": written(self.type_of(path)), "Cache-Control": FOR_GOOD if self.lasts(path) else FRESH}

    def below(self, folders: tuple[str, ...]) -> str:
        """A regular expression of the addresses below folders."""
        return f"^{re.escape(self.root)}/({'|'.join(folders)})/"


def serving_of(settings: Settings) -> Serving:
    """Return the table for a site."""
    site, channels = settings.site, settings.channels
    made = {sort: pattern for sort, pattern in site.addresses.items() if pattern is not None}
    types = [row for channel in channels for row in _types(channel.types, made, site.root)]
    folders = {pattern.partition("/")[0] for pattern in made.values() if "/" in pattern.removesuffix("/")}
    stated = dict(own for channel in channels for own in channel.policies(settings))
    lasting = {*LASTING, *(folder for channel in channels for folder in channel.lasting)}
    not_found, prefixes = made.get("404", ""), [one.prefix for one in site.languages] if "404" in made else []
    pages = {f"{site.root}/{prefix}": f"{site.root}/{not_found.format(prefix=prefix)}" for prefix in prefixes}
    return Serving(
        urlsplit(site.url).netloc,
        site.root,
        tuple(dict.fromkeys(types)),
        TYPES,
        tuple(sorted(folder for folder in folders if "{" not in folder and folder not in stated)),
        tuple(sorted(lasting)),
        tuple(sorted(folder for channel in channels for folder in channel.framed if folder in folders)),
        tuple(sorted((folder, policy) for folder, policy in stated.items() if policy)),
        made.get("asset", "").partition("/")[0],
        own_frames(policy_of(site.media)) if settings.run.drafts else policy_of(site.media),
        tuple(sorted(pages.items(), key=lambda page: (-len(page[0]), page))),
    )


def serving_apart(settings: Settings) -> Serving:
    """Return the table of where recordings and videos lie apart: most have names that change with their bytes."""
    site, place = settings.site, urlsplit(settings.site.media)
    folders = {(site.addresses.get(sort) or "").partition("/")[0] for sort in ("audio", "video")}
    return replace(serving_of(settings), host=place.netloc, root=place.path, lasting=tuple(sorted(folders)))


def policy_of(media: str) -> str:
    """Return the policy of pages; `media` is where recordings and videos lie that they play, where that is apart."""
    place = urlsplit(media)
    return POLICY.replace("media-src 'self'", f"media-src 'self' {place.scheme}://{place.netloc}") if media else POLICY


def own_frames(policy: str) -> str:
    """Return a policy whose pages may stand in frames of the same site, as previews show them."""
    return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def _types(types: Mapping[str, Mapping[str, str]], made: Mapping[str, str], root: str) -> Iterator[PathType]:
    """The types of a channel's sorts of address, by the ending of each, or of the names that it ends with."""
    for sort, by_ending in types.items():
        pattern = made.get(sort, "")
        for ending, type in by_ending.items():
            if pattern.endswith("{name}"):
                stars = f"{root}/{pattern.partition('{')[0]}*.{ending}"
                yield PathType(_regex(root, f"{pattern}.{ending}"), type, stars)
            elif (address := pattern.replace("{format}", ending)).endswith(f".{ending}"):
                stars = "" if _PART.search(address) else f"{root}/{address}"
                yield PathType(_regex(root, address), type, stars)


def _regex(root: str, pattern: str) -> str:
    """A regular expression of the addresses of a pattern."""
    return f"^{re.escape(root)}/{'.+'.join(re.escape(part) for part in _PART.split(pattern))}$"


def written(type: str) -> str:
    """A media type, with the way in which its letters are written where it is one of texts."""
    return f"{type}; charset=utf-8" if type in WRITTEN else type


def by_type() -> dict[str, list[str]]:
    """Return the media types of the site, each with its endings."""
    found: dict[str, list[str]] = defaultdict(list)
    for ending, type in TYPES.items():
        found[type].append(ending)
    return found
