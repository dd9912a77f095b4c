"""One file → Document: a pure function of its bytes, kind and language, so that any process may do it."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from plugins.markdown import render
from plugins.model.document import Body, Document
from plugins.model.fields import OWN, Fields
from plugins.model.kinds import FIELDS_OF, OF_CHANNELS, CommonFields
from plugins.model.problem import Message, Problem, _, joined
from plugins.read import frontmatter
from plugins.read.decode import FORBIDDEN, decode
from plugins.read.fields import Invalid, is_empty, spoken
from plugins.read.pasted import pasted
from plugins.read.prose import set_in_type
from plugins.read.removed import removed
from plugins.read.schemas import Field, kinds_with, schema

FieldsOf = Callable[[str], tuple[type[Fields], ...]]  # kind → the fields that channels read of it

_UNKNOWN = _("unknown field")
_UNUSED = _("only the channel {channel} reads it, and this site does without that channel")
_LEAVE = _("leave the line for when the channel comes back, or delete it")
_NEAR = _("did you mean “{near}”?")
_LIST = _("the fields of this kind: {names}")
_OTHERS = _("it belongs only to: {kinds}")
_EMPTY = _("is empty")
_FILL = _("fill it in; the text cannot come out without it")
# What Pelican or another generator would obey, and what to write here instead.
_OURS = _("addresses are made by the site itself; use slug")
_INNER = _("delete the line; a text does not say how the site is built")
_FOLDER = _("delete the line; the folder says the kind")
_NAME = _("delete the line; the file's name says the language (.el.md, .en.md)")
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
_COMPLEX = _("the text is too complex: {reason}")
_SIMPLER = _("make it simpler or split it into several texts")
_REASONS = {
    "size": _("it is too long"),
    "marks": _("too many brackets, stars or quotes"),
    "blocks": _("too many headings or rules in one paragraph"),
    "tags": _("too many < or HTML tags"),
    "table": _("too large a table"),
    "footnotes": _("too many footnotes"),
    "abbreviations": _("too many abbreviations"),
    "contents": _("too many tables of contents"),
    "fences": _("too many blocks of code that do not close"),
    "elements": _("too many headings, paragraphs or items of lists"),
    "depth": _("too deep indents or quotes"),
}
_DROPPED = _("a link has an address that is not allowed and was taken out")
_DROPPED_FILE = _("an image or sound has an address that is not allowed and was taken out")
_ALLOWED = _("https:, http:, mailto:, tel: and files of the content/ folder are allowed")
_HIDDEN = _("forbidden invisible character {name}, written as &#x{number};")
_DELETE = _("delete it")
_BARE = re.compile(r"<(a|img|source)(?: [^>]*)?>")
#: Where an address is written, with a scheme that is not allowed: `[x](…`, `[x]: …`, `<…>`, `href="…`, `src="…`.
_SCHEME = re.compile(
    r"(?:\]\([ \t]*<?|^[ \t]*\[[^\]\n]{1,200}\]:[ \t]*<?|<|\b(?:href|src)\s*=\s*[\"']?)"
    r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]{0,30}:(?!\s)",
    re.IGNORECASE | re.MULTILINE,
)


def no_channels(kind: str) -> tuple[type[Fields], ...]:
    """Return the fields that are read of a kind where there are no channels."""
    return ()


def parse(
    data: bytes,
    kind: str,
    lang: str,
    timezone: str,
    languages: tuple[str, ...] = (),
    fields_of: FieldsOf = no_channels,
) -> tuple[Document, str]:
    """Return what one file says, and its HTML as segments joined by NUL, which HTML can't hold.

    Words that a field states in several languages are of `languages`, the site's; of any where none are given. Its
    problems name no file: the caller, who knows the path, adds it.
    """
    text, problems = decode(data, "", has_body=True)
    if problems:
        return _nothing(kind, fields_of(kind), problems)
    head, body, first_line = frontmatter.split(text, "")
    with spoken(languages):
        (common, fields, *extra), found = _typed(head, kind, timezone, fields_of, lang)
    problems = head.problems + found
    try:
        rendered, found = render.render(body, lang), list[Problem]()
    except render.TooComplex as error:
        message = _COMPLEX.format(reason=_REASONS[error.reason_key])
        problems.append(Problem("complexity", "error", "", error.line + first_line - 1, 1, "", message, _SIMPLER))
        document, nothing = _nothing(kind, (), problems)
        return replace(document, common=common, fields=fields, extra=tuple(extra), places=head.places), nothing
    if not rendered.is_plain:
        problems += _dropped(rendered.segments, body, first_line) + _hidden(rendered.segments)
        found = removed(body)
    problems += [replace(problem, line=problem.line + first_line - 1) for problem in (*found, *pasted(body))]
    html = "\0".join(rendered.segments)
    document = Document(
        common,
        fields,
        tuple(extra),
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
    """Return the body of a file as its author wrote it, or an empty text where the file can't be read."""
    text, __ = decode(data, "")
    return frontmatter.split(text, "")[1].strip()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _nothing(kind: str, more: tuple[type[Fields], ...], problems: list[Problem]) -> tuple[Document, str]:
    fields, extra = FIELDS_OF[kind](), tuple(own() for own in more)
    return Document(CommonFields(), fields, extra, {}, Body(_sha256("")), (), (), 0, "", tuple(problems)), ""


def _dropped(segments: tuple[str, ...], body: str, first_line: int) -> list[Problem]:
    """The addresses that the sanitiser took out, at the first line that has one; `first_line` is the body's first.

    A tag that stands whole within a segment has no address.
    """
    tags = {match[1] for part in segments[::2] for match in _BARE.finditer(part) if " id=" not in match[0]}
    messages = {_DROPPED if tag == "a" else _DROPPED_FILE for tag in tags}
    place = _SCHEME.search(body) if messages else None
    line, column = (body.count("\n", 0, place.end()) + first_line, 1) if place else (0, 0)
    return [
        Problem("dropped", "warning", "", line, column, "", message, _ALLOWED) for message in sorted(messages, key=str)
    ]


def _hidden(segments: tuple[str, ...]) -> list[Problem]:
    """Characters that are written as references, so that only the finished HTML shows them."""
    problems: list[Problem] = []
    for character in sorted({match[0] for part in segments[::2] for match in FORBIDDEN.finditer(part)}):
        message = _HIDDEN.format(name=f"U+{ord(character):04X}", number=f"{ord(character):x}")
        problems.append(Problem("characters", "error", "", 0, 0, "", message, _DELETE))
    return problems


def _typed(
    head: frontmatter.FrontMatter, kind: str, timezone: str, fields_of: FieldsOf, lang: str
) -> tuple[list[Any], list[Problem]]:
    """What is stated, as structs (the common one, the kind's, those of channels), and what is wrong with it."""
    more = fields_of(kind)
    known = schema(kind, timezone, more)
    stated: dict[type[Fields], dict[str, Any]] = {owner: {} for owner in (CommonFields, FIELDS_OF[kind], *more)}
    problems: list[Problem] = []
    refused = {problem.field for problem in head.problems}
    for name, raw in head.values.items():
        if name in refused:
            continue
        line, column = head.places[name]
        field = known.get(name)
        if field is None:
            problems.append(_unknown(name, kind, line, known, fields_of))
            continue
        if is_empty(raw):
            if field.required:  # an empty line in a form is a field not given
                problems.append(Problem("field", "error", "", line, column, name, _EMPTY, _FILL))
            continue
        try:
            stated[field.owner][name] = set_in_type(field.convert(raw), lang if field.sort == OWN else "")
        except Invalid as error:
            problems.append(Problem("field", "error", "", line, column, name, error.message, error.hint))
    return [convert(values, owner, dec_hook=_as_it_is) for owner, values in stated.items()], problems


def _as_it_is(kind: type, value: Any) -> Any:
    """Days and instants, which have been read already."""
    return value


def _unknown(name: str, kind: str, line: int, known: Mapping[str, Field], fields_of: FieldsOf) -> Problem:
    """A field that nothing reads: an error, or a note where a channel would, and the site does without it."""
    channel = OF_CHANNELS[""].get(name) or OF_CHANNELS.get(kind, {}).get(name)
    if channel:
        return Problem("unused-field", "note", "", line, 1, name, _UNUSED.format(channel=channel), _LEAVE)
    return Problem("unknown-field", "error", "", line, 1, name, _UNKNOWN, _way_out(name, known, fields_of))


def _way_out(name: str, known: Mapping[str, Field], fields_of: FieldsOf) -> Message:
    """What to write in the place of a field that this kind has not."""
    word = name.lower()
    if word in _ELSEWHERE:
        return _ELSEWHERE[word]
    others = [FIELDS_OF[kind].plural for kind in kinds_with(word, fields_of)]
    if others and word not in known:
        return _OTHERS.format(kinds=joined(others))
    near = difflib.get_close_matches(word, known, 1, cutoff=0.7)
    return _NEAR.format(near=near[0]) if near else _LIST.format(names=", ".join(known))
