"""`new`: begins an entry in both languages, as a draft with its permanent id."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from plugins.errors import UsageError
from plugins.greek import slugify
from plugins.model import KINDS
from plugins.read.files import FOLDERS
from plugins.read.quotes import set_in_type
from plugins.read.schemas import schema

TIMEZONE = "Europe/Athens"


def begin(content: Path, kind: str, title: str, title_en: str = "", show: str = "") -> list[Path]:
    """Write the two files and give their paths. Raises UsageError where that can't be."""
    if kind not in KINDS:
        raise UsageError(f"new: there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    folder = content / next((name for name, its_kind in FOLDERS.items() if its_kind == kind), "shows")
    if kind == "episode":
        if not (folder / show).is_dir() or not show:
            raise UsageError("new: --show must name a folder of content/shows/")
        folder /= show
    stem = slugify(title_en or title)
    if not stem:
        raise UsageError("new: the title makes no file name; give one with letters or digits")
    base = folder / stem / "index" if kind == "show" else folder / stem
    paths = [base.with_name(f"{base.name}.{lang}.md") for lang in ("el", "en")]
    for path in paths:
        if path.exists():
            raise UsageError(f"new: {path} is there already")
    base.parent.mkdir(parents=True, exist_ok=True)
    for path, lang in zip(paths, ("el", "en"), strict=True):
        path.write_text(_text(kind, lang, title if lang == "el" else title_en), encoding="utf-8", newline="\n")
    return paths


def _text(kind: str, lang: str, title: str) -> str:
    """The front matter with every required field; the translation states its own fields alone."""
    quoted = set_in_type(title, lang == "el").replace("\\", "\\\\").replace('"', '\\"')
    lines = [f'title: "{quoted}"', "summary: "]
    if lang == "el":
        lines = [f"id: {uuid.uuid4()}", "status: draft", *lines]
    for field in schema(kind, TIMEZONE).values():
        if field.required and field.name not in ("id", "title", "summary"):
            if field.name == "date":
                lines += [f"date: {datetime.now():%Y-%m-%d %H:%M}"] if lang == "el" else []
            elif lang == "el" or field.sort == "own":
                lines.append(f"{field.name}: ")
    body = "Γράψτε εδώ το κείμενο." if lang == "el" else "Write the text here."
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"
