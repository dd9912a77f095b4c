"""The questions of the documentation, asked of the database of the project's own content: each has an answer."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, SmallSite

SQL = re.search(r"```text\n(-- .*?)```", (ROOT / "docs" / "opendata.md").read_text(encoding="utf-8"), re.DOTALL)
QUESTIONS = re.findall(r"-- (.+?)\n(.+?);", SQL[1] if SQL else "", re.DOTALL)


def ask(site: SmallSite, question: str) -> list[tuple[Any, ...]]:
    query = next(query for asked, query in QUESTIONS if question in asked)
    with sqlite3.connect(f"file:{site.output}/data/knowledge.sqlite?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


def test_there_are_ten() -> None:
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("question", [asked for asked, _ in QUESTIONS])
def test_each_has_an_answer(real_site: SmallSite, question: str) -> None:
    """Rows without an empty first column."""
    rows = ask(real_site, question)
    assert rows and all(row[0] for row in rows)


def test_the_answers_are_right(real_site: SmallSite) -> None:
    """As the tables, texts and files say."""
    assert ask(real_site, "salaries") == [("actual", 2025, "84000", "EUR"), ("plan", 2026, "92000", "EUR")]
    assert ask(real_site, "grew most") == [("Ευρωπαϊκά προγράμματα", 21500)]
    assert ask(real_site, "European Union")[0][2] == "234000"
    for _, address, digest in ask(real_site, "By which hash"):
        path = Path(real_site.output, address.partition("//")[2].partition("/")[2])
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
