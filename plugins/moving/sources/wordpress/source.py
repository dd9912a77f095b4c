"""An export of WordPress as a source: two readings of its files, the first for what texts refer to."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from lxml import etree

from plugins.model.problem import _
from plugins.model.value import Language
from plugins.moving.sources.wordpress.blocks import has_blocks, without_blocks
from plugins.moving.sources.wordpress.paragraphs import paragraphed
from plugins.moving.sources.wordpress.php import unserialized, values_of
from plugins.moving.sources.wordpress.recordings import guid_of, recording_of
from plugins.moving.sources.wordpress.shortcodes import Shortcodes
from plugins.moving.sources.wordpress.tongues import Tongue, names_in, pairs_of, split, tongue_of
from plugins.moving.sources.wordpress.wxr import WxrItem, item_of, moment
from plugins.moving.tolerant_xml import XmlFile, child, local
from plugins.moving.values import Markup, OldFile, OldRemark, OldShow, OldSite, OldStatus, OldTerm, OldText

#: Types of items that are no texts but how the old site was made, or what happened to texts.
MACHINERY = frozenset(
    """
    attachment nav_menu_item custom_css customize_changeset wp_block wp_template wp_template_part wp_global_styles
    wp_navigation oembed_cache revision user_request acf-field acf-field-group wpcf7_contact_form elementor_library
    polylang_mo wp_font_family wp_font_face jp_pay_order shop_order shop_coupon scheduled-action
    """.split()  # noqa: SIM905 (a list of words reads better)
)
#: Taxonomies that say something else than what a text is about.
OWN = frozenset(("language", "post_translations", "term_language", "term_translations", "nav_menu", "post_format"))
_STATES: Mapping[str, OldStatus] = {"publish": "published", "future": "published", "private": "draft"}
_LEFT = frozenset(("trash", "auto-draft", "inherit"))
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
#: What a summary does without: pictures with their captions, shortcodes, marks of notes.
_SHORT = re.compile(r"\[caption.*?\[/caption\]|\[/?[a-z_]{3,}[^\]]*\]|<sup\b.*?</sup>|\[\d{1,3}\]", re.DOTALL)
_PAGES = re.compile(r"<!--\s*nextpage\s*-->")
_BUILDERS = ("_elementor_data", "_aviaLayoutBuilderCleanData", "panels_data", "_fl_builder_data")

_COMMENTS = _("{count} comments were left behind: they hold addresses of people")
_NO_COMMENTS = _("whoever wants to keep one quotes it in the text, having asked")
_LEFT_SORTS = _("{count} items of the type {name} were left behind: they are no texts")
_MADE_ANEW = _("menus, templates and styles are made anew in the theme")
_TRASHED = _("{count} texts of the state {name} were left behind")
_RESTORE = _("restore them at the old site before the export, if they are wanted")
_PASSWORD = _("the text had a password; it is a draft now")
_PUBLISH = _("delete the line status: draft, if all may read it")
_PRIVATE = _("the text was private; it is a draft now")
_MENU = _("a menu of the old site: {names}")
_DAMAGED = _(
    "the export is damaged or cut off: {found} items could be read, of at least {stated}; look at the last one"
)
_EXPORT_AGAIN = _("export it again, in parts if it is large")
_BUILT = _("the text was made by a page builder ({name}), whose order of parts may be another")
_COMPARE = _("compare it with the old page")
_NO_LANGUAGES = _("the export does not say which language a text is in")
_EXPORT_ALL = _("export “All content”; the languages are told from the texts, and the report says which")


class WordPress:
    """The texts of one site, in one file or in several."""

    def __init__(self, files: Sequence[Path], zone: ZoneInfo, languages: Sequence[Language], pairs: Path | None = None):
        self.files, self.zone, self.languages = [XmlFile(path) for path in files], zone, languages
        self.name = self.address = ""
        self.stated: dict[str, Tongue] = _table(pairs) if pairs else {}
        self.attachments: dict[str, OldFile] = {}
        self.given: dict[str, list[OldFile]] = defaultdict(list)
        self.reusable: dict[str, str] = {}
        self.terms: dict[tuple[str, str], OldTerm] = {}
        self.counts = Counter[tuple[str, str]]()
        self.menus: dict[str, list[str]] = defaultdict(list)
        self.channels: set[str] = set()
        remarks = list(self._look())
        self.site = OldSite(
            self.name,
            self.address,
            tuple(dict.fromkeys(key for taxonomy, key in self.terms if taxonomy == "language")),
            {key: term for key, term in self.terms.items() if key[0] not in OWN},
            tuple(self.attachments.values()),
            tuple(OldShow(name, self._show_title(name)) for name in sorted(self.channels)),
            tuple(remarks),
        )

    def texts(self) -> Iterator[OldText]:
        """Yield posts, pages and whatever else has a text, in the order of the files."""
        for item in self._items():
            if item.sort not in MACHINERY and item.status not in _LEFT:
                yield from split(self._text(item), self.languages)

    def markup(self, text: OldText) -> Markup:
        """Return the HTML of a body: blocks and shortcodes resolved, paragraphs made where they were meant."""
        body, remarks = text.body, list[OldRemark]()
        if built := text.facts.get("built"):
            remarks.append(OldRemark("builder", _BUILT.format(name=built), _COMPARE))
        is_made = has_blocks(body)
        if is_made:
            body, told = without_blocks(body, self.reusable)
            remarks += told
        body = _PAGES.sub("\n\n", _MORE.sub("\n\n", body))
        shortcodes = Shortcodes(self.attachments, lambda: self.given.get(text.number.partition(":")[0], []))
        body = shortcodes.html(body)
        body = body if is_made else paragraphed(body)
        if notes := text.facts.get("footnotes"):
            body += _notes(notes)
        return Markup(html=body, remarks=(*remarks, *shortcodes.remarks()))

    # ------------------------------------------------------------------------------------------ the first reading

    def _look(self) -> Iterator[OldRemark]:
        """Learn what texts refer to, and tell what of the site cannot come along."""
        comments = 0
        for item in self._items(learn=True):
            comments += item.comments
            self.counts[item.sort, item.status] += 1
            self._learn(item)
        if comments:
            yield OldRemark("comments", _COMMENTS.format(count=comments), _NO_COMMENTS)
        yield from self._left()
        yield from (
            OldRemark("menus", _MENU.format(names=" · ".join(names)), _MADE_ANEW)
            for names in self.menus.values()
            if names
        )
        if not any(taxonomy == "language" for taxonomy, _ in self.terms) and not self.stated:
            yield OldRemark("languages", _NO_LANGUAGES, _EXPORT_ALL)
        for file in self.files:
            if file.damaged:
                stated, found = _marks(file.path), sum(1 for _element in file.items())
                yield OldRemark("damaged", _DAMAGED.format(found=found, stated=stated), _EXPORT_AGAIN)

    def _left(self) -> Iterator[OldRemark]:
        by_sort, by_state = Counter[str](), Counter[str]()
        for (sort, status), count in self.counts.items():
            if sort in MACHINERY - {"attachment", "wp_block"}:
                by_sort[sort] += count
            elif sort not in MACHINERY and status in _LEFT:
                by_state[status] += count
        for name, count in sorted(by_sort.items()):
            yield OldRemark("types", _LEFT_SORTS.format(name=name, count=count), _MADE_ANEW)
        for name, count in sorted(by_state.items()):
            yield OldRemark("states", _TRASHED.format(name=name, count=count), _RESTORE)

    def _learn(self, item: WxrItem) -> None:
        if item.sort == "attachment":
            self._learn_file(item)
        elif item.sort == "wp_block":
            self.reusable[item.number] = item.body
        elif item.sort == "nav_menu_item":
            menu = next((name for taxonomy, _, name in item.terms if taxonomy == "nav_menu"), "")
            self.menus[menu].append(item.title or item.meta("_menu_item_url"))
        elif item.sort not in MACHINERY:
            recording, show = recording_of(item)
            if recording:
                self.channels.add(show)
            for taxonomy, key, name in item.terms:
                self.terms.setdefault((taxonomy, key), OldTerm(names_in(name, self.languages)))

    def _learn_file(self, item: WxrItem) -> None:
        url = item.file or item.guid
        data = values_of(unserialized(item.meta("_wp_attachment_metadata")))
        whole = data.get("original_image")
        file = OldFile(
            number=item.number,
            url=url,
            alt=item.meta("_wp_attachment_image_alt"),
            caption=_plain(item.excerpt),
            parent=item.parent,
            original=f"{url.rpartition('/')[0]}/{whole}" if isinstance(whole, str) and whole else "",
        )
        self.attachments[item.number] = file
        if item.parent and item.parent != "0":
            self.given[item.parent].append(file)

    def _items(self, learn: bool = False) -> Iterator[WxrItem]:
        for file in self.files:
            for element in file.elements() if learn else file.items():
                if local(element.tag) == "item":
                    yield item_of(element)
                elif learn:
                    self._learn_head(element)

    def _learn_head(self, element: etree._Element) -> None:
        name = local(element.tag)
        text = "".join(element.itertext()).strip() if not len(element) else ""
        if name == "title":
            self.name = self.name or text
        elif name in ("base_blog_url", "link") and text:
            self.address = text if name == "base_blog_url" or not self.address else self.address
        elif name in ("category", "tag", "term") and len(element):
            self._learn_term(element, name)

    def _learn_term(self, element: etree._Element, name: str) -> None:
        by = {"category": ("category", "category_nicename", "cat_name"), "tag": ("post_tag", "tag_slug", "tag_name")}
        taxonomy, slug, words = by.get(name, ("", "term_slug", "term_name"))
        taxonomy = taxonomy or child(element, "term_taxonomy").strip()
        key = child(element, slug).strip()
        if not key:
            return
        self.terms[taxonomy, key] = OldTerm(names_in(child(element, words).strip(), self.languages))
        if taxonomy == "post_translations":
            for number, lang in pairs_of(child(element, "term_description")).items():
                self.stated.setdefault(number, Tongue(lang, key))

    def _show_title(self, key: str) -> str:
        named = self.terms.get(("series", key)) if key else None
        return next(iter(named.names.values())) if named else key or self.name

    # ------------------------------------------------------------------------------------------- one text

    def _text(self, item: WxrItem) -> OldText:
        tongue = tongue_of(item, self.stated, self.address)
        status = "draft" if item.password else _STATES.get(item.status, "draft")
        recording, show = recording_of(item)
        facts, body = _facts(item), item.body
        if built := _built(item):
            name, html = built
            facts |= {"built": name}
            body = html if len(html) > len(body) else body
        head, _, rest = body.partition("<!--more")
        begun = _plain(_SHORT.sub(" ", head)) if rest else ""
        summary = _plain(item.excerpt) or (begun if len(begun) <= 400 else "")
        return OldText(
            number=item.number or item.guid,
            sort=item.sort,
            title=_plain(item.title),
            body=body,
            summary=summary,
            lang=tongue.lang,
            group=tongue.group,
            guid=guid_of(item),
            address=item.link,
            addresses=tuple(_addresses(item)),
            slug=_decoded(item.slug),
            date=moment(item.date, item.date_gmt, self.zone),
            updated=moment(item.modified, item.modified_gmt, self.zone),
            status=status,
            terms=tuple((of, key) for of, key, _ in item.terms if of not in OWN and (of, key) != ("series", show)),
            author=item.creator,
            picture=self._picture(item),
            recording=recording,
            show=show,
            facts=facts,
            remarks=tuple(_remarks(item)),
        )

    def _picture(self, item: WxrItem) -> str:
        file = self.attachments.get(item.meta("_thumbnail_id", "cover_image_id"))
        return file.url if file else item.meta("cover_image")


def _facts(item: WxrItem) -> dict[str, str]:
    return {"footnotes": notes} if (notes := item.meta("footnotes")) else {}


def _remarks(item: WxrItem) -> Iterator[OldRemark]:
    if item.password:
        yield OldRemark("password", _PASSWORD, _PUBLISH)
    elif item.status == "private":
        yield OldRemark("private", _PRIVATE, _PUBLISH)


def _addresses(item: WxrItem) -> Iterator[str]:
    """What else led to a text: its number, and the addresses that it had before it was renamed."""
    if item.number and item.status == "publish":
        if item.sort == "page":
            yield f"/?page_id={item.number}"
        elif item.sort == "post":
            yield f"/?p={item.number}"
        else:
            yield f"/?post_type={item.sort}&p={item.number}"
    for slug in dict.fromkeys(item.metas.get("_wp_old_slug", ())):
        before, middle, after = item.link.rpartition(item.slug) if item.slug else ("", "", "")
        if middle and slug and slug != item.slug:
            yield f"{before}{slug}{after}"


def _decoded(slug: str) -> str:
    """A slug as people read it; one that WordPress cut off in the middle of a letter ends with the letter before."""
    for end in range(len(slug), max(len(slug) - 12, 0), -1):
        try:
            return unquote(slug[:end].removesuffix("%"), errors="strict")
        except UnicodeDecodeError:
            continue
    return ""


def _plain(html: str) -> str:
    """Words without markup, in one line."""
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", html)).split()) if html else ""


def _notes(stated: str) -> str:
    """The footnotes of the editor of blocks, which lie beside the text: `[{"id": …, "content": …}]`."""
    try:
        found = json.loads(stated)
    except (ValueError, RecursionError):
        return ""
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    lines = (f'<li id="{escape(str(row.get("id", "")))}">{row.get("content", "")}</li>' for row in rows)
    return f'<ol class="wp-block-footnotes">{"".join(lines)}</ol>' if rows else ""


def _built(item: WxrItem) -> tuple[str, str] | None:
    """What a page builder kept of a text in a place of its own: its name, and the words as HTML."""
    name = next((name for name in _BUILDERS if item.meta(name)), "")
    if not name:
        return None
    stated = item.meta(name)
    if name == "_aviaLayoutBuilderCleanData":
        return name, stated
    if name == "_elementor_data":
        try:
            return name, "".join(_widgets(json.loads(stated)))
        except (ValueError, RecursionError):
            return name, ""
    return name, ""


def _widgets(value: Any) -> Iterator[str]:
    """The words, titles and pictures of Elementor's tree, from the top."""
    if isinstance(value, list):
        for one in value:
            yield from _widgets(one)
    elif isinstance(value, dict):
        stated = value.get("settings")
        stated = stated if isinstance(stated, dict) else {}
        if isinstance(stated.get("editor"), str):
            yield stated["editor"]
        elif value.get("widgetType") == "heading" and isinstance(stated.get("title"), str):
            yield f"<h2>{stated['title']}</h2>"
        picture = stated.get("image")
        if value.get("widgetType") == "image" and isinstance(picture, dict) and picture.get("url"):
            yield f'<p><img src="{escape(str(picture["url"]))}" alt="{escape(str(picture.get("alt") or ""))}"></p>'
        yield from _widgets(value.get("elements"))


def _marks(path: Path) -> int:
    """How many items a file seems to hold, whatever can be read of it."""
    with path.open("rb") as file:
        return sum(line.count(b"<item>") for line in file)


def _table(path: Path) -> dict[str, Tongue]:
    """The pairs of WPML as its table has them: rows of number, group and language."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) >= 3 and row[0].strip().isdigit()]
    return {row[0].strip(): Tongue(row[2].strip(), f"trid_{row[1].strip()}") for row in rows}
