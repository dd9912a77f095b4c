"""`status`: what waits, what goes out or ends soon, and what is to be translated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from plugins.cli import translations
from plugins.engine.pipeline import parsed_in
from plugins.engine.progress import Progress
from plugins.i18n.languages import facts_of
from plugins.i18n.messages import languages, say, told_in
from plugins.interchange import history
from plugins.interchange.merge import shortened
from plugins.interchange.standing import Standing, standings
from plugins.interchange.texts import as_translated, is_behind, pairs, read_file
from plugins.model.entry import Entry
from plugins.model.problem import Message, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.text import original_hash

SOON = timedelta(days=30)
_FAR = _("the original {file} has changed much; readers are told")
_NEAR = _("the original {file} has changed a little")
_ABSENT = _("{file} is not there")
_UNKNOWN = _("git does not have what the original said when it was translated")
_CHANGED = _("“{old}” reads now “{new}”")
_ADDED = _("new: “{new}”")
_DROPPED = _("gone: “{old}”")
_LONG = 300  # characters of a change that are shown
_LACKING = _("lacks {names}")
_ALONE = _("stays in “{lang}” alone")
_SURPLUS = _("only the translation states {names}")
_COUNTS = _("{done} of {total} done, {stale} behind, {absent} not there")
_OUT = _("comes out on {moment}")
_ENDS = _("is withdrawn on {moment}")
_BROKEN = _("Errors in {count} files, which are not listed here: invoke check")


class StatusRow(NamedTuple):
    """A text of a list: its file and title, when it changes, and what else is to be said of it."""

    file: str
    title: str
    at: datetime | None = None
    says: Message = Message("")


class Status(NamedTuple):
    """The lists by name, in order, and how many files have errors."""

    lists: dict[str, list[StatusRow]]
    broken: int


def drafts(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """What its author has not finished."""
    for entry in site.entries:
        if entry.status == "draft":
            yield StatusRow(entry.source, entry.title)


def scheduled(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """What comes out by its date."""
    yield from _coming(site, settings, lambda entry: entry.start == entry.date)


def embargoed(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """What comes out when its embargo ends."""
    yield from _coming(site, settings, lambda entry: entry.start != entry.date)


def _coming(site: Site, settings: Settings, is_wanted: Callable[[Entry], bool]) -> Iterator[StatusRow]:
    now = settings.run.now
    coming = [entry for entry in site.entries if entry.status != "draft" and entry.start and entry.start > now]
    for entry in sorted(coming, key=lambda entry: (entry.start, entry.source)):
        if is_wanted(entry):
            yield StatusRow(entry.source, entry.title, entry.start, _OUT)


def expiring(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """What is withdrawn within a month."""
    now = settings.run.now
    ending = [e for e in site.entries if e.expires and e.is_live(now) and e.expires <= now + SOON]
    for entry in sorted(ending, key=lambda entry: (entry.expires, entry.source)):
        yield StatusRow(entry.source, entry.title, entry.expires, _ENDS)


def stale(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """Translations of an older text than the original has now."""
    originals = {entry.key: entry.source for entry in site.entries if entry.original}
    for entry in site.entries:
        stated = "" if entry.original else site.documents[entry.source].common.original_hash
        source = originals.get(entry.key)
        if not stated or not source or original_hash.is_begun(stated):
            continue
        if not original_hash.is_of(stated, site.documents[source].source_sha256):
            yield StatusRow(entry.source, entry.title, None, (_FAR if entry.stale else _NEAR).format(file=source))


def changed(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """What has changed in originals since they were translated, where git has what they said."""
    for pair in pairs(site, settings):
        if is_behind(pair, settings):
            now, then = read_file(settings.read.content / pair.entry.source), as_translated(pair, settings)
            if then is None:
                yield StatusRow(pair.file, pair.entry.title, None, _UNKNOWN)
            for one in history.changes(then.body, now.body) if then else ():
                said = _CHANGED if one.old and one.new else _ADDED if one.new else _DROPPED
                words = {"old": shortened(one.old, _LONG), "new": shortened(one.new, _LONG)}
                yield StatusRow(pair.file, pair.entry.title, None, said.format(**words))


def untranslated(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """Texts that another language lacks, but for drafts and those that are meant for one alone."""
    there = {(entry.key, entry.lang) for entry in site.entries}
    for entry in site.entries:
        if entry.original and entry.status != "draft" and "only" not in entry.places:
            for lang in settings.site.codes:
                if (entry.key, lang) not in there:
                    file = f"{entry.source.rsplit('.', 2)[0]}.{lang}.md"
                    yield StatusRow(entry.source, entry.title, None, _ABSENT.format(file=file))


def unmarked(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """Translations that do not say which text they translate."""
    for entry in translations.unmarked(site, settings):
        yield StatusRow(entry.source, entry.title)


def fields(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """Fields that an original states and its translation does not."""
    for one in standings(site, settings):
        if one.lacking:
            yield StatusRow(one.file, one.entry.title, None, _LACKING.format(names=", ".join(one.lacking)))


def one_sided(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """What stands on one side alone: texts that stay in one language, fields that only the translation states."""
    for one in standings(site, settings):
        if one.place == "one":
            yield StatusRow(one.entry.source, one.entry.title, None, _ALONE.format(lang=one.entry.lang))
        if one.surplus:
            yield StatusRow(one.file, one.entry.title, None, _SURPLUS.format(names=", ".join(one.surplus)))


def by_language(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """How much of the texts each language has."""
    every = list(standings(site, settings))
    for language in settings.site.languages:
        yield _counted(language.code, language.name, [one for one in every if one.into == language.code])


def by_member(site: Site, settings: Settings) -> Iterator[StatusRow]:
    """The same of each member's texts."""
    every = list(standings(site, settings))
    for entry in site.entries:
        if entry.kind == "member" and entry.original:
            yield _counted(entry.stem, entry.title, [one for one in every if entry.stem in one.entry.members])


def _counted(name: str, title: str, some: Sequence[Standing]) -> StatusRow:
    places = [one.place for one in some]
    numbers = {"stale": places.count("stale"), "absent": places.count("absent")}
    done = sum(one.is_done for one in some)
    return StatusRow(name, title, None, _COUNTS.format(done=done, total=len(some), **numbers))


LISTS: dict[str, tuple[Callable[[Site, Settings], Iterator[StatusRow]], Message]] = {
    "drafts": (drafts, _("Drafts")),
    "scheduled": (scheduled, _("Scheduled")),
    "embargoed": (embargoed, _("Under embargo")),
    "expiring": (expiring, _("Withdrawn within a month")),
    "stale": (stale, _("Translations behind their original")),
    "untranslated": (untranslated, _("Without a translation")),
    "unmarked": (
        unmarked,
        _("Translations that do not say of which text (“invoke check --fix” writes it)"),
    ),
    "changed": (changed, _("What their originals say otherwise since")),
    "fields": (fields, _("Translations that lack a field of their original")),
    "one_sided": (one_sided, _("On one side alone")),
    "by_language": (by_language, _("By language")),
    "by_member": (by_member, _("By member")),
}
TRANSLATED = ("stale", "changed", "untranslated", "fields", "one_sided", "unmarked", "by_language", "by_member")
STATUS = ("drafts", "scheduled", "embargoed", "expiring", "stale", "untranslated", "unmarked")


def status_of(settings: Settings, names: Sequence[str] = STATUS) -> Status:
    """The lists of these names."""
    with parsed_in(settings, Progress()) as memory:
        site = read_site(settings, memory.parse_all)
        lists = {name: list(LISTS[name][0](site, settings)) for name in names}
    return Status(lists, len({problem.file for problem in site.problems if problem.level == "error"}))


def print_status(status: Status, settings: Settings, lang: Language | None = None) -> None:
    """The lists on the standard output, in the site's language unless another is asked for; or as JSON."""
    if settings.run.problem_format == "json":
        print(json.dumps(_as_json(status), ensure_ascii=False, indent=1))
        return
    spoken = lang or told_in(settings.site.default_language)
    for name, rows in status.lists.items():
        print(f"{say(LISTS[name][1], spoken)}: {len(rows)}")
        for row in rows:
            moment = _moment(row.at, spoken) if row.at else ""
            says = say(row.says.format(moment=moment), spoken)
            print(f"  {row.file}: {row.title}{f' — {says}' if says else ''}")
    if status.broken:
        print(say(_BROKEN.format(count=status.broken), spoken))


def _as_json(status: Status) -> dict[str, Any]:
    """The lists, each row with what there is to say of it in each language."""
    return {
        **{
            name: [
                {
                    "file": row.file,
                    "title": row.title,
                    "at": row.at.isoformat() if row.at else None,
                    "says": {lang: say(row.says.format(moment=_moment(row.at, lang)), lang) for lang in languages()},
                }
                for row in rows
            ]
            for name, rows in status.lists.items()
        },
        "broken": status.broken,
    }


def _moment(moment: datetime | None, lang: Language) -> str:
    """A day and an hour in words."""
    from babel.dates import format_datetime

    return format_datetime(moment, facts_of(lang).long_moment, locale=lang.replace("-", "_")) if moment else ""
