"""What planners' files look like, and what becomes of each row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely.affinity import translate

from domain.values import CountBasis
from gis.datum import to_bd09, to_gcj02
from gis.exchange import read_buildings
from tests.gis.exchange.files import BOW_TIE, LAT, LON, OPEN_LINE, block, codes_by_row, feature, geojson, osm_pbf, osm_xml, vector


def near(shape: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Same place to a centimetre."""
    return shape.hausdorff_distance(other) < 2e-7


# --- formats -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "driver"), [("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("shp", "ESRI Shapefile"), ("kml", "KML")])
def test_every_format_gives_the_same_outline(tmp_path: Path, suffix: str, driver: str) -> None:
    crs = "EPSG:4326" if driver == "KML" else "EPSG:4490"
    file = vector(tmp_path / f"buildings.{suffix}", [block(0), block(1)], {"name": ["one", "two"]}, driver=driver, crs=crs)
    reading = read_buildings(file)
    shapes = {row.name: row.shape for row in reading.taken}
    assert shapes.keys() == {"one", "two"}
    assert near(shapes["one"], block(0)) and shapes["one"].geom_type == "Polygon"


@pytest.mark.parametrize("written", [osm_xml, osm_pbf])
def test_openstreetmap_files_give_their_buildings_only(tmp_path: Path, written) -> None:
    file = written(tmp_path / ("a.osm.pbf" if written is osm_pbf else "a.osm"))
    (house,) = read_buildings(file).taken
    assert (house.source, house.street, house.floors, house.dwellings) == ("osm_way_id:w9", "和平路", 6, 24)
    assert house.basis is CountBasis.COUNTED and near(house.shape, block(0))


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-8"])
@pytest.mark.parametrize("with_cpg", [True, False])
def test_a_shapefile_keeps_its_chinese(tmp_path: Path, encoding: str, with_cpg: bool) -> None:
    columns = {"楼名": ["阳光小区3号楼", "和平里"], "层数": [6, 1]}
    file = vector(tmp_path / "楼栋.shp", [block(0), block(1)], columns, driver="ESRI Shapefile", encoding=encoding)
    if not with_cpg:
        file.with_suffix(".cpg").unlink()
    reading = read_buildings(file)
    assert [(row.name, row.floors) for row in reading.taken] == [("阳光小区3号楼", 6), ("和平里", 1)]
    assert reading.encoding == encoding.lower()


def test_a_shapefile_field_name_cut_inside_a_character_is_still_read(tmp_path: Path) -> None:
    """Four characters are twelve bytes of UTF-8, a field name has ten: the last character is lost, the column is not."""
    with pytest.warns(RuntimeWarning):
        file = vector(tmp_path / "a.shp", [block(0)], {"楼栋名称": ["甲楼"]}, driver="ESRI Shapefile", encoding="UTF-8")
    reading = read_buildings(file)
    assert "楼栋名" in next(one.zh for one in reading.remarks if one.code == "columns_ignored")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_geojson_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    (row,) = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0), 名称="市民之家")], encoding=encoding)).taken
    assert row.name == "市民之家"


def test_a_geopackage_gives_its_layer_of_areas(tmp_path: Path) -> None:
    file = vector(tmp_path / "city.gpkg", [shapely.LineString([(LON, LAT), (LON + 1e-3, LAT)])], {"n": ["a"]}, driver="GPKG", layer="roads")
    vector(file, [block(0)], {"n": ["b"]}, driver="GPKG", layer="houses", append=True)
    reading = read_buildings(file)
    assert reading.layer == "houses" and len(reading.taken) == 1


# --- reference systems -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4528", "EPSG:3857", "EPSG:32650"])
def test_projected_files_come_back_to_degrees(tmp_path: Path, crs: str) -> None:
    there = Transformer.from_crs("EPSG:4490", crs, always_xy=True)
    moved = shapely.transform(block(0), lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    file = vector(tmp_path / "a.gpkg", [moved], {"name": ["a"]}, driver="GPKG", crs=crs)
    (row,) = read_buildings(file).taken
    assert near(row.shape, block(0))
    assert row.area_m2 == pytest.approx(209.1, abs=0.3)


def test_a_shapefile_without_prj_counts_as_degrees_when_it_looks_so(tmp_path: Path) -> None:
    file = vector(tmp_path / "a.shp", [block(0)], {"name": ["a"]}, driver="ESRI Shapefile")
    file.with_suffix(".prj").unlink()
    reading = read_buildings(file)
    assert near(reading.taken[0].shape, block(0))
    assert "crs_assumed" in [one.code for one in reading.remarks]


def test_a_prj_that_names_its_system_in_gbk_is_understood(tmp_path: Path) -> None:
    there = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
    moved = shapely.transform(block(0), lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    file = vector(tmp_path / "楼[1].shp", [moved], {"name": ["a"]}, driver="ESRI Shapefile", crs="EPSG:4549")
    prj = file.with_suffix(".prj")
    prj.write_bytes(prj.read_text().replace("CGCS2000_3_Degree_GK_CM_120E", "国家2000坐标系").encode("gb18030"))
    assert "国家2000".encode("gb18030") in prj.read_bytes()
    assert near(read_buildings(file).taken[0].shape, block(0))


@pytest.mark.parametrize(("datum", "shifted"), [("gcj02", to_gcj02), ("bd09", to_bd09)])
def test_web_map_coordinates_are_shifted_back(tmp_path: Path, datum: str, shifted) -> None:
    file = geojson(tmp_path / "a.geojson", [feature(shapely.transform(block(0), shifted))])
    assert read_buildings(file).taken[0].shape.distance(block(0)) > 0.003
    assert near(read_buildings(file, datum=datum).taken[0].shape, block(0))


def test_a_file_with_latitude_first_is_turned_and_says_so(tmp_path: Path) -> None:
    turned = [feature(shapely.transform(block(n), lambda xy: xy[:, ::-1])) for n in range(3)]
    reading = read_buildings(geojson(tmp_path / "a.geojson", turned))
    assert near(reading.taken[0].shape, block(0))
    assert "coordinates_turned" in [one.code for one in reading.remarks]


def test_a_single_row_with_latitude_first_is_refused(tmp_path: Path) -> None:
    rows = [feature(block(0)), feature(shapely.transform(block(1), lambda xy: xy[:, ::-1]))]
    reading = read_buildings(geojson(tmp_path / "a.geojson", rows))
    assert codes_by_row(reading.refused) == [(2, "coordinates_swapped")]


# --- rows --------------------------------------------------------------------------------------------------------------------

_STAR = [[LON + 3e-4 * np.cos(n * 1.9), LAT + 3e-4 * np.sin(n * 1.9)] for n in range(400)]


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geometry_absent"),
        ({"type": "Polygon", "coordinates": []}, "geometry_empty"),
        (OPEN_LINE, "not_an_area"),
        ({"type": "Point", "coordinates": [1e308, 1e308]}, "out_of_world"),
        ({"type": "Point", "coordinates": [float("nan"), 32.0]}, "coordinates_not_finite"),
        ({"type": "Point", "coordinates": [float("inf"), 32.0]}, "coordinates_not_finite"),
        ({"type": "Point", "coordinates": [200.0, 32.0]}, "out_of_world"),
        (shapely.geometry.mapping(shapely.box(LON, LAT, LON + 1e-5, LAT + 1e-5)), "too_small"),
        ({"type": "Polygon", "coordinates": [[*_STAR, _STAR[0]]]}, "repair_too_hard"),
        (shapely.geometry.mapping(shapely.Point(LON, LAT).buffer(1e-3, quad_segs=5_001)), "too_many_vertices"),
    ],
)
def test_a_row_that_is_no_building_is_refused_and_the_rest_taken(tmp_path: Path, geometry, code: str) -> None:
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0)), feature(geometry), feature(block(1))]))
    assert codes_by_row(reading.refused) == [(2, code)]
    assert [row.row for row in reading.taken] == [1, 3]


def test_a_bow_tie_is_repaired_with_both_lobes_and_its_areas_told(tmp_path: Path) -> None:
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(BOW_TIE, id="b7")]))
    (repair,) = reading.repaired
    assert (repair.code, repair.source_id, repair.facts["parts"]) == ("geometry_repaired", "b7", 2)
    assert reading.taken[0].shape.is_valid and reading.taken[0].area_m2 == pytest.approx(209.1, abs=0.5)


def test_heights_of_corners_are_dropped(tmp_path: Path) -> None:
    tall = shapely.force_3d(block(0), 12.5)
    (row,) = read_buildings(geojson(tmp_path / "a.geojson", [feature(tall)])).taken
    assert not row.shape.has_z and near(row.shape, block(0))


def test_a_closed_line_is_taken_as_the_area_it_rings(tmp_path: Path) -> None:
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(shapely.LineString(block(0).exterior.coords))]))
    assert near(reading.taken[0].shape, block(0))
    assert codes_by_row(reading.repaired) == [(1, "area_made")]


def test_the_same_outline_drawn_from_another_corner_is_a_duplicate(tmp_path: Path) -> None:
    ring = list(block(0).exterior.coords)[:-1]
    again = shapely.Polygon([*ring[2:], *ring[:2]]).reverse()
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0)), feature(block(1)), feature(again)]))
    assert codes_by_row(reading.refused) == [(3, "duplicate")]
    assert reading.refused[0].facts == {"first_row": 1}


def test_blocks_at_one_geocode_are_kept_and_told_but_a_row_repeated_is_not(tmp_path: Path) -> None:
    here = shapely.Point(LON, LAT)
    rows = [
        feature(here, blk_no="1A", street="X Ave"),
        feature(here, blk_no="1B", street="X Ave"),
        feature(here, blk_no="1A", street="X Ave"),
    ]
    reading = read_buildings(geojson(tmp_path / "a.geojson", rows))
    assert [row.number for row in reading.taken] == ["1A", "1B"]
    assert len({row.source for row in reading.taken}) == 2
    assert codes_by_row(reading.refused) == [(3, "duplicate")]
    assert (2, "same_place") in codes_by_row(reading.remarks)


def test_overlapping_and_nested_buildings_are_taken_and_told(tmp_path: Path) -> None:
    shed = shapely.box(LON + 5e-5, LAT + 2e-5, LON + 1.2e-4, LAT + 8e-5)
    leaning = translate(block(1, width=0.00015), yoff=5e-5)
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0)), feature(shed), feature(block(1)), feature(leaning)]))
    assert len(reading.taken) == 4
    assert codes_by_row(reading.remarks) == [(2, "inside_other"), (4, "overlaps")]
    assert reading.remarks[-1].facts == {"other_row": 3, "share": 50}


def test_neighbours_wall_to_wall_are_not_called_overlapping(tmp_path: Path) -> None:
    terrace = [feature(translate(block(0), xoff=n * 0.0002)) for n in range(4)]
    assert codes_by_row(read_buildings(geojson(tmp_path / "a.geojson", terrace)).remarks) == []
