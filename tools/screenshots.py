"""Takes the pictures of the handbooks in docs/images: of the form and of a preview, as they are now.

Needs Chromium, and what `invoke form` fetches. Run it from the checkout: `python -m tools.screenshots`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.browser import Browser, browsing
from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
NOW = "2026-11-22T12:00"
TEXT = "harbour-repair-days"  # of content/news
COLOURS = 64  # of a picture: text and lines need no more
PATIENCE = 600  # seconds for the first build


@contextmanager
def served() -> Iterator[str]:
    """The address of a copy of the site, with the form."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        content = shutil.copytree(ROOT / "content", Path(folder, "content"))
        words = [sys.executable, "-m", "plugins", "serve", "--form", "--drafts", "--port", str(port), "--now", NOW]
        words += ["--content", str(content), "--output", f"{folder}/output", "--published", f"{folder}/published.json"]
        running = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(f"http://localhost:{port}/")
            yield f"http://localhost:{port}"
        finally:
            running.terminate()
            running.wait()


def _wait(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 (of this machine)
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"{address}: no answer")


def take(browser: Browser, name: str, width: int = 1280, height: int = 800) -> None:
    """Take a picture, in few colours."""
    browser.ask("document.getElementById('diavlos-preview')?.remove()")
    path = IMAGES / f"{name}.png"
    browser.picture(path, width, height)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.relative_to(ROOT))


def of_form(browser: Browser, url: str, prefix: str, lang: str) -> None:
    """The list of a kind, and a text."""
    browser.open(f"{url}/admin/{prefix}#/")
    browser.wait("!!document.querySelector('button')")
    browser.ask("document.querySelector('button').click()")
    browser.wait("location.hash.startsWith('#/collections')")
    browser.ask("location.hash = '#/collections/news'")
    browser.wait("document.querySelectorAll('a[href*=\"/entries/\"]').length > 3")
    take(browser, f"form-list.{lang}")
    browser.ask(f"location.hash = '#/collections/news/entries/{TEXT}/index'")
    browser.wait("document.querySelector('[id^=\"title-field\"]')?.value")
    take(browser, f"form-entry.{lang}")


def of_preview(browser: Browser, url: str, prefix: str, lang: str) -> None:
    """A text in every channel."""
    browser.open(f"{url}/preview/{prefix}news/{TEXT}/")
    take(browser, f"preview.{lang}", height=1400)


def main() -> None:
    """Take them all, in both languages."""
    with served() as url, tempfile.TemporaryDirectory() as folder, browsing(Path(folder)) as browser:
        for lang, prefix in (("el", ""), ("en", "en/")):
            of_form(browser, url, prefix, lang)
            of_preview(browser, url, prefix, lang)


if __name__ == "__main__":
    main()
