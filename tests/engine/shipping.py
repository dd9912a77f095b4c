"""A small site as the project ships: search, cards, slates, sound, video, a station, an event, a third language."""

from __future__ import annotations

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from plugins.media.ffmpeg import program
from plugins.media.shelf import MediaShelf
from plugins.media.slides import FOLDER, SlideIndex
from tests.conftest import LANGUAGES, ROOT, link
from tests.engine.edits import Edit, pick
from tests.engine.worlds import SETTINGS, Builder, World, forked

SITE = ROOT / "tests" / "sites" / "shipping" / "content"
GERMAN = {"name": "Deutsch", "sitename": "Versuch", "subtitle": "Klein", "prefix": "de/", "locale": "de_DE"}
SETTINGS_AS_SHIPPED = {
    **{name: value for name, value in SETTINGS.items() if name not in ("ADDRESSES", "SHARE_CARDS")},
    "LANGUAGES": {**LANGUAGES, "de": GERMAN},
    "DIGEST_WEEKS": 3,
}
CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
PNG = b"\x89PNG"
VOICE = "sine={tone}:r=48000:d=4,volume='1.6+1.2*sin(9*t)':eval=frame"  # loud and soft, as speech is


class Shipping(World):
    """Such a site; its clean builds take over what was once encoded and drawn, as any machine's with that cache do."""

    media: Path

    @classmethod
    def launch(cls, folder: Path, media: Path, run: Builder = forked) -> Shipping:
        """The site in `folder`, with the recordings and films of `media`, a folder that `record` filled."""
        world = cls.make(folder, run)
        world.media = media
        world.settings = copy.deepcopy(SETTINGS_AS_SHIPPED)
        shutil.copytree(SITE, world.content, dirs_exist_ok=True)
        shutil.copytree(media / "content", world.content, dirs_exist_ok=True)
        _write_words(world)
        if (media / "cache").is_dir():
            shutil.copytree(media / "cache", world.cache, dirs_exist_ok=True)
        return world

    def lend(self, cache: Path) -> None:
        super().lend(cache)
        if (self.media / "cache").is_dir():
            shutil.copytree(self.media / "cache", cache, copy_function=link, dirs_exist_ok=True)
        lend_films(self.cache, cache)


def lend_films(lender: Path, cache: Path) -> None:
    """Give a cache the films of another, which are known by the bytes of the slates in them, but no slate."""
    made, films = MediaShelf(lender, FOLDER, SlideIndex), MediaShelf(cache, FOLDER, SlideIndex)
    for key, (sha256, size) in made.index.made.items():
        path = made.path(sha256)
        if key not in films.index.made and path.is_file() and not path.read_bytes().startswith(PNG):
            films.index.made[key] = sha256, size
            link(str(path), str(films.path(sha256)))
    films.save()


def record(folder: Path) -> None:
    """Two recordings, two covers and a film into `folder`/content; their renditions into `folder`/cache."""
    show, other = folder / "content" / "shows" / "deltio", folder / "other"
    for place, number in ((show, 0), (other, 1)):
        place.mkdir(parents=True)
        _cover(place / "cover.png", number)
        _ffmpeg("-f", "lavfi", "-i", VOICE.format(tone=300 + 100 * number), "-ac", "1", place / "spoken.el.wav")
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=3", "-f", "lavfi", "-i", VOICE.format(tone=300))
    form = ("-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-t", "3")
    _ffmpeg(*picture, *form, show / "filmed.el.mp4")
    world = Shipping.launch(folder / "world", folder)
    for name in ("spoken.el.wav", "cover.png", ""):
        done = world.build()
        assert done.code == 0, done.said
        if name:
            shutil.copy(other / name, world.content / "shows" / "deltio" / name)
    (folder / "cache").mkdir()
    for name in ("media", "blobs"):
        shutil.move(world.cache / name, folder / "cache" / name)
    shutil.rmtree(folder / "world")


def _cover(path: Path, number: int) -> None:
    image = Image.new("RGB", (1400, 1400), (20, 60 + 90 * number, 90))
    ImageDraw.Draw(image).ellipse((300, 300, 1100, 1100), fill=(240, 200, 60))
    image.save(path)


def _ffmpeg(*words: str | Path) -> None:
    subprocess.run([program(), "-loglevel", "error", "-y", *map(str, words)], check=True)


def _write_words(world: World) -> None:
    """The words that the project's own lists have; for German English ones, and a catalogue without any."""
    path = world.theme / "translations" / "de" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    words = world.content / "taxonomies.yaml"
    data: dict[str, dict[str, Any]] = yaml.load(words.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    shipped = yaml.load((ROOT / "content" / "taxonomies.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    data["lists"] |= shipped["lists"]
    for group in data.values():
        for term in group.values():
            term["de"] = dict(term["en"])
    words.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


# --- What happens to such a site beside all else ----------------------------------------------------------------------

MORE: dict[str, Edit] = {}


def more(function: Edit) -> Edit:
    """Enter an edit into the table under its name in words; it does nothing where its file is gone."""
    MORE[function.__name__.replace("_", " ")] = function
    return function


SHOW = "shows/deltio"
CUES = (f"{SHOW}/spoken.el.vtt", f"{SHOW}/filmed.el.vtt", f"{SHOW}/filmed.el-en.vtt")
MEDIA = (f"{SHOW}/spoken.el.wav", f"{SHOW}/cover.png")
EPISODES = (f"{SHOW}/spoken.el.md", f"{SHOW}/filmed.el.md")


@more
def words_of_a_cue(world: World, n: int) -> None:
    """In a transcript or in captions: what is heard, shown, searched and read aloud."""
    if (world.content / pick(CUES, n)).is_file():
        path = pick(CUES, n)
        world.write(path, world.read(path).rstrip() + f" {world.next()}\n")


@more
def recording_replaced(world: World, n: int) -> None:
    """The sound or the cover becomes the other one that `record` made, or the first again."""
    assert isinstance(world, Shipping)
    path = pick(MEDIA, n)
    target, other = world.content / path, world.media / "other" / Path(path).name
    if target.is_file():
        is_other = target.read_bytes() == other.read_bytes()
        shutil.copy(world.media / "content" / path if is_other else other, target)


def _toggle(world: World, path: str, name: str, value: str) -> None:
    if (world.content / path).is_file():
        world.set(path, name, None if world.get(path, name) else value)


@more
def field_of_an_episode(world: World, n: int) -> None:
    """One that channels say in words, in tags or in feeds: there or not."""
    field = pick(
        [
            ("season", "2"),
            ("advisory", "Ακούγονται σειρήνες."),
            ("introduction", "Ακολουθεί το λιμάνι."),
            ("people", "[{name: {el: Νίκος, en: Nick}, role: guest}]"),
            ("withdrawn", "{date: 2026-11-21 10:00, reason: {el: Λάθος, en: Mistake}}"),
            ("slate", "true"),
        ],
        n // 2,
    )
    _toggle(world, pick(EPISODES, n), *field)


@more
def field_of_the_show(world: World, n: int) -> None:
    field = pick(
        [
            ("hosts", "[Η σύνταξη]"),
            ("frequency", "FREQ=WEEKLY;BYDAY=FR"),
            ("contact", "aera@trial.example"),
            ("rights", '{holder: {el: Η Ένωση, en: The Union}, licence: cc-by-4.0, rebroadcast: "yes"}'),
            ("live", "[{start: 2026-11-25 19:00, end: 2026-11-25 20:00, stream: 'https://r.example/live.mp3'}]"),
        ],
        n,
    )
    _toggle(world, f"{SHOW}/index.el.md", *field)


@more
def time_of_an_event(world: World, n: int) -> None:
    """Another day, another hour, or another end."""
    field = pick([("start", f"2026-12-0{1 + n % 5} 1{n % 10}:30"), ("end", f"2026-12-07 2{n % 4}:00")], n)
    if (world.content / "events/fair.el.md").is_file():
        world.set("events/fair.el.md", *field)


@more
def text_in_the_third_language(world: World, n: int) -> None:
    """Added, edited or taken away."""
    path = pick(["news/harbour.de.md", "guides/register.de.md", "events/fair.de.md"], n)
    if (world.content / path).is_file() and n % 2:
        (world.content / path).unlink()
    elif (world.content / path.replace(".de.", ".el.")).is_file():
        place = "place: Larissa\n" if path.startswith("events") else ""
        number = world.next()
        world.write(
            path, f"---\ntitle: Text {number}\nsummary: Kurz.\n{place}---\n\nEin Text {number}.[^1]\n\n[^1]: Ja.\n"
        )


@more
def word_of_the_third_language(world: World, n: int) -> None:
    """Its catalogue gets a message, or another form of one."""
    path = world.theme / "translations" / "de" / "LC_MESSAGES" / "messages.po"
    message = pick(["Search", "Listen", "Related", "In this text"], n)
    with path.open("a", encoding="utf-8") as file:
        text = path.read_text(encoding="utf-8")
        if f'msgid "{message}"' not in text:
            file.write(f'\nmsgid "{message}"\nmsgstr "Wort {world.next()}"\n')
