"""First divisions to start from: METIS where it is sound, plain growth where the graph is small or the parts are tiny."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
import pymetis
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from .graph import Loads, Problem
from .state import Floats, Ints


class Style(NamedTuple):
    """How to seed: METIS recursive or k-way, and the number of parts against a division into mid-band parts."""

    recursive: bool
    crowding: float
    salt: int


def parts_allowed(loads: Loads) -> tuple[int, int]:
    """Fewest and most parts the sums allow; fewest > most when no division can be inside the band."""
    fewest = max(1, int(np.ceil(loads.ceiling.sum() - 1e-9)))
    return fewest, int(np.floor(loads.floor.sum() + 1e-9)) if loads.need else max(fewest, len(loads.ceiling))


def parts_aimed(loads: Loads, crowding: float, wanted: float | None) -> int:
    """How many parts to seed."""
    fewest, most = parts_allowed(loads)
    aimed = round(loads.middle.sum() * crowding) if wanted is None else round(wanted)
    return int(max(1, min(max(aimed, fewest), max(most, 1)) if most >= fewest else round(loads.middle.sum())))


def seeded(problem: Problem, style: Style, seed: int, wanted: int | None) -> tuple[Ints, int]:
    """A division of every component, each building above the band alone; part numbers 0..k-1 and k."""
    part = np.full(len(problem), -1, np.int32)
    light = np.flatnonzero(~problem.heavy)
    inner = problem.rows[light][:, light]
    count, label = connected_components(inner, directed=False) if len(light) else (0, np.empty(0, np.int32))
    total = problem.loads.middle[light].sum()
    k = 0
    order = np.argsort(label, kind="stable")
    for nodes in np.split(light[order], np.cumsum(np.bincount(label, minlength=count))[:-1]) if count else ():
        loads = _of(problem.loads, nodes)
        share = None if wanted is None or total == 0 else wanted * loads.middle.sum() / total
        aimed = min(parts_aimed(loads, style.crowding, share), len(nodes))
        local = _pieces(problem.rows[nodes][:, nodes], _cut(problem, nodes, aimed, style, seed))
        part[nodes] = local + k
        k += int(local.max()) + 1
    heavy = np.flatnonzero(problem.heavy)
    part[heavy] = k + np.arange(len(heavy))
    return closed_up(_enclaves_joined(problem, light, label, part))


def _enclaves_joined(problem: Problem, light: Ints, label: Ints, part: Ints) -> Ints:
    """Pockets too small for a part of their own, shut in by buildings above the band, join the one they border longest."""
    held = np.bincount(label, weights=problem.loads.floor[light]) if len(light) else np.empty(0)
    for pocket in np.flatnonzero(held < problem.loads.need - 1e-9):
        nodes = light[label == pocket]
        beside = np.asarray(problem.rows[nodes].sum(axis=0)).ravel() * problem.heavy
        if beside.any():
            part[nodes] = part[int(np.argmax(beside))]
    return part


def closed_up(part: Ints) -> tuple[Ints, int]:
    """Part numbers 0..k-1 without a gap, and k."""
    used, numbers = np.unique(part, return_inverse=True)
    return numbers.astype(np.int32), len(used)


def from_force(problem: Problem, seed: int) -> tuple[Ints, int]:
    """The plan in force as a start, and the first free number: broken parts keep their number on the heaviest piece, a second
    building above the band in one part leaves it, and new land joins the neighbour it borders longest unless it makes parts itself."""
    part = problem.home.copy()
    heavy = np.flatnonzero(problem.heavy)
    _, firsts = np.unique(part[heavy], return_index=True)
    alone = np.setdiff1d(heavy, heavy[firsts][part[heavy[firsts]] >= 0])
    part[alone] = int(part.max(initial=-1)) + 1 + np.arange(len(alone))
    land = np.flatnonzero(part < 0)
    _, label = connected_components(problem.rows[land][:, land], directed=False) if len(land) else (0, land)
    for piece in range(int(label.max(initial=-1)) + 1):
        _settle(problem, part, land[label == piece], seed)
    part = connected(problem, part)
    return part, int(part.max(initial=-1)) + 1


def brought_to(problem: Problem, part: Ints, wanted: int, seed: int) -> tuple[Ints, int]:
    """So many parts, and the first free number: those with the most are split, or those with the least join a neighbour; parts with a
    building above the band stay as they are."""
    part = part.copy()
    for _ in range(abs(len(np.unique(part)) - wanted)):
        light = np.setdiff1d(part, part[problem.heavy])
        held = np.array([problem.loads.middle[part == one].sum() for one in light])
        if not len(light):
            break
        if len(np.unique(part)) < wanted:
            _split(problem, part, int(light[np.argmax(held)]), seed)
        else:
            _join(problem, part, int(light[np.argmin(held)]), dict(zip(light.tolist(), held.tolist(), strict=True)))
    return part, int(part.max(initial=-1)) + 1


def _split(problem: Problem, part: Ints, one: int, seed: int) -> None:
    nodes = np.flatnonzero(part == one)
    halves = _cut(problem, nodes, min(2, len(nodes)), Style(recursive=True, crowding=1.0, salt=0), seed)
    whole = _pieces(problem.rows[nodes][:, nodes], halves)
    part[nodes] = np.where(whole > 0, int(part.max()) + whole, one)


def _join(problem: Problem, part: Ints, one: int, held: dict[int, float]) -> None:
    """To the neighbour with the least."""
    beside = np.unique(part[problem.rows[np.flatnonzero(part == one)].indices]).tolist()
    if near := [each for each in beside if each != one and each in held]:
        part[part == one] = min(near, key=lambda each: held[each])


def _settle(problem: Problem, part: Ints, nodes: Ints, seed: int) -> None:
    """Give one piece of new land its parts."""
    fresh, loads = int(part.max(initial=-1)) + 1, _of(problem.loads, nodes)
    if loads.floor.sum() >= loads.need - 1e-9 and loads.ceiling.sum() > 0:
        aimed = min(parts_aimed(loads, 1.0, None), len(nodes))
        part[nodes] = fresh + _cut(problem, nodes, aimed, Style(recursive=False, crowding=1.0, salt=0), seed)
        return
    border = np.asarray(problem.rows[nodes].sum(axis=0)).ravel() * (part >= 0)
    part[nodes] = part[int(np.argmax(border))] if border.any() else fresh


def _of(loads: Loads, nodes: Ints) -> Loads:
    return Loads(loads.households[nodes], loads.floor[nodes], loads.ceiling[nodes], loads.need)


def _cut(problem: Problem, nodes: Ints, k: int, style: Style, seed: int) -> Ints:
    """Divide one connected component; parts may come out broken or missing."""
    if k <= 1:
        return np.zeros(len(nodes), np.int32)
    rows = problem.rows[nodes][:, nodes]
    share = problem.loads.middle[nodes]
    busy = int((share > 0).sum())
    if len(nodes) < 24 or busy < 2 * k:
        return _grown(rows, share, problem.xs[nodes], problem.ys[nodes], k)
    return _metis(rows, share, k, style, seed)


def _metis(rows: csr_matrix, share: Floats, k: int, style: Style, seed: int) -> Ints:
    scale = 100.0 / rows.data.mean()
    _, part = pymetis.part_graph(
        k,
        adjacency=pymetis.CSRAdjacency(rows.indptr, rows.indices),
        vweights=np.rint(share * 1000).astype(int).tolist(),
        eweights=np.maximum(1, np.rint(rows.data * scale)).astype(int).tolist(),
        recursive=style.recursive,
        options=pymetis.Options(seed=(seed * 31 + style.salt) % 2**30, contig=0 if style.recursive else 1, ufactor=150),
    )
    return np.asarray(part, np.int32)


def _grown(rows: csr_matrix, share: Floats, xs: Floats, ys: Floats, k: int) -> Ints:
    """Grow parts one after another from the rim, each to its fair share of what is left."""
    part = np.full(len(share), -1, np.int32)
    far = np.hypot(xs - xs.mean(), ys - ys.mean())
    left = float(share.sum())
    for number in range(k):
        fair = left / (k - number)
        open_ = np.flatnonzero(part < 0)
        if not len(open_):
            break
        if number == k - 1:
            part[open_] = number
            break
        left -= _grow_one(rows, share, part, int(open_[np.argmax(far[open_])]), number, fair)
    return part


def _grow_one(rows: csr_matrix, share: Floats, part: Ints, first: int, number: int, fair: float) -> float:
    """Let one part grow over the longest borders until it holds `fair`; what it holds."""
    held, rim = 0.0, [(0.0, first)]
    while rim:
        _, x = heapq.heappop(rim)
        if part[x] >= 0 or (held > 0 and held + share[x] / 2 > fair):
            continue
        part[x] = number
        held += share[x]
        for e in range(rows.indptr[x], rows.indptr[x + 1]):
            if part[rows.indices[e]] < 0:
                heapq.heappush(rim, (-rows.data[e], int(rows.indices[e])))
    return held


def _pieces(rows: csr_matrix, part: Ints) -> Ints:
    """Number the connected pieces of the parts 0.. without a gap."""
    coo = rows.tocoo()
    same = part[coo.row] == part[coo.col]
    kept = csr_matrix((np.ones(int(same.sum())), (coo.row[same], coo.col[same])), shape=rows.shape)
    _, label = connected_components(kept, directed=False)
    return label.astype(np.int32)


def connected(problem: Problem, part: Ints) -> Ints:
    """Any labelling cut into its connected pieces, the heaviest piece keeping the label, the others taking fresh ones; -1 is fresh too."""
    label = _pieces(problem.rows, part)
    weight = np.bincount(label, weights=problem.loads.ceiling + 1e-6)
    old = np.full(len(weight), -1, np.int32)
    old[label] = part
    fresh = int(part.max(initial=-1)) + 1
    named = np.full(len(weight), -1, np.int32)
    taken: set[int] = set()
    for piece in np.argsort(-weight, kind="stable"):
        if old[piece] >= 0 and int(old[piece]) not in taken:
            named[piece] = old[piece]
            taken.add(int(old[piece]))
        else:
            named[piece] = fresh
            fresh += 1
    return named[label]
