"""The web: pages in both languages, sitemap, robots, redirects, the theme's files and the files that entries name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.web import fonts, pictures, sharing, sitemap
from plugins.channels.web.filters import filters_for
from plugins.channels.web.follow import codes, makes_follow
from plugins.channels.web.heads import Head, head_of
from plugins.channels.web.linked import linked_data
from plugins.channels.web.offline import app_of, manifests, worker_artifact
from plugins.channels.web.page import Page
from plugins.channels.web.pages import Planner
from plugins.channels.web.pictures import with_pictures
from plugins.channels.web.redirects import redirects
from plugins.channels.web.search import search_link
from plugins.channels.web.theme import Theme, fragment_of
from plugins.channels.web.views import Article
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.image import is_picture
from plugins.model.site import Site
from plugins.model.value import Language, given
from plugins.settings import Settings
from plugins.text.captions import cues_of, paragraphs

STYLESHEET = "style.css"
#: Fields whose file is published in other forms, not as it is.
REMADE = ("audio", "transcript", "image", "video", "captions")


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that a browser may ask for, but feeds."""
    settings, theme = resources.settings, theme_of(resources)
    static = list(_theme_files(theme))
    names = {given(artifact.inputs)[0]: artifact.path for artifact in static}
    planners = {
        lang: Planner(edition, site, settings, names, resources.catalogues) for lang, edition in editions.items()
    }
    pages = {lang: {page.key: page for page in planner.pages()} for lang, planner in planners.items()}
    yield from static
    yield from _assets(editions, site, settings)
    yield from pictures.artifacts(editions)
    yield from _pages(planners, pages, pages, resources)
    for planner in planners.values():
        yield from codes(planner)
    yield from sharing.artifacts(cards_of(planners), pages)
    yield from sitemap.artifacts(pages, settings)
    yield from redirects(editions, settings)
    yield from manifests(planners)
    if settings.web.offline:
        offline = {lang: {"offline": own["offline"]} for lang, own in pages.items()}
        made = {page.lang: (page.frame, given(page.inputs)) for page in _pages(planners, offline, pages, resources)}
        yield worker_artifact(settings, planners, made)


def artifacts_of(
    texts: Sequence[Entry], site: Site, editions: Mapping[Language, Edition], resources: Resources
) -> Iterator[Artifact]:
    """The pages that carry these texts, each with its counterpart at hand to point at."""
    static = list(_theme_files(theme_of(resources)))
    names = {given(artifact.inputs)[0]: artifact.path for artifact in static}
    planners = {
        lang: Planner(edition, site, resources.settings, names, resources.catalogues)
        for lang, edition in editions.items()
    }
    keys, sources = {entry.key for entry in texts}, {entry.source for entry in texts}
    around = {lang: {page.key: page for page in planner.pages_of(keys)} for lang, planner in planners.items()}
    pages = {
        lang: {key: page for key, page in own.items() if sources.intersection(page.sources)}
        for lang, own in around.items()
    }
    yield from _pages(planners, pages, around, resources)


PagesByKey = Mapping[Language, Mapping[str, Page]]


def _pages(
    planners: Mapping[Language, Planner],
    pages: PagesByKey,
    siblings: PagesByKey,
    resources: Resources,
) -> Iterator[Artifact]:
    """The artifacts of `pages`; `siblings` are what they may point at."""
    theme, settings, shared = theme_of(resources), resources.settings, cards_of(planners)
    for lang, planner in planners.items():
        shell = theme.shell(common_values(planner, resources)) if pages[lang] else None
        for page in pages[lang].values():
            inputs = partial(_inputs, page, siblings, settings, shared[lang])
            yield Artifact(output_path(page.url), render_page, inputs, "web", lang, page.sources, shell)


def _inputs(page: Page, siblings: PagesByKey, settings: Settings, cards: sharing.Cards) -> tuple[Any, ...]:
    """What a page is made of."""
    head = head_of(page, siblings, settings, cards.preview(page))
    return page.lang, page.template, head, given(page.values)


def cards_of(planners: Mapping[Language, Planner]) -> dict[Language, sharing.Cards]:
    """What makes the cards of each edition."""
    return {
        lang: sharing.Cards(planner.edition, planner.settings, sharing.look_of(planner.settings))
        for lang, planner in planners.items()
    }


def theme_of(resources: Resources) -> Theme:
    """The theme, loaded once per process."""
    web = resources.settings.web
    return resources.once("web.theme", lambda: Theme(web.theme, resources.catalogues, filters_for(), web.jinja))


def output_path(url: str) -> str:
    """The file that answers an address."""
    return url if url and not url.endswith("/") else f"{url}index.html"


def common_values(planner: Planner, resources: Resources) -> dict[str, Any]:
    """What the frame prints: the same for all pages of an edition. `docs/theme.md` lists the names."""
    site, language = planner.site, planner.language
    pages = (entry for entry in planner.edition.kinds.get("page", ()) if "menu" in entry.fields)
    menu = sorted(pages, key=lambda entry: entry.fields["menu"])
    latest = islice((entry for entry in planner.edition.listed if entry.date), planner.settings.web.latest_size)
    return {
        **names_for(planner.lang, resources),
        "nav": planner.nav(),
        "menu": planner.views.cards(menu),
        "latest": planner.views.cards(latest),
        "axes": tuple(planner.views.term_link("axes", key) for key in planner.edition.taxonomies.groups["axes"])
        if site.makes("term")
        else (),
        "feeds_page": planner.views.list_link("lists", "feeds", "feeds") if site.makes("feeds") else None,
        "follow_page": planner.views.list_link("lists", "follow", "follow") if makes_follow(planner) else None,
        "archive_page": planner.views.list_link("lists", "archive", "archive") if site.makes("archive") else None,
        "search_page": search_link(planner),
        "app": app_of(planner),
        "css_url": planner.static.get(STYLESHEET, ""),
        "preloads": fonts.preloads(theme_of(resources).fonts, planner.static),
        "icon_url": planner.static.get("icon.svg", ""),
        "contact": planner.settings.web.contact,
        "home_url": planner.home.url,
        "subtitle": language.subtitle,
    }


def names_for(lang: Language, resources: Resources) -> dict[str, Any]:
    """The names that every template may use, Pelican's among them; made once for all pages of a language."""
    return resources.once(f"web.names.{lang}", lambda: _names_for(lang, resources))


def _names_for(lang: Language, resources: Resources) -> dict[str, Any]:
    site = resources.settings.site
    language = site.language(lang)
    return {
        **theme_of(resources).words(lang),
        "LANG": lang,
        "LOCALE": language.locale,
        "SITENAME": language.sitename,
        "SITEURL": site.url,
        "ROOT": site.root,
        "DEFAULT_LANG": site.default_language,
    }


def render_page(resources: Resources, lang: Language, template: str, head: Head, values: Mapping[str, Any]) -> bytes:
    """A page's blocks, to be put into the frame."""
    names = page_names(resources, lang, head, values)
    return fragment_of(theme_of(resources).blocks(template, names), head.section)


def page_names(resources: Resources, lang: Language, head: Head, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a page's template sees beside the common values; an article gets its HTML here."""
    names: dict[str, Any] = {**names_for(lang, resources), **values, "page": head}
    # A theme that does not ask pays nothing.
    names["linked_data"] = lambda title="": linked_data(resources, lang, head, values, title)
    article = values.get("article")
    if article is not None:
        segments, shown = resources.segments[article.body.sha256], dict(article.pictures)
        text = Markup(with_pictures(segments, article.links, shown, lead=not article.image))
        script = _said_in(article)
        cues = tuple(paragraphs(cues_of(resources, script))) if script else ()
        names["article"] = replace(article, content=text, translations=head.switch, transcript=cues)
    return names


def _said_in(article: Article) -> Asset | None:
    """The file of what an episode says: the recording's transcript, else the video's captions in its language."""
    if article.recording and article.recording.transcript:
        return article.recording.transcript.asset
    captions = article.film.captions if article.film else ()
    return next((caption.asset for caption in captions if caption.lang == article.lang), None)


def _theme_files(theme: Theme) -> Iterator[Artifact]:
    """The theme's static files under names that change with their bytes, so that they may be cached for ever.

    The style sheets are joined into one, in the order of their names, behind the rules of the fonts.
    """
    folder = theme.folder / "static"
    faces = list(fonts.artifacts(theme.fonts))
    yield from faces
    sheets = sorted((folder / "css").glob("*.css"))
    if sheets:
        rules = fonts.rules(theme.fonts, {given(artifact.inputs)[0]: artifact.path for artifact in faces})
        text = rules + pictures.rules() + "\n".join(path.read_text(encoding="utf-8") for path in sheets)
        yield Artifact(f"theme/style.{_short_hash(text.encode())}.css", static_file, (STYLESHEET, text), "web")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".css" and not path.name.startswith("."):
            data, name = path.read_bytes(), path.relative_to(folder).as_posix()
            stem, _, ending = name.rpartition(".")
            yield Artifact(f"theme/{stem}.{_short_hash(data)}.{ending}", static_file, (name, data), "web")
    root = theme.folder / "root"  # what must stand at an address of its own: security.txt, favicon.ico
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        yield Artifact(path.relative_to(root).as_posix(), static_file, ("", path.read_bytes()), "web")


def _short_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def static_file(resources: Resources, name: str, data: str | bytes) -> bytes:
    """A file of the theme as it is."""
    return data.encode() if isinstance(data, str) else data


def _assets(editions: Mapping[Language, Edition], site: Site, settings: Settings) -> Iterator[Artifact]:
    """The files beside the sources that a live entry uses, in its body or in a field; no other is published."""
    used: dict[str, set[str]] = {}
    for entry in (entry for edition in editions.values() for entry in edition.entries):
        named = (target for field, target in entry.files.items() if field.partition(".")[0] not in REMADE)
        for target in (*entry.targets, *named):
            if target.sort == "asset" and not is_picture(target.name):
                used.setdefault(target.name, set()).add(entry.source)
    address = settings.site.address
    for name, sources in sorted(used.items()):
        path = address("asset", settings.site.default_language, path=name)
        yield Artifact(path, published_file, (site.assets[name],), "web", "", tuple(sorted(sources)))


def published_file(resources: Resources, asset: Asset) -> bytes:
    """A file that an entry names, as it is."""
    return resources.read(asset)
