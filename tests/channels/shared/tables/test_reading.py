"""What a file of a table says, and what is told of one that is wrong: by line and column, all at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plugins.channels.shared.tables.headers import column_of
from plugins.channels.shared.tables.reading import MOST_BYTES, read
from plugins.channels.shared.tables.sums import faults_of
from plugins.i18n.messages import say

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


IDENTITIES = "κωδικός,ΑΦΜ,ΓΕΜΗ,ΑΔΑ,ΦΕΚ\n"
GRANTS_BY_ID = "id,description,amount_eur,date,funder,recipient,recipient_id\ng1,a,5,2026-01-31,b,c,"
CODES = "is not a tax number (ΑΦΜ) of nine digits"
COMPANY = "is not a number of the business register (ΓΕΜΗ) of twelve digits"
DECISION = "is not the number of a decision on Diavgeia (ΑΔΑ)"
GAZETTE = "is not an issue of the Government Gazette (ΦΕΚ)"
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
        (HEAD + '1.1,a,"b,1\n', "budget", [(2, 3, "a quotation mark opens a cell and is not closed")]),
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
        # quotation marks and what is within them
        (HEAD + '1.1,a,"b"c,1\n', "budget", [(2, 3, "words stand after the quotation mark that closes a cell")]),
        (HEAD + '1.1,"a\nb"c,d,1\n', "budget", [(3, 2, "words stand after the quotation mark that closes a cell")]),
        (HEAD + '1.1,a,b,1\n"1.2,c\n', "budget", [(3, 1, "a quotation mark opens a cell and is not closed")]),
        (HEAD + f"1.1,a,{'b' * 2001},1\n", "budget", [(2, 3, "the table has more than 2000 characters in a cell")]),
        (HEAD + f'1.1,a,"{"b" * 200000},1\n', "budget", [(2, 3, "the table has more than 2000 characters in a cell")]),
        (HEAD + "x,\n" * 20001, "register", [(1, 1, "the table has more than 20000 lines")]),
        (",".join(f"c{n}" for n in range(61)) + "\n", "register", [(1, 1, "the table has more than 60 columns")]),
        (HEAD + "1.1,a,b\x00,1\n", "budget", [(2, 3, "holds a character that nobody sees (U+0000)")]),
        (HEAD + "1.1,a\u200b,b,1\n", "budget", [(2, 2, "holds a character that nobody sees (U+200B)")]),
        # what spreadsheets would run
        (HEAD + "1.1,a,=SUM(A1:A9),1\n", "budget", [(2, 3, "begins with =, which spreadsheets take for a formula")]),
        (HEAD + "1.1,a,@b,1\n", "budget", [(2, 3, "begins with @, which spreadsheets take for a formula")]),
        (
            HEAD + "1.1,a,+cmd|' /C calc'!A0,1\n",
            "budget",
            [(2, 3, "begins with +, which spreadsheets take for a formula")],
        ),
        (HEAD + "1.1,-1+A2,b,1\n", "budget", [(2, 2, "begins with -, which spreadsheets take for a formula")]),
        # amounts
        (HEAD + "1.1,a,b,5 000\n", "budget", [(2, 4, "is not an amount: “5 000”")]),
        (HEAD + "1.1,a,b,--5\n", "budget", [(2, 4, "is not an amount: “--5”")]),
        (HEAD + "1.1,a,b,1.2.3\n", "budget", [(2, 4, "is not an amount: “1.2.3”")]),
        (HEAD + "1.1,a,b,5 $\n", "budget", [(2, 4, "is not an amount: “5 $”")]),
        (HEAD + "1.1,a,b,1234567890123456\n", "budget", [(2, 4, "is not an amount: “1234567890123456”")]),
        (HEAD + "1.1,a,b,٣\n", "budget", [(2, 4, "is not an amount: “٣”")]),
        (
            HEAD.replace(",", ";") + "1.1;a;b;1.234\n",
            "budget",
            [(2, 4, "“1.234” may mean two amounts, 1.234 or 1234.00")],
        ),
        (HEAD.replace(",", "\t") + "1.1\ta\tb\tx\n", "budget", [(2, 4, "is not an amount: “x”")]),
        # days
        (GRANTS + "g1,a,5,2026-13-01,b,c\n", "grants", [(2, 4, "is not a date: “2026-13-01”")]),
        (GRANTS + "g1,a,5,2025-02-29,b,c\n", "grants", [(2, 4, "is not a date: “2025-02-29”")]),
        (GRANTS + "g1,a,5,2026-2-3,b,c\n", "grants", [(2, 4, "is not a date: “2026-2-3”")]),
        (GRANTS + "g1,a,5,Μάρτιος 2026,b,c\n", "grants", [(2, 4, "is not a date: “Μάρτιος 2026”")]),
        (GRANTS + "g1,a,5,26-03-25,b,c\n", "grants", [(2, 4, "is not a date: “26-03-25”")]),
        (GRANTS + "g1,a,5,2026-01-31,b,\n", "grants", [(2, 6, "is empty")]),
        # sums
        (
            HEAD + "1.1,a,b,1\n2.1,a,c,2\n,total,d,4\n",
            "budget",
            [(4, 4, "the total is 4, and the lines add up to 3 (a difference of 1)")],
        ),
        (
            BUDGET.replace("21900,9600", "21901,9601"),
            "budget",
            [
                (4, 4, "the total is 21901, and the lines add up to 21900 (a difference of 1)"),
                (4, 5, "the total is 9601, and the lines add up to 9600.00 (a difference of 1.00)"),
            ],
        ),
        (
            PAYMENTS.replace("amount,currency", "amount_eur") + "2026-01-02,5,a,b\n,5.01,total,\n",
            "payments",
            [(3, 2, "the total is 5.01, and the lines add up to 5 (a difference of 0.01)")],
        ),
        # identifiers
        (IDENTITIES + "a,12345678,,,\n", "register", [(2, 2, CODES)]),
        (IDENTITIES + "a,000000000,,,\n", "register", [(2, 2, CODES)]),
        (IDENTITIES + "a,EL094014201,,,\n", "register", [(2, 2, CODES)]),
        (
            IDENTITIES + "a,094014202,,,\n",
            "register",
            [(2, 2, "is not a tax number (ΑΦΜ): its last digit does not fit the others")],
        ),
        (IDENTITIES + "a,,12345678901,,\n", "register", [(2, 3, COMPANY)]),
        (IDENTITIES + "a,,000000000000,,\n", "register", [(2, 3, COMPANY)]),
        (IDENTITIES + "a,,12345678900X,,\n", "register", [(2, 3, COMPANY)]),
        (IDENTITIES + "a,,,12-34,\n", "register", [(2, 4, DECISION)]),
        (IDENTITIES + "a,,,Ω6Η2ΟΡΡ9,\n", "register", [(2, 4, DECISION)]),
        (IDENTITIES + "a,,,,ΦΕΚ 205\n", "register", [(2, 5, GAZETTE)]),
        (IDENTITIES + "a,,,,ΦΕΚ Α΄ 205/31.02.2016\n", "register", [(2, 5, "the date “31.02.2016” does not exist")]),
        (GRANTS_BY_ID + "094014201\n", "grants", [(2, 7, "is not the identifier of an organisation: “094014201”")]),
        (GRANTS_BY_ID + "GR-AFM-094014201\n", "grants", [(2, 7, "there is no list of organisations GR-AFM")]),
        (GRANTS_BY_ID + "GR-GEMI-123456789000\n", "grants", [(2, 7, "there is no list of organisations GR-GEMI")]),
        (GRANTS_BY_ID + "GR-CR-12345\n", "grants", [(2, 7, COMPANY)]),
        (
            GRANTS + "g1,a,5,2026-01-31,b,c\nG1,a,5,2026-01-31,b,c\ng1,a,5,2026-01-31,b,c\n",
            "grants",
            [(4, 1, "the code g1 stands in line 2 already")],
        ),
        # names of columns
        ("date,amount_eur,payee\n", "payments", [(1, 1, "a table of the kind payments wants a column purpose")]),
        (
            "id,description,amount_eur,date,funder\n",
            "grants",
            [(1, 1, "a table of the kind grants wants a column recipient")],
        ),
        ("αφμ,ΑΦΜ\n", "register", [(1, 1, "the column αφμ stands there twice")]),
    ],
)
def test_what_is_wrong(text: str | bytes, sort: str, expected: list[tuple[int, int, str]]) -> None:
    """Each fault by line and column of the file, with the way out, in both languages."""
    assert said(text, sort) == expected
    table, faults = read(text if isinstance(text, bytes) else text.encode(), sort)
    for fault in faults or list(faults_of(table) if table else ()):
        assert str(fault.hint)
        assert {say(fault.message, "el"), say(fault.hint, "el")}.isdisjoint({str(fault.message), str(fault.hint)})


def test_identifiers_are_kept_in_one_form() -> None:
    """Latin capitals of a decision become Greek ones, blanks of numbers go, and a telephone is no formula."""
    text = IDENTITIES + "a,094 014 201,123456789000,W6H2OPP9-B9W,205/Α/30-10-2016\n+30 210 1234567,,,,\n"
    table, faults = read(text.replace("W", "Ω").encode(), "register")

    assert table and not faults
    assert table.lines[0].cells == ("a", "094014201", "123456789000", "Ω6Η2ΟΡΡ9-Β9Ω", "ΦΕΚ Α΄ 205/30.10.2016")
    assert table.lines[1].cells[0] == "+30 210 1234567"


def test_all_faults_at_once() -> None:
    """Lines are those of the file, also behind a cell of two lines."""
    found = said(HEAD + '1.1,a,"b\nb",1\n1.2,a,c,x\n1.3,a,d,y\n')
    assert [row[:2] for row in found] == [(4, 4), (5, 4)]


def test_a_register_is_free() -> None:
    """Its columns are its own; dates, quantities and amounts are read where they are named so."""
    table, faults = read("είδος,ποσότητα,αξία_ευρώ,έναρξη\nόχημα,2,,2026-01-02\n".encode(), "register")

    assert table and not faults
    assert table.lines[0].cells == ("όχημα", Decimal(2), None, date(2026, 1, 2))
