"""The words of the taxonomies."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.value import Language, Value

NATIONWIDE = "nationwide"  # the key of the region that is no place, and meets all others


class Term(Value, frozen=True):
    """A value of a taxonomy in one language: its key, name, address word and sentence, and its code elsewhere.

    A region's `code` is that of NUTS ("EL30"), a skill's the address that ESCO gives it.
    """

    key: str
    name: str
    slug: str
    description: str = ""
    code: str = ""


class Taxonomies(Value, frozen=True):
    """The words of content/taxonomies.yaml: group → key → language → Term, in the file's order."""

    groups: Mapping[str, Mapping[str, Mapping[Language, Term]]]
    synonyms: tuple[tuple[str, ...], ...] = ()  # words that mean one thing, for the search

    def term(self, group: str, key: str, lang: Language) -> Term:
        """The term of a key that the checks have accepted."""
        return self.groups[group][key][lang]
