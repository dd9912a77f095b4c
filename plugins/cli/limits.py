"""`limits`: says whether the built site fits a host that costs nothing, and what would have to lie elsewhere."""

from __future__ import annotations

import sys

from plugins.cli.publish import tree_of
from plugins.cli.report import LEVELS
from plugins.hosting.limits import MB, exceeded
from plugins.i18n.messages import tell
from plugins.model.problem import _
from plugins.settings import Settings

_FITS = _("{count} files, {size:.0f} MB: {host} takes it")
_TOO_MUCH = _("{count} files, {size:.0f} MB: more than {host} takes; keep long recordings elsewhere, by their address")


def limits(settings: Settings, host: str) -> int:
    """Print it; 1 where the site is too large."""
    sizes = {path: line.size for path, line in tree_of(settings).files.items()}
    found = list(exceeded(sizes, host))
    for level, message in found:
        print(f"{tell(LEVELS[level])}: {tell(message)}", file=sys.stderr)
    fits = all(level != "error" for level, _message in found)
    said = _FITS if fits else _TOO_MUCH
    print(tell(said.format(count=len(sizes), size=sum(sizes.values()) / MB, host=host)))
    return 0 if fits else 1
