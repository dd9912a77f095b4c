"""Counts the instructions of a fixed small build, a trend without noise: `python -m benchmarks.instructions`."""

from __future__ import annotations

import argparse
import csv
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.kit import CHECKOUT, OURS, load_kit, make_site, our_command, peers

TABLE = CHECKOUT / "benchmarks" / "instructions.csv"
COLUMNS = ("date", "label", "tool", "python", "files", "case", "instructions")
FILES = 100
NOW = "2026-07-01T12:00"  # after the newest post of the kit's corpus
PERF = ("perf", "stat", "-x", ",", "-e", "instructions:u", "-o")
CALLGRIND = ("valgrind", "--tool=callgrind")


def main(arguments: Sequence[str] | None = None) -> int:
    """Count three builds and add a row for each to the table."""
    root = argparse.ArgumentParser(description=__doc__)
    root.add_argument("--label", default="", help="what the rows are for, as a version")
    root.add_argument("--table", type=Path, default=TABLE, help=f"where the rows go ({TABLE.name})")
    options = root.parse_args(arguments)
    tool = tool_here()
    if not tool:
        print("neither perf with a counter for instructions nor valgrind is here", file=sys.stderr)
        return 2
    rows = []
    with tempfile.TemporaryDirectory(prefix="diavlos-instructions.") as folder:
        place = Path(folder)
        kit = load_kit()
        site = make_site(kit, place, OURS, peers(kit, place)[OURS], FILES)
        build = [*our_command(), "build", "-s", "pelicanconf.py", "--jobs", "1", "--now", NOW]
        subprocess.run(build, cwd=site.dir, check=True, env=environment(), stdout=subprocess.DEVNULL)  # compiles Python
        for case in ("cold", "nothing", "body"):
            if case == "cold":
                site.reset()
            if case == "body":
                site.change("body", "Counted")
            found = count(tool, build, site.dir, place / "counted")
            rows.append(
                (time.strftime("%Y-%m-%d"), options.label, tool[0], platform.python_version(), FILES, case, found)
            )
            print(f"{case:8} {found:>15,}", flush=True)
        site.log.close()
    append(options.table, rows)
    return 0


def tool_here() -> tuple[str, ...]:
    """perf where the machine has the counter (virtual machines often have none), else callgrind; empty for neither."""
    if shutil.which("perf"):
        with tempfile.NamedTemporaryFile() as file:
            subprocess.run([*PERF, file.name, "true"], check=False, capture_output=True)
            if re.match(r"\d+,", perf_line(Path(file.name).read_text(encoding="utf-8"))):
                return PERF
    return CALLGRIND if shutil.which("valgrind") else ()


def count(tool: Sequence[str], command: Sequence[str], folder: Path, file: Path) -> int:
    """User-space instructions of one process."""
    before = [*tool, str(file)] if tool[0] == "perf" else [*tool, f"--callgrind-out-file={file}"]
    # `env` would be counted and, under valgrind, left: what follows the variables is what we mean.
    variables = [word for word in command if re.match(r"[A-Z]+=", word)]
    words = [word for word in command if word != "env" and word not in variables]
    given = dict(word.split("=", 1) for word in variables)
    subprocess.run([*before, *words], cwd=folder, check=True, env=environment() | given, capture_output=True)
    text = file.read_text(encoding="utf-8")
    file.unlink()
    return int(perf_line(text).split(",")[0]) if tool[0] == "perf" else callgrind_total(text)


def callgrind_total(text: str) -> int:
    """The total of a callgrind output file. Raises ValueError where the run was cut short and has none."""
    found = re.search(r"^totals: (\d+)", text, re.MULTILINE)
    if not found:
        raise ValueError("callgrind wrote no total")
    return int(found[1])


def perf_line(text: str) -> str:
    """The line of `perf stat -x,` that holds the count."""
    return next((line for line in text.splitlines() if "instructions" in line), "")


def environment() -> dict[str, str]:
    """Little that differs between machines: no hash seed, no user's packages, no colours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1", "LC_ALL": "C.UTF-8"}


def append(table: Path, rows: Sequence[Sequence[object]]) -> None:
    """Add rows to a CSV file, with the names of its columns where it is new."""
    is_new = not table.exists()
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
