"""What the page of a text shows of its upkeep: facts, steps to tick, what is needed, sources, changes, paths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from plugins.channels.knowhow import handout
from plugins.channels.knowhow.fields import GuideUpkeepFields, PathFields
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.upkeep import UpkeepFields, changes_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card, Link
from plugins.i18n.messages import say
from plugins.model.document import Heading
from plugins.model.entry import Entry
from plugins.model.problem import _
from plugins.model.value import Value

NAMED = ("question", "term")  # kinds that stand in no menu, and are named beside the guides
_USEFUL, _LACKS = _("Useful: {title}"), _("Something is missing: {title}")
_STEPS = (_("Find two people"), _("Write one page"), _("Read it aloud"))
_MATERIALS = (_("Paper"), _("A table and two chairs"))


class Step(Value, frozen=True):
    """A text of a path: its card, and how long it takes in words; empty where it does not say."""

    card: Card
    time: str


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """What belongs to a text's page; the lists that no menu has, and paths, to the list of guides and the footer."""
    if entry is None:
        yield from _beside_lists(view)
        yield Offer("patterns.air", template="_patterns_knowhow.html", values=partial(_sample, view))
        return
    upkeep, guide = entry.of(UpkeepFields), entry.of(GuideUpkeepFields)
    if guide.stated():
        yield Offer("rows", template="_guide_rows.html", values=partial(_rows, view, entry))
    if guide.materials or guide.steps:
        yield Offer("lead", template="_steps.html", values=partial(_followed, entry))
    if upkeep.history or guide.sources:
        yield Offer("entry", template="_upkeep.html", values=partial(_kept, entry), rank=2)
    if entry.of(PathFields).path:
        yield Offer("entry", template="_path.html", values=partial(_path, view, entry))
    yield from handout.offer(view, entry)
    if entry.kind in ("guide", "question") and view.settings.site.contact:
        yield Offer("entry", template="_useful.html", values=partial(_useful, view, entry), rank=3)


def _beside_lists(view: View) -> Iterator[Offer]:
    named = tuple(link for link in view.lists if link.key in NAMED)
    for link in named:
        yield Offer("footer", link.name, link.url, link.key, rank=2)
    if beside := (*paths(view), *named):
        yield Offer("list.guide", template="_beside_guides.html", values={"links": beside})


def paths(view: View) -> tuple[Link, ...]:
    """Return the pages that are paths, in the order of their keys."""
    pages = sorted(view.edition.kinds.get("page", ()), key=lambda entry: entry.key)
    return tuple(Link(entry.title, entry.url, entry.key) for entry in pages if entry.of(PathFields).path)


def _rows(view: View, entry: Entry) -> dict[str, Any]:
    fields = entry.of(GuideUpkeepFields)
    return {"fields": fields, "time": in_minutes(view, fields.minutes)}


def in_minutes(view: View, minutes: int) -> str:
    """Return a span of time in words, in hours and minutes or in days; empty for none."""
    from babel.units import format_unit

    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    units = (("day", days), ("hour", hours), ("minute", left))
    words = [format_unit(number, f"duration-{name}", locale=view.language.locale) for name, number in units if number]
    return " ".join(words)


def _followed(entry: Entry) -> dict[str, Any]:
    fields = entry.of(GuideUpkeepFields)
    steps = tuple(part for part in entry.headings if part.level == 2) if fields.steps else ()
    return {"materials": fields.materials, "steps": steps}


def _kept(entry: Entry) -> dict[str, Any]:
    return {"sources": entry.of(GuideUpkeepFields).sources, "history": changes_of(entry)}


def _path(view: View, entry: Entry) -> dict[str, Any]:
    known = [view.edition.by_key.get(key) or view.edition.gaps.get(key) for key in entry.of(PathFields).path]
    texts = [text for text in known if text and text.is_listed]
    spans = [text.of(GuideUpkeepFields).minutes for text in texts]
    steps = tuple(Step(view.shown.card(text), in_minutes(view, span)) for text, span in zip(texts, spans, strict=True))
    return {"steps": steps, "time": in_minutes(view, sum(spans))}


def _useful(view: View, entry: Entry) -> dict[str, Any]:
    """Mail to whoever keeps the site, with the name and the address of the text: nobody is counted."""
    address = f"{view.settings.site.url}/{entry.url}"

    def mail(subject: Any) -> str:
        words = say(subject.format(title=entry.title), view.lang)
        return f"mailto:{view.settings.site.contact}?subject={quote(words)}&body={quote(address)}"

    return {"yes": mail(_USEFUL), "no": mail(_LACKS)}


def _sample(view: View) -> dict[str, Any]:
    steps = tuple(Heading(2, "d-part-knowhow", say(step, view.lang)) for step in _STEPS)
    return {"materials": tuple(say(one, view.lang) for one in _MATERIALS), "steps": steps}
