"""A grid in so many parts by wish: connected, of about equal households, with short borders. The partition engine does the search."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from domain.errors import Refused
from domain.ids import GridId
from gis.editing import Board
from gis.partition import Wishes, inner, propose
from gis.partition.codes import reading_order

TOLERANCES = (0.1, 0.2, 0.35, 0.5, 0.8)
"""How far a part may be from its even share; the next one is tried when so many parts cannot be had."""


class NotDivisible(Refused):
    """The grid's buildings cannot be had in so many connected parts. Facts: grid, parts, atoms."""

    code = "grid.not_divisible"


def even_parts(on: Board, grid: GridId, parts: int, households: Mapping[int, int], seed: int = 1) -> tuple[tuple[int, ...], ...]:
    """The atoms of each part: first the one with most households, then the others in reading order (west to east, north to south).

    households: of each atom. Raises GridUnknown, NotDivisible.
    """
    atoms = sorted(on.atoms_in(grid))
    nodes = [on.graph.node_of[atom] for atom in atoms]
    weights = np.array([max(households.get(atom, 0), 0) for atom in atoms], float)
    share = weights.sum() / parts
    if len(atoms) >= parts and share > 0:
        within = inner(on.graph, nodes)
        for tolerance in TOLERANCES:
            band = (share * (1 - tolerance), share * (1 + tolerance))
            found = propose(within, weights, band, seed=seed, effort="fast", wishes=Wishes(wanted=parts)).parts
            if len(set(found.tolist())) == parts:
                return _ordered(on, np.array(atoms), found, weights)
    raise NotDivisible(grid=grid, parts=parts, atoms=len(atoms))


def _ordered(on: Board, atoms: np.ndarray, found: np.ndarray, weights: np.ndarray) -> tuple[tuple[int, ...], ...]:
    held = [(weights[found == part].sum(), tuple(atoms[found == part].tolist())) for part in sorted(set(found.tolist()))]
    keeps = max(held, key=lambda one: one[0])
    others = [part for _, part in held if part != keeps[1]]
    middles = np.array([on.places[[on.graph.node_of[atom] for atom in part]].mean(axis=0) for part in others])
    return (keeps[1], *(others[i] for i in reading_order(middles[:, 0], middles[:, 1]).tolist()))
