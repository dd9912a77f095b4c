"""RSS and Atom, podcasts among them, as a source: every item a text, under the guid that subscribers know.

https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287,
https://github.com/Podcastindex-org/podcast-namespace
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree
from msgspec.structs import replace

from plugins.i18n.greek import slugify
from plugins.model.problem import _
from plugins.moving.recordings import number_in, same_file, seconds_in, type_of_recording
from plugins.moving.tolerant_xml import XmlFile, child, children, local
from plugins.moving.values import Markup, OldRecording, OldRemark, OldShow, OldSite, OldSource, OldText

_TAGS = re.compile(r"<(?:p|br|a|div|ul|ol|h\d|strong|em|img|b|i)\b[^>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;(?:p|br|a|div|ul|ol|h\d|strong|em|img|b|i)\b", re.IGNORECASE)
_NO_GUID = _("the item had no guid; what programs take in its place was written: {guid}")
_KEEP = _("leave it as it is")
_LEFT = _("{count} items of the type {name} were left behind: they are no texts")
_COMMENTS = _("{count} comments were left behind: they hold addresses of people")
_ASK = _("whoever wants to keep one quotes it in the text, having asked")
_ANEW = _("menus, templates and styles are made anew in the theme")
_TEXTS = ("", "post", "page")
_FEW = _("the feed {name} has {count} items; {joined} were found in the export, {new} were added")
_MORE = _("a feed often holds the latest alone: look for what it left out in its archives")


class SavedFeed:
    """One feed, in a file."""

    def __init__(self, path: Path, zone: ZoneInfo, address: str = ""):
        self.file, self.zone = XmlFile(path), zone
        self.show = self._head(path, address)
        base = self.show.link or self.show.feed
        self.site = OldSite(
            self.show.title, base, (self.show.lang,) if self.show.lang else (), shows=(self.show,), remarks=self._left()
        )

    def _left(self) -> tuple[OldRemark, ...]:
        """What of an export of Blogger is no text."""
        counts = Counter(kind for element in self.file.items() if (kind := _kind_of(element)) not in _TEXTS)
        comments = counts.pop("comment", 0)
        told = [
            OldRemark("types", _LEFT.format(name=name, count=count), _ANEW) for name, count in sorted(counts.items())
        ]
        return (*told, OldRemark("comments", _COMMENTS.format(count=comments), _ASK)) if comments else tuple(told)

    def texts(self) -> Iterator[OldText]:
        """Yield the items, the first of the feed first."""
        for element in self.file.items():
            if _kind_of(element) in _TEXTS:
                yield _text(element, self.show, self.zone)

    def markup(self, text: OldText) -> Markup:
        """Return an item's HTML; of plain words, paragraphs."""
        body = text.body
        if _ESCAPED.search(body) and not _TAGS.search(body):
            body = unescape(body)
        if not _TAGS.search(body):
            body = "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", body) if part.strip())
        return Markup(html=body)

    def _head(self, path: Path, address: str) -> OldShow:
        found: dict[str, str] = {"title": "", "link": ""}
        categories: list[str] = []
        for element in self.file.elements():
            name, space = local(element.tag), etree.QName(element).namespace or ""
            text = " ".join("".join(element.itertext()).split())
            if name in ("item", "entry"):
                continue
            if name == "category" and "itunes" in space:
                inner = [one.get("text", "") for one in element.iter("{*}category") if one is not element]
                categories += [f"{element.get('text', '')} > {part}" for part in inner] or [element.get("text", "")]
            elif name == "link" and element.get("rel") in ("self", None) and element.get("href"):
                found["self" if element.get("rel") == "self" else "link"] = element.get("href", "")
            elif name == "image":
                found["image"] = element.get("href") or child(element, "url").strip() or found.get("image", "")
            elif name == "guid" and "podcast" in space:
                found["podcast_guid"] = text
            elif text and not (found.get(name)):
                found[name] = text
        return OldShow(
            key=slugify(found["title"]) or slugify(path.stem),
            title=found["title"] or path.stem,
            summary=found.get("description") or found.get("subtitle") or found.get("summary", ""),
            lang=found.get("language", "").lower().partition("-")[0],
            guid=found.get("podcast_guid", "").lower(),
            feed=address or found.get("new-feed-url") or found.get("self", ""),
            categories=tuple(dict.fromkeys(filter(None, categories))),
            explicit=found.get("explicit", "").lower() in ("yes", "true", "explicit"),
            sort=found.get("type", "").lower(),
            picture=found.get("image") or found.get("logo", ""),
            link=found["link"],
        )


def _kind_of(element: etree._Element) -> str:
    """What Blogger calls an entry of its export (post, page, comment, settings, template); nothing of other feeds."""
    stated = next((one.text or "" for one in element.iter("{http://schemas.google.com/blogger/2018}type")), "")
    named = (one.get("term", "") for one in children(element, "category") if one.get("scheme", "").endswith("#kind"))
    return stated.lower() or next((term.rpartition("#")[2] for term in named), "")


def _is_draft(element: etree._Element) -> bool:
    said = next(
        (one.text or "" for one in element.iter("{*}draft", "{http://schemas.google.com/blogger/2018}status")), ""
    )
    return said.lower() in ("yes", "draft", "soft_trashed")


def _text(element: etree._Element, show: OldShow, zone: ZoneInfo) -> OldText:
    link = _link(element)
    enclosure = _recording(element)
    base = element.get("{http://www.w3.org/XML/1998/namespace}base") or show.link
    link = urljoin(base, link) if link else ""
    guid = (child(element, ":guid") or child(element, "guid") or child(element, "id")).strip()
    remarks: tuple[OldRemark, ...] = ()
    if not guid:
        guid = link or (enclosure.url if enclosure else "")
        remarks = (OldRemark("feeds", _NO_GUID.format(guid=guid), _KEEP),)
    body = child(element, "content:encoded") or _content(element) or child(element, "description")
    short = child(element, "description") if child(element, "content:encoded") else child(element, "itunes:summary")
    short = short or child(element, "itunes:subtitle")
    return OldText(
        number=guid or (child(element, "title") + child(element, "pubDate")),
        sort=_kind_of(element) or "item",
        status="draft" if _is_draft(element) else "published",
        title=" ".join(unescape(child(element, ":title") or child(element, "title")).split()),
        body=body,
        summary=_plain(short or child(element, "summary")),
        lang=show.lang,
        guid=guid,
        address=link,
        slug=_slug(link),
        date=_moment(child(element, "pubDate") or child(element, "published") or child(element, "dc:date"), zone),
        updated=_moment(child(element, "updated"), zone),
        terms=tuple(("category", name) for name in _categories(element)),
        picture="" if enclosure else _picture(element),
        recording=enclosure,
        show=show.key if enclosure else "",
        remarks=remarks,
    )


def _content(element: etree._Element) -> str:
    """The content of an Atom entry: escaped HTML, or elements of XHTML."""
    for one in children(element, "content"):
        if one.get("type") == "xhtml":
            return "".join(etree.tostring(part, encoding="unicode", method="html") for part in one)
        return "".join(one.itertext())
    return ""


def _link(element: etree._Element) -> str:
    for one in children(element, "link"):
        if one.get("href") and one.get("rel", "alternate") == "alternate":
            return str(one.get("href"))
        if (one.text or "").strip():
            return str(one.text).strip()
    return ""


def _recording(element: etree._Element) -> OldRecording | None:
    for one in element:
        is_rss = isinstance(one.tag, str) and local(one.tag) == "enclosure"
        is_atom = isinstance(one.tag, str) and local(one.tag) == "link" and one.get("rel") == "enclosure"
        url = (one.get("url") or one.get("href") or "").strip() if is_rss or is_atom else ""
        sort = type_of_recording(url, one.get("type", "")) if url else ""
        if sort.startswith(("audio/", "video/")):
            return OldRecording(
                url=url,
                bytes=number_in(one.get("length", "")),
                type=sort,
                seconds=seconds_in(child(element, "itunes:duration")),
                season=number_in(child(element, "itunes:season")),
                episode=number_in(child(element, "itunes:episode")),
                sort=child(element, "itunes:episodeType").strip().lower(),
            )
    return None


def _picture(element: etree._Element) -> str:
    for one in element.iter("{*}thumbnail", "{*}content", "{*}enclosure"):
        url = one.get("url", "")
        if url and (local(one.tag) == "thumbnail" or one.get("type", one.get("medium", "")).startswith("image")):
            return str(url)
    return ""


def _categories(element: etree._Element) -> Iterator[str]:
    for one in children(element, "category"):
        name = one.get("term") or (one.text or "")
        if name.strip() and not one.get("scheme", "").endswith("#kind"):
            yield " ".join(name.split())


def _slug(link: str) -> str:
    part = unquote(urlsplit(link).path).rstrip("/").rpartition("/")[2] if link else ""
    return part.rpartition(".")[0] if re.search(r"\.(?:html?|php|aspx?)$", part) else part


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", unescape(html))).split())


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """A moment as RSS or Atom writes it, by the site's clock."""
    text = text.strip()
    if not text:
        return None
    for read in (parsedate_to_datetime, lambda one: datetime.fromisoformat(one.replace("Z", "+00:00"))):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(zone)
    return None


class Feeds:
    """Several feeds as one source: a podcast in two languages has two."""

    def __init__(self, feeds: Sequence[SavedFeed]):
        self.feeds = feeds
        first = feeds[0].site
        shows = tuple(one.show for one in feeds)
        self.site = OldSite(
            first.name,
            first.address,
            tuple(one.lang for one in shows if one.lang),
            shows=shows,
            remarks=tuple(told for one in feeds for told in one.site.remarks),
        )

    def texts(self) -> Iterator[OldText]:
        """Yield the items of every feed; one that two feeds share comes once."""
        seen: set[str] = set()
        for feed in self.feeds:
            for text in feed.texts():
                if text.number not in seen:
                    seen.add(text.number)
                    yield text

    def markup(self, text: OldText) -> Markup:
        """Return an item's HTML."""
        return self.feeds[0].markup(text)


class WithFeeds:
    """An export with the old feeds beside it: they say what subscribers know, where the export does not.

    Items are found by guid, then by their recording, then by title and day.
    """

    def __init__(self, source: OldSource, feeds: Sequence[SavedFeed]):
        self.source, self.feeds = source, feeds
        self.by_guid: dict[str, OldText] = {}
        self.by_file: dict[str, OldText] = {}
        self.by_day: dict[tuple[str, str], OldText] = {}
        for feed in feeds:
            for whole in feed.texts():
                item = replace(whole, body="")
                self.by_guid[item.guid] = item
                if item.recording:
                    self.by_file[same_file(item.recording.url)] = item
                if item.date:
                    self.by_day[item.title.casefold(), item.date.date().isoformat()] = item
        joined = {found.number for text in source.texts() if (found := self._item(text))}
        self.lone = {item.number for item in self.by_guid.values()} - joined
        shows = self._shows()
        told = [
            OldRemark(
                "feeds",
                _FEW.format(
                    name=feed.show.title, count=len(mine), joined=len(mine & joined), new=len(mine & self.lone)
                ),
                _MORE,
            )
            for feed in feeds
            for mine in ({item.number for item in feed.texts()},)
        ]
        site = source.site
        self.site = replace(site, shows=shows, remarks=(*site.remarks, *told))

    def texts(self) -> Iterator[OldText]:
        """Yield the texts of the export with what the feeds say of them, then the items that it lacks."""
        for text in self.source.texts():
            item = self._item(text)
            yield self._joined(text, item) if item else text
        for feed in self.feeds:
            yield from (replace(item, facts={"feed": "1"}) for item in feed.texts() if item.number in self.lone)

    def markup(self, text: OldText) -> Markup:
        """Return a body by the source that it is of."""
        return self.feeds[0].markup(text) if text.facts.get("feed") else self.source.markup(text)

    def _item(self, text: OldText) -> OldText | None:
        found = self.by_guid.get(text.guid) if text.guid else None
        if not found and text.recording:
            found = self.by_file.get(same_file(text.recording.url))
        if not found and text.date:
            found = self.by_day.get((text.title.casefold(), text.date.date().isoformat()))
        return found

    @staticmethod
    def _joined(text: OldText, item: OldText) -> OldText:
        """The feed has the word on guid and recording, the export on all else."""
        recording = item.recording
        if recording and text.recording:
            own = text.recording
            recording = replace(
                recording,
                seconds=recording.seconds or own.seconds,
                season=recording.season or own.season,
                episode=recording.episode or own.episode,
                sort=recording.sort or own.sort,
            )
        show = item.show if recording else text.show
        return replace(text, guid=item.guid or text.guid, recording=recording or text.recording, show=show)

    def _shows(self) -> tuple[OldShow, ...]:
        """The shows of the feeds, then those of the export that no feed is of."""
        known = tuple(feed.show for feed in self.feeds)
        return (*known, *(one for one in self.source.site.shows if one.key not in {show.key for show in known}))
