"""What a station needs to know of a show, gathered for its page: addresses, commands, and how the feed is doing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from plugins.channels.shared.series import Series
from plugins.channels.shared.way import CURL
from plugins.model.edition import Edition
from plugins.model.kinds import ShowFields
from plugins.model.rights import rights_of
from plugins.model.value import Value
from plugins.settings import Settings

LOUDNESS, TOLERANCE, PEAK = -16.0, 0.5, -1.0  # LUFS, LU, dBTP: of the MP3 in the feed
SILENCE = 0.9  # seconds at each end, past which LibreTime's analyser cuts
LATEST = ("mp3", "wav")  # of the newest episode, under names that stay


class Check(Value, frozen=True):
    """How many of the episodes that it can be asked of pass a check: "loudness", "silence" …"""

    name: str
    passed: int
    asked: int


class RadioFeed(Value, frozen=True):
    """A show as stations take it. Addresses are absolute, so that they can be copied; lengths are in seconds.

    `oldest` and `newest` are when the first and the latest episode came out, `shortest` and `longest` among all that
    may be taken. No age is told, for that would need a clock.
    """

    title: str
    page: str
    feed: str
    folder: str
    recordings: str  # the folder of its files of sound
    podcast: str
    code: str
    episodes: int
    oldest: datetime
    newest: datetime
    shortest: int
    longest: int
    commands: tuple[str, ...]
    checks: tuple[Check, ...]
    forms: tuple[str, ...]  # in which the newest episode lies here: "mp3", "wav"; none where it lies elsewhere

    @property
    def is_sound(self) -> bool:
        """Whether every episode passes every check."""
        return all(check.passed == check.asked for check in self.checks)


def partner_of(series: Series, edition: Edition, settings: Settings) -> RadioFeed:
    """The page's values; `series` holds what stations may take now."""
    absolute = settings.site.absolute
    folder = settings.site.address("radio.show", edition.lang, show=series.name)
    recordings = absolute(f"{folder}latest.mp3").removesuffix("latest.mp3")
    lengths = [round(edition.recordings[entry.guid].sound.seconds) for entry in series.episodes]
    oldest, newest = series.episodes[-1].start, series.episodes[0].start
    assert oldest and newest, f"{series.show.source}: episodes are dated"
    forms = tuple(name for name in LATEST if edition.recordings[series.episodes[0].guid].rendition(name))
    return RadioFeed(
        title=series.show.title,
        page=series.show.url,
        feed=absolute(series.address(settings, "radio")),
        folder=absolute(folder),
        recordings=recordings,
        podcast=absolute(series.address(settings)) if settings.site.makes("podcast") else "",
        code=series.address(settings, "radio.file", name="feed.svg"),
        episodes=len(lengths),
        oldest=oldest,
        newest=newest,
        shortest=min(lengths),
        longest=max(lengths),
        commands=(
            f"{CURL} --time-cond latest.mp3 --output latest.mp3 {recordings}latest.mp3",
            f'{CURL} --remote-name "{recordings}$(TZ={settings.site.timezone} date +%F).mp3"',
        )
        if "mp3" in forms
        else (),
        checks=tuple(_checks(series, edition)),
        forms=forms,
    )


def _checks(series: Series, edition: Edition) -> Iterator[Check]:
    """What a station would otherwise find out by itself, of every episode in the feed."""
    clock = series.show.of(ShowFields).clock
    found: dict[str, list[bool]] = {}
    for entry in series.episodes:
        recording, rights = edition.recordings[entry.guid], rights_of(entry, series.show)
        sound, main = recording.sound, recording.main
        answers = {
            "rights": bool(rights.holder and rights.licence),
            "transcript": recording.transcript is not None,
        }
        if main.loudness is not None and main.peak is not None:  # what lies elsewhere was never measured
            answers["loudness"] = abs(main.loudness - LOUDNESS) <= TOLERANCE
            answers["peak"] = main.peak <= PEAK
            answers["silence"] = sound.lead <= SILENCE and sound.tail <= SILENCE
        if clock:
            answers["clock"] = abs(sound.seconds - clock.target) <= clock.within
        for name, passed in answers.items():
            found.setdefault(name, []).append(passed)
    yield from (Check(name, sum(passed), len(passed)) for name, passed in found.items())
