"""The site as an app: its manifest, and pages that open again when the server is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from tests.browser import Browser, browsing, needs_chromium
from tests.conftest import ROOT, SmallSite
from tests.servers import policed

KEPT = "caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys())"
KEPT += ".then((all) => all.map(({ url }) => new URL(url).pathname))"


@pytest.fixture
def site(small_site: SmallSite) -> SmallSite:
    """The small site, with OFFLINE."""
    small_site.build("-s", str(offline_settings(small_site)))
    return small_site


def offline_settings(site: SmallSite) -> Path:
    path = site.folder / "offline.py"
    text = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nOFFLINE = True\n"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with browsing(tmp_path / "browser") as found:
        yield found


def worker_of(site: SmallSite) -> str:
    return (site.output / "worker.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "home"), [("el", ""), ("en", "en/")])
def test_the_manifest_is_in_the_language_of_its_page(lang: str, home: str, real_site: SmallSite):
    """It begins at the language's home, keeps the whole site in the app, and its icons are what it says of them."""
    page = html.fromstring((real_site.output / f"{home}index.html").read_bytes())
    (address,) = page.xpath("//link[@rel='manifest']/@href")
    manifest = json.loads((real_site.output / address.lstrip("/")).read_bytes())
    assert (manifest["lang"], manifest["start_url"], manifest["scope"]) == (lang, f"/{home}", "/")
    assert manifest["name"] == {"el": "Δίαυλος", "en": "Diavlos"}[lang]
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        if icon["type"] == "image/png":
            with Image.open(real_site.output / icon["src"].lstrip("/")) as picture:
                assert "{}x{}".format(*picture.size) == icon["sizes"]
    assert page.xpath("//link[@rel='apple-touch-icon']")


def test_without_the_setting_there_is_no_worker(real_site: SmallSite):
    """No file, no page, no script that would ask for it."""
    assert not (real_site.output / "worker.js").exists() and not (real_site.output / "offline").exists()
    assert "data-worker" not in (real_site.output / "index.html").read_text(encoding="utf-8")


def test_a_worker_is_new_when_what_it_keeps_is(site: SmallSite):
    """A text changes no byte of it; a word in the frame of every page does."""
    first = worker_of(site)
    path = site.content / "guides" / "register.el.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nΜια πρόταση.\n", encoding="utf-8")
    site.build("-s", str(offline_settings(site)))
    assert worker_of(site) == first
    settings = offline_settings(site)
    settings.write_text(
        settings.read_text(encoding="utf-8") + 'CONTACT_EMAIL = "new@pesko.example"\n', encoding="utf-8"
    )
    site.build("-s", str(settings))
    assert worker_of(site).splitlines()[0] != first.splitlines()[0]


@needs_chromium
def test_pages_that_were_read_open_without_a_network(site: SmallSite, browser: Browser, tmp_path: Path):
    """Others say so, in their language. Sound is never kept, nor what is fetched by itself."""
    (site.output / "note.mp3").write_bytes(b"\xff\xfb\x90\x00" * 512)
    with policed(site.output) as base:
        browser.open(f"{base}/")
        browser.wait("navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))")
        browser.open(f"{base}/en/guides/how-to-found-a-cooperative/")
        title = browser.ask("document.title")
        browser.ask("fetch('/note.mp3').then((answer) => answer.blob())")
        browser.ask(
            "new Promise((done) => { const a = new Audio('/note.mp3'); a.onerror = a.oncanplay = done; a.load(); })"
        )
        browser.wait(f"{KEPT}.then((all) => all.includes('/en/guides/how-to-found-a-cooperative/'))")
        assert not [path for path in browser.ask(KEPT) if path.endswith((".mp3", ".opus", ".mp4", ".pdf"))]
        assert browser.told == []
    browser.open(f"{base}/en/guides/how-to-found-a-cooperative/?from=mail")
    assert browser.ask("document.title") == title
    assert browser.ask("getComputedStyle(document.querySelector('.masthead')).backgroundColor") == "rgb(14, 42, 61)"
    browser.open(f"{base}/en/members/")
    assert "No connection" in browser.ask("document.querySelector('h1').textContent")
    browser.open(f"{base}/meli/")
    assert "Δεν υπάρχει σύνδεση" in browser.ask("document.querySelector('h1').textContent")


@needs_chromium
def test_the_network_comes_first(site: SmallSite, browser: Browser):
    """Who has a connection reads today's page, also where yesterday's was kept."""
    page = site.output / "en" / "index.html"
    with policed(site.output) as base:
        browser.open(f"{base}/en/")
        browser.wait("navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))")
        browser.open(f"{base}/en/?again")
        text = page.read_text(encoding="utf-8")
        page.unlink()
        page.write_text(text.replace("<title>", "<title>Today: "), encoding="utf-8")
        browser.open(f"{base}/en/?again&more")
        assert browser.ask("document.title").startswith("Today: ")


@needs_chromium
def test_only_addresses_of_the_site_become_scripts(site: SmallSite, browser: Browser):
    """The one policy that pages may have refuses all others, and makes no markup."""
    with policed(site.output) as base:
        browser.open(f"{base}/")
        refused = "(() => { try { %s; return ''; } catch (error) { return error.name; } })()"
        assert (
            browser.ask(refused % "document.createElement('script').src = 'https://elsewhere.example/x.js'")
            == "TypeError"
        )
        assert browser.ask(refused % "document.body.innerHTML = '<b>x</b>'") == "TypeError"
        assert browser.ask(refused % "document.createElement('script').src = '/theme/x.js'") == ""
