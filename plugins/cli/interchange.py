"""`translations --export` and `--merge`: what is to be translated goes out to translators' tools, and comes back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.cli.commands import is_below
from plugins.cli.report import print_problems
from plugins.i18n.messages import tell
from plugins.interchange import catalogues, po, xliff
from plugins.interchange.merge import MergedFile, merge
from plugins.interchange.texts import Pair, pairs, part_of
from plugins.interchange.units import Part, Reply
from plugins.model.errors import ContentError, MachineError, UsageError
from plugins.model.problem import Problem, _, plural
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.read.site import read_site
from plugins.settings import Settings

#: The forms of documents: the ending of their files, and what makes one.
FORMS: Mapping[str, tuple[str, Callable[[Sequence[Part], Settings], bytes]]] = {
    "xliff": ("xlf", lambda parts, settings: xliff.document(parts)),
    "xliff-2.0": ("xlf", lambda parts, settings: xliff.document(parts, "2.0")),
    "po": ("po", lambda parts, settings: po.document(parts, settings.run.now)),
}
_NO_LANGUAGE = _("translations: {lang} is no language of the site; it has {known}")
_CANT_WRITE = _("translations: {path}: {why}")
_NO_FILE = _("translations: there is no file {path}")
_UNKNOWN = _("there is no text {name} of this id that would be translated")
_WHICH = _("it was deleted, or is of another site; what came back for the other texts was taken")
_ITSELF = _("{name} is written in “{lang}”, into which this file says that it translates")
_OTHER_LANGUAGE = _("write into its head into which language it translates (trgLang in XLIFF, Language in PO)")
_BROKEN = _("{file} has errors, so that nothing can be written beside it")
_MEND = _("mend them first: invoke check")


_WRITTEN = plural("{path}: {count} text", "{path}: {count} texts")
_NOTHING = _("nothing is to be translated")


class WantedParts(NamedTuple):
    """What is asked for: texts (all that wait, where none is named) or the interface, and into which language (all)."""

    paths: tuple[str, ...] = ()
    into: Language = ""
    interface: bool = False


def travel(settings: Settings, options: argparse.Namespace) -> Iterator[str]:
    """Export or merge, as the options say; yield a line for each file that was written."""
    if options.merge:
        yield from take(settings, options.merge)
        return
    wanted = WantedParts(tuple(options.paths), options.into or "", options.interface)
    done = list(export(settings, options.export, options.type, wanted))
    yield from (tell(_WRITTEN.format(path=path, count=count)) for path, count in done)
    if not done:
        yield tell(_NOTHING)


def export(settings: Settings, folder: Path, form: str, wanted: WantedParts) -> Iterator[tuple[Path, int]]:
    """Write a document for each pair of languages; yield their files, and how many texts are in each."""
    if wanted.into and wanted.into not in settings.site.codes:
        raise UsageError(_NO_LANGUAGE.format(lang=wanted.into, known=", ".join(settings.site.codes)))
    by_languages: dict[tuple[Language, Language], list[Part]] = {}
    chosen = _catalogues(settings, wanted) if wanted.interface else _texts(read_site(settings), settings, wanted)
    for part in chosen:
        by_languages.setdefault((part.lang, part.into), []).append(part)
    ending, make = FORMS[form]
    for (lang, into), parts in sorted(by_languages.items()):
        path = folder / f"{lang}-{into}.{ending}"
        _write(path, make(parts, settings))
        yield path, len(parts)


def _catalogues(settings: Settings, wanted: WantedParts) -> Iterator[Part]:
    """The catalogues of the interface that lack words."""
    for part in catalogues.parts(settings):
        if wanted.into in ("", part.into) and any(unit.state != "current" for unit in part.units):
            yield part


def _texts(site: Site, settings: Settings, wanted: WantedParts) -> Iterator[Part]:
    broken = _broken(site)
    for pair in pairs(site, settings):
        if wanted.into not in ("", pair.into) or pair.file in broken:
            continue
        if wanted.paths and not (is_below(pair.entry.source, wanted.paths) or is_below(pair.file, wanted.paths)):
            continue
        if not wanted.paths and pair.entry.status == "draft":
            continue
        part = part_of(pair, site, settings)
        if wanted.paths or any(unit.state != "current" for unit in part.units):
            yield part


def _broken(site: Site) -> frozenset[str]:
    return frozenset(problem.file for problem in site.problems if problem.level == "error")


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise MachineError(_CANT_WRITE.format(path=path, why=error.strerror or error)) from error


def take(settings: Settings, names: Sequence[str]) -> Iterator[str]:
    """Merge what came back into the files of translations; yield those that were written.

    Raises UsageError for what can't be read, before anything is written, and ContentError once all is done that can
    be, where something of it was refused.
    """
    sent = [(name, reply) for name in names for reply in _replies(name, settings)]
    site = read_site(settings)
    waiting = {(pair.entry.id, pair.into): pair for pair in pairs(site, settings)}
    problems = list[Problem]()
    for name, reply in sent:
        merged = _merged(reply, waiting.get((reply.part, reply.into)), site, settings, name)
        problems += merged.problems
        if merged.is_written:
            yield merged.file
    print_problems(problems, settings)
    if any(problem.level == "error" for problem in problems):
        raise ContentError(problems)


def _merged(reply: Reply, pair: Pair | None, site: Site, settings: Settings, sent: str) -> MergedFile:
    """What became of what came back for a text or a catalogue."""
    if catalogues.is_catalogue(reply.part) and (done := catalogues.merge(reply, settings, sent)):
        return done
    if pair and pair.file not in _broken(site):
        return merge(reply, pair, site, settings, sent)
    own = next((entry for entry in site.entries if entry.id == reply.part and entry.lang == reply.into), None)
    if pair:
        message, hint = _BROKEN.format(file=pair.file), _MEND
    elif own and own.original:
        message, hint = _ITSELF.format(name=own.source, lang=own.lang), _OTHER_LANGUAGE
    else:
        message, hint = _UNKNOWN.format(name=reply.original or reply.part), _WHICH
    problem = Problem("translated", "error", sent, reply.line, 1, "", message, hint)
    return MergedFile(reply.original, (problem,), False)


def _replies(name: str, settings: Settings) -> list[Reply]:
    path = Path(name)
    if not path.is_file():
        raise UsageError(_NO_FILE.format(path=name))
    data = path.read_bytes()
    reader = xliff.replies if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else po.replies
    found = reader(data, name)
    for into in sorted({reply.into for reply in found} - set(settings.site.codes)):
        raise UsageError(_NO_LANGUAGE.format(lang=into, known=", ".join(settings.site.codes)))
    return found
