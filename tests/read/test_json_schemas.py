"""JSON Schemas of front matter: a tool that reads YAML 1.2 takes what `check` takes, and refuses what is unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from plugins.cli.host import load
from plugins.cli.new import Wanted, begin
from plugins.model.entry import KINDS
from plugins.read.files import scan
from plugins.read.json_schemas import Schemas
from plugins.read.schemas import schema
from plugins.read.taxonomies import read_taxonomies
from plugins.settings import Settings
from tests.conftest import ROOT, fields_of
from tests.read.test_fields import ZONE, value_of

CONTENT = ROOT / "content"


class Core(yaml.SafeLoader):
    """YAML by the core schema of its version 1.2, as tools read it: https://yaml.org/spec/1.2.2/#103-core-schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (PyYAML's own)


for tag, pattern in {
    "null": r"^(?:~|null|Null|NULL|)$",
    "bool": r"^(?:true|True|TRUE|false|False|FALSE)$",
    "int": r"^[-+]?[0-9]+$",
    "float": r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
}.items():
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), None)


def head_of(text: str) -> Any:
    """The front matter of a text, as a tool reads it."""
    return yaml.load(text.split("---\n")[1], Loader=Core)


@cache
def ours() -> Settings:
    """The settings of this project."""
    typed: Settings = load(ROOT / "pelicanconf.py", {}).typed
    return typed


@cache
def validator(kind: str, lang: str) -> Draft7Validator:
    """What a tool makes of the schema of this project's texts."""
    taxonomies, problems = read_taxonomies(CONTENT, ours().site.codes)
    assert not problems
    return Draft7Validator(Schemas(ours(), taxonomies, lang).of(kind))


def faults(kind: str, lang: str, head: Any) -> list[str]:
    return [error.message[:200] for error in validator(kind, lang).iter_errors(head)]


@pytest.mark.parametrize("lang", ["el", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema(kind: str, lang: str) -> None:
    """By the dialect that it names; each field has a title and says whose it is in the schema's language."""
    Draft7Validator.check_schema(validator(kind, lang).schema)
    fields = validator(kind, lang).schema["properties"]
    assert fields.keys() >= schema(kind, ZONE, fields_of(kind)).keys()
    letters = {"el": "[α-ω]", "en": "[a-z]"}[lang]
    assert all(re.search(letters, field["description"]) for field in fields.values())


def test_every_text_of_the_content_passes() -> None:
    """As it stands, by the schema of its kind and language."""
    found, _, _ = scan(CONTENT, ("el", "en"))
    wrong = {s.path: faults(s.kind, s.lang, head_of((CONTENT / s.path).read_text("utf-8"))) for s in found}
    assert {path: said for path, said in wrong.items() if said} == {}
    assert len(found) > 150


@pytest.mark.parametrize("kind", KINDS)
def test_what_new_begins_passes(kind: str, make_settings: Callable[..., Settings]) -> None:
    """Before anybody has filled it in, and with all that is offered behind a `#`."""
    settings = make_settings()
    taxonomies = (CONTENT / "taxonomies.yaml").read_text("utf-8")
    (settings.read.content / "shows" / "deltio").mkdir(parents=True)
    (settings.read.content / "taxonomies.yaml").write_text(taxonomies, encoding="utf-8")
    for path in begin(settings, Wanted(kind, "Τίτλος", {"en": "Title"}, "deltio")):
        text = Path(path).read_text("utf-8")
        assert faults(kind, path.suffixes[0][1:], head_of(text)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_with_a_value_passes(kind: str) -> None:
    """One by one: no tool marks as wrong what `check` accepts."""
    needed = {f.name: "x" for f in schema(kind, ZONE, fields_of(kind)).values() if f.required}
    refused = {}
    for name in schema(kind, ZONE, fields_of(kind)):
        stated = yaml.load(f"{name}: {value_of(kind, name)}", Loader=Core)
        mine = [
            e.message[:200] for e in validator(kind, "el").iter_errors(needed | stated) if list(e.path)[:1] == [name]
        ]
        refused |= {name: mine} if mine and name not in ("tags", "axes", "regions", "series") else {}
    assert refused == {}


WRONG = {
    "an unknown field": ("news", {"titel": "Α"}),
    "a field of another kind": ("news", {"deadline": "2026-05-15"}),
    "an axis that is not there": ("news", {"axes": ["helth"]}),
    "a choice that there is not": ("document", {"document_type": "novel"}),
    "a day that is none": ("news", {"date": "tomorrow"}),
    "a number that is none": ("guide", {"part": "many"}),
    "a number beyond": ("document", {"year": 3000}),
    "a title too long": ("news", {"title": "Α" * 201}),
    "a language that the site has not": ("news", {"only": "fr"}),
    "a record without what it needs": ("show", {"funding": {"text": "Στηρίξτε"}}),
    "a record with what it has not": ("episode", {"music": [{"title": "Α", "composer": "Β"}]}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused(name: str) -> None:
    """While somebody types, before anything is built."""
    kind, head = WRONG[name]
    sound = {f.name: "x" for f in schema(kind, ZONE, fields_of(kind)).values() if f.required}
    assert faults(kind, "el", sound | head) != faults(kind, "el", sound)


def test_a_translation_need_not_say_again_what_its_original_says() -> None:
    """The file of the site's language must have what is stated once, unless another is the original."""
    assert faults("event", "en", {"title": "Fair", "summary": "…", "place": "Volos"}) == []
    told = faults("event", "el", {"title": "Γιορτή", "summary": "…", "place": "Βόλος"})
    assert sorted(re.findall(r"'(\w+)' is a required", " ".join(told))) == ["date", "id", "start"]
    assert faults("event", "el", {"title": "Γιορτή", "summary": "…", "place": "Βόλος", "original": "en"}) == []


def test_a_field_whose_channel_is_left_out_is_marked(make_settings: Callable[..., Settings]) -> None:
    """As one that nothing reads any more, and not as wrong."""
    taxonomies, _ = read_taxonomies(CONTENT, ("el", "en"))
    made = Schemas(make_settings(CHANNELS=["web"]), taxonomies, "en").of("show")
    assert made["properties"]["funding"]["deprecated"] and made["properties"]["slate"]["deprecated"]
    assert "podcast" in made["properties"]["funding"]["description"]
