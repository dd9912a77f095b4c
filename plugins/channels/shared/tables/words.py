"""What tables are told in: the words and the locale of a language, as values that a page keeps until it is made."""

from __future__ import annotations

from plugins.channels.shared.view import View
from plugins.model.value import Value


class TableWords(Value, frozen=True):
    """The locale of numbers, and what planned and actual amounts are called."""

    locale: str
    plan: str
    actual: str


def words_of(view: View) -> TableWords:
    """Return those of a view's language."""
    return TableWords(view.language.locale, view.gettext("Budget"), view.gettext("Actual"))
