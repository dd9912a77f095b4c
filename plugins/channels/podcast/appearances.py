"""How an episode appears in podcast apps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.channels.podcast.views import PodcastViews
from plugins.channels.shared.appearance import ITEM, Appearance, item_of
from plugins.channels.shared.feed.values import Element
from plugins.channels.shared.series import Series, series_of
from plugins.channels.shared.view import View
from plugins.model.entry import Entry
from plugins.text.durations import clock


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """The item of its show's feed, with all that apps are told."""
    if entry.kind != "episode":
        return
    label = view.gettext("In a podcast app")
    series = next((one for one in view.once(_series) if entry in one.episodes), None)
    if series is None:
        lacking = view.gettext(
            "No app has it: it has no recording or video in this language, its show is missing, or it is a promo."
        )
        yield Appearance(label, 11, lacking=(lacking,))
        return
    yield Appearance(label, 11, template=ITEM, values=_item(view, entry, series), lacking=tuple(_lacking(view, entry)))


def _series(view: View) -> list[Series]:
    """Looked up once for all episodes of a language."""
    return list(series_of(view.edition, films=True))


def _item(view: View, entry: Entry, series: Series) -> dict[str, Any]:
    """The item, without the films in all sizes."""
    views = PodcastViews(view.edition, view.settings)
    item, main = views.episodes(Series(series.show, (entry,)))[0], views.main(entry, "mp3")
    assert main, f"{entry.source}: an episode of a podcast can be heard or seen"
    cover = view.edition.files.get(series.show.guid, {}).get("image")
    facts = tuple((one.name, _said(one)) for one in item.extras if one.name != "podcast:alternateEnclosure")
    return item_of(
        item.title,
        f"{series.show.title} · {clock(round(main.seconds))}",
        item.summary,
        view.settings.site.link(cover.url) if cover else "",
        view.settings.site.link(main.path),
        facts,
    )


def _said(element: Element) -> str:
    """What an element says: its text, its attributes, and what stands in it."""
    stated = " ".join(f"{name}={value}" for name, value in element.attributes)
    return " ".join(filter(None, (element.text, stated, *map(_said, element.children))))


def _lacking(view: View, entry: Entry) -> Iterator[str]:
    """What listeners will miss."""
    recording = view.edition.recordings.get(entry.guid)
    if recording and not recording.transcript:
        yield view.gettext(
            "It has no transcript: who cannot hear has nothing, and the search does not find what is said."
        )
    if recording and not recording.chapters:
        yield view.gettext("It has no chapters.")
