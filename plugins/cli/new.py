"""`new`: begins an entry in every language of the site, as a draft with its permanent id and the fields of its kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from plugins.i18n.greek import slugify
from plugins.i18n.messages import say
from plugins.markdown.quotes import set_in_type
from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.model.problem import Message, _
from plugins.model.value import Language
from plugins.read.document import body_of, parse
from plugins.read.files import FOLDERS
from plugins.read.schemas import DOCUMENT_TYPES, Field, schema
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings
from plugins.text import original_hash

# What a field holds, and an example of it; `{keys}` are those of the site's own words. In the order in which they are
# offered; required ones are written empty, the others behind a `#`.
HELP = {
    "document_type": (_("one of: {keys}"), Message("")),
    "year": (_("the year that it is about"), Message("2025")),
    "file": (_("the file, beside the text"), _("report.pdf")),
    "start": (_("when it begins"), Message("2026-04-18 10:00")),
    "end": (_("when it ends"), Message("2026-04-18 14:00")),
    "deadline": (_("the last day for applications"), Message("2026-05-15")),
    "place": (_("where"), _("Korai square, Piraeus")),
    "online": (_("for those afar"), Message("https://example.org/")),
    "register": (_("where to register"), Message("mailto:name@example.org")),
    "cost": (_("what it costs"), _("Free")),
    "hours": (
        _("how much time it takes"),
        _("Tuesday, 17:00–19:00"),
    ),
    "places": (_("how many people"), Message("12")),
    "remote": (_("it can be done from afar"), Message("true")),
    "reviewed": (_("when it was last checked"), Message("2026-03-20")),
    "audience": (_("for whom it is"), _("For treasurers")),
    "budget": (_("euro, digits only"), Message("84000")),
    "funding": (
        _("where the money comes from"),
        _("Own resources"),
    ),
    "partners": (_("the partners"), _("[Crete network]")),
    "website": (_("its own site"), Message("https://example.org/")),
    "email": (_("e-mail address"), Message("name@example.org")),
    "phone": (_("telephone"), Message("210 0000000")),
    "founded": (_("the year of its foundation"), Message("2014")),
    "sector": (_("what it works on"), _("Circular economy")),
    "hosts": (_("who presents it"), _("[The editors]")),
    "schedule": (_("when it is on air"), _("Wednesdays at 18:00")),
    "category": (_("category of podcasts"), Message("[Education]")),
    "season": (_("number of the season"), Message("1")),
    "episode": (_("number of the episode"), Message("1")),
    "audio": (
        _("the recording, beside the text"),
        _("sound.wav"),
    ),
    "transcript": (
        _("what is said (WebVTT or SubRip)"),
        _("sound.vtt"),
    ),
    "video": (_("the video, beside the text"), Message("video.mp4")),
    "captions": (_("the captions of the video"), Message("video.vtt")),
    "introduction": (_("what a presenter reads"), Message("…")),
    "contact": (_("e-mail address"), Message("name@example.org")),
    "menu": (_("its place in the footer"), Message("1")),
    "axes": (_("axes: {keys}"), Message("[]")),
    "regions": (_("regions: {keys}"), Message("[]")),
    "tags": (_("tags: {keys}"), Message("[]")),
    "member": (_("the member: its file's name"), Message("")),
    "author": (_("who signs it"), _("[Press office]")),
    "image": (_("a picture beside the text"), _("picture.jpg")),
    "image_alt": (_("what the picture shows"), _("Two volunteers …")),
    "image_credit": (_("who made the picture"), Message("")),
    "embargo": (
        _("nothing goes out before this moment"),
        Message("2026-03-25 18:30"),
    ),
    "expires": (_("then it is withdrawn"), Message("2026-06-30")),
    "only": (_("in this language alone, on purpose"), Message("{lang}")),
}
WRITTEN = ("id", "status", "title", "summary", "date")  # by us, and filled in
OPEN = {"event": ("end",)}  # of these kinds nearly every text states them: they wait to be filled in
_READY = _("delete the next line when the text is ready")
_OPTIONAL = _("Of what follows use what you need: delete the # before it and change the value")


class Wanted(NamedTuple):
    """What was asked for: `show` is the folder of an episode's show; `folder`: the text gets one of its own."""

    kind: str
    title: str
    title_en: str = ""
    show: str = ""
    folder: bool = False


def begin(settings: Settings, wanted: Wanted) -> list[Path]:
    """Write a file for each language and give their paths. Raises UsageError where that can't be."""
    paths = _paths(settings, wanted)
    first = settings.site.default_language
    original = _text(settings, wanted, first, "")
    site, fields = settings.site, settings.fields(wanted.kind)
    document, __ = parse(original.encode(), wanted.kind, first, site.timezone, site.codes, fields)
    known = original_hash.signature(document, body_of(original.encode()))
    next(iter(paths.values())).parent.mkdir(parents=True, exist_ok=True)
    for lang, path in paths.items():
        text = original if lang == first else _text(settings, wanted, lang, known)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(paths.values())


def _paths(settings: Settings, wanted: Wanted) -> dict[Language, Path]:
    """Where the files are to stand, the original first."""
    if wanted.kind not in KINDS:
        raise UsageError(
            _("new: there is no kind {kind}; the kinds are {names}").format(
                kind=repr(wanted.kind), names=", ".join(KINDS)
            )
        )
    content, site = settings.read.content, settings.site
    folder = content / next((name for name, its_kind in FOLDERS.items() if its_kind == wanted.kind), "shows")
    if wanted.kind == "episode":
        if not wanted.show or not (folder / wanted.show).is_dir():
            raise UsageError(_("new: --show must name a folder of content/shows/"))
        folder /= wanted.show
    stem = slugify(wanted.title_en or wanted.title)
    if not stem:
        raise UsageError(_("new: the title makes no file name; give one with letters or digits"))
    base = folder / stem / "index" if wanted.folder or wanted.kind == "show" else folder / stem
    languages = sorted(site.codes, key=lambda lang: lang != site.default_language)
    for lang in languages:
        for path in (folder / f"{stem}.{lang}.md", folder / stem / f"index.{lang}.md"):
            if path.exists():
                raise UsageError(_("new: {path} is there already").format(path=path))
    return {lang: base.with_name(f"{base.name}.{lang}.md") for lang in languages}


def _text(settings: Settings, wanted: Wanted, lang: Language, known: str) -> str:
    """A file: what must be stated, then what may be; `known` is what a translation remembers of its original."""
    fields = schema(wanted.kind, settings.site.timezone, settings.fields(wanted.kind))
    is_original = not known
    title = wanted.title if is_original else wanted.title_en if lang == "en" else ""
    quoted = set_in_type(title, lang).replace("\\", "\\\\").replace('"', '\\"')
    lines = [f'title: "{quoted}"', "summary: "]
    if is_original:
        begun = [f"id: {uuid.uuid4()}", f"# {say(_READY, lang)}", "status: draft"]
        dated = [f"date: {settings.run.now:%Y-%m-%d %H:%M}"] if fields["date"].required else []
        lines = [*begun, *lines, *dated]
    mine = [field for field in fields.values() if is_original or field.sort == "own"]
    lines += _needed(mine, wanted.kind, lang, settings)
    lines += [] if is_original else [f"original_hash: {known}"]
    optional = list(_offered(mine, wanted.kind, lang, settings))
    lines += [f"# {say(_OPTIONAL, lang)}", *optional] if optional else []
    return "---\n" + "\n".join(lines) + f"\n---\n\n{original_hash.placeholder(lang)}\n"


def _needed(fields: list[Field], kind: str, lang: Language, settings: Settings) -> Iterator[str]:
    """What is required beside what is filled in already, empty, and what it holds where that is a choice."""
    for field in fields:
        is_open = field.name in OPEN.get(kind, ())
        if (field.required or is_open) and field.name not in WRITTEN:
            if field.name == "document_type":
                yield f"# {_help(field.name, kind, lang, settings)}"
            yield f"{field.name}: "


def _offered(fields: list[Field], kind: str, lang: Language, settings: Settings) -> Iterator[str]:
    """The usual fields behind a `#`, each below a word of help."""
    known = {field.name: field for field in fields}
    for name, (__, example) in HELP.items():
        if name in known and not known[name].required and name not in OPEN.get(kind, ()):
            yield f"# {_help(name, kind, lang, settings)}"
            yield f"#{name}: {say(example.format(lang=lang), lang)}".rstrip()


def _help(name: str, kind: str, lang: Language, settings: Settings) -> str:
    return say(HELP[name][0].format(keys=", ".join(_keys(settings).get(name, ()))), lang)


def _keys(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """What may be chosen of: the site's own words, and the sorts of documents."""
    words, __ = read_taxonomies(settings.read.content, settings.site.codes)
    found = {group: tuple(words.groups[group]) for group in ("axes", "regions", "tags")}
    return {**found, "document_type": DOCUMENT_TYPES}
