"""Addresses, e-mail addresses and Greek telephone numbers that stand bare in a text become links."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import treeprocessors
from markdown.util import AtomicString

from plugins.markdown.addresses import may_be_bare
from plugins.model.regex import regex

#: By the rules of https://github.github.com/gfm/#autolinks-extension-; a telephone number has ten digits, in groups as
#: people write them, after +30 or nothing: https://en.wikipedia.org/wiki/Telephone_numbers_in_Greece
_FOUND = regex(
    r"""(?P<html>\x02wzxhzdk:(?P<number>\d+)\x03)
    |(?P<url>(?<![A-Za-z0-9])[Hh][Tt]{2}[Pp][Ss]?://[\w.-]+[^\s<\x02\U00010a50-\U00010a58\U00012470-\U00012474]*
        |(?<![\w/.@-])www\.[\w-]+\.[^\s<\x02\U00010a50-\U00010a58\U00012470-\U00012474]+)
    |(?P<mail>(?<![\w.+/-])(?:mailto:)?[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]+(?![\w@]|-\w))
    |(?P<tel>(?<![\w.,:/+\-€$])(?<!\d[ \u00a0])(?:\(?(?:\+|00)30\)?[ \u00a0.-]?)?
        (?:2[1-8]\d{8}|69\d{8}|80[01]\d{7}
          |\(2[1-8]\d{1,3}\)[ \u00a0]?\d{2,4}[ \u00a0.-]?\d{2,5}
          |(?:2[1-8]\d{1,3}|69\d{1,2}|80[01])(?P<gap>[ \u00a0.-])\d{2,7}(?:(?P=gap)\d{2,5}){0,3})
        (?!\w|[.,:/\-–]\d|[ \u00a0]\d|\ ?[€%]))""",
    re.VERBOSE,
)
#: What ends a sentence or a quotation is no part of an address.
_TRAILING = "?!.,:;*_~'\"·»”’…›"
_NOT_WITHIN = frozenset(("a", "code", "pre", "kbd", "samp", "script", "style", "textarea"))


class AutolinkProcessor(treeprocessors.Treeprocessor):
    """Makes links of all bare addresses of a tree, but those in code or within a link."""

    def run(self, root: etree.Element) -> None:
        """Put the links in place."""
        if may_be_bare("".join(root.itertext())):
            self._linked = False  # within an <a> that the author wrote as HTML
            self._walk(root)

    def _walk(self, element: etree.Element) -> None:
        if element.tag in _NOT_WITHIN:
            return
        if self.md.is_block_level(element.tag):
            self._linked = False
        children = list(element)
        if element.text:
            text, links = self._split(element.text)
            element.text = text
            for place, link in enumerate(links):
                element.insert(place, link)
        for child in children:
            self._walk(child)
            if child.tail:
                text, links = self._split(child.tail)
                child.tail = text
                if links:
                    after = list(element).index(child) + 1
                    element[after:after] = links

    def _split(self, text: str) -> tuple[str, list[etree.Element]]:
        """The text up to the first link, and the links, each with the text after it."""
        if isinstance(text, AtomicString) or not (self._linked or "\x02" in text or may_be_bare(text)):
            return text, []
        links: list[etree.Element] = []
        first, place = text, 0
        for start, end, href in self._links(text):
            link = etree.Element("a", {"href": href})
            link.text = AtomicString(text[start:end])
            if links:
                links[-1].tail = text[place:start]
            else:
                first = text[:start]
            links.append(link)
            place = end
        if links:
            links[-1].tail = text[place:]
        return first, links

    def _links(self, text: str) -> Iterator[tuple[int, int, str]]:
        for found in _FOUND.finditer(text):
            if found["html"]:
                self._notice(int(found["number"]))
            elif not self._linked:
                start, end = found.span()
                if found["url"]:
                    end = start + len(_trimmed(found[0]))
                    href = text[start:end]
                    host = href.partition("://")[2] or href
                    if not re.match(r"\w", host) or host.lower() == "www":
                        continue
                    yield start, end, href if "://" in href else f"http://{href}"
                elif found["mail"]:
                    yield start, end, f"mailto:{found[0].removeprefix('mailto:')}"
                elif number := telephone(found[0]):
                    yield start, end, f"tel:{number}"

    def _notice(self, number: int) -> None:
        stash = self.md.htmlStash.rawHtmlBlocks
        html = str(stash[number]).lower() if number < len(stash) else ""
        if html.startswith(("<a ", "<a>", "<a\n")):
            self._linked = True
        elif html.startswith("</a"):
            self._linked = False


def telephone(written: str) -> str:
    """The number as a telephone takes it, `+30…`; empty where it is none."""
    digits = re.sub(r"\D", "", re.sub(r"^\(?(\+|00)30\)?", "", written))
    groups = re.split(r"[ \u00a0.()-]+", written)
    thousands = "." in written and all(len(group) == 3 for group in groups[1:])  # 210.000.000,0 is an amount
    return f"+30{digits}" if len(digits) == 10 and not thousands else ""


def _trimmed(address: str) -> str:
    """An address without what the sentence around it ends with; a bracket that it opens itself may close it."""
    open_in = {closing: address.count(opening) - address.count(closing) for opening, closing in ("()", "[]")}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in open_in and open_in[last] < 0:
            open_in[last] += 1
        elif last not in _TRAILING:
            break
        end -= 1
    return address[:end]
