"""The demonstration's neighbourhood and people: files a stranger could have brought."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
import shapely

from api.demo import people, town
from domain.ids import building_id, community_id
from domain.values import CountBasis, DwellingKind
from gis.exchange import AddressBook, read_boundary, read_buildings, read_households, read_roads, sole
from gis.exchange.id_number import CitizenNumber, read_id_number
from gis.tessellation import tessellate

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def place() -> town.Town:
    return town.build(Random(1))


@pytest.fixture(scope="module")
def files(place: town.Town, tmp_path_factory: pytest.TempPathFactory) -> town.Files:
    return place.write(tmp_path_factory.mktemp("town"))


def test_same_seed_builds_the_same_town(place: town.Town) -> None:
    assert town.build(Random(1)) == place
    assert town.build(Random(2)) != place


def test_every_building_is_read_counted_and_without_a_fault(place: town.Town, files: town.Files) -> None:
    reading = read_buildings(files.buildings)
    assert not reading.refused
    assert not reading.repaired
    assert {remark.code for remark in reading.remarks} == {"columns_used", "columns_ignored"}
    assert {row.basis for row in reading.taken} == {CountBasis.COUNTED}
    assert 150 <= len(reading.taken) <= 220
    assert reading.households == sum(house.dwellings for house in place.houses)
    assert {row.kind for row in reading.taken if row.estate == "和平里"} == {DwellingKind.BUNGALOW}
    assert {row.kind for row in reading.taken if row.estate == "春江新村"} == {DwellingKind.BLOCK}


def test_land_holds_every_building_and_divides_almost_every_one_from_the_next(files: town.Files) -> None:
    reading, owner = read_buildings(files.buildings), community_id(town.CODE)
    shapes = [(building_id(owner, row.source), row.shape) for row in reading.taken]
    cut = tessellate(shapes, read_boundary(files.boundary).shape, [road.shape for road in read_roads(files.roads).dividing().taken])
    assert cut.report.outside == ()
    assert len(cut.atoms) >= len(shapes) - 2


def test_addresses_lead_to_one_building_each(files: town.Files) -> None:
    rows = read_buildings(files.buildings).taken
    book = AddressBook(rows)
    for row in rows:
        if row.dwellings:
            assert sole(book.match(f"镇江市润州区{row.address}")) is row


def test_towers_stand_on_a_site_that_is_free(place: town.Town) -> None:
    standing = shapely.union_all([shapely.Polygon(house.ring) for house in place.houses])
    assert all(shapely.Polygon(tower.ring).disjoint(standing) for tower in place.towers)


def test_residents_pass_as_a_sheet_and_no_number_is_given_twice(place: town.Town, tmp_path: Path) -> None:
    families = list(people.Registry(Random(3), TODAY).families(place.houses[:60], 0.95))
    reading = read_households(people.write_sheet(tmp_path / "住户.csv", families), today=TODAY)
    assert reading.counts()["refused"] == 0
    assert reading.counts()["duplicate"] == 0
    assert len(reading.households) == len(families)
    members = [member for household in reading.households for member in household.members]
    assert len({member.id_number for member in members}) == len(members)
    assert 1.9 <= len(members) / len(families) <= 2.5


def test_numbers_have_the_shape_of_real_ones_and_belong_to_nobody(place: town.Town) -> None:
    """The check digit fits, but no county of China begins with 99."""
    for family in people.Registry(Random(4), TODAY).families(place.houses[:20], 0.95):
        for person in family.members:
            read = read_id_number(person.id_number, TODAY)
            assert isinstance(read, CitizenNumber)
            assert (read.birth, read.sex) == (person.birth, person.sex)
            assert person.id_number.startswith("990000")
            assert person.phone == "" or (person.phone.startswith("1380000") and len(person.phone) == 11)


def test_families_are_families(place: town.Town) -> None:
    for family in people.Registry(Random(5), TODAY).families(place.houses[:60], 0.95):
        head, *others = family.members
        assert head.relation == "head"
        assert sum(person.relation == "spouse" for person in others) <= 1
        assert all(person.birth > head.birth for person in others if person.relation in ("child", "grandchild"))
        assert all(person.birth < head.birth for person in others if person.relation == "parent")
