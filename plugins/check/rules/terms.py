"""Axes, regions, tags and series that entries name must stand in taxonomies.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.i18n.terms import Spellings
from plugins.model.problem import Problem, Text
from plugins.model.site import Site
from plugins.settings import Settings

_UNKNOWN = Text("άγνωστο κλειδί «{key}»", "unknown key “{key}”")
_NEAR = Text("μήπως εννοείτε {near};", "did you mean {near}?")
_LIST = Text("τα κλειδιά είναι στο taxonomies.yaml, ομάδα {group}", "the keys stand in taxonomies.yaml, group {group}")
_SEVERAL = Text("το «{key}» είναι όνομα περισσότερων κλειδιών", "“{key}” is the name of more than one key")
_CHOOSE = Text("γράψτε το κλειδί: {near}", "write the key: {near}")
_KEY = Text("«{key}»", "“{key}”")
_NAMED = Text("«{key}» ({name})", "“{key}” ({name})")
_OR = Text("{some} ή {last}", "{some} or {last}")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each unknown key in the file that states it, with the near-miss; none where the words could not be read."""
    if any(problem.rule == "taxonomies" for problem in site.problems):
        return
    spellings = {group: Spellings(site.taxonomies, group) for group in ("axes", "regions", "tags", "series")}
    for source, document in site.documents.items():
        for group, known in spellings.items():
            stated = document.fields.get(group, ())
            for key in (stated,) if isinstance(stated, str) else stated:
                meant = known.keys(key)
                if len(meant) == 1:
                    continue
                if meant:
                    message, hint = _SEVERAL.format(key=key), _CHOOSE.format(near=_names(meant, known))
                else:
                    near = known.near(key)
                    message = _UNKNOWN.format(key=key)
                    hint = _NEAR.format(near=_names(near, known)) if near else _LIST.format(group=group)
                line, column = document.places[group]
                yield Problem("terms", "error", source, line, column, group, message, hint)


def _names(keys: Sequence[str], known: Spellings) -> Text:
    """The keys, each with its name where that is another word."""
    *some, last = (_name(key, known) for key in keys)
    names = Text(*(", ".join(one[side] for one in some) for side in (0, 1)))
    return _OR.format(some=names, last=last) if some else last


def _name(key: str, known: Spellings) -> Text:
    words = known.terms[key]
    names = Text(*(words[lang].name if lang in words else key for lang in ("el", "en")))
    el, en = (_KEY if name.casefold() == key.replace("-", " ") else _NAMED for name in names)
    return Text(el.el.format(key=key, name=names.el), en.en.format(key=key, name=names.en))
