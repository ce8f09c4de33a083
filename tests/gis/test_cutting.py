"""Atoms cut exactly along a line: on paper first, then hundreds of random lines over a town and over real neighbourhoods."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import shapely

from domain import tessellation
from domain.ids import BuildingId
from gis.cutting import cut
from gis.footprints import lattice_footprints
from gis.shapes import polygon_of, polygons_of
from gis.tessellation import Tessellation, tessellate
from gis.topology import adjacency, exactness
from tests.gis.neighbourhoods import Footprints, buildings, drawn, real, square

WIDE, HIGH = 8, 6


@pytest.fixture(scope="module")
def houses() -> Footprints:
    return buildings([square(5 + 20 * x, 5 + 20 * y) for y in range(HIGH) for x in range(WIDE)])


@pytest.fixture(scope="module")
def town(houses) -> Tessellation:
    """Forty-eight houses of 10 m, 20 m apart, on 160 × 120 m."""
    return tessellate(houses, drawn(square(0, 0, 20 * WIDE, 20 * HIGH)))


def on_lattice(footprints: Footprints, tess: Tessellation) -> dict[BuildingId, shapely.Geometry]:
    return dict(zip([name for name, _ in footprints], lattice_footprints([shape for _, shape in footprints], tess.plane), strict=True))


def path(*corners: tuple[float, float]) -> shapely.LineString:
    """Corners in metres from the town's south-west corner."""
    return shapely.LineString(np.array(corners) * 1000)


def everything(tess: Tessellation) -> list[int]:
    return [atom.id for atom in tess.atoms]


def assert_exact(finer: Tessellation) -> None:
    wrong, area = exactness(finer)
    assert (len(wrong), area) == (0, 0)
    assert shapely.coverage_is_valid(polygons_of(atom.rings for atom in finer.atoms))


def test_a_line_between_the_houses_cuts_the_land_and_no_house(town, houses):
    done = cut(town, everything(town), path((-5, 17), (165, 18)), on_lattice(houses, town))
    assert len(done.pieces) == WIDE
    assert done.whole == ()
    assert_exact(done.tess)
    assert sum(len(atom.buildings) for atom in done.made) == WIDE
    assert max(atom.id for atom in town.atoms) < min(atom.id for atom in done.made)


def test_the_neighbour_and_the_ring_take_the_new_corner(town, houses):
    done = cut(town, [1], path((3, -5), (3.1, 25)), on_lattice(houses, town))
    assert list(done.pieces) == [1]
    assert 1 + WIDE in done.bent
    assert len(done.tess.ring[0]) == len(town.ring[0]) + 2
    assert_exact(done.tess)
    made = sorted(polygon_of(atom.rings).area / 1e6 for atom in done.made)
    assert sum(made) == pytest.approx(400, abs=0.1)


def test_a_house_in_the_way_keeps_its_land_whole(town, houses):
    done = cut(town, everything(town), path((-5, 10), (165, 10)), on_lattice(houses, town))
    assert done.pieces == {}
    assert set(done.whole) == set(range(1, WIDE + 1))


def test_a_line_that_would_part_next_to_nothing_cuts_nothing(town, houses):
    done = cut(town, [1], path((-5, 0.02), (25, 0.03)), on_lattice(houses, town))
    assert (done.pieces, done.whole) == ({}, (1,))


def test_a_line_that_ends_on_an_atom_parts_nothing_of_it(town, houses):
    done = cut(town, [1, 2], path((-5, 17), (30, 17)), on_lattice(houses, town))
    assert (set(done.pieces), done.whole) == ({1}, (2,))
    assert_exact(done.tess)


def test_the_finer_land_is_accepted_by_the_domain(town, houses):
    done = cut(town, everything(town), path((-5, 17), (165, 18)), on_lattice(houses, town))
    land = done.tess
    made = tessellation.Made(
        tessellation="tes-fine",
        community="com-321111001001",
        crs=land.crs,
        origin=land.origin,
        ring=land.ring,
        atoms=land.atoms,
        made_with=land.made_with,
        sha256=land.sha256,
    )
    *_, refined = events = tessellation.refine(made, of="tes-coarse", pieces=done.pieces)
    assert tessellation.fold(events).refined == refined
    with pytest.raises(tessellation.PieceUnknown):
        tessellation.refine(made, of="tes-coarse", pieces={2 + WIDE: (1,)})


def _cut_at_random(footprints: Footprints, tess: Tessellation, lines: int, reach_m: float) -> tuple[Tessellation, int]:
    """Line after line through the land as the last one left it."""
    shapes, rng, cuts = on_lattice(footprints, tess), random.Random(5), 0
    for _ in range(lines):
        graph = adjacency(tess)
        middle = rng.choice(tess.atoms)
        x, y = (corner + rng.randint(-9_000, 9_000) for corner in middle.rings[0][:2])
        turn = rng.random() * 2 * np.pi
        line = shapely.LineString([(x, y), np.rint((x + reach_m * 1000 * np.cos(turn), y + reach_m * 1000 * np.sin(turn)))])
        near = {other for atom in (middle.id, *graph.neighbours(middle.id)) for other in graph.neighbours(atom)}
        done = cut(tess, near, line, shapes, graph)
        cuts += bool(done.pieces)
        tess = done.tess
    return tess, cuts


def _assert_no_house_cut(footprints: Footprints, before: Tessellation, after: Tessellation) -> None:
    assert before.atom_of.keys() == after.atom_of.keys()
    shapes = on_lattice(footprints, before)
    for tess in (before, after):
        areas = {atom.id: polygon_of(atom.rings) for atom in tess.atoms}
        outside = {each: shapely.area(shapely.difference(shapes[each], areas[atom])) for each, atom in tess.atom_of.items()}
        lost = {each for each, area in outside.items() if area > shapes[each].length * 2 + 1_000}
        if tess is before:
            known = lost
    assert lost == known


def test_a_hundred_random_lines_over_a_town(town, houses):
    finer, cuts = _cut_at_random(houses, town, 100, reach_m=70)
    assert cuts > 30
    assert_exact(finer)
    _assert_no_house_cut(houses, town, finer)


@pytest.mark.parametrize(("file", "where"), [("sg_hdb_blocks", {"town": "CL"}), ("osm_monaco_buildings", {})])
def test_random_lines_over_real_neighbourhoods(shared_data: Path, file, where):
    footprints = real(shared_data, file, **where)
    tess = tessellate(footprints)
    finer, cuts = _cut_at_random([each for each in footprints if each[0] in tess.atom_of], tess, 60, reach_m=150)
    assert cuts > 20
    assert_exact(finer)
    _assert_no_house_cut([each for each in footprints if each[0] in tess.atom_of], tess, finer)
