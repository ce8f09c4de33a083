"""A block's land among its stairwells: on paper, over random blocks of a real pattern, and put together again to the very corner."""

from __future__ import annotations

import random

import numpy as np
import pytest
import shapely

from domain.ids import BuildingId
from gis.exchange.stairwells import stairwell_of_door, strips
from gis.footprints import lattice_footprints
from gis.shapes import polygon_of, polygons_of, to_lattice
from gis.stairwells import StairwellsNotParted, divided, made_whole
from gis.tessellation import Tessellation, tessellate
from gis.topology import adjacency, exactness
from tests.gis.neighbourhoods import buildings, drawn, square

BLOCKS = 12


@pytest.fixture(scope="module")
def houses():
    """Twelve slabs, each turned another way, and a shed that touches the first."""
    slab = shapely.box(0, 0, 40, 12)
    turned = [shapely.affinity.rotate(shapely.affinity.translate(slab, 60 * (n % 4), 60 * (n // 4)), 17 * n) for n in range(BLOCKS)]
    return buildings([*turned, shapely.box(40, 2, 44, 8)])


@pytest.fixture(scope="module")
def town(houses) -> Tessellation:
    return tessellate(houses, drawn(square(-40, -40, 320, 280)))


def parts_of(town: Tessellation, houses, number: int, units: int) -> dict[BuildingId, shapely.Geometry]:
    name, shape = houses[number]
    shapes = to_lattice(np.array(strips(shape, units), dtype=object), town.plane)
    return {BuildingId(f"{name}#{n}"): part for n, part in enumerate(shapes, 1)}


def assert_exact(land: Tessellation) -> None:
    wrong, area = exactness(land)
    assert (len(wrong), area) == (0, 0)
    assert shapely.coverage_is_valid(polygons_of(atom.rings for atom in land.atoms))


def test_each_stairwell_gets_its_own_ground_and_no_other_building_is_cut(town, houses):
    names = [name for name, _ in houses]
    stand = dict(zip(names, lattice_footprints([shape for _, shape in houses], town.plane), strict=True))
    rng, land = random.Random(4), town
    for number in rng.sample(range(BLOCKS), BLOCKS):
        block = names[number]
        parts = parts_of(town, houses, number, rng.randint(2, 5))
        done = divided(land, {block: parts}, stand, adjacency(land))
        land = done.tess
        assert_exact(land)
        for each, shape in parts.items():
            ground = polygon_of(next(atom.rings for atom in land.atoms if each in atom.buildings))
            assert shape.difference(ground).area < shape.length + 1
        assert land.atom_of[block] == land.atom_of[next(iter(parts))]
    ground = {atom.id: polygon_of(atom.rings) for atom in land.atoms}
    assert stand[names[-1]].difference(ground[land.atom_of[names[-1]]]).area < stand[names[-1]].length + 1


@pytest.mark.parametrize("units", [2, 3, 5])
def test_neighbours_are_divided_in_one_go_as_one_after_the_other(town, houses, units):
    stand = dict(zip((name for name, _ in houses), lattice_footprints([shape for _, shape in houses], town.plane), strict=True))
    blocks = {houses[number][0]: parts_of(town, houses, number, units) for number in range(BLOCKS)}
    at_once, step_by_step = divided(town, blocks, stand).tess, town
    for block, parts in blocks.items():
        step_by_step = divided(step_by_step, {block: parts}, stand).tess
    assert_exact(at_once)
    for each in (each for parts in blocks.values() for each in parts):
        one, other = (polygon_of(land.by_id[land.atom_of[each]].rings) for land in (at_once, step_by_step))
        assert one.symmetric_difference(other).area < one.length


def test_put_together_again_the_land_is_what_it_was(town, houses):
    block = houses[5][0]
    parts = parts_of(town, houses, 5, 3)
    finer = divided(town, {block: parts}, {}).tess
    again = made_whole(finer, {block: tuple(parts)})
    (whole,) = again.made
    assert sorted(again.pieces.values()) == [(whole.id,)] * 3
    assert {block, *parts} <= set(whole.buildings)
    before = polygon_of(next(atom.rings for atom in town.atoms if block in atom.buildings))
    assert polygon_of(whole.rings).symmetric_difference(before).area < before.length
    assert_exact(again.tess)
    assert made_whole(again.tess, {block: tuple(parts)}).pieces == {}


def test_stairwells_in_one_place_are_refused(town, houses):
    block = houses[2][0]
    parts = dict.fromkeys((BuildingId("bld-a"), BuildingId("bld-b")), to_lattice([houses[2][1]], town.plane)[0])
    with pytest.raises(StairwellsNotParted):
        divided(town, {block: parts}, {})


@pytest.mark.parametrize(
    ("unit", "room", "stairwell"),
    [
        ("2", "501", 2),
        ("二单元", "501", 2),
        ("", "2-501", 2),
        ("B", "", 2),
        ("乙", "", 2),
        ("3门", "101", 3),
        ("", "501", None),
        ("东", "1", None),
    ],
)
def test_a_door_tells_its_stairwell_or_does_not(unit, room, stairwell):
    assert stairwell_of_door(unit, room) == stairwell
