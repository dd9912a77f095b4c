"""Says which texts have no translation yet; their page in the other language says so too."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of
from plugins.model.problem import Problem, _, said_in
from plugins.model.site import Site
from plugins.settings import Settings

_ALONE = _("is not there {lang}")
_ONLY = _("says {lang}, but {file} is there too")
_CHOOSE = _("delete the line or the file")
_TRANSLATE = _("translate it in {file} or, if it stays in one language, write only: {own}")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note for each language that a text lacks, in the original; drafts, and texts for one language only, may."""
    there = {(key_of(source), source.rsplit(".", 2)[1]) for source in site.documents}
    for entry in site.entries:
        if not entry.original:
            continue
        only = site.documents[entry.source].common.only if "only" in entry.places else ""
        for lang in settings.site.codes:
            file = f"{entry.source.rsplit('.', 2)[0]}.{lang}.md"
            if only:  # one that the site does not have is told already
                if only in settings.site.codes and lang != only and (entry.key, lang) in there:
                    message = _ONLY.format(lang=only, file=entry.source if lang == entry.lang else file)
                    line, column = entry.stated_at("only")
                    yield Problem("pairs", "warning", entry.source, line, column, "only", message, _CHOOSE)
            elif entry.status != "draft" and (entry.key, lang) not in there:
                message, hint = _ALONE.format(lang=said_in(lang)), _TRANSLATE.format(file=file, own=entry.lang)
                yield Problem("pairs", "note", entry.source, 0, 0, "", message, hint)
