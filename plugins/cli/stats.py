"""`stats`: counts what access logs say of the site that was built here, and writes tables and a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import mutagen

from plugins.hosting.limits import SOUND
from plugins.hosting.serving import serving_of
from plugins.i18n.messages import tell
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.output.manifest import lines
from plugins.settings import Settings
from plugins.statistics.addresses import Length, SiteFile, addresses_of
from plugins.statistics.count import LogReader, Statistics, count, parts_of
from plugins.statistics.report import page_of, tables_of

MEASURED = (".mp3", ".m4a", ".mp4", ".opus")  # endings of what apps play

_NO_SITE = _("stats: {folder} holds no site that a build has made; build first, for what is counted is what it has")
_NO_LOG = _("stats: there is no file {path}")
_DONE = _("{lines} lines, {downloads} downloads, {pages} pages read; look at {path}")


def stats(settings: Settings, logs: Sequence[Path], folder: Path, lang: Language) -> int:
    """Count the logs, and write into a folder."""
    for path in logs:
        if not path.is_file():
            raise UsageError(_NO_LOG.format(path=path))
    found = statistics_of(settings, logs)
    folder.mkdir(parents=True, exist_ok=True)
    tables = tables_of(found, lang)
    for table in tables:
        (folder / f"{table.name}.csv").write_bytes(table.csv())
    page = folder / "index.html"
    page.write_bytes(page_of(found, tables, lang))
    numbers = {"lines": found.lines, "downloads": found.downloads.total(), "pages": found.pages.total()}
    print(tell(_DONE.format(path=page, **numbers)))
    return 0


def statistics_of(settings: Settings, logs: Sequence[Path]) -> Statistics:
    """Return what logs say of the site in the output folder."""
    output = settings.run.output
    try:
        rows = lines(output)
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(_NO_SITE.format(folder=output)) from error
    files = [SiteFile(path, row[0], row[2], row[3], row[4]) for path, row in rows.items()]
    serving, stations = serving_of(settings), {own.name for own in settings.channels if own.for_stations}
    heard = [file for file in files if file.path.endswith(MEASURED) and serving.type_of(file.path).startswith(SOUND)]
    lengths = {file.path: length for file in heard if (length := _length(output, file))}
    addresses = addresses_of(files, lengths, serving, stations)
    reader = LogReader(addresses, settings.site.timezone)
    return count(parts_of(logs), reader, settings.run.jobs)


def _length(output: Path, file: SiteFile) -> Length | None:
    """The length of a recording, and the size of the tags before its sound."""
    try:
        media = mutagen.File(output / file.path)
    except (OSError, mutagen.MutagenError):
        return None
    if media is None or media.info is None:
        return None
    return Length(media.info.length, getattr(media.tags, "size", 0) if file.path.endswith(".mp3") else 0)
