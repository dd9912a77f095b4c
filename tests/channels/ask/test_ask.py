"""The pages that ask the data: without scripts the chart and the rows of all, with them answers to any question."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from lxml import html

from plugins.channels.ask.sets import TABLE_SORTS
from plugins.channels.shared.document_types import DOCUMENT_TYPES
from plugins.model.kinds import DocumentType, TableSort
from tests.browser import Browser, browsing, needs_chromium
from tests.conftest import ROOT, SmallSite
from tests.servers import policed

MEMBER = """---
id: {id}
title: {title}
summary: Ένα μέλος.
date: 2026-02-{day:02}
axes: [{axis}]
sector: {sector}
only: el
---
Κείμενο.
"""
BUDGET = """---
id: 10057e0d-c291-44f9-9bcc-5909fa4c0b77
title: Προϋπολογισμός
summary: Γραμμή προς γραμμή.
date: 2026-01-20
document_type: budget
year: 2026
table: budget
file: table.csv
only: el
---
Κείμενο.
"""
TABLE = """κωδικός,κατηγορία,περιγραφή,προϋπολογισμός_2026_ευρώ
1.1,έσοδα,Συνδρομές,0.10
1.2,έσοδα,Δωρεές,0.20
1,σύνολο,Έσοδα,0.30
2.1,έξοδα,Μισθοί,1234.50
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """The minimal site with three more members, a budget, and the words of these pages."""
    one = SmallSite(tmp_path_factory.mktemp("ask"))
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", one.content)
    words = yaml.safe_load((one.content / "taxonomies.yaml").read_text(encoding="utf-8"))
    project = yaml.safe_load((ROOT / "content" / "taxonomies.yaml").read_text(encoding="utf-8"))
    words["lists"] |= {name: project["lists"][name] for name in ("ask", "figures")}
    one.write("taxonomies.yaml", yaml.safe_dump(words, allow_unicode=True, sort_keys=False))
    rows = (("Άλφα", "culture", "Τροφή"), ("Βήτα", "culture", "Μουσική"), ("Γάμμα", "health", "Τροφή"))
    for day, (title, axis, sector) in enumerate(rows, 1):
        text = MEMBER.format(id=uuid.UUID(int=(0xA5 << 120) + day), title=title, axis=axis, sector=sector, day=day)
        one.write(f"members/m{day}.el.md", text)
    one.write("documents/budget/index.el.md", BUDGET)
    one.write("documents/budget/table.csv", TABLE)
    one.build()
    return one


def page(site: SmallSite, path: str) -> Any:
    return html.fromstring((site.output / path / "index.html").read_bytes())


def rows(of: Any, path: str) -> list[list[str]]:
    return [[" ".join(cell.text_content().split()) for cell in row] for row in of.xpath(path)]


def test_what_can_be_asked(site: SmallSite) -> None:
    """In both languages, with how many there are; the foot of every page leads there."""
    found = page(site, "dedomena")
    assert [row[:2] for row in rows(found, "//tbody/tr")] == [
        ["Μέλη", "4"],
        ["Εθελοντισμός", "1"],
        ["Έγγραφα", "2"],
        ["Έργα", "1"],
        ["Πίνακες ποσών", "1"],
    ]
    for address in found.xpath("//main//a/@href"):
        path = site.output / address.lstrip("/")
        assert (path / "index.html" if address.endswith("/") else path).is_file()
    assert "Volunteering" in page(site, "en/data").xpath("string(//tbody)")
    assert page(site, "").xpath("//footer//a[@href='/dedomena/']")


def test_without_scripts_it_is_a_chart_and_a_list(site: SmallSite) -> None:
    """Counted by the first choice; a text in each row; the files beside them."""
    found = page(site, "dedomena/meli")
    counted = dict(rows(found, "//table[contains(@class, 'ask__counts')]/tbody/tr"))
    assert sorted(counted.values()) == ["1", "2"]
    listed = rows(found, "//table[contains(@class, 'ask__rows')]/tbody/tr")
    assert [row[0] for row in listed] == ["Γάμμα", "Βήτα", "Άλφα", "Δίκτυο Βόλου"]
    assert found.xpath("//a[@href='/api/v1/el/member.csv']")
    tables = page(site, "dedomena/pinakes")
    assert rows(tables, "//table[not(contains(@class, 'ask__rows') or contains(@class, 'ask__counts'))]/tbody/tr") == [
        ["Προϋπολογισμός", "Προϋπολογισμός", "3"]
    ]
    document = page(site, "engrafa/proypologismos")
    assert document.xpath("//a[@href='/dedomena/pinakes/?table=documents/budget']")


@pytest.fixture(scope="module")
def address(site: SmallSite) -> Iterator[str]:
    with policed(site.output) as found:
        yield found


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("browser")) as found:
        yield found


STATUS = "document.querySelector('.ask__status').textContent"
TEXTS = (
    "[...document.querySelectorAll('.ask__{name} tbody tr')]"
    ".map((row) => [...row.cells].map((cell) => cell.textContent))"
)
CHOOSE = """(() => {{
  const field = document.querySelector('#ask-{field}');
  field.value = '{value}';
  field.dispatchEvent(new Event('input', {{bubbles: true}}));
}})()"""


@needs_chromium
def test_words_and_choices_narrow(browser: Browser, address: str) -> None:
    """Whatever their accents; the number is said; the address holds the question, and answers it again."""
    browser.open(f"{address}/dedomena/meli/")
    browser.ask("document.querySelector('#ask-q').focus()")
    browser.type("ΤΡΟΦΗ")
    browser.wait(f"{STATUS} === 'Βρέθηκαν: 2'")
    assert [row[0] for row in browser.ask(TEXTS.format(name="rows"))] == ["Γάμμα", "Άλφα"]
    browser.ask(CHOOSE.format(field="axes", value="health"))
    browser.wait(f"{STATUS} === 'Βρέθηκαν: 1'")
    asked = browser.ask("location.href")
    assert asked.endswith("&is-axes=health&by=axes")
    browser.open(f"{address}/")
    browser.open(asked)
    browser.wait(f"{STATUS} === 'Βρέθηκαν: 1'")
    assert [row[0] for row in browser.ask(TEXTS.format(name="rows"))] == ["Γάμμα"]
    assert browser.told == []


@needs_chromium
def test_lines_of_a_table_are_added_up_exactly(browser: Browser, address: str) -> None:
    """0.1 and 0.2 are 0.3; a group for each word of a column; a table's own page leads here."""
    browser.open(f"{address}/dedomena/pinakes/?table=documents%2Fbudget&by=category&of=plan_2026_eur")
    browser.wait(f"{STATUS}.startsWith('Βρέθηκαν: 3')")
    assert browser.ask(STATUS) == "Βρέθηκαν: 3"  # income and expenses have no sum
    counts = [[cell.replace("\u00a0", " ") for cell in row] for row in browser.ask(TEXTS.format(name="counts"))]
    assert counts == [["έξοδα", "1.234,50 €"], ["έσοδα", "0,30 €"]]
    browser.ask(CHOOSE.format(field="category", value="έσοδα"))
    browser.wait(f"{STATUS} === 'Βρέθηκαν: 2 · Άθροισμα: 0,30\u00a0€'")
    assert browser.ask("document.querySelectorAll('.ask__rows thead th').length") == 4
    assert browser.ask("document.querySelector('.ask__rows tbody th').textContent") == "Συνδρομές"
    assert browser.told == []


@needs_chromium
def test_a_table_is_chosen_first(browser: Browser, address: str) -> None:
    """Until then there is nothing that could be chosen of it; neither is there once none is chosen any more."""
    closed = "[...document.querySelectorAll('.ask > * > :disabled')].map((field) => field.name)"
    browser.open(f"{address}/dedomena/pinakes/")
    browser.wait("!document.querySelector('[data-waits]')")
    assert browser.ask(closed) == ["q", "by", "of"]
    browser.ask(CHOOSE.format(field="table", value="documents/budget"))
    browser.wait(f"{STATUS}.startsWith('Βρέθηκαν: 3')")
    assert browser.ask(closed) == []
    browser.ask(CHOOSE.format(field="table", value=""))
    browser.wait(f"{STATUS} === ''")
    assert browser.ask(closed) == ["q", "is-category", "by", "of"]
    assert browser.told == []


def test_every_type_has_a_name() -> None:
    """Of documents and of their tables: a further one is named here first."""
    assert set(DOCUMENT_TYPES) == set(get_args(DocumentType))
    assert set(TABLE_SORTS) == set(get_args(TableSort))


def test_types_are_told_in_the_language_of_the_page(site: SmallSite) -> None:
    """As on the documents' own pages; English words in a Greek chart were seen by nobody but a reader."""
    told = {row[0] for row in rows(page(site, "dedomena/engrafa"), "//table[contains(@class, 'ask__counts')]/tbody/tr")}
    assert told == {"Προϋπολογισμός", "Έκθεση"}
