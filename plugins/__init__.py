"""The flow, one folder per stage:

    content/ → read → check → translate → media → channels → publish
                └──────────── engine: in order, exact ─────────┘

    model      the values that the stages pass on      settings   what the site's owner chose, typed
    i18n       the facts of the languages              text       texts as they are spoken, captioned, dated
    markdown   Markdown to clean HTML                  drawing    text set into pictures
    engine     the flow, keys, processes                cache      what was parsed and rendered before
    output     the two trees, one door out              cli        the command line and the report

Stages import these modules, never each other; `engine` joins them.
"""

from typing import Any

__version__ = "0.1.0.dev0"  # `.dev0` until CHANGELOG.md has a heading of it


def __getattr__(name: str) -> Any:
    """`PELICAN_CLASS = "plugins.Diavlos"`: Pelican is imported when its class is asked for, and not before."""
    if name == "Diavlos":
        from plugins.pelican_host import Diavlos

        return Diavlos
    raise AttributeError(name)
