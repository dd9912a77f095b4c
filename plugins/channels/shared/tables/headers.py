"""What a table's first line says: which columns there are, in Greek or in English, and what their cells hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from plugins.channels.shared.tables.values import Column, Sort, State
from plugins.i18n.greek import fold, slugify

#: The kinds of tables: the columns that each has to have. Those of a register are free.
KINDS: Mapping[str, tuple[str, ...]] = {
    "budget": ("code", "category", "description", "amount"),
    "accounts": ("code", "category", "description", "amount"),
    "grants": ("id", "description", "amount", "date", "funder", "recipient"),
    "payments": ("date", "amount", "payee", "purpose"),
    "register": (),
}
# The columns that we know: their key in data, what they hold, and their names.
_KNOWN: tuple[tuple[str, Sort, str], ...] = (
    ("code", "text", "κωδικός code"),
    ("id", "text", "ταυτότητα id identifier"),
    ("category", "text", "κατηγορία category"),
    ("description", "text", "περιγραφή description τίτλος title"),
    ("date", "date", "ημερομηνία date"),
    ("funder", "text", "χρηματοδότης funder"),
    ("funder_id", "text", "ταυτότητα_χρηματοδότη funder_id"),
    ("recipient", "text", "αποδέκτης δικαιούχος recipient beneficiary"),
    ("recipient_id", "text", "ταυτότητα_αποδέκτη recipient_id"),
    ("tax_number", "text", "αφμ α_φ_μ vat tax_number"),
    ("company_number", "text", "γεμη γ_ε_μη company_number"),
    ("decision", "text", "αδα decision"),
    ("gazette", "text", "φεκ gazette"),
    ("programme", "text", "πρόγραμμα programme"),
    ("payee", "text", "πληρώθηκε προς payee"),
    ("purpose", "text", "σκοπός αιτιολογία purpose"),
    ("reference", "text", "παραστατικό reference"),
    ("currency", "text", "νόμισμα currency"),
    ("quantity", "number", "ποσότητα quantity"),
    ("start", "date", "έναρξη start"),
    ("end", "date", "λήξη end"),
)
_PLAIN = {fold(name): (key, sort) for key, sort, names in _KNOWN for name in names.split()}
_AMOUNTS = frozenset(map(fold, ["ποσό", "αξία", "amount", "value"]))
_STATES: Mapping[str, State] = {
    **dict.fromkeys(map(fold, ["προϋπολογισμός", "πρόβλεψη", "budget", "plan", "planned"]), "plan"),
    **dict.fromkeys(map(fold, ["απολογισμός", "πραγματικά", "actual", "outcome", "accounts"]), "actual"),
}
#: ISO 4217, of what organisations here are paid in; https://www.iso.org/iso-4217-currency-codes.html
CURRENCIES = frozenset(
    ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "ALL", "MKD", "RSD", "TRY")
)
_CURRENCY = {
    fold("ευρώ"): "EUR",
    "€": "EUR",
    **{code.lower(): code for code in CURRENCIES - {"ALL", "TRY"}},
}  # two are words
_YEAR = re.compile(r"(?:18|19|20|21)\d\d")


def column_of(header: str) -> Column:
    """Return the column that a header names; one that we do not know holds words, by its own name.

    A header of an amount may say its state, year and currency, in any order: `budget_2026_eur`, `Απολογισμός 2025 (€)`.
    """
    label = " ".join(header.replace("_", " ").split())
    words = [word for word in re.split(r"[\s_()\[\],.]+", fold(header)) if word]
    known = _PLAIN.get("_".join(words))
    if known:
        return Column(known[0], label, known[1])
    state: State = next((_STATES[word] for word in words if word in _STATES), "")
    currency = next((_CURRENCY[word] for word in words if word in _CURRENCY), "")
    if not (state or currency or _AMOUNTS & set(words)):
        return Column(slugify(header).replace("-", "_"), label, "text")
    year = next((int(word) for word in words if _YEAR.fullmatch(word)), 0)
    parts = [state or "amount", str(year or ""), (currency or "").lower()]
    return Column("_".join(part for part in parts if part), label, "amount", currency, year, state)
