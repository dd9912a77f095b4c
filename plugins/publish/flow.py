"""The flow of a publication: what is out, what is to be done, carry it, show it, tidy up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from plugins.hosting.serving import Serving
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import Message, _
from plugins.publish.publication import Publication, PublicationPlan, plan_of
from plugins.publish.target import PublicationTarget, TargetFailed, scrubbed
from plugins.publish.tree import Tree

#: What looks at a plan before anything is carried, and may raise; and what tells of each path that arrives.
Look = Callable[[PublicationPlan], None]
Track = Callable[[PublicationPlan, Iterator[str]], Iterator[str]]

_KEPT = _("{cause}; readers have what was out before")
_PARTLY = _("{cause}; there files change one by one, and some are new already: publish again")
_OUT_BUT = _("the site is out, but: {cause}; publish again to tidy up")
_UNKNOWN = _("{cause}; whether readers have the new site could not be asked: publish again")


def publish(
    tree: Tree,
    target: PublicationTarget,
    serving: Serving,
    now: datetime,
    look: Look,
    track: Track,
    stays: bool = False,
) -> PublicationPlan:
    """Have a site be what is out at a place, and return what that took; with `stays`, nothing goes from there yet."""
    with failing(), target.held():
        plan = plan_of(tree, target.published(), serving, now, stays)
        look(plan)
        if not plan.is_empty():
            with truthful(target, plan):
                target.begin(plan)
                for _path in track(plan, target.put(plan)):
                    pass
                target.show(plan)
                target.tidy(plan)
    return plan


def planned(tree: Tree, target: PublicationTarget, serving: Serving, now: datetime) -> PublicationPlan:
    """Return what publishing would do; nothing is touched."""
    with failing():
        return plan_of(tree, target.published(), serving, now)


def roll_back(target: PublicationTarget) -> Publication:
    """Let readers have the release before, and return it."""
    with failing(), target.held():
        return target.roll_back()


@contextmanager
def failing() -> Iterator[None]:
    """What the machine says of a failure becomes an error of ours."""
    try:
        yield
    except OSError as error:
        raise TargetFailed(cause_of(error)) from error


@contextmanager
def truthful(target: PublicationTarget, plan: PublicationPlan) -> Iterator[None]:
    """Where something fails, the error says which site readers have."""
    try:
        yield
    except UsageError:
        raise
    except (OSError, MachineError) as error:
        raise TargetFailed(_outcome(target, plan).format(cause=cause_of(error))) from error


def _outcome(target: PublicationTarget, plan: PublicationPlan) -> Message:
    try:
        out = target.published()
    except (OSError, MachineError):
        return _UNKNOWN
    if out.name == plan.after.name:
        return _OUT_BUT
    return _KEPT if target.is_atomic else _PARTLY


def cause_of(error: OSError | MachineError) -> Message | str:
    """Return what went wrong, in words that hold no secret."""
    if isinstance(error, MachineError):
        return error.message
    where = f" ({error.filename})" if error.filename else ""
    return scrubbed(f"{error.strerror or error}{where}")
