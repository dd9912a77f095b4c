"""Projects that gather what belongs to them, and the page of those that are initiatives."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from lxml import html

from plugins.cli.commands import examine_all
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from tests.conftest import ROOT, SmallSite, settings_below

BUDGET = """---
id: 10057e0d-c291-44f9-9bcc-5909fa4c0b78
title: Προϋπολογισμός
summary: Γραμμή προς γραμμή.
date: 2026-01-20
document_type: budget
table: budget
file: table.csv
project: pier
only: el
---
Κείμενο.
"""
TABLE = "κωδικός,κατηγορία,περιγραφή,προϋπολογισμός_2026_ευρώ\n1.1,έξοδα,Ξύλα,1200\n1,σύνολο,Έξοδα,1200\n"
STATED = {
    "projects/pier.el.md": "initiative: true",
    **dict.fromkeys(("events/fair.el.md", "volunteering/kitchen.el.md", "shows/deltio/first.el.md"), "project: [pier]"),
}


def laid_out(site: SmallSite, stated: Mapping[str, str]) -> SmallSite:
    """The minimal site with some lines more, and the word of the page."""
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", site.content)
    words = yaml.safe_load((site.content / "taxonomies.yaml").read_text(encoding="utf-8"))
    project = yaml.safe_load((ROOT / "content" / "taxonomies.yaml").read_text(encoding="utf-8"))
    words["lists"]["initiatives"] = project["lists"]["initiatives"]
    site.write("taxonomies.yaml", yaml.safe_dump(words, allow_unicode=True, sort_keys=False))
    for path, line in stated.items():
        text = (site.content / path).read_text(encoding="utf-8")
        site.write(path, text.replace("---\n", f"---\n{line}\n", 1))
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    one = laid_out(SmallSite(tmp_path_factory.mktemp("initiatives")), STATED)
    one.write("documents/budget/index.el.md", BUDGET)
    one.write("documents/budget/table.csv", TABLE)
    one.build()
    return one


def page(site: SmallSite, path: str) -> Any:
    return html.fromstring((site.output / path / "index.html").read_bytes())


def titles(of: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in of.xpath(path)]


def test_a_project_gathers_what_belongs_to_it(site: SmallSite) -> None:
    """Kind by kind, with the totals of its tables; in both languages, since a text states it once."""
    (path,) = (site.output / "erga").glob("[!p]*/index.html")
    found = html.fromstring(path.read_bytes())
    parts = "//section[starts-with(@id, 'd-part-')]/h2"
    assert titles(found, parts) == ["Εκδηλώσεις", "Εθελοντισμός", "Επεισόδια", "Έγγραφα"]
    assert titles(found, "//section[@id='d-part-document']//td")[0].replace("\u00a0", " ") == "1.200 €"
    (path,) = (site.output / "en" / "projects").glob("[!i]*/index.html")
    assert "Volunteering" in titles(html.fromstring(path.read_bytes()), parts)


def test_a_text_leads_to_its_project(site: SmallSite) -> None:
    (path,) = (site.output / "ethelontismos").glob("cheria*/index.html")
    assert html.fromstring(path.read_bytes()).xpath("//p[contains(., 'Ανήκει σε:')]/a[starts-with(@href, '/erga/')]")


def test_the_page_of_initiatives(site: SmallSite) -> None:
    """Each with how many texts belong to it, and what is coming up; the foot leads there."""
    found = page(site, "erga/protovoulies")
    assert titles(found, "//ul[@class='tags']//a") == [
        "Εκδηλώσεις: 1",
        "Εθελοντισμός: 1",
        "Επεισόδια: 1",
        "Έγγραφα: 1",
    ]
    for target in found.xpath("//ul[@class='tags']//a/@href"):
        address, _, anchor = target.partition("#")
        assert page(site, address.strip("/")).xpath(f"//*[@id='{anchor}']")
    assert page(site, "").xpath("//footer//a[@href='/erga/protovoulies/']")


@pytest.mark.parametrize(
    ("path", "line", "said"),
    [
        ("events/fair.el.md", "project: peer", "there is no project “peer”; did you mean pier?"),
        ("events/fair.el.md", "project: [harbour-of-all]", "there is no project “harbour-of-all”; write the name"),
        ("projects/pier.el.md", "project: pier", "the project belongs to itself; delete the line"),
    ],
)
def test_a_wrong_project_is_named(tmp_path_factory: pytest.TempPathFactory, path: str, line: str, said: str) -> None:
    site = laid_out(SmallSite(tmp_path_factory.mktemp("wrong")), {path: line})
    result = Result()
    examine_all(settings_below(site.folder, ADDRESSES={"slate": None}), our_stages(), result)
    (found,) = [problem for problem in result.problems if problem.rule == "initiatives"]
    assert (found.file, found.line, found.field) == (path, 2, "project")
    assert f"{found.message}; {found.hint}".startswith(said)
