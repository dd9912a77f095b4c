"""Every episode lies beside the index of its show."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of, near_or
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_NO_SHOW = _("the show “{show}” has no page")
_ADD = _("write it in shows/{show}/index.en.md, with a title and a summary")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each show without an index, in the first of its episodes."""
    keys = [(key_of(source), source) for source in sorted(site.documents) if source.startswith("shows/")]
    known = {key.split("/")[1] for key, __ in keys if key.count("/") == 1}
    for key, source in keys:
        show = key.split("/")[1]
        if show not in known:
            hint = near_or(show, sorted(known), _ADD.format(show=show))
            yield Problem("shows", "error", source, 0, 0, "", _NO_SHOW.format(show=show), hint)
            known.add(show)
