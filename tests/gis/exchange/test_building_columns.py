"""What the columns of a building file become: addresses, counts, keys, and the report."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import shapely
from shapely.affinity import translate

from domain.values import CountBasis, DwellingKind
from gis.exchange import read_buildings
from gis.exchange.errors import ColumnUnknown, NoBuildingTaken
from tests.gis.exchange.files import BOW_TIE, LAT, LON, OPEN_LINE, block, codes_by_row, feature, geojson


def test_columns_are_known_by_many_names(tmp_path: Path) -> None:
    rows = [
        feature(block(0), 小区="阳光小区", 楼号="3", 层数="6层", 单元数=3, 户数="36户", 备注="x"),
        feature(block(1), **{"addr:street": "Peace Rd", "addr:housenumber": "12", "building:levels": 2, "building": "house"}),
    ]
    reading = read_buildings(geojson(tmp_path / "a.geojson", rows))
    one, two = reading.taken
    assert (one.address, one.estate, one.number, one.floors, one.units, one.dwellings) == ("阳光小区3号楼", "阳光小区", "3", 6, 3, 36)
    assert (two.address, two.floors, two.kind, two.dwellings) == ("12 Peace Rd", 2, DwellingKind.BUNGALOW, 1)
    assert "备注" in next(one.zh for one in reading.remarks if one.code == "columns_ignored")


def test_estate_and_number_are_read_out_of_a_name(tmp_path: Path) -> None:
    (row,) = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0), name="阳光小区3号楼")])).taken
    assert (row.estate, row.number, row.address) == ("阳光小区", "3", "阳光小区3号楼")


def test_the_named_field_is_counted_and_gaps_are_estimated(tmp_path: Path) -> None:
    rows = [feature(block(n), zhs=value, floors=6) for n, value in enumerate([40, 0, None, "many", -3])]
    reading = read_buildings(geojson(tmp_path / "a.geojson", rows), households_field="zhs")
    assert [(row.dwellings, row.basis.value) for row in reading.taken[:2]] == [(40, "counted"), (0, "counted")]
    assert {row.basis for row in reading.taken[2:]} == {CountBasis.ESTIMATED}
    assert codes_by_row(reading.remarks) == [(4, "households_unreadable"), (5, "households_unreadable")]


def test_a_named_field_that_is_not_there_refuses_the_file(tmp_path: Path) -> None:
    with pytest.raises(ColumnUnknown) as refused:
        read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0), floors=2)]), households_field="hh")
    assert refused.value.facts == {"column": "hh", "columns": "floors"}


def test_the_same_file_again_gives_the_same_keys(tmp_path: Path) -> None:
    plain = [feature(block(n)) for n in range(3)]
    one = read_buildings(geojson(tmp_path / "a.geojson", plain)).taken
    other = read_buildings(geojson(tmp_path / "b.geojson", plain[::-1])).taken
    assert [row.source for row in one] == [row.source for row in other[::-1]]
    assert len({row.source for row in one}) == 3


def test_an_id_that_repeats_still_gives_two_keys(tmp_path: Path) -> None:
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0), id=7), feature(block(1), id=7)]))
    one, two = (row.source for row in reading.taken)
    assert one == "id:7" and two.startswith("id:7~")
    assert codes_by_row(reading.remarks) == [(2, "id_repeated")]


def test_the_footprint_is_stored_with_seven_decimals(tmp_path: Path) -> None:
    (row,) = read_buildings(geojson(tmp_path / "a.geojson", [feature(shapely.box(LON, LAT, LON + 1 / 3000, LAT + 1 / 7000))])).taken
    assert shapely.from_wkt(row.footprint).equals(row.shape)
    assert (
        max(len(part.split(".")[1]) for part in row.footprint.replace("(", " ").replace(")", " ").replace(",", " ").split() if "." in part)
        <= 7
    )


def test_a_file_of_which_nothing_is_left_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(NoBuildingTaken) as refused:
        read_buildings(geojson(tmp_path / "a.geojson", [feature(None), feature(OPEN_LINE)]))
    assert refused.value.facts == {"rows": 2, "reasons": {"geometry_absent": 1, "not_an_area": 1}}


def test_the_report_is_plain_json(tmp_path: Path) -> None:
    reading = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0), floors=6), feature(None), feature(BOW_TIE)]))
    report = json.loads(json.dumps(reading.as_json(), allow_nan=False))
    assert (report["rows"], report["taken"], report["refused_by"]) == (3, 2, {"geometry_absent": 1})
    assert report["households"] == sum(row.dwellings for row in reading.taken) > 0


def test_a_pile_of_outlines_on_one_spot_stays_cheap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gis.exchange.neighbours.MAX_PAIRS", 500)
    pile = [feature(translate(block(0), xoff=n * 1e-7)) for n in range(200)]
    reading = read_buildings(geojson(tmp_path / "a.geojson", pile))
    assert len(reading.taken) == 200
    assert "overlaps_not_all" in [one.code for one in reading.remarks] and len(reading.remarks) < 510


def test_control_characters_never_reach_the_register(tmp_path: Path) -> None:
    (row,) = read_buildings(geojson(tmp_path / "a.geojson", [feature(block(0), name="甲\x07\x1b[31m楼" + "长" * 500)])).taken
    assert row.name.startswith("甲[31m楼") and len(row.name) == 200


def test_twenty_thousand_buildings_are_read_in_ten_seconds(tmp_path: Path) -> None:
    street = [feature(block(n % 200, n // 200), id=n, floors=n % 12 + 1, street="和平路", housenumber=n) for n in range(20_000)]
    file = geojson(tmp_path / "a.geojson", street)
    start = time.process_time()
    reading = read_buildings(file)
    assert len(reading.taken) == 20_000
    assert time.process_time() - start < 10
