"""Which grids could cover each other (相邻网格互设为A、B岗): a suggestion from borders and load; people decide.

Mutual pairs come first, those with the longest common border before others; a grid that is left over goes to the least loaded of its
neighbours, so that nobody covers two large grids while a small one stands by.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.ids import GridId

Borders = Mapping[GridId, Mapping[GridId, float]]
"""Of every grid those that touch it, with the metres of the common border."""


def ranked(borders: Borders, load: Mapping[GridId, int], grid: GridId) -> list[GridId]:
    """The neighbours of a grid: the longest common border first, of equal ones the least loaded."""
    near = borders.get(grid, {})
    return sorted(near, key=lambda one: (-near[one], load.get(one, 0), one))


def suggested(borders: Borders, load: Mapping[GridId, int]) -> dict[GridId, GridId]:
    """Grid to the grid whose holder could be its B. A grid without a neighbour is left out."""
    pairs: dict[GridId, GridId] = {}
    met = sorted({(-metres, min(one, other), max(one, other)) for one, near in borders.items() for other, metres in near.items()})
    for _, one, other in met:
        if one not in pairs and other not in pairs:
            pairs |= {one: other, other: one}
    left = {one: near for one, near in borders.items() if near and one not in pairs}
    return pairs | {one: min(near, key=lambda other: (load.get(other, 0), -near[other], other)) for one, near in left.items()}
