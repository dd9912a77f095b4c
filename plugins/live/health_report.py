"""What was found of a site's health: as JSON for programs, a page for people, a badge for other pages."""

from __future__ import annotations

import json
from collections import Counter
from html import escape

from plugins.i18n.messages import say, say_in_each
from plugins.live.health import Health
from plugins.model.problem import Level, Message, _, plural
from plugins.model.value import Language
from plugins.text.standalone import standalone

LEVELS: dict[Level, Message] = {"error": _("broken"), "warning": _("to be mended"), "note": _("could be better")}
_TITLE = _("Health of {url}")
_WELL, _ILL = _("in order"), plural("{count} thing is broken", "{count} things are broken")
_LOOKED = _("Looked at {feeds} feeds and {files} recordings on {day} at {hour} UTC.")
_ADDRESS, _SAID = _("address"), _("what is wrong")
GREEN, RED = "#1a7f37", "#cf222e"


def as_json(health: Health) -> bytes:
    """Everything, with each sentence in every language."""
    rows = [{"level": one.level, "url": one.url, "message": say_in_each(one.message)} for one in health.findings]
    told = {
        "url": health.url,
        "at": health.at.isoformat(timespec="seconds"),
        "well": health.is_well,
        "feeds": health.feeds,
        "files": health.files,
        "findings": rows,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def verdict(health: Health) -> Message:
    """Return whether all is in order."""
    errors = Counter(one.level for one in health.findings)["error"]
    return _ILL.format(count=errors) if errors else _WELL


def as_page(health: Health, lang: Language) -> bytes:
    """The page, which needs no other file."""
    title = say(_TITLE.format(url=health.url), lang)
    numbers = {"feeds": len(health.feeds), "files": len(health.files)}
    looked = _LOOKED.format(day=f"{health.at:%Y-%m-%d}", hour=f"{health.at:%H:%M}", **numbers)
    state = "well" if health.is_well else "ill"
    body = "\n".join(_table(health, level, lang) for level in LEVELS)
    said = f'<p class="{state}">{escape(say(verdict(health), lang))}</p>\n<p>{escape(say(looked, lang))}</p>'
    return standalone(lang, title, STYLE, f"{said}\n{body}")


STYLE = (
    ".well,.ill{font-size:1.25rem;font-weight:bold;border-inline-start:.5rem solid;padding-inline-start:.75rem}"
    f".well{{border-color:{GREEN}}}.ill{{border-color:{RED}}}"
    "dt{font-weight:bold;overflow-wrap:anywhere;margin-block-start:.5rem}dd{margin-inline-start:1rem}"
)


def _table(health: Health, level: Level, lang: Language) -> str:
    """The findings of a level, by address."""
    found: dict[str, list[str]] = {}
    for one in health.findings:
        if one.level == level:
            found.setdefault(one.url, []).append(say(one.message, lang))
    if not found:
        return ""
    rows = "\n".join(
        f'<dt><a href="{escape(url)}">{escape(url)}</a></dt>\n' + "\n".join(f"<dd>{escape(one)}</dd>" for one in said)
        for url, said in found.items()
    )
    return f"<h2>{escape(say(LEVELS[level], lang))}</h2>\n<dl>\n{rows}\n</dl>"


def as_badge(health: Health, lang: Language) -> bytes:
    """A small picture (SVG) with the name of the host and the verdict."""
    host = health.url.split("/")[2]
    said = say(verdict(health), lang)
    left, right = 12 + 7 * len(host), 12 + 7 * len(said)
    colour = GREEN if health.is_well else RED
    text = escape(f"{host}: {said}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{text}">'
        f'<title>{text}</title><rect width="{left}" height="20" fill="#444"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{left / 2:g}" y="14">{escape(host)}</text>'
        f'<text x="{left + right / 2:g}" y="14">{escape(said)}</text></g></svg>\n'
    ).encode()
