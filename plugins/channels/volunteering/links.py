"""Where the pages of calls are: of each axis, region and skill, and those that are chosen by how one can help."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.channels.volunteering.calls import every_call, is_from_home, of_the_weekend, open_calls
from plugins.i18n.collation import collation_key
from plugins.model.entry import Entry
from plugins.model.kinds import OpportunityFields

#: What a page is for one key of → the word of its address, the group of the key.
FACETS = {"axis": "axes", "region": "regions", "skill": "skills"}
#: The word of a page → its calls.
CHOSEN: dict[str, Callable[[View], Sequence[Entry]]] = {
    "from-home": lambda view: [entry for entry in open_calls(view) if is_from_home(entry)],
    "weekend": of_the_weekend,
}


def has_word(view: View, key: str) -> bool:
    """Whether the site has a word for such pages, of which their address is made."""
    return key in view.edition.taxonomies.groups["lists"]


def keys_of(entry: Entry, facet: str) -> Sequence[str]:
    """Return the keys that a call has of an axis, region or skill."""
    return entry.of(OpportunityFields).skills if facet == "skill" else getattr(entry, FACETS[facet])


def links(view: View, facet: str) -> list[Link]:
    """Return the pages of a facet, by name; the axes in their own order."""
    if not (view.makes("calls.of") and has_word(view, facet)):
        return []
    used = {key for entry in every_call(view) for key in keys_of(entry, facet)}
    found = [link_of(view, facet, key) for key in view.edition.taxonomies.groups[FACETS[facet]] if key in used]
    return found if facet == "axis" else sorted(found, key=lambda link: collation_key(link.name, view.lang))


def link_of(view: View, facet: str, key: str) -> Link:
    """Return the page of the calls of a key."""
    kind, word = view.shown.word("kinds", "opportunity"), view.shown.word("lists", facet)
    term = view.shown.word(FACETS[facet], key)
    url = view.address("calls.of", word=kind.slug, facet=word.slug, slug=term.slug)
    return Link(term.name, url, key, term.description)


def chosen_link(view: View, key: str) -> Link:
    """Return the page of the calls from home, of this weekend, or of their counts."""
    kind, word = view.shown.word("kinds", "opportunity"), view.shown.word("lists", key)
    return Link(word.name, view.address("calls", word=kind.slug, facet=word.slug), key, word.description)
