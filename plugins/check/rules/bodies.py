"""News, guides and pages that are out have a text."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model.kinds import kinds_that
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

NEED_TEXT = kinds_that("has_text")
MOST_WORDS = 40  # of a text that still holds the words of `new`

#: What `new` writes in the place of a text.
UNWRITTEN = ("Γράψτε εδώ το κείμενο", "Write the text here")

_UNWRITTEN = _("the text is not written yet: “{words}”")
_EMPTY = _("the text is empty")
_WRITE = _("write it below the front matter, or set status: draft")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A warning for each published text of these kinds without a word or a picture, or with those of `new` alone."""
    for entry in site.entries:
        if entry.kind in NEED_TEXT and entry.status != "draft" and not entry.words and not entry.references:
            yield Problem("bodies", "warning", entry.source, 0, 0, "", _EMPTY, _WRITE)
        elif entry.status != "draft" and entry.words < MOST_WORDS:
            text = "".join(site.segments[entry.body.sha256][::2])
            for words in UNWRITTEN:
                if words in text:
                    message = _UNWRITTEN.format(words=words)
                    yield Problem("bodies", "warning", entry.source, 0, 0, "", message, _WRITE)
