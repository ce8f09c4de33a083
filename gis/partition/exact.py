"""A small window divided as well as it can be: every connected set inside the band is listed, HiGHS picks the cheapest cover."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_matrix, csr_matrix

from .graph import Loads
from .state import Ints


def divided(rows: csr_matrix, loads: Loads, *, most_sets: int = 20_000, most_branches: int = 100_000) -> Ints | None:
    """The division of all nodes into connected parts inside the band with the shortest border.

    None when there is none, or when more than `most_sets` sets or `most_branches` branches would be needed: counts,
    not seconds, so that the answer does not depend on the machine's load.
    """
    sets: list[tuple[int, ...]] = []
    for found in connected_sets(rows, loads):
        sets.append(found)
        if len(sets) > most_sets:
            return None
    return _cheapest_cover(rows, sets, most_branches) if sets else None


def connected_sets(rows: csr_matrix, loads: Loads) -> Iterator[tuple[int, ...]]:
    """Every connected set of nodes inside the band, each once: it is grown from its lowest node."""
    near = [rows.indices[a:b].tolist() for a, b in zip(rows.indptr[:-1], rows.indptr[1:], strict=True)]
    floor, ceiling = loads.floor.tolist(), loads.ceiling.tolist()
    for first in range(len(near)):
        if ceiling[first] <= 1 + 1e-9:
            yield from _grown((first,), floor[first], ceiling[first], near, floor, ceiling, set(range(first + 1)), loads.need)


def _grown(
    members: tuple[int, ...],
    low: float,
    high: float,
    near: list[list[int]],
    floor: list[float],
    ceiling: list[float],
    barred: set[int],
    need: float,
) -> Iterator[tuple[int, ...]]:
    if low >= need - 1e-9:
        yield members
    rim = dict.fromkeys(v for x in members for v in near[x] if v not in barred)
    now = set(barred)
    for v in rim:
        now.add(v)
        if high + ceiling[v] <= 1 + 1e-9:
            yield from _grown((*members, v), low + floor[v], high + ceiling[v], near, floor, ceiling, set(now), need)


def _cheapest_cover(rows: csr_matrix, sets: list[tuple[int, ...]], most_branches: int) -> Ints | None:
    nodes = rows.shape[0]
    sizes = np.array([len(s) for s in sets])
    column = np.repeat(np.arange(len(sets)), sizes)
    member = np.concatenate([np.array(s) for s in sets])
    holds = csc_matrix((np.ones(len(member)), (member, column)), shape=(nodes, len(sets)))
    inside = np.asarray(holds.multiply(rows @ holds).sum(axis=0)).ravel()
    around = holds.T @ np.asarray(rows.sum(axis=1)).ravel() - inside
    found = milp(
        around,
        integrality=np.ones(len(sets)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(holds, 1, 1),
        options={"node_limit": most_branches},
    )
    if found.x is None:
        return None
    part = np.zeros(nodes, np.int32)
    for number, chosen in enumerate(np.flatnonzero(found.x > 0.5)):
        part[list(sets[chosen])] = number
    return part
