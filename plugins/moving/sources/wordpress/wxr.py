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
from plugins.moving.tolerant_xml import child, children, local

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
    """Return an `<item>`."""
    metas: dict[str, list[str]] = defaultdict(list)
    for meta in children(element, "wp:postmeta"):
        metas[child(meta, "meta_key")].append(child(meta, "meta_value"))
    terms = tuple(
        (one.get("domain", ""), one.get("nicename", ""), "".join(one.itertext()).strip())
        for one in children(element, "category")
    )
    said = {name: child(element, name) for name in _FIELDS}
    return WxrItem(
        number=said["wp:post_id"].strip(),
        sort=said["wp:post_type"].strip() or "post",
        status=said["wp:status"].strip() or "publish",
        title=child(element, ":title") or child(element, "title"),
        link=child(element, "link").strip(),
        guid=child(element, "guid").strip(),
        creator=said["dc:creator"].strip(),
        body=said["content:encoded"],
        excerpt=said["excerpt:encoded"],
        date=said["wp:post_date"].strip(),
        date_gmt=said["wp:post_date_gmt"].strip(),
        modified=said["wp:post_modified"].strip(),
        modified_gmt=said["wp:post_modified_gmt"].strip(),
        slug=said["wp:post_name"].strip(),
        parent=said["wp:post_parent"].strip(),
        password=said["wp:post_password"].strip(),
        file=said["wp:attachment_url"].strip(),
        terms=terms,
        metas={name: tuple(values) for name, values in metas.items()},
        comments=sum(1 for one in element if isinstance(one.tag, str) and local(one.tag) == "comment"),
    )


_FIELDS = (
    *("wp:post_id", "wp:post_type", "wp:status", "dc:creator", "content:encoded", "excerpt:encoded"),
    *("wp:post_date", "wp:post_date_gmt", "wp:post_modified", "wp:post_modified_gmt", "wp:post_name"),
    *("wp:post_parent", "wp:post_password", "wp:attachment_url"),
)


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
