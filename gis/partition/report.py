"""What a proposal says of itself: every part with its households, and why it cannot comply where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from .graph import Bordered, Loads, Problem
from .proofs import Proofs
from .repair import misfits
from .seed import parts_allowed
from .state import Ints

BUILDING_ABOVE = "grid.single_building_above_band"
ESTATE_ABOVE = "grid.kept_together_above_band"
BELOW = "component.below_band"
TOTAL = "infeasible.total"
LOCKED = "grid.locked"
SPARED = "grid.left_for_few_moves"
MISFIT = "grid.no_set_in_band"
PROVED = "grid.no_division_in_band"
PROVED_NEAR = "search.none_with_neighbours"
NOT_FOUND = "search.none_found"
STOPPED = "search.stopped"


@dataclass(frozen=True)
class PartReport:
    """One part. `floor`, `ceiling`: its households against the two ends of the band (inside: floor >= 1, ceiling <= 1).

    `reason` is None inside the band; `nodes` names the building (or the estate) above the band, or those at which every division fails;
    `facts` hold what the rule saw, neighbouring parts by number.
    """

    part: int
    atoms: int
    households: float
    floor: float
    ceiling: float
    in_band: bool
    reason: str | None = None
    nodes: tuple[int, ...] = ()
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Score:
    """`out`: parts out of the band that are not explained by a single building above it; `cut_m`: border between parts in metres;
    `moved`: households that leave their part in force; `out_households`: how far all parts are off, in households."""

    parts: int
    in_band: int
    excused: int
    out: int
    cut_m: float
    moved: float
    out_households: float


@dataclass(frozen=True)
class Proposal:
    """`parts[i]` is the part of node i: its number in the plan in force where it continues one, else the next free number. `work`: what
    was asked of the solver, in its units, but for the windows of the fewest moves, which have an allowance of their own."""

    parts: Ints
    score: Score
    reports: tuple[PartReport, ...]
    seed: int
    stopped: bool
    work: int


def reported(problem: Problem, loads: Loads, parts: Ints, settled: Mapping[int, str], stopped: bool) -> tuple[PartReport, ...]:
    """A report of every part, by part number; `settled` are reasons known beforehand."""
    verdict, proofs = _pockets(problem), None if stopped else Proofs(problem, _of_nodes(problem, parts))
    return tuple(_one(problem, loads, parts, int(p), settled.get(int(p)), verdict, proofs) for p in np.unique(parts))


def _one(
    problem: Problem, loads: Loads, parts: Ints, p: int, settled: str | None, verdict: dict[int, tuple[str, float]], proofs: Proofs | None
) -> PartReport:
    nodes = np.flatnonzero(parts == p)
    held, floor, ceiling = (float(side[nodes].sum()) for side in (loads.households, loads.floor, loads.ceiling))
    inside = floor >= loads.need - 1e-9 and ceiling <= 1 + 1e-9
    report = PartReport(p, len(nodes), held, floor, ceiling, inside)
    if inside:
        return report
    reason, named, facts = _why(problem, nodes, loads, settled, verdict, proofs)
    return PartReport(p, len(nodes), held, floor, ceiling, False, reason, named, facts)


def _why(
    problem: Problem, nodes: Ints, loads: Loads, settled: str | None, verdict: dict[int, tuple[str, float]], proofs: Proofs | None
) -> tuple[str, tuple[int, ...], tuple[tuple[str, Any], ...]]:
    if settled:
        return settled, (), ()
    at = problem.node_of[nodes]
    heavy = problem.heavy[at]
    if heavy.any():
        named = tuple(nodes[heavy & (loads.households[nodes] > 0)].tolist())
        beside = float(loads.households[nodes].sum() - loads.households[list(named)].sum())
        return (BUILDING_ABOVE if len(named) == 1 else ESTATE_ABOVE), named, (("beside", beside),)
    reason, total = verdict.get(int(at[0]), (None, 0.0))
    if reason:
        return reason, (), (("households", total),)
    if alone := misfits(problem, np.unique(at).tolist()):
        return MISFIT, _atoms(problem, alone), ()
    if proofs is None:
        return STOPPED, (), ()
    if stuck := proofs.everywhere(np.unique(at)):
        return PROVED, _atoms(problem, stuck), ()
    stuck, beside = proofs.among_neighbours(np.unique(at))
    return (PROVED_NEAR, _atoms(problem, stuck), (("neighbours", beside),)) if stuck and beside else (NOT_FOUND, (), ())


def _atoms(problem: Problem, nodes: Sequence[int]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(np.isin(problem.node_of, nodes)).tolist())


def _of_nodes(problem: Problem, parts: Ints) -> Ints:
    """The part of each node that was searched."""
    part, inside = np.zeros(len(problem), np.int32), problem.node_of >= 0
    part[problem.node_of[inside]] = parts[inside]
    return part


def _pockets(problem: Problem) -> dict[int, tuple[str, float]]:
    """Nodes of the pockets that no division can bring into the band, with the reason and the pocket's households."""
    found: dict[int, tuple[str, float]] = {}
    light = np.flatnonzero(~problem.heavy)
    if not len(light):
        return found
    count, label = connected_components(problem.rows[light][:, light], directed=False)
    for pocket in range(count):
        nodes = light[label == pocket]
        loads = Loads(problem.loads.households[nodes], problem.loads.floor[nodes], problem.loads.ceiling[nodes], problem.loads.need)
        fewest, most = parts_allowed(loads)
        if fewest > most:
            reason = BELOW if most < 1 else TOTAL
            found.update((int(x), (reason, float(loads.households.sum()))) for x in nodes)
    return found


def _distance(report: PartReport) -> float:
    """Households above or below the band; 0 where nobody lives."""
    above = report.households * (1 - 1 / report.ceiling) if report.ceiling > 1 else 0.0
    below = report.households * (1 / report.floor - 1) if 0 < report.floor < 1 else 0.0
    return 0.0 if report.in_band else above + below


def scored(graph: Bordered, reports: tuple[PartReport, ...], parts: Ints, keep: Ints, loads: Loads) -> Score:
    """The proposal's figures over all atoms, locked parts included."""
    a, b = graph.edges[:, 0], graph.edges[:, 1]
    excused = sum(r.reason in (BUILDING_ABOVE, ESTATE_ABOVE) for r in reports)
    inside = sum(r.in_band for r in reports)
    return Score(
        parts=len(reports),
        in_band=inside,
        excused=excused,
        out=len(reports) - inside - excused,
        cut_m=float(graph.border_m[parts[a] != parts[b]].sum()),
        moved=float(loads.households[(keep >= 0) & (keep != parts)].sum()),
        out_households=sum(_distance(report) for report in reports),
    )


def pieces(graph: Bordered, parts: Ints) -> int:
    """How many connected pieces the parts form; equal to the number of parts when each is whole."""
    same = parts[graph.edges[:, 0]] == parts[graph.edges[:, 1]]
    a, b = graph.edges[same].T
    rows = csr_matrix((np.ones(len(a)), (a, b)), shape=(len(graph.xs), len(graph.xs)))
    return int(connected_components(rows, directed=False)[0])
