"""A folder of texts as a source: Pelican, Hugo, Jekyll, and what Decap or Sveltia write, each by its own rules.

https://docs.getpelican.com/en/latest/content.html, https://gohugo.io/content-management/front-matter/,
https://jekyllrb.com/docs/front-matter/, https://decapcms.org/docs/i18n/
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plugins.i18n.languages import with_facts
from plugins.model.problem import Message, _
from plugins.model.value import Language
from plugins.moving.recordings import number_in, seconds_in, type_of_recording
from plugins.moving.sources.dialects import body_of
from plugins.moving.sources.heads import parted
from plugins.moving.sources.permalinks import OldPath, Permalinks
from plugins.moving.values import Markup, OldRecording, OldRemark, OldSite, OldStatus, OldTerm, OldText

MOST_BYTES = 4 << 20  # of a text
MOST_FILES = 200_000
DEEP = 16
ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".html", ".htm")
_LEFT = frozenset(
    ("node_modules", "_site", "public", "output", "resources", "themes", "_layouts", "_includes", "archetypes")
)
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_MORE = re.compile(r"<!--\s*more\s*-->|\[//\]: # \(more\)|<!--\s*PELICAN_END_SUMMARY\s*-->", re.IGNORECASE)
#: The names that systems give to one field, as they are read: in small letters, without hyphens and underscores.
NAMES = {
    "title": ("title",),
    "slug": ("slug",),
    "address": ("url", "permalink", "saveas"),
    "aliases": ("aliases", "redirectfrom", "alias", "oldurls"),
    "date": ("date", "publishdate", "pubdate", "published", "created"),
    "updated": ("lastmod", "modified", "updated", "lastmodifiedat", "update"),
    "expires": ("expirydate", "expires", "unpublishdate"),
    "summary": ("summary", "description", "excerpt", "subtitle", "lead"),
    "author": ("author", "authors", "byline"),
    "picture": ("image", "cover", "featuredimage", "thumbnail", "featuredimg", "heroimage", "ogimage", "images"),
    "lang": ("lang", "language", "locale"),
    "group": ("translationkey", "langref", "ref", "translationid", "i18nkey"),
    "guid": ("guid",),
    "recording": ("enclosure", "audio", "audiourl", "podcast", "podcastfile", "file", "mp3"),
    "duration": ("duration", "audioduration", "length"),
    "bytes": ("bytes", "filesize", "audiosize", "size", "audiolength"),
    "show": ("show", "series", "podcastname"),
    "sort": ("type", "layout"),
}
#: Folders of a site whose files are served from its root.
BESIDE = ("static", "content", "assets", "public", "files", "images", "img", "media", "src", "source")
TERMS = {"tags": "tags", "categories": "categories", "category": "categories", "keywords": "tags", "topics": "tags"}
#: Every name that is read.
_READ = frozenset((*TERMS, "draft", "status", "weight", "id", *(one for names in NAMES.values() for one in names)))
_UNREAD = _("fields were left out: {names}")
_ODD = _("the front matter could not be read whole: {fault}")
_BY_HAND = _("write the missing fields by hand")
_RST = _("{count} texts in reStructuredText were left behind")
_CONVERT = _("have pandoc make Markdown of them: pandoc -f rst -t commonmark")
_LARGE = _("{count} files are larger than {most} MB, or too deep, and were left behind")
_SMALLER = _("part them")


class Folder:
    """The texts below a folder. `flavour` is the system that they were written for."""

    def __init__(self, root: Path, flavour: str, zone: ZoneInfo, languages: Sequence[Language]):
        self.root, self.flavour, self.zone, self.languages = root, flavour, zone, languages
        self.below = next((f"{name}/" for name in ("content", "src/content") if (root / name).is_dir()), "")
        self.permalinks = Permalinks.at(root, flavour, languages[0])
        beside = (root, *(root / name for name in BESIDE))
        self.folders = tuple(str(path) for path in beside if path.is_dir())
        self.left = Counter[str]()
        self.paths = tuple(self._paths())
        terms = {term: OldTerm({"": term[1]}) for text in self.texts() for term in text.terms}
        name, base = self.permalinks.name or root.name, self.permalinks.base
        self.site = OldSite(name, base, terms=terms, remarks=tuple(self._told()), folders=self.folders)

    @classmethod
    def at(cls, path: Path, zone: ZoneInfo, languages: Sequence[Language]) -> Folder | None:
        """Return the source in a folder, or None where it has no texts."""
        root = path.parent if path.name == "content" and _is_root(path.parent) else path
        found = cls(root, flavour_of(root), zone, languages)
        return found if found.paths else None

    def texts(self) -> Iterator[OldText]:
        """Yield the texts, by path."""
        for path in self.paths:
            yield self._text(path)

    def markup(self, text: OldText) -> Markup:
        """Return a body as Markdown of this house, or as the HTML that it is."""
        if text.facts.get("html"):
            return Markup(html=text.body)
        made, remarks = body_of(text.body, self.flavour)
        return Markup(markdown=made or " ", remarks=remarks)

    def _paths(self) -> Iterator[str]:
        count = 0
        start = self.root / self.below if self.flavour in ("hugo", "pelican") and self.below else self.root
        for folder, folders, names in os.walk(start):
            depth = len(Path(folder).relative_to(self.root).parts)
            folders[:] = sorted(
                name for name in folders if not name.startswith(".") and name not in _LEFT and depth < DEEP
            )
            for name in sorted(names):
                path = Path(folder) / name
                if name.endswith(".rst"):
                    self.left["rst"] += 1
                if not name.lower().endswith(ENDINGS) or name.upper().startswith("README") or name.startswith("."):
                    continue
                found = path.lstat()
                if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES or count > MOST_FILES:
                    self.left["large"] += 1
                    continue
                is_list = self.flavour == "hugo" and name.startswith("_index")
                if name.endswith((".html", ".htm")) and not _has_head(path):
                    continue
                if not is_list or path.stat().st_size > 400:
                    count += 1
                    yield path.relative_to(self.root).as_posix()

    def _told(self) -> Iterator[OldRemark]:
        if self.left["rst"]:
            yield OldRemark("types", _RST.format(count=self.left["rst"]), _CONVERT)
        if self.left["large"]:
            yield OldRemark("types", _LARGE.format(count=self.left["large"], most=MOST_BYTES >> 20), _SMALLER)

    def _text(self, path: str) -> OldText:
        data = (self.root / path).read_bytes()
        values, body, fault = parted(data)
        named = _Named(values)
        within = unicodedata.normalize("NFC", path.removeprefix(self.below))
        lang, bare = self._language(within, named)
        stem = Path(bare).stem
        name = Path(bare).parent.name if stem in ("index", "_index") and Path(bare).parent.name else stem
        dated = _DATED.fullmatch(name)
        date = _moment(named.word("date") or (dated[1] if dated else ""), self.zone)
        slug = named.word("slug") or (dated[2] if dated else name)
        sort = self._sort(bare, named, date is not None)
        address = self.permalinks.address(named.word("address"), OldPath(bare, within, slug, sort, lang), date, values)
        head, *rest = _MORE.split(body, 1)
        guid = named.word("guid")
        return OldText(
            number=f"/{within}",
            sort=sort,
            title=named.word("title") or (slug.replace("-", " ").capitalize() if not values else ""),
            body="".join((head, *rest)),
            summary=named.word("summary") or (_plain(head) if rest and len(_plain(head)) <= 400 else ""),
            lang=lang,
            group=named.word("group") or self._group(bare, slug),
            guid=guid,
            address=address,
            addresses=tuple(named.words("aliases")),
            slug=slug,
            date=date,
            updated=_moment(named.word("updated"), self.zone),
            expires=_moment(named.word("expires"), self.zone),
            status=_status(values, path),
            terms=tuple(_terms(values, r"[\s,]+" if self.flavour == "jekyll" else r",\s*")),
            author=", ".join(named.words("author")),
            picture=self._picture(named, path),
            recording=_recording(named),
            show=named.word("show"),
            facts={"base": f"{self.permalinks.base}/{within}"}
            | ({"html": "1"} if path.endswith((".html", ".htm")) else {}),
            remarks=tuple(_remarks(values, fault)),
        )

    def _language(self, within: str, named: _Named) -> tuple[Language, str]:
        """The language that the head, the name or a folder says, and the path without it."""
        known = (*self.languages, *with_facts())
        folder, name = os.path.split(within)
        parts = name.split(".")
        lang, bare = named.word("lang").lower().replace("_", "-").partition("-")[0], within
        if len(parts) > 2 and parts[-2].lower().partition("-")[0] in known:
            lang, name = lang or parts[-2].lower(), ".".join((*parts[:-2], parts[-1]))
        folders = folder.split("/")
        for place, part in enumerate(folders):
            if part.lower() in known:
                lang = lang or part.lower()
                folders = [*folders[:place], *folders[place + 1 :]]
                break
        bare = "/".join((*filter(None, folders), name))
        return lang, bare

    def _group(self, bare: str, slug: str) -> str:
        """What translations share: the path without its language; in Pelican, the slug."""
        return f"slug {slug}" if self.flavour == "pelican" else f"path {bare}"

    def _sort(self, bare: str, named: _Named, is_dated: bool) -> str:
        """What sort of text it is: the folder that it lies in. What has a day is no page, unless it says so."""
        stated = named.word("sort")
        folder = bare.partition("/")[0] if "/" in bare else ""
        if self.flavour == "jekyll":
            parts = bare.split("/")
            in_posts = "_posts" in parts or "_drafts" in parts
            collection = next(
                (part[1:] for part in parts if part.startswith("_") and part not in ("_posts", "_drafts")), ""
            )
            return "post" if in_posts else collection or "page"
        if folder in ("page", "pages") or stated == "page":
            return "page"
        return folder or ("post" if is_dated else "page")

    def _picture(self, named: _Named, path: str) -> str:
        stated = named.word("picture")
        if not stated:
            return ""
        stated = re.sub(r"^\{(?:static|attach|filename|photo)\}", "", stated)
        return stated if "://" in stated else f"{self.permalinks.base}/{_beside(stated, path)}"


def _remarks(values: Mapping[str, Any], fault: Message | None) -> Iterator[OldRemark]:
    """What of a head could not be read, and what nobody here reads."""
    if fault:
        yield OldRemark("dialect", _ODD.format(fault=fault), _BY_HAND)
    left = [name for name, value in values.items() if _same(name) not in _READ and value not in ("", [], {})]
    if left:
        yield OldRemark("fields", _UNREAD.format(names=", ".join(left)), _BY_HAND)


def flavour_of(root: Path) -> str:
    """Return the system that a folder of texts was written for, by what lies there."""
    names = {path.name for path in root.iterdir()}
    if "_posts" in names or "_config.yml" in names or any(root.glob("*/_posts")):
        return "jekyll"
    if (
        names & {"hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "archetypes"}
        or (root / "config/_default").is_dir()
    ):
        return "hugo"
    if "pelicanconf.py" in names:
        return "pelican"
    first = next(iter(sorted(root.rglob("*.md"))), None)
    if first is None:
        return "decap"
    with first.open("rb") as file:
        head = file.read(400).lstrip(b"\xef\xbb\xbf")
    if head.startswith(b"+++"):
        return "hugo"
    if b".. title:" in head:
        return "nikola"
    return "pelican" if re.match(rb"[A-Za-z][\w-]*: ", head) else "decap"


def _is_root(path: Path) -> bool:
    return any((path / name).exists() for name in ("hugo.toml", "config.toml", "hugo.yaml", "pelicanconf.py", "config"))


def _has_head(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5).lstrip(b"\xef\xbb\xbf").startswith((b"---", b"+++"))


class _Named:
    """The fields of a head, by our names for them."""

    def __init__(self, values: Mapping[str, Any]):
        self.values = {_same(name): value for name, value in values.items()}

    def word(self, name: str) -> str:
        """The first value that is stated under any of its names."""
        return next(iter(self.words(name)), "")

    def words(self, name: str) -> list[str]:
        """Every value."""
        for one in NAMES[name]:
            value = self.values.get(one)
            found = list(_words(value))
            if found:
                return found
        return []


def _same(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip() and value.strip().lower() not in ("null", "~"):
        yield " ".join(value.split())
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        first = next(
            (value[key] for key in ("url", "src", "path", "file", "name", "image", "feature") if value.get(key)), None
        )
        yield from _words(first)


def _terms(values: Mapping[str, Any], between: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        taxonomy = TERMS.get(name.lower())
        if taxonomy:
            listed = re.split(between, value) if isinstance(value, str) else value
            yield from ((taxonomy, word) for word in _words(listed))


def _status(values: Mapping[str, Any], path: str) -> OldStatus:
    said = {name.lower(): str(value).lower() for name, value in values.items() if isinstance(value, str)}
    if said.get("status") == "hidden":
        return "hidden"
    is_draft = (
        said.get("draft") == "true" or said.get("published") == "false" or said.get("status") in ("draft", "skip")
    )
    return "draft" if is_draft or "_drafts" in path.split("/") else "published"


def _recording(named: _Named) -> OldRecording | None:
    url = named.word("recording")
    sort = type_of_recording(url, "") if url else ""
    if not sort.startswith(("audio/", "video/")):
        return None
    return OldRecording(url, number_in(named.word("bytes")), sort, seconds_in(named.word("duration")))


def _beside(stated: str, path: str) -> str:
    return (
        stated.lstrip("/") if stated.startswith("/") else os.path.normpath(os.path.join(os.path.dirname(path), stated))
    )


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A date as heads write it: ISO 8601, and `2020-01-01 10:00:00 +0200`."""
    text = re.sub(r"\s*(?:UTC|GMT)$", "+00:00", text.strip())
    text = re.sub(r"\s+([+-]\d{2}):?(\d{2})$", r"\1:\2", text.strip().replace("Z", "+00:00"))
    text = re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})", lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(UTC).astimezone(zone)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[*_`#>]|\{[%{].*?[%}]\}|<[^>]*>", r"\1", text).split())
