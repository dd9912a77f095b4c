"""The full parser of Markdown, and the sanitiser behind it: what texts need that are not plain."""

from __future__ import annotations

import html
import re
import sys
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from threading import Lock
from types import FrameType

from markdown.extensions import Extension, admonition, footnotes, tables

from plugins.model import Heading, Reference
from plugins.read import anchors, fast
from plugins.read.clean import Cleaner
from plugins.read.limits import TooComplex
from plugins.read.rendered import Rendered, count_words
from plugins.read.typography import QuotesTreeprocessor

_BACKLINK_TITLES = {
    "el": "Επιστροφή στην παραπομπή %d του κειμένου",
    "en": "Back to reference %d in the text",
}
#: Title of an admonition that has none; other kinds, and English, have the kind's own name, as in Markdown.
_ADMONITION_TITLES = {
    "note": "Σημείωση",
    "tip": "Συμβουλή",
    "hint": "Υπόδειξη",
    "important": "Σημαντικό",
    "warning": "Προειδοποίηση",
    "caution": "Προσοχή",
    "attention": "Προσοχή",
    "danger": "Κίνδυνος",
    "error": "Σφάλμα",
}
_parsers: dict[str, fast.Markdown] = {}
_cleaner = Cleaner()
_lock = Lock()  # the parsers and the cleaner hold the state of one document

_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r'<h([2-6])(?: [^>]*?)? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_FOOTNOTE_MARK = re.compile(r'<sup id="fnref[^"]*">.*?</sup>', re.DOTALL)
_ALT = re.compile(r' alt="([^"]*)"')
#: Control characters, which no XML feed may hold. They get here by references such as `&#2;`.
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DEPTH = 700  # frames of Python for one document


def convert(text: str, lang: str) -> Rendered:
    """Clean HTML of a `normal` text. Raises TooComplex."""
    with _lock:
        parser = _parsers.get(lang)
        if parser is None:
            parser = _parsers[lang] = make_parser(lang)
        limit = sys.getrecursionlimit()
        try:
            # The parser gives up nesting near the limit: counted from here, the caller's depth makes no difference.
            sys.setrecursionlimit(_depth() + _DEPTH)
            return sanitised(parser.reset().convert(text))
        except RecursionError as error:
            raise TooComplex("depth", 1) from error
        finally:
            sys.setrecursionlimit(limit)


def sanitised(html: str) -> Rendered:
    """What is left of HTML that anybody may have written."""
    return _rendered(*_cleaner.clean(html))


def _depth() -> int:
    """Frames on the stack."""
    frame: FrameType | None = sys._getframe()
    depth = 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def _rendered(parts: list[str], found: list[tuple[str, str, str]]) -> Rendered:
    whole = "\0".join(parts)
    if "<h1" in whole:
        whole = whole.replace("<h1", "<h2").replace("</h1>", "</h2>")
    whole = _CONTROL.sub("", whole)
    parts = whole.split("\0")
    segments, references = [parts[0]], []
    for (tag, attribute, address), after in zip(found, parts[1:], strict=True):
        alt = _alt(segments[-1], after) if tag == "img" else None
        references.append(Reference(address, tag, attribute, alt))
        segments += (address, after)
    return Rendered(
        segments=tuple(segments),
        references=tuple(references),
        headings=tuple(_headings(whole)),
        words=count_words(_TAG.sub("", whole).split()),
    )


def _alt(before: str, after: str) -> str | None:
    """The alt text of the image whose address stands between `before` and `after`."""
    start = before.rfind("<img")
    found = _ALT.search(before, start) or _ALT.search(after, 0, after.find(">"))
    return html.unescape(found[1]) if found else None


def _headings(whole: str) -> Sequence[Heading]:
    if "<h" not in whole:
        return ()
    return [
        Heading(int(level), html.unescape(identifier), _plain(content))
        for level, identifier, content in _HEADING.findall(whole)
    ]


def _plain(content: str) -> str:
    return html.unescape(" ".join(_TAG.sub("", _FOOTNOTE_MARK.sub("", content)).split()))


def make_parser(lang: str) -> fast.Markdown:
    notes = _Footnotes(BACKLINK_TITLE=_BACKLINK_TITLES[lang], BACKLINK_TEXT="↩\ufe0e")
    stock = fast.extensions(toc={"slugify": anchors.slug})
    extensions = [notes if isinstance(part, footnotes.FootnoteExtension) else part for part in stock]
    return fast.Markdown(extensions=[*extensions, _House(lang)])


class _Footnotes(footnotes.FootnoteExtension):
    """Footnotes whose label may hold anything: its id holds what an id may."""

    def makeFootnoteId(self, id: str) -> str:
        made: str = super().makeFootnoteId(_safe(id))
        return made

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:
        made: str = super().makeFootnoteRefId(_safe(id), found)
        return made


def _safe(label: str) -> str:
    return re.sub(r"[^\w.-]+", "-", label)


class _House(Extension):
    """What we do differently: quotes and admonitions by language, classes for a table's alignment."""

    def __init__(self, lang: str):
        super().__init__()
        self.lang = lang

    def extendMarkdown(self, md: fast.Markdown) -> None:
        md.ESCAPED_CHARS.extend(('"', "'"))
        md.treeprocessors.register(QuotesTreeprocessor(md, self.lang), "quotes", 6)
        if self.lang == "el":
            md.parser.blockprocessors.register(_GreekAdmonitionProcessor(md.parser), "admonition", 105)
        md.parser.blockprocessors.register(_TableProcessor(md.parser, {"use_align_attribute": True}), "table", 75)


class _GreekAdmonitionProcessor(admonition.AdmonitionProcessor):
    """Titles an admonition that states no title in Greek."""

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        kind, title = super().get_class_and_title(match)
        return kind, _ADMONITION_TITLES.get(kind, title) if match[2] is None else title


class _TableProcessor(fast.TableProcessor):
    """Names a cell's alignment by a class: the sanitiser lets no style through."""

    def _build_row(self, row: str, parent: etree.Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)
        for cell in parent[-1]:
            alignment = cell.attrib.pop("align", None)
            if alignment:
                cell.set("class", f"align-{alignment}")


fast.NEEDS[_GreekAdmonitionProcessor] = fast.NEEDS[admonition.AdmonitionProcessor]
fast.NEEDS[_TableProcessor] = fast.NEEDS[tables.TableProcessor]
