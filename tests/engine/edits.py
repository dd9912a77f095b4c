"""What people, tools and accidents do to a site between two builds: a table of edits by name.

Every edit takes the world and a number that chooses among its targets; where there is no target it does nothing. Alone
or together they leave content without errors, but for those whose names say otherwise.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import yaml
from PIL import Image

from plugins.read.document import parse
from tests.engine.worlds import MANIFEST, World, moments

Edit = Callable[[World, int], None]
T = TypeVar("T")

EDITS: dict[str, Edit] = {}
FRESH = "2026-11-22 09:00"  # the morning of the build


def edit(function: Edit) -> Edit:
    """Enter an edit into the table under its name in words."""
    EDITS[function.__name__.replace("_", " ")] = function
    return function


def pick(items: Sequence[T], n: int) -> T:
    return items[n % len(items)]


def picture(colour: int) -> bytes:
    """A small PNG."""
    data = BytesIO()
    Image.new("RGB", (8, 8), (colour % 256, 40, 90)).save(data, "PNG")
    return data.getvalue()


# --- Texts -----------------------------------------------------------------------------------------------------------


@edit
def body(world: World, n: int) -> None:
    path = pick(world.texts(), n)
    world.write(path, f"{world.read(path)}\nΠροσθήκη / addition {world.next()}.\n")


@edit
def title(world: World, n: int) -> None:
    """And with it the address, where there is no slug."""
    path = pick(world.texts(), n)
    world.set(path, "title", f"Τίτλος {world.next()}")


@edit
def summary(world: World, n: int) -> None:
    path = pick([path for path in world.texts() if world.get(path, "summary")], n)
    world.set(path, "summary", f"Περίληψη {world.next()}")


def swap_a_letter(data: bytes) -> bytes:
    """Other bytes, as many of them: the last ASCII letter becomes another."""
    at = next(i for i in range(len(data) - 1, -1, -1) if data[i : i + 1].isalpha())
    return data[:at] + (b"q" if data[at : at + 1] != b"q" else b"w") + data[at + 1 :]


def other_text(data: bytes) -> bytes:
    """The same for a text: a letter of its body, in neither an address nor an id."""
    text = data.decode()
    letters = list(re.finditer(r"[a-zα-ω](?![^()\[\]{}\n]*[)\]}])", text))
    at = letters[-1].start()
    new = ("q" if text[at] != "q" else "w") if text[at].isascii() else ("ω" if text[at] != "ω" else "ο")
    return (text[:at] + new + text[at + 1 :]).encode()


@edit
def body_of_same_size_and_time(world: World, n: int) -> None:
    target = world.content / pick(world.texts(), n)
    before = target.stat()
    target.write_bytes(other_text(target.read_bytes()))
    os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))


@edit
def file_put_in_place_with_same_size_and_time(world: World, n: int) -> None:
    target = world.content / pick(world.texts(), n)
    before, fresh = target.stat(), target.with_name(".fresh")
    fresh.write_bytes(other_text(target.read_bytes()))
    os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
    fresh.replace(target)


@edit
def touch(world: World, n: int) -> None:
    os.utime(world.content / pick(world.texts(), n))


@edit
def old_time(world: World, n: int) -> None:
    """An edit with a time long past, as an archive unpacked has it."""
    path = pick(world.texts(), n)
    body(world, n)
    os.utime(world.content / path, (1_000_000_000, 1_000_000_000))


@edit
def windows_line_ends(world: World, n: int) -> None:
    target = world.content / pick([path for path in world.texts() if path.startswith(("events", "pages"))] or ["."], n)
    if target.is_file():
        target.write_bytes(target.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        world.mend.append(lambda: target.is_file() and target.write_bytes(target.read_bytes().replace(b"\r\n", b"\n")))


@edit
def entry_added(world: World, n: int) -> None:
    """Old, of today, or of the future; in one language or in both."""
    date = pick(["2026-11-22 11:59", "2025-03-01", "2026-12-05 09:00", "2026-06-30", "2024-12-31 23:59"], n)
    world.add_news(f"added-{world.next()}", date, english=n % 2 == 0)


@edit
def entry_with_a_picture_added(world: World, n: int) -> None:
    stem = f"folder-{world.next()}"
    world.add_news(f"{stem}/index", "2026-10-10", english=False)
    (world.content / f"news/{stem}/seal.png").write_bytes(picture(n))
    world.set(f"news/{stem}/index.el.md", "image", "seal.png")
    world.set(f"news/{stem}/index.el.md", "image_alt", "Σφραγίδα")


@edit
def episode_added(world: World, n: int) -> None:
    if (world.content / "shows/deltio/index.el.md").is_file():
        stem = f"e{world.next()}"
        world.add_news(f"../shows/deltio/{stem}", "2026-09-09 07:00", english=False)
        world.set(f"shows/deltio/{stem}.el.md", "duration", "10:00")


def removable(world: World) -> list[str]:
    """The keys of entries that may go by themselves: not a show, which its episodes need."""
    return [key for key in world.pairs() if not re.fullmatch(r"shows/[^/]+", key)]


@edit
def entry_deleted(world: World, n: int) -> None:
    """In all its languages, with its files and the links to it."""
    if len(removable(world)) < 6:
        return
    key = pick(removable(world), n)
    for path in world.pairs()[key]:
        (world.content / path).unlink()
        world.relink(path, None)
    folder = world.content / key
    if folder.is_dir():
        for file in folder.iterdir():
            world.relink(file.relative_to(world.content).as_posix(), None)
        shutil.rmtree(folder)
    for path in world.texts():
        if key == f"members/{world.get(path, 'member')}":
            world.set(path, "member", None)


@edit
def file_renamed(world: World, n: int) -> None:
    """The entry keeps its id, title and address; its key and source are new."""
    key = pick([key for key in removable(world) if not (world.content / key).is_dir()], n)
    new = f"{key}-{world.next()}"
    for path in world.pairs()[key]:
        target = path.replace(key, new)
        (world.content / path).rename(world.content / target)
        world.relink(path, target)
    for path in world.texts():
        if key == f"members/{world.get(path, 'member')}":
            world.set(path, "member", new.removeprefix("members/"))


@edit
def slug(world: World, n: int) -> None:
    world.set(pick(world.texts(), n), "slug", f"dieythynsi-{world.next()}")


@edit
def alias(world: World, n: int) -> None:
    world.set(pick(world.texts(), n), "aliases", f"[/palia/{world.next()}/]")


@edit
def axes(world: World, n: int) -> None:
    world.set(pick(world.originals(), n), "axes", pick(["[health]", "[culture, health]", "[]", "[education]"], n // 3))


@edit
def tags(world: World, n: int) -> None:
    world.set(pick(world.originals(), n), "tags", pick(["[volunteers]", "[radio, funding]", "[]"], n // 3))


@edit
def regions(world: World, n: int) -> None:
    world.set(pick(world.originals(), n), "regions", pick(["[crete]", "[thessaly, attica]", "[]"], n // 3))


@edit
def series(world: World, n: int) -> None:
    """Of a text of any kind: set, changed or taken away, with or without its place in it."""
    words(world, add_series)
    path = pick(world.originals(), n)
    world.set(path, "series", pick(["open-harbours", "open-books", None], n // 3))
    world.set(path, "part", pick(["1", None, "2"], n))


def in_series(world: World, n: int) -> list[str]:
    """The texts that have a series; two get one where none has."""
    if not [path for path in world.originals() if world.get(path, "series")]:
        series(world, n % 3)
        series(world, n % 3 + 1)
    return [path for path in world.originals() if world.get(path, "series")]


@edit
def part(world: World, n: int) -> None:
    """The place of a text that has a series: another, one that a second text has, or none."""
    path = pick(in_series(world, n), n)
    world.set(path, "part", pick(["7", "1", None], n // 3))


@edit
def series_in_other_words(world: World, n: int) -> None:
    """Its name, its address or its sentence."""
    in_series(world, n)
    field, number = pick(["name", "slug", "description"], n), world.next()
    words(world, lambda data: data["series"]["open-harbours"]["el"].update({field: f"seira-{number}"}))


def out(world: World) -> list[str]:
    """The originals of dated texts that have come out by the morning of the build."""
    dated = [path for path in world.originals() if not world.get(path, "embargo")]
    return [path for path in dated if "" < (world.get(path, "date") or "") <= FRESH]


@edit
def urgent(world: World, n: int) -> None:
    """Said, denied or not mentioned; of an old text, or of one of this morning, whose two days are not over."""
    if out(world):
        path = pick(out(world), n)
        if n % 2 == 0:
            world.set(path, "date", FRESH)
        world.set(path, "urgent", pick(["true", "false", None], n // 2))


@edit
def urgent_until(world: World, n: int) -> None:
    """Later today, next month, just over, or not stated."""
    if out(world):
        until = pick(["2026-11-22 18:00", "2026-12-02 10:00", "2026-11-22 11:00", None], n // 2)
        world.set(pick(out(world), n), "urgent_until", until)


@edit
def member(world: World, n: int) -> None:
    members = sorted(key.removeprefix("members/") for key in world.pairs() if key.startswith("members/"))
    path = pick([path for path in world.originals() if path.startswith(("news", "guides"))], n)
    world.set(path, "member", pick([*members, None], n // 3))


@edit
def menu(world: World, n: int) -> None:
    pages = [path for path in world.originals() if path.startswith("pages/")]
    if pages:
        path = pick(pages, n)
        world.set(path, "menu", None if world.get(path, "menu") else "3")


@edit
def translated(world: World, n: int) -> None:
    alone = [files[0] for files in world.pairs().values() if len(files) == 1]
    if alone:
        path = pick(alone, n)
        other = path[:-5] + ("en.md" if path.endswith(".el.md") else "el.md")
        place = f"place: {world.get(path, 'place')}\n" if world.get(path, "place") else ""
        alt = "image_alt: Seal\n" if world.get(path, "image") else ""
        head = f"title: Translation {world.next()}\nsummary: In both languages.\n{place}{alt}"
        world.write(other, f"---\n{head}---\n\nTranslated.\n")


@edit
def translation_removed(world: World, n: int) -> None:
    translations = sorted(set(world.texts()) - set(world.originals()))
    if translations:
        path = pick(translations, n)
        (world.content / path).unlink()
        world.relink(path, None)


@edit
def translation_brought_up_to_date(world: World, n: int) -> None:
    """It states the hash of the text that it translates, so that the next edit of that makes it stale."""
    pairs = [files for files in world.pairs().values() if len(files) == 2]
    if pairs:
        one, two = sorted(pick(pairs, n), key=lambda path: not world.get(path, "id"))
        document, _ = parse((world.content / one).read_bytes(), "news", one[-5:-3], "Europe/Athens")
        world.set(two, "original_hash", document.source_sha256)


@edit
def original_edited_after_its_translation(world: World, n: int) -> None:
    translation_brought_up_to_date(world, n)
    pairs = [files for files in world.pairs().values() if len(files) == 2]
    if pairs:
        path = next(path for path in pick(pairs, n) if world.get(path, "id"))
        world.write(path, f"{world.read(path)}\nΑργότερα {world.next()}.\n")


def set_status(world: World, n: int, status: str) -> None:
    path = pick([path for path in world.originals() if "/index." not in path or path.startswith("documents")], n)
    world.set(path, "status", status)


@edit
def draft(world: World, n: int) -> None:
    set_status(world, n, "draft")


@edit
def hidden(world: World, n: int) -> None:
    set_status(world, n, "hidden")


@edit
def published(world: World, n: int) -> None:
    for path in [path for path in world.texts() if world.get(path, "status")][n % 3 :]:
        world.set(path, "status", None)


@edit
def embargo(world: World, n: int) -> None:
    due = pick(["2026-12-01 10:00", "2026-11-21 08:00", None], n // 3)
    ends = ("expires", "urgent_until")
    free = [path for path in world.originals() if not any(world.get(path, name) for name in ends)]
    world.set(pick(free, n), "embargo", due)


@edit
def expires(world: World, n: int) -> None:
    dated = [path for path in world.originals() if not world.get(path, "embargo")]
    sound = [path for path in dated if (world.get(path, "date") or "") < "2026-11-21"]
    world.set(pick(sound, n), "expires", pick(["2026-12-06 18:00", "2026-11-22 11:00", None], n // 3))


@edit
def date(world: World, n: int) -> None:
    """In another order, another year, or with its time alone changed."""
    ends = ("expires", "urgent_until")
    dated = [
        path for path in world.originals() if world.get(path, "date") and not any(world.get(path, end) for end in ends)
    ]
    world.set(pick(dated, n), "date", pick(["2026-05-02 09:31", "2025-01-01", "2026-11-22 12:00"], n // 3))


@edit
def updated(world: World, n: int) -> None:
    world.set(pick(world.texts(), n), "updated", f"2026-11-{21 + n % 2}")


# --- Files beside the texts ------------------------------------------------------------------------------------------


def assets(world: World) -> list[Path]:
    return sorted(path for path in world.content.rglob("*") if path.suffix in (".png", ".pdf"))


@edit
def media_replaced(world: World, n: int) -> None:
    if assets(world):
        target = pick(assets(world), n)
        number = world.next()
        target.write_bytes(picture(number) if target.suffix == ".png" else target.read_bytes() + b"%% %d\n" % number)


@edit
def media_of_same_size_and_time(world: World, n: int) -> None:
    files = [path for path in assets(world) if path.suffix == ".pdf"]
    if files:
        target = pick(files, n)
        before = target.stat()
        target.write_bytes(swap_a_letter(target.read_bytes()))
        os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))


@edit
def picture_given(world: World, n: int) -> None:
    """To an entry and, if it has one, its translation."""
    files = pick([files for key, files in world.pairs().items() if key.startswith("news/n")] or [[]], n)
    if files:
        name = f"picture-{world.next()}.png"
        (world.content / files[0]).with_name(name).write_bytes(picture(n))
        for path in files:
            if world.get(path, "id"):
                world.set(path, "image", name)
            world.set(path, "image_alt", "Εικόνα")


@edit
def file_nobody_names(world: World, n: int) -> None:
    (world.content / f"news/unused-{n % 3}.png").write_bytes(picture(world.next()))


# --- Taxonomies, theme, settings, code -------------------------------------------------------------------------------


@edit
def station(world: World, n: int) -> None:
    """A station comes, goes, or airs a show at another hour; its receivers' files are of the day of the build."""
    path = world.content / "stations" / f"s{n % 2}.yaml"
    if path.is_file() and n % 3 == 0:
        path.unlink()
        return
    signal = f"bearers: [fm:1e1.1201.09{n % 2}20]\nservice: {{domain: s{n % 2}.example, id: s}}\n" if n % 3 else ""
    airing = f"{{show: deltio, days: [mo], time: {n % 24}:{world.next() % 60:02}, duration: 5:00, from: 2026-01-05}}"
    known = (world.content / "shows/deltio/index.el.md").is_file()
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"name: Σ{n % 2}\narea: Βόλος\n{signal}airings: [{airing if known else ''}]\n", encoding="utf-8")


def words(world: World, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the taxonomies file as data; not where another edit of this step has broken it."""
    path = world.content / "taxonomies.yaml"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return
    if not isinstance(data, dict):
        return
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def codes(data: dict[str, Any]) -> list[str]:
    """The languages of the site, which every term has words in."""
    return list(data["axes"]["health"])


def add_series(data: dict[str, Any]) -> None:
    """Words for two series, where the file has none."""
    if not data.get("series"):
        data["lists"]["series"] = {lang: {"name": f"Series {lang}", "slug": "series"} for lang in codes(data)}
        data["series"] = {
            key: {lang: {"name": f"{key} {lang}", "slug": key} for lang in codes(data)}
            for key in ("open-harbours", "open-books")
        }


TERMS = (("tags", "volunteers"), ("axes", "health"), ("regions", "thessaly"), ("kinds", "news"), ("lists", "archive"))


@edit
def term_name(world: World, n: int) -> None:
    group, key = pick(TERMS, n)
    number = world.next()
    words(world, lambda data: data[group][key]["el"].update(name=f"Όνομα {number}"))


@edit
def term_slug(world: World, n: int) -> None:
    group, key = pick(TERMS, n)
    number = world.next()
    words(world, lambda data: data[group][key]["en"].update(slug=f"word-{number}"))


@edit
def term_description(world: World, n: int) -> None:
    number = world.next()
    words(world, lambda data: data["axes"]["health"]["en"].update(description=f"Sentence {number}."))


@edit
def tag_added(world: World, n: int) -> None:
    number = world.next()

    def add(data: dict[str, Any]) -> None:
        names = {lang: {"name": f"Νέα {number}", "slug": f"nea-{number}"} for lang in codes(data)}
        data["tags"][f"new-{number}"] = names

    words(world, add)
    world.set(pick(world.originals(), n), "tags", f"[new-{number}]")


@edit
def tags_in_another_order(world: World, n: int) -> None:
    words(world, lambda data: data.update(tags=dict(reversed(data["tags"].items()))))


TEMPLATES = ("article.html", "list.html", "index.html", "macros/card.html", "_gaps.html", "gap.html", "event.html")


@edit
def template(world: World, n: int) -> None:
    """One of a page, of a part that others include or import."""
    path = world.theme / "templates" / pick(TEMPLATES, n)
    text, count = re.subn(
        r"(\{% (?:block content|block facts|if gaps|macro card\([^%]*) ?%\})",
        rf"\1<!-- {world.next()} -->",
        path.read_text(encoding="utf-8"),
        count=1,
    )
    assert count, f"{path.name} is not as this test knows it"
    path.write_text(text, encoding="utf-8")


@edit
def frame(world: World, n: int) -> None:
    path = world.theme / "templates" / "base.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</body>", f"<!-- {world.next()} -->\n</body>"), encoding="utf-8")


@edit
def style(world: World, n: int) -> None:
    sheets = sorted((world.theme / "static" / "css").glob("*.css"))
    with pick(sheets, n).open("a", encoding="utf-8") as file:
        file.write(f".edited {{ order: {world.next()} }}\n")  # a comment would stay at home


@edit
def style_sheet_added_or_removed(world: World, n: int) -> None:
    path = world.theme / "static" / "css" / "99-more.css"
    if path.exists():
        path.unlink()
    else:
        path.write_text(f"a {{ order: {world.next()} }}\n", encoding="utf-8")


@edit
def theme_file_added_or_removed(world: World, n: int) -> None:
    path = world.theme / pick(["root/security.txt", "static/print.svg"], n)
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.unlink()
    else:
        path.write_text(f"Contact: {world.next()}\n", encoding="utf-8")


@edit
def message(world: World, n: int) -> None:
    """A word of the interface in one language."""
    path = world.theme / "translations" / pick(["el", "en"], n) / "LC_MESSAGES" / "messages.po"
    parts = re.split(r'(^msgstr "[^"%]+)"$', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if len(parts) > 1:
        at = 1 + 2 * (n % (len(parts) // 2))
        parts[at] += f"·{world.next()}"
        rest = [part + '"' if index % 2 else part for index, part in enumerate(parts)]
        path.write_text("".join(rest), encoding="utf-8")


SETTINGS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("DEFAULT_PAGINATION", (3, 2)),
    ("FEED_MAX_ITEMS", (3, 20, 2)),
    ("LATEST_SIZE", (2, 0)),
    ("FEED_TAGS", (["volunteers", "radio"], [], ["volunteers"])),
    ("FEED_FORMATS", (["atom.xml"], ["rss.xml", "atom.xml", "json"])),
    ("FEED_SORTS", (["all", "tag"], ["all", "kind", "axis", "member", "tag"])),
    ("FEED_ARCHIVES", (False, True)),
    ("SITEURL", ("https://other.example/below", "https://trial.example")),
    (
        "ADDRESSES",
        ({"slate": None, "archive": None}, {"slate": None, "asset": "media/{path}"}, {"slate": None}),
    ),
    ("TIMEZONE", ("Asia/Tokyo", "Europe/Athens")),
    ("CONTACT_EMAIL", ("", "desk@trial.example")),
)


@edit
def setting(world: World, n: int) -> None:
    name, values = pick(SETTINGS, n)
    at = values.index(world.settings[name]) if world.settings.get(name) in values else -1
    world.settings[name] = pick(values, at + 1)


@edit
def site_name(world: World, n: int) -> None:
    language = world.settings["LANGUAGES"][pick(["en", "el"], n)]
    language[pick(["sitename", "subtitle"], n // 2)] = f"Όνομα {world.next()}"


@edit
def filter_used_or_not(world: World, n: int) -> None:
    """A function that the settings file gives to the templates, and a template that uses it."""
    article = world.theme / "templates" / "article.html"
    plain, marked = "{% block content %}", '{% block content %}\n<p class="mark">{{ article.title|mark }}</p>'
    text = article.read_text(encoding="utf-8")
    assert plain in text
    world.filter = not world.filter
    article.write_text(text.replace(*((plain, marked) if world.filter else (marked, plain)), 1), encoding="utf-8")


@edit
def code_of_a_filter(world: World, n: int) -> None:
    with (world.folder / "site_words.py").open("a", encoding="utf-8") as file:
        number = world.next()
        file.write(f"\n\ndef mark(text, number={number}):\n    return f'{{SIGN}} {{text}} {{number}}'\n")


@edit
def code_that_a_filter_imports(world: World, n: int) -> None:
    (world.folder / "site_marks.py").write_text(f"SIGN = '*{world.next()}'\n", encoding="utf-8")


# --- The clock -------------------------------------------------------------------------------------------------------


@edit
def clock(world: World, n: int) -> None:
    """Forward or back, to an instant at which something begins or ends, or to the second before it."""
    world.now = pick(list(moments(world)), n)


@edit
def an_hour_later(world: World, n: int) -> None:
    world.now += timedelta(hours=1)


@edit
def a_day_later(world: World, n: int) -> None:
    """Which may end a week, and so bring its digest."""
    world.now += timedelta(days=1)


@edit
def drafts_shown_or_not(world: World, n: int) -> None:
    world.drafts = not world.drafts


# --- Errors in the content, taken back before the next step ----------------------------------------------------------


@edit
def error_in_a_new_text(world: World, n: int) -> None:
    path = world.content / "news/broken.el.md"
    path.write_text("---\ntitle: x\nstauts: draft\n---\n\n", encoding="utf-8")
    world.mend.append(lambda: path.unlink(missing_ok=True))


@edit
def error_in_a_text(world: World, n: int) -> None:
    path = pick(world.texts(), n)
    before = world.read(path)
    world.write(path, before + "\n[dead]({filename}/news/nowhere.el.md)\n")
    world.mend.append(lambda: world.write(path, before))


@edit
def error_in_the_taxonomies(world: World, n: int) -> None:
    path = world.content / "taxonomies.yaml"
    before = path.read_bytes()
    path.write_bytes(pick([b"kinds: [", b"", before.replace(b"volunteers:", b"voluntears:")], n))
    world.mend.append(lambda: path.write_bytes(before))


# --- The cache -------------------------------------------------------------------------------------------------------


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@edit
def cache_lost(world: World, n: int) -> None:
    shutil.rmtree(world.cache, ignore_errors=True)


@edit
def cache_file_lost(world: World, n: int) -> None:
    if files_below(world.cache):
        pick(files_below(world.cache), n).unlink()


@edit
def cache_file_cut_short(world: World, n: int) -> None:
    if files_below(world.cache):
        target = pick(files_below(world.cache), n)
        os.truncate(target, target.stat().st_size * (n % 4) // 4)


@edit
def cache_file_flipped(world: World, n: int) -> None:
    """A few bits in every cache file, at places that the number chooses."""
    for path in files_below(world.cache):
        data = bytearray(path.read_bytes())
        for at in range(n * 37 % 101, len(data), max(101, len(data) // 5)):
            data[at] ^= 1 << n % 8
        path.write_bytes(data)


@edit
def cache_files_exchanged(world: World, n: int) -> None:
    """Each sound in itself, in the place of another."""
    files = files_below(world.cache)
    if len(files) > 1:
        one, two = pick(files, n), pick(files, n + 1)
        first, second = one.read_bytes(), two.read_bytes()
        one.write_bytes(second)
        two.write_bytes(first)


@edit
def cache_of_an_earlier_build(world: World, n: int) -> None:
    """As CI restores it: the first time one is put aside, later times that one is brought back."""
    bring_back(world.cache, world.folder / "cache.aside")


def bring_back(folder: Path, aside: Path) -> None:
    if aside.exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(aside, folder)
    elif folder.exists():
        shutil.copytree(folder, aside)


# --- The output and the standby tree ---------------------------------------------------------------------------------


def damage(function: Edit) -> Edit:
    """An edit of what builds have made."""

    def change(world: World, n: int) -> None:
        world.tampered = True
        function(world, n)

    EDITS[function.__name__.replace("_", " ")] = change
    return change


def made(world: World, n: int) -> list[Path]:
    """The files of the live tree or of the standby, but the manifest."""
    tree = pick([world.output, world.standby], n)
    return [path for path in files_below(tree) if path.name != MANIFEST]


@damage
def output_lost(world: World, n: int) -> None:
    shutil.rmtree(world.output, ignore_errors=True)


@damage
def standby_lost(world: World, n: int) -> None:
    shutil.rmtree(world.standby, ignore_errors=True)


@damage
def output_file_lost(world: World, n: int) -> None:
    if made(world, n):
        pick(made(world, n), n * 7).unlink()


@damage
def output_file_written_over(world: World, n: int) -> None:
    """In place, so that the other tree changes too where both share the file."""
    if made(world, n):
        target = pick(made(world, n), n * 7)
        target.write_bytes(b"x" * (target.stat().st_size if n % 3 else 5))


@damage
def output_file_forged(world: World, n: int) -> None:
    """Same size, same time, same file."""
    world.forged = True
    if made(world, n):
        target = pick(made(world, n), n * 7)
        before = target.stat()
        target.write_bytes(b"y" * before.st_size)
        os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))


@damage
def output_file_put_in_place(world: World, n: int) -> None:
    """Another file under its name, in one tree only, with same size and time."""
    if made(world, n):
        target = pick(made(world, n), n * 7)
        before, fresh = target.stat(), target.with_name(".fresh")
        fresh.write_bytes(b"z" * before.st_size)
        os.utime(fresh, ns=(before.st_atime_ns, before.st_mtime_ns))
        fresh.replace(target)


@damage
def output_file_made_a_folder(world: World, n: int) -> None:
    if made(world, n):
        target = pick(made(world, n), n * 7)
        target.unlink()
        target.mkdir()
        (target / "x").write_bytes(b"x")


@damage
def output_folder_made_a_file(world: World, n: int) -> None:
    folders = sorted(path for path in pick([world.output, world.standby], n).glob("*") if path.is_dir())
    if folders:
        target = pick(folders, n // 2)
        shutil.rmtree(target)
        target.write_bytes(b"x")


@damage
def strangers_in_the_output(world: World, n: int) -> None:
    tree = pick([world.output, world.standby], n)
    (tree / "left" / "over").mkdir(parents=True, exist_ok=True)
    (tree / "left" / "file.html").write_bytes(b"x")
    (tree / MANIFEST).touch()  # without one the folder would be somebody else's


@damage
def link_in_the_output(world: World, n: int) -> None:
    if made(world, n):
        target = pick(made(world, n), n * 7)
        target.unlink()
        target.symlink_to(world.folder / "siteconf.py")


@damage
def modes_changed(world: World, n: int) -> None:
    if made(world, n):
        pick(made(world, n), n * 7).chmod(0o600)


@damage
def manifest_damaged(world: World, n: int) -> None:
    path = pick([world.output, world.standby], n) / MANIFEST
    if path.is_file():
        data = path.read_bytes()
        cut = [b"", data[: len(data) // 2], data.replace(b'"1', b'"2'), data.replace(b"[", b"", 1), data[:-2]]
        path.write_bytes(pick(cut, n // 2))


@damage
def output_of_an_earlier_build(world: World, n: int) -> None:
    """Live or standby: the first time one is put aside, later times that one is brought back."""
    bring_back(pick([world.output, world.standby], n), world.folder / "output.aside")


@damage
def trees_exchanged(world: World, n: int) -> None:
    if world.output.is_dir() and world.standby.is_dir():
        aside = world.folder / "aside"
        world.output.rename(aside)
        world.standby.rename(world.output)
        aside.rename(world.standby)


# --- The machine -----------------------------------------------------------------------------------------------------


@edit
def fresh_checkout(world: World, n: int) -> None:
    """New inodes and times for all sources."""
    for folder in (world.content, world.theme):
        old = folder.rename(folder.with_name("checked-out"))
        shutil.copytree(old, folder, copy_function=shutil.copy)
        shutil.rmtree(old)
