"""Boundaries, roads and plans drawn elsewhere, read; grids, written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from pyogrio import read_info

from gis.exchange import Rank, export_grids, read_boundary, read_partition, read_roads
from gis.exchange.errors import BoundaryAbsent, BoundaryAmbiguous, NothingInside
from gis.exchange.export import ExportFormatUnknown
from tests.gis.exchange.files import LAT, LON, feature, geojson, osm_xml, vector

HOME = shapely.box(LON, LAT, 119.46, 32.21)
ISLET = shapely.box(119.47, LAT, 119.471, 32.201)
STREET = shapely.LineString([(LON, LAT), (LON + 0.01, LAT)])


def codes(remarks) -> list[str]:
    return [one.code for one in remarks]


def test_a_boundary_is_one_area(tmp_path: Path) -> None:
    reading = read_boundary(geojson(tmp_path / "a.geojson", [feature(HOME, name="迎江社区")]))
    assert reading.shape.equals(HOME) and reading.remarks == ()
    assert reading.area_m2 == pytest.approx(1_045_000, rel=0.01)


def test_an_islet_is_left_out_and_told(tmp_path: Path) -> None:
    reading = read_boundary(geojson(tmp_path / "a.geojson", [feature(shapely.MultiPolygon([ISLET, HOME]))]))
    assert reading.shape.equals(HOME) and codes(reading.remarks) == ["boundary_parts_left"]


def test_touching_parts_are_joined_and_a_courtyard_is_filled(tmp_path: Path) -> None:
    west, east = shapely.box(LON, LAT, 119.455, 32.21), shapely.box(119.455, LAT, 119.46, 32.21)
    holed = shapely.Polygon(east.exterior, [shapely.box(LON + 0.006, LAT + 0.002, LON + 0.007, LAT + 0.003).exterior])
    reading = read_boundary(geojson(tmp_path / "a.geojson", [feature(west), feature(holed)]))
    assert reading.shape.equals(HOME)
    assert codes(reading.remarks) == ["boundary_dissolved", "holes_filled"]


def test_two_like_areas_are_not_chosen_between(tmp_path: Path) -> None:
    twin = shapely.affinity.translate(HOME, xoff=0.05)
    with pytest.raises(BoundaryAmbiguous):
        read_boundary(geojson(tmp_path / "a.geojson", [feature(HOME), feature(twin)]))


def test_points_are_no_boundary(tmp_path: Path) -> None:
    with pytest.raises(BoundaryAbsent):
        read_boundary(geojson(tmp_path / "a.geojson", [feature(shapely.Point(LON, LAT))]))


def test_roads_keep_their_kind_and_name(tmp_path: Path) -> None:
    rows = [
        feature(STREET, highway="secondary", name="和平路"),
        feature(shapely.MultiLineString([STREET, shapely.affinity.translate(STREET, yoff=0.001)]), highway="footway"),
        feature(HOME, highway="pedestrian"),
        feature(shapely.Point(LON, LAT), highway="crossing"),
    ]
    reading = read_roads(geojson(tmp_path / "a.geojson", rows))
    assert [(road.row, road.rank, road.name) for road in reading.taken] == [
        (1, Rank.MAIN, "和平路"),
        (2, Rank.PATH, ""),
        (2, Rank.PATH, ""),
        (3, Rank.LOCAL, ""),
    ]
    assert len(reading.dividing().taken) == 2
    assert codes(reading.refused) == ["not_a_line"] and codes(reading.repaired) == ["area_outlined"]


def test_openstreetmap_without_roads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingInside):
        read_roads(osm_xml(tmp_path / "a.osm"))


def test_the_roads_of_a_geopackage_are_its_layer_of_lines(tmp_path: Path) -> None:
    file = vector(tmp_path / "a.gpkg", [HOME], {"name": ["a"]}, driver="GPKG", layer="houses")
    vector(file, [STREET], {"道路名称": ["和平路"]}, driver="GPKG", layer="lines", append=True)
    assert [road.name for road in read_roads(file).taken] == ["和平路"]


GRIDS = [
    ({"code": "321111001001001", "name": "第一网格", "households": 312, "people": 800, "area_m2": 1234.5, "status": "draft"}, HOME),
    ({"code": "321111001001002", "name": "第二网格", "households": 298, "people": None, "area_m2": 99.5}, shapely.MultiPolygon([ISLET])),
]


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp"])
def test_grids_go_out_and_come_back(tmp_path: Path, suffix: str) -> None:
    file = export_grids(GRIDS, tmp_path / f"网格.{suffix}")
    one, two = read_partition(file).taken
    assert (one.code, one.name, two.name) == ("321111001001001", "第一网格", "第二网格")
    assert one.shape.equals(HOME) and two.shape.equals(ISLET)
    assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]


def test_geojson_follows_rfc_7946(tmp_path: Path) -> None:
    told = json.loads(export_grids(GRIDS, tmp_path / "a.geojson").read_text("utf-8"))
    assert set(told) == {"type", "features"}
    one = told["features"][0]
    assert one["properties"] == {
        "code": "321111001001001",
        "name": "第一网格",
        "households": 312,
        "people": 800,
        "area_m2": 1234.5,
        "status": "draft",
    }
    assert shapely.LinearRing(one["geometry"]["coordinates"][0]).is_ccw


def test_a_shapefile_goes_out_in_gb18030(tmp_path: Path) -> None:
    file = export_grids(GRIDS, tmp_path / "a.shp")
    assert "第一网格".encode("gb18030") in file.with_suffix(".dbf").read_bytes()
    assert file.with_suffix(".cpg").read_text() == "GB18030"
    assert read_info(file)["crs"] == "EPSG:4490"


def test_an_unknown_suffix_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportFormatUnknown):
        export_grids(GRIDS, tmp_path / "a.dxf")
    assert list(tmp_path.iterdir()) == []
