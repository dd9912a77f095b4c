"""The sorts of places, by the beginning of an address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from plugins.hosting.serving import Serving
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.publish.target import PublicationTarget

_UNKNOWN = _("publish: {address} is no place that is known; write a folder or one of {forms}")
_KEEP = _("publish: --keep {keep}: one release stays at least, the one that readers have")
_SECRET = _("publish: an address holds no password; give it by the environment or the ssh agent (docs/publishing.md)")
FORMS = ("ssh://host/folder", "s3://bucket/folder", "git+https://host/repository.git#branch")


def target_of(address: str, serving: Serving, keep: int) -> PublicationTarget:
    """Return the place of an address. Raises UsageError for one that is none or says a secret, or `keep` below 1."""
    parts = urlsplit(address)
    if parts.password is not None:
        raise UsageError(_SECRET)
    if keep < 1:
        raise UsageError(_KEEP.format(keep=keep))
    kind = "" if "://" not in address else parts.scheme.partition("+")[0]
    if kind not in _MAKERS:
        raise UsageError(_UNKNOWN.format(address=address, forms=", ".join(FORMS)))
    return _MAKERS[kind](address, serving, keep)


def _folder(address: str, serving: Serving, keep: int) -> PublicationTarget:
    from plugins.publish.targets.folder import FolderTarget

    return FolderTarget(Path(address).absolute(), keep)


def _ssh(address: str, serving: Serving, keep: int) -> PublicationTarget:
    from plugins.publish.targets.rsync import RsyncTarget

    return RsyncTarget.of(address, keep)


def _s3(address: str, serving: Serving, keep: int) -> PublicationTarget:
    from plugins.publish.targets.s3 import S3Target

    return S3Target.of(address, serving)


def _git(address: str, serving: Serving, keep: int) -> PublicationTarget:
    from plugins.publish.targets.git import GitTarget

    return GitTarget.of(address)


_MAKERS: dict[str, Callable[[str, Serving, int], PublicationTarget]] = {
    "": _folder,
    "ssh": _ssh,
    "s3": _s3,
    "git": _git,
}
