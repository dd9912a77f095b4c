"""What newsrooms pull: items that the standard's own schema accepts, whole, in both languages, and findable."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from plugins.channels.newsroom import stories
from tests.conftest import ROOT, SmallSite

BASE = "https://diavlos.example/"
NEWS = """---
id: 0c5a1b0e-5d53-4b8e-9d0a-3a3a1c5a0f0{number}
title: Νέο {number}
summary: Το νέο {number}.
date: 2026-11-{day}
slate: false
{more}
---
Κείμενο με [σύνδεσμο](https://example.org/).
"""


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads((ROOT / "tests/schemas/ninjs-3.1.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def items(site: SmallSite) -> dict[str, Any]:
    """Every item by its path below newsroom/."""
    folder = site.output / "newsroom"
    return {
        path.relative_to(folder).as_posix(): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/**/*.json"))
    }


def role(item: dict[str, Any], field: str, name: str) -> str:
    (value,) = [part["value"] for part in item[field] if part["role"] == name]
    return str(value)


def test_items_and_lists_follow_the_schema(real_site: SmallSite, validator: Draft202012Validator):
    found = items(real_site)
    assert len(found) > 100
    lists = [json.loads((real_site.output / f"newsroom/{lang}.json").read_bytes()) for lang in ("el", "en")]
    for value in (*found.values(), *lists):
        validator.validate(value)


def test_the_schema_catches_a_wrong_key(real_site: SmallSite, validator: Draft202012Validator):
    item = next(iter(items(real_site).values()))
    assert not validator.is_valid({**item, "headline": "x"})
    assert not validator.is_valid({**item, "associations": [{"uri": "urn:x"}]})


def test_an_item_says_what_the_page_says(real_site: SmallSite):
    item = items(real_site)["el/news/annual-assembly-2026.json"]
    page = real_site.output / item["renditions"][0]["href"].removeprefix(BASE) / "index.html"
    text = page.read_text(encoding="utf-8")
    assert role(item, "headlines", "main") in text and role(item, "bodies", "lead-in") in text
    body = role(item, "bodies", "main")
    assert f'href="{BASE}ekdiloseis/' in body and 'href="/' not in body
    script = role(item, "bodies", "script")
    assert script.startswith(role(item, "headlines", "main")) and "<" not in script and "↩" not in script
    assert item["usageTerms"].startswith("Ό,τι δημοσιεύουμε")
    assert {"name": "Πανελλαδικά", "uri": f"{BASE}perifereies/panelladika/", "literal": "nationwide"} in item["places"]


def test_languages_name_each_other(real_site: SmallSite):
    found = items(real_site)
    by_uri = {item["uri"]: item for item in found.values()}
    pairs = 0
    assert len(by_uri) == len(found)
    for item in found.values():
        for other in item.get("associations", ()):
            if other.get("rel") == "translation":
                back = by_uri[other["uri"]]
                assert item["uri"] in [one["uri"] for one in back["associations"]]
                assert back["language"] == other["language"] != item["language"]
                pairs += 1
    assert pairs > 80


def test_every_address_leads_to_a_file(real_site: SmallSite):
    lists = {
        f"{lang}.json": json.loads((real_site.output / f"newsroom/{lang}.json").read_bytes()) for lang in ("el", "en")
    }
    for name, item in {**items(real_site), **lists}.items():
        forms = [*item.get("renditions", ()), *(f for one in item.get("associations", ()) for f in one["renditions"])]
        assert forms, name
        for form in forms:
            path = real_site.output / form["href"].removeprefix(BASE)
            file = path / "index.html" if form["href"].endswith("/") else path
            assert file.is_file(), form
            assert form.get("sizeInBytes", file.stat().st_size) == file.stat().st_size


def test_a_recording_brings_its_files_and_rights(real_site: SmallSite):
    item = items(real_site)["el/shows/dimosia-foni/library-of-tools.json"]  # the longest; the first found may be short
    assert (item["type"], item["language"]) == ("audio", "el")
    (mp3,) = [form for form in item["renditions"] if form["name"] == "mp3"]
    assert mp3["duration"] > 30 and mp3["bitrate"].endswith(" kbps") and mp3["contentType"] == "audio/mpeg"
    assert "Αναμετάδοση: " in item["usageTerms"]


def test_a_video_brings_its_files(real_site: SmallSite):
    """Those for stations and for the web, whole."""
    found = [item for item in items(real_site).values() if item["type"] == "video"]
    assert found
    for item in found:
        clips = [form for form in item["renditions"] if form["name"].startswith("video-")]
        assert len(clips) >= 2 and all(clip["contentType"] == "video/mp4" and clip["duration"] > 1 for clip in clips)


def test_an_event_brings_its_dates(real_site: SmallSite):
    item = items(real_site)["el/events/volunteer-day-2026.json"]
    assert item["eventDetails"]["dates"]["startDate"].startswith("2026-")
    assert item["places"][-1]["name"]


def test_an_embargo_and_an_expiry_are_told_and_kept(small_site: SmallSite, validator: Draft202012Validator):
    """Nothing before the embargo; then the item says when it ended, and when the text expires."""
    more = "embargo: 2026-11-23 09:00\nexpires: 2026-12-01"
    small_site.write("news/late.el.md", NEWS.format(number=1, day=20, more=more))
    path = small_site.output / "newsroom/el/news/late.json"
    small_site.build()
    assert not path.exists() and "Νέο 1" not in (small_site.output / "newsroom/el.json").read_text(encoding="utf-8")
    small_site.build("--now", "2026-11-23T09:00")
    item = json.loads(path.read_text(encoding="utf-8"))
    validator.validate(item)
    assert item["embargoedUntil"] == item["firstCreated"] == "2026-11-23T09:00:00+02:00"
    assert item["expires"] == "2026-12-01T00:00:00+02:00"
    small_site.build("--now", "2026-12-01T00:00")
    assert not path.exists()


def test_a_changed_text_changes_its_item_alone(small_site: SmallSite):
    source = small_site.write("news/one.el.md", NEWS.format(number=1, day=20, more=""))
    small_site.build()
    before = items(small_site)
    source.write_text(source.read_text(encoding="utf-8").replace("Κείμενο", "Άλλο κείμενο"), encoding="utf-8")
    small_site.build()
    changed = {path for path, item in items(small_site).items() if item != before[path]}
    assert changed == {"el/news/one.json"}


def test_the_newest_are_kept(small_site: SmallSite, monkeypatch: pytest.MonkeyPatch, make_settings: Any):
    from plugins.read.site import read_site
    from plugins.translate.editions import make_editions

    for number in range(1, 6):
        small_site.write(f"news/n{number}.el.md", NEWS.format(number=number, day=10 + number, more=""))
    settings = make_settings(PATH=str(small_site.content))
    monkeypatch.setattr(stories, "KEPT", 3)
    edition = make_editions(read_site(settings), settings)["el"]
    assert list(stories.newest(edition)) == ["shows/deltio/first", "news/n5", "news/n4"]
