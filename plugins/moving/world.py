"""What addresses of one text mean here: other texts, pictures and files beside it, or what stays elsewhere."""

from __future__ import annotations

import hashlib
import re

from plugins.i18n.greek import slugify
from plugins.media.raster import Unfit
from plugins.model.value import Language
from plugins.moving.addresses import direct, fragment_of, host_of, place_of, unsized, whole
from plugins.moving.fetch import Fetcher, ending_of, fault_of
from plugins.moving.html.writer import OldPicture
from plugins.moving.plan import MovingPlan, Place
from plugins.moving.values import OldFile, OldSite

_SCHEME = re.compile(r"(?:mailto|tel|sms|data|javascript|#)", re.IGNORECASE)


class OldWorld:
    """The addresses of a whole site: what its pictures are, and which texts stand where."""

    def __init__(self, site: OldSite, plan: MovingPlan, fetcher: Fetcher, default: Language):
        self.site, self.plan, self.fetcher, self.default = site, plan, fetcher, default
        self.claimed: dict[str, str] = {place.url.strip("/").casefold(): place.path for place in plan.places.values()}
        self.gaps = plan.gaps
        self.hosts = frozenset(filter(None, (host_of(site.address),)))
        self.slugs: dict[str, dict[Language, Place]] = {}
        for place in plan.places.values():
            self.slugs.setdefault(place.slug, {}).setdefault(place.lang, place)
        self.files: dict[str, OldFile] = {place_of(file.url): file for file in site.files}
        self.by_number = {file.number: file for file in site.files}

    def is_own(self, address: str) -> bool:
        """Whether an address is one of the old site."""
        return host_of(address) in (self.hosts or ("",))

    def by_slug(self, address: str, lang: Language) -> Place | None:
        """Return the text whose slug an address ends in, where that is one alone: in its language, else another."""
        path = place_of(address)
        found = self.slugs.get(path.rpartition("/")[2].removesuffix(".html"), {}) if "?" not in path else {}
        if len({place.original for place in found.values()}) != 1:
            return None
        named = next((part for part in path.split("/") if part in found), "")
        return found.get(named) or found.get(lang) or next(iter(found.values()))

    def file_of(self, address: str) -> OldFile | None:
        """Return what the old site says of a picture, whatever size of it is named."""
        address = direct(address)
        return self.files.get(place_of(address)) or self.files.get(place_of(unsized(address)))


class TextWorld:
    """The addresses of one text, and the files that it brings along, by their names."""

    def __init__(self, world: OldWorld, base: str, place: Place, brought: dict[str, bytes], by_address: dict[str, str]):
        self.world, self.base, self.place = world, base, place
        self.brought, self.by_address = brought, by_address  # shared by the languages of a text
        self.missing = set[str]()
        self.unfit: dict[str, Unfit] = {}

    def link(self, address: str) -> str:
        """Return where a link leads."""
        if _SCHEME.match(address) or not address:
            return address
        target = whole(address, self.base)
        if not self.world.is_own(target):
            return target
        other = self.world.plan.by_address.get(place_of(target)) or self.world.by_slug(target, self.place.lang)
        if other:
            return f"{{filename}}/{other.path}{fragment_of(target)}"
        if "." in target.rpartition("/")[2] and (name := self._bring(target)):
            return name
        return target

    def picture(self, address: str) -> OldPicture:
        """Return a picture, the largest that there is."""
        target = direct(whole(address, self.base))
        known = self.world.file_of(target)
        candidates = [known.original, known.url] if known else []
        name = next((name for one in (*candidates, target) if one and (name := self._bring(one))), "")
        if not name:
            self.missing.add(target)
        alt, caption = (known.alt, known.caption) if known else ("", "")
        return OldPicture(name or (known.url if known else target), alt, caption)

    def file(self, address: str) -> str:
        """Return a recording or another file."""
        target = whole(address, self.base)
        return self._bring(target) or target

    def _bring(self, address: str) -> str:
        """The name of a file beside the text, once it is there; nothing, where it cannot be had."""
        if not self.world.fetcher:
            return ""
        same = place_of(unsized(address)) if self.world.is_own(address) else address
        if same not in self.by_address:
            data = self.world.fetcher.find(address)
            fault = fault_of(data, address) if data else None
            if fault:
                self.unfit[address] = fault
            self.by_address[same] = self._named(address, data) if data and not fault else ""
        return self.by_address[same]

    def _named(self, address: str, data: bytes) -> str:
        path = place_of(unsized(address)).partition("?")[0]
        stem = slugify(path.rpartition("/")[2].rpartition(".")[0]) or hashlib.sha256(data).hexdigest()[:12]
        name, count = f"{stem}.{ending_of(address)}", 1
        while self.brought.get(name, data) != data:
            count += 1
            name = f"{stem}-{count}.{ending_of(address)}"
        self.brought[name] = data
        return name
