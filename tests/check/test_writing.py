"""`check` notes how texts are written: with line and column, where somebody asks, and not where its author says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plugins.check import spelling
from plugins.check.rules import spelling as spelling_rule
from plugins.check.rules import writing
from plugins.model.errors import UsageError
from plugins.model.problem import Problem
from plugins.read.site import read_site
from plugins.settings import Settings
from tests.programs import needs

HEAD = """---
id: 11111111-2222-4333-8444-555555555555
title: Το λιμανι
summary: Περίληψη.
date: 2026-03-01
---
"""

Find = Callable[..., list[Problem]]


@pytest.fixture
def find(tmp_path: Path, make_settings: Callable[..., Settings]) -> Find:
    """What is noted in a Greek text; keyword arguments are settings."""
    content = tmp_path / "content" / "news"
    content.mkdir(parents=True)
    words = Path("tests/sites/minimal/content/taxonomies.yaml")
    (tmp_path / "content" / "taxonomies.yaml").write_bytes(words.read_bytes())

    def notes(body: str, rule: Any = writing, **more: Any) -> list[Problem]:
        (content / "port.el.md").write_text(HEAD + body, encoding="utf-8")
        settings = make_settings(**{"LOOKED_AT": ("",), **more})
        return list(rule.find(read_site(settings), settings))

    return notes


def places(problems: list[Problem]) -> list[tuple[int, int, str, str]]:
    return [(one.line, one.column, one.field, str(one.message)) for one in problems]


def test_a_note_says_where(find: Find) -> None:
    """Line and column in the file, within lists, boxes and below codes; of a field its own place."""
    body = (
        "Εδώ **μένει** [το λιμανι](https://xx.example/κατι) και `κωδικας`.\n\n"
        '- ένα\n- γιά `x` δύο\n\n!!! note "Τιτλος"\n    Μέσα\n    ξανα τρία.\n'
    )
    assert places(find(body)) == [
        (3, 8, "title", "“λιμανι” has no accent"),
        (7, 19, "", "“λιμανι” has no accent"),
        (10, 3, "", "“γιά” has one syllable and takes no accent"),
        (12, 11, "", "“Τιτλος” has no accent"),
        (14, 5, "", "“ξανα” has no accent"),
    ]


def test_nobody_looks_in_a_build(find: Find) -> None:
    """Or at texts that their editor did not touch."""
    assert find("Το λιμανι.", LOOKED_AT=()) == []
    assert find("Το λιμανι.", LOOKED_AT=("guides", "news/port.en.md")) == []
    assert len(find("Το λιμανι.", LOOKED_AT=("news",))) == 2


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<!-- writing: off -->\n\nΤο λιμανι...\n\n<!-- writing: on -->\n\nΤο λιμανι...\n", 2),
        ("<!-- writing: off dots -->\n\nΤο λιμανι...\n\nΤο λιμανι...\n", 2),
        ("<!-- writing: off dots, no-accent -->\n\nΤο λιμανι...\n\n<!-- writing: on dots -->\n\nΤο λιμανι...\n", 1),
    ],
)
def test_a_comment_switches_off(body: str, count: int, find: Find) -> None:
    """All or some, for a passage or to the end."""
    assert len([one for one in find(body) if not one.field]) == count


def test_a_comment_names_habits(find: Find) -> None:
    """One that there is not is told, with the near one."""
    (problem,) = find("Καλά.\n\n<!-- writing: off dosts -->\n\nΤο λιμάνι...\n", WRITING_OFF=["no-accent", "dots"])
    assert (problem.line, str(problem.hint)) == (9, "did you mean “dots”?")


def test_settings_switch_off(find: Find) -> None:
    """By name; a wrong one is told."""
    assert [one.field for one in find("Δύο  διαστήματα.", WRITING_OFF=["double-space"])] == ["title"]
    with pytest.raises(UsageError, match="there is no habit 'dobule-space'"):
        find("", WRITING_OFF=["dobule-space"])


def test_the_year_is_asked_once(find: Find) -> None:
    """In a text that is older than a season and says no year at all."""
    said = [str(one.message) for one in find("Στις 3 Μαΐου.\n\nΣτις 4 Μαΐου.\n") if not one.field]
    assert said == ["“3 Μαΐου” does not say its year"]
    assert not [one for one in find("Στις 3 Μαΐου.\n\nΤο 2025.\n") if not one.field]
    assert not [one for one in find("Στις 3 Μαΐου.\n", NOW="2026-04-01T12:00") if not one.field]


# ---------------------------------------------------------------- spelling


@pytest.fixture
def hunspell(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """A hunspell that knows two Greek words, and what it was asked."""
    asked: list[list[str]] = []

    def answer(*options: str, words: str, is_error: bool = False) -> str:
        if is_error:
            return "SEARCH PATH:\n.\nAVAILABLE DICTIONARIES (…):\n/usr/share/hunspell/el_GR\nCan't open\n"
        asked.append(words.split("\n"))
        return "\n".join(word for word in words.split("\n") if word not in ("λιμάνι", "ανοίγει", "μου"))

    monkeypatch.setattr(spelling, "_hunspell", answer)
    spelling.dictionaries.cache_clear()
    yield asked
    spelling.dictionaries.cache_clear()


def test_unknown_words_are_noted(find: Find, hunspell: list[list[str]], tmp_path: Path) -> None:
    """One process for all words; names, code, addresses, words of other letters and the site's own are not asked."""
    (tmp_path / "content" / "words.txt").write_text("# ours\nποντκάστ\n", encoding="utf-8")
    body = (
        "Το λιμάνι ανοίγι, το λιμάνί μου, Αθήνα ό,τι `κωδικας` email ποντκάστ https://xx.example/λαθος κλπ. λιμάνι5\n"
    )
    assert places(find(body, spelling_rule)) == [(7, 11, "", "the dictionary does not know “ανοίγι”")]
    assert hunspell == [["ανοίγι", "λιμάνι", "λιμανι", "μου"]]


@needs("hunspell", Path("/usr/share/hunspell/el_GR.dic"))
def test_the_greek_dictionary_is_asked(find: Find) -> None:
    """As Debian ships it."""
    spelling.dictionaries.cache_clear()
    assert spelling.dictionary_for("el", "el_GR", "") == "el_GR"
    said = [str(one.message) for one in find("Το λιμάνι ανοίγι για τους εθελοντές.\n", spelling_rule)]
    assert said == ["the dictionary does not know “ανοίγι”"]
    spelling.dictionaries.cache_clear()


def test_what_another_habit_is_told_of_is_told_once(find: Find, hunspell: list[list[str]]) -> None:
    """Where that is switched off, the dictionary has its say."""
    said = [str(one.message) for one in find("", spelling_rule, WRITING_OFF=["no-accent"])]
    assert said == ["the dictionary does not know “λιμανι”"]


def test_the_sites_own_words_are_right(find: Find, tmp_path: Path) -> None:
    """Whatever habit would mark them."""
    (tmp_path / "content" / "words.txt").write_text("λιμανι\n", encoding="utf-8")
    assert find("Λιμανι και ξανα μετά.\n")[0].column == 12


def test_a_near_word_of_the_site_is_named(find: Find, hunspell: list[list[str]]) -> None:
    """One that the dictionary knows."""
    problems = find("Ανοίγει, ανοίγει το λιμάνι και ανοίγγει.\n", spelling_rule, WRITING_OFF=["no-accent"])
    assert "did you mean “ανοίγει”?" in [str(one.hint) for one in problems]


def test_a_dictionary_that_is_missing_is_told_once(find: Find, hunspell: list[list[str]]) -> None:
    """And no word of its language is called wrong."""
    problems = find("Word.\n", spelling_rule, DICTIONARIES={"el": "el_XX"})
    assert [str(one.message) for one in problems] == [
        "hunspell has no dictionary for “el”, so that its spelling is not checked"
    ]
    assert hunspell == []


def test_without_hunspell_nothing_is_said(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to install it."""
    monkeypatch.setattr(spelling, "_hunspell", lambda *options, words, is_error=False: None)
    spelling.dictionaries.cache_clear()
    assert find("Λαθος λεξη.\n", spelling_rule) == []
    spelling.dictionaries.cache_clear()
