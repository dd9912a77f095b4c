"""The media stage: what the editions name → what is published of it, one sort of original after the other."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.media.films import make_films
from plugins.media.job import Parallel
from plugins.media.pictures import make_pictures
from plugins.media.recordings import Editions, make_recordings
from plugins.media.resources import MediaResources
from plugins.media.traces import make_traces
from plugins.model.edition import Edition
from plugins.model.problem import Problem
from plugins.model.site import Site
from plugins.model.value import Language


def make_media(
    site: Site, editions: Mapping[Language, Edition], resources: MediaResources, parallel: Parallel
) -> tuple[Editions, list[Problem]]:
    """The editions with all that was made for them, and what is wrong with the originals."""
    made, problems = dict(editions), []
    for make in (make_pictures, make_recordings, make_films, make_traces):  # a recording's tags hold its show's cover
        made, found = make(site, made, resources.settings, parallel)
        problems += found
    return made, problems
