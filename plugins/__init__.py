"""The flow, one folder per stage:

    content/ → read → check → translate → media → channels → publish
                └───────────── run: in order, exact ───────────┘

    model      the values that the stages pass on      settings   what the site's owner chose, typed
    i18n       the facts of the languages              text       texts as they are spoken, captioned, dated
    markdown   Markdown to clean HTML                  drawing    text set into pictures
    run        how the flow is run: commands, one door out, report

Stages import these modules, never each other; `run` joins them.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """`PELICAN_CLASS = "plugins.Diavlos"`: Pelican is imported when its class is asked for, and not before."""
    if name == "Diavlos":
        from plugins.run.plugin import Diavlos

        return Diavlos
    raise AttributeError(name)
