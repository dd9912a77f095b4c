"""What problems, errors and commands say: the catalogues hold every sentence of the code, with its names."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from plugins.i18n import messages
from plugins.i18n.catalogues import path_in
from plugins.i18n.messages import say, say_in_each, told_in
from plugins.model.errors import UsageError
from plugins.model.problem import Message, _, plural
from tests.conftest import ROOT

LANGUAGES = ("el", "en")

Key = tuple[str | None, tuple[str, ...]]  # context, forms


@cache
def in_use() -> set[Key]:
    """The sentences that stand as literals in the code."""
    with (messages.FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT / "plugins", methods, options)
    return {(context, forms if isinstance(forms, tuple) else (forms,)) for _name, _line, forms, _told, context in found}


@cache
def catalogue(lang: str) -> Catalog:
    with path_in(messages.FOLDER, lang).open("rb") as file:
        return read_po(file, locale=lang)


def translated(lang: str) -> dict[Key, tuple[str, ...]]:
    forms = [(m.context, _forms(m.id), _forms(m.string)) for m in catalogue(lang) if m.id]
    return {(context, source): target for context, source, target in forms}


def _forms(given: object) -> tuple[str, ...]:
    return tuple(given) if isinstance(given, (tuple, list)) else (str(given),)


def names_in(text: str) -> set[str]:
    """The names that a sentence has values for, with the form of each."""
    try:
        return {f"{name}:{form}" for __, name, form, __ in Formatter().parse(text) if name}
    except ValueError:  # it is said as it stands, braces and all
        return {text.count("{") * "{"}


def test_every_language_is_a_folder():
    assert messages.languages() == LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_translated(lang: str) -> None:
    """None is missing, none is left over, none waits for a second look."""
    found = translated(lang)

    assert sorted(map(repr, in_use() - found.keys())) == []
    assert sorted(map(repr, found.keys() - in_use())) == []
    assert [source for source, target in found.items() if not all(target)] == []
    assert [m.id for m in catalogue(lang) if m.id and m.fuzzy] == []
    assert not catalogue(lang).obsolete


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_has_the_names_of_its_sentence(lang: str) -> None:
    """A lost one would lose what is wrong; a new one would end the build where it says so.

    What the YAML reader says of a fault is English, and left out elsewhere.
    """
    for (_context, source), target in translated(lang).items():
        names = names_in(source[-1])
        for form in target:
            assert names_in(form) in (names, names - {"reason:"}), source


def test_english_is_its_own_source() -> None:
    """What the code says is what an English reader sees, who needs no catalogue."""
    assert {source: target for (_context, source), target in translated("en").items() if source != target} == {}


def test_sentences_are_said_in_greek_and_in_english() -> None:
    assert say_in_each(_("is empty")) == {"el": "είναι κενό", "en": "is empty"}
    assert say(_("is empty", "a picture"), "el") == "είναι κενή"
    assert say(_("has {size} values; the limit is {limit}").format(size=2.5, limit=1), "el").startswith(
        "έχει 2,5 τιμές"
    )
    found = plural("{count} note", "{count} notes")
    assert [say(found.format(count=n), "el") for n in (1, 2)] == ["1 σημείωση", "2 σημειώσεις"]
    assert say(Message("{el: …}"), "el") == "{el: …}"


def test_a_language_without_a_catalogue_is_told_in_english() -> None:
    assert [told_in(lang) for lang in ("el", "el-CY", "fr", "en-GB", "")] == ["el", "el", "en", "en", "en"]
    assert say(_("is empty"), "fr") == "is empty"


def test_an_error_keeps_its_sentence() -> None:
    error = UsageError(_("settings: there is no file {file}").format(file="a.py"))

    assert str(error) == "settings: there is no file a.py"
    assert say(error.message, "el") == "ρυθμίσεις: δεν υπάρχει αρχείο a.py"
    assert say(UsageError("as others say it").message, "el") == "as others say it"


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        (("--lang", "el"), "C", "diavlos: ρυθμίσεις: δεν υπάρχει αρχείο none.py"),
        (("--lang=en",), "el_GR.UTF-8", "diavlos: settings: there is no file none.py"),
        ((), "el_GR.UTF-8", "diavlos: ρυθμίσεις: δεν υπάρχει αρχείο none.py"),
        ((), "fr_FR.UTF-8", "diavlos: settings: there is no file none.py"),
    ],
)
def test_an_error_of_the_command_line_is_told_in_the_language_asked_for(
    words: tuple[str, ...], lang: str, said: str
) -> None:
    """Before any settings are known: by the option, else by the terminal."""
    line = [sys.executable, "-m", "plugins", "check", "-s", "none.py", *words]
    env = {"LC_ALL": lang, "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (2, said)
