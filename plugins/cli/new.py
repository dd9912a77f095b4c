"""`new`: begins an entry in every language of the site, as a draft with its permanent id and the fields of its kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from plugins.i18n.greek import slugify
from plugins.i18n.messages import say
from plugins.markdown.quotes import set_in_type
from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.model.fields import Help
from plugins.model.kinds import CommonFields
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.read.document import body_of, parse
from plugins.read.files import FOLDERS
from plugins.read.schemas import Field, schema
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings
from plugins.text import original_hash

WRITTEN = ("id", "status", "title", "summary", "date")  # by us, and filled in
TERMS = ("axes", "regions", "tags")  # whose keys are the site's own
Groups = Mapping[str, Mapping[str, object]]  # keys by group, as taxonomies.yaml has them
_READY = _("delete the next line when the text is ready")
_OPTIONAL = _("Of what follows use what you need: delete the # before it and change the value")


class Wanted(NamedTuple):
    """What was asked for: `titles` are those of translations; `show` is the folder of an episode's show.

    With `folder` the text gets one of its own.
    """

    kind: str
    title: str
    titles: Mapping[Language, str] = MappingProxyType({})
    show: str = ""
    folder: bool = False


def begin(settings: Settings, wanted: Wanted) -> list[Path]:
    """Write a file for each language and give their paths. Raises UsageError where that can't be."""
    paths = _paths(settings, wanted)
    first = settings.site.default_language
    groups = read_taxonomies(settings.read.content, settings.site.codes)[0].groups
    original = text_of(settings, wanted, first, "", groups)
    site = settings.site
    document, __ = parse(original.encode(), wanted.kind, first, site.timezone, site.codes, settings.fields)
    known = original_hash.signature(document, body_of(original.encode()))
    next(iter(paths.values())).parent.mkdir(parents=True, exist_ok=True)
    for lang, path in paths.items():
        text = original if lang == first else text_of(settings, wanted, lang, known, groups)
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
    stem = slugify(wanted.titles.get("en") or wanted.title)
    if not stem:
        raise UsageError(_("new: the title makes no file name; give one with letters or digits"))
    base = folder / stem / "index" if wanted.folder or wanted.kind == "show" else folder / stem
    languages = sorted(site.codes, key=lambda lang: lang != site.default_language)
    for lang in languages:
        for path in (folder / f"{stem}.{lang}.md", folder / stem / f"index.{lang}.md"):
            if path.exists():
                raise UsageError(_("new: {path} is there already").format(path=path))
    return {lang: base.with_name(f"{base.name}.{lang}.md") for lang in languages}


def text_of(settings: Settings, wanted: Wanted, lang: Language, known: str, groups: Groups) -> str:
    """A file: what must be stated, then what may be; `known` is what a translation remembers of its original.

    `groups` are the words of the site, whose keys some fields take.
    """
    fields = schema(wanted.kind, settings.site.timezone, settings.fields(wanted.kind))
    is_original = not known
    title = wanted.title if is_original else wanted.titles.get(lang, "")
    quoted = set_in_type(title, lang).replace("\\", "\\\\").replace('"', '\\"')
    lines = [f'title: "{quoted}"', "summary: "]
    if is_original:
        begun = [f"id: {uuid.uuid4()}", f"# {say(_READY, lang)}", "status: draft"]
        dated = [f"date: {settings.run.now:%Y-%m-%d %H:%M}"] if fields["date"].required else []
        lines = [*begun, *lines, *dated]
    mine = [field for field in fields.values() if is_original or field.sort == "own"]
    lines += _needed(mine, lang, groups)
    lines += [] if is_original else [f"original_hash: {known}"]
    optional = list(_offered(mine, lang, groups))
    lines += [f"# {say(_OPTIONAL, lang)}", *optional] if optional else []
    return "---\n" + "\n".join(lines) + f"\n---\n\n{original_hash.placeholder(lang)}\n"


def _needed(fields: list[Field], lang: Language, groups: Groups) -> Iterator[str]:
    """Yield the fields that wait to be filled in, empty; of a choice, a line before says what may be chosen."""
    for field in fields:
        if _is_open(field) and field.name not in WRITTEN:
            if field.help and field.choices:
                yield f"# {_help(field, field.help, lang, groups)}"
            yield f"{field.name}: "


def _offered(fields: list[Field], lang: Language, groups: Groups) -> Iterator[str]:
    """Yield the usual fields behind a `#`, those of the kind first, each below a word of help."""
    for field in sorted(fields, key=lambda field: field.owner is CommonFields):
        if field.help and not _is_open(field):
            example = field.help.example
            yield f"# {_help(field, field.help, lang, groups)}"
            shown = example.replace("{lang}", lang) if isinstance(example, str) else say(example, lang)
            yield f"#{field.name}: {shown}".rstrip()


def _is_open(field: Field) -> bool:
    return field.required or (field.help is not None and field.help.is_open)


def _help(field: Field, help: Help, lang: Language, groups: Groups) -> str:
    """What a field holds; where only some values may be chosen, these."""
    choices = field.choices
    if field.name in TERMS:
        choices = tuple(groups[field.name])
    return say(help.words.format(keys=", ".join(choices)), lang)
