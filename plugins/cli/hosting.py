"""`hosting`: prints the configuration of a server for the site, made of the table of types, caching and access."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from plugins.hosting import caddy, nginx, s3
from plugins.hosting.serving import Serving, serving_of
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings import Settings

SERVERS: Mapping[str, Callable[[Serving, Path], str]] = {
    "caddy": caddy.configuration,
    "nginx": nginx.configuration,
    "s3": s3.configuration,
}


def configuration(server: str, settings: Settings) -> str:
    """Return the configuration. Raises UsageError for a site below a path, which another site's server serves."""
    serving = serving_of(settings)
    if serving.root:
        message = _("hosting: the site stands at {url}, below a path; a server is written for a whole host")
        raise UsageError(message.format(url=settings.site.url))
    return SERVERS[server](serving, settings.run.output.absolute())
