"""The addresses that texts of a folder had, by the settings of their system; settings are read, never run."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from plugins.i18n.greek import slugify
from plugins.model.value import Language, Value
from plugins.moving.sources.heads import as_texts
from plugins.read import frontmatter

_JEKYLL = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
_NAMED = re.compile(r":(\w+)")


class Permalinks(Value, frozen=True):
    """How one site makes addresses: its name and own address, and patterns by sort of text."""

    flavour: str
    name: str = ""
    base: str = ""
    patterns: Mapping[str, str] = {}
    default: Language = ""  # the language whose addresses name none

    @classmethod
    def at(cls, root: Path, flavour: str) -> Permalinks:
        """Return those that a site's settings state."""
        return {"jekyll": _of_jekyll, "hugo": _of_hugo, "pelican": _of_pelican}.get(flavour, _of_none)(root)

    def address(
        self,
        stated: str,
        path: str,
        slug: str,
        date: datetime | None,
        sort: str,
        lang: Language,
        values: Mapping[str, Any],
    ) -> str:
        """Return the whole address of a text; nothing, where it can't be known."""
        if stated:
            return self._whole("/" + re.sub(r"(?:^|/)index\.html$", "/", stated).lstrip("/"))
        if self.flavour == "pelican":
            other = "_lang" if lang and lang != self.default else ""
            pattern = self.patterns.get(("page" if sort == "page" else "article") + other, "{slug}.html")
            facts = {"slug": slug, "lang": lang, "category": slugify(str(values.get("Category", "")))}
            return self._whole("/" + _formatted(pattern, facts, date))
        if self.flavour == "hugo":
            pattern = self.patterns.get(sort, "")
            parts = PurePosixPath(path).with_suffix("").parts
            parts = parts[:-1] if parts[-1] in ("index", "_index") else parts
            usual = "/".join((*parts[:-1], slug) if parts else ()).lower().replace(" ", "-")
            made = _filled(pattern, slug, date, sort, path) if pattern else f"/{usual}/".replace("//", "/")
            return self._whole(f"/{lang}{made}" if lang and lang != self.default else made)
        if self.flavour == "jekyll":
            if sort == "page":
                bare = str(PurePosixPath(path).with_suffix("")).removesuffix("index").strip("/")
                return self._whole(f"/{bare}/" if bare else "/")
            categories = values.get("categories") or values.get("category") or ""
            listed = categories.split() if isinstance(categories, str) else [str(one) for one in categories]
            pattern = self.patterns.get("post", _JEKYLL["date"])
            made = pattern.replace(":categories", "/".join(one.lower().replace(" ", "-") for one in listed))
            return self._whole(re.sub("/{2,}", "/", _filled(made, slug, date, sort, path)))
        return ""

    def _whole(self, path: str) -> str:
        return f"{self.base}{path}"


def _filled(pattern: str, slug: str, date: datetime | None, sort: str, path: str) -> str:
    facts = {
        "slug": slug,
        "title": slug,
        "section": sort,
        "filename": PurePosixPath(path).stem,
        "contentbasename": slug,
    }
    if date:
        facts |= {"year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}", "y_day": f"{date:%j}"}
        facts |= {"i_month": str(date.month), "i_day": str(date.day), "monthname": f"{date.month}"}
    made = _NAMED.sub(lambda found: facts.get(found[1], found[1]), pattern)
    return f"/{made.lstrip('/')}"


def _formatted(pattern: str, facts: Mapping[str, str], date: datetime | None) -> str:
    if date:
        pattern = re.sub(r"\{date:([^}]*)\}", lambda found: date.strftime(found[1]), pattern)
    made = re.sub(r"\{(\w+)\}", lambda found: facts.get(found[1], ""), pattern)
    return re.sub(r"(?:^|/)index\.html$", "/", made).lstrip("/")


def _of_none(root: Path) -> Permalinks:
    return Permalinks("decap", root.name)


def _of_jekyll(root: Path) -> Permalinks:
    values = _yaml(root / "_config.yml")
    stated = str(values.get("permalink") or "date")
    base = str(values.get("url") or "").rstrip("/") + str(values.get("baseurl") or "").rstrip("/")
    return Permalinks("jekyll", str(values.get("title") or ""), base, {"post": _JEKYLL.get(stated, stated)})


def _of_hugo(root: Path) -> Permalinks:
    values: Mapping[str, Any] = {}
    for name in ("hugo.toml", "config.toml", "config/_default/hugo.toml", "config/_default/config.toml"):
        if (root / name).is_file():
            values = _toml(root / name)
            break
    for name in ("hugo.yaml", "hugo.yml", "config.yaml", "config.yml"):
        if not values and (root / name).is_file():
            values = _yaml(root / name)
    low = {name.lower(): value for name, value in values.items()}
    stated = low.get("permalinks")
    patterns = (
        {str(sort): one for sort, one in stated.items() if isinstance(one, str)} if isinstance(stated, dict) else {}
    )
    pages = stated.get("page") if isinstance(stated, dict) else None
    patterns |= {str(sort): str(one) for sort, one in pages.items()} if isinstance(pages, dict) else {}
    base, default = str(low.get("baseurl") or "").rstrip("/"), str(low.get("defaultcontentlanguage") or "en")
    in_folder = str(low.get("defaultcontentlanguageinsubdir") or "") == "true"
    return Permalinks("hugo", str(low.get("title") or ""), base, patterns, "" if in_folder else default)


def _of_pelican(root: Path) -> Permalinks:
    """The settings that are plain values, read as Python reads them and not run."""
    found: dict[str, Any] = {}
    for name in ("pelicanconf.py", "publishconf.py"):
        if (root / name).is_file():
            try:
                tree = ast.parse((root / name).read_text(encoding="utf-8"))
            except (SyntaxError, ValueError, RecursionError):
                continue
            for node in tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                    found |= {one.id: node.value.value for one in node.targets if isinstance(one, ast.Name)}
    article = str(found.get("ARTICLE_URL") or found.get("ARTICLE_SAVE_AS") or "{slug}.html")
    page = str(found.get("PAGE_URL") or found.get("PAGE_SAVE_AS") or "pages/{slug}.html")
    base = str(found.get("SITEURL") or "").rstrip("/")
    patterns = {
        "article": article,
        "page": page,
        "article_lang": str(found.get("ARTICLE_LANG_URL") or "{slug}-{lang}.html"),
        "page_lang": str(found.get("PAGE_LANG_URL") or "pages/{slug}-{lang}.html"),
    }
    return Permalinks(
        "pelican", str(found.get("SITENAME") or ""), base, patterns, str(found.get("DEFAULT_LANG") or "en")
    )


def _yaml(path: Path) -> Mapping[str, Any]:
    if not path.is_file() or path.stat().st_size > 1 << 20:
        return {}
    return frontmatter.read_yaml(
        path.read_text(encoding="utf-8", errors="replace"), path.name, first_line=1, limits=False
    ).values


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return dict(as_texts(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return {}
