"""One file → Document: a pure function of its bytes, kind and language, so that any process may do it."""

from __future__ import annotations

import difflib
import hashlib
import re
from typing import Any

from msgspec.structs import replace

from plugins.markdown import render
from plugins.model.document import Body, Document
from plugins.model.problem import Problem, Text
from plugins.read import frontmatter
from plugins.read.decode import FORBIDDEN, decode
from plugins.read.fields import Invalid, is_empty
from plugins.read.pasted import pasted
from plugins.read.prose import set_in_type
from plugins.read.removed import removed
from plugins.read.schemas import Field, OfChannel, kinds_with, schema

_UNKNOWN = Text("άγνωστο πεδίο", "unknown field")
_NEAR = Text("μήπως εννοείτε «{near}»;", "did you mean “{near}”?")
_LIST = Text("τα πεδία αυτού του είδους: {names}", "the fields of this kind: {names}")
_OTHERS = Text("έχει θέση μόνο σε: {kinds}", "it belongs only to: {kinds}")
_KINDS = {
    "guide": Text("οδηγούς", "guides"),
    "event": Text("εκδηλώσεις", "events"),
    "opportunity": Text("εθελοντισμό", "volunteering"),
    "document": Text("έγγραφα", "documents"),
    "project": Text("έργα", "projects"),
    "member": Text("μέλη", "members"),
    "show": Text("εκπομπές", "shows"),
    "episode": Text("επεισόδια", "episodes"),
    "page": Text("σελίδες", "pages"),
}
_EMPTY = Text("είναι κενό", "is empty")
_FILL = Text(
    "συμπληρώστε το· χωρίς αυτό το κείμενο δεν δημοσιεύεται", "fill it in; the text cannot come out without it"
)
# What Pelican or another generator would obey, and what to write here instead.
_OURS = Text(
    "ο ιστότοπος φτιάχνει ο ίδιος τις διευθύνσεις· γράψτε slug", "addresses are made by the site itself; use slug"
)
_INNER = Text(
    "σβήστε τη γραμμή· το κείμενο δεν ορίζει πώς χτίζεται ο ιστότοπος",
    "delete the line; a text does not say how the site is built",
)
_FOLDER = Text("σβήστε τη γραμμή· το είδος το λέει ο φάκελος", "delete the line; the folder says the kind")
_NAME = Text(
    "σβήστε τη γραμμή· τη γλώσσα τη λέει το όνομα του αρχείου (.el.md, .en.md)",
    "delete the line; the file's name says the language (.el.md, .en.md)",
)
_ELSEWHERE = {
    name: hint
    for hint, names in {
        _OURS: ("save_as", "url", "permalink", "path", "filename", "override_save_as", "override_url"),
        _INNER: (
            "template",
            "layout",
            "settings",
            "content",
            "context",
            "_context",
            "get_content",
            "timezone",
            "locale",
        ),
        _FOLDER: ("category", "kind", "type", "section"),
        _NAME: ("lang", "language", "translation"),
    }.items()
    for name in names
}
_COMPLEX = Text("το κείμενο είναι πολύ περίπλοκο: {reason}", "the text is too complex: {reason}")
_SIMPLER = Text("απλοποιήστε το ή χωρίστε το σε περισσότερα κείμενα", "make it simpler or split it into several texts")
_REASONS = {
    "size": Text("είναι πολύ μεγάλο", "it is too long"),
    "marks": Text("πάρα πολλές αγκύλες, αστερίσκοι ή εισαγωγικά", "too many brackets, stars or quotes"),
    "blocks": Text(
        "πάρα πολλές επικεφαλίδες ή γραμμές σε μία παράγραφο", "too many headings or rules in one paragraph"
    ),
    "tags": Text("πάρα πολλά < ή ετικέτες HTML", "too many < or HTML tags"),
    "table": Text("πολύ μεγάλος πίνακας", "too large a table"),
    "footnotes": Text("πάρα πολλές υποσημειώσεις", "too many footnotes"),
    "abbreviations": Text("πάρα πολλές συντομογραφίες", "too many abbreviations"),
    "contents": Text("πάρα πολλοί πίνακες περιεχομένων", "too many tables of contents"),
    "fences": Text("πάρα πολλά μπλοκ κώδικα που δεν κλείνουν", "too many blocks of code that do not close"),
    "elements": Text(
        "πάρα πολλές επικεφαλίδες, παράγραφοι ή στοιχεία λίστας", "too many headings, paragraphs or items of lists"
    ),
    "depth": Text("πολύ βαθιές εσοχές ή παραθέσεις", "too deep indents or quotes"),
}
_DROPPED = Text(
    "ένας σύνδεσμος έχει διεύθυνση που δεν επιτρέπεται και αφαιρέθηκε",
    "a link has an address that is not allowed and was taken out",
)
_DROPPED_FILE = Text(
    "μια εικόνα ή ένας ήχος έχει διεύθυνση που δεν επιτρέπεται και αφαιρέθηκε",
    "an image or sound has an address that is not allowed and was taken out",
)
_ALLOWED = Text(
    "επιτρέπονται https:, http:, mailto:, tel: και αρχεία του φακέλου content/",
    "https:, http:, mailto:, tel: and files of the content/ folder are allowed",
)
_HIDDEN = Text(
    "απαγορευμένος αόρατος χαρακτήρας {name}, γραμμένος ως &#x{number};",
    "forbidden invisible character {name}, written as &#x{number};",
)
_DELETE = Text("σβήστε τον", "delete it")
_BARE = re.compile(r"<(a|img|source)(?: [^>]*)?>")
#: Where an address is written, with a scheme that is not allowed: `[x](…`, `[x]: …`, `<…>`, `href="…`, `src="…`.
_SCHEME = re.compile(
    r"(?:\]\([ \t]*<?|^[ \t]*\[[^\]\n]{1,200}\]:[ \t]*<?|<|\b(?:href|src)\s*=\s*[\"']?)"
    r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]{0,30}:(?!\s)",
    re.IGNORECASE | re.MULTILINE,
)


def parse(data: bytes, kind: str, lang: str, timezone: str, more: tuple[OfChannel, ...] = ()) -> tuple[Document, str]:
    """Read one file: what it says, and its HTML as segments joined by NUL, which HTML can't hold.

    `more` are the fields that channels read. Its problems name no file: the caller, who knows the path, adds it.
    """
    text, problems = decode(data, "", has_body=True)
    if problems:
        return _nothing(problems)
    head, body, first_line = frontmatter.split(text, "")
    fields, found = _typed(head, schema(kind, timezone, more), lang)
    problems = head.problems + found
    try:
        rendered, found = render.render(body, lang), list[Problem]()
    except render.TooComplex as error:
        reason = _REASONS[error.reason_key]
        message = Text(_COMPLEX.el.format(reason=reason.el), _COMPLEX.en.format(reason=reason.en))
        problems.append(Problem("complexity", "error", "", error.line + first_line - 1, 1, "", message, _SIMPLER))
        document, nothing = _nothing(problems)
        return replace(document, fields=fields, places=head.places), nothing
    if not rendered.is_plain:
        problems += _dropped(rendered.segments, body, first_line) + _hidden(rendered.segments)
        found = removed(body)
    problems += [replace(problem, line=problem.line + first_line - 1) for problem in (*found, *pasted(body))]
    html = "\0".join(rendered.segments)
    document = Document(
        fields,
        head.places,
        Body(_sha256(html)),
        rendered.references,
        rendered.headings,
        rendered.words,
        _sha256(body.strip()),
        tuple(problems),
    )
    return document, html


def body_of(data: bytes) -> str:
    """The body of a file as its author wrote it; empty where it can't be read."""
    text, _ = decode(data, "")
    return frontmatter.split(text, "")[1].strip()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _nothing(problems: list[Problem]) -> tuple[Document, str]:
    return Document({}, {}, Body(_sha256("")), (), (), 0, "", tuple(problems)), ""


def _dropped(segments: tuple[str, ...], body: str, first_line: int) -> list[Problem]:
    """The addresses that the sanitiser took out, at the first line that has one; `first_line` is the body's first.

    A tag that stands whole within a segment has no address.
    """
    tags = {match[1] for part in segments[::2] for match in _BARE.finditer(part) if " id=" not in match[0]}
    messages = {_DROPPED if tag == "a" else _DROPPED_FILE for tag in tags}
    place = _SCHEME.search(body) if messages else None
    line, column = (body.count("\n", 0, place.end()) + first_line, 1) if place else (0, 0)
    return [Problem("dropped", "warning", "", line, column, "", message, _ALLOWED) for message in sorted(messages)]


def _hidden(segments: tuple[str, ...]) -> list[Problem]:
    """Characters that are written as references, so that only the finished HTML shows them."""
    problems: list[Problem] = []
    for character in sorted({match[0] for part in segments[::2] for match in FORBIDDEN.finditer(part)}):
        message = _HIDDEN.format(name=f"U+{ord(character):04X}", number=f"{ord(character):x}")
        problems.append(Problem("characters", "error", "", 0, 0, "", message, _DELETE))
    return problems


def _typed(head: frontmatter.Head, known: Any, lang: str) -> tuple[dict[str, Any], list[Problem]]:
    fields: dict[str, Any] = {}
    problems: list[Problem] = []
    refused = {problem.field for problem in head.problems}
    for name, raw in head.values.items():
        if name in refused:
            continue
        line, column = head.places[name]
        entry: Field | None = known.get(name)
        if entry is None:
            problems.append(Problem("unknown-field", "error", "", line, 1, name, _UNKNOWN, _way_out(name, known)))
            continue
        if is_empty(raw):
            if entry.required:  # an empty line in a form is a field not given
                problems.append(Problem("field", "error", "", line, column, name, _EMPTY, _FILL))
            continue
        try:
            fields[name] = set_in_type(entry.convert(raw), lang if entry.sort == "own" else "")
        except Invalid as error:
            problems.append(Problem("field", "error", "", line, column, name, error.message, error.hint))
    return fields, problems


def _way_out(name: str, known: Any) -> Text:
    """What to write in the place of a field that this kind has not."""
    word = name.lower()
    if word in _ELSEWHERE:
        return _ELSEWHERE[word]
    others = [_KINDS[kind] for kind in kinds_with(word)]
    if others and word not in known:
        return Text(*(_OTHERS[i].format(kinds=", ".join(kind[i] for kind in others)) for i in (0, 1)))
    near = difflib.get_close_matches(word, known, 1, cutoff=0.7)
    return _NEAR.format(near=near[0]) if near else _LIST.format(names=", ".join(known))
