"""Media RSS: an episode's video in all its sizes, with stills, captions, people and rights.

Source: https://www.rssboard.org/media-rss (1.5.1). What each living consumer asks beyond it is in
tests/channels/tv/consumers.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.shared.captions import TIMED, TYPES
from plugins.channels.shared.feed.shows import ShowViews
from plugins.channels.shared.feed.values import Element, Enclosure, FeedHead, HeadLink, Item
from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.hls import master_path
from plugins.channels.shared.series import Series
from plugins.i18n.names import people_of
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.rights import Person, Rights, rights_of
from plugins.model.video import RATE, Clip, Film
from plugins.settings import Settings
from plugins.text.durations import stamp
from plugins.text.media_types import HLS, RSS

#: Those of our roles that the specification lists for its scheme urn:ebu; of the others the name alone is given.
EBU = {
    "host": "anchor person",
    "co-host": "anchor person",
    "producer": "producer",
    "editor": "editor",
    "writer": "author",
    "reporter": "reporter",
    "director": "director",
}
#: Licence → its text, for people.
LICENCES = {
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    **{
        f"cc-{terms}-4.0": f"https://creativecommons.org/licenses/{terms}/4.0/"
        for terms in ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
    },
}


def feed(series: Series, edition: Edition, settings: Settings) -> Artifact:
    """The feed of a show."""
    views = FeedViews(edition, settings)
    path = series.address(settings, "tv")
    shows = ShowViews(edition, settings)
    head = replace(shows.head(series), extras=tuple(shows.of_directories(series.show)))
    items = tuple(_item(entry, series, edition, views) for entry in series.episodes)
    links = (HeadLink("self", views.absolute(path), RSS),)
    return Artifact(path, mrss, (head, items, links), "tv", edition.lang, tuple(e.source for e in series.episodes))


def mrss(resources: Resources, head: FeedHead, items: tuple[Item, ...], links: tuple[HeadLink, ...]) -> bytes:
    """RSS whose items have text alone: play-out systems show tags as they are."""
    from plugins.channels.shared.feed.writer import write_rss

    return write_rss(head, links, items, [escape(item.summary, quote=False) for item in items])


def _item(entry: Entry, series: Series, edition: Edition, views: FeedViews) -> Item:
    film, item = edition.films[entry.guid], views.item(entry)
    main = film.main
    file = Enclosure(views.absolute(main.path), main.bytes, main.type, entry.lang, round(main.seconds))
    extras = tuple(_elements(entry, series, film, item, views))
    return replace(item, enclosures=(file,), image="", extras=extras)


def _elements(entry: Entry, series: Series, film: Film, item: Item, views: FeedViews) -> Iterator[Element]:
    rights = rights_of(entry, series.show)
    yield Element("itunes:duration", str(round(film.main.seconds)))
    yield Element("media:group", "", (), tuple(_contents(film, entry.lang, views)))
    yield Element("media:title", entry.title, (("type", "plain"),))
    yield Element("media:description", entry.summary, (("type", "plain"),))
    yield from (Element("media:category", name) for name in item.categories)
    yield Element("media:keywords", ", ".join(item.categories))
    for still in (film.poster, *film.stills):
        size = (("width", str(still.width)), ("height", str(still.height)))
        yield Element("media:thumbnail", "", (("url", views.absolute(still.path)), *size, ("time", stamp(still.at))))
    for caption in film.captions:
        for ending in TIMED:
            address = views.absolute(film.path(f"{caption.lang}.{ending}"))
            facts = (("type", TYPES[ending]), ("lang", caption.lang), ("href", address))
            yield Element("media:subTitle", "", facts)
    yield from (_credit(person) for person in people_of(entry, series.show))
    yield from _rights(rights)


def _contents(film: Film, lang: str, views: FeedViews) -> Iterator[Element]:
    """The same video in each size; the one that players take first."""
    ordered = (film.main, *(clip for clip in film.clips if clip != film.main))
    for clip in ordered:
        facts = tuple((name, str(value)) for name, value in _facts(clip, clip == film.main, lang, views))
        yield Element("media:content", "", facts, (Element("media:hash", clip.sha1, (("algo", "sha-1"),)),))
    if film.tracks:
        facts = (("url", views.absolute(master_path(film))), ("type", HLS), ("medium", "video"))
        rest = (("expression", "full"), ("duration", str(round(film.main.seconds))), ("lang", lang))
        yield Element("media:content", "", (*facts, *rest))


def _facts(clip: Clip, is_main: bool, lang: str, views: FeedViews) -> Iterator[tuple[str, object]]:
    """Sizes in bytes, kb/s, kHz and seconds, as the specification counts them."""
    yield "url", views.absolute(clip.path)
    yield "fileSize", clip.bytes
    yield "type", clip.type
    yield "medium", "video"
    yield "isDefault", "true" if is_main else "false"
    yield "expression", "full"
    yield "bitrate", round(clip.bit_rate / 1000)
    yield "framerate", RATE
    yield "samplingrate", 48
    yield "channels", 2
    yield "duration", max(1, round(clip.seconds))
    yield "height", clip.height
    yield "width", clip.width
    yield "lang", lang


def _credit(person: Person) -> Element:
    role = (("role", EBU[person.role]), ("scheme", "urn:ebu")) if person.role in EBU else ()
    return Element("media:credit", person.name, role)


def _rights(rights: Rights) -> Iterator[Element]:
    if rights.holder:
        yield Element("media:copyright", rights.holder)
    yield Element("media:rights", "", (("status", "official"),))
    if rights.licence in LICENCES:
        yield Element("media:license", rights.licence, (("type", "text/html"), ("href", LICENCES[rights.licence])))
    if rights.countries:
        facts = (("relationship", "allow"), ("type", "country"))
        yield Element("media:restriction", " ".join(rights.countries), facts)
    else:
        yield Element("media:restriction", "all", (("relationship", "allow"),))
    bounds = [("start", rights.since), ("end", rights.until)]
    said = "; ".join(f"{name}={moment.isoformat()}" for name, moment in bounds if moment)
    if said:
        yield Element("dcterms:valid", f"{said}; scheme=W3C-DTF")
