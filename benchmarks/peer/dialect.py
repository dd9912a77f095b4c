"""The comparison kit's corpus in our front matter, and its words as taxonomies.yaml."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

NAMESPACE = uuid.UUID("6f1f3f0c-6c0a-4a51-9d7c-0b0a4f3a9f10")


def front_matter(article: dict[str, Any]) -> tuple[str, str]:
    """An article of the kit → its path below content/ and its head; the pair's neutral fields stand in the original."""
    lang, i = article["lang"], article["i"]
    head = {"title": article["title"], "summary": article["summary"], "slug": article["slug"]}
    if lang == "el":
        head |= {
            "id": str(uuid.uuid5(NAMESPACE, str(i))),
            "date": f"{article['date']:%Y-%m-%d %H:%M}",
            "axes": [article["category"]],
            "tags": article["tags"],
        }
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in head.items())
    return f"news/{article['slug']}.{lang}.md", f"---\n{lines}---\n\n"


def taxonomies(corpus: ModuleType, more: Iterable[str] = ()) -> str:
    """The kit's categories as axes, its tags as tags; `more` are pages that its other peers have not."""

    def words(el: str, en: str, slug: str) -> dict[str, dict[str, str]]:
        return {"el": {"name": el, "slug": slug}, "en": {"name": en, "slug": slug}}

    kinds = ("guide", "event", "opportunity", "document", "project", "member", "show")
    groups = {
        "kinds": {"news": words("News", "News", "posts")} | {kind: words(kind, kind, kind) for kind in kinds},
        "lists": {"axis": words("Category", "Category", "category"), "tag": words("Tag", "Tag", "tag")}
        | {name: words(name, name, name) for name in ("region", "archive", "feeds", *more)},
        "axes": {key: words(el, en, key) for key, (el, en) in corpus.CATEGORIES.items()},
        "regions": {},
        "tags": {tag: words(tag, tag, tag) for tag in corpus.TAGS},
    }
    return json.dumps(groups, ensure_ascii=False, indent=1)


def write_site(corpus: ModuleType, count: int, site: Path, seed: int = 20260101) -> None:
    """The whole site folder for `count` articles: content, taxonomies, images and style sheet."""
    corpus.DIALECTS["diavlos"] = front_matter
    corpus.write("diavlos", count, site / "content", seed)
    (site / "content" / "taxonomies.yaml").write_text(taxonomies(corpus), encoding="utf-8")
    corpus.write_images(site / "theme" / "root" / "images")
    (site / "theme" / "root" / "style.css").write_text(
        "body{font-family:sans-serif;max-width:60rem;margin:auto}\n", encoding="utf-8"
    )
