"""content/taxonomies.yaml → Taxonomies: the words of kinds, lists, axes, regions, tags, series and skills."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from plugins.i18n.greek import fold
from plugins.markdown.quotes import set_in_type
from plugins.model.kinds import kinds_that
from plugins.model.problem import Message, Problem, _, said_in
from plugins.model.taxonomy import Taxonomies, Term
from plugins.read import frontmatter
from plugins.read.decode import decode
from plugins.read.fields import Invalid, is_empty, scalar
from plugins.read.fields import key as key_type
from plugins.read.fields import slug as slug_type
from plugins.read.files import TAXONOMIES

GROUPS = ("kinds", "lists", "axes", "regions", "tags", "series", "skills")
OPTIONAL = ("tags", "series", "skills")
SYNONYMS = "synonyms"  # beside the groups: words that mean one thing, for the search
LISTS = ("axis", "region", "tag", "archive", "feeds")
_NEEDED = {
    "kinds": [kind for kind in kinds_that("is_listed") if kind not in kinds_that("is_optional")],
    "lists": list(LISTS),
}

_ABSENT = _("the file of words is missing")
_NOT_REGULAR = _("is not a regular file")
_PUT = _("put the file itself in its place")
_MAKE = _("docs/editors.en.md shows its form")
_NO_GROUP = _("the group “{group}” is missing")
_NO_KEYS = _("is not a group of keys")
_WITH_KEYS = _("write each key in a line of its own: health: {el: {name: …, slug: …}}")
_NO_WORDS = _("“{key}” has no words for each language")
_OF_KEY = _("“{key}”: {fault}")
_ADD = _("add it with its keys")
_NO_KEY = _("“{key}” is missing from the group “{group}”")
_NO_WORD = _("“{key}” has no {field} {lang}")
_GIVE = _("write: {lang}: {{name: …, slug: …}}")
_UNKNOWN = _("unknown group “{group}”")
_GROUPS = _("the groups: {names}")
_SAME = _("“{key}” and “{other}” have the same slug “{slug}” ({lang})")
_DIFFER = _("give one of them another slug")

_NO_CODE = _("“{key}”: “{code}” is not a code of {name}")
_WRITE_CODE = _("write it as in {name}: {example}")
#: Groups whose keys have a code elsewhere: what it is called, its form, and an example.
#: https://ec.europa.eu/eurostat/web/nuts, https://esco.ec.europa.eu/
CODES = {
    "regions": ("nuts", re.compile("[A-Z]{2}[0-9A-Z]{1,3}"), "EL30"),
    "skills": (
        "esco",
        re.compile("http://data\\.europa\\.eu/esco/skill/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        "http://data.europa.eu/esco/skill/…",
    ),
}

_ONE_WORD = re.compile(r"[^\W_]{2,40}")
_NOT_LISTS = _("the synonyms are not lists of two words or more")
_AS_LISTS = _("write a list in each line: - [Salonica, Thessaloniki]")
_NOT_WORD = _("“{word}” among the synonyms is not one word")
_TWICE = _("the word “{word}” stands twice among the synonyms")
_ONCE = _("join the two lists into one")


def read_taxonomies(
    content: Path, languages: tuple[str, ...], kinds: Collection[str] = ()
) -> tuple[Taxonomies, list[Problem]]:
    """The words, and what is wrong with them. Groups that cannot be read are empty.

    `kinds` are those that have texts: these must have words too, where others may do without.
    """
    nothing = Taxonomies({group: {} for group in GROUPS})
    try:
        regular = stat.S_ISREG((content / TAXONOMIES).lstat().st_mode)
    except FileNotFoundError:
        return nothing, [Problem("taxonomies", "error", TAXONOMIES, 0, 0, "", _ABSENT, _MAKE)]
    if not regular:
        return nothing, [Problem("taxonomies", "error", TAXONOMIES, 0, 0, "", _NOT_REGULAR, _PUT)]
    text, problems = decode((content / TAXONOMIES).read_bytes(), TAXONOMIES)
    if problems:
        return nothing, _as_ours(problems)
    head = frontmatter.read_yaml(text, TAXONOMIES, first_line=1, limits=False)
    if head.problems:
        return nothing, _as_ours(head.problems)
    reader = _TaxonomyReader(languages, head, text.split("\n"), problems, kinds)
    groups = {group: reader.group(group) for group in GROUPS}
    if groups["series"] and "series" not in groups["lists"]:
        reader.complain("lists", _NO_KEY.format(key="series", group="lists"), _ADD)
    reader.refuse_same_slugs("lists", {**groups["kinds"], **groups["lists"]})
    for name in head.values:
        if name not in (*GROUPS, SYNONYMS):
            reader.complain(name, _UNKNOWN.format(group=name), _GROUPS.format(names=", ".join((*GROUPS, SYNONYMS))))
    return Taxonomies(groups, reader.synonyms()), problems


def _as_ours(problems: list[Problem]) -> list[Problem]:
    """The rule's name tells the flow that the words are not there."""
    return [replace(problem, rule="taxonomies") for problem in problems]


class _TaxonomyReader:
    def __init__(
        self,
        languages: tuple[str, ...],
        head: frontmatter.FrontMatter,
        lines: list[str],
        problems: list[Problem],
        kinds: Collection[str],
    ):
        self.languages, self.head, self.lines, self.problems = languages, head, lines, problems
        self.kinds = [kind for kind in kinds_that("is_optional") if kind in kinds]

    def complain(self, group: str, message: Message, hint: Message, key: str = "") -> None:
        line, column = self.head.places.get(group, (0, 0))
        for number in range(line, len(self.lines) + 1) if key else ():
            found = re.match(rf"\s+(?=[\"']?{re.escape(key)}[\"']?\s*:)", self.lines[number - 1])
            if found:
                line, column = number, found.end() + 1
                break
        self.problems.append(Problem("taxonomies", "error", TAXONOMIES, line, column, group, message, hint))

    def group(self, group: str) -> dict[str, dict[str, Term]]:
        raw = self.head.values.get(group)  # `regions: {}` is a group that has no keys yet
        if not raw and group in OPTIONAL:
            raw = {}
        if not isinstance(raw, dict):
            self.complain(group, *((_NO_KEYS, _WITH_KEYS) if raw else (_NO_GROUP.format(group=group), _ADD)))
            return {}
        terms = {str(key): self.term(group, str(key), value) for key, value in raw.items()}
        for key in (*_NEEDED.get(group, ()), *(self.kinds if group == "kinds" else ())):
            if key not in terms:
                self.complain(group, _NO_KEY.format(key=key, group=group), _ADD)
        if group not in ("kinds", "lists"):  # these two stand at the same place in addresses
            self.refuse_same_slugs(group, terms)
        return terms

    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """Lists of words, each of two or more; a word stands in one list."""
        raw = self.head.values.get(SYNONYMS) or ()
        if not isinstance(raw, list) or not all(isinstance(words, list) and len(words) > 1 for words in raw):
            if raw:
                self.complain(SYNONYMS, _NOT_LISTS, _AS_LISTS)
            return ()
        seen: set[str] = set()
        for word in (word for words in raw for word in words):
            if not isinstance(word, str) or not _ONE_WORD.fullmatch(word):
                self.complain_of_word(str(word), _NOT_WORD, _AS_LISTS)
            elif fold(word) in seen:
                self.complain_of_word(word, _TWICE, _ONCE)
            seen.add(fold(str(word)))
        return tuple(tuple(map(str, words)) for words in raw)

    def complain_of_word(self, word: str, message: Message, hint: Message) -> None:
        """Of a synonym, at the last line that has it."""
        first, column = self.head.places.get(SYNONYMS, (0, 0))
        line = max((n for n in range(first, len(self.lines) + 1) if word in self.lines[n - 1]), default=first)
        column = self.lines[line - 1].find(word) + 1 or column
        message = message.format(word=word[:40])
        self.problems.append(Problem("taxonomies", "error", TAXONOMIES, line, column, SYNONYMS, message, hint))

    def term(self, group: str, key: str, raw: Any) -> dict[str, Term]:
        words: dict[str, Term] = {}
        try:
            key_type(key)
        except Invalid as error:
            message = _OF_KEY.format(key=key, fault=error.message)
            self.complain(group, message, error.hint, key)
        if not isinstance(raw, dict):
            self.complain(group, _NO_WORDS.format(key=key), _GIVE.format(lang=self.languages[0]), key)
            return {lang: Term(key, key, key) for lang in self.languages}
        code = self.code(group, key, raw)
        for lang in self.languages:
            given = raw.get(lang) if isinstance(raw, dict) else None
            given = given if isinstance(given, dict) else {}
            name, slug = (self.word(group, key, lang, field, given.get(field)) for field in ("name", "slug"))
            about = self.description(group, key, lang, given.get("description"))
            words[lang] = Term(key, set_in_type(name, lang), slug, set_in_type(about, lang), code)
        return words

    def word(self, group: str, key: str, lang: str, field: str, raw: Any) -> str:
        """The name or slug of a key; the key itself where it is missing or wrong."""
        if not raw:
            self.complain(
                group, _NO_WORD.format(key=key, field=field, lang=said_in(lang)), _GIVE.format(lang=lang), key
            )
            return key
        try:
            return str(slug_type(raw) if field == "slug" else scalar(raw))
        except Invalid as error:
            self.complain_of(group, key, f"{lang}, {field}", error)
            return key

    def code(self, group: str, key: str, raw: dict[str, Any]) -> str:
        """The code that a key has elsewhere, if it has one."""
        name, form, example = CODES.get(group, ("", None, ""))
        code = raw.get(name, "")
        if form is None or is_empty(code):
            return ""
        if not isinstance(code, str) or not form.fullmatch(code):
            message = _NO_CODE.format(key=key, name=name.upper(), code=str(code)[:60])
            self.complain(group, message, _WRITE_CODE.format(name=name, example=example), key)
            return ""
        return code

    def description(self, group: str, key: str, lang: str, raw: Any) -> str:
        """The sentence of a key, which may have none."""
        try:
            return "" if is_empty(raw) else str(scalar(raw))
        except Invalid as error:
            self.complain_of(group, key, f"{lang}, description", error)
            return ""

    def complain_of(self, group: str, key: str, what: str, error: Invalid) -> None:
        message = Message("{key}, {what}: {fault}").format(key=key, what=what, fault=error.message)
        self.complain(group, message, error.hint, key)

    def refuse_same_slugs(self, group: str, terms: dict[str, dict[str, Term]]) -> None:
        for lang in self.languages:
            owners: dict[str, str] = {}
            for key, words in terms.items():
                other = owners.setdefault(words[lang].slug, key)
                if other != key:
                    message = _SAME.format(key=key, other=other, slug=words[lang].slug, lang=lang)
                    self.complain(group, message, _DIFFER, key)
