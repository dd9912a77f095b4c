"""What a text shows of the glossary: its words as buttons that open what they mean, and that beneath the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from plugins.channels.glossary.finding import hits
from plugins.channels.glossary.forms import Phrases, phrase
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.i18n.messages import say
from plugins.model.entry import Entry
from plugins.model.kinds import TermFields
from plugins.model.problem import _
from plugins.model.value import Value

_SAMPLE = _("Social cooperative enterprise")
_MEANING = _("An enterprise that its workers own together, with a purpose that serves all.")


class ShownTerm(Value, frozen=True):
    """A word of the glossary beneath a text: the id by which its button opens it, its name, meaning and page."""

    id: str
    title: str
    meaning: str
    address: str


class Glossary(Value, frozen=True):
    """The terms of an edition as texts show them, with what opens each; what finds them; and their places, by key."""

    terms: tuple[ShownTerm, ...]
    opened: tuple[str, ...]
    phrases: Phrases
    places: dict[str, int]


def glossary_of(view: View) -> Glossary:
    """Return the glossary of an edition."""
    terms = tuple(view.edition.kinds.get("term", ()))
    phrases = [
        one
        for number, term in enumerate(terms)
        for one in (
            phrase(term.title, view.lang, number),
            *(phrase(form, view.lang, number, is_fixed=True) for form in term.of(TermFields).forms),
            phrase(term.of(TermFields).short, view.lang, number, is_fixed=True),
        )
    ]
    shown = tuple(ShownTerm(f"d-term-{term.stem}", term.title, term.summary, term.url) for term in terms)
    places = {term.key: number for number, term in enumerate(terms)}
    return Glossary(shown, tuple(map(_opened, shown)), Phrases(phrases), places)


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The words of a text; of a term, what it is called in other languages; an example for the page of patterns."""
    if entry is None:
        yield Offer("patterns.parts", template="_patterns_terms.html", values=partial(_sample, view))
        return
    if "term" in view.edition.kinds:
        yield Offer("text", template="_terms.html", values=partial(explained, view, entry))
    if entry.kind == "term":
        for lang, other in view.views.items():
            twin = other.edition.by_key.get(entry.key)
            if twin and lang != view.lang:
                yield Offer("term.words", twin.title, twin.url, lang)


def explained(view: View, entry: Entry) -> dict[str, Any]:
    """The terms that a text shows, and what is put into its HTML for them."""
    glossary = view.once(glossary_of)
    html = "".join(view.resources.segments[entry.body.sha256][::2])
    itself = glossary.places.get(entry.key)
    shown, insertions = [], []
    for hit in hits(html, glossary.phrases, itself):
        shown.append(glossary.terms[hit.term])
        insertions += [(hit.start, glossary.opened[hit.term]), (hit.end, "</button>")]
    return {"terms": tuple(shown), "insertions": tuple(insertions)}


def _opened(term: ShownTerm) -> str:
    return f'<button class="term" type="button" popovertarget="{term.id}">'


def _sample(view: View) -> dict[str, Any]:
    title = say(_SAMPLE, view.lang)
    term = ShownTerm("d-term-sample", title, say(_MEANING, view.lang), view.address("patterns"))
    return {"terms": (term,)}
