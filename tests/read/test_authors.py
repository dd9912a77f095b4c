"""Who signs: a name for both languages, one for each, or a line of the translation's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from plugins.engine.stages import our_stages
from plugins.model.entry import Name
from plugins.settings import Settings
from tests.conftest import ROOT

MINIMAL = ROOT / "tests" / "sites" / "minimal" / "content"
EL, EN = "news/harbour.el.md", "news/harbour.en.md"


@pytest.mark.parametrize(
    ("greek", "english", "on_greek", "on_english"),
    [
        ("[Γραφείο Τύπου]", "", [Name("Γραφείο Τύπου")], [Name("Γραφείο Τύπου", "el")]),
        ("Γραφείο Τύπου", "Press office", [Name("Γραφείο Τύπου")], [Name("Press office")]),
        ("BBC", "", [Name("BBC")], [Name("BBC")]),
        ("{el: Γραφείο Τύπου, en: Press office}", "", [Name("Γραφείο Τύπου")], [Name("Press office")]),
        ("{el: 'Α, Β', en: [A, B]}", "", [Name("Α"), Name("Β")], [Name("A"), Name("B")]),
        ("[Άννα, {el: Μαρία, en: Maria}]", "", [Name("Άννα"), Name("Μαρία")], [Name("Άννα", "el"), Name("Maria")]),
        ("{en: Press office}", "", [Name("Press office", "en")], [Name("Press office")]),
        ("[{el: Άννα}]", "", [Name("Άννα")], [Name("Άννα", "el")]),
        ("", "Anna", [], [Name("Anna")]),
    ],
)
def test_each_language_has_its_byline(
    greek: str, english: str, on_greek: list[Name], on_english: list[Name], make_settings: Callable[..., Settings]
) -> None:
    """What stays in the other language says so."""
    settings = make_settings()
    content = settings.read.content
    shutil.copytree(MINIMAL, content)
    for name, stated in ((EL, greek), (EN, english)):
        text = (content / name).read_text(encoding="utf-8")
        if stated:
            (content / name).write_text(text.replace("title:", f"author: {stated}\ntitle:", 1), encoding="utf-8")
    entries = {entry.source: entry for entry in our_stages().read(settings).entries}

    assert list(entries[EL].authors) == on_greek
    assert list(entries[EN].authors) == on_english


def test_original_in_english(make_settings: Callable[..., Settings]) -> None:
    """Its byline is English on the Greek page."""
    settings = make_settings()
    content = settings.read.content
    shutil.copytree(MINIMAL, content)
    greek, english = ((content / name).read_text(encoding="utf-8") for name in (EL, EN))
    neutral = greek[greek.index("id:") : greek.index("title:")] + greek[greek.index("date:") : greek.index("---\nΗ")]
    (content / EL).write_text(
        greek.replace(neutral[: neutral.index("date:")], "").replace(neutral[neutral.index("date:") :], ""), "utf-8"
    )
    (content / EN).write_text(
        english.replace("title:", f"original: en\nauthor: Press office\n{neutral}title:", 1), "utf-8"
    )
    entries = {entry.source: entry for entry in our_stages().read(settings).entries}

    assert entries[EL].authors == (Name("Press office", "en"),)
    assert entries[EN].authors == (Name("Press office"),)
