"""The content of a new site: its words, and a first text of each kind in each language, marked as a demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from plugins.cli.starter.wanted import WantedSite, quoted
from plugins.cli.starter.words import words_of
from plugins.i18n.messages import say
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import _
from plugins.model.value import Language

_ABOUT = _("The words of the site: kinds, lists, axes, regions and tags, with the slug that each has in addresses.")
_DEMO = _("delete the next line once the text is yours")
#: Texts that may stand as they are: the others are of a kind of which each site has its own.
_LASTING = ("news", "guide", "page")
_PLACES = {"show": "shows/first/index", "episode": "shows/first/one", "document": "documents/first/index"}
_NAMES = {"page": "about"}
_PAPER = "paper.{lang}.txt"


def contents(site: WantedSite) -> Iterator[tuple[str, str]]:
    """Yield the files below `content/`, each with its path."""
    yield "taxonomies.yaml", _taxonomies(site)
    kinds = [own for kind in site.kinds for own in ((kind, "episode") if kind == "show" else (kind,))]
    for kind, id in zip(kinds, site.ids[1:], strict=False):
        for lang in site.languages:
            yield f"{place_of(kind)}.{lang}.md", _text(site, kind, lang, id)
            if kind == "document":
                yield f"documents/first/{_PAPER.format(lang=lang)}", words_of(lang).texts[kind]["paper"]


def place_of(kind: str) -> str:
    """Return where the first text of a kind lies, without its language."""
    return _PLACES.get(kind, f"{FIELDS_OF[kind].folder}/{_NAMES.get(kind, 'first')}")


def _taxonomies(site: WantedSite) -> str:
    lines = [f"# {say(_ABOUT, site.first)}"]
    for group in ("kinds", "lists"):
        lines += ["", f"{group}:"]
        for key in getattr(words_of(site.first), group):
            lines.append(f"  {key}:")
            for lang in site.languages:
                word = getattr(words_of(lang), group)[key]
                lines.append(f"    {lang}: {{name: {quoted(word.name)}, slug: {word.slug}}}")
    return "\n".join([*lines, "", "axes: {}", "", "regions: {}", "", "tags: {}", ""])


def _text(site: WantedSite, kind: str, lang: Language, id: str) -> str:
    own = dict(words_of(lang).texts[kind])
    body = own.pop("body")
    own.pop("paper", None)
    lines = [f"{name}: {quoted(value)}" for name, value in own.items()]
    if kind == "document":
        lines.append(f"file: {_PAPER.format(lang=lang)}")
    if lang == site.first:
        demo = [] if kind in _LASTING else [f"# {say(_DEMO, lang)}", "demo: true"]
        stated = [f"{name}: {value}" for name, value in _stated_once(site, kind).items() if value]
        lines = [f"id: {id}", *demo, *lines, *stated]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}"


def _stated_once(site: WantedSite, kind: str) -> Mapping[str, str]:
    """Return what the original states for all languages."""
    now = site.moment
    dated = {"date": f"{now:%Y-%m-%d %H:%M}"} if "date" in FIELDS_OF[kind].needs else {}
    meeting = f"{now + timedelta(days=14):%Y-%m-%d}"
    of_kind = {
        "event": {"start": f"{meeting} 18:00", "end": f"{meeting} 20:00"},
        "opportunity": {"deadline": f"{now + timedelta(days=30):%Y-%m-%d}", "contact": site.email},
        "document": {"document_type": "statute"},
        "project": {"start": f"{now:%Y-%m-%d}"},
        "show": {"category": "[Society & Culture]"},
        "episode": {"episode": "1"},
        "page": {"menu": "1"},
    }
    return dated | of_kind.get(kind, {})
