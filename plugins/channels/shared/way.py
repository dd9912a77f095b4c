"""Something to follow: its address, links that open it in an app or a service, and its QR code."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

from plugins.channels.resources import Resources
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.model.value import Value

# What opens an address in an app or a service: {bare} is the address without https://, {quoted} as part of another one.
MAILERS = (
    ("Feedrabbit", "https://feedrabbit.com/?url={quoted}"),
    ("Blogtrottr", "https://blogtrottr.com/?subscribe={quoted}"),
)
CURL = "curl --fail --silent --show-error"


class Way(Value, frozen=True):
    """Something to follow: its absolute address, the path of its QR code, and links that open it elsewhere."""

    title: str
    address: str
    code: str
    links: tuple[Link, ...]
    page: str = ""


def way_of(view: View, name: str, title: str, path: str, apps: tuple[tuple[str, str], ...], page: str = "") -> Way:
    """The way to follow what stands at a path; its code has an address where the site has a page for it."""
    address = f"{view.settings.site.url}/{path}"
    picture = view.address("follow.code", name=name) if view.makes("follow.code") else ""
    return Way(title, address, picture, opened(apps, address), page)


def opened(apps: tuple[tuple[str, str], ...], address: str) -> tuple[Link, ...]:
    """Links that open an absolute address in apps or services."""
    bare = address.partition("://")[2]
    parts = {"bare": bare, "quoted": quote(address, safe=""), "quoted_bare": quote(bare, safe="")}
    return tuple(Link(name, form.format_map(parts), name.lower()) for name, form in apps)


def code(resources: Resources, address: str) -> bytes:
    """A QR code of an address, as SVG (ISO/IEC 18004)."""
    import segno

    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=4, border=4, light="#fff", nl=False)
    return picture.getvalue()
