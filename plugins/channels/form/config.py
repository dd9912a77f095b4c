"""What Decap is told: where git lives, the languages, and a collection for each kind and show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.channels.form.settings import FormSettings
from plugins.channels.form.widgets import Choices, Json, Widgets
from plugins.channels.shared.view import View
from plugins.i18n.languages import capitalised, facts_of
from plugins.i18n.messages import say
from plugins.model.entry import Entry
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import _
from plugins.model.value import Language

#: Groups of taxonomies.yaml whose keys the fields of these names take.
GROUPS = ("axes", "regions", "tags", "series", "skills")
#: A text has a folder of its own, so that its pictures and recordings lie beside it and beside nothing else.
PATH = "{{slug}}/index"
#: The one of new texts: the script has written it, of the title, where its author did not.
SLUG = "{{fields.slug}}"
_ENGLISH = _("{collection}: originals in {language}")


def config_of(view: View) -> Json:
    """Return the configuration, in the language of a view. https://decapcms.org/docs/configuration-options/"""
    form = view.settings.of(FormSettings)
    return {
        "backend": form.backend,
        "publish_mode": "editorial_workflow" if form.is_reviewed else "simple",
        "locale": facts_of(view.lang).cms or view.lang,
        "site_url": view.settings.site.url,
        "display_url": view.settings.site.url,
        "logo_url": view.settings.site.link(view.static["icon.svg"]) if "icon.svg" in view.static else "",
        "media_folder": view.settings.read.content.name,  # asked for, and used by no collection
        "public_folder": "/",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "show_preview_links": False,
        "i18n": {
            "structure": "multiple_files",
            "locales": list(view.settings.site.codes),
            "default_locale": view.settings.site.default_language,
        },
        "collections": list(collections(view)),
    }


def collections(view: View) -> Iterator[Json]:
    """One for each kind and for the episodes of each show; beside it one of texts whose original is in another
    language, where there are such texts, since Decap knows one original for a collection."""
    widgets = Widgets(view.lang, view.settings.site.codes, choices_of(view))
    for kind, fields in FIELDS_OF.items():
        made = widgets.of_kind(kind, view.settings.fields(kind))
        if kind == "episode":
            for show in _shows(view):
                label = f"{kind_name(view, kind)}: {_title(view, show)}"
                yield from _in_each(view, f"episodes-{show}", label, f"shows/{show}", kind, made)
        elif not fields.is_optional or kind in view.edition.taxonomies.groups["kinds"]:
            yield from _in_each(view, fields.folder, kind_name(view, kind), fields.folder, kind, made)


def _in_each(view: View, name: str, label: str, folder: str, kind: str, fields: list[Json]) -> Iterator[Json]:
    """The collection of a folder, and those of its texts with another original."""
    yield _collection(view, name, label, folder, fields)
    originals = {entry.lang for entry in view.site.entries if entry.original and _is_in(entry, folder, kind)}
    for language in view.settings.site.languages:
        if language.code != view.settings.site.default_language and language.code in originals:
            words = say(_ENGLISH.format(collection=label, language=language.name), view.lang)
            original = {"name": "original", "label": "original", "widget": "hidden", "default": language.code}
            made = _collection(view, f"{name}-{language.code}", words, folder, [original, *fields])
            found = {"filter": {"field": "original", "value": language.code}}
            yield made | found | {"i18n": {"default_locale": language.code}}


def _collection(view: View, name: str, label: str, folder: str, fields: list[Json]) -> Json:
    return {
        "name": name,
        "label": label,
        "folder": f"{view.settings.read.content.name}/{folder}",
        "create": True,
        "slug": SLUG,
        "path": PATH,
        "extension": "md",
        "format": "yaml-frontmatter",
        "identifier_field": "title",
        "summary": "{{title}}",
        "media_folder": "",
        "public_folder": "",
        "i18n": True,
        "editor": {"preview": False},
        "fields": fields,
    }


def _is_in(entry: Entry, folder: str, kind: str) -> bool:
    return entry.kind == kind and entry.key.startswith(f"{folder}/")


def _shows(view: View) -> list[str]:
    """The folders of shows, by name."""
    return sorted({entry.stem for entry in view.site.entries if entry.kind == "show"})


def _title(view: View, show: str) -> str:
    """What a show is called, in the language of the view where it has a name in it."""
    found = [entry for entry in view.site.entries if entry.kind == "show" and entry.stem == show]
    return next((entry.title for entry in found if entry.lang == view.lang), found[0].title)


def kind_name(view: View, kind: str) -> str:
    """What the texts of a kind are called together."""
    words: Mapping[str, Any] = view.edition.taxonomies.groups["kinds"].get(kind, {})
    if view.lang in words:
        return str(words[view.lang].name)
    return capitalised(say(FIELDS_OF[kind].plural, view.lang), view.lang)


def choices_of(view: View) -> Choices:
    """What may be chosen of the taxonomies and the members, by field: a key and its name."""
    groups = view.edition.taxonomies.groups
    found = {
        name: [(key, _term(terms, view.lang)) for key, terms in groups[name].items()]
        for name in GROUPS
        if groups.get(name)
    }
    members = {entry.stem: entry.title for entry in view.site.entries if entry.kind == "member"}
    members |= {entry.stem: entry.title for entry in view.edition.kinds.get("member", ())}
    return found | ({"member": sorted(members.items())} if members else {})


def _term(terms: Mapping[Language, Any], lang: Language) -> str:
    return str((terms.get(lang) or next(iter(terms.values()))).name)
