"""What a file of a table says, and what is told of one that is wrong: by line and column, all at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plugins.channels.shared.tables.headers import column_of
from plugins.channels.shared.tables.reading import MOST_BYTES, read
from plugins.channels.shared.tables.sums import faults_of

BUDGET = """κωδικός,κατηγορία,περιγραφή,απολογισμός_2025_ευρώ,προϋπολογισμός_2026_ευρώ
1.1,έσοδα,Συνδρομές,9600,9600.50
1.2,έσοδα,"Δωρεές, κληροδοτήματα",12300,-0.50
1,σύνολο,Σύνολο εσόδων,21900,9600
,σημείωση,Ενδεικτικά,,
"""


def said(text: str | bytes, sort: str = "budget") -> list[tuple[int, int, str]]:
    """What is told of a file: line, column and sentence."""
    table, faults = read(text if isinstance(text, bytes) else text.encode(), sort)
    if table and not faults:
        faults = list(faults_of(table))
    return [(fault.line, fault.column, str(fault.message)) for fault in faults]


def test_a_budget() -> None:
    """Exact amounts, planned and actual by year; totals and notes are told from items."""
    table, faults = read(BUDGET.encode(), "budget")

    assert table and not faults and not list(faults_of(table))
    assert [column.key for column in table.columns] == [
        *("code", "category", "description"),
        *("actual_2025_eur", "plan_2026_eur"),
    ]
    assert table.lines[1].cells == ("1.2", "έσοδα", "Δωρεές, κληροδοτήματα", Decimal(12300), Decimal("-0.50"))
    assert [line.role for line in table.lines] == ["", "", "total", "note"]


@pytest.mark.parametrize(
    ("header", "key", "currency", "year"),
    [
        ("Προϋπολογισμός 2026 (€)", "plan_2026_eur", "EUR", 2026),
        ("ACTUAL_2025_EUR", "actual_2025_eur", "EUR", 2025),
        ("ποσό σε ευρώ", "amount_eur", "EUR", 0),
        ("amount_usd", "amount_usd", "USD", 0),
        ("Ποσό", "amount", "", 0),
        ("all members", "all_members", "", 0),
        ("Είδος πόρου", "eidos_porou", "", 0),
        ("ΗΜΕΡΟΜΗΝΙΑ", "date", "", 0),
    ],
)
def test_names_of_columns(header: str, key: str, currency: str, year: int) -> None:
    """In Greek or English, in any case, with the unit as people write it."""
    column = column_of(header)
    assert (column.key, column.currency, column.year) == (key, currency, year)


def test_as_greek_spreadsheets_save_it() -> None:
    """Semicolons, decimal commas, points of thousands, a mark of byte order."""
    text = (
        "\ufeffκωδικός;κατηγορία;περιγραφή;ποσό_ευρώ\r\n1.1;έξοδα;Ενοίκιο;1.234,50\r\n1;σύνολο;Σύνολο;1234,5\r\n;;;\r\n"
    )
    table, faults = read(text.encode(), "budget")

    assert table and not faults and not list(faults_of(table))
    assert table.lines[0].cells[3] == Decimal("1234.50")


GRANTS = "id,description,amount_eur,date,funder,recipient\n"
PAYMENTS = "date,amount,currency,payee,purpose\n"
HEAD = "code,category,description,amount_eur\n"


@pytest.mark.parametrize(
    ("text", "sort", "expected"),
    [
        ("", "budget", [(1, 1, "the table is empty")]),
        ("\n\n", "budget", [(1, 1, "the table is empty")]),
        (BUDGET.encode("cp1253"), "budget", [(1, 1, "the file is not in UTF-8")]),
        (BUDGET.encode("utf-16"), "budget", [(1, 1, "the file is not in UTF-8")]),
        (HEAD.encode() + b"1.1,a,\xe1\xe2,1\n", "budget", [(2, 7, "the file is not in UTF-8")]),
        ("a" * (MOST_BYTES + 1), "budget", [(1, 1, "the table has more than 5000000 bytes")]),
        (HEAD + '1.1,a,"b,1\n', "budget", [(2, 1, "a quotation mark opens a cell and is not closed")]),
        (HEAD + "1.1,a,b\n", "budget", [(2, 4, "the line has only 3 cells; there are 4 columns")]),
        (HEAD + "1.1,a,b, c,1\n", "budget", [(2, 5, "the line has 5 cells; there are 4 columns")]),
        (HEAD + "\n1.1,a,b,1\n", "budget", [(2, 1, "an empty line stands between the others")]),
        (HEAD + "1.1,a,b,1.234\n1.2,a,b,x\n", "budget", [(3, 4, "is not an amount: “x”")]),
        (HEAD + '1.1,a,b,"1.234,50"\n', "budget", [(2, 4, "is not an amount: “1.234,50”")]),
        (HEAD + '1.1,a,b,"1,234"\n', "budget", [(2, 4, "“1,234” may mean two amounts, 1.234 or 1234.00")]),
        (HEAD + "1.1,a,b,1e3\n", "budget", [(2, 4, "is not an amount: “1e3”")]),
        (HEAD + "1.1,a,b,NaN\n", "budget", [(2, 4, "is not an amount: “NaN”")]),
        (HEAD + "1.1,a,b,\n", "budget", [(2, 4, "is empty")]),
        (HEAD + ",a,b,1\n", "budget", [(2, 1, "is empty")]),
        (HEAD + "1.1,a,b,1\n1.1,a,c,2\n", "budget", [(3, 1, "the code 1.1 stands in line 2 already")]),
        (HEAD + "1.1,a,b\u202e,1\n", "budget", [(2, 3, "holds a character that nobody sees (U+202E)")]),
        (
            HEAD + "1.1,a,b,0.10\n1.2,a,c,0.20\n1,total,d,0.31\n",
            "budget",
            [(4, 4, "the total is 0.31, and the lines add up to 0.30 (a difference of 0.01)")],
        ),
        (
            HEAD + "1.1,a,b,1\n3,total,d,1\n",
            "budget",
            [(3, 1, "nothing is added up here: no line has a code that begins with 3.")],
        ),
        ("code,category,description\n", "budget", [(1, 1, "a table of the kind budget wants a column amount")]),
        (HEAD.replace("category", "code"), "register", [(1, 1, "the column code stands there twice")]),
        (HEAD.replace("category", ""), "register", [(1, 2, "column 2 has no name")]),
        (HEAD.replace("_eur", ""), "budget", [(1, 4, "the column amount does not say in which currency it is")]),
        (GRANTS + "g1,a,5,31/01/2026,b,c\n", "grants", [(2, 4, "is not a date: “31/01/2026”")]),
        (GRANTS + "g1,a,5,2026-02-30,b,c\n", "grants", [(2, 4, "is not a date: “2026-02-30”")]),
        (GRANTS + "g1,a,5,,b,c\n", "grants", [(2, 4, "is empty")]),
        (PAYMENTS + "2026-01-02,5,EURO,a,b\n", "payments", [(2, 3, "is not a currency that we know: “EURO”")]),
        (PAYMENTS + "2026-01-02,5,,a,b\n", "payments", [(2, 3, "is empty")]),
        (
            PAYMENTS.replace("amount", "amount_eur") + "2026-01-02,5,USD,a,b\n",
            "payments",
            [(2, 3, "the column amount eur is in EUR, and the line says USD")],
        ),
    ],
)
def test_what_is_wrong(text: str | bytes, sort: str, expected: list[tuple[int, int, str]]) -> None:
    """Each fault by line and column of the file."""
    assert said(text, sort) == expected


def test_all_faults_at_once() -> None:
    """Lines are those of the file, also behind a cell of two lines."""
    found = said(HEAD + '1.1,a,"b\nb",1\n1.2,a,c,x\n1.3,a,d,y\n')
    assert [row[:2] for row in found] == [(4, 4), (5, 4)]


def test_a_register_is_free() -> None:
    """Its columns are its own; dates, quantities and amounts are read where they are named so."""
    table, faults = read("είδος,ποσότητα,αξία_ευρώ,έναρξη\nόχημα,2,,2026-01-02\n".encode(), "register")

    assert table and not faults
    assert table.lines[0].cells == ("όχημα", Decimal(2), None, date(2026, 1, 2))
