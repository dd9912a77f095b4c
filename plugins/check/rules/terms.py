"""Axes, regions, tags and series that entries name must stand in taxonomies.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from plugins.i18n.terms import Spellings
from plugins.model.problem import Message, Problem, _, joined
from plugins.model.site import Site
from plugins.settings import Settings

_UNKNOWN = _("unknown key “{key}”")
_NEAR = _("did you mean {near}?")
_LIST = _("the keys stand in taxonomies.yaml, group {group}")
_SEVERAL = _("“{key}” is the name of more than one key")
_CHOOSE = _("write the key: {near}")
_KEY = _("“{key}”")
_NAMED = _("“{key}” ({name})")
_OR = _("{some} or {last}")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each unknown key in the file that states it, with the near-miss; none where the words could not be read."""
    if any(problem.rule == "taxonomies" for problem in site.problems):
        return
    spellings = {group: Spellings(site.taxonomies, group) for group in ("axes", "regions", "tags", "series")}
    for source, document in site.documents.items():
        for group, known in spellings.items():
            stated = getattr(document.common, group)
            for key in filter(None, (stated,)) if isinstance(stated, str) else stated:
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


def _names(keys: Sequence[str], known: Spellings) -> Message:
    """The keys, each with its name where that is another word."""
    *some, last = (_name(key, known) for key in keys)
    return _OR.format(some=joined(some), last=last) if some else last


def _name(key: str, known: Spellings) -> Message:
    """A key with its name in the language of the reader, where the site has that."""
    own = tuple((lang, _with_name(key, term.name)) for lang, term in known.terms[key].items())
    return replace(_KEY.format(key=key), own=own)


def _with_name(key: str, name: str) -> Message:
    return (_KEY if name.casefold() == key.replace("-", " ") else _NAMED).format(key=key, name=name)
