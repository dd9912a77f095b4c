"""The catalogues of the interface, those of the theme and of channels, as parts that travel as texts do."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from plugins.i18n import messages
from plugins.i18n.catalogues import path_in
from plugins.interchange.merge import MergedFile, Refusals, answered, write
from plugins.interchange.units import Part, Reply, State, Unit, joined
from plugins.markdown.blocks import Inline, digest, inline, same
from plugins.model.value import Language
from plugins.settings import Settings

SOURCE = "en"  # the language in which messages are written
_PREFIX = "catalogue."
_WIDTH = 110  # as `invoke catalogues` writes them


def parts(settings: Settings) -> Iterator[Part]:
    """Yield the catalogues of each language of the site that needs some."""
    for lang in settings.site.codes:
        if lang != SOURCE:
            for name, folder in _folders(settings):
                units = tuple(_units(_catalogue(folder, lang)))
                if units:
                    yield Part(f"{_PREFIX}{name}", f"{name}/{lang}/messages.po", "", SOURCE, lang, units)


def is_catalogue(part: str) -> bool:
    """Whether a part is a catalogue, by its id."""
    return part.startswith(_PREFIX)


def merge(reply: Reply, settings: Settings, sent: str) -> MergedFile | None:
    """Write what came back into a catalogue; None where the site has it not."""
    folder = dict(_folders(settings)).get(reply.part.removeprefix(_PREFIX))
    if folder is None:
        return None
    path, catalogue = path_in(folder, reply.into), _catalogue(folder, reply.into)
    units = {unit.id: unit for unit in _units(catalogue)}
    refusals = Refusals(sent)
    is_written = False
    by_name = {name: (message, form) for message, form, name in _named(catalogue)}
    for name, words in answered(reply, units, refusals):
        message, form = by_name[name]
        if same(words.text) != same(joined(units[name].target)):
            forms = list(_forms(message, catalogue))
            forms[form] = words.text
            message.string = tuple(forms) if message.pluralizable else words.text
            message.flags.discard("fuzzy")
            is_written = True
    if is_written:
        data = BytesIO()
        write_po(data, catalogue, width=_WIDTH)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, data.getvalue())
    return MergedFile(reply.original, tuple(refusals.problems), is_written)


def _folders(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The folders of catalogues, by the name of whose they are."""
    yield "theme", settings.theme.folder / "translations"
    yield "program", messages.FOLDER
    yield from ((channel.name, channel.locale) for channel in settings.channels if channel.locale.is_dir())


def _catalogue(folder: Path, lang: Language) -> Catalog:
    """The catalogue of a language; where there is none, an empty one with the messages of another."""
    own = path_in(folder, lang)
    if own.is_file():
        return read_po(BytesIO(own.read_bytes()), locale=lang.replace("-", "_"))
    fresh = Catalog(locale=lang.replace("-", "_"), charset="utf-8", fuzzy=False)
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po"))[:1]:
        for message in read_po(BytesIO(path.read_bytes())):
            if message.id:
                fresh.add(message.id, locations=message.locations, context=message.context)
    return fresh


def _named(catalogue: Catalog) -> Iterator[tuple[Message, int, str]]:
    """Each form of each message, with the name of its unit."""
    for message in catalogue:
        if message.id:
            first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            name = "m-" + digest(f"{message.context or ''} {first}")
            if not message.pluralizable:
                yield message, 0, name
            else:
                yield from ((message, form, f"{name}.{form}") for form in range(catalogue.num_plurals))


def _forms(message: Message, catalogue: Catalog) -> tuple[str, ...]:
    stated = message.string if isinstance(message.string, (tuple, list)) else (message.string or "",)
    return (*stated, *[""] * (catalogue.num_plurals - len(stated))) if message.pluralizable else tuple(stated)


def _units(catalogue: Catalog) -> Iterator[Unit]:
    for message, form, name in _named(catalogue):
        words = message.id[min(form, 1)] if message.pluralizable else str(message.id)
        source, target = (
            tuple(_placeholder(piece, message.pluralizable) for piece in inline(text))
            for text in (words, _forms(message, catalogue)[form])
        )
        state: State = "initial" if not target else "stale" if message.fuzzy else "current"
        yield Unit(name, message.context or "message", source, target, state)


def _placeholder(piece: Inline, is_plural: bool) -> Inline:
    """A code of a message: a form of one may do without its number."""
    return Inline("alone", piece.raw, "number") if is_plural and piece.sort == "alone" else piece
