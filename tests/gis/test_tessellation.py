"""Atoms around buildings: hand-drawn trouble first, then real neighbourhoods."""

from __future__ import annotations

import random

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from domain import tessellation as law
from domain.ids import BuildingId, CommunityId, TessellationId
from gis.coverage import uncancelled
from gis.crs import CoordinatesOutOfRange
from gis.footprints import BuildingTwice, BuildingWithoutShape
from gis.shapes import polygons_of
from gis.tessellation import BoundaryUnusable, NoBuildings, seal, tessellate
from gis.topology import adjacency
from tests.gis.neighbourhoods import assert_exact, buildings, drawn, lost_m2, square

ROW = [square(20 * i, 0) for i in range(6)]
BLOCK = [square(20 * i, 20 * j) for i in range(6) for j in range(6)]
COURTYARD = square(0, 0, 50, 50).difference(square(10, 10, 30, 30))
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
L_SHAPE = Polygon([(0, 0), (20, 0), (20, 5), (5, 5), (5, 20), (0, 20)])


@pytest.mark.rule("G3")
@pytest.mark.parametrize(
    ("shapes", "atoms"),
    [
        pytest.param([square(0, 0)], 1, id="one building"),
        pytest.param([Point(0, 0)], 1, id="one point"),
        pytest.param([square(0, 0), square(30, 0)], 2, id="two buildings"),
        pytest.param([Point(0, 0), Point(30, 0)], 2, id="two points"),
        pytest.param([Point(20 * i, 0) for i in range(9)], 9, id="collinear points"),
        pytest.param([Point(20 * i, 20 * j) for i in range(7) for j in range(7)], 49, id="points on a lattice"),
        pytest.param([Point(0, 0)] * 5, 1, id="identical points"),
        pytest.param([square(0, 0)] * 4, 1, id="identical footprints"),
        pytest.param([square(0, 0), Point(5, 5), Point(10.1, 5), square(30, 0)], 2, id="points in and at a footprint"),
        pytest.param([Point(0, 0), Point(0.3, 0), Point(0.9, 0), Point(30, 0)], 4, id="points a hand apart"),
        pytest.param([square(10 * i, 0) for i in range(8)], 8, id="a terrace with shared walls"),
        pytest.param([square(10 * i, 10 * j) for i in range(5) for j in range(5)], 25, id="shared walls both ways"),
        pytest.param([square(10.001 * i, 0) for i in range(8)], 8, id="a millimetre apart"),
        pytest.param([square(10.05 * i, 0) for i in range(8)], 8, id="five centimetres apart"),
        pytest.param([square(0, 0), square(9, 0)], 2, id="a small overlap"),
        pytest.param([square(0, 0), square(3, 0)], 1, id="a large overlap"),
        pytest.param([square(0, 0, 50, 50), square(10, 10)], 1, id="one inside the other"),
        pytest.param([COURTYARD, square(20, 20)], 2, id="a building in a courtyard"),
        pytest.param([square(0, 20, 100, 5), square(40, 0, 5, 100)], 1, id="a cross"),
        pytest.param([L_SHAPE, square(6, 6, 14, 14)], 2, id="interlocked"),
        pytest.param([BOW_TIE, square(30, 0)], 2, id="a bow tie"),
        pytest.param([Polygon([(0, 0), (10, 0), (5, 0)]), square(30, 0)], 2, id="collapsed ring"),
        pytest.param([LineString([(0, 0), (10, 0)]), square(30, 0)], 2, id="a line"),
        pytest.param([square(0, 0, 0.01, 0.01), square(30, 0)], 2, id="a speck"),
        pytest.param([shapely.force_3d(square(0, 0), 5.0), square(30, 0)], 2, id="with heights"),
        pytest.param([MultiPolygon([square(0, 0), square(15, 0)]), square(30, 0)], 2, id="two wings"),
        pytest.param([MultiPolygon([square(0, 0), square(30, 0)]), square(12, -40, 16, 100)], 1, id="two wings, one building between"),
        pytest.param([Polygon([(0, 0), (900, 0.02), (900, 0.05)]), square(500, 1), square(500, -11)], 3, id="a needle between"),
    ],
)
def test_every_building_has_one_atom(shapes, atoms):
    footprints = buildings(shapes)
    tess = tessellate(footprints)
    assert_exact(footprints, tess)
    assert len(tess.atoms) == atoms
    assert len(tess.ring) == 1
    assert adjacency(tess).is_contiguous([atom.id for atom in tess.atoms])


def test_buildings_that_cannot_be_parted_share_an_atom_and_are_named():
    tess = tessellate(buildings([square(0, 0), square(3, 0), square(40, 0)]))
    assert tess.report.sharing == (("b0", "b1"),)
    assert tess.atom_of == {"b0": 1, "b1": 1, "b2": 2}


def test_the_larger_building_loses_a_small_overlap_and_is_named():
    footprints = buildings([square(0, 0, 20, 10), square(19, 0)])
    tess = tessellate(footprints)
    assert tess.report.cut == ("b0",)
    assert lost_m2(footprints, tess) == {"b0": pytest.approx(10.0, abs=0.1)}


def test_a_wing_behind_another_building_is_reported():
    tess = tessellate(buildings([MultiPolygon([square(0, 0), square(900, 0)]), square(450, -200, 10, 400)]))
    assert tess.report.scattered == ("b0",)


def test_wings_close_together_stay_in_one_atom():
    footprints = buildings([MultiPolygon([square(0, 0), square(60, 0)]), square(30, 30), square(30, -30)])
    tess = tessellate(footprints)
    assert tess.report.scattered == ()
    assert lost_m2(footprints, tess) == {}


def test_the_same_input_gives_the_same_seal_and_another_order_the_same_atoms():
    footprints = buildings(BLOCK)
    shuffled = random.Random(7).sample(footprints, len(footprints))
    one, again, other = tessellate(footprints), tessellate(footprints), tessellate(shuffled)
    assert one.sha256 == again.sha256 == seal(one.crs, one.origin, one.ring, one.atoms)
    assert one == again
    assert {atom.buildings: atom.rings for atom in one.atoms} == {atom.buildings: atom.rings for atom in other.atoms}


def test_the_domain_accepts_what_gis_makes():
    tess = tessellate(buildings(BLOCK))
    made = law.Made(
        tessellation=TessellationId("tes-0001"), community=CommunityId("com-321111001001"), crs=tess.crs, origin=tess.origin,
        ring=tess.ring, atoms=tess.atoms, made_with=tess.made_with, sha256=tess.sha256,
    )  # fmt: skip
    assert law.make(None, made) == (made,)


def test_rings_are_stored_outer_first_and_counter_clockwise():
    courtyard = tessellate(buildings([COURTYARD, square(20, 20)])).atoms[0]
    outer, hole = (shapely.linearrings(np.array(ring, dtype=float).reshape(-1, 2)) for ring in courtyard.rings)
    assert outer.is_ccw
    assert not hole.is_ccw
    assert all(isinstance(number, int) for ring in courtyard.rings for number in ring)


class TestBoundary:
    def test_the_drawn_line_is_the_ring_to_the_millimetre(self):
        boundary = Polygon([(-7, -9), (118, -4), (131, 96.5), (40, 140), (-12.3, 101)])
        footprints = buildings(BLOCK)
        tess = tessellate(footprints, drawn(boundary))
        assert_exact(footprints, tess)
        ring = tess.plane.to_metres(shapely.get_coordinates(drawn(boundary))) - tess.origin
        stored = np.array(tess.ring[0]).reshape(-1, 2) / 1000
        assert shapely.hausdorff_distance(shapely.linearrings(ring), shapely.linearrings(stored), densify=0.01) < 0.001

    def test_buildings_outside_are_named_and_get_no_atom(self):
        tess = tessellate(buildings(ROW), drawn(square(-5, -5, 77, 20)))
        assert tess.report.outside == ("b4", "b5")
        assert tess.report.derived is False

    def test_a_building_across_the_line_belongs_where_its_middle_is(self):
        footprints = buildings(ROW)
        tess = tessellate(footprints, drawn(square(-5, -5, 68, 20)))
        assert tess.report.outside == ("b3", "b4", "b5")
        assert tess.report.overhanging == ()
        tess = tessellate(footprints, drawn(square(-5, -5, 72, 20)))
        assert tess.report.overhanging == ("b3",)
        assert_exact(footprints, tess)

    def test_a_hole_in_the_community_stays_a_hole(self):
        footprints = buildings(BLOCK)
        tess = tessellate(footprints, drawn(square(-5, -5, 130, 130).difference(square(38, 38, 34, 34))))
        assert_exact(footprints, tess)
        assert len(tess.ring) == 2
        assert len(tess.report.outside) == 4

    def test_two_separate_territories_are_two_rings(self):
        footprints = buildings(BLOCK)
        tess = tessellate(footprints, drawn(MultiPolygon([square(-5, -5, 40, 130), square(75, -5, 60, 130)])))
        assert_exact(footprints, tess)
        assert len(tess.ring) == 2

    def test_a_detached_part_without_buildings_is_left_out(self):
        tess = tessellate(buildings(ROW), drawn(MultiPolygon([square(-5, -5, 130, 30), square(500, 0, 10, 10)])))
        assert len(tess.ring) == 1
        assert tess.report.left_out_m2 == pytest.approx(100, rel=1e-3)

    def test_a_community_much_larger_than_its_buildings(self):
        footprints = buildings([square(0, 0), Point(20, 50)])
        tess = tessellate(footprints, drawn(square(-20_000, -20_000, 40_000, 40_000)))
        assert_exact(footprints, tess)
        assert adjacency(tess).area_m2.sum() == pytest.approx(1.6e9, rel=1e-9)

    def test_an_empty_boundary_is_refused(self):
        with pytest.raises(BoundaryUnusable):
            tessellate(buildings(ROW), Polygon())
        with pytest.raises(BoundaryUnusable):
            tessellate(buildings(ROW), drawn(LineString([(0, 0), (9, 9)])))

    def test_a_boundary_in_another_country_holds_no_building(self):
        with pytest.raises(NoBuildings) as refused:
            tessellate(buildings(ROW), shapely.box(9.5, 47.1, 9.6, 47.2))
        assert refused.value.facts == {"outside": 6}

    def test_no_building_inside_is_refused(self):
        with pytest.raises(NoBuildings) as refused:
            tessellate(buildings(ROW), drawn(square(1_000, 1_000)))
        assert refused.value.facts == {"outside": 6}


class TestDerivedLand:
    def test_a_margin_of_fifteen_metres_at_least(self):
        footprints = buildings(BLOCK)
        tess = tessellate(footprints)
        land = shapely.Polygon(np.array(tess.ring[0]).reshape(-1, 2))
        stood_on = shapely.transform(np.array([shape for _, shape in footprints]), tess.plane.to_lattice)
        assert shapely.distance(land.exterior, stood_on).min() >= 15_000
        assert tess.report.derived

    def test_two_villages_are_tied_by_a_strip_of_land(self):
        tess = tessellate(buildings([*ROW, *(square(8_000 + 20 * i, 0) for i in range(5))]))
        assert len(tess.ring) == 1
        assert tess.report.outside == ()
        assert adjacency(tess).area_m2.sum() < 600_000

    def test_a_lone_building_far_off_is_an_outlier(self):
        tess = tessellate(buildings([*(square(20 * i, 0) for i in range(150)), square(50_000, 0)]))
        assert tess.report.outside == ("b150",)

    def test_a_building_on_null_island_is_an_outlier(self):
        footprints = [*buildings(ROW), (BuildingId("lost"), Point(0, 0))]
        assert tessellate(footprints).report.outside == ("lost",)


class TestRoads:
    ROAD = LineString([(-100, 16), (200, 17)])

    def test_a_road_between_two_rows_is_their_border(self):
        footprints = buildings([*ROW, *(square(20 * i, 20) for i in range(6))])
        tess = tessellate(footprints, roads=[drawn(self.ROAD)])
        assert_exact(footprints, tess)
        places = tess.plane.to_metres(shapely.get_coordinates(drawn(self.ROAD))) - tess.origin
        road = shapely.LineString(places * 1000).buffer(2)
        south = shapely.union_all([p for atom, p in _areas(tess) if atom.buildings[0] in {f"b{i}" for i in range(6)}])
        north = shapely.union_all([p for atom, p in _areas(tess) if atom.buildings[0] in {f"b{i}" for i in range(6, 12)}])
        assert south.intersection(north).difference(road).length == 0

    def test_a_road_through_a_building_does_not_cut_it(self):
        footprints = buildings(BLOCK)
        through = [LineString([(-100, 23), (300, 26)]), LineString([(-100, -100), (300, 300)]), LineString([(55, -50), (55, 60)])]
        tess = tessellate(footprints, drawn(square(-5, -5, 130, 130)), [drawn(road) for road in through])
        assert_exact(footprints, tess)
        assert len(tess.atoms) == 36

    def test_a_block_of_streets_without_buildings_goes_to_a_neighbour(self):
        ring_road = LineString([(40, -30), (70, -30), (70, 0), (40, 0), (40, -30)])
        footprints = buildings([square(0, 0), square(0, 30)])
        tess = tessellate(footprints, drawn(square(-5, -50, 100, 100)), [drawn(ring_road)])
        assert_exact(footprints, tess)
        assert len(tess.atoms) == 2


def _areas(tess):
    return zip(tess.atoms, polygons_of(atom.rings for atom in tess.atoms), strict=True)


class TestRefusals:
    def test_no_buildings(self):
        with pytest.raises(NoBuildings):
            tessellate([])

    def test_a_building_given_twice(self):
        with pytest.raises(BuildingTwice) as refused:
            tessellate([*buildings(ROW), *buildings(ROW[:1])])
        assert refused.value.facts["buildings"] == ["b0"]

    @pytest.mark.parametrize("nothing", [None, Point(), Polygon()])
    def test_a_building_without_a_shape(self, nothing):
        with pytest.raises(BuildingWithoutShape) as refused:
            tessellate([*buildings(ROW), (BuildingId("blank"), nothing)])
        assert refused.value.facts["buildings"] == ["blank"]

    def test_metres_given_for_degrees(self):
        with pytest.raises(CoordinatesOutOfRange):
            tessellate([(BuildingId("b0"), Point(448_100, 3_564_100))])


def test_the_proof_sees_a_missing_atom_where_the_coverage_check_does_not():
    tess = tessellate(buildings(BLOCK))
    holed = [atom.rings for atom in tess.atoms if atom.id != 15]
    assert shapely.coverage_is_valid(polygons_of(holed))
    assert len(uncancelled(holed, tess.ring)) > 0


def test_the_proof_sees_one_vertex_moved_by_a_millimetre():
    tess = tessellate(buildings(BLOCK))
    moved = [list(atom.rings) for atom in tess.atoms]
    moved[14][0] = (moved[14][0][0] + 1, *moved[14][0][1:])
    assert len(uncancelled([tuple(rings) for rings in moved], tess.ring)) > 0
