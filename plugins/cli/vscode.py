"""`vscode`: what Visual Studio Code needs to help whoever writes: snippets, tasks that mark problems, fields, schemas.

No extension is asked for; Front Matter CMS (https://frontmatter.codes), which is recommended, shows fields in a panel.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plugins.cli.new import Wanted, text_of
from plugins.cli.schemas import write_schemas
from plugins.cli.watch import BEGINS, ENDS
from plugins.i18n.messages import say
from plugins.model.entry import KINDS
from plugins.model.errors import MachineError, UsageError
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import Message, _
from plugins.read.json_schemas import Schemas
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings

SCHEMAS = ".schemas"
MARK = "// diavlos vscode"  # the first line of a file that we wrote, and may write anew
Json = dict[str, Any]

_CHECK = _("Check the texts")
_WATCH = _("Check the texts at every change")
_PREVIEW = _("Preview on this machine")
_BEGIN = _("begin a text of the kind {kind}")
_TAKEN = _("vscode: {file} is there, and not ours; move it away, or put into it what you need of ours by hand")
_CANNOT = _("vscode: {file}: {why}")
#: A line of `--format github`, whose files are named from the root of the project.
_PATTERN: Json = {
    "regexp": r"^::(error|warning|notice) file=([^,]+),line=(\d+),col=(\d+),title=([^:]*)::(.*)$",
    "severity": 1,
    "file": 2,
    "line": 3,
    "column": 4,
    "code": 5,
    "message": 6,
}


def write_vscode(settings: Settings) -> list[Path]:
    """Write the files beside the content, and return them. Raises UsageError for one that is there and not ours."""
    if not settings.read.content.is_dir():
        raise UsageError(_("settings: PATH: there is no folder {content}").format(content=settings.read.content))
    root = settings.read.content.absolute().parent
    made = {
        ".vscode/extensions.json": {"recommendations": ["eliostruyf.vscode-front-matter"]},
        ".vscode/tasks.json": tasks(settings, (root / "plugins" / "__main__.py").is_file()),
        ".vscode/diavlos.code-snippets": dict(snippets(settings)),
        "frontmatter.json": fields(settings),
    }
    for name in made:
        if (root / name).exists() and not _is_ours(root / name):
            raise UsageError(_TAKEN.format(file=root / name))
    try:
        written = [_write(root / name, value) for name, value in made.items()]
    except OSError as error:
        raise MachineError(_CANNOT.format(file=error.filename, why=error.strerror or error)) from error
    return [*written, *write_schemas(settings, root / SCHEMAS)]


def _is_ours(file: Path) -> bool:
    return MARK.removeprefix("// ") in file.read_text(encoding="utf-8", errors="replace")[:200]


def _write(file: Path, value: Json) -> Path:
    """Write JSON with the mark before it; where no comment may stand, as its first value."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".json" and file.parent.name != ".vscode":
        text = json.dumps({"$comment": MARK.removeprefix("// "), **value}, ensure_ascii=False, indent=2)
    else:
        text = f"{MARK}\n{json.dumps(value, ensure_ascii=False, indent=2)}"
    file.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return file


def tasks(settings: Settings, is_checkout: bool) -> Json:
    """Return the tasks: `check` once and at every change, whose problems stand at their lines; and the preview."""
    command = "python -m plugins" if is_checkout else "diavlos"
    matcher: Json = {"owner": "diavlos", "fileLocation": ["relative", "${workspaceFolder}"], "pattern": _PATTERN}
    background: Json = {"activeOnStart": True, "beginsPattern": f"^{BEGINS} ", "endsPattern": f"^{ENDS}$"}

    def task(label: Message, words: str, **more: object) -> Json:
        lang = settings.site.default_language
        return {"label": say(label, lang), "type": "shell", "command": f"{command} {words}", **more}

    return {
        "version": "2.0.0",
        "options": {"env": {"PATH": "${workspaceFolder}/.venv/bin:${env:PATH}"}},
        "windows": {"options": {"env": {"PATH": "${workspaceFolder}\\.venv\\Scripts;${env:PATH}"}}},
        "tasks": [
            task(_CHECK, "check --format github", problemMatcher=matcher, group={"kind": "test", "isDefault": True}),
            task(
                _WATCH,
                "check --format github --watch",
                isBackground=True,
                problemMatcher={**matcher, "background": background},
                presentation={"reveal": "never"},
                runOptions={"runOn": "folderOpen"},
            ),
            task(_PREVIEW, "serve --drafts", isBackground=True, problemMatcher=[]),
        ],
    }


def snippets(settings: Settings) -> Iterator[tuple[str, Json]]:
    """Yield the snippets by name: for each kind and language what `new` writes, to be filled in with the tabulator."""
    groups = read_taxonomies(settings.read.content, settings.site.codes)[0].groups
    for kind in KINDS:
        for lang in settings.site.codes:
            known = "" if lang == settings.site.default_language else "-"
            text = text_of(settings, Wanted(kind, ""), lang, known, groups)
            yield (
                f"{kind}.{lang}",
                {
                    "scope": "markdown",
                    "prefix": f"{kind}-{lang}",
                    "description": say(_BEGIN.format(kind=FIELDS_OF[kind].plural or kind), lang),
                    "body": list(_with_stops(text)),
                },
            )


def _with_stops(text: str) -> Iterator[str]:
    """Yield the lines of a new text as a snippet: what is empty is a stop, the id is new, the date that of the day."""
    stop = 0
    for line in text.rstrip("\n").split("\n"):
        if line.startswith("original_hash: "):
            continue  # `check --fix` writes it
        name, colon, value = line.partition(":")
        if line.startswith("id: "):
            yield "id: ${UUID}"
        elif line.startswith("date: "):
            yield "date: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE $CURRENT_HOUR:$CURRENT_MINUTE"
        elif colon and re.fullmatch(r"[a-z_]+", name) and value.strip() in ("", '""'):
            stop += 1
            yield f'{name}: "${{{stop}}}"' if value.strip() else f"{name}: ${{{stop}}}"
        else:
            yield re.sub(r"([$}\\])", r"\\\1", line)
    yield "$0"


def fields(settings: Settings) -> Json:
    """Return the settings of Front Matter CMS: a content type for each kind, with the fields of an original."""
    lang = settings.site.default_language
    taxonomies, _problems = read_taxonomies(settings.read.content, settings.site.codes)
    schemas = Schemas(settings, taxonomies, lang)
    folders = {kind: FIELDS_OF[kind].folder or "shows" for kind in KINDS}
    return {
        "$schema": "https://frontmatter.codes/frontmatter.schema.json",
        "frontMatter.content.pageFolders": [
            {
                "title": folder,
                "path": f"[[workspace]]/content/{folder}",
                "contentTypes": [kind for kind in KINDS if folders[kind] == folder],
            }
            for folder in dict.fromkeys(folders.values())
        ],
        "frontMatter.content.publicFolder": "content",
        "frontMatter.content.supportedFileTypes": ["md"],
        "frontMatter.taxonomy.dateFormat": "yyyy-MM-dd HH:mm",
        "frontMatter.taxonomy.indentArrays": False,
        "frontMatter.taxonomy.contentTypes": [
            {"name": kind, "pageBundle": False, "fields": list(_fields(schemas.of(kind)))} for kind in KINDS
        ],
        "frontMatter.taxonomy.tags": list(taxonomies.groups["tags"]),
    }


def _fields(schema: Json) -> Iterator[Json]:
    needed = (*schema["required"], *schema.get("then", {}).get("required", ()))
    for name, said in schema["properties"].items():
        if said.get("deprecated"):
            continue
        made: Json = {"title": said["title"], "name": name, "description": said["description"]}
        yield made | dict(_sort_of(name, said["anyOf"][0])) | ({"required": True} if name in needed else {})


def _sort_of(name: str, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what makes a field one of theirs: https://frontmatter.codes/docs/content-creation/fields"""
    one, is_list = _item_of(said)
    choices = one.get("enum")
    if choices == [True, False, "yes", "no"]:
        yield "type", "boolean"
    elif choices:
        yield from (("type", "choice"), ("choices", choices), ("multiple", is_list))
    elif is_list:
        yield "type", "list"
    elif "\\d{4}-\\d{2}" in str(one.get("pattern", "")):
        yield "type", "datetime"
    elif one.get("type") == ["integer", "string"]:
        yield "type", "number"
    elif name == "image":
        yield from (("type", "image"), ("isPreviewImage", True))
    elif name == "slug":
        yield "type", "slug"
    else:
        yield from (("type", "string"), ("single", one.get("maxLength", 0) <= _LINE))


_LINE = 200  # characters that stand in one line of their panel


def _item_of(said: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """Return the schema of one value, and whether there may be several."""
    for way in said.get("anyOf", (said,)):
        if way.get("type") == "array":
            return way["items"]["anyOf"][0], True
    return said.get("anyOf", (said,))[0], False
