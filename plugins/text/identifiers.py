"""Identifiers, telephones and postcodes as Greece gives them: each is checked, and kept in one form.

Every function returns the form that data hold, or raises Invalid with the way out. That a check digit fits does not say
that the number is right: of one wrong digit in a tax number, two in a hundred still fit.

No library does the same: python-stdnum takes a tax number of noughts, one of eight digits and one with EL; phonenumbers
(48 MB) parts the numbers of Athens as 21 0123 4567, and neither knows the other registers.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote

from plugins.model.problem import Invalid, _
from plugins.model.regex import regex

_APART = regex(r"[\s./()-]+")

# ---------------------------------------------------------------- organisations

_TAX_DIGITS = _("is not a tax number (ΑΦΜ) of nine digits")
_TAX_CHECK = _("is not a tax number (ΑΦΜ): its last digit does not fit the others")
_TAX = _("write the nine digits as the tax office gave them, without EL in front")
_COMPANY = _("is not a number of the business register (ΓΕΜΗ) of twelve digits")
_COMPANY_HINT = _("write all twelve digits, zeros at both ends too: 123456789000")
_SOCIAL = _("is not a number of the register of social economy organisations")
_SOCIAL_HINT = _("write it as the certificate has it: digits, capitals, hyphens, dots and slashes, 20 at most")


def tax_number(text: str) -> str:
    """Return an ΑΦΜ, nine digits of which the last is the sum of the others, each by a power of two, modulo 11.

    https://arthurdejong.org/python-stdnum/doc/stdnum.gr.vat tells the same rule.
    """
    number = _APART.sub("", text)
    if not re.fullmatch("[0-9]{9}", number) or not int(number):
        raise Invalid(_TAX_DIGITS, _TAX)
    weighted = sum(int(digit) << (8 - place) for place, digit in enumerate(number[:8]))
    if weighted % 11 % 10 != int(number[8]):
        raise Invalid(_TAX_CHECK, _TAX)
    return number


def belongs_to_a_person(number: str) -> bool:
    """Whether a tax number is one that persons have: those of organisations begin with 09, 8 or 99."""
    return not number.startswith(("09", "8", "99"))


def company_number(text: str) -> str:
    """Return a number of the Γενικό Εμπορικό Μητρώο: twelve digits without a check (https://www.businessregistry.gr/)."""
    number = _APART.sub("", text)
    if not re.fullmatch("[0-9]{12}", number) or not int(number):
        raise Invalid(_COMPANY, _COMPANY_HINT)
    return number


def social_register_number(text: str) -> str:
    """Return a number of the Μητρώο Φορέων Κοινωνικής και Αλληλέγγυας Οικονομίας, whose form no law states."""
    number = text.strip().upper()
    if not re.fullmatch(r"(?=.*[0-9])[0-9A-ZΑ-Ω/.-]{1,20}", number):
        raise Invalid(_SOCIAL, _SOCIAL_HINT)
    return number


# ---------------------------------------------------------------- documents of the state

_DECISION = _("is not the number of a decision on Diavgeia (ΑΔΑ)")
_DECISION_HINT = _("write it as the decision has it, in Greek capitals: Ω6Η2ΟΡΡ9-Β9Ω")
_GAZETTE = _("is not an issue of the Government Gazette (ΦΕΚ)")
_GAZETTE_HINT = _("write the series, the number and the day: ΦΕΚ Α΄ 205/30.10.2016")
_GAZETTE_DAY = _("the date “{v}” does not exist")
_TO_GREEK = str.maketrans("ABEHIKMNOPTXYZ", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖ")
_SERIES = r"(?P<series>ΑΣΕΠ|ΥΟΔΔ|ΝΠΔΔ|ΑΑΠ|ΑΕ-ΕΠΕ|ΔΔΣ|ΔΕΒΙ|ΑΠΣ|ΟΠΚ|ΠΠ|[Α-ΔΖ])"
_KERAIA = "['’ʹ΄´᾽]?"
_ISSUE = r"(?P<number>[0-9]{1,5})"
_DAY = r"(?P<day>[0-9]{1,2})[-./](?P<month>[0-9]{1,2})[-./](?P<year>[0-9]{4})"
_GAZETTES = (
    regex(rf"(?:Φ\.?Ε\.?Κ\.?)?\s*{_SERIES}{_KERAIA}\s*{_ISSUE}\s*[/,]\s*{_DAY}"),
    regex(rf"(?:Φ\.?Ε\.?Κ\.?)?\s*{_ISSUE}\s*/?\s*{_SERIES}{_KERAIA}\s*[/,]\s*{_DAY}"),
)


def decision_number(text: str) -> str:
    """Return an ΑΔΑ in Greek capitals; Latin ones, which look alike and are not found, are put right."""
    number = unicodedata.normalize("NFC", text).strip().upper().translate(_TO_GREEK)
    if not re.fullmatch("[Α-Ω0-9]{4,10}-[Α-Ω0-9]{3}", number):
        raise Invalid(_DECISION, _DECISION_HINT)
    return number


def has_latin_capitals(text: str) -> bool:
    """Whether an ΑΔΑ was typed with Latin letters that look like Greek ones."""
    return any(ord(sign) in _TO_GREEK for sign in text.upper())


def decision_address(number: str) -> str:
    """Return where Diavgeia shows a decision."""
    return f"https://diavgeia.gov.gr/decision/view/{quote(number)}"


class Gazette(NamedTuple):
    """An issue of the Government Gazette: its series ("Α"), number and day."""

    series: str
    number: int
    day: date

    def __str__(self) -> str:
        return f"ΦΕΚ {self.series}΄ {self.number}/{self.day:%d.%m.%Y}"


def gazette(text: str) -> Gazette:
    """Return the issue of the Government Gazette that is meant: ΦΕΚ Α΄ 205/30.10.2016, ΦΕΚ 205/Α/30-10-2016."""
    clean = " ".join(unicodedata.normalize("NFC", text).upper().translate(_TO_GREEK).split())
    found = next((match for form in _GAZETTES if (match := form.fullmatch(clean))), None)
    if not found or not int(found["number"]):
        raise Invalid(_GAZETTE, _GAZETTE_HINT)
    try:
        day = datetime(int(found["year"]), int(found["month"]), int(found["day"])).date()
    except ValueError:
        raise Invalid(
            _GAZETTE_DAY.format(v=f"{found['day']}.{found['month']}.{found['year']}"), _GAZETTE_HINT
        ) from None
    return Gazette(found["series"], int(found["number"]), day)


# ---------------------------------------------------------------- telephones

_TELEPHONE = _("is not a telephone number")
_TELEPHONE_HINT = _("write ten digits, as in 210 1234567, or one from abroad with its country: +357 22 123456")
_NATIONAL = regex(r"2[0-9]{9}|69[0-9]{8}|80[01][0-9]{7}")
_ABROAD = regex(r"\+(?!30)[1-9][0-9]{6,14}")
_COUNTRY_CODE = "+30"
#: How the digits of a number are set apart, by what it begins with: the code of the place, then what can be read.
#: https://www.eett.gr/ has the plan of numbers.
_SET_APART: tuple[tuple[re.Pattern[str], tuple[int, ...]], ...] = (
    (regex("21"), (3, 3, 4)),  # Athens
    (regex("2[3-8]1"), (4, 3, 3)),  # the seats of regions, as 2310
    (regex("2"), (5, 5)),
    (regex("69"), (3, 3, 4)),
    (regex("80"), (3, 3, 4)),
)


def telephone(text: str) -> str:
    """Return a telephone number as E.164 has it: +302101234567."""
    number = _APART.sub("", text)
    number = f"+{number[2:]}" if number.startswith("00") else number
    national = number.removeprefix(_COUNTRY_CODE)
    if _NATIONAL.fullmatch(national):
        return f"{_COUNTRY_CODE}{national}"
    if not _ABROAD.fullmatch(number):
        raise Invalid(_TELEPHONE, _TELEPHONE_HINT)
    return number


def shown_telephone(number: str, from_abroad: bool = False) -> str:
    """Return a number of E.164 as Greeks write it: 210 123 4567, with +30 for readers elsewhere."""
    if not number.startswith(_COUNTRY_CODE):
        return number
    national, parts = number.removeprefix(_COUNTRY_CODE), [_COUNTRY_CODE] if from_abroad else []
    for size in next((sizes for code, sizes in _SET_APART if code.match(national)), (10,)):
        parts.append(national[:size])
        national = national[size:]
    return " ".join(parts)


# ---------------------------------------------------------------- addresses

_POSTCODE = _("is not a postcode of five digits")
_POSTCODE_HINT = _("write it as in 105 57")


def postcode(text: str) -> str:
    """Return a postcode, five digits of which the first is never 0 or 9."""
    code = _APART.sub("", text)
    if not re.fullmatch("[1-8][0-9]{4}", code):
        raise Invalid(_POSTCODE, _POSTCODE_HINT)
    return code


def shown_postcode(code: str) -> str:
    """Return a postcode as it is written on letters: 105 57."""
    return f"{code[:3]} {code[3:]}"
