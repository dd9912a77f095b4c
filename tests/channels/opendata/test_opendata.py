"""Open data: what standards' own validators accept, whole, findable, and nothing that is not out."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import frictionless
import pyshacl
import pytest
from jsonschema import Draft202012Validator
from rdflib import DCAT, DCTERMS, Graph
from rdflib.compare import isomorphic

from tests.conftest import ROOT, SmallSite

BASE = "http://localhost:8000/"
SCHEMAS = ROOT / "tests" / "schemas"
DOCUMENT = """---
id: 10057e0d-c291-44f9-9bcc-5909fa4c0b{number}
title: {title}
summary: Ποιος πήρε τι, το 2026.
date: 2026-01-20
document_type: data
table: {sort}
file: table.csv
only: el
---
Κείμενο.
"""
TABLES = {
    "grants": "id,περιγραφή,ποσό_ευρώ,ημερομηνία,χρηματοδότης,αποδέκτης\n"
    "g1,Κουζίνα,1200.50,2026-01-31,Ένωση,Κουζίνες Λέσβου\ng2,Λεωφορείο,9000,2026-02-01,Ένωση,Μάθηση Αχαΐας\n",
    "payments": "ημερομηνία;ποσό;νόμισμα;προς;σκοπός\n2026-01-02;1.234,50;EUR;Τυπογραφείο;Αφίσες\n"
    "2026-02-02;10;EUR;Α;Β\n",
    "budget": "code,category,description,actual_2025_eur,budget_2026_eur\n1.1,income,Fees,0.10,0.20\n"
    "1.2,income,Gifts,0.20,0.10\n1,total,All,0.30,0.30\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """The small site with a table of three sorts."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
    site = SmallSite(folder)
    for number, (sort, table) in enumerate(TABLES.items(), 10):
        site.write(f"documents/{sort}/index.el.md", DOCUMENT.format(number=number, sort=sort, title=f"Πίνακας {sort}"))
        site.write(f"documents/{sort}/table.csv", table)
    site.build()
    return site


def read(site: SmallSite, path: str) -> Any:
    return json.loads((site.output / path).read_bytes())


def local(address: str) -> str:
    assert address.startswith(BASE)
    return address.removeprefix(BASE)


def test_records_follow_their_schema(site: SmallSite) -> None:
    """From the index to each list to each record, all of which are there."""
    index = read(site, "api/v1/index.json")
    schema = read(site, local(index["schema"]))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    seen = 0
    for row in index["lists"]:
        listed = read(site, local(row["json"]))
        assert len(listed["records"]) == row["count"]
        assert (site.output / local(row["csv"])).read_text(encoding="utf-8").count("\n") > row["count"]
        for brief in listed["records"]:
            record = read(site, local(brief["record"]))
            validator.validate(record)
            assert (record["id"], record["lang"]) == (brief["id"], row["lang"])
            assert (site.output / local(record["url"]) / "index.html").is_file()
            seen += 1
    assert seen > 10


def test_nothing_unpublished_is_in_it(site: SmallSite) -> None:
    """Neither a draft nor what is embargoed, in no file of the data."""
    hidden = [
        path for path in (site.content / "news").glob("*.md") if path.stem.partition(".")[0] in ("draft", "embargo")
    ]
    assert len(hidden) == 2
    found = b"".join(path.read_bytes() for name in ("api", "data") for path in (site.output / name).rglob("*.*"))
    for path in hidden:
        title = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("title: "))
        assert title.removeprefix("title: ").encode() not in found


def test_packages_are_valid(site: SmallSite) -> None:
    """By frictionless, which is shown to find a wrong hash."""
    packages = sorted((site.output / "data").glob("*/datapackage.json"))
    assert len(packages) == len(TABLES)
    for path in packages:
        report = frictionless.validate(str(path))
        assert report.valid, report.flatten(["type", "message"])
        for resource in json.loads(path.read_bytes())["resources"]:
            data = (path.parent / resource["path"]).read_bytes()
            assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_validators_find_what_is_wrong(site: SmallSite, tmp_path: Path) -> None:
    """A validator that accepts everything would prove nothing."""
    shutil.copytree(site.output / "data" / "budget", tmp_path / "budget")
    path = tmp_path / "budget" / "el.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.10", "x"), encoding="utf-8")
    assert not frictionless.validate(str(path.with_name("datapackage.json"))).valid


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser of JSON-LD uses it
def test_catalogues_follow_dcat(site: SmallSite) -> None:
    """Both files say the same, the shapes of DCAT-AP accept it, and every dataset is in it."""
    json_ld = Graph().parse(site.output / "data" / "catalogue.jsonld", format="json-ld")
    rdf = Graph().parse(site.output / "data" / "catalogue.rdf", format="xml")
    shapes = Graph().parse(SCHEMAS / "dcat-ap-3.0.1.shapes.ttl")
    conforms, _, text = pyshacl.validate(
        json_ld, shacl_graph=shapes, inference="none", advanced=False, allow_warnings=True
    )

    assert conforms, text
    assert isomorphic(json_ld, rdf)
    assert len(list(json_ld.subjects(None, DCAT.Dataset))) == len(TABLES) + 1
    for address in json_ld.objects(None, DCAT.downloadURL):
        assert (site.output / local(str(address))).is_file()
    title = (None, DCTERMS.title, None)
    assert not pyshacl.validate(json_ld - list(json_ld.triples(title)), shacl_graph=shapes, inference="none")[0]


def test_grants_follow_360giving(site: SmallSite) -> None:
    """The standard's own schema, with what it does not ask: real dates and exact amounts."""
    schema = json.loads((SCHEMAS / "360-giving.schema.json").read_bytes())
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    grants = read(site, "data/grants/360giving.json")["grants"]

    assert [(grant["id"], grant["amountAwarded"], grant["awardDate"]) for grant in grants] == [
        ("360G-unregistered-g1", 1200.5, "2026-01-31"),
        ("360G-unregistered-g2", 9000, "2026-02-01"),
    ]
    for grant in grants:
        required = {"id", "title", "description", "currency", "amountAwarded", "awardDate"}
        assert required <= grant.keys() and grant["fundingOrganization"] and grant["recipientOrganization"]
        assert validator.is_valid(grant) or "date-time" not in Draft202012Validator.FORMAT_CHECKER.checkers


def test_the_database_answers(site: SmallSite) -> None:
    """Every record is a row; words are found as Greeks type them; sums are those of the tables."""
    data = (site.output / "data" / "knowledge.sqlite").read_bytes()
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)

    def ask(question: str, *words: str) -> list[Any]:
        return connection.execute(question, words).fetchall()

    assert ask("PRAGMA integrity_check") == [("ok",)] and ask("PRAGMA foreign_key_check") == []
    counts = {(row["lang"], row["kind"]): row["count"] for row in read(site, "api/v1/index.json")["lists"]}
    assert {
        (lang, kind): count for lang, kind, count in ask("SELECT lang, kind, count(*) FROM entry GROUP BY 1, 2")
    } == counts
    search = "SELECT entry.title FROM entry_fts JOIN entry ON entry.id = entry_fts.rowid WHERE entry_fts MATCH ?"
    by_word = {word: ask(search, word) for word in ("Πίνακας", "πινακας", "ΠΙΝΑΚΑΣ", "pinakas")}
    assert all(len(found) == len(TABLES) for found in by_word.values()), by_word
    cents = "SELECT sum(round(amount * 100)) FROM line WHERE \"column\" = 'plan_2026_eur' AND role = ''"
    assert ask(cents) == [(30.0,)]


def test_another_build_gives_the_same_files(site: SmallSite, tmp_path: Path) -> None:
    """From the same content, clean, in another folder."""
    shutil.copytree(site.content, tmp_path / "content")
    other = SmallSite(tmp_path)
    other.build()

    for name in ("api", "data"):
        for path in (site.output / name).rglob("*.*"):
            assert (other.output / path.relative_to(site.output)).read_bytes() == path.read_bytes()


def test_figures_stand_below_their_document(site: SmallSite) -> None:
    """A chart with words for those who don't see it, and the table with numbers as Greeks write them."""
    page = (site.output / "engrafa" / "pinakas-payments" / "index.html").read_text(encoding="utf-8")
    assert '<data value="1234.50">1.234,50</data>' in page and "Ιανουάριος 2026" in page
    assert 'role="img" aria-labelledby="chart-title chart-finding"' in page and "<caption" in page


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "documents/budget/table.csv",
            TABLES["budget"].replace("0.30,0.30", "0.30,0.31"),
            "4:5: error: budget 2026 eur: the total",
        ),
        ("documents/budget/table.csv", TABLES["budget"] + "1.2,income,Twice,1,1\n", "5:1: error: code: the code 1.2"),
        (
            "documents/grants/table.csv",
            TABLES["grants"].replace("2026-01-31", "31.1.2026"),
            "2:4: error: ημερομηνία: is not a date",
        ),
        (
            "documents/budget/index.el.md",
            DOCUMENT.format(number=12, sort="budgets", title="Α"),
            "7:8: error: table: ",
        ),
    ],
)
def test_a_wrong_table_is_named(site: SmallSite, tmp_path: Path, path: str, text: str, expected: str) -> None:
    """By file, line and column; the site is not built."""
    shutil.copytree(site.content, tmp_path / "content")
    broken = SmallSite(tmp_path)
    broken.write(path, text)
    done = broken.run("check")

    assert done.returncode == 1
    assert f"{path}:{expected}" in done.stdout + done.stderr
