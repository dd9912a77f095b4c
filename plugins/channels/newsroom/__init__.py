"""The newsroom: every dated text as IPTC ninjs 3.1, one file each, and a list of them for whoever polls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.channels.newsroom.ninjs import as_list, as_ninjs
from plugins.channels.newsroom.stories import Stories, newest
from plugins.model import Artifact, Edition, Language, Resources, Site


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that an editorial system may ask for."""
    yield from artifacts_of(frozenset(entry.source for entry in site.entries), site, editions, resources)
    if resources.settings.site.makes("newsroom"):
        for stories in _stories(editions, resources):
            briefs = tuple(stories.brief(entry) for entry in stories.kept.values())
            if briefs:
                inputs = (stories.language.sitename, stories.lang, briefs)
                yield Artifact(stories.list_path, as_list, inputs, "newsroom", stories.lang)


def artifacts_of(
    sources: frozenset[str], site: Site, editions: Mapping[Language, Edition], resources: Resources
) -> Iterator[Artifact]:
    """The items of these sources; the list holds no text."""
    if resources.settings.site.makes("newsroom.item"):
        for stories in _stories(editions, resources):
            for entry in stories.kept.values():
                if entry.source in sources:
                    inputs = (stories.story(entry),)
                    yield Artifact(stories.path(entry), as_ninjs, inputs, "newsroom", stories.lang, (entry.source,))


def _stories(editions: Mapping[Language, Edition], resources: Resources) -> list[Stories]:
    kept = {lang: newest(edition) for lang, edition in editions.items()}
    return [Stories(edition, kept, resources.settings) for edition in editions.values()]
