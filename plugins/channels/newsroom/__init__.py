"""The newsroom: every dated text as IPTC ninjs 3.1, one file each, and a list of them for whoever polls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plugins.channels.newsroom.ninjs import as_list, as_ninjs
from plugins.channels.newsroom.stories import Stories, newest
from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that an editorial system may ask for."""
    if resources.settings.site.makes("newsroom.item"):
        for stories in _stories(editions, resources):
            yield from (_item(entry, stories) for entry in stories.kept.values())
    if resources.settings.site.makes("newsroom"):
        for stories in _stories(editions, resources):
            briefs = tuple(stories.brief(entry) for entry in stories.kept.values())
            if briefs:
                inputs = (stories.language.sitename, stories.lang, briefs)
                yield Artifact(stories.list_path, as_list, inputs, "newsroom", stories.lang)


def artifacts_of(
    texts: Sequence[Entry], site: Site, editions: Mapping[Language, Edition], resources: Resources
) -> Iterator[Artifact]:
    """The items of these texts; the list holds none."""
    if resources.settings.site.makes("newsroom.item"):
        for stories in _stories(editions, resources):
            yield from (_item(text, stories) for text in texts if stories.kept.get(text.key) == text)


def _item(entry: Entry, stories: Stories) -> Artifact:
    return Artifact(stories.path(entry), as_ninjs, (stories.story(entry),), "newsroom", stories.lang, (entry.source,))


def _stories(editions: Mapping[Language, Edition], resources: Resources) -> list[Stories]:
    kept = {lang: newest(edition) for lang, edition in editions.items()}
    return [Stories(edition, kept, resources.settings) for edition in editions.values()]
