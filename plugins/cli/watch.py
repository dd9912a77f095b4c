"""`check --watch`: checks now and at every saved change, between two lines by which editors' programs know a round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from watchfiles import watch

STEP = 100  # ms without a further change, after which a round begins
PULSE = 500  # ms after which the watch says that nothing has changed
BEGINS, ENDS = "▶", "■"


def check_again(check: Callable[[], object], folders: Iterable[Path]) -> None:
    """Check until interrupted. What a round finds is told by itself, and ends no other."""
    changes = watch(*folders, step=STEP, rust_timeout=PULSE, yield_on_timeout=True)
    next(changes)  # from here on no saved file is missed
    found = True
    while True:
        if found:
            print(f"{BEGINS} {datetime.now():%H:%M:%S}", flush=True)
            with suppress(SystemExit):
                check()
            print(ENDS, flush=True)
        found = bool(next(changes))
