"""Says that the form is wanted and its program is not there."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.form.decap import FETCH, MISSING, script_in
from plugins.channels.form.settings import FormSettings
from plugins.model.problem import Problem
from plugins.model.site import Site
from plugins.settings import Settings

RULE = "form"


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """The form is wanted (`FORM_BACKEND`, `serve --form`), and Decap CMS has not been fetched."""
    if settings.of(FormSettings).is_wanted and not script_in(settings.run.cache).is_file():
        yield Problem(RULE, "error", "", 0, 0, "FORM_BACKEND", MISSING, FETCH)
