"""Which grids touch."""

from __future__ import annotations

import pytest

from domain.ids import GridId
from gis.bordering import bordering
from gis.tessellation import tessellate
from gis.topology import adjacency
from tests.gis.neighbourhoods import buildings, drawn, square

A, B, C, D = (GridId(f"grd-{n}") for n in "abcd")


@pytest.mark.rule("P2")
def test_four_quarters_touch_along_borders_and_not_across_the_corner():
    town = tessellate(buildings([square(5 + 20 * x, 5 + 20 * y) for y in range(4) for x in range(4)]), drawn(square(0, 0, 80, 80)))
    quarters = {1 + x + 4 * y: (A, B, C, D)[(x >= 2) + 2 * (y >= 2)] for y in range(4) for x in range(4)}
    found = bordering(adjacency(town), quarters)
    assert {grid: set(near) for grid, near in found.items()} == {A: {B, C}, B: {A, D}, C: {A, D}, D: {B, C}}
    assert all(metres == pytest.approx(40, abs=0.2) for near in found.values() for metres in near.values())
    assert bordering(adjacency(town), dict.fromkeys(quarters, A)) == {A: {}}
