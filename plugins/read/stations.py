"""content/stations/ → the stations that air our shows, a YAML file each: names, signals and airings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from plugins.model.holidays import WORD as HOLIDAYS
from plugins.model.problem import Message, Problem, _
from plugins.model.regex import regex
from plugins.model.schedule import LAST, WEEK, Airing, Rule, Station
from plugins.read import fields as f
from plugins.read import frontmatter
from plugins.read.decode import decode
from plugins.read.prose import set_in_type

FOLDER = "stations"
ENDING = ".yaml"
RULE = "station"

_MISSING = _("“{name}” is missing")
_ADD = _("add a line {name}: …")
_UNKNOWN = _("there is no field “{name}”")
_NEAR = _("write one of: {names}")
_NO_AIRINGS = _("is not a list of airings")
_LIST = _("begin each airing with a hyphen: - show: …")
_MANY = _("has {size} airings; the limit is {limit}")
_JOIN = _("join those that differ in the day: days: [mo, we]")
_WHEN = _("does not say on which days")
_ONE_OF = _("write one of the three: days: [mo, we], rule: FREQ=MONTHLY;BYDAY=1SA or date: 2026-12-24")
_TWO = _("says twice on which days")
_SINCE = _("does not say since when")
_ADD_SINCE = _("add the first day: from: 2026-10-05")
_NOT_WITH_DATE = _("has no place in an airing of one day")
_DELETE = _("delete the line")
_NEVER = _("no day fits: the airing never takes place")
_CORRECT = _("correct the days or the dates")
_BACKWARDS = _("ends before it begins")
_BAD_RULE = _("is not a rule that is known here")
_RULES = _("write as in: FREQ=WEEKLY;INTERVAL=2;BYDAY=FR or FREQ=MONTHLY;BYDAY=-1SU (the last Sunday)")
_LONG = _("does not last between a minute and a day")
_LENGTH = _("write minutes:seconds, as in 30:00 or 1:00:00")
_RANGE = _("is not a frequency of the FM band")
_MHZ = _("write it in MHz: 95.2")
_NO_STATION = _("is not a station's file")
_YAML = _("name it {folder}/<station>.yaml, in small letters a–z")

_NAME = regex(rf"{FOLDER}/[a-z0-9]+(?:-[a-z0-9]+)*{re.escape(ENDING)}")
_TIME = regex(r"([01]?\d|2[0-3]):([0-5]\d)")
_FREQUENCY = regex(r"(\d{2,3})(?:[.,](\d{1,2}))?")
_BY_DAY = regex(rf"([1-4]|-1)?({'|'.join(day.upper() for day in WEEK)})")

# ETSI TS 103 270, clause 5.1: https://www.etsi.org/deliver/etsi_ts/103200_103299/103270/
bearer = f.matching(
    re.compile(
        r"fm:([0-9a-f])[0-9a-f]{2}\.\1[0-9a-f]{3}\.[0-9]{5}"  # both begin with the country
        r"|dab:[0-9a-f]{3}\.[0-9a-f]{4}\.[0-9a-f]{4}(?:[0-9a-f]{4})?\.[0-9a-f]"
        r"|https?://[a-z0-9.-]+(?::[0-9]+)?/[!#-;=?-~]*"
    ),
    _("is not a signal as RadioDNS writes it"),
    _("write fm:<gcc>.<pi>.<frequency>, dab:<gcc>.<eid>.<sid>.<scids> or the stream's address: fm:1e1.1201.09520"),
)
domain = f.matching(
    re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"),
    _("is not a domain name"),
    _("write the name alone, in small letters: www.station.example"),
)
service = f.matching(
    re.compile(r"[a-z0-9]{1,16}"),
    _("is not a service identifier"),
    _("write at most 16 letters a–z or digits: amfissa"),
)
wall_clock = f.matching(
    _TIME,
    _("is not a time of day"),
    _("write hours:minutes, as in 19:00"),
)


def at(raw: Any) -> time:
    """Return a time of day, as of 19:00."""
    hour, minute = wall_clock(raw).split(":")
    return time(int(hour), int(minute))


def length(raw: Any) -> int:
    """Return a length in seconds, from a minute to a day."""
    seconds = f.duration(raw)
    if not 60 <= seconds <= 86400:
        raise f.Invalid(_LONG, _LENGTH)
    return seconds


def frequency(raw: Any) -> int:
    """Return a frequency in units of 10 kHz, of one in MHz; the FM bands of ITU regions and OIRT lie within 64–108."""
    match = _FREQUENCY.fullmatch(f.scalar(raw))
    units = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0")) if match else 0
    if not 6400 <= units <= 10800:
        raise f.Invalid(_RANGE, _MHZ)
    return units


def rule(raw: Any) -> Rule:
    """Return a rule of iCalendar, of those that a programme needs (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10)."""
    pairs = [part.partition("=")[::2] for part in f.scalar(raw).split(";")]
    parts = dict(pairs)
    days = [_BY_DAY.fullmatch(word) for word in parts.get("BYDAY", "").split(",")] if "BYDAY" in parts else []
    numbers = {day[1] for day in days if day}
    known = len(pairs) == len(parts) and parts.keys() <= {"FREQ", "INTERVAL", "BYDAY"} and all(days)
    sort, interval = parts.get("FREQ"), parts.get("INTERVAL", "1")
    good = known and re.fullmatch(r"[1-9]\d?", interval) and len(numbers) == (sort != "DAILY")
    if good and sort == "DAILY" and interval == "1":
        return Rule(tuple(range(7)))
    if good and sort == "WEEKLY" and numbers == {None}:
        return Rule(_weekdays(day[2].lower() for day in days if day), int(interval))
    if good and sort == "MONTHLY" and None not in numbers:
        (number,) = numbers
        return Rule(_weekdays(day[2].lower() for day in days if day), int(interval), int(number or LAST))
    raise f.Invalid(_BAD_RULE, _RULES)


def _weekdays(names: Iterable[str]) -> tuple[int, ...]:
    return tuple(sorted({WEEK.index(name) for name in names}))


FIELDS: Mapping[str, f.Convert] = {
    "name": f.words(80),
    "sort": f.choice("radio", "tv"),
    "area": f.words(120),
    "frequency": frequency,
    "bearers": f.list_of(bearer),
    "service": f.record({"domain": domain, "id": service}, required=("domain", "id")),
    "short": f.words(8),
    "medium": f.words(16),
    "website": f.url,
    "stream": f.url,
    "updated": f.day,
    "demo": f.boolean,
}
REQUIRED = ("name", "area")
AIRING: Mapping[str, f.Convert] = {
    "show": f.key,
    "language": f.key,
    "days": f.list_of(f.choice(*WEEK)),
    "rule": rule,
    "date": f.day,
    "time": at,
    "duration": length,
    "from": f.day,
    "until": f.day,
    "except": f.list_of(f.day_off),
    "repeat": f.boolean,
    "name": f.words(16),
}
AIRING_REQUIRED = ("show", "time", "duration")
_OF_RULES = ("from", "until", "except")


def read_stations(
    content: Path, files: Iterable[str], languages: tuple[str, ...], default: str
) -> tuple[list[Station], list[Problem]]:
    """The stations in the order of their files' names, without those that cannot be read, and what is wrong."""
    stations: list[Station] = []
    problems: list[Problem] = []
    for path in sorted(path for path in files if path.startswith(f"{FOLDER}/")):
        if not _NAME.fullmatch(path):
            problems.append(Problem(RULE, "error", path, 0, 0, "", _NO_STATION, _YAML.format(folder=FOLDER)))
            continue
        reader = _StationReader(path, languages, default)
        with f.spoken(languages):
            station = reader.read(content)
        stations += [station] if station and not reader.problems else []
        problems += reader.problems
    return stations, problems


class _StationReader:
    """Reads one file."""

    def __init__(self, path: str, languages: tuple[str, ...], default: str):
        self.path, self.languages, self.default = path, languages, default
        self.problems: list[Problem] = []
        self.places: dict[str, tuple[int, int]] = {}

    def read(self, content: Path) -> Station | None:
        text, self.problems = decode((content / self.path).read_bytes(), self.path)
        if self.problems:
            return None
        head = frontmatter.read_yaml(text, self.path, first_line=1)
        self.problems += head.problems
        if head.problems:
            return None
        self.places = frontmatter.places_within(text)
        raw = dict(head.values)
        airings = self.airings(raw.pop("airings", None) or [])
        v = self.record(raw, FIELDS, REQUIRED)
        if self.problems:
            return None
        names = self.in_all(v["name"])
        return Station(
            key=self.path.removeprefix(f"{FOLDER}/").removesuffix(ENDING),
            source=self.path,
            sort=v.get("sort", "radio"),
            names=names,
            area=self.in_all(v["area"]),
            short=self.in_all(v["short"]) if "short" in v else names,
            medium=self.in_all(v["medium"]) if "medium" in v else names,
            frequency=v.get("frequency", 0),
            bearers=v.get("bearers", ()),
            domain=v.get("service", {}).get("domain", ""),
            service=v.get("service", {}).get("id", ""),
            website=v.get("website", ""),
            stream=v.get("stream", ""),
            updated=v.get("updated"),
            demo=v.get("demo", False),
            airings=tuple(airings),
            places=self.places,
        )

    def in_all(self, value: str | dict[str, str]) -> dict[str, str]:
        """A text for each language of the site: the one that is stated, else the first of those that are."""
        return {
            lang: value if isinstance(value, str) else value.get(lang) or next(iter(value.values()))
            for lang in self.languages
        }

    def complain(self, field: str, message: Message, hint: Message, at: str = "") -> None:
        line, column = self.places.get(at or field) or self.places.get(field.rpartition(".")[0], (1, 1))
        self.problems.append(Problem(RULE, "error", self.path, line, column, field, message, hint))

    def record(
        self, raw: Mapping[str, Any], known: Mapping[str, f.Convert], required: Iterable[str], prefix: str = ""
    ) -> dict[str, Any]:
        """Return the typed values of a mapping; what is wrong is told where it stands."""
        found: dict[str, Any] = {}
        for name, value in raw.items():
            if name not in known:
                names = ", ".join(known if prefix else (*known, "airings"))
                self.complain(f"{prefix}{name}", _UNKNOWN.format(name=name[:40]), _NEAR.format(names=names))
                continue
            if f.is_empty(value):
                continue  # as if it were not there
            try:
                found[name] = set_in_type(known[name](value), "")
            except f.Invalid as error:
                self.complain(f"{prefix}{name}", error.message, error.hint)
        for name in required:
            if f.is_empty(raw.get(name)):
                self.complain(f"{prefix}{name}", _MISSING.format(name=name), _ADD.format(name=name))
        return found

    def airings(self, raw: Any) -> list[Airing]:
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            self.complain("airings", _NO_AIRINGS, _LIST)
            return []
        if len(raw) > f.MAX_ITEMS:
            self.complain("airings", _MANY.format(size=len(raw), limit=f.MAX_ITEMS), _JOIN)
            return []
        return [airing for number, item in enumerate(raw) if (airing := self.airing(item, f"airings[{number}]."))]

    def airing(self, raw: Mapping[str, Any], prefix: str) -> Airing | None:
        before = len(self.problems)
        v = self.record(raw, AIRING, AIRING_REQUIRED, prefix)
        if "language" in v and v["language"] not in self.languages:
            self.complain(f"{prefix}language", *_refusal(f.choice(*self.languages), v["language"]))
        raw = {name: value for name, value in raw.items() if not f.is_empty(value)}
        ways = [name for name in ("days", "rule", "date") if name in raw]
        if len(ways) != 1:
            message = _TWO if ways else _WHEN
            self.complain(f"{prefix}{ways[1] if ways else 'days'}", message, _ONE_OF)
        elif ways == ["date"]:
            for name in (name for name in _OF_RULES if name in raw):
                self.complain(f"{prefix}{name}", _NOT_WITH_DATE, _DELETE)
        elif "from" not in raw:
            self.complain(f"{prefix}from", _SINCE, _ADD_SINCE)
        if len(self.problems) > before:
            return None
        airing = self.make(v)
        if airing.until and airing.until < airing.since:
            self.complain(f"{prefix}until", _BACKWARDS, _CORRECT)
        elif airing.first() is None:
            self.complain(f"{prefix}{ways[0]}", _NEVER, _CORRECT)
        return airing

    def make(self, v: Mapping[str, Any]) -> Airing:
        since: date = v["date"] if "date" in v else v["from"]
        return Airing(
            show=v["show"],
            language=v.get("language", self.default),
            start=v["time"],
            seconds=v["duration"],
            since=since,
            rule=v.get("rule") or (Rule(_weekdays(v["days"])) if "days" in v else None),
            until=v.get("until"),
            omitted=tuple(date.fromisoformat(day) for day in v.get("except", ()) if day != HOLIDAYS),
            repeat=v.get("repeat", False),
            names=self.in_all(v["name"]) if "name" in v else {},
            not_on_holidays=HOLIDAYS in v.get("except", ()),
        )


def _refusal(convert: f.Convert, value: str) -> tuple[Message, Message]:
    try:
        convert(value)
    except f.Invalid as error:
        return error.message, error.hint
    raise AssertionError(f"{value} was refused and is accepted")
