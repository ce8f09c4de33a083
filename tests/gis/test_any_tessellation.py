"""Atoms around whatever comes: generated crowds of shapes, real neighbourhoods, and real ones spoiled on purpose."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point

from gis.tessellation import NoBuildings, tessellate
from tests.gis.neighbourhoods import Footprints, assert_exact, buildings, drawn, real, square


@st.composite
def _crowd(draw):
    """Rectangles and points thrown on a few metres, so that they touch, overlap and coincide."""
    metres = st.integers(0, 40).map(lambda n: n * 1.25)
    corner = st.tuples(metres, metres, st.sampled_from([0.02, 1.0, 2.5, 5.0, 20.0]), st.sampled_from([0.3, 2.5, 10.0]))
    rectangles = draw(st.lists(corner, max_size=12))
    points = draw(st.lists(st.tuples(metres, metres), min_size=0 if rectangles else 1, max_size=6))
    turn = draw(st.sampled_from([0.0, 30.0, 45.0]))
    shapes = [square(*r) for r in rectangles] + [Point(*p) for p in points]
    return [shapely.affinity.rotate(shape, turn, origin=(0, 0)) for shape in shapes]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(shapes=_crowd())
def test_any_crowd_of_shapes_is_tiled_exactly(shapes):
    footprints = buildings(shapes)
    assert_exact(footprints, tessellate(footprints))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(shapes=_crowd(), box=st.tuples(st.integers(-5, 25), st.integers(-5, 25), st.integers(20, 60), st.integers(20, 60)))
def test_any_crowd_in_any_box_with_a_road_is_tiled_exactly(shapes, box):
    footprints = buildings(shapes)
    road = drawn(LineString([(box[0] - 5, box[1]), (box[0] + 30, box[1] + 31)]))
    try:
        tess = tessellate(footprints, drawn(square(*box)), [road])
    except NoBuildings:
        return
    assert_exact(footprints, tess)


@pytest.mark.parametrize(
    ("file", "with_roads"),
    [
        ("cn_wuhan_guanggu", False),
        ("cn_wuhan_guanggu", True),
        ("osm_monaco", False),
        ("osm_monaco", True),
        ("osm_liechtenstein2013", True),
        pytest.param("osm_liechtenstein2013", False, marks=pytest.mark.slow),
    ],
)
def test_real_neighbourhoods(shared_data, file, with_roads):
    footprints = real(shared_data, f"{file}_buildings")
    tess = tessellate(footprints, roads=[shape for _, shape in real(shared_data, f"{file}_roads")] if with_roads else [])
    assert_exact(footprints, tess)
    assert np.mean([sum(map(len, atom.rings)) / 2 for atom in tess.atoms]) <= 25
    assert len(tess.report.outside) <= 0.01 * len(footprints)


@pytest.mark.slow
def test_five_thousand_footprints_of_nanshan(shared_data):
    footprints = real(shared_data, "cn_shenzhen_nanshan_buildings")
    tess = tessellate(footprints)
    assert_exact(footprints, tess)
    assert len(tess.atoms) == len(footprints)


def test_blocks_known_only_as_points(shared_data):
    footprints = real(shared_data, "sg_hdb_blocks", town="CL")
    assert len(footprints) == 210
    tess = tessellate(footprints)
    assert_exact(footprints, tess)
    assert len(tess.atoms) == 210


def _spoiled(footprints: Footprints, scale: float, turn: float, twins: bool) -> Footprints:
    """Every building larger or turned, so that many overlap; with twins, each third one has a second wing nearby."""
    rng = np.random.default_rng(11)
    found = []
    for i, (building, shape) in enumerate(footprints):
        changed = shapely.affinity.scale(shapely.affinity.rotate(shape, turn), scale, scale)
        if twins and i % 3 == 0:
            away = shapely.affinity.translate(changed, *rng.uniform(-5e-4, 5e-4, 2))
            changed = MultiPolygon([*shapely.get_parts(changed), *shapely.get_parts(away)])
        found.append((building, changed))
    return found


@pytest.mark.parametrize(("scale", "turn", "twins"), [(1.02, 0.0, False), (1.3, 0.0, False), (1.0, 7.0, False), (0.9, 0.0, True)])
@pytest.mark.parametrize("file", ["cn_wuhan_guanggu", "osm_monaco"])
def test_spoiled_neighbourhoods_in_a_ragged_boundary(shared_data, file, scale, turn, twins):
    footprints = _spoiled(real(shared_data, f"{file}_buildings"), scale, turn, twins)
    roads = [shape for _, shape in real(shared_data, f"{file}_roads")]
    places = shapely.get_coordinates(shapely.centroid(np.array([shape for _, shape in footprints], dtype=object)))
    rng = np.random.default_rng(3)
    angles, reach = np.sort(rng.uniform(0, 2 * np.pi, 12)), rng.uniform(0.001, 0.006, 12)
    star = shapely.Polygon(np.median(places, axis=0) + reach[:, None] * np.column_stack([np.cos(angles), np.sin(angles)]))
    assert_exact(footprints, tessellate(footprints, star, roads))
    assert_exact(footprints, tessellate(footprints))
