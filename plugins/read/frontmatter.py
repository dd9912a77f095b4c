"""The head of a source file: YAML between `---` lines or Pelican's `Key: value` lines, with the place of every key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from plugins.model import Problem, Text
from plugins.read.decode import FORBIDDEN

MAX_CHARACTERS = 16 * 1024
MAX_NODES = 2_000
MAX_DEPTH = 8
MAX_OPENERS = 5_000  # brackets and dashes: the C parser recurses for each and crashes where they nest too deep

_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)
_OPENER = re.compile(r"[\[{]|[-?][ \t]")
_PLAIN_TAGS = frozenset(("", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"))
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):[ \t]*(.*)")

_UNCLOSED = Text("η κεφαλίδα δεν κλείνει", "the front matter is not closed")
_CLOSE = Text("γράψτε μια γραμμή με --- μετά το τελευταίο πεδίο", "write a line with --- after the last field")
_NO_HEAD = Text("το αρχείο δεν έχει κεφαλίδα", "the file has no front matter")
_ADD_HEAD = Text(
    "αρχίστε το με μια γραμμή ---, τα πεδία (title: …) και άλλη μια γραμμή ---",
    "begin it with a line ---, the fields (title: …) and another line ---",
)
_LONG_HEAD = Text(
    "η κεφαλίδα έχει {size} χαρακτήρες· το όριο είναι {limit}",
    "the front matter has {size} characters; the limit is {limit}",
)
_MOVE_TO_BODY = Text("το μακρύ κείμενο ανήκει στο σώμα", "long text belongs in the body")
_NOT_FIELDS = Text("η κεφαλίδα δεν είναι κατάλογος πεδίων", "the front matter is not a list of fields")
_KEY_VALUE = Text("γράψτε ένα πεδίο σε κάθε γραμμή: title: Τίτλος", "write one field a line: title: A title")
_TWICE = Text("το πεδίο υπάρχει δύο φορές", "the field stands twice")
_TWICE_IN = Text("το «{name}» υπάρχει δύο φορές", "“{name}” stands twice")
_KEEP_ONE = Text("κρατήστε το ένα (το άλλο είναι στη γραμμή {line})", "keep one (the other is in line {line})")
_ALIAS = Text("οι αναφορές YAML (& και *) δεν επιτρέπονται", "YAML anchors and aliases (& and *) are not allowed")
_WRITE_OUT = Text(
    "γράψτε την τιμή ολόκληρη, σε εισαγωγικά αν αρχίζει με & ή *",
    "write the value out, in quotes where it begins with & or *",
)
_TAG = Text("οι ετικέτες YAML ({tag}) δεν επιτρέπονται", "YAML tags ({tag}) are not allowed")
_QUOTE = Text("βάλτε την τιμή σε εισαγωγικά", "put the value in quotes")
_NO_NAME = Text("ένα κλειδί δεν είναι απλή λέξη", "a key is not a plain word")
_HIDDEN = Text("η τιμή κρύβει τον απαγορευμένο χαρακτήρα {name}", "the value hides the forbidden character {name}")
_NO_ESCAPE = Text("γράψτε την τιμή χωρίς \\", "write the value without \\")
_COLON = Text("η τιμή περιέχει άνω-κάτω τελεία και κενό", "the value contains a colon and a space")
_QUOTE_ALL = Text(
    'βάλτε όλη την τιμή σε εισαγωγικά: title: "Νέα: η αρχή"', 'put the whole value in quotes: title: "News: a start"'
)
_TAB = Text("η γραμμή περιέχει στηλοθέτη (tab)", "the line holds a tab")
_SPACES = Text("βάλτε κενά στη θέση του", "put spaces in its place")
_OPEN_ENDS = {"[": "]", "{": "}", '"': '"', "'": "'"}
_OPEN = Text("το σημείο {mark} δεν κλείνει σωστά", "the mark {mark} is not closed as it should be")
_SHUT = Text(
    "κλείστε το με {mark}· αν είναι μέρος του κειμένου, βάλτε όλη την τιμή σε εισαγωγικά",
    "close it with {mark}; if it belongs to the text, put the whole value in quotes",
)
_BAD_YAML = Text("δεν διαβάζεται ως YAML: {reason}", "cannot be read as YAML: {reason}")
_LOOK = Text(
    "ελέγξτε εισαγωγικά, αγκύλες και εσοχές σε αυτή τη γραμμή και στην προηγούμενη",
    "check quotes, brackets and indents in this line and the one before",
)
_TOO_DEEP = Text("πάρα πολλά ή πολύ βαθιά στοιχεία", "too many or too deep items")
_FLATTEN = Text("γράψτε απλά πεδία και απλούς καταλόγους", "write plain fields and plain lists")


@dataclass(slots=True)
class Head:
    """The raw fields of a file: `values` are str, list or dict of the same; `places` are (line, column) from 1."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def split(text: str, file: str) -> tuple[Head, str, int]:
    """The head, the body and the line on which the body begins."""
    opening = _OPENING.match(text)
    if opening:
        closing = _CLOSING.search(text, opening.end())
        if not closing:
            return _refused(file, 1, _UNCLOSED, _CLOSE), "", 1
        source = text[opening.end() : closing.start()]
        return read_yaml(source, file), text[closing.end() + 1 :], source.count("\n") + 3
    return _read_headers(text, file)


def _refused(file: str, line: int, message: Text, hint: Text, rule: str = "front-matter") -> Head:
    return Head(problems=[Problem(rule, "error", file, line, 1 if line else 0, "", message, hint)])


def _read_headers(text: str, file: str) -> tuple[Head, str, int]:
    """Pelican's own form: `Title: …` lines up to the first empty line."""
    head, lines = Head(), text.split("\n")
    for number, line in enumerate(lines, 1):
        match = _HEADER_LINE.fullmatch(line)
        if not match:
            break
        _put(head, file, match[1].lower(), match[2].strip(), number, match.start(2) + 1)
    else:
        number = len(lines) + 1
    if not head.values or (number <= len(lines) and lines[number - 1].strip()):
        return _refused(file, 1, _NO_HEAD, _ADD_HEAD), "", 1
    return head, "\n".join(lines[number:]), number + 1


def _put(head: Head, file: str, key: str, value: Any, line: int, column: int) -> None:
    if key in head.values:
        hint = _KEEP_ONE.format(line=head.places[key][0])
        head.problems.append(Problem("duplicate-field", "error", file, line, column, key, _TWICE, hint))
        return
    head.values[key] = value
    head.places[key] = (line, column)


def read_yaml(source: str, file: str, first_line: int = 2, limits: bool = True) -> Head:
    """Read all scalars as strings: YAML's own types turn `No`, `12:30` and `2026` into other things.

    `first_line` is where `source` begins in its file. `limits` keep the head of a post small; the taxonomies file,
    which is all head, goes without them.
    """
    if limits and len(source) > MAX_CHARACTERS:
        message = _LONG_HEAD.format(size=len(source), limit=MAX_CHARACTERS)
        return _refused(file, 1, message, _MOVE_TO_BODY)
    if sum(1 for _ in _OPENER.finditer(source)) > MAX_OPENERS:
        return _refused(file, first_line, _TOO_DEEP, _FLATTEN)
    try:
        node = yaml.compose(source, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        return _yaml_problem(error, source, file, first_line)
    except yaml.YAMLError as error:
        return _refused(file, first_line, _BAD_YAML.format(reason=error), _LOOK)
    head = Head()
    if node is None:
        return head
    if not isinstance(node, yaml.MappingNode):
        return _refused(file, first_line, _NOT_FIELDS, _KEY_VALUE)
    reader = _NodeReader(source, file, head, first_line, MAX_NODES if limits else 100 * MAX_NODES)
    for key_node, value_node in node.value:
        key = reader.key(key_node, "")
        value = reader.read(value_node, key, 1)
        if key:
            # A value left out is marked on the next line: its key tells where it is missing.
            mark = value_node.start_mark if value_node.value else key_node.start_mark
            _put(head, file, key, value, mark.line + first_line, mark.column + 1)
    return head


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

    def __init__(self, source: str, file: str, head: Head, first_line: int, budget: int):
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
            hidden = FORBIDDEN.search(node.value)  # written as an escape: "\\u202e"
            if hidden:
                self.refuse(node, key, _HIDDEN.format(name=f"U+{ord(hidden[0]):04X}"), _NO_ESCAPE)
            return "" if hidden else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, key, depth + 1) for item in node.value]
        return self.mapping(node, key, depth) if isinstance(node, yaml.MappingNode) else ""

    def mapping(self, node: yaml.MappingNode, key: str, depth: int) -> dict[str, Any]:
        lines: dict[str, int] = {}
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name, line = self.key(key_node, key), key_node.start_mark.line + self.first_line
            if name in lines:
                self.refuse(key_node, key, _TWICE_IN.format(name=name), _KEEP_ONE.format(line=lines[name]))
            elif name:
                lines[name], values[name] = line, self.read(value_node, key, depth + 1)
        return values

    def key(self, node: yaml.Node, field: str) -> str:
        """A key of a mapping; empty where it is refused."""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.refuse(node, field, _NO_NAME, _KEY_VALUE)
            return ""
        name: str = self.read(node, field, 1)
        return name

    def refuse(self, node: yaml.Node, key: str, message: Text, hint: Text) -> None:
        known = {(p.field, p.message) for p in self.head.problems}
        if (key, message) not in known:  # one word per field is enough
            mark = node.start_mark
            self.head.problems.append(
                Problem(
                    "front-matter", "error", self.file, mark.line + self.first_line, mark.column + 1, key, message, hint
                )
            )


def _yaml_problem(error: yaml.MarkedYAMLError, source: str, file: str, first_line: int) -> Head:
    """The parser's complaint in an editor's words; the two usual causes are named."""
    opened = (error.context or "").startswith(("while scanning a quoted", "while parsing a flow"))
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = source.split("\n")
    text = lines[line] if line < len(lines) else ""
    if "\t" in text:
        message, hint = _TAB, _SPACES
        column = text.index("\t")
    elif "mapping values are not allowed" in (error.problem or ""):
        message, hint = _COLON, _QUOTE_ALL
    elif opened and text[column : column + 1] in _OPEN_ENDS:
        message, hint = _OPEN.format(mark=text[column]), _SHUT.format(mark=_OPEN_ENDS[text[column]])
    else:
        message, hint = _BAD_YAML.format(reason=error.problem or error.context or "?"), _LOOK
    found = _HEADER_LINE.match(text)
    name = found[1] if found else ""
    return Head(problems=[Problem("yaml", "error", file, line + first_line, column + 1, name, message, hint)])
