"""What every feed of a show says: the elements that directories ask for, which stations and apps read alike.

Sources: https://podcasters.apple.com/support/823-podcast-requirements,
https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from plugins.channels.shared.feed.values import Element, Enclosure, FeedHead, Item
from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.series import Series
from plugins.model.audio import Rendition
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields, ShowFields
from plugins.model.rights import rights_of
from plugins.model.video import Clip
from plugins.settings import Settings

DESCRIPTION = 4000  # bytes, of which Greek takes two a letter


class ShowViews:
    """The heads and items of the feeds of one edition's shows."""

    def __init__(self, edition: Edition, settings: Settings):
        self.edition, self.lang, self.settings = edition, edition.lang, settings
        self.feeds = FeedViews(edition, settings)
        self.absolute = self.feeds.absolute

    def head(self, series: Series) -> FeedHead:
        """Return what a show's feed says before its episodes."""
        show = series.show
        return FeedHead(
            title=show.title,
            description=in_bytes(show.summary, DESCRIPTION),
            lang=self.lang,
            page=self.absolute(show.url),
            author=self.feeds.language.sitename,
            stylesheet=f"{self.settings.site.root}/feeds/feed.css",
            extras=tuple(self.of_series(series)),
        )

    def of_series(self, series: Series) -> Iterator[Element]:
        """What a feed says of a show."""
        yield from self.of_directories(series.show)
        yield from self.of_rights(series.show)

    def of_directories(self, show: Entry) -> Iterator[Element]:
        """What directories ask of a show."""
        fields, author, mail = show.of(ShowFields), self.feeds.language.sitename, self.settings.site.contact
        yield Element("itunes:author", author)
        if mail:
            owner = (Element("itunes:name", author), Element("itunes:email", mail))
            yield Element("itunes:owner", children=owner)
        image = self.edition.files.get(show.guid, {}).get("image")
        if image:
            yield Element("itunes:image", attributes=(("href", self.absolute(image.url)),))
        yield from map(category, fields.category)
        yield explicit(bool(fields.explicit))
        yield Element("itunes:type", fields.type or "episodic")

    def of_rights(self, show: Entry) -> Iterator[Element]:
        """Who holds the rights in a show, where that is stated."""
        holder = rights_of(show, show).holder
        if holder:
            yield Element("copyright", holder)

    def episodes(self, series: Series, use: str = "mp3") -> tuple[Item, ...]:
        """The items, newest first; `use` names the rendition that is their enclosure."""
        return tuple(self._episode(entry, series, use) for entry in series.episodes)

    def _episode(self, entry: Entry, series: Series, use: str) -> Item:
        item, main = self.feeds.item(entry), self.main(entry, use)
        assert main, f"{entry.source}: an episode of a podcast can be heard or seen"
        sound = Enclosure(self.absolute(main.path), main.bytes, main.type, entry.lang, round(main.seconds))
        extras = tuple(self.of_episode(entry, series, main))
        summary = in_bytes(entry.summary, DESCRIPTION)
        return replace(item, summary=summary, enclosures=(sound,), image="", extras=extras)

    def main(self, entry: Entry, use: str) -> Rendition | Clip | None:
        """What is played: the recording's rendition of that use; of what is only seen, the video."""
        recording, film = self.edition.recordings.get(entry.guid), self.edition.films.get(entry.guid)
        if recording:
            return recording.rendition(use) or recording.main  # of what lies elsewhere there is no other
        return film.main if film else None

    def of_episode(self, entry: Entry, series: Series, main: Rendition | Clip) -> Iterator[Element]:
        """What directories ask of an episode."""
        fields = entry.of(EpisodeFields)
        yield Element("itunes:duration", str(round(main.seconds)))
        yield explicit(bool(series.show.of(ShowFields).explicit))
        yield Element("itunes:episodeType", fields.sort)
        for name, number in (("season", fields.season), ("episode", fields.episode)):
            if number:
                yield Element(f"itunes:{name}", str(number))
        image = self.edition.files.get(entry.guid, {}).get("image")
        if image and image.type in ("image/jpeg", "image/png"):
            yield Element("itunes:image", attributes=(("href", self.absolute(image.url)),))


def category(name: str) -> Element:
    """Return the element of a category of Apple's ("News"), or of one within another ("News > Daily News")."""
    whole, _, part = name.partition(" > ")
    inner = (Element("itunes:category", "", (("text", part),)),) if part else ()
    return Element("itunes:category", "", (("text", whole),), inner)


def in_bytes(text: str, most: int) -> str:
    """Return as much of a text as fits into so many bytes, cut between two letters."""
    return text.encode()[:most].decode(errors="ignore")


def explicit(value: bool) -> Element:
    """Return the element that says whether children had better not hear it."""
    return Element("itunes:explicit", "true" if value else "false")
