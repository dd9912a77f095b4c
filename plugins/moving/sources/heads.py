"""The head of a text of any system: YAML between `---`, TOML between `+++`, JSON, or lines `Key: value`."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from plugins.model.problem import Message, _
from plugins.read import frontmatter

_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
#: Nikola's, within a comment or bare: https://getnikola.com/handbook.html#metadata-fields
_NIKOLA = re.compile(r"(?:<!--\s*\n)?(?:\.\. [a-z_]+:.*\n)+(?:\s*-->[ \t]*\n?)?")
_DOTTED = re.compile(r"^\.\. ([a-z_]+): *(.*)$", re.MULTILINE)
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.*)")
_NO_JSON = _("it is no JSON")

Head = tuple[dict[str, Any], str, Message | None]


def parted(data: bytes) -> Head:
    """Return the fields of a text, all scalars as strings, its body, and what kept the head from being read whole."""
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if found := _YAML.match(text):
        return _yaml(found[1], text[found.end() :])
    if found := _TOML.match(text):
        return _toml(found[1], text[found.end() :])
    if text.startswith("{"):
        return _json(text)
    if found := _NIKOLA.match(text):
        return dict(_DOTTED.findall(found[0])), text[found.end() :], None
    return _lines(text)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1253", "replace")


def _yaml(source: str, body: str) -> Head:
    head = frontmatter.read_yaml(source, "", limits=False)
    errors = [problem for problem in head.problems if problem.level == "error"]
    values = head.values or _by_line(source)
    return values, body, errors[0].message if errors else None


def _by_line(source: str) -> dict[str, Any]:
    """The plain lines of a head that is no YAML: `title: News: a start`."""
    found = (re.fullmatch(r"([A-Za-z][\w-]*):[ \t]+(.*)", line) for line in source.split("\n"))
    return {one[1]: one[2].strip().strip("\"'") for one in found if one}


def _toml(source: str, body: str) -> Head:
    try:
        return as_texts(tomllib.loads(source)), body, None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return _by_line(source.replace(" = ", ": ")), body, Message(str(error)[:80])


def _json(text: str) -> Head:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return {}, text, _NO_JSON
    return as_texts(values), text[end:], None


def _lines(text: str) -> Head:
    """Pelican's head; a line that begins with spaces goes on with the one before."""
    values: dict[str, Any] = {}
    lines, last, used = text.split("\n"), "", 0
    for line in lines:
        found = _LINE.fullmatch(line)
        if found:
            last = found[1].strip()
            values[last] = found[2].strip()
        elif last and line.startswith("    ") and line.strip():
            values[last] = f"{values[last]} {line.strip()}".strip()
        else:
            break
        used += 1
    return values, "\n".join(lines[used:]), None


def as_texts(value: Any) -> Any:
    """Return the same with all scalars as strings, as they would be written."""
    if isinstance(value, dict):
        return {str(name): as_texts(one) for name, one in value.items()}
    if isinstance(value, list):
        return [as_texts(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return "" if value is None else str(value)
