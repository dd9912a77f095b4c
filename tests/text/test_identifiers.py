"""Identifiers, telephones and postcodes: what is taken, in which form, and what is said of all else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.problem import Invalid
from plugins.text.identifiers import (
    Gazette,
    belongs_to_a_person,
    company_number,
    decision_address,
    decision_number,
    gazette,
    has_latin_capitals,
    postcode,
    shown_postcode,
    shown_telephone,
    social_register_number,
    tax_number,
    telephone,
)

TAKEN: list[tuple[Callable[[str], object], str, object]] = [
    (tax_number, "090000045", "090000045"),
    (tax_number, "094 259 216", "094259216"),
    (company_number, "000237901000", "000237901000"),
    (company_number, "1234567 89000", "123456789000"),
    (social_register_number, "000123-β", "000123-Β"),
    (decision_number, "Ω6Η2ΟΡΡ9-Β9Ω", "Ω6Η2ΟΡΡ9-Β9Ω"),
    (decision_number, " ω6h2opp9-b9ω ", "Ω6Η2ΟΡΡ9-Β9Ω"),
    (gazette, "ΦΕΚ Α΄ 205/30.10.2016", Gazette("Α", 205, date(2016, 10, 30))),
    (gazette, "ΦΕΚ 205/Α/30-10-2016", Gazette("Α", 205, date(2016, 10, 30))),
    (gazette, "Φ.Ε.Κ. B’ 1234/1.2.2024", Gazette("Β", 1234, date(2024, 2, 1))),
    (gazette, "ΦΕΚ ΥΟΔΔ 17 / 9-1-2025", Gazette("ΥΟΔΔ", 17, date(2025, 1, 9))),
    (telephone, "210 1234567", "+302101234567"),
    (telephone, "+30 2310-123456", "+302310123456"),
    (telephone, "0030 697 123 4567", "+306971234567"),
    (telephone, "+357 22 123456", "+35722123456"),
    (postcode, "105 57", "10557"),
]
REFUSED: list[tuple[Callable[[str], object], str, str]] = [
    (tax_number, "000000000", "of nine digits"),
    (tax_number, "EL090000045", "of nine digits"),
    (tax_number, "90000045", "of nine digits"),
    (tax_number, "٠٩٠٠٠٠٠٤٥", "of nine digits"),
    (tax_number, "090000046", "last digit does not fit"),
    (tax_number, "900000045", "last digit does not fit"),
    (company_number, "12345678900", "of twelve digits"),
    (company_number, "000000000000", "of twelve digits"),
    (company_number, "12345678900A", "of twelve digits"),
    (social_register_number, "αριθμός πρωτοκόλλου", "register of social economy"),
    (social_register_number, "ΑΒΓ", "register of social economy"),
    (social_register_number, "1" * 21, "register of social economy"),
    (decision_number, "Ω6Η2ΟΡΡ9", "ΑΔΑ"),
    (decision_number, "24REQ014567890-1", "ΑΔΑ"),
    (gazette, "ΦΕΚ Α΄ 205/2016", "Gazette"),
    (gazette, "ΦΕΚ Α΄ 0/30.10.2016", "Gazette"),
    (gazette, "ΦΕΚ Α΄ 205/31.2.2016", "“31.2.2016” does not exist"),
    (telephone, "5551234567", "telephone"),
    (telephone, "21012345", "telephone"),
    (telephone, "112", "telephone"),
    (telephone, "+30 555 1234567", "telephone"),
    (telephone, "τηλέφωνο", "telephone"),
    (postcode, "1055", "postcode"),
    (postcode, "00557", "postcode"),
    (postcode, "ΤΚ 10557", "postcode"),
]


@pytest.mark.parametrize(("check", "text", "value"), TAKEN)
def test_what_is_taken(check: Callable[[str], object], text: str, value: object) -> None:
    assert check(text) == value


@pytest.mark.parametrize(("check", "text", "fault"), REFUSED)
def test_what_is_refused(check: Callable[[str], object], text: str, fault: str) -> None:
    """With what is wrong, and the way out."""
    with pytest.raises(Invalid) as found:
        check(text)
    assert fault in str(found.value.message) and str(found.value.hint)


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_whatever_is_typed_is_taken_or_refused(text: str) -> None:
    """And what was taken is taken again, unchanged."""
    checks: list[Callable[[str], str]] = [tax_number, company_number, decision_number, telephone, postcode]
    for check in checks:
        try:
            value = check(text)
        except Invalid:
            continue
        assert check(value) == value


@settings(max_examples=50)
@given(st.integers(1, 99_999_999))
def test_one_last_digit_fits(stem: int) -> None:
    """Of the ten that could follow eight digits."""
    taken = 0
    for last in range(10):
        try:
            tax_number(f"{stem:08}{last}")
        except Invalid:
            continue
        taken += 1
    assert taken == 1


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+302101234567", "210 123 4567"),
        ("+302310123456", "2310 123 456"),
        ("+302651012345", "26510 12345"),
        ("+302421012345", "24210 12345"),
        ("+302810123456", "2810 123 456"),
        ("+306971234567", "697 123 4567"),
        ("+308001234567", "800 123 4567"),
        ("+35722123456", "+35722123456"),
    ],
)
def test_telephones_are_shown_as_greeks_write_them(number: str, shown: str) -> None:
    assert shown_telephone(number) == shown
    if number.startswith("+30"):
        assert shown_telephone(number, from_abroad=True) == f"+30 {shown}"


def test_what_is_shown_is_taken_again() -> None:
    assert telephone(shown_telephone("+302651012345", from_abroad=True)) == "+302651012345"
    assert postcode(shown_postcode("10557")) == "10557" and shown_postcode("10557") == "105 57"


def test_of_numbers() -> None:
    """Whose a tax number is, where a decision stands, which letters were typed, how an issue is written."""
    assert not belongs_to_a_person("090000045") and belongs_to_a_person("123456783")
    assert decision_address("Ω6-1").endswith("/%CE%A96-1")
    assert has_latin_capitals("Ω6H") and not has_latin_capitals("Ω6Η")
    assert str(gazette("ΦΕΚ 7/Β/1-2-2024")) == "ΦΕΚ Β΄ 7/01.02.2024"
