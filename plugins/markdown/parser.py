"""The full parser of Markdown, and the sanitiser behind it: what texts need that are not plain.

Blocks, lists and emphasis are read as GitHub reads them, by pulldown-cmark; Python-Markdown's block parser knows
other rules, and no extension changes them. On the tree that comes of it Python-Markdown's own processors work as ever:
attribute lists, abbreviations, ids of headings, tables of contents; and its serializer writes it.
"""

from __future__ import annotations

import html
import re
import sys
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from itertools import islice
from threading import Lock
from types import FrameType

import markdown
from markdown import blockparser, util
from markdown.extensions import abbr, toc

from plugins.i18n.languages import facts_of
from plugins.markdown import anchors, dialect, fast, gfm
from plugins.markdown.autolinks import AutolinkProcessor
from plugins.markdown.cards import CardProcessor
from plugins.markdown.footnotes import Notes
from plugins.markdown.limits import TooComplex
from plugins.markdown.rendered import Rendered, count_words
from plugins.markdown.sanitise import Cleaner
from plugins.markdown.tree import ElementTree
from plugins.markdown.typography import QuotesTreeprocessor
from plugins.model.document import Heading, Reference

_parsers: dict[str, Markdown] = {}
_cleaner = Cleaner()
_lock = Lock()  # the parsers and the cleaner hold the state of one document

_TAG = re.compile(r"<[^>]*>")
_HEADING = re.compile(r'<h([2-6])(?: [^>]*?)? id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_FOOTNOTE_MARK = re.compile(r'<sup id="fnref[^"]*">.*?</sup>', re.DOTALL)
_ALT = re.compile(r' alt="([^"]*)"')
#: Control characters, which no XML feed may hold. They get here by references such as `&#2;`.
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
#: Where HTML of the author's is to stand; that of a block is alone in a paragraph, which it replaces.
_STASHED = re.compile(r"<p>\x02wzxhzdk:([0-9]+)\x03</p>|\x02wzxhzdk:([0-9]+)\x03")  # `util.HTML_PLACEHOLDER`
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
            return sanitised(parser.reset().convert(text), lang)
        except RecursionError as error:
            raise TooComplex("depth", 1) from error
        finally:
            sys.setrecursionlimit(limit)


def sanitised(html: str, lang: str) -> Rendered:
    """What is left of HTML that anybody may have written."""
    parts, found = _cleaner.clean(html)
    return _rendered("\0".join(parts), found, {dialect.TO_DO: facts_of(lang).to_do, dialect.DONE: facts_of(lang).done})


def _depth() -> int:
    """Frames on the stack."""
    frame: FrameType | None = sys._getframe()
    depth = 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def _rendered(whole: str, found: list[tuple[str, str, str]], tasks: dict[str, str]) -> Rendered:
    for mark, name in tasks.items():
        if mark in whole:
            ticked = ' checked=""' if mark == dialect.DONE else ""
            whole = whole.replace(mark, f'<input type="checkbox"{ticked} disabled="" aria-label="{name}">')
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


def make_parser(lang: str) -> Markdown:
    """The parser of texts in this language."""
    return Markdown(lang)


class Markdown(markdown.Markdown):
    """Python-Markdown with a reader of GitHub's Markdown in the place of its block and inline parsers."""

    def __init__(self, lang: str):
        self.lang = lang
        #: What each abbreviation of the document stands for.
        self.abbreviations: dict[str, str] = {}
        super().__init__(output_format="html")
        #: Names of block level elements, which `is_block_level` looks for.
        self.blocks = frozenset(self.block_level_elements)

    def build_parser(self) -> Markdown:
        """Build the parts: stock ones for the tree, in the order that their extensions give them."""
        self.preprocessors, self.postprocessors = util.Registry(), util.Registry()
        self.inlinePatterns, self.treeprocessors = util.Registry(), util.Registry()
        self.parser: BlockParser = BlockParser(self)
        contents = toc.TocExtension(slugify=anchors.slug).getConfigs()
        for part, name, priority in (
            (fast.PrettifyTreeprocessor(self), "prettify", 10.0),
            (fast.AttrListTreeprocessor(self), "attr_list", 8.0),
            (abbr.AbbrTreeprocessor(self, self.abbreviations), "abbr", 7.0),
            (AutolinkProcessor(self), "bare", 6.8),
            (CardProcessor(self, self.lang), "cards", 6.5),
            (QuotesTreeprocessor(self, self.lang), "quotes", 6.0),
            (fast.TocTreeprocessor(self, contents), "toc", 5.0),
        ):
            self.treeprocessors.register(part, name, priority)
        return self

    def is_block_level(self, tag: object) -> bool:
        """Whether `tag` names an element of block level; stock searches a list of sixty."""
        return isinstance(tag, str) and tag in self.blocks

    def convert(self, source: str) -> str:
        """HTML that may hold whatever its author wrote."""
        html: str = super().convert(source)
        stashed = self.htmlStash.rawHtmlBlocks
        if stashed:
            html = _STASHED.sub(lambda found: stashed[int(found[1] or found[2])], html)
        return dialect.read(html).replace(util.AMP_SUBSTITUTE, "&").strip()

    def reset(self) -> Markdown:
        """Forget the last document, also one that was left half parsed by an exception."""
        self.htmlStash = util.HtmlStash()
        self.abbreviations.clear()
        super().reset()
        return self


class BlockParser(blockparser.BlockParser):
    """Makes the tree of a document."""

    def parseDocument(self, lines: Sequence[str]) -> etree.ElementTree:
        """The tree of the document that has these lines. Raises TooComplex."""
        md = self.md
        prepared = dialect.prepared("\n".join(lines), facts_of(md.lang).titles)
        md.abbreviations.update(prepared.abbreviations)
        events = list(gfm.events(prepared.text))
        notes = Notes(md.lang, events if "[^" in prepared.text else ())
        tree = ElementTree(md.htmlStash, notes.refer)
        try:
            tree.build(events)
        except TooComplex as error:
            _, line, _ = next(islice(gfm.placed(prepared.text), tree.place, None))
            raise TooComplex(error.reason_key, prepared.line(line)) from error
        if tree.notes:
            tree.root.append(notes.at_foot(tree.notes))
        return etree.ElementTree(tree.root)
