"""The form end to end: a browser writes a text and an episode with it, and they come out on every channel."""

from __future__ import annotations

import json
import math
import re
import shutil
import struct
import wave
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from PIL import Image

from plugins.channels.form.decap import FOLDER, PROGRAM
from plugins.cli.form import writing
from plugins.cli.host import load
from plugins.cli.serve import Handler
from tests.browser import Browser, browsing, needs_chromium
from tests.channels.form.test_form import FETCHED, needs_decap
from tests.conftest import ROOT, SmallSite
from tests.programs import needs
from tests.servers import as_it_is, free_port

SERVER = ROOT / ".cache" / FOLDER / PROGRAM
pytestmark = [needs_chromium, needs_decap, needs("node", SERVER)]

SETTINGS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pelicanconf import *
ADDRESSES = {{"loop": None, "signage": None}}
FORM_SERVER = "@"
"""
TITLE, ENGLISH = "Η αγορά του λιμανιού ανοίγει", "The harbour market opens"
BODY = "Οι πάγκοι στήνονται στις *επτά*.\n\n- ψάρια\n- λαχανικά"
SUMMARY = "Από τη Δευτέρα, κάθε πρωί στις επτά, στην αποβάθρα."
EPISODE = "Η φωνή του λιμανιού"


class Form:
    """What an editor does in the form; fields are known by their names, and a pane (0, 1) is a language."""

    def __init__(self, browser: Browser, url: str):
        self.browser, self.url = browser, url

    def open(self) -> None:
        """Go there and log in."""
        self.browser.open(f"{self.url}/admin/#/")
        self.press("Σύνδεση")
        self.browser.wait("location.hash.startsWith('#/collections')")

    def new(self, collection: str) -> None:
        """Begin a text."""
        self.browser.ask(f"location.hash = '#/collections/{collection}/new'")
        self.browser.wait(f"{self._box('title', 1)}?.value === '' && {self._box('title')}.value === ''")

    def edit(self, collection: str, name: str, title: str) -> None:
        """Open a text."""
        self.browser.ask(f"location.hash = '#/collections/{collection}'")
        link = f"document.querySelector('a[href$=\"/{collection}/entries/{name}\"]')"
        self.browser.wait(f"!!{link}")
        self.browser.ask(f"{link}.click()")
        self.browser.wait(f"{self._box('title')}?.value === {title!r}")

    def _box(self, name: str, pane: int = 0) -> str:
        return f"[...document.querySelectorAll('[id^=\"{name}-field\"]')].filter(one => one.offsetParent)[{pane}]"

    def write(self, name: str, text: str, pane: int = 0) -> None:
        """Write into a field, in place of what stands there."""
        self.browser.ask(f"{{const box = {self._box(name, pane)}; box.focus(); box.select && box.select()}}")
        self.browser.type(text)

    def write_text(self, text: str, pane: int = 0) -> None:
        """Write the text itself, line by line."""
        editors = "[...document.querySelectorAll('[data-slate-editor]')].filter(one => one.offsetParent)"
        self.browser.ask(f"{editors}[{pane}].focus()")
        for number, line in enumerate(text.split("\n")):
            if number:
                self.browser.press("Enter")
            if line:
                self.browser.type(line)

    def day(self, name: str, day: str, clock: str) -> None:
        """State a day and its hour, in the two boxes that the field has."""
        for value, sort in ((day, "date"), (clock, "time")):
            self.browser.ask(
                f"{{const box = {self._box(name)}.parentNode.querySelector('input[type={sort}]');"
                f"Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, {value!r});"
                "box.dispatchEvent(new Event('input', {bubbles: true}))}"
            )

    def upload(self, name: str, path: Path) -> None:
        """Give a field a file, by the window of media."""
        button = (
            "(one => {for (; one; one = one.parentElement) {const found = [...one.querySelectorAll('button')]"
            ".find(own => own.textContent.startsWith('Επιλέξτε')); if (found) return found}})"
            f"(document.querySelector('label[for^=\"{name}-field\"]'))"
        )
        self.browser.wait(f"!!{button}")
        self.browser.ask(f"{button}.click()")
        self.browser.wait("!!document.querySelector('input[type=file]')")
        self.browser.send("DOM.enable")
        root = self.browser.send("DOM.getDocument", depth=0)["root"]["nodeId"]
        box = self.browser.send("DOM.querySelector", nodeId=root, selector="input[type=file]")["nodeId"]
        self.browser.send("DOM.setFileInputFiles", files=[str(path)], nodeId=box)
        self.press("Επιλογή")
        self.browser.wait("!document.querySelector('input[type=file]')")

    def press(self, words: str) -> None:
        """Press the button with these words, once it may be pressed."""
        found = (
            "[...document.querySelectorAll('button, [role=button], [role=menuitem]')]"
            f".find(one => one.textContent.trim() === {json.dumps(words)} && !one.disabled)"
        )
        self.browser.wait(f"!!{found}")
        self.browser.ask(f"{found}.click()")

    def save(self) -> None:
        """Save, and wait until it was."""
        self.press("Δημοσίευση")
        self.press("Δημοσίευση τώρα")
        unsaved = "/Δεν αποθηκεύτηκε ακόμη|Αποθηκεύεται/.test(document.body.textContent)"
        self.browser.wait(f"location.hash.includes('/entries/') && !{unsaved}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SmallSite, Form]]:
    """A small site in which a browser has written a text and an episode, each with a file of its own."""
    folder, port = tmp_path_factory.mktemp("written"), free_port()
    made = SmallSite(folder, folder / "settings.py")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", made.content)
    (folder / "cache").mkdir()
    (folder / "cache" / FOLDER).symlink_to(FETCHED.parent)
    address = f"http://127.0.0.1:{port + 1}/api/v1"
    made.settings.write_text(SETTINGS.replace("@", address), encoding="utf-8")
    made.build()
    Image.effect_noise((1280, 720), 60).convert("RGB").save(folder / "Το λιμάνι.jpg")
    tone(folder / "Φωνή 1.wav")
    settings = load(made.settings, {"PATH": str(made.content), "CACHE_PATH": str(folder / "cache")}).typed
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(made.output), preview=as_it_is()))
    Thread(target=server.serve_forever, daemon=True).start()
    with writing(settings, port), browsing(folder / "browser") as browser:
        form = Form(browser, f"http://localhost:{port}")
        form.open()
        write_news(form, folder)
        write_episode(form, folder)
        yield made, form
    server.shutdown()
    server.server_close()


def tone(path: Path, seconds: int = 3) -> None:
    """Write a recording."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44100)
        waves = (int(9000 * math.sin(number / 16)) for number in range(seconds * 44100))
        file.writeframes(b"".join(struct.pack("<h", one) for one in waves))


def write_news(form: Form, folder: Path) -> None:
    """A text in both languages, with a picture whose name is Greek."""
    form.new("news")
    form.write("title", TITLE)
    form.write("summary", SUMMARY)
    form.write_text(BODY)
    form.day("date", "2026-11-20", "09:30")
    form.upload("image", folder / "Το λιμάνι.jpg")
    form.write("image_alt", "Πάγκοι στην αποβάθρα")
    form.write("title", ENGLISH, 1)
    form.write("summary", "From Monday on, each morning at seven, on the quay.", 1)
    form.write("image_alt", "Stalls on the quay", 1)
    form.write_text("The stalls are set up at *seven*.", 1)
    form.save()


def write_episode(form: Form, folder: Path) -> None:
    """An episode in one language alone, with its recording."""
    form.new("episodes-deltio")
    form.write("title", EPISODE)
    form.write("summary", "Όσα είπαν οι ψαράδες το πρωί της Παρασκευής.")
    form.day("date", "2026-11-21", "10:00")
    form.upload("audio", folder / "Φωνή 1.wav")
    form.save()


def head_of(path: Path) -> dict[str, str]:
    """The front matter of a file, as words."""
    found: dict[str, str] = yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], yaml.CBaseLoader)
    return found


def test_it_writes_what_an_editor_would(site: tuple[SmallSite, Form]) -> None:
    """An id and what is stated once in the original's file alone, the files beside it under names in Latin letters."""
    made, _ = site
    folder = made.content / "news" / "i-agora-tou-limaniou-anoigei"
    assert sorted(path.name for path in folder.iterdir()) == ["index.el.md", "index.en.md", "to-limani.jpg"]
    greek, english = head_of(folder / "index.el.md"), head_of(folder / "index.en.md")
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", greek.pop("id"))
    assert greek == {
        "title": TITLE,
        "summary": SUMMARY,
        "date": "2026-11-20 09:30",
        "image": "to-limani.jpg",
        "image_alt": "Πάγκοι στην αποβάθρα",
        "slug": "i-agora-tou-limaniou-anoigei",
    }
    assert english.keys() == {"title", "summary", "image_alt"}
    assert (folder / "index.el.md").read_text(encoding="utf-8").endswith(f"---\n{BODY}\n")
    episode = made.content / "shows" / "deltio" / "i-foni-tou-limaniou"
    assert head_of(episode / "index.el.md")["audio"] == "foni-1.wav"
    assert sorted(path.name for path in episode.iterdir()) == ["foni-1.wav", "index.el.md"], "no English, no file of it"


def test_it_comes_out_on_every_channel(site: tuple[SmallSite, Form]) -> None:
    """Untouched: on its page in both languages, in the feed, in the podcast, and as a slate."""
    made, _ = site
    made.build()
    page = (made.output / "nea/i-agora-tou-limaniou-anoigei/index.html").read_text(encoding="utf-8")
    assert TITLE in page and "<em>επτά</em>" in page and "Πάγκοι στην αποβάθρα" in page
    assert ENGLISH in (made.output / "en/news/the-harbour-market-opens/index.html").read_text(encoding="utf-8")
    assert TITLE in (made.output / "feeds/el/news.rss.xml").read_text(encoding="utf-8")
    podcast = (made.output / "podcast/el/deltio.xml").read_text(encoding="utf-8")
    assert EPISODE in podcast and re.search(r'enclosure url="[^"]*i-foni-tou-limaniou[^"]*\.mp3"', podcast)
    assert list((made.output / "screens/el/slates").rglob("*agora*.png"))


def test_what_is_broken_is_told_in_the_language_of_the_form(site: tuple[SmallSite, Form]) -> None:
    """The form says what it sees itself; what only the check sees, the check says in the same language."""
    made, form = site
    form.edit("news", "i-agora-tou-limaniou-anoigei/index", TITLE)
    form.write("summary", "α" * 401)
    form.press("Δημοσίευση")
    form.press("Δημοσίευση τώρα")
    form.browser.wait("/«Περίληψη»: το πολύ 400 χαρακτήρες/.test(document.body.textContent)")
    form.write("summary", SUMMARY)
    form.write_text("Δείτε το [πρόγραμμα](programma.md).\n")
    form.save()
    file = made.content / "news/i-agora-tou-limaniou-anoigei/index.el.md"
    assert "programma.md" in file.read_text(encoding="utf-8")
    done = made.run("check", "--lang", "el")
    told = [line for line in done.stderr.splitlines() if line.startswith(f"{file.relative_to(made.content)}:")]
    assert done.returncode == 1 and any("σφάλμα: " in line and "programma.md" in line for line in told), done.stderr
