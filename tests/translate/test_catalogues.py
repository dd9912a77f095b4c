"""The words of the interface: both catalogues hold every message of templates and code, with its placeholders."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from plugins.channels import folders
from plugins.i18n.extraction import extract
from plugins.model.errors import UsageError
from plugins.model.kinds import Licence, Role
from plugins.model.rights import LICENCES as LICENCE_WORDS
from plugins.translate.catalogues import compile_catalogue
from tests.conftest import ROOT

FOLDER = ROOT / "theme" / "translations"
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def read_catalogue(theme: Path, lang: str) -> GNUTranslations:
    return GNUTranslations(BytesIO(compile_catalogue(theme, lang)))


@cache
def in_use() -> set[tuple[str, ...]]:
    """The messages that the templates and the code use; a plural one has two forms."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = [m for name in ("theme/templates", "plugins") for m in extract_from_dir(ROOT / name, methods, options)]
    return {m if isinstance(m, tuple) else (m,) for _, _, m, _, _ in found}


def words_of(channel: str) -> set[tuple[str, ...]]:
    """The messages that a channel's own templates and code say, those of its problems among them."""
    with (ROOT / "plugins" / "i18n" / "channel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT / "plugins" / "channels" / channel, methods, options)
    return {m if isinstance(m, tuple) else (m,) for _, _, m, _, _ in found}


CATALOGUES = {
    "": FOLDER / "el" / "LC_MESSAGES" / "messages.po",
    **{
        name: ROOT / "plugins" / "channels" / name / "locale" / "el" / "LC_MESSAGES" / "messages.po"
        for name in folders()
        if name != "web"  # whose words are the theme's
    },
}


def catalogue(path: Path, lang: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def messages_of(found: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Source → translation, each as its forms."""
    forms = ((m.id, m.string) for m in found if m.id)
    return {_forms(source): _forms(target) for source, target in forms}


def _forms(message: object) -> tuple[str, ...]:
    return tuple(message) if isinstance(message, (tuple, list)) else (str(message),)


@pytest.mark.parametrize("lang", ["el", "en"])
def test_every_message_is_translated(lang: str) -> None:
    """None is missing, none is left over, none waits for a second look."""
    found = catalogue(FOLDER / lang / "LC_MESSAGES" / "messages.po", lang)

    assert messages_of(found).keys() == in_use()
    assert [m.id for m in found if m.id and m.fuzzy] == []
    assert [source for source, target in messages_of(found).items() if not all(target)] == []
    assert not found.obsolete


@pytest.mark.parametrize("channel", [name for name in CATALOGUES if name])
def test_the_words_of_a_channel_lie_in_its_folder(channel: str) -> None:
    """All of them, those of its problems too, and no others; English needs no catalogue."""
    found = catalogue(CATALOGUES[channel], "el")

    assert messages_of(found).keys() == words_of(channel)
    assert [source for source, target in messages_of(found).items() if not all(target)] == []
    assert not found.obsolete and not any(message.fuzzy for message in found if message.id)


@pytest.mark.parametrize("channel", CATALOGUES)
def test_a_translation_has_the_placeholders_of_its_message(channel: str) -> None:
    """A lost one would lose a title or a number; a new one would stop the build."""
    found = messages_of(catalogue(CATALOGUES[channel], "el"))
    for source, target in found.items():
        wanted = set(PLACEHOLDER.findall(source[-1]))
        for form in target:
            names = set(PLACEHOLDER.findall(form))
            assert names == wanted or (len(target) > 1 and names == wanted - {"num"}), source


def test_what_code_says_is_gathered_wherever_it_stands() -> None:
    """In an f-string as well, by a method as well, and in both forms of a plural."""
    code = (
        b"""f"{say('one')}: {x.gettext('two')}"; c.ngettext("three", "threes", n); N_("four"); say(five); tell("six")"""
    )

    found = {message for _, _, message, _ in extract(BytesIO(code), (), (), {})}
    assert found == {("one",), ("two",), ("three", "threes"), ("four",)}


def test_what_is_chosen_from_a_list_has_its_words() -> None:
    """A role or a licence is said by the word that an editor wrote."""
    assert {(role,) for role in get_args(Role)} <= in_use()
    assert set(get_args(Licence)) == set(LICENCE_WORDS) - {""}


def test_english_is_its_own_source() -> None:
    """What a template or code says is what an English reader sees."""
    for source, target in messages_of(catalogue(FOLDER / "en" / "LC_MESSAGES" / "messages.po", "en")).items():
        assert target == source


def test_plurals_follow_the_language() -> None:
    """One day, two days; μία ημέρα, δύο ημέρες."""
    greek = read_catalogue(ROOT / "theme", "el")
    plurals = [m for m in in_use() if len(m) > 1]

    assert any(greek.ngettext(*plural, 1) != greek.ngettext(*plural, 2) for plural in plurals)


@pytest.mark.parametrize("text", ["msgid oops", "\x80"])
def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """Wrong use, with the path."""
    path = tmp_path / "translations" / "el" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=r"messages\.po"):
        read_catalogue(tmp_path, "el")


def test_the_catalogue_of_a_channel_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """That of the channel, not that of the theme."""
    path = tmp_path / "locale" / "el" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text("msgid oops", encoding="utf-8")
    with pytest.raises(UsageError, match=r"locale/el/LC_MESSAGES/messages\.po"):
        compile_catalogue(ROOT / "theme", "el", [tmp_path / "locale"])


def test_a_language_without_a_catalogue_has_the_english_words(tmp_path: Path) -> None:
    found = read_catalogue(tmp_path, "fr")

    assert (found.gettext("Tags"), found.ngettext("one", "more", 1), found.ngettext("one", "more", 2)) == (
        *("Tags", "one", "more"),
    )
