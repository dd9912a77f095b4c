"""The tree of a body before it is written down: notes found, players made links, what only looks taken off."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from plugins.model.problem import _
from plugins.moving.values import OldRemark

MOST = 4 << 20  # characters of a body
DEEP = 120  # elements, one within the other
_GONE = frozenset(
    ("script", "style", "noscript", "template", "head", "meta", "link", "form", "input", "button", "select", "textarea")
)
_TOLD = frozenset(("form", "script", "svg", "math", "canvas", "applet", "marquee"))
_WRAPS = frozenset(
    """
    div section article main header footer aside nav center font span address fieldset legend hgroup big tt nobr
    body html ins-block label picture o:p
    """.split()  # noqa: SIM905 (a list of words reads better)
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_ANY_TAG = re.compile(r"<[^<>]*>?")
_NESTS = re.compile(r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|br|img|hr|input|option|wbr|meta|link|col)\b)[a-z]", re.IGNORECASE)
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold(?:er)?|[6-9]00)", re.IGNORECASE)
_SLANTED = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|400)", re.IGNORECASE)
_LOOKS = re.compile(r"(?:^|;)\s*(?:color|background(?!-image)|text-align\s*:\s*(?:center|right))", re.IGNORECASE)
_BACKGROUND = re.compile(r"background-image\s*:\s*url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
#: Ids of notes as Word, LibreOffice and the plugins of WordPress make them, and of where they are cited.
_NOTE = re.compile(
    r"#(_(?:ftn|edn)\d+|(?:sd)?footnote\d+\w*|fn[:\-_]?[\w-]+|easy-footnote-bottom-[\w-]+|footnote_[\w-]+)", re.I
)
_CITED = re.compile(
    r"#?(_(?:ftn|edn)ref\d+|(?:sd)?footnote\d+anc|fn-?ref[:\-_]?[\w-]+|easy-footnote-(?!bottom)[\w-]+|footnote_plugin_tooltip_[\w-]+)",
    re.I,
)
_PLAYERS = (
    (
        re.compile(r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"(?:https?:)?//player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"(?:https?:)?//(?:www\.)?dailymotion\.com/embed/video/(\w+)"), "https://www.dailymotion.com/video/{}"),
)
_LAYOUT_TABLE = _("a table that only laid out a page was taken apart")
_LOOK_TOLD = _("colours and alignments were taken off ({count})")
_THEMES = _("the look is the theme's")
_LEFT_OUT = _("<{name}> was left out ({count})")
_SAY = _("look at the old page, and write what it showed")
_FRAME = _("a frame became a link: {address}")
_CHECK = _("look whether the link says what it is")
_TOO_DEEP = _("the text is nested too deep, and was taken as plain words")


class Tidied:
    """The tree of a body, its notes by their mark, and what was told of it."""

    def __init__(self, text: str):
        self.remarks: list[OldRemark] = []
        self.counts, self.looks = Counter[str](), 0
        self.notes: dict[str, etree._Element] = {}
        self.root = self._tree(text[:MOST])
        _unwrap_pictures(self.root)
        self._take_off()
        self._find_notes()
        self._players()
        self._tables()
        self.linked = {link[1:] for a in self.root.iter("a") if (link := a.get("href", "")).startswith("#")}
        if self.looks:
            self.remarks.append(OldRemark("look", _LOOK_TOLD.format(count=self.looks), _THEMES))
        self.remarks += (
            OldRemark("elements", _LEFT_OUT.format(name=name, count=count), _SAY) for name, count in self.counts.items()
        )

    def _tree(self, text: str) -> etree._Element:
        """The body as lxml reads it, which mends what is not closed; a nest without end is words alone."""
        text = _CONTROLS.sub("", text)
        if text.count("<") > DEEP and _depth(text) > DEEP:
            self.remarks.append(OldRemark("depth", _TOO_DEEP, _SAY))
            text = _ANY_TAG.sub(" ", text)
        return html.fragment_fromstring(text, create_parent="div")

    def _take_off(self) -> None:
        """What is no text, what is hidden, and looks; those that mean something become elements."""
        for element in list(self.root.iter()):
            if not isinstance(element.tag, str):
                _drop(element)
                continue
            name = element.tag
            if name in _TOLD:
                self.counts[name] += 1
            if name in _GONE or name in ("svg", "math", "canvas"):
                _drop(element)
                continue
            style = element.get("style", "")
            if style:
                self._styled(element, style)

    def _styled(self, element: etree._Element, style: str) -> None:
        self.looks += bool(_LOOKS.search(style))
        background = _BACKGROUND.search(style)
        if background:
            picture = etree.Element("img", src=background[1], alt="")
            picture.tail, element.text = element.text, None
            element.insert(0, picture)
        if element.tag in ("b", "strong") and _LIGHT.search(style):
            element.tag = "span"  # as Google's documents wrap whole texts
        for pattern, name in ((_HEAVY, "strong"), (_SLANTED, "em"), (_STRUCK, "del")):
            if pattern.search(style) and element.tag in ("span", "font", "a", "p", "td", "th", "li", "u"):
                _within(element, name)

    def _find_notes(self) -> None:
        """Each `<a href="#_ftn1">` that leads to a note of the text becomes a mark, and the note is taken out."""
        targets = {one.get(key, ""): one for one in self.root.iter() for key in ("id", "name") if one.get(key)}
        for link in list(self.root.iter("a")):
            address = link.get("href", "")
            found = address.startswith("#") and (_NOTE.fullmatch(address) or _is_note(link, targets.get(address[1:])))
            target = targets.get(address[1:]) if found else None
            if target is None or _CITED.fullmatch(address) or _holds(target, link):
                continue
            self._note(link, target, link.get("href", "")[1:])

    def _note(self, link: etree._Element, target: etree._Element, key: str) -> None:
        mark = next((n for n, one in self.notes.items() if one.get("data-note") == key), "")
        if not mark:
            mark = str(len(self.notes) + 1)
            note = _note_of(target)
            note.set("data-note", key)
            self.notes[mark] = note
        sup = link.getparent() if link.getparent() is not None and link.getparent().tag == "sup" else None
        place = (
            sup
            if sup is not None and not "".join(sup.itertext()).replace("".join(link.itertext()), "").strip()
            else link
        )
        made = etree.Element("note-mark", n=mark)
        made.tail = place.tail
        place.getparent().replace(place, made)

    def _players(self) -> None:
        """Frames, objects and players of other sites as links to what they show, each in a paragraph of its own."""
        for element in list(self.root.iter("iframe", "embed", "object")):
            address = element.get("src") or element.get("data-src") or element.get("data") or ""
            if not address:
                inner = next((one.get("src") for one in element.iter("embed") if one.get("src")), "")
                address = inner or next((p.get("value") for p in element.iter("param") if p.get("name") == "movie"), "")
            address = f"https:{address}" if address.startswith("//") else address
            if not address.startswith("http"):
                self.counts[element.tag] += 1
                _drop(element)
                continue
            page, is_known = _page_of(address)
            if not is_known:
                self.remarks.append(OldRemark("frames", _FRAME.format(address=page), _CHECK))
            link = etree.Element("a", href=page)
            link.text = page if is_known else element.get("title") or urlsplit(page).netloc
            paragraph = etree.Element("p")
            paragraph.append(link)
            paragraph.tail = element.tail
            if element.getparent() is not None:
                element.getparent().replace(element, paragraph)

    def _tables(self) -> None:
        """Tables of one row or one column that hold blocks laid out a page: what is in them stands by itself."""
        for table in list(self.root.iter("table")):
            rows = list(table.iter("tr"))
            cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
            holds_blocks = any(
                cell.find(f".//{name}") is not None for cell in cells for name in ("p", "div", "table", "ul")
            )
            if rows and (len(cells) <= 1 or (len(rows) == 1 and holds_blocks)) and table.find(".//th") is None:
                self.remarks.append(OldRemark("tables", _LAYOUT_TABLE, _CHECK))
                for part in table.iter("table", "tbody", "thead", "tfoot", "tr", "td"):
                    part.tag = "div"


def _page_of(address: str) -> tuple[str, bool]:
    """The page that a player shows, and whether its form is known."""
    for player, page in _PLAYERS:
        if found := player.match(address):
            return page.format(found[1]), True
    return address, False


def _note_of(target: etree._Element) -> etree._Element:
    """The words of a note, without the way back; the note is taken out of the text."""
    block = target
    while block.tag in _IN_LINES and block.getparent() is not None:
        block = block.getparent()
    note = html.Element("div")
    if block.getparent() is None or len(block.xpath(_MARKED)) > 1:
        _gather(note, target)
    else:
        parent = block.getparent()
        note.text = block.text
        note.extend(list(block))
        block.text = None
        _drop(block)
        _drop_empty(parent)
    for link in list(note.iter("a")):
        is_back = _CITED.fullmatch(link.get("href", "")) or link.get("name") == target.get("name", "?")
        if is_back or "".join(link.itertext()).strip() in ("↩", "↩︎", "↑", "^", "↵"):
            up = link.getparent()
            _drop(link)
            if up is not None and up.tag == "sup" and not "".join(up.itertext()).strip():
                _drop(up)
    note.text = re.sub(r"^\s*\[?\d+[\].)]?\s+", "", note.text or "")
    return note


def _is_note(link: etree._Element, target: etree._Element | None) -> bool:
    """Whether a link in a raised mark leads to an item of a list of notes, as editors and plugins make them."""
    up = link.getparent()
    raised = up is not None and (up.tag == "sup" or up.get("data-fn") is not None)
    in_list = target is not None and any(
        "footnote" in (one.get("class") or "") or one.tag == "li" for one in (target, *target.iterancestors())
    )
    return in_list and (raised or "footnote" in (link.get("class") or ""))


def _drop_empty(element: etree._Element) -> None:
    """Take out what held notes alone."""
    if element.tag in ("div", "ol", "ul") and not len(element) and not (element.text or "").strip():
        _drop(element)


def _gather(note: etree._Element, target: etree._Element) -> None:
    """Move what stands behind a mark into its note, up to the next mark or the next block."""
    note.text, target.tail = target.tail, None
    following = target.getnext()
    while following is not None and isinstance(following.tag, str):
        after = following.getnext()
        is_block = following.tag in ("p", "div", "hr", "ul", "ol", "table", "h2", "h3")
        if is_block or _NOTE_NAME.match(following.get("name", "")):
            break
        note.append(following)
        following = after
    _drop(target)


_IN_LINES = frozenset(("a", "sup", "span", "strong", "b", "em", "i"))
_MARKED = ".//a[starts-with(@name, '_ftn') or starts-with(@name, '_edn')][not(contains(@name, 'ref'))]"
_NOTE_NAME = re.compile(r"_(?:ftn|edn)\d")


def _holds(outer: etree._Element, inner: etree._Element) -> bool:
    return any(one is outer for one in inner.iterancestors())


def _drop(element: etree._Element) -> None:
    """Take an element out, and leave what follows it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _within(element: etree._Element, name: str) -> None:
    """Put what an element holds into another one within it."""
    inner = etree.Element(name)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)


def _unwrap_pictures(root: etree._Element) -> None:
    """Pictures that are fetched late have their address elsewhere; the twin for readers without script goes."""
    for picture in root.iter("img"):
        late = picture.get("data-src") or picture.get("data-lazy-src") or picture.get("data-orig-file")
        if late and (not picture.get("src") or picture.get("src", "").startswith("data:")):
            picture.set("src", late)
        widest = _widest(picture.get("srcset") or picture.get("data-srcset") or "")
        if widest and not picture.get("src"):
            picture.set("src", widest)


def _widest(srcset: str) -> str:
    found = re.findall(r"(\S+)\s+(\d+)w", srcset)
    return max(found, key=lambda one: int(one[1]))[0] if found else ""


def _depth(text: str) -> int:
    """How many elements stand open at once, at most, before anything reads the text as HTML."""
    deepest = now = 0
    for closes in _NESTS.findall(text):
        now = max(now - 1, 0) if closes else now + 1
        deepest = max(deepest, now)
    return deepest


def is_wrap(element: etree._Element) -> bool:
    """Whether an element says nothing by itself, so that what it holds stands for it."""
    return element.tag in _WRAPS


def fragment_of(address: str) -> str:
    """What stands behind the # of a link within the text, decoded."""
    return unquote(address[1:]) if address.startswith("#") else ""
