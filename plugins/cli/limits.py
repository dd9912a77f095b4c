"""`limits`: says whether the built site fits a host that costs nothing, and what would have to lie elsewhere."""

from __future__ import annotations

from plugins.cli.publish import fits, tree_of
from plugins.hosting.limits import MB
from plugins.i18n.messages import tell
from plugins.model.problem import _
from plugins.settings import Settings

_FITS = _("{count} files, {size:.0f} MB: {host} takes it")
_TOO_MUCH = _("{count} files, {size:.0f} MB: more than {host} takes; keep long recordings elsewhere, by their address")


def limits(settings: Settings, host: str) -> int:
    """Print it; 1 where the site is too large."""
    tree = tree_of(settings)
    is_taken, size = fits(tree, host), sum(line.size for line in tree.files.values())
    print(tell((_FITS if is_taken else _TOO_MUCH).format(count=len(tree.files), size=size / MB, host=host)))
    return 0 if is_taken else 1
