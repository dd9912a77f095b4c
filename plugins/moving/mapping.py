"""The file that says what becomes of what: the first run writes it with what it would do, later runs read it.

It is YAML: types of texts, languages, shows and terms of the old site, each with its place here. What it leaves out is
as the program would have it; an empty value leaves the thing behind.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from plugins.i18n.greek import slugify
from plugins.i18n.messages import say
from plugins.i18n.terms import Spellings
from plugins.model.errors import UsageError
from plugins.model.kinds import FIELDS_OF
from plugins.model.problem import _
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language, Value
from plugins.moving.values import OldSite, OldText

GROUPS = ("tags", "axes", "regions")
#: What old systems call their sorts of texts; whatever is not here is news.
_USUAL = {"page": "page", "pages": "page", "attachment": ""}
_BAD = _(
    "import: {path}: line {line}: cannot be read as YAML: {fault}; correct it, or delete the file to have it made anew"
)
_NO_KIND = _(
    "import: {path}: types: {name}: there is no kind {kind}; write one of: {kinds}, or nothing to leave it out"
)
_NO_PLACE = _(
    "import: {path}: terms: {name}: {place} is no place for a term; write tags/key, axes/key, regions/key, or nothing"
)
_HEAD = _(
    "What becomes of what. Correct it, and run the same command again: what nobody has edited since is made anew."
)
_TYPES = _("types of texts: the kind that each becomes; nothing leaves it behind")
_LANGUAGES = _("languages of the old site: the code that each has here")
_SHOWS = _("podcasts: the folder below shows/ that each gets")
_TERMS = _("categories and tags: tags/key, axes/key, regions/key; a tag that is new is added to taxonomies.yaml")
_AUTHORS = _("who signed: the name that is to stand below the texts; nothing, for none")
_PAIRS = _("translations that the old site does not know of: [number, number], which the report shows")


class Choices(Value, frozen=True):
    """What becomes of what; see the file."""

    types: Mapping[str, str] = {}
    languages: Mapping[str, Language] = {}
    shows: Mapping[str, str] = {}
    terms: Mapping[tuple[str, str], str] = {}
    authors: Mapping[str, str] = {}
    pairs: tuple[tuple[str, ...], ...] = ()


class Seen(Value, frozen=True):
    """How often the things that a mapping names come, and pairs that look like translations of one another."""

    types: Counter[str]
    languages: Counter[str]
    shows: Counter[str]
    terms: Counter[tuple[str, str]]
    authors: Counter[str]
    maybe: tuple[tuple[str, str, str], ...] = ()  # two numbers, and a title


def seen_in(texts: Iterable[OldText]) -> Seen:
    """Return what texts name."""
    found = Seen(Counter(), Counter(), Counter(), Counter(), Counter())
    for text in texts:
        found.types[text.sort] += 1
        found.terms.update(text.terms)
        if text.lang:
            found.languages[text.lang] += 1
        if text.recording:
            found.shows[text.show] += 1
        if text.author:
            found.authors[text.author] += 1
    return found


def usual(seen: Seen, site: OldSite, taxonomies: Taxonomies, codes: Sequence[Language]) -> Choices:
    """Return what the program would do of itself."""
    spellings = {group: Spellings(taxonomies, group) for group in GROUPS}
    folders = {show: slugify(_title(site, show)) or f"podcast-{place}" for place, show in enumerate(sorted(seen.shows))}
    kinds = {name: name for name in FIELDS_OF} | {fields.folder: kind for kind, fields in FIELDS_OF.items()} | _USUAL
    plain = {name: kind for name, kind in kinds.items() if not _asks_more(kind)}
    return Choices(
        types={sort: plain.get(sort, "news") for sort in sorted(seen.types)},
        languages={lang: _code(lang, codes) for lang in sorted(seen.languages) if lang not in codes},
        shows=folders,
        terms={term: _place(term, site, spellings) for term in sorted(seen.terms)},
        authors=dict.fromkeys(sorted(seen.authors), ""),
    )


def _asks_more(kind: str) -> bool:
    """Whether texts of a kind state what no text of an old site does, as where an event takes place."""
    return kind in ("event", "opportunity", "document", "project", "member", "show", "episode")


def _title(site: OldSite, show: str) -> str:
    return next((one.title for one in site.shows if one.key == show and one.title), show)


def _code(lang: str, codes: Sequence[Language]) -> Language:
    """The language of the site that a word of the old one means: of `en-gb`, `en`; of none, nothing."""
    short = lang.lower().replace("_", "-").partition("-")[0]
    return short if short in codes else ""


def _place(term: tuple[str, str], site: OldSite, spellings: Mapping[str, Spellings]) -> str:
    """The axis, region or tag that has the name of a term already, else a new tag."""
    old = site.terms.get(term)
    names = [*old.names.values(), term[1]] if old else [term[1]]
    for group in ("axes", "regions", "tags"):
        for name in names:
            keys = spellings[group].keys(name) if name else []
            if len(keys) == 1:
                return f"{group}/{keys[0]}"
    key = slugify(names[0]) or slugify(term[1])
    return f"tags/{key}" if key and "uncategori" not in term[1] else ""


def read_choices(path: Path) -> Choices:
    """Return what a file says. Raises UsageError, with its line, where it cannot be read."""
    try:
        values = _mapping(yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.CBaseLoader))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        fault = getattr(error, "problem", None) or str(error)
        raise UsageError(_BAD.format(path=path, line=mark.line + 1 if mark else 1, fault=fault)) from None
    terms = {
        (taxonomy, key): _words(place.get("to") if isinstance(place, dict) else place)
        for taxonomy, keys in _mapping(values.get("terms")).items()
        for key, place in _mapping(keys).items()
    }
    found = Choices(
        types=_plain(values.get("types")),
        languages=_plain(values.get("languages")),
        shows=_plain(values.get("shows")),
        terms=terms,
        authors=_plain(values.get("authors")),
        pairs=tuple(tuple(map(str, pair)) for pair in values.get("pairs") or () if isinstance(pair, list)),
    )
    _refuse(found, path)
    return found


def _refuse(found: Choices, path: Path) -> None:
    for name, kind in found.types.items():
        if kind and kind not in FIELDS_OF:
            raise UsageError(_NO_KIND.format(path=path, name=name, kind=repr(kind), kinds=", ".join(FIELDS_OF)))
    for (_taxonomy, key), place in found.terms.items():
        group, slash, word = place.partition("/")
        if place and not (slash and group in GROUPS and slugify(word) == word):
            raise UsageError(_NO_PLACE.format(path=path, name=key, place=repr(place)))


def _mapping(value: Any) -> dict[str, Any]:
    return {str(name): one for name, one in value.items()} if isinstance(value, dict) else {}


def _plain(value: Any) -> dict[str, str]:
    return {name: _words(one) for name, one in _mapping(value).items()}


def _words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def joined_choices(first: Choices, usual: Choices) -> Choices:
    """Return what a file says, and of what it does not name what the program would do."""
    return Choices(
        types={**usual.types, **first.types},
        languages={**usual.languages, **first.languages},
        shows={**usual.shows, **first.shows},
        terms={**usual.terms, **first.terms},
        authors={**usual.authors, **first.authors},
        pairs=first.pairs,
    )


def written(choices: Choices, seen: Seen, site: OldSite, lang: Language) -> str:
    """Return the file, with how often each thing comes, its comments in a language."""
    return "\n".join(_lines(choices, seen, site, lang)) + "\n"


def _lines(choices: Choices, seen: Seen, site: OldSite, lang: Language) -> Iterator[str]:
    yield f"# {say(_HEAD, lang)}"
    yield f"site: {_quoted(site.name)}"
    rows = ((_TYPES, "types", choices.types, seen.types), (_LANGUAGES, "languages", choices.languages, seen.languages))
    for told, name, places, counts in (*rows, (_SHOWS, "shows", choices.shows, seen.shows)):
        if places:
            yield from ("", f"# {say(told, lang)}", f"{name}:")
            yield from (f"  {_quoted(key)}: {_quoted(place)} # {counts[key]}" for key, place in places.items())
    if choices.terms:
        yield from ("", f"# {say(_TERMS, lang)}", "terms:")
        for taxonomy in dict.fromkeys(taxonomy for taxonomy, _key in choices.terms):
            yield f"  {_quoted(taxonomy)}:"
            for key, place in ((key, place) for (of, key), place in choices.terms.items() if of == taxonomy):
                old = site.terms.get((taxonomy, key))
                name = " / ".join(old.names.values()) if old else key
                count = seen.terms[taxonomy, key]
                yield f"    {_quoted(key)}: {{name: {_quoted(name)}, to: {_quoted(place)}}} # {count}"
    if choices.authors:
        yield from ("", f"# {say(_AUTHORS, lang)}", "authors:")
        yield from (f"  {_quoted(key)}: {_quoted(name)} # {seen.authors[key]}" for key, name in choices.authors.items())
    if choices.pairs or seen.maybe:
        yield from ("", f"# {say(_PAIRS, lang)}", "pairs:" if choices.pairs else "#pairs:")
        yield from (f"  - {json.dumps(list(pair))}" for pair in choices.pairs)
        known = set(choices.pairs)
        yield from (
            f"#  - {json.dumps([one, other])} # {title}"
            for one, other, title in seen.maybe
            if (one, other) not in known
        )


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
