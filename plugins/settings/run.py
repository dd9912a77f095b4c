"""How a build runs: its moment, its processes, and what it says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta, field

from plugins.i18n.messages import of_terminal, told_in
from plugins.i18n.writing import habits
from plugins.model.errors import UsageError
from plugins.model.moments import FIRST_YEAR, LAST_YEAR, is_offset
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.settings.group import Group, group_of
from plugins.settings.site import SiteSettings

MOST_JOBS = 256  # processes, each with memory of its own
SPELLING = "spelling"
MEDIA = ("pictures", "recordings", "films", "slates")  # what takes long to make
Medium = Literal["pictures", "recordings", "films", "slates"]


class RunSettings(Group, frozen=True, kw_only=True):
    """How this build runs."""

    output: Path = field(name="OUTPUT_PATH")
    cache: Path = field(name="CACHE_PATH", default=Path(".cache"))
    shared_cache: str = ""  # the address of one that machines share, by fsspec: s3://bucket/folder
    workers: str = ""  # the address of the scheduler of a Dask cluster: tcp://…
    jobs: Annotated[int, Meta(ge=1, le=MOST_JOBS)]  # processes
    now: datetime
    drafts: bool = False
    clean: bool = False
    preview: bool = False  # of `serve`: what only readers of the published site need is left out
    #: What this run makes no file of: all that takes long in `check`, what nobody asked for yet in `serve`.
    unmade: frozenset[Medium] = frozenset()
    looked_at: tuple[str, ...] = ()  # files and folders at whose writing and spelling `check` looks; "": all
    #: What of that it leaves alone: names of habits of writing, and "spelling".
    writing_off: tuple[str, ...] = ()
    dictionaries: dict[Language, str] = field(
        default_factory=dict
    )  # of hunspell, where it is not the one of the language's locale
    report: Path | None = None
    published: Path  # the ledger of what was published
    media_target: str = ""  # where `publish` puts recordings and videos that lie apart
    explain: str = ""  # an output path, whose reasons are printed
    desk: tuple[str, ...] = ()  # the accounts, at the forge, of those who may change everything
    #: Those of each member, by its key: they may change what is its own.
    partners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problem_language: Language
    problem_format: Literal["text", "json", "github"] = "text"

    def check(self, site: SiteSettings) -> None:
        """Refuse what is no habit of writing."""
        known = (*habits(), SPELLING)
        for name in self.writing_off:
            if name not in known:
                message = _("settings: WRITING_OFF: there is no habit {name}; they are {known}")
                raise UsageError(message.format(name=repr(name), known=", ".join(known)))


def run_of(raw: Mapping[str, Any], content: Path, site: SiteSettings) -> RunSettings:
    """Return how this build runs; what is not said depends on the machine, the clock and the site."""
    usual = {
        "JOBS": cores(),
        "PUBLISHED": content.parent / "published.json",
        "PROBLEM_LANGUAGE": _language_of_problems(raw.get("PROBLEM_FORMAT"), site),
    }
    now = moment_of_build(raw.get("NOW"), site.timezone)
    return group_of({**raw, "NOW": now}, RunSettings, site, **usual)


def moment_of_build(given: str | None, timezone: str) -> datetime:
    """`now`: what was given (ISO 8601), else SOURCE_DATE_EPOCH, else the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    # A zone of its own: Python compares the clocks, and not the instants, of two times that have the very same one, so
    # that in the hour which comes twice in autumn what is out would be so no more.
    here = ZoneInfo.no_cache(timezone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None and not epoch:
        return datetime.now(here)
    is_given = given is not None
    name, said = ("now", given) if is_given else ("SOURCE_DATE_EPOCH", epoch)
    try:
        moment = datetime.fromtimestamp(int(epoch or 0), here) if given is None else _stated(str(given), here)
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment
    except (ValueError, OverflowError, OSError):
        pass  # said below
    way_out = _("write 2026-03-25T18:30") if is_given else _("write the seconds since 1970-01-01, as in 1774456200")
    raise UsageError(
        _("{name}: {said} is not a time; {way_out}").format(name=name, said=repr(said), way_out=way_out)
    ) from None


def _stated(text: str, here: ZoneInfo) -> datetime:
    """A time in ISO 8601, by the clock of `here` unless it says by which. Raises ValueError where it is none."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    offset = moment.utcoffset()
    if offset is None:
        return moment.replace(tzinfo=here)
    if not is_offset(offset):
        raise ValueError(text)
    return moment.astimezone(here)


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _language_of_problems(form: str | None, site: SiteSettings) -> Language:
    """The site's own beside the lines of a proposed change; else that of the terminal, where we speak it."""
    return told_in(site.default_language) if form == "github" else of_terminal()
