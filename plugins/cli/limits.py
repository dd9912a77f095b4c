"""`limits`: says whether the built site fits a host that costs nothing, and what would have to lie elsewhere."""

from __future__ import annotations

from plugins.cli.publish import fits, tree_of
from plugins.hosting.limits import MB, exceeded
from plugins.i18n.messages import tell
from plugins.model.file import is_large
from plugins.model.problem import Message, _
from plugins.publish.apart import parted
from plugins.publish.tree import Tree
from plugins.settings import Settings

_FITS = _("{count} files, {size:.0f} MB: {host} takes it")
_TOO_MUCH = _("{count} files, {size:.0f} MB: more than {host} takes")
_MOVE = _(
    "without its recordings and videos, {count} files of {size:.0f} MB, {host} takes it: give them a place of their own"
    " (MEDIA_URL and MEDIA_TARGET in the settings)"
)
_STILL_TOO_MUCH = _(
    "without its recordings and videos, {count} files of {size:.0f} MB, it is still more than {host} takes"
)


def limits(settings: Settings, host: str) -> int:
    """Print it; 1 where the site is too large."""
    tree, _apart = parted(tree_of(settings), settings.site.is_apart)
    is_taken = fits(tree, host)
    print(tell(_counted(_FITS if is_taken else _TOO_MUCH, tree, host)))
    without, large = parted(tree, is_large)
    if not is_taken and large.files:
        rest = {path: line.size for path, line in without.files.items()}
        is_enough = all(level != "error" for level, _message in exceeded(rest, host))
        print(tell(_counted(_MOVE if is_enough else _STILL_TOO_MUCH, large, host)))
    return 0 if is_taken else 1


def _counted(sentence: Message, tree: Tree, host: str) -> Message:
    size = sum(line.size for line in tree.files.values())
    return sentence.format(count=len(tree.files), size=size / MB, host=host)
