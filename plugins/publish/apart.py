"""Recordings and videos that lie apart from their site: what of a tree they are, and how they go out around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from plugins.hosting.serving import Serving
from plugins.publish import flow
from plugins.publish.publication import PublicationPlan
from plugins.publish.target import PublicationTarget
from plugins.publish.tree import Tree


def parted(tree: Tree, is_apart: Callable[[str], bool]) -> tuple[Tree, Tree]:
    """Return what of a site lies with its pages, and what lies apart."""
    apart = {path: line for path, line in tree.files.items() if is_apart(path)}
    beside = {path: line for path, line in tree.files.items() if path not in apart}
    return Tree(tree.folder, beside), Tree(tree.folder, apart)


class MediaPlace(NamedTuple):
    """Where recordings and videos lie apart: its address in words, what it is, and how its files are served.

    What was withdrawn is not to be had, so nothing stays there for pages that somebody has open.
    """

    name: str
    target: PublicationTarget
    serving: Serving

    @property
    def _at_once(self) -> Serving:
        return replace(self.serving, lasting=())

    def planned(self, tree: Tree, now: datetime) -> PublicationPlan:
        """Return what publishing would do; nothing is touched."""
        return flow.planned(tree, self.target, self._at_once, now)

    @contextmanager
    def around(self, tree: Tree, now: datetime, track: flow.Track) -> Iterator[list[PublicationPlan]]:
        """What the site names is there before it goes out; what it names no more goes afterwards. Both are listed."""
        done = [flow.publish(tree, self.target, self._at_once, now, _unseen, track, stays=True)]
        yield done
        done.append(flow.publish(tree, self.target, self._at_once, now, _unseen, track))


def _unseen(plan: PublicationPlan) -> None:
    """The gate has looked at the site."""
