"""What sanitising takes away that a reader would miss: told with its line and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from plugins.markdown import gfm
from plugins.model.problem import Message, Problem, _
from plugins.model.regex import regex

MAX_NAMED = 10  # in one text
_SUSPECT = regex(
    r"<(iframe|frame|script|style|object|embed|applet|form|input|button|select|textarea|svg|math|canvas|font|center"
    r"|marquee|audio|video)\b|[\s\"']style\s*=|[\s\"']on[a-z]+\s*=",
    re.IGNORECASE,
)
_TAG = regex(r"<([a-z][a-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_SRC = regex(r"""\ssrc\s*=\s*["']?([^\s"'>]+)""", re.IGNORECASE)
_STYLE = regex(r"""(?:^|[\s"'])style\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HANDLER = regex(r"""(?:^|[\s"'])on[a-z]+\s*=""", re.IGNORECASE)
_MEANT = regex(
    r"text-align\s*:\s*(?:center|right)|text-decoration[\w-]*\s*:\s*(?!none)|font-weight\s*:\s*(?:bold|[6-9]00)"
    r"|font-style\s*:\s*italic|(?:^|;)\s*(?:color|background[\w-]*)\s*:|display\s*:\s*none|visibility\s*:\s*hidden",
    re.IGNORECASE,
)
#: Addresses of players → those of the pages that people visit.
_PLAYERS = (
    (
        re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+).*"),
        r"https://www.youtube.com/watch?v=\1",
    ),
    (re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d+).*"), r"https://vimeo.com/\1"),
    (re.compile(r"(https?://[\w.-]+/videos/)embed/([\w-]+).*"), r"\1watch/\2"),
    (re.compile(r"(https?://[\w.-]+)/export/embed\.html.*"), r"\1/"),
)

_GONE = _("<{tag}> was taken out; the page will not show it")
_UNFRAMED = _("<{tag}> was taken out; its text stays")
_LOST_STYLE = _('the look style="{style}" was taken out')
_LOST_HANDLER = _("code within a tag ({name}…) was taken out")
_NO_SOURCE = _("<{tag}> does not say which file it plays")
_ALONE = _("write the address on a line of its own, and it becomes a card: {address}")
_LINK = _("pages load nothing from elsewhere; write a link: [what it is]({address})")
_DELETE = _("delete it; pages run no code that texts hold")
_FORM = _("write a link to the form, or an e-mail address")
_PICTURE = _("save the drawing as PNG and put it in as a picture")
_MARKDOWN = _("the look is the theme's; for what matters write **bold**, *italics*, ~~struck out~~ or a heading")
_SOURCE = _('write its file: src="name.mp3" (or .mp4), beside the text')
_WAY_OUT = {
    _DELETE: ("script", "style", "applet"),
    _FORM: ("form", "input", "button", "select", "textarea"),
    _PICTURE: ("svg", "math", "canvas"),
    _MARKDOWN: ("font", "center", "marquee"),
}
_HINTS = {tag: hint for hint, tags in _WAY_OUT.items() for tag in tags}
_FRAMES = frozenset(("iframe", "frame", "object", "embed"))


def removed(text: str) -> list[Problem]:
    """A warning for each thing in the Markdown `text` that will be missed; lines count from its first."""
    if not _SUSPECT.search(text):
        return []
    told = dict.fromkeys(islice(_removed(text), 20 * MAX_NAMED))
    return [
        Problem("dropped", "warning", "", line, 1, "", message, hint) for line, message, hint in islice(told, MAX_NAMED)
    ]


def _removed(text: str) -> Iterator[tuple[int, Message, Message]]:
    for pieces in _html(text):
        for place, (html, line) in enumerate(pieces):
            for found in _TAG.finditer(html):
                at = line + html.count("\n", 0, found.start())
                after = html[found.end() : found.end() + 400] + "".join(
                    [later for later, __ in pieces[place + 1 : place + 9]]
                )
                for message, hint in _of_tag(found[1].lower(), found[2], after):
                    yield at, message, hint


def _html(text: str) -> Iterator[list[tuple[str, int]]]:
    """The pieces of HTML of each block that holds some, with their lines."""
    pieces: list[tuple[str, int]] = []
    for event, first, __ in gfm.placed(text):
        if not isinstance(event, dict):
            continue
        html = event.get("Html") or event.get("InlineHtml")
        if html:
            if pieces and "Html" in event:
                pieces[-1] = (pieces[-1][0] + html, pieces[-1][1])
            else:
                pieces.append((html, first))
        elif event.get("End") in ("Paragraph", "HtmlBlock", "Item", "TableCell") and pieces:
            yield pieces
            pieces = []
    if pieces:
        yield pieces


def _of_tag(tag: str, attributes: str, after: str) -> Iterator[tuple[Message, Message]]:
    source = _SRC.search(attributes)
    if tag in _FRAMES:
        yield _GONE.format(tag=tag), _instead(source[1] if source else "")
    elif tag in ("audio", "video"):
        if not source and not re.match(r"\s*(?:<track[^>]*>\s*)*<source\b[^>]*\ssrc", after, re.IGNORECASE):
            yield _NO_SOURCE.format(tag=tag), _SOURCE
    elif tag in _HINTS:
        hint = _HINTS[tag]
        yield (_UNFRAMED if hint is _MARKDOWN else _GONE).format(tag=tag), hint
    handler = _HANDLER.search(attributes)
    if handler:
        yield _LOST_HANDLER.format(name=handler[0].strip(" \t\n\"'")), _DELETE
    style = _STYLE.search(attributes)
    if style and _MEANT.search(style[1] or style[2] or ""):
        yield _LOST_STYLE.format(style=" ".join((style[1] or style[2]).split())[:60]), _MARKDOWN


def _instead(source: str) -> Message:
    for player, page in _PLAYERS:
        if player.fullmatch(source):
            return _ALONE.format(address=player.sub(page, source))
    return _LINK.format(address=source or "https://…")
