"""Wall time, CPU and memory of a command and of every process that it starts."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

PAUSE = 0.01  # seconds between two samples of the memory
_SET_CHILD_SUBREAPER = 36  # https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html


class Meter:
    """Takes the place of the kit's `measure`, which knows the memory of the largest process alone.

    While `sampling` is set the memory is sampled. That takes time from the second core and locks the address spaces
    it reads, so the wall time of a sampled run is never used.
    """

    def __init__(self, environment: Mapping[str, str], busy: Callable[[], float]):
        self.environment, self.busy, self.sampling = environment, busy, False
        if sys.platform == "linux":  # orphans become our children, so that their CPU is counted too
            ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def __call__(self, commands: Sequence[Sequence[object]], folder: Path, log: IO[bytes]) -> dict[str, Any]:
        """Run the commands one after the other; seconds, MB, and how many cores others used meanwhile."""
        os.sync()  # what an earlier run left to be written isn't this one's burden
        wall = peak = 0.0
        cpu, busy = cpu_of_children(), self.busy()
        for command in commands:
            seconds, memory = self._run([str(word) for word in command], folder, log)
            wall, peak = wall + seconds, max(peak, memory)
        cpu = cpu_of_children() - cpu
        others = (self.busy() - busy) / os.sysconf("SC_CLK_TCK") - cpu
        found = {"wall": round(wall, 4), "cpu": round(cpu, 3), "other_cores": round(max(0.0, others / wall), 2)}
        return found | ({"memory_mb": round(peak, 1), "sampled": True} if self.sampling else {})

    def _run(self, command: Sequence[str], folder: Path, log: IO[bytes]) -> tuple[float, float]:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        sampler = Sampler(process.pid) if self.sampling else None
        status = process.wait()
        seconds = time.perf_counter() - start
        peak = sampler.stop() if sampler else 0.0
        _reap()
        if status:
            raise RuntimeError(f"exit {status}: {' '.join(command)}")
        return seconds, peak


class Sampler(threading.Thread):
    """Sums the proportional memory of a session's processes every few milliseconds and keeps the highest sum."""

    def __init__(self, session: int):
        super().__init__(daemon=True)
        self.session, self.peak, self.done = session, 0.0, threading.Event()
        self._ours: dict[int, bool] = {}
        self.start()

    def run(self) -> None:
        while not self.done.wait(PAUSE):
            self.peak = max(self.peak, self.total())

    def total(self) -> float:
        """MB of all processes of the session; pages that they share are counted once."""
        running = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        return sum(proportional_kb(pid) for pid in running if self._is_ours(pid)) / 1024

    def stop(self) -> float:
        """The highest sum, in MB."""
        self.done.set()
        self.join()
        return self.peak

    def _is_ours(self, pid: int) -> bool:
        if pid not in self._ours:
            try:
                self._ours[pid] = os.getsid(pid) == self.session
            except ProcessLookupError:
                return False
        return self._ours[pid]


def proportional_kb(pid: int) -> int:
    """A process's memory (PSS) in kB; 0 once it has ended."""
    try:
        return pss_of(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def pss_of(rollup: str) -> int:
    """The kB of the `Pss:` line of a smaps_rollup file."""
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def cpu_of_children() -> float:
    """CPU seconds of all processes below this one that have ended and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    """Wait for what the command left running, so that its CPU is counted."""
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
