"""What an old site left behind is a warning in a text that says `imported`, and an error in every other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, SmallSite

TEXT = """---
id: 5b1f0a52-1d0c-4c53-8a5e-0d5a5f1b7c77
title: Ένα παλιό κείμενο
summary: Ήρθε από αλλού.
date: 2019-05-02
slug: palio
{imported}---
[διαδρομή](/palia/selida/) [κείμενο]({{filename}}/news/nothing.el.md) [δίπλα](nothing.pdf) [μέρος](#nothing)

![](nothing.jpg)

![Εικόνα αλλού](https://old.example/boat.jpg) ![Στη ρίζα](/images/boat.svg)
"""
RULES = {"links", "places", "images", "remote"}


@pytest.mark.parametrize("imported", ["imported: true\n", ""])
def test_dead_links_and_missing_pictures(imported: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/sites/minimal/content", tmp_path / "content")
    site = SmallSite(tmp_path)
    site.write("news/palio.el.md", TEXT.format(imported=imported))
    done = site.run("check", "--format", "json")

    assert done.returncode == (0 if imported else 1)

    found = [row for row in json.loads(done.stdout) if row["file"] == "news/palio.el.md" and row["level"] != "note"]
    assert {row["level"] for row in found} == ({"warning"} if imported else {"error"})
    assert {row["rule"] for row in found} <= RULES and len(found) >= 5
