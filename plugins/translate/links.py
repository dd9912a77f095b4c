"""Links between sources, resolved to the page in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.document import Target
from plugins.model.entry import Entry, counted_as
from plugins.model.file import File
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.text.media_types import type_of


class EditionLinks:
    """`Edition.links`, each resolved when it is asked for."""

    def __init__(self, urls: Mapping[str, str], site: Site, settings: Settings):
        self.urls, self.site, self.settings = urls, site, settings

    def of(self, entry: Entry) -> tuple[str, ...]:
        """The address of every reference of a body."""
        return tuple(_address(target, entry, self.urls, self.site, self.settings) for target in entry.targets)


def _address(target: Target, entry: Entry, urls: Mapping[str, str], site: Site, settings: Settings) -> str:
    fragment = f"#{target.fragment}" if target.fragment else ""
    if target.sort == "entry":
        url = urls.get(target.name)
        return f"/{_list_of_kind(target, entry.lang, site, settings)}" if url is None else f"/{url}{fragment}"
    if target.sort == "asset":
        return _asset_path(target.name, entry.lang, settings)
    if target.sort == "here":
        return fragment or "#"
    return target.name + fragment


def _list_of_kind(target: Target, lang: Language, site: Site, settings: Settings) -> str:
    """A link to an entry that is not out leads to the list of its kind until it is."""
    kind = next((entry.kind for entry in site.entries if entry.key == target.name), "page")
    if kind == "page":
        return settings.site.address("home", lang)
    word = site.taxonomies.term("kinds", counted_as(kind), lang).slug
    return settings.site.address("list", lang, word=word)


def _asset_path(path: str, lang: Language, settings: Settings) -> str:
    return "/" + settings.site.address("asset", lang, path=path)


def files_of(entry: Entry, site: Site, settings: Settings) -> dict[str, File]:
    """The published files that the entry's fields name, by field."""
    return {
        name: File(_asset_path(target.name, entry.lang, settings), site.assets[target.name], type_of(target.name))
        for name, target in entry.files.items()
        if target.sort == "asset"
    }
