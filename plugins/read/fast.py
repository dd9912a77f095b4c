"""Faster parts for Python-Markdown 3.11: each class gives exactly what the stock class that it replaces gives.

All together, and those of `inline`, take 0.29 of the stock time. "Saves n %" below is how much of the stock time
(1.33 ms for a post of 3 KB with paragraphs, lists, links, headings and a table, on the machine of the measurement)
is lost when the stock class takes that place again. The serializer was tried too: 0.8 %, not worth its lines.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from typing import Any

import markdown
from markdown import blockparser, blockprocessors, inlinepatterns, preprocessors, serializers, treeprocessors, util
from markdown.extensions import (
    Extension,
    abbr,
    admonition,
    attr_list,
    def_list,
    footnotes,
    md_in_html,
    sane_lists,
    tables,
    toc,
)

from plugins.read import inline

_ALWAYS = (("",), ())

#: Block processor → (starts, strings): its test can be true only for a block that begins with one of the starts or
#: holds one of the strings. Only these exact classes are known; all others are always asked.
NEEDS: dict[type, tuple[tuple[str, ...], tuple[str, ...]]] = {
    md_in_html.MarkdownInHtmlProcessor: ((util.STX,), ()),
    admonition.AdmonitionProcessor: ((" ",), ("!!!",)),
    blockprocessors.EmptyBlockProcessor: _ALWAYS,
    blockprocessors.ListIndentProcessor: ((" ",), ()),
    def_list.DefListIndentProcessor: ((" ",), ()),
    blockprocessors.CodeBlockProcessor: ((" ",), ()),
    tables.TableProcessor: ((), ("|",)),
    blockprocessors.HashHeaderProcessor: ((), ("#",)),
    blockprocessors.SetextHeaderProcessor: ((), ("\n=", "\n-")),
    blockprocessors.HRProcessor: ((" ", "-", "_", "*"), ("\n",)),
    blockprocessors.OListProcessor: _ALWAYS,
    sane_lists.SaneOListProcessor: _ALWAYS,
    blockprocessors.UListProcessor: ((" ", "*", "+", "-"), ()),
    sane_lists.SaneUListProcessor: ((" ", "*", "+", "-"), ()),
    def_list.DefListProcessor: ((), (": ",)),
    blockprocessors.BlockQuoteProcessor: ((), (">",)),
    footnotes.FootnoteBlockProcessor: ((), ("[^",)),
    abbr.AbbrBlockprocessor: ((), ("*[",)),
    blockprocessors.ReferenceProcessor: ((), ("]:",)),
    blockprocessors.ParagraphProcessor: _ALWAYS,
}


class BlockParser(blockparser.BlockParser):
    """Asks a block processor only about blocks that it could take. Saves 15 %.

    Stock asks all seventeen about every block, most by a search through the block, and sorts out the registry
    anew for each block.
    """

    def __init__(self, md: markdown.Markdown):
        super().__init__(md)
        self._known: list[Any] = []
        self._plan: list[tuple[tuple[str, ...], tuple[str, ...], Any]] = []

    def parseDocument(self, lines: list[str]) -> etree.ElementTree:
        """Parse a document; looks once whether processors were added, since `parseBlocks` runs per block."""
        known = list(self.blockprocessors)
        if known != self._known:
            self._known = known
            self._plan = [(*NEEDS.get(type(processor), _ALWAYS), processor) for processor in known]
        return super().parseDocument(lines)

    def parseBlocks(self, parent: etree.Element, blocks: list[str]) -> None:
        """Parse `blocks` into `parent`; empties the list."""
        plan = self._plan
        while blocks:
            block = blocks[0]
            for starts, strings, processor in plan:
                if not block.startswith(starts):
                    for string in strings:
                        if string in block:
                            break
                    else:
                        continue
                if processor.test(parent, block):
                    if processor.run(parent, blocks) is not False:
                        break
                    block = blocks[0]


class NormalizeWhitespace(preprocessors.NormalizeWhitespace):
    """Looks for what it would replace before it replaces; most texts hold nothing of it. Saves 2 %."""

    def run(self, lines: list[str]) -> list[str]:
        """Lines without tabs, placeholder marks, carriage returns and blank lines of spaces."""
        source = "\n".join(lines) + "\n"
        if any(mark in source for mark in (" \n", "\t", "\r", util.STX, util.ETX)):
            return super().run(lines)
        return [*lines, "", ""]


class FencedBlockPreprocessor(preprocessors.Preprocessor):
    """Puts fenced code aside; the HTML of `markdown.extensions.fenced_code` without its highlighter. Saves 1.9 %.

    A document without a fence is handed back as it is. The stock module is not imported, because it imports
    Pygments, which costs each new process 20 ms; and options of the highlighter (`linenums=1`), over which the
    stock class fails when the highlighter is not in use, are left out.
    """

    FENCE = re.compile(
        r"""(?P<fence>^(?:~{3,}|`{3,}))[ ]*
            (?:\{(?P<attrs>[^\n]*)\}
             |(?:\.?(?P<lang>[\w#.+-]*)[ ]*)?(?:hl_lines=(?P<quot>"|').*?(?P=quot)[ ]*)?)
            \n(?P<code>.*?)(?<=\n)(?P=fence)[ ]*$""",
        re.MULTILINE | re.DOTALL | re.VERBOSE,
    )
    OPTIONS = frozenset(("hl_lines", "linenums", "guess_lang", "noclasses", "use_pygments"))

    def run(self, lines: list[str]) -> list[str]:
        """Lines in which a placeholder stands for each fenced block."""
        if not any(line.startswith(("```", "~~~")) for line in lines):
            return lines
        text, index = "\n".join(lines), 0
        while found := self.FENCE.search(text, index):
            language, attributes = found["lang"], []
            if found["attrs"]:
                attributes, remainder = attr_list.get_attrs_and_remainder(found["attrs"])
                if remainder:  # the braces are no attribute list
                    index = found.end("attrs")
                    continue
            placeholder = self.md.htmlStash.store(self._html(language, attributes, found["code"]))
            text = f"{text[: found.start()]}\n{placeholder}\n{text[found.end() :]}"
            index = found.start() + 1 + len(placeholder)
        return text.split("\n")

    def _html(self, language: str | None, attributes: list[tuple[str, str | None]], code: str) -> str:
        identifier, classes, others = "", [], {}
        for key, given in attributes:
            value = key if given is None else given
            if key == "id":
                identifier = value
            elif key == ".":
                classes.append(value)
            elif key not in self.OPTIONS:
                others[key] = value
        if classes:
            language = classes.pop(0)
        pre = f' id="{serializers._escape_attrib_html(identifier)}"' if identifier else ""
        if classes:
            pre += f' class="{serializers._escape_attrib_html(" ".join(classes))}"'
        inner = f' class="language-{serializers._escape_attrib_html(language)}"' if language else ""
        inner += "".join(
            f' {attr_list.sanitize_name(key)}="{serializers._escape_attrib_html(value)}"'
            for key, value in others.items()
        )
        return f"<pre{pre}><code{inner}>{html.escape(code, quote=False).replace(chr(34), '&quot;')}</code></pre>"


class HtmlBlockPreprocessor(md_in_html.HtmlBlockPreprocessor):
    """Starts no HTML parser for a text without `<` and `&`: it would hand back the same text. Saves 1.9 %."""

    def run(self, lines: list[str]) -> list[str]:
        """Lines with blocks of raw HTML put aside."""
        source = "\n".join(lines)
        return super().run(lines) if "<" in source or "&" in source else lines


class TableProcessor(tables.TableProcessor):
    """Splits a row without code or escapes at its bars; stock first looks for code in each. Saves 1.2 %."""

    def _split(self, row: str) -> list[str]:
        return super()._split(row) if "`" in row or "\\" in row else row.split("|")


NEEDS[TableProcessor] = NEEDS[tables.TableProcessor]


class PrettifyTreeprocessor(treeprocessors.PrettifyTreeprocessor):
    """Asks once per tag whether it is of block level; stock searches a list of sixty for each element. Saves 1.1 %."""

    def _prettifyETree(self, elem: etree.Element) -> None:
        blocks: frozenset[str] = self.md.blocks
        if elem.tag not in ("code", "pre") and elem.tag in blocks:
            text = elem.text
            if len(elem) and (not text or not text.strip()) and elem[0].tag in blocks:
                elem.text = "\n"
            for child in elem:
                if child.tag in blocks:
                    self._prettifyETree(child)
        tail = elem.tail
        if not tail or not tail.strip():
            elem.tail = "\n"


class AttrListTreeprocessor(attr_list.AttrListTreeprocessor):
    """Looks for a brace in the whole document before it looks for attributes in each element. Saves 2 %."""

    def run(self, doc: etree.Element) -> None:
        """Move `{: #id .class}` from text to attributes."""
        if "{" in "".join(doc.itertext()):
            super().run(doc)


class TocTreeprocessor(toc.TocTreeprocessor):
    """Gives headings their ids; makes the table of contents only where `[TOC]` asks for it. Saves 5.8 %.

    Without `[TOC]`, `md.toc` and `md.toc_tokens` stay empty (the HTML is the stock one): stock makes and
    serialises a table for every document, and to find `[TOC]` joins the text of each element with all below it.
    """

    def run(self, doc: etree.Element) -> None:
        """Give each heading in `doc` an id of its own."""
        if (self.marker and self.marker in "".join(doc.itertext())) or self.use_anchors or self.use_permalinks:
            super().run(doc)
            return
        headings, used = [], set()
        for element in doc.iter():
            if element.keys() and "id" in element.attrib:
                used.add(element.attrib["id"])
            tag = element.tag
            if isinstance(tag, str) and tag[:1] in "hH" and self.header_rgx.match(tag):
                headings.append(element)
        counters: dict[str, int] = {}
        for element in headings:
            self.set_level(element)
            if "id" not in element.attrib:
                name = html.unescape(self._name(element))
                element.attrib["id"] = toc.unique(self.slugify(name, self.sep), used, counters)
            element.attrib.pop("data-toc-label", None)

    def _name(self, heading: etree.Element) -> str:
        text = heading.text or ""
        if not len(heading) and not any(mark in text for mark in ("&", "<", ">", util.STX)):
            return " ".join(text.split())
        name: str = toc.strip_tags(toc.render_inner_html(toc.remove_fnrefs(heading), self.md))
        return name


class UnescapeTreeprocessor(treeprocessors.UnescapeTreeprocessor):
    """Substitutes only in text that holds the mark of an escape. Saves 1.6 %."""

    def run(self, root: etree.Element) -> None:
        """Restore escaped characters in text, tails and attributes, but not in code."""
        mark, unescape = util.STX, self.unescape
        for element in root.iter():
            text, tail = element.text, element.tail
            if text and mark in text and element.tag != "code":
                element.text = unescape(text)
            if tail and mark in tail:
                element.tail = unescape(tail)
            for key, value in element.items():
                if value is not None and mark in value:
                    element.set(key, unescape(value))


class Markdown(markdown.Markdown):
    """`markdown.Markdown` of faster parts, for HTML output; takes the same arguments.

    Give extensions as instances, not names: a name makes Markdown search all installed packages (20 ms), and those
    of `extensions()` are the ones whose parts are replaced.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(output_format="html", **kwargs)
        #: Names of block level elements; no extension adds any once the instance is made.
        self.blocks = frozenset(self.block_level_elements)
        for registry, replacements in (
            (
                self.preprocessors,
                (
                    (NormalizeWhitespace(self), "normalize_whitespace", 30),
                    (HtmlBlockPreprocessor(self), "html_block", 20),
                ),
            ),
            (
                self.treeprocessors,
                (
                    (inline.FastInlineProcessor(self), "inline", 20),
                    (PrettifyTreeprocessor(self), "prettify", 10),
                    (AttrListTreeprocessor(self), "attr_list", 8),
                    (UnescapeTreeprocessor(self), "unescape", 0),
                ),
            ),
            (
                self.inlinePatterns,
                (
                    (inline.FastLinkProcessor(inlinepatterns.LINK_RE, self), "link", 160),
                    (inline.FastImageProcessor(inlinepatterns.IMAGE_LINK_RE, self), "image_link", 150),
                    (inline.FastDelimiterProcessor("*", "strong,em", self), "em_strong", 60),
                ),
            ),
        ):
            for part, name, priority in replacements:
                registry.register(part, name, priority)
        self.delimiters.add("_", "strong,em", smart=True)

    def build_parser(self) -> Markdown:
        """Build the parts, with our block parser in the place of the stock one."""
        super().build_parser()
        parser = BlockParser(self)
        parser.blockprocessors = self.parser.blockprocessors
        for processor in parser.blockprocessors:
            processor.parser = parser
        self.parser: BlockParser = parser
        return self

    def is_block_level(self, tag: Any) -> bool:
        """Whether `tag` names an element of block level; stock searches a list of sixty."""
        return isinstance(tag, str) and tag.lower().rstrip("/") in self.blocks

    def reset(self) -> Markdown:
        """Forget the last document, also one that was left half parsed by an exception."""
        self.parser.state.clear()
        self.htmlStash = util.HtmlStash()
        for processor in self.parser.blockprocessors:
            if isinstance(processor, admonition.AdmonitionProcessor):
                processor.current_sibling, processor.content_indent = None, 0
        super().reset()
        return self


class _FencedCode(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(FencedBlockPreprocessor(md), "fenced_code_block", 25)


class _Tables(tables.TableExtension):
    def extendMarkdown(self, md: Markdown) -> None:
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(TableProcessor(md.parser, self.getConfigs()), "table", 75)


class _Toc(toc.TocExtension):
    TreeProcessorClass = TocTreeprocessor


def extensions(**configs: dict[str, Any]) -> list[Extension]:
    """Instances of extra, toc, admonition and sane_lists, in stock order; `configs` holds their settings by name."""
    kinds = {
        "fenced_code": _FencedCode,
        "footnotes": footnotes.FootnoteExtension,
        "attr_list": attr_list.AttrListExtension,
        "def_list": def_list.DefListExtension,
        "tables": _Tables,
        "abbr": abbr.AbbrExtension,
        "md_in_html": md_in_html.MarkdownInHtmlExtension,
        "toc": _Toc,
        "admonition": admonition.AdmonitionExtension,
        "sane_lists": sane_lists.SaneListExtension,
    }
    return [kind(**configs.get(name, {})) for name, kind in kinds.items()]
