"""Says which texts have no translation yet; their page in the other language says so too."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of
from plugins.model import Problem, Site, Text, said_in
from plugins.settings import Settings

_ALONE = Text("δεν υπάρχει {lang}", "is not there {lang}")
_TRANSLATE = Text("μεταφράστε το στο {file}", "translate it in {file}")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note for each language that a text lacks, in the original; drafts may wait."""
    there = {(key_of(source), source.rsplit(".", 2)[1]) for source in site.documents}
    for entry in site.entries:
        if entry.original and entry.status != "draft":
            for lang in settings.site.codes:
                if (entry.key, lang) not in there:
                    file = f"{entry.source.rsplit('.', 2)[0]}.{lang}.md"
                    message, hint = _ALONE.format(lang=said_in(lang)), _TRANSLATE.format(file=file)
                    yield Problem("pairs", "note", entry.source, 0, 0, "", message, hint)
