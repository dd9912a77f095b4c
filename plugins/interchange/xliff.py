"""XLIFF 2: parts as a document for tools of translators, and what comes back.

https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from plugins.i18n.messages import tell
from plugins.interchange.units import Answer, CodeMark, Part, Reply, Unit, matched, numbered
from plugins.markdown.blocks import DELETABLE, Inline
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"  # of 2.1 and 2.2 as well
STALE = "diavlos:stale"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_STATES = {"initial": "initial", "stale": "initial", "current": "final"}
_TYPES = {
    "emphasis": {"type": "fmt", "subType": "xlf:i"},
    "strong": {"type": "fmt", "subType": "xlf:b"},
    "struck": {"type": "fmt"},
    "break": {"type": "fmt", "subType": "xlf:lb"},
    "link": {"type": "link"},
    "address": {"type": "link"},
    "image": {"type": "image"},
}

_DAMAGED = _("translations: {file}: line {line}: the XML is damaged: {why}; save it again from the tool")
_DOCTYPE = _("translations: {file} has a document type (DOCTYPE), which XLIFF has not; save it again from the tool")
_OLD = _("translations: {file} is XLIFF {version}; save it from the tool as XLIFF 2 or PO")
_OTHER = _("translations: {file} is neither XLIFF nor PO")
_NO_LANGUAGE = _("translations: {file} does not say into which language it translates (trgLang)")
_PREVIOUS = _("before the change: {words}")
_MOST = _("at most {most} characters")


def document(parts: Sequence[Part], version: str = "2.1") -> bytes:
    """Return parts of one pair of languages as XLIFF."""
    root = etree.Element(
        f"{{{NAMESPACE}}}xliff",
        {"version": version, "srcLang": parts[0].lang, "trgLang": parts[0].into, f"{_XML}space": "preserve"},
        nsmap={None: NAMESPACE},
    )
    for part in parts:
        file = _element(root, "file", id=part.id, original=part.original)
        for unit in part.units:
            _write_unit(file, unit)
    _indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def _element(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)


def _write_unit(file: etree._Element, unit: Unit) -> None:
    element = _element(file, "unit", id=unit.id, name=unit.sort, canResegment="yes")
    told = [("previous", tell(_PREVIOUS.format(words=unit.previous)))] if unit.previous else []
    told += [("limit", tell(_MOST.format(most=unit.most)))] if unit.most else []
    notes = _element(element, "notes") if told else None
    for category, words in told if notes is not None else ():
        _element(notes, "note", category=category, appliesTo="source").text = words
    held = dict[str, str]()
    state = _STATES[unit.state]
    segment = _element(element, "segment", state=state, **({"subState": STALE} if unit.state == "stale" else {}))
    source = list(numbered(unit.source))
    _write_words(_element(segment, "source"), [(piece, f"{number}") for piece, number in source], held, "d")
    if unit.target:
        numbers = matched(unit.source, unit.target)
        _write_words(_element(segment, "target"), list(zip(unit.target, numbers, strict=True)), held, "t")
    if held:
        data = etree.Element(f"{{{NAMESPACE}}}originalData")
        for raw, name in held.items():
            _element(data, "data", id=name).text = raw
        segment.addprevious(data)


def _write_words(parent: etree._Element, pieces: list[tuple[Inline, str]], held: dict[str, str], letter: str) -> None:
    """Text and codes below `source` or `target`; `held` gets the Markdown of codes, by what it is called."""

    def name_of(raw: str) -> str:
        return held.setdefault(raw, f"{letter}{len(held) + 1}")

    ends = {number: piece.raw for piece, number in pieces if piece.sort == "close"}
    inside, last = [parent], list[etree._Element | None]([None])
    for piece, number in pieces:
        if piece.sort == "text":
            if last[-1] is None:
                inside[-1].text = (inside[-1].text or "") + piece.raw
            else:
                last[-1].tail = (last[-1].tail or "") + piece.raw
        elif piece.sort == "close":
            last[-2] = inside.pop()
            last.pop()
        else:
            kept = {"canCopy": "no", "canDelete": "yes" if piece.name in DELETABLE else "no"}
            kept |= _TYPES.get(piece.name, {"type": "other"})
            if piece.sort == "alone":
                last[-1] = _element(
                    inside[-1], "ph", id=number, dataRef=name_of(piece.raw), disp=piece.raw.strip("\n"), **kept
                )
                continue
            end = ends[number]
            shown = {"dispStart": piece.raw, "dispEnd": end}
            data = {"dataRefStart": name_of(piece.raw), "dataRefEnd": name_of(end)}
            inside.append(_element(inside[-1], "pc", id=number, **data, **shown, **kept))
            last.append(None)


def _indent(root: etree._Element) -> None:
    """Line ends between elements that hold no words."""
    for element in root.iter(f"{{{NAMESPACE}}}*"):
        name = etree.QName(element).localname
        if name in ("xliff", "file", "unit", "notes", "originalData", "segment"):
            element.text = "\n"
        if name in ("file", "unit", "notes", "note", "originalData", "data", "segment", "source", "target"):
            element.tail = "\n"
    root.tail = None


# ---------------------------------------------------------------- reading


def replies(data: bytes, file: str) -> list[Reply]:
    """Return what a tool gave back. Raises UsageError for what can't be read."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(
            _DAMAGED.format(file=file, line=error.lineno or 1, why=re.sub(r", line \d+, column \d+.*", "", error.msg))
        ) from None
    if root.getroottree().docinfo.doctype:
        raise UsageError(_DOCTYPE.format(file=file))
    name = etree.QName(root)
    if name.localname != "xliff":
        raise UsageError(_OTHER.format(file=file))
    if name.namespace != NAMESPACE:
        raise UsageError(_OLD.format(file=file, version=root.get("version", "?")))
    into = root.get("trgLang")
    if not into:
        raise UsageError(_NO_LANGUAGE.format(file=file))
    return [_reply(element, into) for element in root.iterchildren(_name("file"))]


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _reply(element: etree._Element, into: Language) -> Reply:
    units = element.iter(_name("unit"))
    return Reply(
        element.get("id", ""),
        element.get("original", ""),
        into,
        element.sourceline or 1,
        tuple(_answer(unit) for unit in units),
    )


def _answer(unit: etree._Element) -> Answer:
    """What came back for a unit, however many segments a tool has made of it."""
    data = {one.get("id", ""): one.text or "" for one in unit.iter(_name("data"))}
    source, target = list[str | CodeMark](), list[str | CodeMark]()
    whole, confirmed, line = True, True, unit.sourceline or 1
    for part in unit.iterchildren(_name("segment"), _name("ignorable")):
        own, its = part.find(_name("source")), part.find(_name("target"))
        source += _words(own, {})
        is_segment = etree.QName(part).localname == "segment"
        if is_segment and (its is None or not (len(its) or (its.text or "").strip())):
            whole = False
        line = its.sourceline or line if its is not None and is_segment else line
        target += _words(its if its is not None else own, data)
        confirmed &= part.get("subState") != STALE or part.get("state") not in (None, "initial")
    words = "".join(word for word in source if isinstance(word, str))
    return Answer(line, unit.get("id", ""), words, tuple(target) if whole else None, confirmed)


def _words(element: etree._Element | None, data: dict[str, str]) -> Iterator[str | CodeMark]:
    """The words and codes of an element, in order. A code that came with Markdown of its own (`t…`) keeps that."""
    if element is None:
        return
    if element.text:
        yield element.text
    for child in element:
        name, number = etree.QName(child).localname, child.get("id", "")
        if name == "pc":
            yield CodeMark(number, "open", _own(child, "dataRefStart", data))
            yield from _words(child, data)
            yield CodeMark(number, "close", _own(child, "dataRefEnd", data))
        elif name == "ph":
            yield CodeMark(number, "alone", _own(child, "dataRef", data))
        elif name == "sc":
            yield CodeMark(number, "open", _own(child, "dataRef", data))
        elif name == "ec":
            yield CodeMark(child.get("startRef", number), "close", _own(child, "dataRef", data))
        elif name == "cp":
            yield chr(int(child.get("hex", "20"), 16))
        else:
            yield from _words(child, data)
        if child.tail:
            yield child.tail


def _own(code: etree._Element, attribute: str, data: dict[str, str]) -> str:
    """The Markdown of a code that is not the original's: it has a name, or a number, of the translation's own."""
    name = code.get(attribute, "")
    is_own = name.startswith("t") or code.get("id", "").startswith("x")
    return data.get(name, "") if is_own else ""
