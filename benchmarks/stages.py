"""How long each stage takes on the real content, from the build's own report: `python -m benchmarks.stages`."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.kit import CHECKOUT, our_command

Seconds = dict[str, float]
WHOLE = "whole process"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build cold, then with nothing changed, a few times; print the medians."""
    root = argparse.ArgumentParser(description=__doc__)
    root.add_argument("--runs", type=int, default=5)
    root.add_argument("--jobs", type=int, default=0, help="processes; all cores unless given")
    options = root.parse_args(arguments)
    found: dict[str, list[Seconds]] = {"cold": [], "nothing changed": []}
    with tempfile.TemporaryDirectory(prefix="diavlos-stages.") as folder:
        for _ in range(options.runs):
            found["cold"].append(build(Path(folder), options.jobs, "--clean"))
            found["nothing changed"].append(build(Path(folder), options.jobs))
    print(table(found))
    return 0


def build(place: Path, jobs: int, *more: str) -> Seconds:
    """Seconds of each stage of one build into `place`, and of the whole process as its user waits for it."""
    report = place / "report.json"
    command = [*our_command(), "build", "--output", place / "output", "--cache", place / "cache", "--report", report]
    command += ["--jobs", str(jobs)] if jobs else []
    start = time.perf_counter()
    done = subprocess.run([*map(str, command), *more], cwd=CHECKOUT, check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(report.read_text(encoding="utf-8"))["seconds"] | {WHOLE: seconds}


def table(found: Mapping[str, Sequence[Seconds]]) -> str:
    """Medians as a Markdown table: a row for each stage in the order of the flow, a column for each sort of build."""
    stages = list(dict.fromkeys(name for runs in found.values() for run in runs for name in run if name != WHOLE))
    rows = [f"| seconds | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    for stage in [*stages, WHOLE]:
        middles = [statistics.median(run.get(stage, 0.0) for run in runs) for runs in found.values()]
        rows.append(f"| {stage} | {' | '.join(f'{middle:.3f}' for middle in middles)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
