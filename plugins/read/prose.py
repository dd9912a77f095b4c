"""Titles, summaries and other words of the front matter, set as bodies are: one place, for all channels."""

from __future__ import annotations

from typing import Any

from plugins.i18n.languages import by_letters
from plugins.markdown import quotes
from plugins.read.fields import ByLanguage, Prose


def set_in_type(value: Any, lang: str) -> Any:
    """A field's value with its words set by the custom of their language, and all else as it is.

    Where the value states its words per language, that is theirs. Words that both languages share (`lang` is empty)
    follow their own letters, so that both files may state them.
    """
    if isinstance(value, Prose):
        return quotes.set_in_type(str(value), lang or by_letters(value))
    if isinstance(value, tuple):
        return tuple(set_in_type(item, lang) for item in value)
    if isinstance(value, ByLanguage):
        return {key: set_in_type(item, key) for key, item in value.items()}
    if isinstance(value, dict):
        return {key: set_in_type(item, lang) for key, item in value.items()}
    return value
