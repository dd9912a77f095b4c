"""What hosts that cost nothing take of a site, and what of a site would have to lie elsewhere.

Sources: docs.github.com/pages/getting-started-with-github-pages/github-pages-limits,
developers.cloudflare.com/pages/platform/limits, gitlab.com/gitlab-org/gitlab/-/issues/405048 and
tangled.org/whitequark.org/git-pages, of which Codeberg's values are the examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plugins.model.problem import Level, Message, _
from plugins.model.value import Value
from plugins.text.media_types import type_of

NEAR = 0.8  # of a limit, from where on it is told
MB = 1_000_000
NAMED = 10  # files that are named
SOUND = ("audio/", "video/")  # media types of what may lie elsewhere


class HostLimits(Value, frozen=True):
    """How many files and bytes a host takes, and bytes of one file; 0: it sets no limit."""

    files: int = 0
    size: int = 0
    largest: int = 0


LIMITS = {
    "github": HostLimits(size=1000 * MB, largest=100 * MB),
    "gitlab": HostLimits(files=200_000, size=1000 * MB),
    "codeberg": HostLimits(files=10_000, size=128 * MB),
    "cloudflare": HostLimits(files=20_000, largest=25 << 20),
}
#: By the name of a forge's server.
FORGES = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "codeberg"}

_FILES = _("{count} files, of which {host} takes {limit}")
_SIZE = _("{size:.0f} MB, of which {host} takes {limit:.0f}; recordings and films are {sound:.0f} MB of it")
_LARGEST = _("{path} has {size:.0f} MB, and {host} takes files of {limit:.0f}")
_MORE = _("and {count} more files that are as large")


def exceeded(sizes: Mapping[str, int], host: str) -> Iterator[tuple[Level, Message]]:
    """What of a site's files is more than a host takes, or nearly so."""
    limits = LIMITS[host]
    sound = sum(size for path, size in sizes.items() if type_of(path).startswith(SOUND))
    count, total = len(sizes), sum(sizes.values())
    if level := _level(count, limits.files):
        yield level, _FILES.format(count=count, host=host, limit=limits.files)
    if level := _level(total, limits.size):
        yield level, _SIZE.format(size=total / MB, host=host, limit=limits.size / MB, sound=sound / MB)
    if limits.largest:
        large = sorted(((size, path) for path, size in sizes.items() if size > limits.largest), reverse=True)
        yield from _named(large, host, limits.largest)


def _named(large: Sequence[tuple[int, str]], host: str, limit: int) -> Iterator[tuple[Level, Message]]:
    for size, path in large[:NAMED]:
        yield "error", _LARGEST.format(path=path, size=size / MB, host=host, limit=limit / MB)
    if len(large) > NAMED:
        yield "error", _MORE.format(count=len(large) - NAMED)


def _level(value: int, limit: int) -> Level | None:
    if not limit or value < NEAR * limit:
        return None
    return "error" if value > limit else "warning"
