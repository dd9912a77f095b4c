"""A file of a table → its values; what is wrong is told by line and column of the file, all of it at once."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from plugins.channels.shared.tables.headers import CURRENCIES, KINDS, column_of
from plugins.channels.shared.tables.values import Cell, Column, DataTable, Line, Role
from plugins.i18n.greek import fold
from plugins.model.problem import Invalid, Message, _
from plugins.model.value import Value
from plugins.text.identifiers import company_number, decision_number, gazette, tax_number

MOST_BYTES = 5_000_000
MOST_LINES = 20_000
MOST_COLUMNS = 60
MOST_CELL = 2_000  # characters

_TOO_LARGE = _("the table has more than {most} {what}")
_BYTES, _LINES, _COLUMNS, _CHARACTERS = _("bytes"), _("lines"), _("columns"), _("characters in a cell")
_SPLIT = _("divide it into several documents, by year or by subject")
_SPLIT_OR_CLOSE = _("shorten the cell, or close the quotation mark that opens it")
_NOT_UTF8 = _("the file is not in UTF-8")
_SAVE_UTF8 = _("in the spreadsheet choose “Save as”, CSV UTF-8")
_EMPTY_FILE = _("the table is empty")
_FIRST_LINE = _("write the names of the columns into the first line, and a line for each item below")
_OPEN_QUOTE = _("a quotation mark opens a cell and is not closed")
_CLOSE_QUOTE = _("close it, and write a quotation mark inside of words twice")
_AFTER_QUOTE = _("words stand after the quotation mark that closes a cell")
_WITHIN = _("put all of the cell between quotation marks, and write one inside of words twice")
_BROKEN = _("the file is not CSV: {why}")
_NO_NAME = _("column {number} has no name")
_NAME_IT = _("write a name for it into the first line, or remove the column")
_TWICE = _("the column {name} stands there twice")
_RENAME = _("give one of them another name")
_LACKS = _("a table of the kind {kind} wants a column {column}")
_ADD_COLUMN = _("add the column; its name may be {names}")
_TOO_MANY = _("the line has {found} cells; there are {known} columns")
_TOO_FEW = _("the line has only {found} cells; there are {known} columns")
_COMMA = _("put what holds a comma between quotation marks, or take away what is too much")
_FILL_UP = _("write the separators of empty cells as well")
_BLANK = _("an empty line stands between the others")
_DELETE_LINE = _("delete it")
_NO_AMOUNT = _("is not an amount: “{value}”")
_PLAIN_AMOUNT = _("write digits, a point and cents, without a separator of thousands: {near}")
_AMBIGUOUS = _("“{value}” may mean two amounts, {small} or {large}")
_WHICH = _("write the one that is meant: {small}, or {large}")
_NO_DATE = _("is not a date: “{value}”")
_ISO_DATE = _("write YYYY-MM-DD, as in {near}")
_NO_CURRENCY = _("is not a currency that we know: “{value}”")
_ISO_CURRENCY = _("write its code of three letters, as in EUR")
_OTHER_CURRENCY = _("the column {name} is in {one}, and the line says {other}")
_ONE_CURRENCY = _("give each currency a column of its own")
_NO_UNIT = _("the column {name} does not say in which currency it is")
_SAY_UNIT = _("write it into the column's name, as in {name}_eur, or add a column currency")
_IS_EMPTY = _("is empty")
_FILL = _("fill it in; what is nothing is written 0")
_SAME_CODE = _("the code {code} stands in line {line} already")
_OTHER_CODE = _("give each line a code of its own, or delete one of them")
_NO_ORGANISATION = _("is not the identifier of an organisation: “{value}”")
_NO_LIST = _("there is no list of organisations {list}")
_GIVE_LIST = _(
    "write the code of the list and the number there, for companies GR-CR-123456789000 (ΓΕΜΗ); or leave it empty"
)
_CONTROL = _("holds a character that nobody sees ({code})")
_RETYPE = _("delete the cell and type it again")
_FORMULA = _("begins with {sign}, which spreadsheets take for a formula")
_NO_FORMULA = _("write a word before it, or delete the sign")

_AMOUNT = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,4})?", re.ASCII)
_GREEK = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,4}))?", re.ASCII)
_UNSURE = re.compile(r"([+-]?\d{1,3})[.,](\d{3})", re.ASCII)
_NUMERIC = re.compile(r"[+-][\d\s.,()/-]*", re.ASCII)  # a telephone, a number, a dash
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_OTHER_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_TOTALS = frozenset(map(fold, ("σύνολο", "γενικό σύνολο", "υποσύνολο", "total", "subtotal", "grand total")))
_NOTES = frozenset(map(fold, ("σημείωση", "note")))
_LONGEST_ROLE = 40  # letters of a cell that may be one of these, with what is around it: to fold all cells takes long
_MUST = {"budget": ("code", "description"), "accounts": ("code", "description"), "grants": ("id", "date", "recipient")}


class TableFault(Value, frozen=True):
    """What is wrong in a file of a table: the line and column of the text, and the table's column by its name."""

    line: int
    column: int
    field: str
    message: Message
    hint: Message


class Dialect(Value, frozen=True):
    """What parts cells, and whether amounts are written as Greek spreadsheets write them, 1.234,50."""

    delimiter: str
    is_greek: bool


class CsvRecord(Value, frozen=True):
    """A record of a file: the line on which it begins, and its cells."""

    line: int
    cells: tuple[str, ...]


def read(data: bytes, sort: str) -> tuple[DataTable | None, list[TableFault]]:
    """Return the table that a file holds, and all that is wrong with it; None in place of what can't be read at all."""
    if len(data) > MOST_BYTES:
        return None, [_whole(_TOO_LARGE.format(most=MOST_BYTES, what=_BYTES), _SPLIT)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        return None, [TableFault(before.count(b"\n") + 1, column, "", _NOT_UTF8, _SAVE_UTF8)]
    text = unicodedata.normalize("NFC", text)
    dialect = dialect_of(text)
    try:
        records = list(records_of(text, dialect))
    except csv.Error as error:
        return None, [broken_at(text, dialect.delimiter) or _whole(_BROKEN.format(why=str(error)), _SAVE_UTF8)]
    if not records or not any(cell.strip() for cell in records[0].cells):
        return None, [_whole(_EMPTY_FILE, _FIRST_LINE)]
    if too_large := _limits(records):
        return None, [too_large]
    return _table(records, sort, dialect)


def dialect_of(text: str) -> Dialect:
    """Return how a file is written, by its first line: with `;` or tabs as in Greek spreadsheets, or with commas."""
    first = text.partition("\n")[0]
    most = max(",;\t", key=first.count)
    return Dialect(most if most in first else ",", most != "," and most in first)


def records_of(text: str, dialect: Dialect) -> Iterator[CsvRecord]:
    """Return the records of a file, without empty ones at its end. Raises csv.Error where a quotation stays open."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
    began = 1
    blank: list[CsvRecord] = []
    for cells in reader:
        record = CsvRecord(began, tuple(cells))
        began = reader.line_num + 1
        if any(cell.strip() for cell in cells):
            yield from (*blank, record)
            blank = []
        else:
            blank.append(record)


def broken_at(text: str, delimiter: str) -> TableFault | None:
    """Return where quotation marks go wrong or a cell never ends, by line and column, or None where none does."""
    line, column, state, length = 1, 1, "begun", 0  # of a cell: begun, plain, quoted, or closed again
    opened = (1, 1)
    for sign in text:
        length = 0 if state == "begun" else length + 1
        if length > MOST_CELL:
            return TableFault(*opened, "", _TOO_LARGE.format(most=MOST_CELL, what=_CHARACTERS), _SPLIT_OR_CLOSE)
        if state == "begun":
            opened = (line, column)
        if state == "quoted":
            state = "closed" if sign == '"' else state
        elif sign == '"' and state in ("begun", "closed"):
            state = "quoted"
        elif sign == delimiter:
            column, state = column + 1, "begun"
        elif sign in "\r\n":
            column, state = 1, "begun"
        elif state == "closed":
            return TableFault(line, column, "", _AFTER_QUOTE, _WITHIN)
        else:
            state = "plain"
        line += sign == "\n"
    return TableFault(*opened, "", _OPEN_QUOTE, _CLOSE_QUOTE) if state == "quoted" else None


def _limits(records: Sequence[CsvRecord]) -> TableFault | None:
    """What is too large to be shown, or None."""
    if len(records) > MOST_LINES:
        return _whole(_TOO_LARGE.format(most=MOST_LINES, what=_LINES), _SPLIT)
    for record in records:
        if len(record.cells) > MOST_COLUMNS:
            return TableFault(record.line, 1, "", _TOO_LARGE.format(most=MOST_COLUMNS, what=_COLUMNS), _SPLIT)
        for column, cell in enumerate(record.cells, 1):
            if len(cell) > MOST_CELL:
                message = _TOO_LARGE.format(most=MOST_CELL, what=_CHARACTERS)
                return TableFault(record.line, column, "", message, _SPLIT_OR_CLOSE)
    return None


def _table(records: Sequence[CsvRecord], sort: str, dialect: Dialect) -> tuple[DataTable | None, list[TableFault]]:
    head, *rest = records
    columns = tuple(column_of(header) for header in head.cells)
    faults = list(_of_header(columns, sort))
    if faults:
        return None, faults
    lines: list[Line] = []
    for record in rest:
        if not any(cell.strip() for cell in record.cells):
            faults.append(TableFault(record.line, 1, "", _BLANK, _DELETE_LINE))
        elif len(record.cells) != len(columns):
            faults.append(_of_length(record, len(columns)))
        else:
            lines.append(_line(record, columns, sort, dialect, faults))
    faults += _same_codes(columns, lines)
    return DataTable(sort, columns, tuple(lines)), sorted(faults, key=lambda fault: (fault.line, fault.column))


def _of_header(columns: Sequence[Column], sort: str) -> Iterator[TableFault]:
    """What is wrong with the names of the columns."""
    counted = Counter(column.key for column in columns)
    for number, column in enumerate(columns, 1):
        if not column.label:
            yield TableFault(1, number, "", _NO_NAME.format(number=number), _NAME_IT)
        elif counted[column.key] > 1:
            counted[column.key] = 1  # once is enough
            yield TableFault(1, number, column.label, _TWICE.format(name=column.label), _RENAME)
    for wanted in KINDS[sort]:
        has_it = any(c.sort == "amount" if wanted == "amount" else c.key == wanted for c in columns)
        if not has_it:
            names = _NAMES_OF_AMOUNTS if wanted == "amount" else f"{_GREEK_NAMES[wanted]}, {wanted}"
            yield TableFault(1, 1, wanted, _LACKS.format(kind=sort, column=wanted), _ADD_COLUMN.format(names=names))
    if not any(column.key == "currency" for column in columns):
        for number, column in enumerate(columns, 1):
            if column.sort == "amount" and not column.currency:
                hint = _SAY_UNIT.format(name=column.label.replace(" ", "_"))
                yield TableFault(1, number, column.label, _NO_UNIT.format(name=column.label), hint)


_NAMES_OF_AMOUNTS = "ποσό_ευρώ, προϋπολογισμός_2026_ευρώ, amount_eur, budget_2026_eur"
_GREEK_NAMES = {
    "code": "κωδικός",
    "category": "κατηγορία",
    "description": "περιγραφή",
    "id": "ταυτότητα",
    "date": "ημερομηνία",
    "funder": "χρηματοδότης",
    "recipient": "αποδέκτης",
    "payee": "προς",
    "purpose": "σκοπός",
}


def _of_length(record: CsvRecord, known: int) -> TableFault:
    found = len(record.cells)
    if found > known:
        return TableFault(record.line, known + 1, "", _TOO_MANY.format(found=found, known=known), _COMMA)
    return TableFault(record.line, found + 1, "", _TOO_FEW.format(found=found, known=known), _FILL_UP)


def _line(record: CsvRecord, columns: Sequence[Column], sort: str, dialect: Dialect, faults: list[TableFault]) -> Line:
    """The line of a record; cells that can't be read are empty, and told in `faults`."""
    role = _role_of(record.cells)
    cells: list[Cell] = []
    for place, (column, raw) in enumerate(zip(columns, record.cells, strict=True)):
        try:
            cells.append(_cell(raw, column, dialect))
            if cells[-1] is None and _must(column, sort, role):
                raise Unread(_IS_EMPTY, _FILL)
        except Unread as unread:
            cells[place:] = [None]
            faults.append(TableFault(record.line, place + 1, column.label, unread.message, unread.hint))
    line = Line(record.line, tuple(cells), role)
    faults += _currencies(line, columns)
    return line


def _role_of(cells: Sequence[str]) -> Role:
    words = {fold(cell.strip()) for cell in cells if len(cell) <= _LONGEST_ROLE}
    return "total" if words & _TOTALS else "note" if words & _NOTES else ""


def _must(column: Column, sort: str, role: str) -> bool:
    """Whether a cell may not be empty: amounts of items and totals, and what names an item."""
    if role == "note":
        return False
    if column.sort == "amount":
        return sort != "register"
    return not role and column.key in _MUST.get(sort, ())


class Unread(Exception):
    """A cell that its column refuses, with the way out."""

    def __init__(self, message: Message, hint: Message):
        super().__init__(str(message))
        self.message, self.hint = message, hint


def _cell(raw: str, column: Column, dialect: Dialect) -> Cell:
    value = raw.strip()
    if not value.isprintable() and (odd := _odd_sign(value)):
        raise Unread(_CONTROL.format(code=f"U+{ord(odd):04X}"), _RETYPE)
    if not value:
        return None
    read_cell = _BY_KEY.get(column.key, _READERS[column.sort])
    try:
        return read_cell(value, dialect)
    except Invalid as invalid:
        raise Unread(invalid.message, invalid.hint) from None


def _odd_sign(value: str) -> str:
    """Return the first sign that nobody sees or that is none, or nothing."""
    return next((sign for sign in value if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn") and sign != "\n"), "")


def _words(value: str, dialect: Dialect) -> str:
    """Words as they are. Raises Unread for those that a spreadsheet would run as a formula.

    https://owasp.org/www-community/attacks/CSV_Injection: what is published is what the editor wrote, so it is refused
    here, and no sign is put before it.
    """
    if value.startswith(("=", "+", "-", "@")) and not _NUMERIC.fullmatch(value):
        raise Unread(_FORMULA.format(sign=value[0]), _NO_FORMULA)
    return value


def _amount(value: str, dialect: Dialect) -> Decimal:
    """An exact amount. Raises Unread for what is none, and for what may mean two."""
    bare = value.replace("€", "").replace("\u00a0", "").replace("\u2212", "-").strip()
    unsure = _UNSURE.fullmatch(bare)
    if unsure and (dialect.is_greek or "," in bare):
        small, large = f"{unsure[1]}.{unsure[2]}", f"{unsure[1]}{unsure[2]}.00"
        raise Unread(_AMBIGUOUS.format(value=value, small=small, large=large), _WHICH.format(small=small, large=large))
    if _AMOUNT.fullmatch(bare):
        return Decimal(bare)
    greek = _GREEK.fullmatch(bare)
    if greek and dialect.is_greek:
        return Decimal(f"{greek[1]}{greek[2].replace('.', '')}.{greek[3] or '0'}")
    near = f"{greek[1]}{greek[2].replace('.', '')}.{(greek[3] or '0').ljust(2, '0')}" if greek else "1234.50"
    raise Unread(_NO_AMOUNT.format(value=value[:40]), _PLAIN_AMOUNT.format(near=near))


def _date(value: str, dialect: Dialect) -> date:
    found, other = _DAY.fullmatch(value), _OTHER_DAY.fullmatch(value)
    try:
        if found:
            return date(*map(int, found.groups()))
        near = date(int(other[3]), int(other[2]), int(other[1])).isoformat() if other else "2026-03-25"
    except ValueError:
        near = "2026-03-25"
    raise Unread(_NO_DATE.format(value=value[:40]), _ISO_DATE.format(near=near))


_READERS: dict[str, Callable[[str, Dialect], Cell]] = {
    "text": _words,
    "number": _amount,
    "amount": _amount,
    "date": _date,
}


def _organisation(value: str, dialect: Dialect) -> str:
    """The identifier of an organisation as https://org-id.guide/ has it: the code of a list, then its number there."""
    found = _ORGANISATION.fullmatch(value)
    if not found:
        raise Unread(_NO_ORGANISATION.format(value=value[:40]), _GIVE_LIST)
    if found["list"].startswith("GR-") and found["list"] not in _GREEK_LISTS:
        raise Unread(_NO_LIST.format(list=found["list"]), _GIVE_LIST)
    number = company_number(found["number"]) if found["list"] == "GR-CR" else found["number"]
    return f"{found['list']}-{number}"


#: The lists of Greek organisations, https://org-id.guide/list/GR-CR and /GR-COA: there is none of tax numbers.
_GREEK_LISTS = ("GR-CR", "GR-COA")
_ORGANISATION = re.compile(r"(?P<list>[A-Z]{2}-[A-Z0-9]+|XI-[A-Z]+|360G)-(?P<number>[A-Za-z0-9][\w.-]*)")
#: Columns whose cells are identifiers, by their key in data.
_BY_KEY: dict[str, Callable[[str, Dialect], Cell]] = {
    "tax_number": lambda value, dialect: tax_number(value),
    "company_number": lambda value, dialect: company_number(value),
    "decision": lambda value, dialect: decision_number(value),
    "gazette": lambda value, dialect: str(gazette(value)),
    "funder_id": _organisation,
    "recipient_id": _organisation,
}


def _currencies(line: Line, columns: Sequence[Column]) -> Iterator[TableFault]:
    """A currency that is none, or not that of the column beside it."""
    place = next((place for place, column in enumerate(columns) if column.key == "currency"), None)
    stated = line.cells[place] if place is not None else None
    if place is None or line.role:
        return
    if stated is None:
        if any(column.sort == "amount" and not column.currency for column in columns):
            yield TableFault(line.number, place + 1, columns[place].label, _IS_EMPTY, _ISO_CURRENCY)
    elif stated not in CURRENCIES:
        message = _NO_CURRENCY.format(value=str(stated)[:20])
        yield TableFault(line.number, place + 1, columns[place].label, message, _ISO_CURRENCY)
    else:
        for column in columns:
            if column.currency and column.currency != stated:
                message = _OTHER_CURRENCY.format(name=column.label, one=column.currency, other=stated)
                yield TableFault(line.number, place + 1, columns[place].label, message, _ONE_CURRENCY)


def _same_codes(columns: Sequence[Column], lines: Sequence[Line]) -> Iterator[TableFault]:
    """Two lines with one code: one of them is too many, or is counted twice."""
    place = next((place for place, column in enumerate(columns) if column.key in ("code", "id")), None)
    if place is None:
        return
    seen: dict[Cell, int] = {}
    for line in lines:
        code = line.cells[place]
        if code in seen:
            message = _SAME_CODE.format(code=str(code), line=seen[code])
            yield TableFault(line.number, place + 1, columns[place].label, message, _OTHER_CODE)
        elif code is not None:
            seen[code] = line.number


def _whole(message: Message, hint: Message) -> TableFault:
    return TableFault(1, 1, "", message, hint)
