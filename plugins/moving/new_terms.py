"""Tags that the site does not have yet, put into taxonomies.yaml below `tags:`, which stays as it is otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from plugins.i18n.greek import slugify
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language
from plugins.moving.mapping import Choices
from plugins.moving.values import OldSite

_GROUP = re.compile(r"^tags:[ \t]*(\{\})?[ \t]*(?:#.*)?\n", re.MULTILINE)


def new_tags(
    choices: Choices, used: Iterable[tuple[str, str]], site: OldSite, taxonomies: Taxonomies
) -> dict[str, dict[Language, str]]:
    """Return the tags that are to be added, by key, with their names by language ("": of none)."""
    found: dict[str, dict[Language, str]] = {}
    for term in sorted(set(used)):
        group, _, key = choices.terms.get(term, "").partition("/")
        if group == "tags" and key not in taxonomies.groups["tags"]:
            old = site.terms.get(term)
            found.setdefault(key, {}).update(old.names if old else {"": term[1]})
    return found


def with_tags(
    text: str, tags: dict[str, dict[Language, str]], taxonomies: Taxonomies, languages: Sequence[Language]
) -> str:
    """Return taxonomies.yaml with these tags; a name that a language lacks is that of another."""
    if not tags:
        return text
    slugs = {lang: {words[lang].slug for words in taxonomies.groups["tags"].values()} for lang in languages}
    rows: list[str] = []
    for key, names in tags.items():
        rows.append(f"  {json.dumps(key) if not re.match('[a-z]', key) else key}:\n")
        for lang in languages:
            name = names.get(lang) or names.get("") or next(iter(names.values()))
            slug = _free(slugify(name) or key, slugs[lang])
            rows.append(f"    {lang}: {{name: {json.dumps(name, ensure_ascii=False)}, slug: {slug}}}\n")
    group = _GROUP.search(text)
    if not group:
        return f"{text.rstrip()}\n\ntags:\n{''.join(rows)}"
    end = re.compile(r"^(?=\S)|\Z", re.MULTILINE).search(text, group.end())
    before = text[: group.start()] + "tags:\n" + text[group.end() : end.start() if end else len(text)].rstrip() + "\n"
    after = text[end.start() if end else len(text) :]
    return f"{before.rstrip()}\n{''.join(rows)}" + (f"\n{after}" if after else "")


def _free(slug: str, taken: set[str]) -> str:
    wanted, count = slug, 1
    while slug in taken:
        count += 1
        slug = f"{wanted}-{count}"
    taken.add(slug)
    return slug
