"""Files that are refused as a whole: too large, not what they say, or not to be placed. Nothing of them is taken."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
import shapely

from gis.exchange import errors as refusals
from gis.exchange import read_buildings, report
from gis.exchange.errors import (
    ArchiveRefused,
    CoordinatesNotDegrees,
    CrsMissing,
    CrsUnknown,
    DatumUnknown,
    EncodingUnknown,
    FileAbsent,
    FileTooLarge,
    FileUnreadable,
    FormatUnknown,
    LayerAmbiguous,
    LayerUnknown,
    NothingInside,
    TooManyRows,
)
from tests.gis.exchange.files import block, feature, geojson, vector


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileAbsent):
        read_buildings(tmp_path / "absent.geojson")
    with pytest.raises(FileAbsent):
        read_buildings(tmp_path)


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_text("{")
    os.truncate(file, 300_000_000)
    with pytest.raises(FileTooLarge):
        read_buildings(file)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<OGRVRTDataSource><OGRVRTLayer name='passwd'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        b'<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>',
        b"lon,lat\n119,32\n",
    ],
)
def test_what_is_no_map_is_refused_by_its_first_bytes(tmp_path: Path, content: bytes) -> None:
    """Whatever the name says: GDAL would follow a virtual data set to other files."""
    file = tmp_path / "a.geojson"
    file.write_bytes(content)
    with pytest.raises(FormatUnknown):
        read_buildings(file)


@pytest.mark.parametrize(
    "text", ['{"a":1}', '{"type":"FeatureCollection","features":[', '{"type":"FeatureCollection","features":' + "[" * 100_000]
)
def test_broken_json_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(text)
    with pytest.raises(FileUnreadable) as refused:
        read_buildings(file)
    assert str(tmp_path) not in str(refused.value.facts)


def test_an_empty_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingInside):
        read_buildings(geojson(tmp_path / "a.geojson", []))


def test_text_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_bytes(b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":"\xff\xfe\x81"},"geometry":null}]}')
    with pytest.raises(EncodingUnknown):
        read_buildings(file)


def test_metres_without_a_stated_system_are_refused_with_a_guess(tmp_path: Path) -> None:
    file = vector(tmp_path / "a.shp", [shapely.box(40448000, 3564000, 40448020, 3564010)], {"n": ["a"]}, driver="ESRI Shapefile")
    file.with_suffix(".prj").unlink()
    with pytest.raises(CrsMissing) as refused:
        read_buildings(file)
    assert refused.value.facts["guess"] == "EPSG:4528"
    (row,) = read_buildings(file, crs="EPSG:4528").taken
    assert row.shape.centroid.x == pytest.approx(119.45, abs=0.01) and row.shape.centroid.y == pytest.approx(32.2, abs=0.02)


def test_a_local_grid_of_small_numbers_is_not_taken_for_degrees(tmp_path: Path) -> None:
    rows = [shapely.box(x, 10, x + 8, 20) for x in range(0, 90, 10)]
    file = vector(tmp_path / "a.shp", rows, {"n": ["a"] * 9}, driver="ESRI Shapefile")
    file.with_suffix(".prj").unlink()
    with pytest.raises(CrsMissing):
        read_buildings(file)


def test_metres_in_a_geojson_are_named(tmp_path: Path) -> None:
    with pytest.raises(CoordinatesNotDegrees):
        read_buildings(geojson(tmp_path / "a.geojson", [feature(shapely.box(448000, 3564000, 448020, 3564010))]))


def test_names_nobody_knows(tmp_path: Path) -> None:
    file = geojson(tmp_path / "a.geojson", [feature(block(0))])
    with pytest.raises(CrsUnknown):
        read_buildings(file, crs="EPSG:999999")
    with pytest.raises(DatumUnknown):
        read_buildings(file, datum="mars")
    with pytest.raises(LayerUnknown):
        read_buildings(file, layer="houses")


def test_two_layers_of_areas_have_to_be_told_apart(tmp_path: Path) -> None:
    file = vector(tmp_path / "a.gpkg", [block(0)], {"n": ["a"]}, driver="GPKG", layer="one")
    vector(file, [block(1)], {"n": ["b"]}, driver="GPKG", layer="two", append=True)
    with pytest.raises(LayerAmbiguous) as refused:
        read_buildings(file)
    assert refused.value.facts == {"layers": "one, two"}
    assert len(read_buildings(file, layer="two").taken) == 1


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gis.exchange.layers.MAX_ROWS", 5)
    with pytest.raises(TooManyRows):
        read_buildings(geojson(tmp_path / "a.geojson", [feature(block(n)) for n in range(6)]))


def test_a_zipped_shapefile_is_read_and_a_bomb_is_not(tmp_path: Path) -> None:
    shape = vector(tmp_path / "楼栋.shp", [block(0)], {"楼名": ["甲楼"]}, driver="ESRI Shapefile", encoding="GB18030")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("楼栋.*"):
            archive.write(part, part.name)
    assert read_buildings(tmp_path / "a.zip").taken[0].name == "甲楼"
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr(shape.name, b"\0" * 60_000_000)
    with pytest.raises(ArchiveRefused):
        read_buildings(tmp_path / "b.zip")


def test_every_refusal_has_words_in_both_languages() -> None:
    codes = [one.code for one in vars(refusals).values() if isinstance(one, type) and one.__module__ == refusals.__name__]
    assert len(codes) > 15
    assert all(report.texts()[code]["zh"] and report.texts()[code]["en"] for code in codes)
    json.dumps(report.texts())
