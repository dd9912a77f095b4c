"""Measures our engine beside the comparison kit's peers, in turn within one run: `python -m benchmarks.compare`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from benchmarks import cases
from benchmarks.cases import BUILDS, CASES
from benchmarks.goals import MISSED, goal_table, lines, median_table
from benchmarks.kit import CHECKOUT, HUGO, OURS, SHIPPED, cold, kit_folder, load_kit, make_site, peers
from benchmarks.meter import Meter

WORK = Path("/dev/shm/peers")
RESULTS = CHECKOUT / "benchmarks" / "results"
PLACES = {"tmpfs": Path("/dev/shm"), "disk": Path("/var/tmp")}
EDITS_A_TURN = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the results, print the tables. 1 where a peer failed, did other work, or a goal is missed."""
    options = parser().parse_args(arguments)
    run = Run(options.results / f"{time.strftime('%Y-%m-%d-%H%M%S')}.jsonl", options.runs)
    if options.report:
        run.records = [json.loads(line) for path in options.report for line in path.open(encoding="utf-8")]
    else:
        kit = load_kit()
        tools = options.work.resolve() / "tools"
        if not (tools / "hugo").is_dir():
            print(f"install the peers first: {kit_folder()}/setup.sh {options.work} hugo pelican", file=sys.stderr)
            return 2
        kit.measure = Meter(kit.ENV, kit.busy_ticks)
        known = peers(kit, tools)
        run.note(machine=machine(known[HUGO]), command=sys.argv[1:])
        with ExitStack() as used:  # on disk nothing is deleted while something is measured: see `set_aside`
            for where in options.where:
                for files, kinds in cases.plan(options.cases, options.sizes).items():
                    place = tempfile.TemporaryDirectory(prefix="diavlos-compare.", dir=PLACES[where])
                    run.size(kit, known, Path(used.enter_context(place)), where, files, kinds)
                    if where == "tmpfs":
                        place.cleanup()
    measured = [record for record in run.records if "kind" in record and "error" not in record]
    found = lines(measured)
    text = f"{goal_table(found)}\n\n{median_table(measured)}\n"
    print(text)
    if not options.report:
        head = "\n".join(f"- {name}: {value}" for name, value in run.records[0]["machine"].items())
        run.path.with_suffix(".md").write_text(f"# {run.path.stem}\n\n{head}\n\n{text}", encoding="utf-8")
        print(run.path)
    failed = [record["error"] for record in run.records if "error" in record]
    for error in failed:
        print(f"FAILED: {error}", file=sys.stderr)
    return 1 if failed or any(line.verdict == MISSED for line in found) else 0


def parser() -> argparse.ArgumentParser:
    """The options; `benchmarks/README.md` explains them."""

    def several(cast: Callable[[str], Any], known: Sequence[str] = ()) -> Callable[[str], list[Any]]:
        def parse(text: str) -> list[Any]:
            unknown = [word for word in text.split(",") if known and word not in known]
            if unknown:
                raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: known are {', '.join(known)}")
            return [cast(word) for word in text.split(",")]

        return parse

    root = argparse.ArgumentParser(description=__doc__)
    add = root.add_argument
    add("--cases", type=several(str, tuple(CASES)), default=list(CASES), help=f"of {','.join(CASES)}")
    add("--sizes", type=several(int), default=[], metavar="FILES", help="numbers of files, for the cases' own")
    add("--runs", type=int, default=5, help="rounds that are timed, after a first that is sampled for memory (5)")
    add("--where", type=several(str, tuple(PLACES)), default=list(PLACES), help="tmpfs,disk")
    add("--work", type=Path, default=WORK, help=f"the folder given to the kit's setup.sh ({WORK})")
    add("--results", type=Path, default=RESULTS, metavar="DIR", help="where the results go")
    add("--report", type=Path, nargs="+", metavar="JSONL", help="measure nothing: the tables of these results")
    return root


@dataclass(slots=True)
class Run:
    """The records of a run, each written down at once as a line of JSON."""

    path: Path
    runs: int
    records: list[dict[str, Any]] = field(default_factory=list)

    def size(self, kit: Any, known: Any, place: Path, where: str, files: int, kinds: dict[str, list[str]]) -> None:
        """All kinds at one place and size: round after round, kind after kind, peer after peer."""
        names = list(dict.fromkeys(name for found in kinds.values() for name in found))
        sites = {}  # what can't be built isn't measured
        for name in names:
            site = make_site(kit, place, name, known[name], files)
            with self.attempt(site, peer=name, where=where, files=files, step="first build"):
                site.counts = site.cold()
                sites[name] = site
        self.same_work(sites, where, files)
        timed = [kind for kind in BUILDS if kind in kinds]
        for number in range(self.runs + 1):
            kit.measure.sampling = number == 0
            for kind in timed:
                self.round(kit, sites, kinds[kind], kind, number, where=where, files=files)
        kit.measure.sampling = True
        for number in range(self.runs if "memory" in kinds else 0):
            self.round(kit, sites, kinds["memory"], "memory", number, where=where, files=files)
        kit.measure.sampling = False
        if OURS in sites and set(timed) - {"cold"}:
            self.like_clean(sites[OURS], where, files)
        for number in range(-(-self.runs // EDITS_A_TURN) if "serve" in kinds else 0):
            for name in cases.turn([name for name in kinds["serve"] if name in sites], number):
                with self.attempt(sites[name], peer=name, where=where, files=files, step="serve"):
                    for edit, found in enumerate(cases.serve(sites[name], EDITS_A_TURN)):
                        self.note(kind="serve", where=where, files=files, peer=name, round=number, edit=edit, **found)
        for site in sites.values():
            site.log.close()

    def round(self, kit: Any, sites: Any, names: list[str], kind: str, number: int, **at: Any) -> None:
        """One build by each peer."""
        for name in cases.turn([name for name in names if name in sites], number):
            site, mark = sites[name], f"Mark{kind}{number}x{at['files']}"
            with self.attempt(site, peer=name, step=kind, **at):
                found = cases.build("cold" if kind == "memory" else kind, site, kit.measure, mark)
                self.note(kind=kind, **at, peer=name, round=number, **found)
                made = kit.outputs(site.out)
                wrong = [f"{key} {made[key]} for {site.counts[key]}" for key in ("html", "posts", "xml")]
                assert all(made[key] == site.counts[key] for key in ("html", "posts", "xml")), "; ".join(wrong)

    def same_work(self, sites: Any, where: str, files: int) -> None:
        """Our output must have what Hugo's has; both counts are written down."""
        counts = {}
        for name, site in ((name, site) for name, site in sites.items() if name != SHIPPED):  # it has pages of its own
            with self.attempt(site, peer=name, where=where, files=files, step="verify"):
                counts[name] = site.verify()
                made = {key: site.counts[key] for key in ("html", "posts", "xml", "mb")}
                self.note(verify=name, where=where, files=files, **counts[name], **made)
        if OURS in counts and HUGO in counts:
            wrong = cases.differences(counts[OURS], counts[HUGO])
            wrong += [] if sites[OURS].counts["posts"] == sites[HUGO].counts["posts"] else ["posts"]
            if wrong:
                self.note(where=where, files=files, error=f"not the same work as {HUGO}: {'; '.join(wrong)}")

    def like_clean(self, site: Any, where: str, files: int) -> None:
        """After all the edits our output must be, byte for byte, what a clean build makes."""
        with self.attempt(site, peer=OURS, where=where, files=files, step="incremental = clean"):
            before = cases.digests(site.out)
            cold(site)
            after = cases.digests(site.out)
            wrong = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
            assert not wrong, f"{len(wrong)} files differ from a clean build's: {', '.join(wrong[:5])}"

    @contextmanager
    def attempt(self, site: Any, **at: Any) -> Iterator[None]:
        """One peer's failure is written down and doesn't end the others' work."""
        try:
            yield
        except (OSError, RuntimeError, AssertionError, HTTPException) as error:
            log = Path(site.log.name).read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
            self.note(**at, error=f"{at['peer']}, {at['step']}, {at['files']} files: {error} {' | '.join(log)}")

    def note(self, **record: Any) -> None:
        self.records.append(record)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(record, ensure_ascii=False)
        print(line, file=sys.stderr, flush=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def machine(hugo: Any) -> dict[str, Any]:
    """What the numbers depend on."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((fact.split(":", 1)[1].strip() for fact in facts if fact.startswith("model name")), "")
    version = subprocess.run([str(hugo.build[0][0]), "version"], check=True, capture_output=True, text=True).stdout
    return {
        "processor": model or platform.processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "hugo": version.strip(),
    }


if __name__ == "__main__":
    sys.exit(main())
