"""Where a site is published: what every sort of place does, and the errors of all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from plugins.model.errors import MachineError
from plugins.model.problem import Message, _
from plugins.publish.publication import Publication, PublicationPlan

#: What the environment holds that nobody may read.
SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "DIAVLOS_GIT_TOKEN")

_PASSWORD = re.compile(r"(//[^/\s:@]*:)[^/\s@]+@")

_BUSY = _("{place}: another publication is under way; publish again when it has ended")
_NO_RELEASE = _("{place}: there is no earlier release to go back to")


class PublicationTarget(Protocol):
    """A place that holds one site. `held` comes first, and around all the others.

    What `put` carried is seen by nobody until `show` ends, where the place can do that; where it cannot (S3), files
    change one by one in the order of the plan, and `begin` writes down which.
    """

    @property
    def is_atomic(self) -> bool:
        """Whether all files change in one instant."""

    def held(self) -> AbstractContextManager[None]:
        """Keep others from publishing there meanwhile. Raises Busy where somebody does."""

    def published(self) -> Publication:
        """Return what is out there."""

    def begin(self, plan: PublicationPlan) -> None:
        """Make ready for a plan, and for what is left of one that did not end."""

    def put(self, plan: PublicationPlan) -> Iterator[str]:
        """Carry the files there, and give the path of each as it has arrived."""

    def show(self, plan: PublicationPlan) -> None:
        """Let readers have them."""

    def tidy(self, plan: PublicationPlan) -> None:
        """Take away what nobody asks for any more."""

    def roll_back(self) -> Publication:
        """Let readers have the release before, and return it. Raises NoRelease where there is none."""


class TargetFailed(MachineError):
    """A place did not do what was asked; its words stand in the message, without secrets."""

    def __init__(self, message: Message | str):
        super().__init__(message if isinstance(message, Message) else scrubbed(message))


class Busy(TargetFailed):
    """Somebody else is publishing there."""

    def __init__(self, place: str):
        super().__init__(_BUSY.format(place=place))


class NoRelease(TargetFailed):
    """There is nothing to go back to."""

    def __init__(self, place: str):
        super().__init__(_NO_RELEASE.format(place=place))


def scrubbed(text: str) -> str:
    """Return words of other programs without what the environment keeps secret, and without passwords in addresses."""
    for name in SECRETS:
        if secret := os.environ.get(name):
            text = text.replace(secret, "…")
    return _PASSWORD.sub(r"\1…@", text)
