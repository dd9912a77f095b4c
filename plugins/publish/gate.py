"""The gate: what apps and stations would take for a new episode, or never see, is named before it is published.

LibreTime tells episodes apart by guid over all feeds, and skips what is older than the last one that it took
(https://github.com/libretime/libretime, PodcastEpisodeService.php).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.problem import Message, Problem, _, joined
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.publish.ledger import Ledger, LedgerRow, read_ledger
from plugins.settings import Settings

RULE = "gate"

_CHANGED = _("the episode {key} ({lang}) had the guid {guid} and now has another: who has it would get it twice")
_PUT_BACK = _("put the old id back")
_REUSED = _("the guid {guid} belonged to the episode {key} ({lang}): who has that one will never see this")
_NEW_ID = _("give it an id of its own")
_BACKDATED = _("came out on {out} and now has an earlier date")
_KEEP_DATE = _("leave the date; the field updated tells of changes")
_LATE = _("has a date before that of an episode that is out already ({out}): stations will never see it")
_DATE_NOW = _("give it the date of its publication")
_VANISHED = _("the episode {key} ({lang}) came out on {out} and is gone")
_WITHDRAW = _("take it back by withdrawn, hidden or expires")
_ACCEPT = _(" — or add {guid} to “accepted” in {file}")


def gate(site: Site, editions: Mapping[Language, Edition], settings: Settings) -> list[Problem]:
    """What differs from what was published. Nothing before the first time, nor in a preview with drafts."""
    ledger = None if settings.run.drafts else read_ledger(settings.run.published)
    if ledger is None:
        return []
    return list(_differences(ledger, site, editions, settings))


def rows_of(editions: Mapping[Language, Edition]) -> dict[str, LedgerRow]:
    """Every episode that can be heard or seen now, by guid."""
    return {
        entry.guid: LedgerRow(entry.guid, entry.lang, entry.key, entry.start)
        for edition in editions.values()
        for entry in edition.entries
        if (entry.guid in edition.recordings or entry.guid in edition.films) and entry.start
    }


def _differences(
    ledger: Ledger, site: Site, editions: Mapping[Language, Edition], settings: Settings
) -> Iterator[Problem]:
    entries = {entry.guid: entry for entry in site.entries if entry.kind == "episode"}
    by_key = {(entry.key, entry.lang): entry for entry in entries.values()}
    heard = rows_of(editions)
    for row in ledger.episodes:
        if row.guid not in ledger.accepted:
            yield from _of_row(row, entries.get(row.guid), by_key.get((row.key, row.language)), heard, settings)
    yield from _late(ledger, heard, entries, settings)


def _of_row(
    row: LedgerRow, same: Entry | None, there: Entry | None, heard: Mapping[str, LedgerRow], settings: Settings
) -> Iterator[Problem]:
    """`same` has the row's guid now, `there` stands where the row's episode stood."""
    facts = {"guid": row.guid, "key": row.key, "lang": row.language, "out": row.out.date().isoformat()}
    if there and there is not same:
        yield _problem(there.source, row, "id", _CHANGED.format(**facts), _PUT_BACK, settings)
        if same:
            yield _problem(same.source, row, "id", _REUSED.format(**facts), _NEW_ID, settings)
    elif same is None:
        yield _problem(f"{row.key}.{row.language}.md", row, "", _VANISHED.format(**facts), _WITHDRAW, settings)
    elif same.status == "draft":
        yield _problem(same.source, row, "status", _VANISHED.format(**facts), _WITHDRAW, settings)
    elif row.guid in heard and heard[row.guid].out < row.out:
        yield _problem(same.source, row, "date", _BACKDATED.format(**facts), _KEEP_DATE, settings)


def _late(
    ledger: Ledger, heard: Mapping[str, LedgerRow], entries: Mapping[str, Entry], settings: Settings
) -> Iterator[Problem]:
    """New episodes that are older than what their show's subscribers have."""
    known = {row.guid for row in ledger.episodes}
    newest: dict[tuple[str, str], LedgerRow] = {}
    for row in ledger.episodes:
        if row.guid in heard:
            own = (row.show, row.language)
            newest[own] = max(newest.get(own, row), row, key=lambda r: r.out)
    for row in heard.values():
        last = newest.get((row.show, row.language))
        if last and row.guid not in known and row.guid not in ledger.accepted and row.out < last.out:
            message = _LATE.format(out=last.out.date().isoformat())
            yield _problem(entries[row.guid].source, row, "date", message, _DATE_NOW, settings)


def _problem(source: str, row: LedgerRow, field: str, message: Message, hint: Message, settings: Settings) -> Problem:
    accept = _ACCEPT.format(guid=row.guid, file=settings.run.published.name)
    return Problem(RULE, "warning", source, 1, 1, field, message, joined((hint, accept), ""))


def publish(site: Site, editions: Mapping[Language, Edition], settings: Settings) -> Ledger:
    """The ledger after this site is published.

    Episodes that were taken back stay in it, so that their guids are never given to others.
    """
    before = read_ledger(settings.run.published) or Ledger()
    heard = rows_of(editions)
    guids = {entry.guid for entry in site.entries}
    kept = [row for row in before.episodes if row.guid not in heard]
    kept = [row for row in kept if row.guid in guids or row.guid not in before.accepted]
    return Ledger([*kept, *heard.values()], [])
