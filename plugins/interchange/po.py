"""PO: parts as a catalogue of gettext for tools of translators, and what comes back.

https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from plugins.i18n.messages import tell
from plugins.interchange.units import Answer, Part, Reply, joined
from plugins.model.errors import UsageError
from plugins.model.problem import _

_MOST = _("at most {most} characters")
_DAMAGED = _("translations: {file}: line {line}: the catalogue is damaged: {why}")
_NO_LANGUAGE = _("translations: {file} does not say into which language it translates (Language)")
_LANGUAGE = re.compile(r'^"Language: ([\w@-]*)\\n"$', re.MULTILINE)
_SOURCE = '"X-Source-Language: {lang}\\n"\n'


def document(parts: Sequence[Part], now: datetime) -> bytes:
    """Return parts of one pair of languages as PO, as of a moment. What is stale is fuzzy, with how it read before."""
    into = parts[0].into
    catalogue = Catalog(
        locale=into.replace("-", "_"),
        project="Diavlos",
        charset="utf-8",
        fuzzy=False,
        creation_date=now,
        revision_date=now,
    )
    for part in parts:
        for unit in part.units:
            catalogue.add(
                joined(unit.source),
                joined(unit.target),
                locations=[(part.original, 0)],
                auto_comments=[unit.sort, *([tell(_MOST.format(most=unit.most))] if unit.most else [])],
                flags={"fuzzy"} if unit.state == "stale" else (),
                previous_id=[unit.previous] if unit.previous else (),
                context=f"{part.id}:{unit.id}",
            )
    written = BytesIO()
    write_po(written, catalogue, width=79, include_previous=True, include_lineno=False)
    text = written.getvalue().decode()
    return _LANGUAGE.sub(
        lambda found: found[0] + "\n" + _SOURCE.format(lang=parts[0].lang).rstrip("\n"), text, 1
    ).encode()


def replies(data: bytes, file: str) -> list[Reply]:
    """Return what a tool gave back. Raises UsageError for what can't be read."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    said = _LANGUAGE.search(text)
    if not said or not said[1]:
        raise UsageError(_NO_LANGUAGE.format(file=file))
    into = said[1].replace("_", "-")
    try:
        catalogue = read_po(BytesIO(text.encode()), abort_invalid=True)
    except PoFileError as error:
        raise UsageError(_DAMAGED.format(file=file, line=error.lineno, why=str(error))) from None
    except (ValueError, UnknownLocaleError) as error:
        raise UsageError(_DAMAGED.format(file=file, line=1, why=str(error))) from None
    found: dict[str, list[Answer]] = {}
    originals: dict[str, tuple[str, int]] = {}
    for message in catalogue:
        part, _colon, unit = (message.context or "").partition(":")
        if not message.id or not unit:
            continue
        string = message.string if isinstance(message.string, str) else ""
        found.setdefault(part, []).append(
            Answer(message.lineno or 1, unit, str(message.id), string or None, not message.fuzzy)
        )
        originals.setdefault(part, (message.locations[0][0] if message.locations else "", message.lineno or 1))
    return [
        Reply(part, *(originals[part][0], into, originals[part][1]), tuple(answers)) for part, answers in found.items()
    ]
