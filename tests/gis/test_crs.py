"""Planes, lattice and datums."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from gis import datum
from gis.crs import CoordinatesOutOfRange, LocalPlane, central_meridian, refuse_bad_degrees, zone_crs

CITIES = {
    "Zhenjiang": (119.45, 32.2, 4549),
    "Panzhihua": (101.7, 26.58, 4543),
    "Erenhot": (111.98, 43.65, 4546),
    "Guangzhou": (113.26, 23.13, 4547),
}


@pytest.mark.parametrize("city", CITIES)
def test_a_city_lies_in_its_three_degree_zone(city):
    lon, _, epsg = CITIES[city]
    assert zone_crs(lon) == f"EPSG:{epsg}"


@pytest.mark.parametrize(("lon", "meridian"), [(73.5, 75), (73.49, 72), (136.4, 135), (136.5, 138), (9.52, 9), (-0.1, 0), (-1.6, -3)])
def test_central_meridians(lon, meridian):
    assert central_meridian(lon) == meridian


def test_outside_of_china_the_plane_is_a_transverse_mercator_on_the_same_ellipsoid():
    assert "+lon_0=9 " in zone_crs(9.52)
    plane = LocalPlane.around([[9.52, 47.14]])
    assert plane.to_metres([9.0, 47.0])[0, 0] == pytest.approx(500_000, abs=1e-6)


@pytest.mark.parametrize("city", CITIES)
def test_a_hectare_on_the_plane_is_a_hectare_on_the_ellipsoid(city):
    lon, lat, _ = CITIES[city]
    plane = LocalPlane.around([[lon, lat]])
    hectare = plane.to_degrees(np.array([[0, 0], [100_000, 0], [100_000, 100_000], [0, 100_000]]))
    true_area, true_length = Geod(ellps="GRS80").polygon_area_perimeter(*hectare.T)
    assert abs(true_area) == pytest.approx(10_000, rel=500e-6)
    assert true_length == pytest.approx(400, rel=250e-6)


@pytest.mark.parametrize("lonlat", [(119.45, 32.2), (103.8, 1.35), (9.52, 47.14), (113.26, -23.1)])
def test_every_lattice_point_returns_to_itself(lonlat):
    plane = LocalPlane.around([lonlat])
    points = np.random.default_rng(20140424).integers(-20_000_000, 20_000_000, (20_000, 2))
    assert np.array_equal(plane.to_lattice(plane.to_degrees(points)), points)


def test_one_lattice_point_is_one_pair_of_doubles_whoever_asks():
    plane = LocalPlane("EPSG:4549", (448_100.0, 3_564_100.0))
    alone, in_a_crowd = plane.to_degrees([[123, 456]]), plane.to_degrees([[0, 0], [123, 456], [7, 8]])
    assert alone.tobytes() == in_a_crowd[1:2].tobytes()
    assert np.array_equal(np.round(alone, 9), alone)


@pytest.mark.parametrize("bad", [[181.0, 0.0], [0.0, 90.0], [float("nan"), 1.0], [1.0, float("inf")]])
def test_what_is_no_longitude_and_latitude_is_refused(bad):
    with pytest.raises(CoordinatesOutOfRange) as refused:
        refuse_bad_degrees([[119.0, 32.0], bad])
    assert refused.value.facts == {"count": 1, "first": 1}


def _points_of_china(count: int) -> np.ndarray:
    rng = np.random.default_rng(4490)
    return np.column_stack([rng.uniform(73.5, 135, count), rng.uniform(18, 53.5, count)])


def _metres_apart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return Geod(ellps="GRS80").inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2]


@pytest.mark.parametrize(("there", "back"), [(datum.to_gcj02, datum.from_gcj02), (datum.to_bd09, datum.from_bd09)], ids=["gcj02", "bd09"])
def test_datum_round_trip_stays_within_a_millimetre(there, back):
    points = _points_of_china(100_000)
    assert _metres_apart(back(there(points)), points).max() < 0.001
    assert _metres_apart(there(back(points)), points).max() < 0.001


def test_the_forward_transforms_agree_with_published_pairs():
    """Tiananmen, as several independent implementations print it."""
    assert datum.to_gcj02([116.404, 39.915]) == pytest.approx(np.array([[116.41024449916938, 39.91640428150164]]), abs=1e-9)
    assert datum.to_bd09([116.404, 39.915]) == pytest.approx(np.array([[116.41662724378733, 39.922699552216216]]), abs=1e-9)


def test_the_offset_is_real_inside_china_and_absent_outside():
    offset = _metres_apart(datum.to_gcj02(_points_of_china(2_000)), _points_of_china(2_000))
    assert (offset > 10).all()
    assert (offset < 800).all()
    singapore = np.array([[103.8, 0.5]])
    assert np.array_equal(datum.to_gcj02(singapore), singapore)


def test_shapes_keep_their_corners_through_a_datum_change():
    corner = shapely.get_coordinates(shapely.transform(shapely.Point(119.45, 32.2), datum.to_gcj02))
    assert _metres_apart(datum.from_gcj02(corner), np.array([[119.45, 32.2]])).max() < 0.001
