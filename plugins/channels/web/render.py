"""A page's values → its blocks, which the frame is filled with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.shared.pictures import with_pictures
from plugins.channels.shared.theme import fragment_of, names_for, theme_of
from plugins.channels.shared.views import Article
from plugins.channels.web.heads import PageHead
from plugins.channels.web.structured_data import linked_data
from plugins.model.file import Asset
from plugins.model.value import Language
from plugins.text.captions import cues_of, paragraphs


def render_page(
    resources: Resources, lang: Language, template: str, head: PageHead, values: Mapping[str, Any]
) -> bytes:
    """A page's blocks, to be put into the frame."""
    names = page_names(resources, lang, head, values)
    return fragment_of(theme_of(resources).blocks(template, names), head.section)


def page_names(resources: Resources, lang: Language, head: PageHead, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a page's template sees beside the common values; an article gets its HTML here."""
    names: dict[str, Any] = {**names_for(lang, resources), **values, "page": head}
    # A theme that does not ask pays nothing.
    names["linked_data"] = lambda title="", of=head: linked_data(resources, lang, of, values, title)
    article = values.get("article")
    if article is not None:
        added = [
            one for offer in values.get("offers", {}).get("text", ()) for one in offer.values.get("insertions", ())
        ]
        segments, shown = inserted(resources.segments[article.body.sha256], added), dict(article.pictures)
        text = Markup(with_pictures(segments, article.links, shown, lead=not article.image))
        script = _said_in(article)
        cues = tuple(paragraphs(cues_of(resources, script))) if script else ()
        names["article"] = replace(article, content=text, translations=head.switch, transcript=cues)
    return names


def inserted(segments: Sequence[str], added: Iterable[tuple[int, str]]) -> Sequence[str]:
    """Return the segments of a body with HTML put into its text, each at a place of the HTML without addresses."""
    parts, begun, number = list(segments), 0, 0
    moved = 0  # by how much what stands in a segment has been moved by what was put before it
    for place, html in sorted(added, key=lambda one: one[0]):
        while place > begun + len(segments[number]):
            begun, number, moved = begun + len(segments[number]), number + 2, 0
        at = place - begun + moved
        parts[number] = parts[number][:at] + html + parts[number][at:]
        moved += len(html)
    return parts


def _said_in(article: Article) -> Asset | None:
    """The file of what an episode says: the recording's transcript, else the video's captions in its language."""
    if article.recording and article.recording.transcript:
        return article.recording.transcript.asset
    captions = article.film.captions if article.film else ()
    return next((caption.asset for caption in captions if caption.lang == article.lang), None)
