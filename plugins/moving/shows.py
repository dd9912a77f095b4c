"""The shows of the old site's podcasts: an index in each language, with what its feed was known by."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from plugins.i18n.greek import slugify
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.moving.addresses import host_of
from plugins.moving.entry import plain
from plugins.moving.fetch import Fetcher, ending_of
from plugins.moving.front_matter import Stated, cut, head_of
from plugins.moving.mapping import Choices
from plugins.moving.plan import MovingPlan
from plugins.moving.values import OldRemark, OldShow, OldSource
from plugins.read.fields import Invalid
from plugins.read.podcasts import category
from plugins.settings import Settings

#: https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md
PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

_NO_FEED = _("the export says little of the podcast “{name}”: not its feed's address, cover, category or guid")
_GIVE_FEED = _("save the old feed, and give it beside the export: --feed podcast.xml")
_NO_COVER = _("the cover of the podcast “{name}” was not fetched: {address}")
_SAVE = _("put a square JPEG or PNG of 1400 to 3000 pixels beside index, and name it in image")
_REDIRECT = _("the old feed {address} must lead to the new one, {new}, for good (301)")
_SET = _("set that at the old host; for ever costs nothing, four weeks are the least")
_CATEGORY = _("the podcast “{name}” has the category {category}, which directories do not know")
_CHOOSE = _("write one of theirs in category")

Made = tuple[str, bytes, tuple[OldRemark, ...]]


def shows_of(
    source: OldSource, plan: MovingPlan, choices: Choices, settings: Settings, fetcher: Fetcher
) -> Iterator[Made]:
    """Yield the files of the shows: path, bytes and what could not be carried."""
    spoken: dict[str, dict[Language, None]] = {}
    for place in plan.places.values():
        if place.kind == "episode":
            spoken.setdefault(place.key.split("/")[1], {})[place.lang] = None
    by_folder: dict[str, list[OldShow]] = {}
    for key, folder in choices.shows.items():
        by_folder.setdefault(folder or "podcast", []).extend(one for one in source.site.shows if one.key == key)
    default = settings.site.default_language
    for folder, langs in sorted(spoken.items()):
        olds = by_folder.get(folder) or [OldShow(folder, source.site.name or folder)]
        ordered = sorted(langs, key=lambda lang: (lang != default, lang))
        for lang in ordered:
            yield from _show(source, folder, lang, lang == ordered[0], olds, settings, fetcher)


def _show(
    source: OldSource,
    folder: str,
    lang: Language,
    is_original: bool,
    olds: list[OldShow],
    settings: Settings,
    fetcher: Fetcher,
) -> Iterator[Made]:
    old = next((one for one in olds if one.lang == lang), olds[0])
    is_own = old.lang in (lang, "") and (is_original or old.lang == lang)
    remarks: list[OldRemark] = []
    fields: dict[str, Stated] = {}
    if is_original:
        fields["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{source.site.address or source.site.name} show {folder}"))
    fields["title"] = cut(old.title or folder, 200)
    fields["summary"] = cut(plain(old.summary) or old.title or folder, 400)
    if slugify(old.title) != folder:
        fields["slug"] = folder
    cover: Made | None = None
    if is_original:
        known = [name for name in old.categories if _is_known(name)]
        if known:
            fields["category"] = tuple(known)
        remarks += (
            OldRemark("feeds", _CATEGORY.format(name=old.title, category=name), _CHOOSE)
            for name in old.categories
            if not _is_known(name)
        )
        if old.explicit:
            fields["explicit"] = True
        if old.sort in ("episodic", "serial"):
            fields["type"] = old.sort
        cover = _cover(folder, old, fetcher)
        if cover:
            fields["image"] = cover[0].rpartition("/")[2]
        elif old.picture:
            remarks.append(OldRemark("feeds", _NO_COVER.format(name=old.title, address=old.picture), _SAVE))
    if cover:
        fields["image_alt"] = cut(old.title, 300)
    if is_own and old.feed:
        fields["podcast_guid"] = old.guid or podcast_guid(old.feed)
        parts = urlsplit(old.feed)
        is_here = host_of(old.feed) == host_of(source.site.address) and not parts.query
        fields["old_feeds"] = (parts.path if is_here else old.feed,)
        new = settings.site.address("podcast", lang, show=folder) if settings.site.makes("podcast") else ""
        if not is_here:
            address = settings.site.absolute(new)
            remarks.append(OldRemark("feeds", _REDIRECT.format(address=old.feed, new=address), _SET))
    elif is_own:
        if old.guid:
            fields["podcast_guid"] = old.guid
        remarks.append(OldRemark("feeds", _NO_FEED.format(name=old.title), _GIVE_FEED))
    fields["imported"] = True
    if cover:
        yield cover
    yield f"shows/{folder}/index.{lang}.md", f"{head_of(fields)}\n{plain(old.summary)}\n".encode(), tuple(remarks)


def podcast_guid(feed: str) -> str:
    """Return what the Podcast Index calls a podcast whose feed lies at an address and states no guid."""
    return str(uuid.uuid5(PODCASTS, feed.partition("://")[2].rstrip("/")))


def _cover(folder: str, old: OldShow, fetcher: Fetcher) -> Made | None:
    data = fetcher.find(old.picture) if old.picture and fetcher else None
    return (f"shows/{folder}/cover.{ending_of(old.picture)}", data, ()) if data else None


def _is_known(name: str) -> bool:
    try:
        return bool(category(name))
    except Invalid:
        return False
