"""A language is a line in LANGUAGES, a file of facts and words in taxonomies.yaml: sites in French, in Turkish."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

from plugins.check.rules import interface
from plugins.cli.commands import build_site
from plugins.cli.new import Wanted, begin
from plugins.engine.stages import our_stages
from plugins.i18n.collation import collation_key
from plugins.i18n.languages import FOLDER, capitalised, facts_of, lowered, written_in
from plugins.markdown.quotes import set_in_type
from plugins.markdown.render import render
from plugins.model.problem import Problem
from plugins.read.document import parse
from plugins.settings.stages import ReadSettings
from tests.conftest import LANGUAGES, ROOT, borrow, settings_below

NAMES = {
    "fr": {"name": "Français", "sitename": "Essai", "prefix": "fr/", "locale": "fr_FR"},
    "tr": {"name": "Türkçe", "sitename": "Deneme", "prefix": "", "locale": "tr_TR"},
    **LANGUAGES,
}
#: The languages of each site, the first of which its texts are written in first.
SITES = {"el fr": ("el", "fr"), "en": ("en",), "tr": ("tr",)}
BODY = """Il dit "oui" et "non".[^1] ISI

- [ ] a
- [x] b

!!! tip
    c

https://vimeo.com/123456

[^1]: d
"""
PARTLY = """msgid ""
msgstr ""
"Language: fr\\n"

msgid "Tags"
msgstr ""

msgid "One"
msgid_plural "Many"
msgstr[0] ""
msgstr[1] "Beaucoup"

msgid "A long one"
msgstr ""
"Une longue"
"""
MEMBERS = ("Zeytin", "Isparta", "İstanbul", "Çam", "Cem")


@dataclass(frozen=True)
class Made:
    """A site that was built, and what was found."""

    codes: tuple[str, ...]
    settings: Any
    problems: tuple[Problem, ...]

    def page(self, address: str) -> str:
        return (Path(self.settings.run.output) / address / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=SITES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A site of news and members in its languages."""
    folder, codes = tmp_path_factory.mktemp("languages"), SITES[request.param]
    languages = {code: {**NAMES[code], "prefix": "" if code == codes[0] else f"{code}/"} for code in codes}
    more = {"ADDRESSES": {"slate": None}, "SHARE_CARDS": False, "JOBS": 1, "PROBLEM_FORMAT": "json"}
    settings = settings_below(folder, LANGUAGES=languages, DEFAULT_LANG=codes[0], **more)
    write_site(folder / "content", codes)
    borrow(folder / "cache")
    return Made(codes, settings, tuple(build_site(settings, our_stages()).problems))


def write_site(content: Path, codes: tuple[str, ...]) -> None:
    """Texts, members, and the words of the minimal site, said in every language."""
    given = (ROOT / "tests/sites/minimal/content/taxonomies.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.load(given, Loader=yaml.CBaseLoader)
    for group in (group for group in words.values() if isinstance(group, dict)):
        for term in group.values():
            for code in codes:
                term.setdefault(code, dict(term["en"]))
            for code in set(term) - set(codes):
                del term[code]
    content.mkdir(parents=True)
    (content / "taxonomies.yaml").write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")
    author = f"author: [{{{', '.join(f'{code}: N{code}' for code in codes)}}}]\n"
    for code in codes:
        first = code == codes[0]
        once = f"id: 00000000-0000-4000-8000-000000000001\ndate: 2026-01-01\n{author}" if first else ""
        text = f'---\n{once}title: ilk "{code}"\nslug: first\nsummary: Ισι.\n---\n\n{BODY}'
        _write(content / f"news/first.{code}.md", text)
        for number, name in enumerate(MEMBERS, start=2):
            once = f"id: 00000000-0000-4000-8000-00000000000{number}\n" if first else ""
            text = f"---\n{once}title: {name}\nslug: m{number}\nsummary: a\n---\n\na\n"
            _write(content / f"members/m{number}.{code}.md", text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_site_in_any_languages_is_built(made: Made) -> None:
    """Without an error, and with one note for each language that the theme has no words for."""
    told = [p for p in made.problems if p.level == "error"]
    notes = [str(p.message) for p in made.problems if p.rule == "interface"]

    assert told == []
    assert len(notes) == len([code for code in made.codes if code not in ("el", "en")])
    assert all(f"“{code}”" in " ".join(notes) for code in made.codes if code not in ("el", "en"))


def test_a_catalogue_that_is_partly_empty_is_told_once(tmp_path: Path) -> None:
    """With how many messages wait, those of channels among them; a language without a catalogue has another note."""
    po = tmp_path / "theme" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    po.write_text(PARTLY, encoding="utf-8")
    languages = {code: NAMES[code] for code in ("el", "fr")}
    settings = settings_below(tmp_path, LANGUAGES=languages, THEME=str(tmp_path / "theme"), CHANNELS=["web", "digest"])

    notes = {p.message.values: str(p.message) for p in interface.find(None, settings)}  # type: ignore[arg-type]
    greek, french = notes.values()
    assert greek.startswith("the theme has no catalogue for “el”")
    waiting = 2 + len(messages_in(ROOT / "plugins/channels/digest/locale/el/LC_MESSAGES/messages.po"))
    assert french == f"{waiting} messages of theme and channels have no translation for “fr”: they are in English"


def messages_in(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [str(message.id) for message in read_po(file) if message.id]


def test_pages_are_in_their_language(made: Made) -> None:
    """What the theme lacks words for is English; what bodies hold is by the facts of the language."""
    for code in made.codes:
        address = made.settings.site.address("entry", code, word=_word(made, code), slug="first")
        page, facts = unescape(made.page(address)), facts_of(code)
        left, right = facts.quotes[0]

        assert f'<html lang="{code}"' in page
        assert f"{left}oui{right}" in page
        assert facts.back_link.format(1) in page
        assert f'aria-label="{facts.to_do}"' in page and f'aria-label="{facts.done}"' in page
        assert facts.video.format(name="Vimeo") in page
        assert facts.titles.get("tip", "Tip") in page
        assert f"N{code}" in page


def _word(made: Made, code: str) -> str:
    return {"el": "nea"}.get(code, "news")


def test_members_stand_in_the_order_of_their_alphabet(made: Made) -> None:
    """The dotless ı before i, ç after c, in Turkish alone."""
    turkish = ["Cem", "Çam", "Isparta", "İstanbul", "Zeytin"]
    for code in made.codes:
        word = {"el": "meli"}.get(code, "members")
        page = made.page(made.settings.site.address("list", code, word=word))
        order = sorted(MEMBERS, key=lambda name: page.index(f">{name}<"))
        assert (order == turkish) == (code == "tr")


def test_words_of_a_language_that_the_site_has_not_are_refused(made: Made) -> None:
    """With the languages that it has."""
    path = made.settings.read.content / "news" / f"first.{made.codes[0]}.md"
    text = path.read_text(encoding="utf-8").replace("author: [{", "author: [{xx: X, ")

    document, _html = parse(text.encode(), "news", made.codes[0], "UTC", made.codes)
    assert [(p.field, str(p.hint)) for p in document.problems] == [("author", f"write one of: {', '.join(made.codes)}")]


def test_new_begins_a_text_in_each_language(made: Made, tmp_path: Path) -> None:
    settings = replace(made.settings, read=ReadSettings(content=tmp_path))
    shutil.copy(made.settings.read.content / "taxonomies.yaml", tmp_path)

    second = made.codes[-1]
    paths = begin(settings, Wanted("news", "Bir", {second: "Autre"} if len(made.codes) > 1 else {}))
    assert [path.name for path in paths] == [f"bir.{code}.md" for code in made.codes]
    for code, path in zip(made.codes, paths, strict=True):
        assert facts_of(code).placeholder in path.read_text(encoding="utf-8")
    assert f'title: "{"Autre" if len(made.codes) > 1 else "Bir"}"' in paths[-1].read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_file_of_facts_states_known_facts(path: Path) -> None:
    facts = facts_of(path.stem)

    assert len(facts.iso_639_2) == 3 and facts.decimal in (".", ",")
    assert all("{" in words for words in (facts.back_link, facts.video, facts.map))
    assert len(set(facts.alphabet)) == len(facts.alphabet) <= 33


def test_a_language_without_facts_has_those_of_english() -> None:
    assert facts_of("sv") == facts_of("en")
    assert facts_of("tr-CY") == facts_of("tr")


def test_turkish_has_a_dotless_i() -> None:
    assert [capitalised(word, "tr") for word in ("istanbul", "ırmak", "")] == ["İstanbul", "Irmak", ""]
    assert capitalised("istanbul", "en") == "Istanbul"
    assert (lowered("IĞDIR İZMİR", "tr"), lowered("IN", "en")) == ("ığdır izmir", "in")
    words = [
        "zeytin",
        "ırmak",
        "İstanbul",
        "Isparta",
        "çay",
        "cam",
        "şeker",
        "su",
        "öğün",
        "okul",
        "9",
        "10",
        "ada",
        "âdet",
    ]
    assert sorted(words, key=lambda word: collation_key(word, "tr")) == [
        *(
            "9",
            "10",
            "ada",
            "âdet",
            "cam",
            "çay",
            "ırmak",
            "Isparta",
            "İstanbul",
            "okul",
            "öğün",
            "su",
            "şeker",
            "zeytin",
        )
    ]


def test_quotes_are_those_of_the_language() -> None:
    line = """Il dit "oui, 'non'" à 5 % et "peut-être" """
    assert set_in_type(line, "fr").rstrip() == "Il dit «\u00a0oui, ‘non’\u00a0» à 5\u00a0% et «\u00a0peut-être\u00a0»"
    assert set_in_type('O\'nun "evi"', "tr") == "O’nun “evi”"


def test_a_third_language_has_its_own_words_in_bodies() -> None:
    rendered = "".join(render(BODY, "fr").segments)
    assert "Conseil" in rendered and "À faire" in rendered and "Retour à l’appel de note 1" in rendered


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        ("Λιμάνι", "fr", "el"),
        ("Port", "fr", "fr"),
        ("harbour", "el", "en"),
        ("λιμάνι", "el", "el"),
        ("2026", "en", "en"),
    ],
)
def test_a_word_is_of_the_language_that_its_letters_show(text: str, lang: str, said: str) -> None:
    """Of the text around it otherwise; Latin letters among Greek ones are English."""
    assert written_in(text, lang) == said
