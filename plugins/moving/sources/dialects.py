"""What other systems put into Markdown beside GitHub's: shortcodes, tags of templates, lists of attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from plugins.model.problem import _
from plugins.moving.values import OldRemark

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+))|"([^"]*)"|(\S+)""")
_HUGO = re.compile(r"\{\{([<%])\s*(/?)\s*([\w./-]+)\s*(.*?)\s*/?\s*[>%]\}\}", re.DOTALL)
_HUGO_CODE = re.compile(
    r"\{\{[<%]\s*highlight\s+([\w+#-]+).*?[>%]\}\}\n?(.*?)\{\{[<%]\s*/\s*highlight\s*[>%]\}\}", re.DOTALL
)
_LITERAL = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_LIQUID_CODE = re.compile(r"\{%-?\s*highlight\s+([\w+#-]+).*?%\}\n?(.*?)\{%-?\s*endhighlight\s*-?%\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_LIQUID_TAG = re.compile(r"\{%-?\s*(\w+)\s*(.*?)\s*-?%\}", re.DOTALL)
_LIQUID_URL = re.compile(r"""\{\{-?\s*["']([^"']+)["']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}]*)\s*-?\}\}""")
_LIQUID = re.compile(r"\{\{-?\s*([\w.]+)[^}]*\}\}")
_KRAMDOWN = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*$\n?|\{:[^}\n]*\}", re.MULTILINE)
_TOC = re.compile(
    r"^[*-] (?:toc|TOC|Table of contents)[ \t]*\n(?:\{:toc[^}]*\}[ \t]*\n)?|^\[(?:TOC|toc)\][ \t]*$", re.MULTILINE
)
_HUGO_ATTRIBUTES = re.compile(r"^(#{1,6} .*?)[ \t]*\{[#.][^}\n]*\}[ \t]*$", re.MULTILINE)
_PELICAN = re.compile(r"(?:\{(?:filename|static|attach|index|category|tag|author)\}|\|(?:filename|static|attach)\|)")
_PAGES = {"youtube": "https://www.youtube.com/watch?v={}", "vimeo": "https://vimeo.com/{}"}

_LEFT_OUT = _("{name} was left out: only the old system knew what it shows ({count})")
_SAY = _("look at the old page, and write what it showed")


def body_of(text: str, flavour: str) -> tuple[str, tuple[OldRemark, ...]]:
    """Return a text as GitHub's Markdown, and what could not be carried. Code stays as it is."""
    left = Counter[str]()
    text = _LIQUID_CODE.sub(r"```\1\n\2```", text) if flavour == "jekyll" else text
    text = _HUGO_CODE.sub(r"```\1\n\2```", text) if flavour == "hugo" else text
    change = _BY_FLAVOUR.get(flavour, _decap)
    kept, end = [], 0
    for fence in _FENCE.finditer(text):
        kept += [change(text[end : fence.start()], left), fence[0]]
        end = fence.end()
    kept.append(change(text[end:], left))
    remarks = (OldRemark("dialect", _LEFT_OUT.format(name=name, count=count), _SAY) for name, count in left.items())
    return "".join(kept).strip(), tuple(remarks)


def _decap(text: str, left: Counter[str]) -> str:
    return text


def _pelican(text: str, left: Counter[str]) -> str:
    return _TOC.sub("", _PELICAN.sub("", text))


def _jekyll(text: str, left: Counter[str]) -> str:
    raw: list[str] = []

    def keep(found: re.Match[str]) -> str:
        raw.append(found[1])
        return f"\x00{len(raw) - 1}\x00"

    def tag(found: re.Match[str]) -> str:
        name, rest = found.groups()
        if name in ("post_url", "link"):
            return f"/{rest}" if name == "link" else f"/_posts/{rest}.md"
        if name == "include" and "youtube" in rest.lower() and (video := re.search(r"id=[\"']?([\w-]{6,})", rest)):
            return _PAGES["youtube"].format(video[1])
        if name not in ("comment", "endcomment"):
            left[f"{{% {name} %}}"] += 1
        return ""

    def value(found: re.Match[str]) -> str:
        if found[1] not in ("site.baseurl", "site.url"):
            left[f"{{{{ {found[1]} }}}}"] += 1
        return ""

    text = _LIQUID_TAG.sub(tag, _LIQUID_URL.sub(r"\1", _RAW.sub(keep, text)))
    text = _KRAMDOWN.sub("", _TOC.sub("", _LIQUID.sub(value, text)))
    return re.sub("\x00(\\d+)\x00", lambda found: raw[int(found[1])], text)


def _hugo(text: str, left: Counter[str]) -> str:
    def shortcode(found: re.Match[str]) -> str:
        _, closes, name, rest = found.groups()
        stated = arguments(rest)
        if name in ("ref", "relref"):
            path = stated.get("path") or stated.get("0", "")
            return path if path.startswith(("/", "#")) else f"/{path}"
        if name == "figure" and stated.get("src"):
            title = f' "{stated["caption"]}"' if stated.get("caption") else ""
            return f"![{stated.get('alt', '')}]({stated['src']}{title})"
        if name in _PAGES and (video := stated.get("id") or stated.get("0", "")):
            return _PAGES[name].format(video)
        if not closes:
            left[f"{{{{< {name} >}}}}"] += 1
        return ""

    text = _HUGO.sub(shortcode, text)
    text = _LITERAL.sub(lambda found: f"{{{{{found[1]}{found[2]}{found[3]}}}}}", text)
    return _HUGO_ATTRIBUTES.sub(r"\1", text)


def arguments(text: str) -> dict[str, str]:
    """Return what a shortcode of Hugo states, by name or place."""
    found: dict[str, str] = {}
    for name, *values, quoted, word in _ARGUMENT.findall(text):
        found[name or str(sum(key.isdigit() for key in found))] = next(filter(None, (*values, quoted, word)), "")
    return found


_BY_FLAVOUR: dict[str, Callable[[str, Counter[str]], str]] = {"pelican": _pelican, "jekyll": _jekyll, "hugo": _hugo}
