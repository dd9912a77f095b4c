"""Blocks of WordPress' editor: their comments are taken off, and what a block shows that its HTML lacks is put in.

https://developer.wordpress.org/block-editor/getting-started/fundamentals/markup-representation-block/
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from plugins.model.problem import _
from plugins.moving.values import OldRemark

DEEP = 10  # reusable blocks, one within the other
_COMMENT = re.compile(r"<!--\s*(/?)wp:([a-z][\w/-]*)\s*(\{.*?\})?\s*(/?)-->", re.DOTALL)
_EMBED = re.compile(r'<div class="wp-block-embed__wrapper">\s*(\S+)\s*</div>')
_OTHER = re.compile(r"<!--(?!more|nextpage).*?-->", re.DOTALL)
#: Blocks that WordPress fills when a page is asked for: what they show is no part of the text.
_FILLED = re.compile(
    r"(?:latest-posts|latest-comments|archives|calendar|categories|tag-cloud|rss|search|query|page-list|social-links"
    r"|navigation|loginout|site-\w+|post-\w+|comments\S*|(?!core/)\S+/\S+)"
)
_LEFT_OUT = _("the block {name} was left out: WordPress filled it when the page was asked for ({count})")
_SAY = _("look at the old page, and write what it showed")


def has_blocks(text: str) -> bool:
    """Whether a text was written in the editor of blocks, which makes no paragraphs of empty lines."""
    return "<!-- wp:" in text


def without_blocks(text: str, reusable: Mapping[str, str], deep: int = 0) -> tuple[str, tuple[OldRemark, ...]]:
    """Return the HTML of a text of blocks, with those that lie elsewhere put in, and what was left out."""
    left = Counter[str]()

    def comment(found: re.Match[str]) -> str:
        _, name, stated, is_whole = found.groups()
        name = name.removeprefix("core/")
        if name == "block" and is_whole:
            return (
                without_blocks(reusable.get(str(_values(stated).get("ref")), ""), reusable, deep + 1)[0]
                if deep < DEEP
                else ""
            )
        if is_whole and _FILLED.fullmatch(name):
            left[name] += 1
            return ""
        return ""

    text = _COMMENT.sub(comment, text)
    text = _EMBED.sub(lambda found: f'<p><a href="{found[1]}">{found[1]}</a></p>', text)
    told = (OldRemark("blocks", _LEFT_OUT.format(name=name, count=count), _SAY) for name, count in left.items())
    return _OTHER.sub("", text), tuple(told)


def _values(stated: str | None) -> dict[str, Any]:
    try:
        found = json.loads(stated or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
