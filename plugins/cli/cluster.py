"""`--workers tcp://…`: what a build will need is made by the workers of a Dask cluster, into the shared cache.

The build that follows finds it there and makes whatever lacks: a worker that is lost, slow or refused costs time alone.
Nothing is believed but by its hash (https://distributed.dask.org/en/stable/).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

import msgspec

from plugins.cache.packs import PIECE, packed
from plugins.cache.shared import SharedCache
from plugins.cli.part import Identity, PartDone, PartOrder, identity, make_part
from plugins.engine.processes import aside
from plugins.i18n.messages import tell
from plugins.model.errors import UsageError
from plugins.model.problem import Message, _
from plugins.settings import Settings
from plugins.settings.reading import known_names

ROUNDS = 12  # of making what the round before made possible
PATIENCE = 3600.0  # seconds for the first half of the workers
LEAST = 60.0  # seconds that the others get at least beyond, which is else three times what the first half took
CONNECT = 20  # seconds
#: Settings that say where and how a build runs, which is another matter on a worker.
_HERE = (
    "PATH",
    "THEME",
    "OUTPUT_PATH",
    "CACHE_PATH",
    "SHARED_CACHE",
    "WORKERS",
    "JOBS",
    "REPORT",
    "EXPLAIN",
    "PUBLISHED",
)

_NO_CACHE = _("workers: a cluster needs a cache that its machines share: --cache s3://bucket/folder")
_EXTRA = _("workers: {address} needs the extra “cluster”: pip install 'distributed>=2026.8'")
_PLUGINS = _("workers: plugins of others (PLUGINS) run on one machine alone; build without --workers")
_SETTING = _("workers: the settings hold something that does not travel: {error}")
_UNREACHED = _("workers: {address}: {error}; this machine makes everything")
_REFUSED = _("workers: {name} is left out: {why}")
_OTHER_CODE = _("its program is another version")
_OTHER_PYTHON = _("its Python is {theirs}, and ours {ours}")
_NO_FFMPEG = _("it has no ffmpeg")
_OTHER_FFMPEG = _("its ffmpeg is {theirs}, and ours {ours}")
_FAILED = _("workers: part {number} of {of} was not made, this machine makes it: {error}")
_SLOW = _("workers: {count} parts are not waited for, this machine makes them")
_DONE = _("workers: {count} made {parts} parts, {megabytes:,.1f} MB came")


def prepare(raw: Mapping[str, Any], settings: Settings) -> None:
    """Have the cluster of `--workers` make what a build needs. Raises UsageError for what can't be right."""
    run = settings.run
    if not run.shared_cache:
        raise UsageError(_NO_CACHE)
    if raw.get("PLUGINS"):
        raise UsageError(_PLUGINS)
    names = known_names(settings.channels) - set(_HERE)
    sent = {name: value for name, value in raw.items() if name in names} | {"NOW": run.now.isoformat()}
    try:
        msgspec.msgpack.encode(sent)
    except TypeError as error:
        raise UsageError(_SETTING.format(error=error)) from error
    with aside(partial(_prepared, sent, settings), jobs=2) as prepared:  # Dask has threads, which keep us from forking
        prepared()


def _prepared(sent: dict[str, Any], settings: Settings) -> bytes:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(_EXTRA.format(address=settings.run.workers)) from None
    try:
        with Client(settings.run.workers, timeout=CONNECT) as client:
            _lead(client, sent, settings)
    except UsageError:
        raise
    except Exception as error:  # whatever becomes of a cluster, the build goes on
        _tell(_UNREACHED.format(address=settings.run.workers, error=f"{type(error).__name__}: {error}"))
    return b""


def _lead(client: Any, sent: dict[str, Any], settings: Settings) -> None:
    """Round after round, until nothing but the build is left."""
    workers = alike(client.run(identity, on_error="return"))
    if not workers:
        return
    cache = SharedCache(settings.run.cache, settings.run.shared_cache)
    came = cache.pull()
    cache.push()
    files = _sent_files(cache, settings)
    parts, steps = 0, ("texts", *["rest"] * ROUNDS)
    for step in steps:
        places = range(len(workers))
        orders = [PartOrder(cache.address, files, sent, step, number, len(workers)) for number in places]
        done = _made(client, workers, orders)
        for one in done:
            came += cache.take(one.name)
        cache.push()
        parts += len(done)
        if not done or (step != "texts" and all(one.is_last for one in done)):
            break
    _tell(_DONE.format(count=len(workers), parts=parts, megabytes=came / 1e6))


def alike(found: Mapping[str, object]) -> list[str]:
    """Return the workers whose files are the bytes of ours; say of the others why they are left out."""
    own = msgspec.msgpack.decode(identity(), type=Identity)
    good = []
    for name, said in sorted(found.items()):
        if why := _difference(own, said):
            _tell(_REFUSED.format(name=name, why=why))
        else:
            good.append(name)
    return good


def _difference(own: Identity, said: object) -> Message | None:
    """Why a worker can't take part, or None."""
    if not isinstance(said, bytes):
        return _OTHER_CODE
    their = msgspec.msgpack.decode(said, type=Identity)
    if their.code != own.code and their.python == own.python:
        return _OTHER_CODE
    if their.python != own.python:
        return _OTHER_PYTHON.format(theirs=their.python, ours=own.python)
    if their.ffmpeg != own.ffmpeg:
        return _OTHER_FFMPEG.format(theirs=their.ffmpeg, ours=own.ffmpeg) if their.ffmpeg else _NO_FFMPEG
    return None


def _sent_files(cache: SharedCache, settings: Settings) -> bytes:
    """Give the content and the theme, each file once; return the name of their list."""
    places: dict[str, Path] = {}
    sent = [("content", settings.read.content), ("theme", settings.theme.folder)]
    for name, folder in (*sent, *([("look", settings.theme.look)] if settings.theme.look else ())):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts:
                places[f"{name}/{path.relative_to(folder).as_posix()}"] = path

    @contextmanager
    def reading(path: str) -> Iterator[IO[bytes]]:
        with places[path].open("rb") as file:
            yield file

    _went, files = cache.store.put(packed(places, reading, lambda _path, size: size >= PIECE))
    return cache.store.put_list(files)


def _made(client: Any, workers: Sequence[str], orders: Sequence[PartOrder]) -> list[PartDone]:
    """What came of the orders; a worker that is lost has another make its part, and who is slow is not waited for."""
    from distributed import wait

    words = [msgspec.msgpack.encode(order) for order in orders]
    futures = client.map(make_part, words, workers=list(workers), allow_other_workers=False, pure=False)
    waiting, began = dict(zip(futures, orders, strict=True)), time.monotonic()
    took: list[float] = []
    done: list[PartDone] = []
    while waiting:
        try:
            ready = wait(list(waiting), timeout=_patience(took, len(orders), began), return_when="FIRST_COMPLETED").done
        except TimeoutError:
            _tell(_SLOW.format(count=len(waiting)))
            client.cancel(list(waiting))
            break
        for future in ready:
            order = waiting.pop(future)
            took.append(time.monotonic() - began)
            if future.status == "finished":
                done.append(msgspec.msgpack.decode(future.result(), type=PartDone))
            else:
                _tell(_FAILED.format(number=order.number + 1, of=order.of, error=future.exception()))
    return done


def _patience(took: Sequence[float], count: int, began: float) -> float:
    """For how many seconds more others are waited for."""
    whole = max(LEAST, 3 * statistics.median(took)) if 2 * len(took) >= count else PATIENCE
    return max(0.1, began + whole - time.monotonic())


def _tell(message: Message) -> None:
    print(tell(message), file=sys.stderr, flush=True)
