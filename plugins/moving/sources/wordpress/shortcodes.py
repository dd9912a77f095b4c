"""Shortcodes of WordPress: those that are known become HTML, what only lays out a page is taken off, others are told.

https://codex.wordpress.org/Shortcode_API. Only known names count: Greek texts write [σημ.] and mean it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import unquote

from plugins.model.problem import _
from plugins.moving.values import OldFile, OldRemark

Attributes = Mapping[str, str]

#: What the builders of pages wrap texts in: https://docs.elegantthemes.com, https://kb.wpbakery.com and the like.
LAYOUT = re.compile(
    r"(?:vc_|et_pb_|fusion_|av_|ux_|mk_|tatsu_|cs_|qode_|elementor-)[\w-]+|one_(?:half|third|fourth)(?:_last)?"
    r"|two_thirds?(?:_last)?|three_fourths?(?:_last)?|row|col(?:umn)?s?|section|container|tabs?|accordion|toggle|spacer"
    r"|divider|clear|raw|dropcap|highlight|pullquote|box|button"
)
#: What shows something that no text can: told, with its name.
TOLD = re.compile(
    r"contact-form(?:-7)?|gravityform|ninja_form|wpforms|mc4wp_form|rev_slider|layerslider|nggallery|products?"
    r"|recent_products|download|tribe_\w+|powerpress_\w+|powerpress|ss_player|podcast_\w+|playlist|wp_\w+|su_\w+|google-map"
    r"|woocommerce_\w+|polldaddy|slideshow|embedyt|tablepress|table|the_ad|sc|do_widget|widget"
)
_MEDIA = frozenset(("caption", "wp_caption", "gallery", "embed", "audio", "video", "youtube", "vimeo"))
_TAG = re.compile(
    r"\[(\[?)(/?)([A-Za-z][\w-]*)((?:\s+(?:[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'\]/]+)|\"[^\"]*\"|[^\s\]\[]+))*)\s*(/?)\](\]?)"
)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|(\S+)""")
_CURLY = str.maketrans("“”″„«»", '""""""')
_CAPTION = re.compile(r"\[(wp_)?caption([^\]]*)\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
_ENCLOSED = re.compile(r"\[(embed|youtube|vimeo)([^\]]*)\](.*?)\[/\1\]", re.DOTALL)
_RAW = re.compile(r"\[vc_raw_html[^\]]*\](.*?)\[/vc_raw_html\]", re.DOTALL)
_IMAGE = re.compile(r"((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)

_UNKNOWN = _("the shortcode [{name}] was left out ({count})")
_SAY = _("look at the old page, and write what it showed")
_LAID_OUT = _("the layout of [{name}] and the like was taken off; what was in it stays ({count})")
_LOOK = _("look whether the order of the parts is still the right one")


class Shortcodes:
    """Turns the shortcodes of one text into HTML; `files` finds a picture by its number, `given` those of a text."""

    def __init__(self, files: Mapping[str, OldFile], given: Callable[[], list[OldFile]]):
        self.files, self.given = files, given
        self.unknown, self.layout = Counter[str](), Counter[str]()

    def html(self, text: str) -> str:
        """Return the text without shortcodes."""
        if "[" not in text:
            return text
        text = _RAW.sub(lambda found: _decoded(found[1]), text)
        text = _CAPTION.sub(lambda found: _caption(attributes(found[2]), found[3]), text)
        text = _ENCLOSED.sub(lambda found: _alone(found[3].strip() or attributes(found[2]).get("src", "")), text)
        return _TAG.sub(self._tag, text)

    def remarks(self) -> tuple[OldRemark, ...]:
        """What was left out."""
        told = [
            OldRemark("shortcodes", _UNKNOWN.format(name=name, count=count), _SAY)
            for name, count in self.unknown.items()
        ]
        if self.layout:
            name, count = next(iter(self.layout)), self.layout.total()
            told.append(OldRemark("layout", _LAID_OUT.format(name=name, count=count), _LOOK))
        return tuple(told)

    def _tag(self, found: re.Match[str]) -> str:
        opened, closes, name, rest, _, closed = found.groups()
        if opened and closed:
            return found[0][1:-1]  # [[x]] is the text [x]
        if name in _MEDIA:
            return "" if closes else opened + self._media(name, attributes(rest)) + closed
        if LAYOUT.fullmatch(name):
            return "" if closes else self._laid_out(name, attributes(rest))
        if TOLD.fullmatch(name):
            self.unknown[name] += not closes
            return ""
        return found[0]

    def _laid_out(self, name: str, stated: Attributes) -> str:
        """What a piece of layout shows by itself: pictures, titles and links that it states as attributes."""
        self.layout[name] += 1
        numbers = re.findall(r"\d+", stated.get("image", "") + " " + stated.get("images", ""))
        pictures = "".join(_picture(self.files[number]) for number in numbers if number in self.files)
        source = stated.get("src", "")
        if source.startswith("http") and "image" in name:
            pictures += f'<p><img src="{escape(source)}" alt="{escape(stated.get("alt", ""))}"></p>'
        words = stated.get("button_text") or stated.get("title") or stated.get("heading") or ""
        link = stated.get("button_url") or stated.get("link") or stated.get("href") or ""
        if link.startswith(("http", "/")) and words:
            return f'{pictures}<p><a href="{escape(link)}">{escape(words)}</a></p>'
        return pictures + (f"<p><strong>{escape(words)}</strong></p>" if words else "\n\n")

    def _media(self, name: str, stated: Attributes) -> str:
        if name == "gallery":
            numbers = [number.strip() for number in (stated.get("ids") or stated.get("include") or "").split(",")]
            chosen = [self.files[number] for number in numbers if number in self.files]
            return "".join(map(_picture, chosen or ([] if any(numbers) else self.given())))
        if name in ("audio", "video"):
            source = next((stated[key] for key in _SOURCES if stated.get(key)), stated.get("0", ""))
            return f'<p><{name} src="{escape(source)}"></{name}></p>' if source else ""
        return _alone(stated.get("0", "") or stated.get("src", "") or stated.get("id", "")) if name != "caption" else ""


_SOURCES = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv")


def attributes(text: str) -> dict[str, str]:
    """Return what a shortcode states, by name; what has none by its place."""
    found: dict[str, str] = {}
    for name, double, single, bare, quoted, word in _ATTRIBUTE.findall(text.translate(_CURLY)):
        found[name.lower() if name else str(sum(key.isdigit() for key in found))] = (
            double or single or bare or quoted or word
        )
    return found


def _caption(stated: Attributes, inner: str) -> str:
    found = _IMAGE.search(inner)
    if not found:
        return inner
    words = found[2].strip() or escape(stated.get("caption", ""))
    return f"\n\n<figure>{found[1]}<figcaption>{words}</figcaption></figure>\n\n"


def _picture(file: OldFile) -> str:
    words = f"<figcaption>{escape(file.caption)}</figcaption>" if file.caption else ""
    return f'\n\n<figure><img src="{escape(file.url)}" alt="{escape(file.alt)}">{words}</figure>\n\n'


def _alone(address: str) -> str:
    return f'\n\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n\n' if address.startswith("http") else ""


def _decoded(text: str) -> str:
    try:
        return unquote(base64.b64decode(text, validate=True).decode("utf-8", "replace"))
    except (binascii.Error, ValueError):
        return text
