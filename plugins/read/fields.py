"""Converters of front-matter fields: each makes a typed value of what an editor wrote, or says what to write."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from plugins.i18n.greek import SLUG_LENGTH
from plugins.model.holidays import WORD as HOLIDAYS
from plugins.model.moments import FIRST_YEAR, LAST_YEAR, in_zone, is_offset, on_clock
from plugins.model.problem import Invalid as Invalid
from plugins.model.problem import Message, _
from plugins.model.regex import regex

Convert = Callable[[Any], Any]  # raw value (str, list or dict) → typed value, or Invalid

_DATE = regex(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?\s*(Z|([+-])([0-9]{2}):?([0-9]{2}))?)?"
)
# As people write from when to when; with a `T` or with a space before the sign it is an offset.
_HOURS = regex(r"([0-9-]{10}) +([0-9]{1,2}:[0-9]{2})(?:-| *[–—] *| *- +)([0-9]{1,2}:[0-9]{2})")
_SLUG = regex(rf"(?=.{{1,{SLUG_LENGTH}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY = regex(r"[a-z0-9][a-z0-9-]*")
_EMAIL = regex(r"[^@\s<>\"']+@[^@\s<>\"'.]+(?:\.[^@\s<>\"'.]+)+")
_PATH = regex(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
# Letters of any script, for other systems make addresses of titles in Greek. Not the root, no part that begins with a
# dot (`..` would leave the site), none too long for a file's name, which is counted in bytes.
_SITE_PATH = regex(r"(?=.{1,200}\Z)(?:/[\w~-][\w.~-]*)+/?")
_ASKED_PATH = regex(
    r"(?:(?:/[\w~-][\w.~-]*)*/?)\?[A-Za-z0-9_.~-]{1,40}=[\w.~%-]{1,120}(?:&[A-Za-z0-9_.~-]{1,40}=[\w.~%-]{1,120}){0,4}"
)
_NAME_BYTES = 240
_DURATION = regex(r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)")
_LANGUAGE = regex(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_WHOLE = regex(r"-?\d{1,12}")
MAX_ITEMS = 40


_ONE_VALUE = _("wants one value, not a list")
_ONE_LINE = _("write the value in one line")
_EMPTY = _("is empty")
_FILL = _("fill it in or delete the line")


def is_empty(raw: Any) -> bool:
    """Whether nothing is stated: an empty line of a form, or a list or record of nothing."""
    if isinstance(raw, str):
        return not raw.strip()
    return all(is_empty(value) for value in (raw.values() if isinstance(raw, dict) else raw or ()))


def scalar(raw: Any) -> str:
    """Return one non-empty string, without spaces around it. Raises Invalid for nothing, a list or a mapping."""
    if is_empty(raw):
        raise Invalid(_EMPTY, _FILL)
    if not isinstance(raw, str):
        raise Invalid(_ONE_VALUE, _ONE_LINE)
    return raw.strip()


class Prose(str):
    """Words that people read, as they were typed; `set_in_type` sets them when the language is known."""

    __slots__ = ()


def text(limit: int) -> Convert:
    """Return the converter of words of at most `limit` characters; white space is folded."""
    bare = code(limit)
    return lambda raw: Prose(bare(raw))


def code(limit: int) -> Convert:
    """Return the converter of characters that programs read, at most `limit`; white space is folded."""
    message = _("has {size} characters; the limit is {limit}")
    hint = _("make it shorter")

    def convert(raw: Any) -> str:
        value = " ".join(scalar(raw).split())
        if len(value) > limit:
            raise Invalid(message.format(size=len(value), limit=limit), hint)
        return value

    return convert


_FOCUS = regex(r"(\d{1,3})% (\d{1,3})%")


def focus(raw: Any) -> tuple[int, int]:
    """Return the point of a picture that stays in sight when it is cut: percent from the left and from the top."""
    value = " ".join(scalar(raw).split())
    found = _FOCUS.fullmatch(value)
    point = (int(found[1]), int(found[2])) if found else (101, 101)
    if max(point) > 100:
        message = _("is no point of the picture: “{v}”")
        hint = _("write how far it is from the left and the top: 50% 30%")
        raise Invalid(message.format(v=value[:40]), hint)
    return point


def list_of(item: Convert) -> Convert:
    """Return the converter of a YAML list, or Pelican's `a, b, c`; order kept, repeats and empty items dropped."""
    many = _("has {size} values; the limit is {limit}")
    fewer = _("keep the most important ones")

    def convert(raw: Any) -> tuple[Any, ...]:
        values = raw.split(",") if isinstance(raw, str) else raw
        if not isinstance(values, list):
            raise Invalid(_("wants a list of values"), _("write: [a, b]"))
        if len(values) > MAX_ITEMS:
            raise Invalid(many.format(size=len(values), limit=MAX_ITEMS), fewer)
        return tuple(dict.fromkeys(item(value) for value in values if not is_empty(value)))

    return convert


class ByLanguage(dict[str, Any]):
    """Values that are stated for each language."""

    __slots__ = ()


_SPOKEN: ContextVar[tuple[str, ...]] = ContextVar("languages of the site", default=())


@contextmanager
def spoken(languages: tuple[str, ...]) -> Iterator[None]:
    """Within this context `by_language` takes these languages alone, or any where none are given."""
    token = _SPOKEN.set(languages)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def by_language(item: Convert) -> Convert:
    """Return the converter of a value for each language that has one: `{el: …, en: …}`."""

    @lru_cache(maxsize=32)
    def taking(languages: tuple[str, ...]) -> Convert:
        return record(dict.fromkeys(languages, item))

    def convert(raw: Any) -> ByLanguage:
        stated = tuple(raw) if isinstance(raw, dict) else ()
        return ByLanguage(taking(_SPOKEN.get() or tuple(filter(_LANGUAGE.fullmatch, stated)))(raw))

    return convert


def words(limit: int) -> Convert:
    """Return the converter of one text for all languages, or one for each: `{el: …, en: …}`."""
    one = text(limit)
    languages = by_language(one)

    def convert(raw: Any) -> Any:
        found = languages(raw) if isinstance(raw, dict) else one(raw)
        return found or one("")  # which is refused as empty

    return convert


def names(limit: int) -> Convert:
    """Return the converter of names for all languages or for each: `[Α, {el: Β, en: B}]`; or of a list for each."""
    many, each = list_of(text(limit)), records(words(limit))
    languages = by_language(many)

    def convert(raw: Any) -> Any:
        if isinstance(raw, str):
            return many(raw)
        stated = languages(raw) if isinstance(raw, dict) else each(raw)
        if not all(stated.values() if isinstance(stated, dict) else stated) or not stated:
            raise Invalid(_EMPTY, _FILL)
        return stated if isinstance(stated, dict) else tuple(x for n, x in enumerate(stated) if x not in stated[:n])

    return convert


def record(known: Mapping[str, Convert], required: Sequence[str] = ()) -> Convert:
    """Return the converter of a mapping of named values, without empty ones; a fault is told with its name."""
    unknown = _("has no value of the name “{name}”")
    write = _("write one of: {names}").format(names=", ".join(known))
    wants = _("wants named values")
    missing = _("does not say “{name}”")
    example = Message(f"{{{', '.join(f'{name}: …' for name in known)}}}")
    inner = Message("{name}: {fault}")

    def convert(raw: Any) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise Invalid(wants, example)
        for name in raw:
            if name not in known:
                raise Invalid(unknown.format(name=name[:40]), write)
        for name in required:
            if is_empty(raw.get(name)):
                raise Invalid(missing.format(name=name), example)
        found = {}
        for name, value in raw.items():
            if is_empty(value):
                continue
            try:
                found[name] = known[name](value)
            except Invalid as error:
                message = inner.format(name=name, fault=error.message)
                raise Invalid(message, error.hint) from None
        return found

    return convert


def records(item: Convert) -> Convert:
    """Return the converter of a list of records; their order is kept."""
    many = _("has {size} values; the limit is {limit}")
    fewer = _("keep the most important ones")

    def convert(raw: Any) -> tuple[Any, ...]:
        values = raw if isinstance(raw, list) else [raw]
        if len(values) > MAX_ITEMS:
            raise Invalid(many.format(size=len(values), limit=MAX_ITEMS), fewer)
        return tuple(item(value) for value in values if not is_empty(value))

    return convert


def choice(*words: str) -> Convert:
    """Return the converter of one of the given words."""
    message = _("does not take the value “{value}”")
    hint = _("write one of: {words}")

    def convert(raw: Any) -> str:
        value = scalar(raw)
        if value not in words:
            raise Invalid(message.format(value=value[:40]), hint.format(words=", ".join(words)))
        return value

    return convert


def boolean(raw: Any) -> bool:
    """Return what `true` or `false` (also yes and no) says."""
    words = {"true": True, "yes": True, "false": False, "no": False}
    return words[choice(*words)(raw.lower() if isinstance(raw, str) else raw)]


def whole(low: int, high: int) -> Convert:
    """Return the converter of a whole number from `low` to `high`."""
    message = _("is not a whole number from {low} to {high}")
    hint = _("write digits only, without separators or signs of currency")

    def convert(raw: Any) -> int:
        value = scalar(raw)
        if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
            raise Invalid(message.format(low=low, high=high), hint)
        return int(value)

    return convert


def matching(pattern: re.Pattern[str], message: Message, hint: Message) -> Convert:
    """Return the converter of a string of one form."""

    def convert(raw: Any) -> str:
        value = scalar(raw)
        if not pattern.fullmatch(value):
            raise Invalid(message, hint)
        return value

    return convert


slug = matching(
    _SLUG,
    _("cannot be part of an address"),
    _("write a–z, digits and hyphens, at most {limit} characters: news-from-larisa").format(limit=SLUG_LENGTH),
)
key = matching(
    _KEY,
    _("is not a key"),
    _("keys are a–z with hyphens: social-cooperatives"),
)
email = matching(
    _EMAIL,
    _("is not an e-mail address"),
    _("write: name@organisation.gr"),
)
_NO_NAME = _("is not an allowed file name")
_BESIDE = _("name a file beside the text, in a–z without spaces, “..” or a leading “/”: {example}")


def site_path(raw: Any) -> str:
    """An address of this site below its root, as people read it: `/παλιά/` of `/%CF%80…/` too, in either case.

    What follows a question mark, as in `/?p=123`, is left as it is.
    """
    value = scalar(raw)
    value, mark, asked = value.partition("?")
    try:
        path = unicodedata.normalize("NFC", unquote(value, errors="strict"))
    except UnicodeDecodeError:
        path = ""
    whole = f"{path}{mark}{asked}"
    form = _ASKED_PATH if mark else _SITE_PATH
    if (
        not whole.startswith("/")
        or not form.fullmatch(whole)
        or max(len(part.encode()) for part in path.split("/")) > _NAME_BYTES
    ):
        raise Invalid(
            _("is not an address of this site: “{v}”").format(v=str(raw)[:80]),
            _("write the path alone: /old/address/"),
        )
    return whole


def path(example: Message) -> Convert:
    """Return the converter of the name of a file, with an example of one."""
    return matching(_PATH, _NO_NAME, _BESIDE.format(example=example))


recording = path(_("2026-03-25.en.wav"))
sha256 = matching(
    re.compile("[0-9a-f]{64}"),
    _("is not a SHA-256 hash"),
    _("write 64 hexadecimal digits or delete the line"),
)

# Of the original: a hash and what measures changes (plugins/text/original_hash.py), or as in older files a hash alone.
signature = matching(
    re.compile("[0-9a-f]{64}|[0-9a-f]{16}[.][0-9]{1,7}[.][0-9a-f]{8}[.][0-9a-f]{8}[.][A-Za-z0-9_-]{32}"),
    _("does not say which text it translates"),
    _("delete the line: “invoke check --fix” writes it anew"),
)
language = matching(
    re.compile("[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
    _("is not a language"),
    _("write its code, as in el or en"),
)


def identifier(raw: Any) -> str:
    """A UUID in its usual form."""
    value = scalar(raw).lower()
    try:
        if str(uuid.UUID(value)) == value:
            return value
    except ValueError:
        pass
    raise Invalid(
        _("is not a UUID"),
        _("delete the line and run “invoke check --fix”"),
    )


def url(raw: Any) -> str:
    """An http(s) address with a host, or a mailto: address."""
    value = scalar(raw)
    try:
        parts = urlsplit(value)
        good = (parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", value)) or (
            parts.scheme == "mailto" and _EMAIL.fullmatch(parts.path)
        )
    except ValueError:
        good = False
    if not good:
        raise Invalid(
            _("is not a web address"),
            _("write the whole address: https://example.org/"),
        )
    return value


def old_feed(raw: Any) -> str:
    """Where a feed lay: an address of this site as `site_path` has it, or a whole one where it lay at another host."""
    return site_path(raw) if scalar(raw).startswith("/") else url(raw)


def checked(check: Callable[[str], Any]) -> Convert:
    """Return the converter of one value that a function checks, and brings into its one form."""
    return lambda raw: check(scalar(raw))


def duration(raw: Any) -> int:
    """Return the seconds of `MM:SS` or `H:MM:SS`."""
    match = _DURATION.fullmatch(scalar(raw))
    if not match:
        raise Invalid(
            _("is not a duration"),
            _("write minutes:seconds, as in 12:30 or 1:02:30"),
        )
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


_DATE_HINT = _("write YYYY-MM-DD or YYYY-MM-DD HH:MM, as in 2026-03-25 18:30")
_NO_DATE = _("is not a date: “{v}”")
_NO_SUCH_DATE = _("the date “{v}” does not exist")
_YEAR = _("the year {year} is not accepted")
_YEARS = _("write a year from {first} to {last}").format(first=FIRST_YEAR, last=LAST_YEAR)
_TWO_HOURS = _("states two hours: “{v}”")
_ONE_HOUR = _("write the beginning alone here, {start}; the end wants a line of its own: end: {end}")
_OFFSET = _("no clock in the world differs by {v} from UTC")
_NO_OFFSET = _("write the local time with nothing after it, as in 2026-03-25 18:30")
_GAP = _("that hour does not exist; the clocks go forward")
_NEAR_GAP = _("write an hour earlier or later")


@lru_cache(maxsize=8)
def when(zone: str) -> Convert:
    """Return the converter of a date, or a date and time: to a `date` where no hour is written, else a `datetime`.

    A time without an offset is the wall clock of `zone` (an IANA name).
    """
    here = ZoneInfo(zone)

    def convert(raw: Any) -> date:
        value = scalar(raw)
        match = _DATE.fullmatch(value)
        _refuse_two_hours(value, bool(match))
        if not match:
            raise Invalid(_NO_DATE.format(v=value[:40]), _DATE_HINT)
        try:
            found = date(*(int(part) for part in match.group(1, 2, 3)))
            if match[4]:
                found = _with_hour(datetime(found.year, found.month, found.day, *_hour(match)), match, here)
        except (ValueError, OverflowError):
            raise Invalid(_NO_SUCH_DATE.format(v=value[:40]), _DATE_HINT) from None
        return _within_years(found)

    return convert


@lru_cache(maxsize=8)
def moment(zone: str) -> Convert:
    """Return the converter of an instant: a date and time, or a date, which stands for its first moment in `zone`."""
    convert_date, here = when(zone), ZoneInfo(zone)

    def convert(raw: Any) -> datetime:
        found = convert_date(raw)
        return found if isinstance(found, datetime) else _in_zone(datetime(found.year, found.month, found.day), here)

    return convert


def _hour(match: re.Match[str]) -> tuple[int, int, int]:
    return int(match[4]), int(match[5]), int(match[6] or 0)


def _with_hour(naive: datetime, match: re.Match[str], here: ZoneInfo) -> datetime:
    """The instant; an offset that no clock has is refused."""
    if not match[7]:
        return _in_zone(naive, here)
    offset = timedelta()
    if match[8]:
        hours, minutes = int(match[9]), int(match[10])
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if match[8] == "-" else 1)
        if minutes >= 60 or not is_offset(offset):
            raise Invalid(_OFFSET.format(v=match[7]), _NO_OFFSET)
    return in_zone(naive.replace(tzinfo=timezone(offset)), here)


def _refuse_two_hours(value: str, is_date: bool) -> None:
    """`09:00-13:00` is no offset of −13 hours: it says from when to when. An end in the night is the next day's."""
    match = _HOURS.fullmatch(value)
    if not match:
        return
    day, start, end = match[1], match[2].zfill(5), match[3].zfill(5)
    is_night = start >= "20:00" and end <= "06:00"
    if is_date and start >= end and not is_night:
        return  # an offset: nobody writes the end first
    try:
        last = date.fromisoformat(day) + timedelta(days=end <= start)
    except (ValueError, OverflowError):
        return
    raise Invalid(_TWO_HOURS.format(v=value[:40]), _ONE_HOUR.format(start=f"{day} {start}", end=f"{last} {end}"))


def _within_years(found: date) -> date:
    """The date, where what is reckoned from it stays within the calendar."""
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Invalid(_YEAR.format(year=f"{found.year:04}"), _YEARS)
    return found


def _in_zone(naive: datetime, here: ZoneInfo) -> datetime:
    """The wall-clock time in `here`; an hour that the clocks skip in spring is refused."""
    aware = naive.replace(tzinfo=here)
    offset = aware.utcoffset() or timedelta()
    if (naive - offset + _offset_at(naive - offset, here)) != naive:
        raise Invalid(_GAP, _NEAR_GAP)
    return on_clock(naive, here)


def _offset_at(utc: datetime, here: ZoneInfo) -> timedelta:
    return utc.replace(tzinfo=UTC).astimezone(here).utcoffset() or timedelta()


def day(raw: Any) -> date:
    """A date without a time."""
    value = scalar(raw)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return _within_years(date.fromisoformat(value))
    except ValueError:
        raise Invalid(_NO_SUCH_DATE.format(v=value), _DATE_HINT) from None
    raise Invalid(_NO_DATE.format(v=value[:40]), _DATE_HINT)


def day_off(raw: Any) -> str:
    """A day (2026-12-24) or the word that stands for all public holidays."""
    value = scalar(raw)
    return value if value == HOLIDAYS else day(value).isoformat()
