"""The files of the capsule, its page, and what it says of itself elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from plugins.channels.protocol import Offer
from plugins.channels.resources import Resources
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.document import Body
from plugins.model.entry import Entry
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings
from plugins.text.speech import spoken

from . import GeminiFields, GeminiSettings

NEW = timedelta(days=1)  # that a text is marked as new
_LONGER = _("it is not shorter than the title")
_SHORTEN = _("shorten it, or delete the field")


def artifacts(view: View) -> Iterator[Artifact]:
    """A file for each text, and the list of them."""
    shown = [entry for entry in view.edition.listed if entry.start]
    rows = tuple((_name(entry), _title(entry), _is_new(entry, view.settings)) for entry in shown)
    yield Artifact(view.address("gemini.file", name="index"), index, (view.lang, rows), "gemini", view.lang)
    for entry in shown:
        path = view.address("gemini.file", name=_name(entry))
        inputs = (entry.title, entry.summary, entry.body)
        yield Artifact(path, text, inputs, "gemini", view.lang, (entry.source,))


def index(resources: Resources, lang: str, rows: tuple[tuple[str, str, bool], ...]) -> bytes:
    """The list, with what is new marked."""
    say = resources.catalogues[lang].gettext
    lines = [f"=> {name}.gmi {title}" + (f" ({say('new in the capsule')})" if new else "") for name, title, new in rows]
    return "\n".join([f"# {resources.settings.site.language(lang).sitename}", "", *lines, ""]).encode()


def text(resources: Resources, title: str, summary: str, body: Body) -> bytes:
    """A text in lines, which the reader's program breaks."""
    paragraphs = spoken(resources.segments[body.sha256])
    return "\n\n".join([f"# {title}", summary, *paragraphs]).encode() + b"\n"


def pages(view: View) -> Iterator[Page]:
    """Where the capsule is, and how to read it."""
    host = view.settings.of(GeminiSettings).gemini_host
    path = view.address("gemini.file", name="index")
    yield Page(
        "gemini",
        view.lang,
        view.address("gemini"),
        "gemini.html",
        view.gettext("The Gemini capsule"),
        section="gemini",
        values={"file": path, "capsule": f"gemini://{host}/{path}"},
        breadcrumbs=(view.home,),
    )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """A row of the footer."""
    if entry is None:
        yield Offer("footer", view.gettext("The Gemini capsule"), view.address("gemini"), "gemini", rank=1)


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """When a text is no longer marked as new."""
    yield from (entry.start + NEW for entry in site.entries if entry.start and entry.is_live(entry.start + NEW))


def shorter_titles(site: Site, settings: Settings) -> Iterator[Problem]:
    """A title for narrow screens is shorter than the text's own."""
    for entry in site.entries:
        if len(entry.of(GeminiFields).gemini_title) > len(entry.title):
            line, column = entry.places["gemini_title"]
            yield Problem("gemini", "warning", entry.source, line, column, "gemini_title", _LONGER, _SHORTEN)


def _is_new(entry: Entry, settings: Settings) -> bool:
    return entry.start is not None and settings.run.now < entry.start + NEW


def _name(entry: Entry) -> str:
    return entry.key.replace("/", "-")


def _title(entry: Entry) -> str:
    return entry.of(GeminiFields).gemini_title or entry.title
