"""The programme as pages show it: which stations air which shows, on which days, as plain values in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugins.i18n.languages import facts_of
from plugins.model import schedule
from plugins.model.edition import Edition
from plugins.model.entry import Entry, key_of_show
from plugins.model.schedule import Airing, Station
from plugins.model.site import Site
from plugins.model.value import Language, Value
from plugins.settings import Settings


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The moments at which an airing begins or ends, and the midnight at which receivers ask for another day."""
    yield from schedule.turning_points(site.stations, settings.run.now, ZoneInfo(settings.site.timezone))


class Outlet(Value, frozen=True):
    """A station in the page's language. `frequency` is in words ("95,2 MHz"); `url` and `calendar` are paths."""

    key: str
    name: str
    area: str
    frequency: str
    sort: str
    website: str
    stream: str
    url: str
    calendar: str
    demo: bool


class Slot(Value, frozen=True):
    """An airing in the page's language: what is on, where, when.

    `lang` is that of the title, `language` the one that is heard. `weekdays` counts from Monday, 0; a single airing has
    none, and its day is `since`. `since` is None where that day is past, `until` where it goes on.
    """

    title: str
    url: str
    lang: Language
    language: Language
    weekdays: tuple[int, ...]
    start: str
    end: str
    interval: int
    ordinal: int
    since: date | None
    until: date | None
    repeat: bool
    not_on_holidays: bool
    demo: bool
    outlet: Outlet

    @property
    def single(self) -> date | None:
        """The day of a single airing."""
        return None if self.weekdays else self.since


class Programme:
    """The airings of one edition that are not over."""

    def __init__(self, site: Site, edition: Edition, settings: Settings):
        self.edition, self.settings, self.lang = edition, settings, edition.lang
        self.stations = site.stations
        self.today = settings.run.now.astimezone(ZoneInfo(settings.site.timezone)).date() if site.stations else None

    def airings(self, station: Station) -> Iterator[tuple[Airing, Entry]]:
        """All airings of shows that this edition may name, with the show: in its language, else in another."""
        for airing in station.airings:
            show = show_of(airing, self.edition)
            if show:
                yield airing, show

    def slots(self, stations: Iterable[Station]) -> tuple[Slot, ...]:
        """Those that are not over, in the order of stations and then of their files."""
        return tuple(
            self._slot(airing, show, self.outlet(station))
            for station in stations
            for airing, show in self.airings(station)
            if self.today and (airing.last is None or airing.last >= self.today)
        )

    def slots_of(self, show: str) -> tuple[Slot, ...]:
        """Where and when a show is on the air."""
        url = self.edition.urls.get(key_of_show(show))
        return tuple(slot for slot in self.slots(self.stations) if slot.url == url)

    def outlet(self, station: Station) -> Outlet:
        address, lang = self.settings.site.address, self.lang
        return Outlet(
            key=station.key,
            name=station.names[lang],
            area=station.area[lang],
            frequency=self._frequency(station.frequency),
            sort=station.sort,
            website=station.website,
            stream=station.stream,
            url=address("station", lang, station=station.key),
            calendar=address("station.calendar", lang, station=station.key),
            demo=station.demo,
        )

    def _slot(self, airing: Airing, show: Entry, outlet: Outlet) -> Slot:
        rule, start = airing.rule, datetime.combine(airing.since, airing.start)
        begun = bool(rule) and self.today is not None and airing.since <= self.today
        return Slot(
            title=show.title,
            url=self.edition.urls[show.key],
            lang=show.lang,
            language=airing.language,
            weekdays=rule.weekdays if rule else (),
            start=f"{airing.start:%H:%M}",
            end=f"{start + timedelta(seconds=airing.seconds):%H:%M}",
            interval=rule.interval if rule else 0,
            ordinal=rule.ordinal if rule else 0,
            since=None if begun else airing.since,
            until=airing.until,
            repeat=airing.repeat,
            not_on_holidays=airing.not_on_holidays,
            demo=outlet.demo or show.demo,
            outlet=outlet,
        )

    def _frequency(self, units: int) -> str:
        if not units:
            return ""
        whole, parts = divmod(units, 100)
        decimals = f"{parts:02}".removesuffix("0")
        return f"{whole}{facts_of(self.lang).decimal}{decimals or '0'} MHz"


def show_of(airing: Airing, edition: Edition) -> Entry | None:
    """The show as this edition knows it; None where it isn't out, or is hidden."""
    key = key_of_show(airing.show)
    show = edition.by_key.get(key) or edition.gaps.get(key)
    return show if show and show.is_listed else None


def weekday_names(locale: str) -> tuple[str, ...]:
    """Δευτέρα, Τρίτη …: the forms that stand alone, Monday first."""
    from babel.dates import get_day_names

    names = get_day_names("wide", "stand-alone", locale)
    return tuple(names[day] for day in range(7))
