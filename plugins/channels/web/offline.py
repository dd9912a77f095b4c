"""The site as an app: a manifest in each language and, where its owner wants it, a worker that needs no network.

Sources: https://www.w3.org/TR/appmanifest/, https://www.w3.org/TR/service-workers/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.web.render import render_page
from plugins.channels.web.settings import WebSettings
from plugins.model.artifact import Artifact, Frame
from plugins.model.value import Language, Value

SCRIPT = "js/offline.js"
ICONS = (  # of the theme's static folder: sizes, type, purpose
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icons/192.png", "192x192", "image/png", "any"),
    ("icons/512.png", "512x512", "image/png", "any"),
    ("icons/maskable.png", "512x512", "image/png", "maskable"),
)
TOUCH_ICON = "icons/touch.png"
INK, PAPER = "#0e2a3d", "#fbf8f2"  # of the frame that a system draws around the app: `--sea` and `--paper` of the theme
SHELL = (".css", ".js", ".woff2", ".svg")  # of the theme's files: what every page needs
_WORKER = Path(__file__).with_name("worker.js")

Kept: TypeAlias = tuple[Frame | None, tuple[Any, ...]]


class App(Value, frozen=True):
    """What the frame of every page says of it; `script` and `worker` are empty where none is wanted."""

    manifest: str
    icon: str
    script: str
    worker: str


def app_of(view: View) -> App:
    """Addresses, without a leading slash."""
    address, static = view.settings.site.address, view.static
    is_offline = view.settings.of(WebSettings).offline and SCRIPT in static
    return App(
        address("manifest", view.lang) if view.makes("manifest") else "",
        static.get(TOUCH_ICON, ""),
        static[SCRIPT] if is_offline else "",
        address("worker", view.lang) if is_offline else "",
    )


def pages_of_offline(view: View) -> Iterator[Page]:
    """What a reader without a network gets for a page that was not read before."""
    if view.settings.of(WebSettings).offline:
        address = view.address("offline")
        yield Page(
            "offline",
            view.lang,
            address,
            "offline.html",
            view.language.sitename,
            values={"home_url": view.home.url},
            indexed=False,
        )


def manifests(view: View) -> Iterator[Artifact]:
    """That of a language, where the site has them."""
    if view.makes("manifest"):
        icons = tuple((view.static[name], *facts) for name, *facts in ICONS if name in view.static)
        inputs = (view.lang, view.home.url, icons)
        yield Artifact(view.address("manifest"), manifest, inputs, "web", view.lang)


def manifest(resources: Resources, lang: Language, home: str, icons: tuple[tuple[str, ...], ...]) -> bytes:
    """Both languages have the whole site as their scope, so that its language switch does not leave the app."""
    site = resources.settings.site
    language = site.language(lang)
    record: dict[str, Any] = {
        "id": f"{site.root}/{home}",
        "name": language.sitename,
        "short_name": language.sitename,
        "description": language.subtitle,
        "lang": lang,
        "start_url": f"{site.root}/{home}",
        "scope": f"{site.root}/",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            {"src": f"{site.root}/{path}", "sizes": sizes, "type": sort, "purpose": purpose}
            for path, sizes, sort, purpose in icons
        ],
    }
    return json_text(record)


def shell_files(static: Mapping[str, str]) -> tuple[str, ...]:
    """The theme's files that a worker keeps from its first moment."""
    return tuple(sorted(path for name, path in static.items() if name and path.endswith(SHELL)))


def worker(resources: Resources, files: tuple[str, ...], pages: tuple[tuple[str, str, Kept], ...]) -> bytes:
    """The worker, with what it keeps: files of the theme and, for each language, the page for those offline.

    `pages` are (prefix, address, frame and inputs of `render_page`). The version is the hash of all these bytes, for
    the names of the theme's files change with theirs; so a worker is new exactly when what it keeps is.
    """
    root, source = resources.settings.site.root, _WORKER.read_bytes()
    state = hashlib.sha256(source)
    for path in files:
        state.update(f"{path}\0".encode())
    for _, _, (frame, inputs) in pages:
        fragment = render_page(resources, *inputs)
        state.update(frame.fill(fragment) if frame else fragment)
    values = {
        "VERSION": state.hexdigest()[:16],
        "FILES": [f"{root}/{path}" for path in (*files, *(address for _, address, _ in pages))],
        "OFFLINE": sorted(((f"{root}/{prefix}", f"{root}/{address}") for prefix, address, _ in pages), reverse=True),
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    return head.encode() + b"\n" + source


def worker_artifact(views: Mapping[Language, View], pages: Mapping[Language, Kept]) -> Artifact:
    """`pages` are the frame and the inputs of each language's offline page."""
    first = next(iter(views.values()))
    site, static = first.settings.site, first.static
    rows = tuple((site.language(lang).prefix, site.address("offline", lang), kept) for lang, kept in pages.items())
    return Artifact(site.address("worker", site.default_language), worker, (shell_files(static), rows), "web")
