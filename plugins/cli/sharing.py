"""The cache that machines share, beside a build: what others have made comes before it, what it made goes after it."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal, NoReturn

import msgspec

from plugins.engine.processes import aside
from plugins.i18n.messages import tell
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings import Settings

PATIENCE = 600  # seconds that a way of it may take
_SECRET = re.compile("//[^/@ ]*@")  # who asks, in an address, and with which word

_CAME = _("cache: {megabytes:,.1f} MB from {address}")
_WENT = _("cache: {megabytes:,.1f} MB to {address}")
_FAILED = _("cache: {address}: {error}; the build goes on without it, and makes what lacks")


@contextmanager
def shared_cache(settings: Settings) -> Iterator[None]:
    """Take over what lies at SHARED_CACHE, and give what was made meanwhile if that went well."""
    run = settings.run
    if run.shared_cache and not run.clean:
        _carry("pull", run.cache, run.shared_cache)
    yield
    if run.shared_cache:
        _carry("push", run.cache, run.shared_cache)


def _carry(way: Literal["pull", "push"], folder: Path, address: str) -> None:
    """Go one way, in a process of its own: the threads of file systems would keep this one from dealing out work."""
    with aside(partial(_carried, way, folder, address), jobs=2) as carried:
        size, error = msgspec.msgpack.decode(carried(), type=tuple[int, str])
    shown = _SECRET.sub("//", address)
    if error:
        print(tell(_FAILED.format(address=shown, error=_SECRET.sub("//", error))), file=sys.stderr, flush=True)
    elif size:
        said = _CAME if way == "pull" else _WENT
        print(tell(said.format(megabytes=size / 1e6, address=shown)), flush=True)


def _carried(way: Literal["pull", "push"], folder: Path, address: str) -> bytes:
    """How many bytes went, and what kept the others from it."""
    from plugins.cache.shared import SharedCache

    before = signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(PATIENCE)
    try:
        cache = SharedCache(folder, address)
        return msgspec.msgpack.encode((cache.pull() if way == "pull" else cache.push(), ""))
    except UsageError:
        raise
    except Exception as error:  # file systems raise what they like
        return msgspec.msgpack.encode((0, f"{type(error).__name__}: {error}"))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _give_up(*_signal: object) -> NoReturn:
    raise TimeoutError(f"{PATIENCE} s")
