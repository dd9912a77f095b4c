"""Where every text of the old site goes: its kind, its language, its pair, its file and its address here."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import timedelta

from msgspec.structs import replace

from plugins.i18n.greek import slugify
from plugins.model.entry import counted_as
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import _
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language, Value
from plugins.moving.addresses import place_of
from plugins.moving.languages import Guess, language_of
from plugins.moving.mapping import Choices
from plugins.moving.values import OldRemark, OldSite, OldText
from plugins.settings import SiteSettings

_MEDIA = re.compile(
    r"<img|\[gallery|\[caption|!\[|/wp-content/uploads/|<audio|<video|\]\([^)]*\.\w{3,4}\)", re.IGNORECASE
)
_TWO = _("two texts of one language were translations of one another; this one stands alone now")
_JOIN = _("join the two by hand, if they are one text")
_GUESSED = _("its language was told from its words: {lang}")
_CHECK = _("give the file another ending, if that is wrong")
_OTHER = _("it was filed under another language than it is written in: {lang}")
_MIXED = _("it mixes two languages")
_SPELT_OUT = _("it seems to be typed in letters of another alphabet")
_REWRITE = _("somebody who knows the language should go over it")
_SPLIT = _("write each language in a file of its own")
NEAR = timedelta(days=3)


class OldOutline(Value, frozen=True):
    """A text without its body: what has to be known of all texts before the first is written."""

    text: OldText
    lang: Language
    kind: str
    has_media: bool
    remarks: tuple[OldRemark, ...]


class Place(Value, frozen=True):
    """Where a text goes. `path` is its file below content/, `url` its address from the root of the site."""

    number: str
    id: str
    key: str
    kind: str
    lang: Language
    is_original: bool
    path: str
    slug: str
    url: str
    original: str  # the number of the text that it translates; its own, where it is the original
    remarks: tuple[OldRemark, ...] = ()


class MovingPlan(Value, frozen=True):
    """All places, by number, and by what the old site called them; `members` of a pair by its original's number."""

    places: Mapping[str, Place]
    by_address: Mapping[str, Place]
    members: Mapping[str, tuple[OldOutline, ...]]
    gaps: frozenset[str] = frozenset()  # addresses at which the site says that a language lacks a text


class LightText(Value, frozen=True):
    """A text without its body, and what had to be learnt from that."""

    text: OldText
    guess: Guess
    has_media: bool


def lightened(text: OldText, codes: Sequence[Language]) -> LightText:
    """Return a text without its body, so that all texts of a site have room at once."""
    guess = language_of(f"{text.title} {text.body}", codes)
    has_media = bool(text.picture or text.recording or _MEDIA.search(text.body))
    return LightText(replace(text, body="", facts={}, remarks=()), guess, has_media)


def outline_of(light: LightText, choices: Choices, codes: Sequence[Language], default: Language) -> OldOutline | None:
    """Return what is known of a text, its language among it; None where it is left behind."""
    text = light.text
    kind = "episode" if text.recording else choices.types.get(text.sort, "news")
    if not kind or choices.types.get(text.sort) == "":
        return None
    lang, remarks = _language(light, choices, codes, default)
    return OldOutline(text, lang, kind, light.has_media, tuple(remarks))


def _language(
    light: LightText, choices: Choices, codes: Sequence[Language], default: Language
) -> tuple[Language, list[OldRemark]]:
    """What the old site says, else what the words say, else the site's first; where the two differ, that is told."""
    guess, stated = light.guess, choices.languages.get(light.text.lang, light.text.lang)
    remarks = []
    if guess.is_mixed:
        remarks.append(OldRemark("language", _MIXED, _SPLIT))
    elif guess.is_spelt_out:
        remarks.append(OldRemark("language", _SPELT_OUT, _REWRITE))
    if stated in codes:
        if guess.lang and guess.lang != stated and not guess.is_mixed:
            remarks.append(OldRemark("language", _OTHER.format(lang=guess.lang), _CHECK))
        return stated, remarks
    if guess.lang:
        remarks.append(OldRemark("language", _GUESSED.format(lang=guess.lang), _CHECK))
    return guess.lang or default, remarks


def plan_of(
    outlines: Sequence[OldOutline],
    site: OldSite,
    choices: Choices,
    settings: SiteSettings,
    taxonomies: Taxonomies,
    keys: Mapping[str, str],
    taken: Iterable[str],
    in_folders: bool,
) -> MovingPlan:
    """Return where all texts go. `keys` are those of an earlier run by id, `taken` those of texts that are there.

    With `in_folders`, texts that name files get a folder of their own.
    """
    maker = _Maker(site, choices, settings, taxonomies, keys, set(taken), in_folders)
    places: dict[str, Place] = {}
    gaps: set[str] = set()
    members: dict[str, tuple[OldOutline, ...]] = {}
    for group in _groups(outlines, choices, settings.default_language):
        original = group[0]
        members[original.text.number] = tuple(group)
        for place in maker.places(group):
            places[place.number] = place
            gaps |= maker.gaps(place, {one.lang for one in group})
    by_address: dict[str, Place] = {}
    for outline in outlines:
        if there := places.get(outline.text.number):
            for address in (outline.text.address, *outline.text.addresses, outline.text.guid, outline.text.number):
                if address.startswith(("http", "/")):
                    by_address.setdefault(place_of(address), there)
    return MovingPlan(places, by_address, members, frozenset(gaps))


def _groups(outlines: Sequence[OldOutline], choices: Choices, default: Language) -> Iterator[list[OldOutline]]:
    """Texts that are translations of one another, the original first; of one language there is one in each."""
    joined = {number: f"pair {pair[0]}" for pair in choices.pairs for number in pair}
    found: dict[str, dict[Language, OldOutline]] = defaultdict(dict)
    for outline in outlines:
        text = outline.text
        name = joined.get(text.number) or (f"group {text.group}" if text.group else f"number {text.number}")
        if outline.lang in found[name]:
            told = (*outline.remarks, OldRemark("pairs", _TWO, _JOIN))
            found[f"number {text.number}"][outline.lang] = replace(outline, remarks=told)
        else:
            found[name][outline.lang] = outline
    for group in found.values():
        ordered = sorted(group.values(), key=lambda one: one.lang != default)
        if ordered:
            yield ordered


class _Maker:
    def __init__(
        self,
        site: OldSite,
        choices: Choices,
        settings: SiteSettings,
        taxonomies: Taxonomies,
        keys: Mapping[str, str],
        taken: set[str],
        in_folders: bool,
    ):
        self.site, self.choices, self.settings, self.taxonomies = site, choices, settings, taxonomies
        self.keys, self.taken, self.in_folders = keys, taken, in_folders
        self.reserved = set(keys.values())
        self.slugs: set[tuple[str, Language, str]] = set()
        self.spaces = uuid.uuid5(uuid.NAMESPACE_URL, site.address or site.name)

    def places(self, group: Sequence[OldOutline]) -> Iterator[Place]:
        original = group[0]
        kind = next((one.kind for one in group if one.kind == "episode"), original.kind)
        show = next((one.text.show for one in group if one.kind == "episode"), "")
        id = str(uuid.uuid5(self.spaces, original.text.number))
        folder = f"shows/{self.choices.shows.get(show) or 'podcast'}" if kind == "episode" else FIELDS_OF[kind].folder
        key = self._key(id, folder, group)
        has_folder = self.in_folders and any(one.has_media for one in group)
        for outline in group:
            slug = self._slug(outline, folder, key)
            path = f"{key}/index.{outline.lang}.md" if has_folder else f"{key}.{outline.lang}.md"
            yield Place(
                number=outline.text.number,
                id=id,
                key=key,
                kind=kind,
                lang=outline.lang,
                is_original=outline is original,
                path=path,
                slug=slug,
                url=self._url(kind, outline.lang, folder, slug),
                original=original.text.number,
                remarks=outline.remarks,
            )

    def gaps(self, place: Place, langs: Set[Language]) -> set[str]:
        """Return the addresses of a text in the languages that lack it, as aliases are compared."""
        folder = place.key.rpartition("/")[0]
        lacking = (lang for lang in self.settings.codes if lang not in langs)
        return {self._url(place.kind, lang, folder, place.slug).strip("/").casefold() for lang in lacking}

    def _key(self, id: str, folder: str, group: Sequence[OldOutline]) -> str:
        """The name of the file: as in an earlier run, else of the slug that is in plain letters already."""
        before = self.keys.get(id, "")
        if before.rpartition("/")[0] == folder and before not in self.taken:
            self.taken.add(before)
            return before
        best = min(group, key=lambda one: (not one.text.slug or not one.text.slug.isascii(), one is not group[0]))
        stem = slugify(best.text.slug) or slugify(best.text.title) or f"text-{slugify(best.text.number)}"
        stem = f"{stem}-text" if stem == "index" else stem
        key, count = f"{folder}/{stem}", 1
        while key in self.taken or key in self.reserved:
            count += 1
            key = f"{folder}/{stem}-{count}"
        self.taken.add(key)
        return key

    def _slug(self, outline: OldOutline, folder: str, key: str) -> str:
        """The last part of the address: that of the old one in plain letters, once in its folder."""
        stem = key.rpartition("/")[2]
        wanted = slugify(outline.text.slug) or slugify(outline.text.title) or stem
        slug, count = wanted, 1
        while (folder, outline.lang, slug) in self.slugs:
            count += 1
            slug = f"{wanted[:76]}-{count}"
        self.slugs.add((folder, outline.lang, slug))
        return slug

    def _url(self, kind: str, lang: Language, folder: str, slug: str) -> str:
        if kind == "page":
            return self.settings.address("page", lang, slug=slug)
        words = self.taxonomies.groups["kinds"].get(counted_as(kind))
        word = words[lang].slug if words else kind
        if kind == "episode":
            return self.settings.address("episode", lang, word=word, show=folder.partition("/")[2], slug=slug)
        return self.settings.address("entry", lang, word=word, slug=slug)


def likely_pairs(outlines: Sequence[OldOutline]) -> tuple[tuple[str, str, str], ...]:
    """Return texts of two languages that share a picture or a recording within a few days, where nothing pairs them."""
    found: dict[str, list[OldOutline]] = defaultdict(list)
    for outline in outlines:
        text = outline.text
        shared = text.picture or (text.recording.url if text.recording else "")
        if shared and not text.group and text.date:
            found[shared].append(outline)
    return tuple(
        (one.text.number, other.text.number, f"{one.text.title} / {other.text.title}")
        for group in found.values()
        if len(group) == 2
        for one, other in (group,)
        if one.lang != other.lang and one.text.date and other.text.date and abs(one.text.date - other.text.date) <= NEAR
    )
