"""What a podcast's feed says beyond those of other channels: Podcasting 2.0, and chapters in the feed.

Source: https://github.com/Podcastindex-org/podcast-namespace/tree/main/docs/tags
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Iterator

from plugins.channels.podcast.fields import LiveBroadcast, PodcastEpisodeFields, PodcastShowFields
from plugins.channels.shared.feed.shows import ShowViews, in_bytes
from plugins.channels.shared.feed.values import Element
from plugins.channels.shared.feed.views import published_at
from plugins.channels.shared.series import Series
from plugins.channels.shared.transcripts import CAPTIONS, TYPES
from plugins.i18n.names import people_of
from plugins.model.audio import Chapter, Rendition
from plugins.model.entry import Entry
from plugins.model.holidays import COUNTRY
from plugins.model.kinds import EpisodeFields, Location, ShowFields
from plugins.model.rights import Person, in_language, numbered, rights_of
from plugins.model.video import Clip, Film
from plugins.text.durations import full_clock
from plugins.text.media_types import CHAPTERS, HLS

_NUMBERS = ("itunes:season", "itunes:episode")  # which both namespaces have
_OTHERS = {"low": "48 kb/s MP3", "opus": "Opus"}
#: Role → its group, where that is not the cast, which apps assume without a word
#: (https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json).
GROUPS = {
    "producer": "creative direction",
    "editor": "writing",
    "writer": "writing",
    "audio engineer": "audio production",
    "director": "creative direction",
    "camera operator": "video production",
    "translator": "writing",
}


class PodcastViews(ShowViews):
    """The heads and items of one edition's podcasts."""

    @staticmethod
    def guid(show: Entry) -> str:
        """What apps know the podcast by, for good: what the show states, which may come from an earlier host."""
        return show.of(PodcastShowFields).podcast_guid or show.guid

    def of_series(self, series: Series) -> Iterator[Element]:
        """What directories ask and apps show of a show, and its trailers."""
        show, mail = series.show, self.settings.site.contact
        yield from self.of_directories(show)
        yield Element("podcast:guid", self.guid(show))
        if show.of(ShowFields).old_feeds:
            # a feed that leads on is never read: the new one confirms the move, for good
            # (https://podcasters.apple.com/support/837-change-the-rss-feed-url)
            yield Element("itunes:new-feed-url", self.absolute(series.address(self.settings)))
        yield Element("podcast:locked", "yes", (("owner", mail),) if mail else ())
        yield Element("podcast:medium", self._medium(series))
        yield from _people(people_of(show, show))
        yield from self.of_rights(show)
        yield from self._offers(show)
        yield from self._trailers(series)

    def _medium(self, series: Series) -> str:
        """What apps may expect: of a show that is only seen, pictures."""
        heard = any(entry.guid in self.edition.recordings for entry in series.episodes)
        return "podcast" if heard else "video"

    def _offers(self, show: Entry) -> Iterator[Element]:
        """Licence, support, place and rhythm."""
        fields, own = show.of(ShowFields), show.of(PodcastShowFields)
        yield from _licence(rights_of(show, show).licence)
        if own.funding:
            said = in_language(own.funding.text, self.lang) or show.title
            yield Element("podcast:funding", in_bytes(said, 128), (("url", own.funding.url),))
        yield from _location(fields.location, self.lang)
        if own.frequency:
            yield Element("podcast:updateFrequency", fields.schedule, (("rrule", own.frequency),))
        names = numbered(broadcast.start for broadcast in own.live)
        yield from (self._live(broadcast, name, show) for broadcast, name in zip(own.live, names, strict=True))

    def _live(self, broadcast: LiveBroadcast, name: str, show: Entry) -> Element:
        """A broadcast to come, going on or over, at the moment of the build; `name` tells it from others."""
        start, end = broadcast.start, broadcast.end
        now = self.settings.run.now
        status = "pending" if now < start else "live" if now < end else "ended"
        guid = str(uuid.uuid5(uuid.UUID(show.guid), name))
        type = HLS if broadcast.stream.endswith(".m3u8") else "audio/mpeg"
        return Element(
            "podcast:liveItem",
            "",
            (("status", status), ("start", start.isoformat()), ("end", end.isoformat())),
            (
                Element("title", in_language(broadcast.title or show.title, self.lang)),
                Element("guid", guid, (("isPermaLink", "false"),)),
                Element("enclosure", "", (("url", broadcast.stream), ("type", type), ("length", "0"))),
                Element("podcast:contentLink", show.title, (("href", self.absolute(show.url)),)),
            ),
        )

    def _trailers(self, series: Series) -> Iterator[Element]:
        """The show's trailers, for apps that play one before somebody subscribes."""
        from email.utils import format_datetime  # costs more than all else that is imported here

        for entry in series.episodes:
            main = self.main(entry, "mp3")
            if main and entry.of(EpisodeFields).sort == "trailer":
                where = (("url", self.absolute(main.path)), ("pubdate", format_datetime(published_at(entry))))
                facts = (("length", str(main.bytes)), ("type", main.type))
                yield Element("podcast:trailer", in_bytes(entry.title, 128), (*where, *facts))

    def of_episode(self, entry: Entry, series: Series, main: Rendition | Clip) -> Iterator[Element]:
        """What directories ask of an episode, and all that apps show beside it."""
        for element in super().of_episode(entry, series, main):
            yield element
            if element.name in _NUMBERS:
                yield Element(element.name.replace("itunes:", "podcast:"), element.text)
        recording, film = self.edition.recordings.get(entry.guid), self.edition.films.get(entry.guid)
        fields, told = entry.of(EpisodeFields), recording or film
        if told and told.chapters:
            address = self.absolute(told.path("chapters.json"))
            yield Element("podcast:chapters", "", (("url", address), ("type", CHAPTERS)))
            yield _simple_chapters(told.chapters)
        if recording and recording.transcript:
            yield from self._transcripts(recording.path("transcript"), self.lang)
        if film and not recording:
            for caption in film.captions:
                yield from self._transcripts(film.path(caption.lang), caption.lang)
        yield from _people(people_of(entry, series.show))  # an item's list replaces the channel's
        yield from _licence(rights_of(entry, series.show).licence)
        yield from _location(fields.location, self.lang)
        for bite in entry.of(PodcastEpisodeFields).soundbites:
            if bite.start + bite.seconds <= main.seconds:
                when = (("startTime", f"{bite.start}.0"), ("duration", f"{bite.seconds}.0"))
                yield Element("podcast:soundbite", in_bytes(bite.title, 128), when)
        if fields.synthetic:
            yield Element("podcast:txt", "true", (("purpose", "ai-content"),))
        for name, title in _OTHERS.items():
            other = recording.rendition(name) if recording else None
            if other and other != main:
                yield self._alternate(other, title)
        yield from self._films(film, main)

    def _transcripts(self, stem: str, lang: str) -> Iterator[Element]:
        for ending, type in TYPES.items():
            if ending != "txt":  # apps have no use for it
                address = self.absolute(f"{stem}.{ending}")
                captions = (("rel", "captions"),) if ending in CAPTIONS else ()
                yield Element(
                    "podcast:transcript", "", (("url", address), ("type", type), ("language", lang), *captions)
                )

    def _films(self, film: Film | None, main: Rendition | Clip) -> Iterator[Element]:
        """The video in each size, and as a stream that fits the line."""
        for clip in film.clips if film else ():
            if clip != main:
                yield self._alternate(clip, f"{clip.height}p MP4", (("height", str(clip.height)),))
        if film and film.tracks:
            source = Element("podcast:source", "", (("uri", self.absolute(film.path("m3u8"))),))
            facts = (("type", HLS), ("lang", self.lang), ("title", "HLS"))
            yield Element("podcast:alternateEnclosure", "", facts, (source,))

    def _alternate(self, rendition: Rendition | Clip, title: str, more: tuple[tuple[str, str], ...] = ()) -> Element:
        digest = base64.b64encode(bytes.fromhex(rendition.sha256)).decode("ascii")
        source = Element("podcast:source", "", (("uri", self.absolute(rendition.path)),))
        integrity = Element("podcast:integrity", "", (("type", "sri"), ("value", f"sha256-{digest}")))
        facts = (
            ("type", rendition.type),
            ("length", str(rendition.bytes)),
            ("bitrate", str(rendition.bit_rate)),
            ("lang", self.lang),
            ("title", title),
            *more,
        )
        return Element("podcast:alternateEnclosure", "", facts, (source, integrity))


def _people(people: Iterable[Person]) -> Iterator[Element]:
    for person in people:
        group = (("group", GROUPS[person.role]),) if person.role in GROUPS else ()
        link = (("href", person.url),) if person.url else ()
        yield Element("podcast:person", in_bytes(person.name, 128), (("role", person.role), *group, *link))


def _licence(name: str) -> Iterator[Element]:
    """What is no licence has no name there: all rights reserved goes without saying."""
    if name and name != "all-rights-reserved":
        yield Element("podcast:license", name)


def _location(place: Location | None, lang: str) -> Iterator[Element]:
    if place:
        where = (("geo", place.geo),) if place.geo else ()
        facts = (("rel", "subject"), *where, ("country", (place.country or COUNTRY).upper()))
        yield Element("podcast:location", in_bytes(in_language(place.name, lang), 128), facts)


def _simple_chapters(chapters: Iterable[Chapter]) -> Element:
    """Podlove's, within the feed: gPodder and others read these (https://podlove.org/simple-chapters/)."""
    rows = tuple(
        Element("psc:chapter", "", (("start", full_clock(chapter.start)), ("title", chapter.title)))
        for chapter in chapters
    )
    return Element("psc:chapters", "", (("version", "1.2"),), rows)
