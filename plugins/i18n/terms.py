"""How editors may write an axis, a region, a tag or a series: by its key, or by its name or slug in any language."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cached_property

from plugins.i18n.greek import fold, slugify
from plugins.model.taxonomy import Taxonomies

_ALIKE = 0.72  # of 1: where a misspelt word still is the one that was meant
_SURE = 0.85
_PART = 4  # letters of a word that may stand for a longer name


class Spellings:
    """What may be written for the keys of one group."""

    def __init__(self, taxonomies: Taxonomies, group: str):
        self.terms = taxonomies.groups[group]

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        """Spelling → the keys that it may mean."""
        found: dict[str, list[str]] = {}
        for key, words in self.terms.items():
            for spelling in (_same(key), *(_same(one) for term in words.values() for one in (term.name, term.slug))):
                if key not in found.setdefault(spelling, []):
                    found[spelling].append(key)
        return found

    def keys(self, written: str) -> list[str]:
        """The keys that are meant: one, as a rule; none where nobody knows it, several where it is the name of each."""
        return [written] if written in self.terms else self._keys.get(_same(written), [])

    def near(self, written: str) -> list[str]:
        """The keys that may have been meant, three at most: by a misspelt name, or by a word of one."""
        same = _same(written)
        latin = {slugify(form): keys for form, keys in self._keys.items()}
        whole = [
            *difflib.get_close_matches(same, self._keys, 2, _ALIKE),
            *difflib.get_close_matches(slugify(written), latin, 2, _ALIKE),
        ]
        best = max(whole, key=lambda form: _likeness(form, same, slugify(written)), default="")
        found = [*self._keys.get(best, ()), *latin.get(best, ())]
        if not best or _likeness(best, same, slugify(written)) < _SURE:
            found = [*self._by_a_word(same)] or found
        return list(dict.fromkeys(found))[:3]

    def _by_a_word(self, same: str) -> Iterator[str]:
        for form, keys in self._keys.items():
            for part in (*form.replace("-", " ").split(), *slugify(form).split("-")):
                if len(same) >= _PART and difflib.SequenceMatcher(None, same, part).ratio() > _SURE:
                    yield from keys


def _same(text: str) -> str:
    """What people take for one spelling: without accents and capitals, one space between words."""
    return " ".join(fold(text).replace("_", "-").split())


def _likeness(form: str, same: str, slug: str) -> float:
    return max(difflib.SequenceMatcher(None, form, other).ratio() for other in (same, slug))
