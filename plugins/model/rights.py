"""What others may do with a recording, and who made it: an episode's own values stand before its show's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from plugins.model.entry import Entry
from plugins.model.value import Language, Value

_TERMS = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")  # of Creative Commons


def N_(message: str) -> str:
    """Marks words for the catalogues, which are chosen later."""
    return message


#: What may be stated of rebroadcasting, and of the licence → the words for it, which catalogues translate.
REBROADCAST = {"yes": N_("free"), "ask": N_("ask first"), "no": N_("not allowed")}
LICENCES = {
    "": "",
    "cc0-1.0": "CC0 1.0",
    **{f"cc-{terms}-4.0": f"CC {terms.upper()} 4.0" for terms in _TERMS},
    "all-rights-reserved": N_("All rights reserved"),
}


class Rights(Value, frozen=True):
    """`rebroadcast` is "yes", "ask" or "no"; without a word it is "ask". `since` and `until` bound it in time."""

    holder: str = ""
    licence: str = ""
    rebroadcast: str = "ask"
    territory: str = ""
    countries: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    edits: bool = False
    credit: str = ""

    def allow(self, now: datetime) -> bool:
        """Whether stations may find it at `now`; of what says "ask", their editors read so on the cue sheet."""
        return (
            self.rebroadcast != "no" and (not self.since or now >= self.since) and (not self.until or now < self.until)
        )

    def stated(self) -> dict[str, Any]:
        """What data for stations says of it."""
        return {
            "holder": self.holder,
            "licence": self.licence,
            "rebroadcast": self.rebroadcast,
            "territory": self.territory,
            "countries": list(self.countries),
            "from": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "edits": self.edits,
            "credit": self.credit,
        }


class Person(Value, frozen=True):
    """Somebody who made it; `role` is a word of the podcast namespace's taxonomy, `title` what they are elsewhere.

    `lang` is the language that the name stays in, where that is not the text's.
    """

    name: str
    role: str
    url: str = ""
    title: str = ""
    lang: Language = ""


def rights_of(entry: Entry, show: Entry | None) -> Rights:
    """The rights in an episode."""
    stated: dict[str, Any] = {**(show.fields.get("rights", {}) if show else {}), **entry.fields.get("rights", {})}
    said = {name: in_language(value, entry.lang) for name, value in stated.items()}
    return Rights(**{"since" if name == "from" else name: value for name, value in said.items()})


def in_language(value: Any, lang: Language) -> Any:
    """A value that may be stated for each language: that of `lang`, else the first; any other value as it is."""
    if isinstance(value, dict):
        return value.get(lang) or next(iter(value.values()))
    return value


def withdrawn_of(entry: Entry, now: datetime) -> Any:
    """Why its recording was taken back, in words for each language or for all; None: it stands."""
    withdrawn = entry.fields.get("withdrawn")
    return withdrawn["reason"] if withdrawn and withdrawn["date"] <= now else None


def corrections_of(entry: Entry, now: datetime) -> tuple[tuple[datetime, Any], ...]:
    """What was put right by now: when, and in which words; before its date a correction is not told."""
    stated = entry.fields.get("corrections", ())
    return tuple((row["date"], row["text"]) for row in stated if row["date"] <= now)


def numbered(moments: Iterable[datetime]) -> Iterator[str]:
    """A name for each of what is known by its moment alone: of several of one moment the further ones have a number."""
    seen = Counter[str]()
    for moment in moments:
        name = moment.astimezone(UTC).isoformat()
        seen[name] += 1
        yield f"{name} {seen[name]}" if seen[name] > 1 else name


def turning_points(entry: Entry) -> Iterator[datetime]:
    """The moments at which what an entry's fields allow changes."""
    rights = entry.fields.get("rights", {})
    yield from (rights[name] for name in ("from", "until") if name in rights)
    for broadcast in entry.fields.get("live", ()):
        yield from (broadcast["start"], broadcast["end"])
    if "withdrawn" in entry.fields:
        yield entry.fields["withdrawn"]["date"]
    yield from (row["date"] for row in entry.fields.get("corrections", ()))
