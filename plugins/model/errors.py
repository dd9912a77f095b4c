"""The errors that end a build, each with the exit status that scripts rely on.

DiavlosError
├── ContentError        1  the content has problems; all of them are listed
├── UsageError          2  wrong use: a bad argument, setting or plugin
└── MachineError        3  the machine failed: disk full, no permission
    └── CacheDamaged       what was remembered is not what was written: the build begins anew without it
        └── MediaDamaged   a file that was made of a recording, picture or film: it is made again
"""

from __future__ import annotations

from collections.abc import Sequence

from plugins.model.problem import Message, Problem, plural

_FOUND = plural("{count} problem in the content", "{count} problems in the content")


class DiavlosError(Exception):
    """Base of all errors that a build raises on purpose; what it is made with is a Message, or words of others."""

    exitcode = 3

    @property
    def message(self) -> Message:
        """The sentence that tells of it."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, Message) else Message(str(said))


class ContentError(DiavlosError):
    """The content has problems: `problems` holds them all, in reading order."""

    exitcode = 1

    def __init__(self, problems: Sequence[Problem]):
        self.problems = tuple(problems)
        super().__init__(_FOUND.format(count=len(self.problems)))


class UsageError(DiavlosError):
    """The command or its settings are wrong; the message says which and what to write instead."""

    exitcode = 2


class MachineError(DiavlosError):
    """The machine could not do what was asked; the last good site is untouched."""

    exitcode = 3


class CacheDamaged(MachineError):
    """What was remembered is not what its hash says: the cache must go, and the build begin anew."""


class MediaDamaged(CacheDamaged):
    """A file on a shelf of the media stage is not what was put there: every such file must go, and be made again."""
