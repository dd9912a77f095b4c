"""`schemas`: writes a JSON Schema of the front matter for each kind and language, and which files each is of."""

from __future__ import annotations

import json
import os
from pathlib import Path

from plugins.model.entry import KINDS
from plugins.read.files import FOLDERS
from plugins.read.json_schemas import Schemas, patterns_of
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings

INDEX = "index.json"  # schema → the files that it is of


def write_schemas(settings: Settings, folder: Path) -> list[Path]:
    """Write the schemas into a folder and return the files. Raises MachineError where that can't be."""
    content, site = settings.read.content, settings.site
    taxonomies, _ = read_taxonomies(content, site.codes)
    folder.mkdir(parents=True, exist_ok=True)
    named = {kind: name for name, kind in FOLDERS.items()} | {"episode": "shows"}
    index, written = {}, []
    for lang in site.codes:
        schemas = Schemas(settings, taxonomies, lang)
        for kind in KINDS:
            path = folder / f"{kind}.{lang}.json"
            path.write_text(_json(schemas.of(kind)), encoding="utf-8", newline="\n")
            texts = os.path.relpath(content / named[kind])
            index[f"./{os.path.relpath(path)}"] = [f"./{pattern}" for pattern in patterns_of(kind, lang, texts)]
            written.append(path)
    (folder / INDEX).write_text(_json(index), encoding="utf-8", newline="\n")
    return [*written, folder / INDEX]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
