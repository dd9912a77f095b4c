"""An export of WordPress as it is written: its items and what stands before them, element by element.

Source of the format: https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from lxml import etree

from plugins.model.value import Value
from plugins.moving.tolerant_xml import called

NOTHING = "0000-00-00 00:00:00"


class WxrItem(Value, frozen=True):
    """A post, page, picture or whatever else WordPress keeps as one; what is missing is empty."""

    number: str
    sort: str
    status: str
    title: str
    link: str
    guid: str
    creator: str
    body: str
    excerpt: str
    date: str
    date_gmt: str
    modified: str
    modified_gmt: str
    slug: str
    parent: str
    password: str
    file: str
    terms: tuple[tuple[str, str, str], ...]  # taxonomy, key, name
    metas: Mapping[str, tuple[str, ...]]
    comments: int

    def meta(self, *names: str) -> str:
        """The first value that is not empty of these metas, the first name first."""
        return next((value.strip() for name in names for value in self.metas.get(name, ()) if value.strip()), "")


def item_of(element: etree._Element) -> WxrItem:
    """Return an `<item>`; each of its children is looked at once, for an export has millions."""
    metas: dict[str, list[str]] = defaultdict(list)
    terms, said, comments = list[tuple[str, str, str]](), dict[str, str](), 0
    for one in element:
        name = called(one.tag)
        if name == "wp:postmeta":
            key, value = "", ""
            for part in one:
                if (part_name := called(part.tag)) == "wp:meta_key":
                    key = part.text or ""
                elif part_name == "wp:meta_value":
                    value = part.text or ""
            metas[key].append(value)
        elif name == "category":
            terms.append((one.get("domain", ""), one.get("nicename", ""), (one.text or "").strip()))
        elif name == "wp:comment":
            comments += 1
        else:
            said.setdefault(name, one.text or "")
    word = _Said(said)
    return WxrItem(
        number=word("wp:post_id"),
        sort=word("wp:post_type") or "post",
        status=word("wp:status") or "publish",
        title=said.get("title", ""),
        link=word("link"),
        guid=word("guid"),
        creator=word("dc:creator"),
        body=said.get("content:encoded", ""),
        excerpt=said.get("excerpt:encoded", ""),
        date=word("wp:post_date"),
        date_gmt=word("wp:post_date_gmt"),
        modified=word("wp:post_modified"),
        modified_gmt=word("wp:post_modified_gmt"),
        slug=word("wp:post_name"),
        parent=word("wp:post_parent"),
        password=word("wp:post_password"),
        file=word("wp:attachment_url"),
        terms=tuple(terms),
        metas={name: tuple(values) for name, values in metas.items()},
        comments=comments,
    )


class _Said(dict[str, str]):
    """What the elements of an item say, by name; what there is not says nothing."""

    def __call__(self, name: str) -> str:
        return self.get(name, "").strip()


def moment(local_time: str, gmt: str, zone: ZoneInfo) -> datetime | None:
    """Return when something was, by the clock of the site; None where neither time says so.

    What was never published has no time in Greenwich: https://core.trac.wordpress.org/ticket/5698
    """
    for stated, where in ((gmt, UTC), (local_time, zone)):
        if stated and stated != NOTHING:
            try:
                return datetime.fromisoformat(stated).replace(tzinfo=where).astimezone(zone)
            except ValueError:
                continue
    return None
