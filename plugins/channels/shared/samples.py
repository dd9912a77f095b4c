"""Fixed words of the pages of patterns, where every part of the theme is shown."""

from __future__ import annotations

from plugins.model.problem import Text
from plugins.model.value import Language

SHOW = Text("Δημόσια φωνή", "Public voice")
PLACE = Text("Αίθουσα του συνεταιρισμού, Σύρος", "The cooperative’s hall, Syros")
STATION = Text("Ράδιο Λιμάνι", "Harbour Radio")
NAME = Text("Μαρία Καλογήρου", "Maria Kalogirou")
OFFICE = Text("Συντονίστρια, Εργαστήρια Επισκευής", "Coordinator, Repair Workshops")
GREETING = Text("Καλησπέρα σας.", "Good evening.")


def in_words(text: Text, lang: Language) -> str:
    """Greek where the page is Greek, else English."""
    return text.el if lang == "el" else text.en
