"""A shop on the street belongs to the nearest grid."""

from __future__ import annotations

import pytest

from domain.ids import GridId
from gis.crs import LocalPlane
from gis.nearest import Near, nearest_grids
from gis.tessellation import Tessellation, tessellate
from tests.gis.neighbourhoods import buildings, drawn, square

WIDE, HIGH = 8, 6
WEST, EAST = GridId("grd-west"), GridId("grd-east")


@pytest.fixture(scope="module")
def town() -> Tessellation:
    """Forty-eight houses on 160 × 120 m: atom 1 + x + 8·y is 20 m square."""
    houses = [square(5 + 20 * x, 5 + 20 * y) for y in range(HIGH) for x in range(WIDE)]
    return tessellate(buildings(houses), drawn(square(0, 0, 20 * WIDE, 20 * HIGH)))


def halves() -> dict[int, GridId]:
    return {1 + x + WIDE * y: WEST if x < 4 else EAST for x in range(WIDE) for y in range(HIGH)}


def degrees(town: Tessellation, east_m: float, north_m: float) -> tuple[float, float]:
    """A place so far from the south-west corner of the land."""
    x, y = min(zip(town.ring[0][::2], town.ring[0][1::2], strict=True))
    ((lon, lat),) = LocalPlane(town.crs, town.origin).to_degrees([(x + east_m * 1000, y + north_m * 1000)]).tolist()
    return lon, lat


@pytest.mark.rule("D1")
def test_inside_outside_and_the_distance_in_metres(town: Tessellation):
    inside, west_of_it, east_of_it = degrees(town, 30, 30), degrees(town, -25, 60), degrees(town, 172, 60)
    held, left, right = nearest_grids(town, halves(), [inside, west_of_it, east_of_it])
    assert held == Near(WEST, 0.0)
    assert (left.grid, left.distance_m) == (WEST, pytest.approx(25, abs=0.2))
    assert (right.grid, right.distance_m) == (EAST, pytest.approx(12, abs=0.2))


def test_a_land_without_grids_has_no_nearest(town: Tessellation):
    assert nearest_grids(town, {}, [degrees(town, 1, 1)]) == [None]
    assert nearest_grids(town, halves(), []) == []
