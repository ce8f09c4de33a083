"""What a division is worth: proofs on atoms, and PostGIS as a second opinion."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest
import shapely

from domain.ids import GridId
from gis.shapes import polygons_of
from gis.tessellation import Tessellation, tessellate
from gis.topology import AtomGraph, adjacency, atom_polygons, check_partition, grid_areas, grid_polygons, measures, parts_of_grids
from tests.gis.neighbourhoods import buildings, drawn, real, square

WIDE, HIGH = 8, 6
A, B, C = GridId("grd-a"), GridId("grd-b"), GridId("grd-c")


@pytest.fixture(scope="module")
def town() -> Tessellation:
    """Forty-eight equal houses, 20 m apart, on 160 × 120 m: atom 1 + x + 8·y is 20 m square."""
    houses = [square(5 + 20 * x, 5 + 20 * y) for y in range(HIGH) for x in range(WIDE)]
    return tessellate(buildings(houses), drawn(square(0, 0, 20 * WIDE, 20 * HIGH)))


@pytest.fixture(scope="module")
def graph(town) -> AtomGraph:
    return adjacency(town)


def at(x: int, y: int) -> int:
    return 1 + x + WIDE * y


def west_and_east(split: int = 4) -> dict[int, GridId]:
    return {at(x, y): A if x < split else B for x in range(WIDE) for y in range(HIGH)}


class TestGraph:
    def test_neighbours_share_a_border_and_corners_do_not_count(self, graph):
        assert set(graph.neighbours(at(3, 3))) == {at(2, 3), at(4, 3), at(3, 2), at(3, 4)}
        assert set(graph.neighbours(at(0, 0))) == {at(1, 0), at(0, 1)}

    def test_borders_are_in_metres(self, graph):
        assert len(graph.edges) == 7 * HIGH + 5 * WIDE
        assert graph.border_m == pytest.approx(20.0, abs=0.05)
        assert graph.outer_m.sum() == pytest.approx(2 * (160 + 120), abs=0.05)

    def test_areas_add_up_to_the_community_exactly(self, town, graph):
        ring = shapely.Polygon(np.array(town.ring[0]).reshape(-1, 2))
        assert round(graph.area_m2.sum() * 1e6) == round(ring.area)

    def test_places_lie_inside_their_atoms(self, town, graph):
        atoms = polygons_of(atom.rings for atom in town.atoms)
        assert shapely.contains_xy(atoms, graph.xs * 1000, graph.ys * 1000).all()

    def test_a_set_that_meets_in_a_corner_is_two_parts(self, graph):
        assert graph.parts([at(0, 0), at(1, 1)]) == ((at(0, 0),), (at(1, 1),))
        assert not graph.is_contiguous([at(0, 0), at(1, 1)])
        assert graph.is_contiguous([at(0, 0), at(1, 0), at(1, 1)])

    def test_nothing_is_not_contiguous(self, graph):
        assert not graph.is_contiguous([])


class TestPartition:
    def test_two_halves_hold(self, town, graph):
        report = check_partition(town, west_and_east(), graph)
        assert report.holds
        assert (report.defect, report.area_gap_mm2) == (0, 0)

    @pytest.mark.rule("G4", "D2")
    def test_an_atom_in_no_grid_is_a_gap_with_its_place_and_area(self, town):
        bare = {atom: grid for atom, grid in west_and_east().items() if atom != at(7, 5)}
        (finding,) = check_partition(town, bare).findings
        assert (finding.code, finding.atoms) == ("plan.gap", (at(7, 5),))
        assert finding.amount_m2 == pytest.approx(400, abs=1)
        assert shapely.Point(finding.place).within(atom_polygons(town.atoms, town.plane)[at(7, 5)])

    def test_a_severed_grid_is_named_with_what_is_cut_off(self, town):
        severed = {**west_and_east(), at(7, 0): A}
        (finding,) = check_partition(town, severed).findings
        assert (finding.code, finding.grid, finding.atoms) == ("grid.not_contiguous", A, (at(7, 0),))

    def test_an_atom_of_another_tessellation_is_named(self, town):
        (finding,) = check_partition(town, {**west_and_east(), 999: A}).findings
        assert (finding.code, finding.atoms) == ("plan.unknown_atom", (999,))

    def test_a_tessellation_with_an_atom_taken_out_does_not_tile(self, town):
        holed = Tessellation(town.crs, town.origin, town.ring, town.atoms[:20] + town.atoms[21:], (), "")
        report = check_partition(holed, {atom.id: A for atom in holed.atoms})
        assert report.defect >= 4
        assert report.area_gap_mm2 == pytest.approx(2 * 400e6, rel=0.01)
        assert {finding.code for finding in report.findings} == {"plan.defect"}

    def test_a_tessellation_with_an_atom_twice_does_not_tile(self, town):
        doubled = Tessellation(town.crs, town.origin, town.ring, (*town.atoms, town.atoms[20]), (), "")
        assert check_partition(doubled, west_and_east()).defect >= 4

    def test_parts_of_every_grid(self, graph):
        assert parts_of_grids(graph, {**west_and_east(), at(7, 0): A})[A][1:] == ((at(7, 0),),)


class TestMeasures:
    def test_a_half_measures_eighty_by_a_hundred_and_twenty(self, graph):
        half = measures(graph, west_and_east())[A]
        assert half.area_m2 == pytest.approx(9_600, rel=1e-3)
        assert half.perimeter_m == pytest.approx(400, rel=1e-3)

    def test_the_rim_of_a_hole_counts(self, graph):
        ring = {at(x, y): B if (x, y) == (3, 3) else A for x in range(WIDE) for y in range(HIGH)}
        assert measures(graph, ring)[A].perimeter_m == pytest.approx(560 + 80, rel=1e-3)

    def test_measures_are_those_of_the_grid_polygons(self, town, graph):
        plan = {**west_and_east(), at(4, 2): A}
        shapes = grid_areas(town, plan)
        for grid, found in measures(graph, plan).items():
            assert found.area_m2 == pytest.approx(shapes[grid].area / 1e6, rel=1e-12)
            assert found.perimeter_m == pytest.approx(shapes[grid].length / 1e3, rel=1e-12)

    def test_grid_polygons_share_their_corners_as_equal_doubles(self, town):
        halves = grid_polygons(town, west_and_east())
        assert shapely.coverage_is_valid(list(halves.values()))
        west, east = (set(map(tuple, shapely.get_coordinates(halves[grid]))) for grid in (A, B))
        border = sorted(west & east)
        assert len(border) >= 2
        metres = town.plane.to_metres(border) - town.plane.to_metres(shapely.get_coordinates(drawn(shapely.Point(80, 0))))
        assert np.abs(metres[:, 0]).max() < 0.1

    def test_a_grid_in_two_pieces_is_a_multipolygon(self, town):
        assert grid_polygons(town, {**west_and_east(), at(7, 0): A})[A].geom_type == "MultiPolygon"


def test_postgis_agrees_that_the_grids_tile(database, shared_data):
    tess = tessellate(real(shared_data, "cn_wuhan_guanggu_buildings"))
    graph = adjacency(tess)
    plan = {atom: GridId(f"grd-{int(x // 250)}-{int(y // 250)}") for atom, x, y in zip(graph.ids, graph.xs, graph.ys, strict=True)}
    rows = [(grid, shape.wkb) for grid, shape in grid_areas(tess, plan).items()]
    with psycopg.connect(database.admin) as conn:
        conn.execute("create temporary table drawn (grid text, geom geometry)")
        conn.cursor().executemany("insert into drawn values (%s, st_geomfromwkb(%s))", rows)
        ring = shapely.Polygon(np.array(tess.ring[0]).reshape(-1, 2)).wkb
        assert conn.execute("select bool_and(st_isvalid(geom)) from drawn").fetchone() == (True,)
        overlaps = "select count(*) from drawn a join drawn b on a.grid < b.grid and st_relate(a.geom, b.geom, '2********')"
        assert conn.execute(overlaps).fetchone() == (0,)
        apart = "select st_area(st_symdifference(st_union(geom), st_geomfromwkb(%s))) from drawn"
        assert conn.execute(apart, (ring,)).fetchone() == (0.0,)
        summed = conn.execute("select sum(st_area(geom)) from drawn").fetchone()
    assert summed[0] == pytest.approx(graph.area_m2.sum() * 1e6, abs=1)
