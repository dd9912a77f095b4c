"""The goals of the comparison, and the Markdown tables that say which are met."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.kit import HUGO, HUGO_REALISTIC, OURS, PELICAN, REALISTIC, SHIPPED, WITH_SEARCH

Record = dict[str, Any]
MISSED = "MISSED"


@dataclass(frozen=True, slots=True)
class Goal:
    """Our share of a peer's `measure` in a kind of build of so many files: the bound, and what lies beyond it."""

    case: str
    kind: str
    bound: float
    beyond: float | None = None
    peer: str = HUGO
    measure: str = "wall"
    files: str = "5,000"
    what: str = ""  # of `serve`: the sort of edit
    ours: str = OURS
    form: str = "share"  # share: of the medians; slope: of what each further file costs; line: R² over the sizes


GOALS = (
    Goal("cold build", "cold", 1.0, 0.7),
    Goal("cold build", "cold", 0.2, peer=PELICAN),
    Goal("body of one old post changed", "body", 0.14, 0.08),
    Goal("nothing changed", "nothing", 0.12, 0.06),
    Goal("newest title changed", "title", 0.35, 0.2),
    Goal("new CI machine, cache kept", "machine", 0.4, 0.25),
    Goal("each further file, one post edited", "body", 0.03, 0.015, files="1,000–10,000", form="slope"),
    Goal("serve: save to page, body", "serve", 1.0, 0.5, what="body"),
    Goal("serve: save to page, title", "serve", 1.0, 0.5, what="title"),
    Goal("memory of all processes", "memory", 0.5, 0.3, measure="memory_mb", files="10,000"),
    Goal("as shipped: cold build", "cold", 1.3, 0.9, peer=WITH_SEARCH, ours=SHIPPED),
    Goal("as shipped: body of one old post changed", "body", 0.15, 0.08, peer=WITH_SEARCH, ours=SHIPPED),
    Goal("as shipped: nothing changed", "nothing", 0.05, 0.03, peer=WITH_SEARCH, ours=SHIPPED),
    Goal("realistic texts: cold build", "cold", 1.3, 0.9, HUGO_REALISTIC, files="2,000", ours=REALISTIC),
    Goal("growth, R² of the line", "cold", 0.99, files="1,000–20,000", form="line"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One goal at one place and size, as measured. `low` and `high` are the shares of single rounds."""

    goal: Goal
    where: str
    files: str
    ours: float
    theirs: float | None
    share: float
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """In brackets where the goal is for another size."""
        goal = self.goal
        if goal.beyond is not None and self.share <= goal.beyond:
            word = "beyond"
        elif self.share > goal.bound if goal.form == "line" else self.share <= goal.bound:
            word = "met"
        else:
            word = MISSED
        return word if self.files == goal.files else f"({word})"


def lines(records: Sequence[Record]) -> list[Line]:
    """Every goal for which there are records, in the order of GOALS."""
    found: list[Line] = []
    for goal in GOALS:
        for where in sorted({record["where"] for record in records}):
            here = [record for record in records if record["where"] == where]
            found += _shares(goal, where, here) if goal.form == "share" else _fits(goal, where, here)
    return found


def _shares(goal: Goal, where: str, records: Sequence[Record]) -> list[Line]:
    ours, theirs = values(records, goal, goal.ours), values(records, goal, goal.peer)
    found = []
    for files in sorted(ours.keys() & theirs.keys()):
        our, their = ours[files], theirs[files]
        rounds = sorted(our[number] / their[number] for number in our.keys() & their.keys())
        middle, other = statistics.median(our.values()), statistics.median(their.values())
        found.append(Line(goal, where, f"{files:,}", middle, other, middle / other, *(rounds[:1] + rounds[-1:])))
    return found


def _fits(goal: Goal, where: str, records: Sequence[Record]) -> list[Line]:
    """Straight lines through the medians of all sizes: seconds a file for `slope`, R² for `line`."""
    ours, theirs = values(records, goal, goal.ours), values(records, goal, goal.peer)
    sizes = sorted(ours.keys() & theirs.keys())
    if len(sizes) < (2 if goal.form == "slope" else 3):
        return []
    (our, our_fit), (their, their_fit) = (
        fit(sizes, [statistics.median(peer[files].values()) for files in sizes]) for peer in (ours, theirs)
    )
    span = f"{sizes[0]:,}–{sizes[-1]:,}"
    if goal.form == "slope":
        return [Line(goal, where, span, our, their, our / their)]
    return [Line(goal, where, span, our_fit, their_fit, our_fit)]


def values(records: Iterable[Record], goal: Goal, peer: str) -> dict[int, dict[tuple[int, int], float]]:
    """Files → (round, edit) → value, of one peer's records for a goal. A sampled run's seconds are not values."""
    found: dict[int, dict[tuple[int, int], float]] = {}
    for record in records:
        timed = goal.measure == "memory_mb" or not record.get("sampled")
        if (record["kind"], record["peer"], record.get("what", "")) == (goal.kind, peer, goal.what) and timed:
            key = (record["round"], record.get("edit", 0))
            found.setdefault(record["files"], {})[key] = record[goal.measure]
    return found


def fit(sizes: Sequence[float], measured: Sequence[float]) -> tuple[float, float]:
    """The slope of the least-squares line, and its R²."""
    slope = statistics.linear_regression(sizes, measured).slope
    return slope, statistics.correlation(sizes, measured) ** 2


def goal_table(found: Iterable[Line]) -> str:
    """The goals as a Markdown table."""
    rows = [
        "| case | where | files | ours | peer | share (rounds) | bound | beyond | verdict |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for line in found:
        goal = line.goal
        unit = {"slope": "µs", "line": ""}.get(goal.form, "MB" if goal.measure == "memory_mb" else "s")
        spread = f" ({line.low:.3f}–{line.high:.3f})" if line.low is not None else ""
        sign = "> " if goal.form == "line" else "≤ "
        rows.append(
            f"| {goal.case} | {line.where} | {line.files} | {_number(line.ours, unit)} "
            f"| {goal.peer} {_number(line.theirs, unit)} | {line.share:.3f}{spread} | {sign}{goal.bound:g} "
            f"| {f'{sign}{goal.beyond:g}' if goal.beyond else '–'} | {line.verdict} |"
        )
    return "\n".join(rows)


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "µs":
        return f"{value * 1e6:.0f} µs"
    return f"{value:.0f} MB" if unit == "MB" else f"{value:.3f} {unit}".rstrip()


def median_table(records: Sequence[Record]) -> str:
    """Every kind, size and peer: medians with the least and the most, as a Markdown table."""
    groups: dict[tuple[str, str, int, str], list[Record]] = {}
    for record in records:
        kind = f"{record['kind']} {record.get('what', '')}".rstrip()
        groups.setdefault((kind, record["where"], record["files"], record["peer"]), []).append(record)
    rows = ["| kind | where | files | peer | wall s | CPU s | memory MB | other cores | runs |", "|---" * 9 + "|"]
    for (kind, where, files, peer), group in groups.items():
        timed = [record for record in group if not record.get("sampled")]
        cells = [
            _middle(timed, "wall", ".3f"),
            _middle(timed, "cpu", ".2f"),
            _middle(group, "memory_mb", ".0f"),
            _middle(timed, "other_cores", ".2f"),
        ]
        rows.append(f"| {kind} | {where} | {files:,} | {peer} | {' | '.join(cells)} | {len(timed or group)} |")
    return "\n".join(rows)


def _middle(records: Iterable[Record], measure: str, form: str) -> str:
    found = [record[measure] for record in records if measure in record]
    if not found:
        return "–"
    middle = format(statistics.median(found), form)
    return middle if len(found) == 1 else f"{middle} ({min(found):{form}}–{max(found):{form}})"
