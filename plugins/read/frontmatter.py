"""The head of a source file: YAML between `---` lines or Pelican's `Key: value` lines, with the place of every key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml

from plugins.model.problem import Message, Problem, _
from plugins.model.regex import regex
from plugins.read.decode import FORBIDDEN, MAX_NAMED

MAX_CHARACTERS = 16 * 1024
MAX_NODES = 2_000
MAX_DEPTH = 8
MAX_OPENERS = 5_000  # brackets and dashes: the C parser recurses for each and crashes where they nest too deep

_OPENING = regex(r"---[ \t]*\n")
_CLOSING = regex(r"^---[ \t]*$", re.MULTILINE)
_OPENER = regex(r"[\[{]|[-?][ \t]")
_PLAIN_TAGS = frozenset(("", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"))
_HEADER_LINE = regex(r"([A-Za-z][A-Za-z0-9_-]*):[ \t]*(.*)")
_NULLS = frozenset(("null", "Null", "NULL", "~"))  # YAML's words for nothing: https://yaml.org/spec/1.2.2/#10211-null
# What no reader sees, and what breaks lines for YAML alone; joiners within words and emoji are of use.
_UNSEEN_SIGNS = "\u00ad\u180e\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
_UNSEEN_SIGN = regex(f"[{_UNSEEN_SIGNS}]")
_SPACES_OF_TYPE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"  # YAML knows none of them for a space
_STRUCTURE = r"(?:^[ \t]*(?:- |-(?=[{spaces}]))?|[{{,\[][ \t]*)(?:[\"']?[A-Za-z][A-Za-z0-9_-]*[\"']?:)?[ \t]*"
_INVISIBLES = regex(
    rf"[{_UNSEEN_SIGNS}]|{_STRUCTURE.format(spaces=_SPACES_OF_TYPE)}(?P<space>[{_SPACES_OF_TYPE}])", re.MULTILINE
)
_ODD_FENCE = regex(
    rf"^[ \t]*(?:(?=[^-])|---[ \t]*)([{_UNSEEN_SIGNS}{_SPACES_OF_TYPE}])[-{_UNSEEN_SIGNS}{_SPACES_OF_TYPE} \t]*$",
    re.MULTILINE,
)
_LOST = regex(r"[ \t]+#")
_LOST_WORD = regex(r"[ \t]*:?[ \t]+#(?=[^\s#])")  # where nothing stands before it, "# words" are a comment
_UNQUOTED_HASH = regex(r"[^\s#\"'][^\"']*?(?=[ \t]#)")

_UNCLOSED = _("the front matter is not closed")
_CLOSE = _("write a line with --- after the last field")
_NO_HEAD = _("the file has no front matter")
_ADD_HEAD = _("begin it with a line ---, the fields (title: …) and another line ---")
_LONG_HEAD = _("the front matter has {size} characters; the limit is {limit}")
_MOVE_TO_BODY = _("long text belongs in the body")
_NOT_FIELDS = _("the front matter is not a list of fields")
_KEY_VALUE = _("write one field a line: title: A title")
_TWICE = _("the field stands twice")
_TWICE_IN = _("“{name}” stands twice")
_KEEP_ONE = _("keep one (the other is in line {line})")
_ALIAS = _("YAML anchors and aliases (& and *) are not allowed")
_WRITE_OUT = _("write the value out, in quotes where it begins with & or *")
_TAG = _("YAML tags ({tag}) are not allowed")
_QUOTE = _("put the value in quotes")
_NO_NAME = _("a key is not a plain word")
_HIDDEN = _("the value hides the forbidden character {name}")
_NO_ESCAPE = _("write the value without \\")
_COLON = _("the value contains a colon and a space")
_QUOTE_ALL = _('put the whole value in quotes: title: "News: a start"')
_TAB = _("the line holds a tab")
_SPACES = _("put spaces in its place")
_OPEN_ENDS = {"[": "]", "{": "}", '"': '"', "'": "'"}
_OPEN = _("the mark {mark} is not closed as it should be")
_SHUT = _("close it with {mark}; if it belongs to the text, put the whole value in quotes")
_COMMENT = _("from the space and the # on the value is lost: a comment begins there")
_QUOTE_HASH = _('put the whole value in quotes: title: "Action #StrongTogether"; a comment wants a line of its own')
_MARK = _("the value begins with {mark}, which has a meaning of its own in YAML")
_QUOTE_MARK = _("put the whole value in quotes: {example}")
_AFTER_QUOTES = _("there is more text after the closing quotes")
_QUOTES_IN_QUOTES = _("put the whole value in quotes, and write “” within it")
_NO_COLON = _("the line has not the form “field: value”")
_ONE_LINE = _("write the value in one line, with a space after the colon: title: A title")
_BAD_YAML = _("cannot be read as YAML: {reason}")
_LOOK = _("check quotes, brackets and indents in this line and the one before")
_TOO_DEEP = _("too many items or too many levels")
_FLATTEN = _("write plain fields and plain lists")
_INVISIBLE = _("invisible character {name} ({what})")
_UNSEEN = _("delete it; it mostly comes with a paste from another program")
_SPACE = _("write a plain space in its place")
_SPACE_NAMES = {
    "\u00a0": _("no-break space"),
    "\u3000": _("ideographic space"),
}
_OTHER_SPACE = _("special space")
_NAMES = {
    "\u00ad": _("soft hyphen"),
    "\u180e": _("vowel separator"),
    "\u200b": _("zero-width space"),
    "\u200e": _("direction mark"),
    "\u200f": _("direction mark"),
    "\u2028": _("line separator"),
    "\u2029": _("paragraph separator"),
    "\u2060": _("word joiner"),
    "\ufeff": _("byte-order mark"),
}


_BEGINNING = regex(r"(\s*)((?:- )?(?:[A-Za-z][A-Za-z0-9_-]*: +)?)([^\s\w])")
_RESERVED = frozenset("*&!%@`?-,]}")
_NO_FIELD = regex("could not find expected ':'|mapping values are not allowed|did not find expected key")


@dataclass(slots=True)
class FrontMatter:
    """The raw fields of a file: `values` are str, list or dict of the same; `places` are (line, column) from 1."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def split(text: str, file: str) -> tuple[FrontMatter, str, int]:
    """The head, the body and the line on which the body begins."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    fence = _ODD_FENCE.search(text, opening.end()) if opening else _ODD_FENCE.match(text)
    if fence and not closing:
        return FrontMatter(problems=[_hidden_at(text, fence.start(1), file, 1)]), "", 1
    if opening:
        if not closing:
            return _refused(file, 1, _UNCLOSED, _CLOSE), "", 1
        source = text[opening.end() : closing.start()]
        return read_yaml(source, file), text[closing.end() + 1 :], source.count("\n") + 3
    return _read_headers(text, file)


def _refused(file: str, line: int, message: Message, hint: Message, rule: str = "front-matter") -> FrontMatter:
    return FrontMatter(problems=[Problem(rule, "error", file, line, 1 if line else 0, "", message, hint)])


def _read_headers(text: str, file: str) -> tuple[FrontMatter, str, int]:
    """Pelican's own form: `Title: …` lines up to the first empty line."""
    head, lines = FrontMatter(), text.split("\n")
    for number, line in enumerate(lines, 1):
        match = _HEADER_LINE.fullmatch(line)
        if not match:
            break
        value = match[2].strip()
        _put(head, file, match[1].lower(), "" if value in _NULLS else value, number, match.start(2) + 1)
    else:
        number = len(lines) + 1
    head.problems += _hidden("\n".join(lines[: number - 1]), file, 1)
    if not head.values or (number <= len(lines) and lines[number - 1].strip()):
        return _refused(file, 1, _NO_HEAD, _ADD_HEAD), "", 1
    return head, "\n".join(lines[number:]), number + 1


def _put(head: FrontMatter, file: str, key: str, value: Any, line: int, column: int) -> None:
    if key in head.values:
        hint = _KEEP_ONE.format(line=head.places[key][0])
        head.problems.append(Problem("duplicate-field", "error", file, line, column, key, _TWICE, hint))
        return
    head.values[key] = value
    head.places[key] = (line, column)


def read_yaml(source: str, file: str, first_line: int = 2, limits: bool = True) -> FrontMatter:
    """Read all scalars as strings: YAML's own types turn `No`, `12:30` and `2026` into other things.

    `first_line` is where `source` begins in its file. `limits` keep the head of a post small; the taxonomies file,
    which is all head, goes without them.
    """
    if limits and len(source) > MAX_CHARACTERS:
        message = _LONG_HEAD.format(size=len(source), limit=MAX_CHARACTERS)
        return _refused(file, 1, message, _MOVE_TO_BODY)
    if sum(1 for __ in _OPENER.finditer(source)) > MAX_OPENERS:
        return _refused(file, first_line, _TOO_DEEP, _FLATTEN)
    hidden = _hidden(source, file, first_line)
    if hidden:
        return FrontMatter(problems=hidden)
    try:
        node = yaml.compose(source, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        return _yaml_problem(error, source, file, first_line)
    except yaml.YAMLError as error:
        return _refused(file, first_line, _BAD_YAML.format(reason=error), _LOOK)
    head = FrontMatter()
    if node is None:
        return head
    if not isinstance(node, yaml.MappingNode):
        return _refused(file, first_line, _NOT_FIELDS, _KEY_VALUE)
    reader = _NodeReader(source, file, head, first_line, MAX_NODES if limits else 100 * MAX_NODES)
    for key_node, value_node in node.value:
        key = reader.key(key_node, "")
        value = reader.value(key_node, value_node, key, 1)
        if key:
            # A value left out is marked on the next line: its key tells where it is missing.
            mark = value_node.start_mark if value_node.value else key_node.start_mark
            _put(head, file, key, value, mark.line + first_line, mark.column + 1)
    return head


def _hidden(text: str, file: str, first_line: int) -> list[Problem]:
    """The invisible characters of a head: of the spaces of type, those where YAML wants one of its own."""
    if text.isascii():
        return []
    matches = islice(_INVISIBLES.finditer(text), MAX_NAMED)
    places = (match.start("space") if match["space"] else match.start() for match in matches)
    return [_hidden_at(text, at, file, first_line) for at in places]


def _hidden_at(text: str, at: int, file: str, first_line: int) -> Problem:
    sign, line, column = text[at], text.count("\n", 0, at) + first_line, at - text.rfind("\n", 0, at)
    what = _NAMES.get(sign) or _SPACE_NAMES.get(sign, _OTHER_SPACE)
    message = _INVISIBLE.format(name=f"U+{ord(sign):04X}", what=what)
    return Problem("characters", "error", file, line, column, "", message, _UNSEEN if sign in _NAMES else _SPACE)


def places_within(source: str) -> dict[str, tuple[int, int]]:
    """Where every value stands, the inner ones too, in a text that `read_yaml` has accepted: `a[0].b` → place."""
    found: dict[str, tuple[int, int]] = {}

    def visit(node: yaml.Node, path: str) -> None:
        found[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                visit(item, f"{path}[{number}]")
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                visit(value, f"{path}.{key.value}" if path else key.value)

    node = yaml.compose(source, Loader=yaml.CBaseLoader)
    if node is not None:
        visit(node, "")
    return found


class _NodeReader:
    """Turns YAML nodes into plain values, within a budget and without aliases (which make bombs) or tags."""

    def __init__(self, source: str, file: str, head: FrontMatter, first_line: int, budget: int):
        self.source, self.file, self.head = source, file, head
        self.first_line, self.budget = first_line, budget
        self.seen = set[int]()

    def read(self, node: yaml.Node, key: str, depth: int) -> Any:
        if id(node) in self.seen or self.source[node.start_mark.index : node.start_mark.index + 1] == "&":
            self.refuse(node, key, _ALIAS, _WRITE_OUT)
            return ""
        self.seen.add(id(node))
        if len(self.seen) > self.budget or depth > MAX_DEPTH:
            self.refuse(node, key, _TOO_DEEP, _FLATTEN)
            return ""
        if node.tag not in _PLAIN_TAGS:
            self.refuse(node, key, _TAG.format(tag=node.tag), _QUOTE)
            return ""
        if isinstance(node, yaml.ScalarNode):
            hidden = FORBIDDEN.search(node.value) or _UNSEEN_SIGN.search(node.value)  # written as an escape: "\\u202e"
            if hidden:
                self.refuse(node, key, _HIDDEN.format(name=f"U+{ord(hidden[0]):04X}"), _NO_ESCAPE)
            return "" if hidden else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.item(item, key, depth + 1) for item in node.value]
        return self.mapping(node, key, depth) if isinstance(node, yaml.MappingNode) else ""

    def mapping(self, node: yaml.MappingNode, key: str, depth: int) -> dict[str, Any]:
        lines: dict[str, int] = {}
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name, line = self.key(key_node, key), key_node.start_mark.line + self.first_line
            if name in lines:
                self.refuse(key_node, key, _TWICE_IN.format(name=name), _KEEP_ONE.format(line=lines[name]))
            elif name:
                lines[name], values[name] = line, self.value(key_node, value_node, key, depth + 1)
        return values

    def value(self, key_node: yaml.Node, node: yaml.Node, key: str, depth: int) -> Any:
        """The value of a key."""
        self.refuse_comment(_LOST_WORD, key_node, key)
        return self.item(node, key, depth)

    def item(self, node: yaml.Node, key: str, depth: int) -> Any:
        """A value, of which YAML may not have cut anything; `null` is an empty one."""
        if not isinstance(node, yaml.ScalarNode) or node.style:
            return self.read(node, key, depth)
        self.refuse_comment(_LOST if node.value else _LOST_WORD, node, key)
        return "" if node.value in _NULLS else self.read(node, key, depth)

    def refuse_comment(self, pattern: re.Pattern[str], node: yaml.Node, key: str) -> None:
        """Refuse a comment right behind a node: its writer mostly meant a hashtag."""
        lost = pattern.match(self.source, node.end_mark.index)
        if lost:
            self.refuse_at(lost.end() - 1, key, _COMMENT, _QUOTE_HASH)

    def key(self, node: yaml.Node, field: str) -> str:
        """A key of a mapping; empty where it is refused."""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.refuse(node, field, _NO_NAME, _KEY_VALUE)
            return ""
        name: str = self.read(node, field, 1)
        return name

    def refuse(self, node: yaml.Node, key: str, message: Message, hint: Message) -> None:
        self.refuse_at(node.start_mark.index, key, message, hint)

    def refuse_at(self, at: int, key: str, message: Message, hint: Message) -> None:
        known = {(p.field, p.message) for p in self.head.problems}
        if (key, message) not in known:  # one word per field is enough
            line, column = self.source.count("\n", 0, at) + self.first_line, at - self.source.rfind("\n", 0, at)
            self.head.problems.append(Problem("front-matter", "error", self.file, line, column, key, message, hint))


def _yaml_problem(error: yaml.MarkedYAMLError, source: str, file: str, first_line: int) -> FrontMatter:
    """The parser's complaint in an editor's words, which name the usual causes."""
    opened = (error.context or "").startswith(("while scanning a quoted", "while parsing a flow"))
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = source.split("\n")
    text = lines[line] if line < len(lines) else ""
    message, hint = _BAD_YAML.format(reason=error.problem or error.context or "?"), _LOOK
    begins = _BEGINNING.match(text)
    hashed = next((n for n in (line, line - 1) if 0 <= n < len(lines) and _UNQUOTED_HASH.match(lines[n].lstrip())), -1)
    if "\t" in text:
        message, hint = _TAB, _SPACES
        column = text.index("\t")
    elif hashed >= 0:
        message, hint, line, text = _COMMENT, _QUOTE_HASH, hashed, lines[hashed]
        column = text.index("#", text.index(text.strip()[0]) + 1)
    elif begins and (begins[3] in _RESERVED or "block scalar" in (error.context or "")):
        message, column = _MARK.format(mark=begins[3]), begins.start(3)
        hint = _QUOTE_MARK.format(example=f'{begins[2]}"{text[column:].strip()}"')
    elif "mapping values are not allowed" in (error.problem or "") and ": " in text[:column]:
        message, hint = _COLON, _QUOTE_ALL
    elif opened and text[column : column + 1] in _OPEN_ENDS:
        message, hint = _OPEN.format(mark=text[column]), _SHUT.format(mark=_OPEN_ENDS[text[column]])
    elif column and text[column - 1 : column] in ("'", '"', " ") and text[:column].rstrip().endswith(("'", '"')):
        message, hint = _AFTER_QUOTES, _QUOTES_IN_QUOTES
    elif _NO_FIELD.search(error.problem or "") and _line_without_colon(lines, line) >= 0:
        message, hint = _NO_COLON, _ONE_LINE
        line, column, text = _line_without_colon(lines, line), 0, ""
    found = _HEADER_LINE.match(text)
    name = found[1] if found else ""
    return FrontMatter(problems=[Problem("yaml", "error", file, line + first_line, column + 1, name, message, hint)])


def _line_without_colon(lines: list[str], line: int) -> int:
    """Of a line and the one before, the one that is no field and no item, which the parser trips over; −1: neither."""
    near = (n for n in (line, line - 1) if 0 <= n < len(lines) and lines[n].strip())
    return next((n for n in near if not re.match(r"\s*(?:- |.*:(?:\s|$)|[\]}])", lines[n])), -1)
