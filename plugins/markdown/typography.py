"""Typographic quotes, dashes, ellipses and spaces in the tree of the Markdown parser; never in code."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from dataclasses import dataclass

from markdown import treeprocessors, util

from plugins.markdown.quotes import is_set, replace_in

_CODE = frozenset(("code", "pre", "kbd", "samp", "script", "style", "textarea", "math"))


@dataclass(slots=True)
class _Piece:
    """Text of one place in the tree: an element's own text, or its tail; `fixed` is read but not changed."""

    element: etree.Element
    tail: bool
    text: str
    fixed: bool


class QuotesTreeprocessor(treeprocessors.Treeprocessor):
    """Sets quotes, dashes and spaces in all text that is neither code nor an `AtomicString`."""

    def __init__(self, md: object, language: str):
        super().__init__(md)
        self.lang = language

    def run(self, root: etree.Element) -> None:
        """Replace in place."""
        if not is_set("".join(root.itertext()), self.lang):
            self._block(root)

    def _block(self, block: etree.Element) -> None:
        """Collect the text of a block up to a block within it; each stretch is one context for quotes."""
        pieces: list[_Piece] = []
        self._collect(block, pieces, block.tag in _CODE)
        self._replace(pieces)

    def _collect(self, element: etree.Element, pieces: list[_Piece], code: bool) -> None:
        if element.text:
            pieces.append(_Piece(element, False, element.text, code or _atomic(element.text)))
        elif element.tag == "img":
            pieces.append(_Piece(element, False, "x", True))
        elif element.tag == "br":
            pieces.append(_Piece(element, False, " ", True))
        for child in element:
            if self.md.is_block_level(child.tag):
                self._replace(pieces)
                pieces.clear()
                self._block(child)
            else:
                self._collect(child, pieces, code or child.tag in _CODE)
            if child.tail:
                pieces.append(_Piece(child, True, child.tail, code or _atomic(child.tail)))

    def _replace(self, pieces: list[_Piece]) -> None:
        changed = replace_in([(piece.text, piece.fixed) for piece in pieces], self.lang)
        for piece, text in zip(pieces, changed, strict=True):
            if piece.fixed or text == piece.text:
                continue
            if piece.tail:
                piece.element.tail = text
            else:
                piece.element.text = text


def _atomic(text: str) -> bool:
    return isinstance(text, util.AtomicString)
