"""The questions of the documentation, asked of the database of the project's own content: each has an answer."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT, SmallSite
from tests.servers import free_port

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


@pytest.mark.long  # a program of others, which few machines have
@pytest.mark.skipif(not which("datasette"), reason="needs Datasette")
def test_datasette_gives_the_same_rows(real_site: SmallSite) -> None:
    """Each question as a page of its own over loopback, and a search by a folded word."""
    file, port = real_site.output / "data" / "knowledge.sqlite", free_port()
    base = f"http://127.0.0.1:{port}/knowledge"
    with subprocess.Popen(
        ["datasette", "serve", "-i", str(file), "-p", str(port)], stderr=subprocess.DEVNULL
    ) as server:
        try:
            reach(base)
            for asked, query in QUESTIONS:
                answer = fetched(f"{base}.json?_shape=arrays&{urlencode({'sql': query})}")
                assert json.loads(answer)["rows"] == [list(row) for row in ask(real_site, asked)], asked
            assert "ethelont" in fetched(f"{base}/entry?{urlencode({'_search': 'εθελοντης'})}").decode()
        finally:
            server.terminate()


def reach(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(100):
        with suppress(OSError):
            fetched(address)
            return
        time.sleep(0.1)


def fetched(address: str) -> bytes:
    with urlopen(address, timeout=30) as answer:
        return bytes(answer.read())


def test_the_answers_are_right(real_site: SmallSite) -> None:
    """As the tables, texts and files say."""
    assert ask(real_site, "salaries") == [("actual", 2025, "84000", "EUR"), ("plan", 2026, "92000", "EUR")]
    assert ask(real_site, "grew most") == [("Ευρωπαϊκά προγράμματα", 21500)]
    assert ask(real_site, "European Union")[0][2] == "234000"
    for _, address, digest in ask(real_site, "By which hash"):
        path = Path(real_site.output, address.partition("//")[2].partition("/")[2])
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
