"""A guide as a hand-out: a PDF that screen readers can read (PDF/UA), with the address of its page as a QR code.

WeasyPrint makes it, where the site asks for hand-outs and the machine has it (the extra `pdf`). Nothing is fetched:
fonts and code are part of the document. https://doc.courtbouillon.org/weasyprint/stable/
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from importlib.util import find_spec

from markupsafe import Markup

from plugins.channels.knowhow.fields import GuideUpkeepFields
from plugins.channels.knowhow.settings import KnowhowSettings
from plugins.channels.resources import Resources
from plugins.channels.shared import fonts
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.channels.shared.way import code
from plugins.drawing.versions import version
from plugins.model.artifact import Artifact
from plugins.model.document import EntryBody, Heading, based, join_segments
from plugins.model.entry import Entry
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language, Value, given
from plugins.settings import Settings

PROGRAM = "weasyprint"
_PICTURE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>')
_MISSING = _("the hand-outs of guides are not made, since this machine has no WeasyPrint")
_INSTALL = _("install it: pip install weasyprint; or take the line HANDOUTS out of the settings")


class Handout(Value, frozen=True):
    """What a hand-out says; `address` is that of the guide's page, absolute, as are the `links` of its body."""

    lang: Language
    title: str
    summary: str
    address: str
    materials: tuple[str, ...]
    steps: tuple[Heading, ...]
    body: EntryBody
    links: tuple[str, ...]
    demo: bool


def makes_handouts(view: View) -> bool:
    """Whether hand-outs are asked for and can be made here."""
    is_asked = view.settings.of(KnowhowSettings).handouts and view.makes("handout")
    return is_asked and find_spec(PROGRAM) is not None


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note where hand-outs are asked for, and the machine can't make them."""
    if settings.of(KnowhowSettings).handouts and find_spec(PROGRAM) is None:
        yield Problem("handouts", "note", "", 0, 0, "HANDOUTS", _MISSING, _INSTALL)


def artifacts(view: View) -> Iterator[Artifact]:
    """A hand-out for each guide."""
    if makes_handouts(view):
        for entry in view.edition.kinds.get("guide", ()):
            inputs = (_handout(view, entry), version(PROGRAM))
            yield Artifact(address_of(view, entry), as_pdf, inputs, "knowhow", view.lang, (entry.source,))


def address_of(view: View, entry: Entry) -> str:
    """Return where the hand-out of a guide is."""
    return view.address("handout", name=entry.key.partition("/")[2].replace("/", "-"))


def offer(view: View, entry: Entry) -> Iterator[Offer]:
    """The hand-out, on the page of its guide."""
    if entry.kind == "guide" and makes_handouts(view):
        yield Offer("entry", template="_handout_link.html", values={"url": address_of(view, entry)}, rank=2)


def _handout(view: View, entry: Entry) -> Handout:
    guide, site = entry.of(GuideUpkeepFields), view.settings.site
    return Handout(
        entry.lang,
        entry.title,
        entry.summary,
        site.absolute(entry.url),
        guide.materials,
        tuple(part for part in entry.headings if part.level == 2) if guide.steps else (),
        entry.body,
        tuple(based(address, site.absolute, entry.url) for address in view.edition.links.of(entry)),
        entry.demo,
    )


def as_pdf(resources: Resources, handout: Handout, version: str) -> bytes:
    """The hand-out by a version of WeasyPrint. Pictures are told by their words."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",))
    document: bytes = HTML(string=as_html(resources, handout), url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return document


def as_html(resources: Resources, handout: Handout) -> str:
    """The hand-out before it is set: a document that holds all it needs."""
    from plugins.channels.shared.theme import names_for, theme_of

    theme = theme_of(resources)
    body = join_segments(resources.segments[handout.body.sha256], handout.links)
    names = {
        **names_for(handout.lang, resources),
        "handout": handout,
        "body": Markup(_PICTURE.sub(r"<span>[\1]</span>", body)),
        "code_url": _data("image/svg+xml", code(resources, handout.address)),
        "faces": Markup("".join(_faces(resources, theme.fonts))),
    }
    page: str = theme.env.get_template("handout.html").render(names)
    return page


def _faces(resources: Resources, declared: fonts.Fonts) -> Iterator[str]:
    """The theme's typefaces, as rules of a style sheet that hold them."""
    files = {given(one.inputs)[0]: one for one in fonts.artifacts(declared)}
    for face in declared.faces:
        artifact = files[f"fonts/{face.name}.woff2"]
        data = artifact.make(resources, *given(artifact.inputs))
        assert isinstance(data, bytes)
        source = f'url("{_data("font/woff2", data)}") format("woff2")'
        yield f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: {source}; }}\n'


def _data(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{b64encode(data).decode()}"
