"""The cases of the comparison: what is done to a site in each, and at which sizes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.kit import (
    HUGO,
    HUGO_REALISTIC,
    OURS,
    PELICAN,
    REALISTIC,
    SAME_WORK,
    SHIPPED,
    WITH_SEARCH,
    cold,
    renew,
)

Record = dict[str, Any]
BUILDS = ("cold", "nothing", "body", "title", "machine")  # in this order within a round


@dataclass(frozen=True, slots=True)
class Case:
    """A case: what is measured (`kind`), at how many files, for whom."""

    kind: str
    sizes: tuple[int, ...]
    peers: tuple[str, ...] = (OURS, HUGO)


CASES = {
    "cold": Case("cold", (5_000,), (OURS, HUGO, PELICAN)),
    "body": Case("body", (5_000,)),
    "nothing": Case("nothing", (5_000,)),
    "title": Case("title", (5_000,)),
    "machine": Case("machine", (5_000,)),
    "slope": Case("body", (1_000, 4_000, 7_000, 10_000)),
    "serve": Case("serve", (5_000,)),
    "memory": Case("memory", (10_000,)),
    "shipped cold": Case("cold", (5_000,), (SHIPPED, WITH_SEARCH)),
    "shipped nothing": Case("nothing", (5_000,), (SHIPPED, WITH_SEARCH)),
    "shipped body": Case("body", (5_000,), (SHIPPED, WITH_SEARCH)),
    "realistic": Case("cold", (2_000,), (REALISTIC, HUGO_REALISTIC)),
    "growth": Case("cold", (1_000, 5_000, 10_000, 15_000, 20_000)),
}


def plan(names: Iterable[str], sizes: Sequence[int] = ()) -> dict[int, dict[str, list[str]]]:
    """Files → kind → peers: the measurements that the named cases need, each once; `sizes` replace the cases' own."""
    found: dict[int, dict[str, list[str]]] = {}
    for case in (CASES[name] for name in names):
        for files in sizes or case.sizes:
            known = found.setdefault(files, {}).setdefault(case.kind, [])
            known += [peer for peer in case.peers if peer not in known]
    return dict(sorted(found.items()))


def turn(peers: Sequence[str], number: int) -> list[str]:
    """The peers in the order of a round: each is first as often as the others."""
    first = number % max(len(peers), 1)
    return [*peers[first:], *peers[:first]]


def build(kind: str, site: Any, meter: Callable[..., Record], mark: str) -> Record:
    """Measure one build of a site that is built already; raises AssertionError where it isn't what it should be."""
    if kind == "cold":
        return cold(site)
    if kind in ("body", "title"):
        found = site.edit(kind, mark)
        stale = [name for name, shown in found.pop("checks").items() if not shown]
        assert not stale, f"stale after the edit: {', '.join(stale)}"
        return found
    if kind == "machine":
        renew(site)
    return meter(site.peer.warm, site.dir, site.log)


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Which of the kit's counts differ, in words."""
    return [f"{name}: {ours[name]} for {theirs[name]}" for name in SAME_WORK if ours[name] != theirs[name]]


def digests(folder: Path) -> dict[str, str]:
    """Every file below a folder and its SHA-256."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def serve(site: Any, edits: int) -> list[Record]:
    """Seconds from the saved file to the page from the development server; the sources are then as before."""
    kept = [(path, path.read_bytes()) for path in _edited(site)]
    title = site.title
    try:
        found = site.serve(edits)
    finally:
        for path, data in kept:
            path.write_bytes(data)
        site.title = title
    late = [edit for edit in found["edits"] if edit["latency"] is None]
    assert found["start"] is not None and not late, "the server never showed the change"
    return [{"what": edit["what"], "wall": edit["latency"], "busy": edit["busy"]} for edit in found["edits"]]


def _edited(site: Any) -> list[Path]:
    return [site.dir / site.peer.content / site.mid[0], site.dir / site.peer.content / site.new[0]]
