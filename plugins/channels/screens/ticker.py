"""The ticker: what is current as lines that fit under a picture: text, RSS of titles, JSON, and a page that crawls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path

from plugins.channels.resources import Resources
from plugins.channels.screens.rss import Notice, write_rss
from plugins.channels.shared.feed.values import FeedHead
from plugins.channels.shared.json_text import json_text
from plugins.model.value import Language, Value

MOST = 80  # characters of a line, as crawls of playout systems take
REFRESH = 600  # seconds after which the page looks for news, at the end of a round
TURN = 6  # seconds that a line rests where nothing may move
_PACE = 0.13  # seconds that a character takes to pass
_LEAST = 14  # seconds of a round, in which a whole screen passes
_APART = 6  # characters that the room around a line is worth
_CSS = Path(__file__).with_name("ticker.css")


class TickerLine(Value, frozen=True):
    """A text as the ticker carries it; `text` is the title, cut where it is too long."""

    guid: str
    text: str
    title: str
    kind: str
    is_urgent: bool
    url: str
    published: datetime | None  # a member, a show or a page may have no date
    expires: datetime | None


def cut(text: str, most: int = MOST) -> str:
    """As many whole words as fit, with an ellipsis; of a first word that is too long, its beginning."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    room = text[: most - 1]
    if text[most - 1] != " ":
        room = room.rpartition(" ")[0] or room
    return f"{room.rstrip(' ,;:.·-–—')}…"


def as_text(resources: Resources, lang: Language, name: str, lines: tuple[TickerLine, ...]) -> bytes:
    """A line each, UTF-8 without a mark at the beginning; what the site is called where nothing is current."""
    return "".join(f"{text}\n" for text in [line.text for line in lines] or [cut(name)]).encode()


def as_rss(resources: Resources, head: FeedHead, address: str, lines: tuple[TickerLine, ...]) -> bytes:
    """RSS 2.0 whose items have a title and nothing to show beside it."""
    notices = tuple(Notice(line.guid, line.text, line.url, line.published) for line in lines)
    return write_rss(head, address, notices)


def as_json(resources: Resources, lang: Language, name: str, lines: tuple[TickerLine, ...]) -> bytes:
    """Return the ticker as JSON, for a station's own graphics."""
    rows = [
        {
            "text": line.text,
            "title": line.title,
            "kind": line.kind,
            "urgent": line.is_urgent,
            "url": line.url,
            "guid": line.guid,
            "published": line.published.isoformat() if line.published else None,
            "expires": line.expires.isoformat() if line.expires else None,
        }
        for line in lines
    ]
    return json_text({"language": lang, "name": name, "lines": rows})


def as_page(resources: Resources, lang: Language, name: str, style: str, lines: tuple[TickerLine, ...]) -> bytes:
    """A page to lay over a picture: the crawl alone, without a script; at the end of a round it comes again."""
    items = "".join(
        f'<li class="ticker__item{" ticker__item--urgent" if line.is_urgent else ""}">{escape(line.text)}</li>'
        for line in lines
    )
    again = f'<ul class="ticker__list" aria-hidden="true">{items}</ul>'  # so that the band has no end
    seconds = _cycle(lines)
    rounds = -(-REFRESH // seconds) * seconds
    band = f'<div class="ticker__band"><ul class="ticker__list">{items}</ul>{again}</div>' if lines else ""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n<title>{escape(name)}</title>\n'
        f'<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="{rounds}">\n'
        f'<link rel="stylesheet" href="{escape(style)}">\n'
        f'<div class="ticker"><span class="ticker__name">{escape(name)}</span>'
        f'<div class="ticker__window">{band}</div></div>\n'
    ).encode()


def as_style(resources: Resources, style: str, lines: tuple[TickerLine, ...]) -> bytes:
    """The page's style sheet, with the speed of these lines."""
    count = max(len(lines), 1)
    hidden = f"  {100 / count:.4f}% {{\n    visibility: hidden;\n  }}\n" if count > 1 else ""
    rows = [
        style,
        f":root {{\n  --cycle: {_cycle(lines)}s;\n  --turn: {count * TURN}s;\n}}\n",
        f"@keyframes turn {{\n  0% {{\n    visibility: visible;\n  }}\n{hidden}}}\n",
        *(f".ticker__item:nth-child({n + 1}) {{\n  animation-delay: {n * TURN}s;\n}}\n" for n in range(count)),
    ]
    return "\n".join(rows).encode()


def _cycle(lines: tuple[TickerLine, ...]) -> int:
    """Seconds of a round, at a pace at which one can read."""
    return max(_LEAST, round(sum(len(line.text) + _APART for line in lines) * _PACE))


def style_sheet() -> str:
    """The part of the style that is the same for every site."""
    return _CSS.read_text(encoding="utf-8")


MakeTicker = Callable[..., bytes]
