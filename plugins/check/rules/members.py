"""The members that entries name have a page in members/."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of, near_or
from plugins.model import Problem, Site, Text
from plugins.settings import Settings

_UNKNOWN = Text("άγνωστο μέλος «{stem}»", "unknown member “{stem}”")
_ADD = Text(
    "γράψτε το όνομα ενός αρχείου του members/ χωρίς .el.md", "write the name of a file of members/ without .en.md"
)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each unknown member in the file that states it, with the near-miss."""
    known = sorted(
        {key_of(source).removeprefix("members/") for source in site.documents if source.startswith("members/")}
    )
    for source, document in site.documents.items():
        for stem in document.fields.get("member", ()):
            if stem not in known:
                line, column = document.places["member"]
                message, hint = _UNKNOWN.format(stem=stem), near_or(stem, known, _ADD)
                yield Problem("members", "error", source, line, column, "member", message, hint)
