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


class OldPath(Value, frozen=True):
    """Where a text lies: without its language (`bare`) and with it (`within`); its slug, its sort and its language."""

    bare: str
    within: str
    slug: str
    sort: str
    lang: Language

    @property
    def has_folder(self) -> bool:
        """Whether the language is that of a folder."""
        return bool(self.lang) and self.bare.count("/") < self.within.count("/")

    def usual(self) -> str:
        """The address that most systems make: the folders, then the slug."""
        parts = PurePosixPath(self.bare).with_suffix("").parts
        parts = parts[:-1] if parts[-1] in ("index", "_index") else parts
        made = "/".join((*parts[:-1], self.slug) if parts else ()).lower().replace(" ", "-")
        return f"/{made}/".replace("//", "/")


class Permalinks(Value, frozen=True):
    """How one site makes addresses: its name and own address, and patterns by sort of text."""

    flavour: str
    name: str = ""
    base: str = ""
    patterns: Mapping[str, str] = {}
    default: Language = ""  # the language whose addresses name none

    @classmethod
    def at(cls, root: Path, flavour: str, first: Language) -> Permalinks:
        """Return those that a site's settings state; where none do, addresses of the `first` language name none."""
        readers = {"jekyll": _of_jekyll, "hugo": _of_hugo, "pelican": _of_pelican}
        return readers[flavour](root) if flavour in readers else Permalinks(flavour, root.name, default=first)

    def address(self, stated: str, path: OldPath, date: datetime | None, values: Mapping[str, Any]) -> str:
        """Return the whole address of a text, as its system makes it where nothing else is configured."""
        if stated:
            return self._whole("/" + re.sub(r"(?:^|/)index\.html$", "/", stated).lstrip("/"))
        if self.flavour == "pelican":
            return self._whole(self._of_pelican(path, date, values))
        if self.flavour == "jekyll":
            return self._whole(self._of_jekyll(path, date, values))
        pattern = self.patterns.get(path.sort, "")
        made = _filled(pattern, path, date) if pattern else path.usual()
        is_other = bool(self.default) and bool(path.lang) and path.lang != self.default
        return self._whole(f"/{path.lang}{made}" if is_other or path.has_folder else made)

    def _of_pelican(self, path: OldPath, date: datetime | None, values: Mapping[str, Any]) -> str:
        other = "_lang" if path.lang and path.lang != self.default else ""
        pattern = self.patterns.get(("page" if path.sort == "page" else "article") + other, "{slug}.html")
        category = str(values.get("Category") or values.get("category") or "")
        return "/" + _formatted(pattern, {"slug": path.slug, "lang": path.lang, "category": slugify(category)}, date)

    def _of_jekyll(self, path: OldPath, date: datetime | None, values: Mapping[str, Any]) -> str:
        """Folders before `_posts` are categories, the one of a language among them."""
        first, _, rest = path.within.partition("_posts/")
        if path.sort != "post":
            bare = str(PurePosixPath(path.within).with_suffix("")).removesuffix("index").strip("/")
            return f"/{bare}/" if bare else "/"
        categories = values.get("categories") or values.get("category") or ""
        listed = categories.split() if isinstance(categories, str) else [str(one) for one in categories]
        folders = first.strip("/").split("/") if rest else []
        every = [one.lower().replace(" ", "-") for one in (*folders, *listed) if one]
        made = self.patterns.get("post", _JEKYLL["date"]).replace(":categories", "/".join(every))
        prefix = (
            f"/{path.lang}" if path.has_folder and ":categories" not in self.patterns.get("post", ":categories") else ""
        )
        return prefix + re.sub("/{2,}", "/", _filled(made, path, date))

    def _whole(self, path: str) -> str:
        return f"{self.base}{path}"


def _filled(pattern: str, path: OldPath, date: datetime | None) -> str:
    facts = dict.fromkeys(("slug", "title", "contentbasename"), path.slug)
    facts |= {"section": path.sort, "filename": PurePosixPath(path.bare).stem}
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
