"""The files of the shared folder of real data, where it is present."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.values import CountBasis
from gis.exchange import AddressBook, read_boundary, read_buildings, read_partition, read_roads, sole


@pytest.mark.parametrize(
    ("name", "taken", "refused", "low", "high"),
    [
        ("cn_shenzhen_nanshan_buildings", 5412, {}, 180_000, 300_000),
        ("cn_wuhan_guanggu_buildings", 233, {}, 4_500, 9_000),
        ("osm_liechtenstein2013_buildings", 3717, {"too_small": 5, "duplicate": 1}, 5_500, 11_000),
        ("osm_monaco_buildings", 964, {"too_small": 2}, 12_000, 22_000),
    ],
)
def test_footprints_are_taken_and_households_believable(
    shared_data: Path, name: str, taken: int, refused: dict, low: int, high: int
) -> None:
    reading = read_buildings(shared_data / f"{name}.geojson")
    assert (len(reading.taken), reading.counts()["refused_by"]) == (taken, refused)
    assert low < reading.households < high
    assert all(row.shape.is_valid and row.basis is CountBasis.ESTIMATED and row.basis_note for row in reading.taken)


def test_counted_dwellings_are_taken_as_they_are(shared_data: Path) -> None:
    reading = read_buildings(shared_data / "sg_hdb_blocks.geojson", households_field="households")
    assert (len(reading.taken), reading.households) == (2802, 305_146)
    assert {row.basis for row in reading.taken} == {CountBasis.COUNTED}
    assert len({row.source for row in reading.taken}) == 2802


def test_every_block_of_a_city_is_found_by_its_address(shared_data: Path) -> None:
    """The file says BEDOK STH AVE 1, people write Bedok South Avenue 1."""
    blocks = read_buildings(shared_data / "sg_hdb_blocks.geojson").taken
    book = AddressBook(blocks)
    assert all(sole(book.match(f"Blk {block.number} {block.street.title()} #05-12")) is block for block in blocks)
    south = next(block for block in blocks if block.address == "1 BEDOK STH AVE 1")
    assert sole(book.match("Blk 1 Bedok South Avenue 1 #05-12")) is south


@pytest.mark.parametrize(
    ("name", "rows"), [("cn_wuhan_guanggu", 350), ("cn_shenzhen_nanshan", 8), ("osm_liechtenstein2013", 2753), ("osm_monaco", 866)]
)
def test_roads(shared_data: Path, name: str, rows: int) -> None:
    reading = read_roads(shared_data / f"{name}_roads.geojson")
    assert reading.rows == rows and reading.refused == ()


@pytest.mark.parametrize(("name", "parts"), [("taipei_datong", 567), ("taichung_central", 119)])
def test_a_real_coverage_joins_into_its_district_without_a_gap(shared_data: Path, name: str, parts: int) -> None:
    file = shared_data / f"tw_basecode_{name}.geojson"
    drawn = read_partition(file)
    assert len(drawn.taken) == parts and drawn.taken[0].code.startswith("A6")
    assert read_boundary(file).area_m2 == pytest.approx(sum(part.area_m2 for part in drawn.taken), rel=1e-5)
