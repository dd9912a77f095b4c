"""Transparency on a small site: what documents and projects say for an audit, the library, and the pages of years."""

from __future__ import annotations

import hashlib
import shutil
from typing import Any

import pytest
from lxml import html

from tests.conftest import ROOT, SmallSite, tree_of

LISTS = "lists:\n  library: {el: {name: Βιβλιοθήκη, slug: vivliothiki}, en: {name: Library, slug: library}}\n"
DOCUMENT = """---
id: 5cbac4be-693a-4fb1-945d-2d238f8e0001
title: Προϋπολογισμός 2026
summary: Γραμμή προς γραμμή.
date: 2026-01-20
document_type: budget
table: budget
file: table.csv
issuer: Γενική συνέλευση
pages: 2
decision: Ω6H2OPP9-B9Ω
gazette: ΦΕΚ 205/Α/30-10-2016
history:
  - {date: 2025-03-01, text: Σχέδιο}
  - {date: 2026-03-01, text: Διορθώθηκε μια γραμμή}
only: el
---
Κείμενο.
"""
TABLE = "code,category,description,actual_2025_eur,budget_2026_eur\n1.1,income,Fees,10,20\n1,total,Έσοδα,10,20\n"
PAYMENTS = "date,amount_eur,payee,purpose\n2026-01-02,5.50,Τυπογραφείο,Αφίσες\n2026-01-03,4.50,Α,Β\n"
PROJECT = """---
id: 5cbac4be-693a-4fb1-945d-2d238f8e0002
title: Πράσινες δουλειές
summary: Σε τρεις κοιλάδες.
date: 2025-03-10
start: 2025-03-01
end: 2026-02-28
budget: 1000
funder: Ταμείο
programme: Απασχόληση
code: "5012345"
grant: 800
stage: running
eu: co-funded
indicators:
  - {name: Θέσεις, target: 64, reached: 16}
  - {name: Σπίτια, target: 10}
only: el
---
Κείμενο.
"""
PAPER, WORK = "documents/budget/index.el.md", "projects/green.el.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """The small site with a budget, payments, and a project that the European Union funds."""
    folder = tmp_path_factory.mktemp("transparency")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
    site = SmallSite(folder)
    words = (site.content / "taxonomies.yaml").read_text(encoding="utf-8")
    site.write("taxonomies.yaml", words.replace("lists:\n", LISTS, 1))
    site.write(PAPER, DOCUMENT)
    site.write("documents/budget/table.csv", TABLE)
    paid = DOCUMENT.partition("issuer:")[0].replace("0001", "0003").replace("budget", "payments")
    paid = paid.replace("document_type: payments", "document_type: data").replace("Προϋπολογισμός", "Πληρωμές")
    site.write("documents/payments/index.el.md", f"{paid}only: el\n---\nΚείμενο.\n")
    site.write("documents/payments/table.csv", PAYMENTS)
    site.write(WORK, PROJECT)
    site.build()
    return site


def page(site: SmallSite, path: str) -> Any:
    return html.fromstring((site.output / path / "index.html").read_bytes())


def text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())


def test_a_document_says_where_it_comes_from(site: SmallSite) -> None:
    """Who issued it, its pages, its numbers in one form with a way to them, and the hash of its file."""
    (facts,) = page(site, "engrafa/proypologismos-2026").xpath("//dl[@class='facts']")
    for said in ("Γενική συνέλευση", "Σελίδες 2", "ΦΕΚ Α΄ 205/30.10.2016", hashlib.sha256(TABLE.encode()).hexdigest()):
        assert said in text(facts)
    assert facts.xpath(".//a[@lang='el']/@href")[0].startswith("https://diavgeia.gov.gr/decision/view/%CE%A96%CE%97")


def test_a_project_says_who_funds_it(site: SmallSite) -> None:
    """Funder, programme, code, grant, state, indicators; emblem and statement of the European Union."""
    project = page(site, "erga/prasines-douleies")
    for said in ("Χρηματοδότης Ταμείο", "Πρόγραμμα Απασχόληση", "5012345", "800 €", "Σε εξέλιξη"):
        assert said in text(project.xpath("//dl[@class='facts']")[0])
    rows = [text(row) for row in project.xpath("//table[@class='indicators']/tbody/tr")]
    assert rows == ["Θέσεις 64 16 25%", "Σπίτια 10 δεν έχει μετρηθεί"]
    assert text(project.xpath("//p[@class='european']")[0]) == "Με τη συγχρηματοδότηση της Ευρωπαϊκής Ένωσης"
    assert len(project.xpath("//p[@class='european']//path")) == 12


def test_a_year_says_all(site: SmallSite) -> None:
    """Sums of its tables, its documents, the projects that ran, and what was put right in it."""
    library = page(site, "vivliothiki")
    assert library.xpath("//ul[contains(@class, 'terms--years')]//a/@href")[0] == "/vivliothiki/2026/"
    year = page(site, "vivliothiki/2026")
    sums = [text(row) for row in year.xpath("//section[@aria-labelledby='d-sums']//tbody/tr")]
    assert sorted(sums) == [*("Έσοδα (προϋπολογισμός) 20 € Προϋπολογισμός 2026", "Πληρωμές 2026 10 € Πληρωμές 2026")]
    assert "Πράσινες δουλειές" in text(year.xpath("//section[@aria-labelledby='d-projects']")[0])
    changes = text(year.xpath("//section[@aria-labelledby='d-changes']")[0])
    assert "Διορθώθηκε μια γραμμή" in changes and "Σχέδιο" not in changes


def test_a_corrected_cell_remakes_what_shows_it(site: SmallSite) -> None:
    """The document, the year, and its data: no other page; the same bytes as a clean build."""
    before = tree_of(site.output)
    site.write("documents/payments/table.csv", PAYMENTS.replace("4.50", "5.50"))
    site.build()
    after = tree_of(site.output)
    changed = {path for path in after if path.endswith("index.html") and before.get(path) != after[path]}
    assert {"engrafa/pliromes-2026/index.html", "vivliothiki/2026/index.html"} <= changed
    assert all(path.startswith(("engrafa/", "vivliothiki/", "en/documents/", "en/library/")) for path in changed)
    assert tree_of(site.afresh().output) == after


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (WORK, "grant: 800", "grant: 1001", "error: grant: the grant (1001) is more than the whole budget (1000)"),
        (
            WORK,
            "programme: Απασχόληση\n",
            "",
            "warning: eu: it is funded by the European Union, and no programme is named",
        ),
        (WORK, "stage: running", "stage: completed", "the project is completed, and “Σπίτια” has no result"),
        (WORK, '"5012345"', "MIS-5012345", "error: code: is not the number of a project in its programme (MIS)"),
        (WORK, "stage: running", "stage: runing", "error: stage: "),
        (WORK, "target: 64", "target: many", "error: indicators: "),
        (WORK, "eu: co-funded", "eu: yes", "error: eu: "),
        (PAPER, "Ω6H2OPP9-B9Ω", "12345", "error: decision: is not the number of a decision on Diavgeia (ΑΔΑ)"),
        (PAPER, "ΦΕΚ 205/Α/30-10-2016", "ΦΕΚ 205", "error: gazette: is not an issue of the Government Gazette (ΦΕΚ)"),
        (PAPER, "pages: 2", "pages: 0", "error: pages: "),
    ],
)
def test_what_is_wrong(site: SmallSite, tmp_path: Any, path: str, old: str, new: str, said: str) -> None:
    """Each fault at its place."""
    broken = SmallSite(tmp_path)
    shutil.copytree(site.content, broken.content)
    content = (broken.content / path).read_text(encoding="utf-8")
    assert old in content
    broken.write(path, content.replace(old, new))
    done = broken.run("check")
    assert said in done.stdout + done.stderr
