"""Addresses as people write them, and the buildings they mean."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from gis.exchange import Address, AddressBook, match, parse, sole
from gis.exchange.addresses import compose, same_number, same_place


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("阳光小区3号楼2单元501室", Address(estate="阳光小区", building="3", unit="2", room="501")),
        ("阳光小区３号楼２单元５０１室", Address(estate="阳光小区", building="3", unit="2", room="501")),
        ("阳光小区三号楼二单元五〇一室", Address(estate="阳光小区", building="3", unit="2", room="501")),
        ("阳光小区 3 栋 2 单元 501", Address(estate="阳光小区", building="3", unit="2", room="501")),
        ("阳光小区3-2-501", Address(estate="阳光小区", building="3", unit="2", room="501")),
        ("阳光小区3-501", Address(estate="阳光小区", building="3", room="501")),
        ("阳光小区十二栋101", Address(estate="阳光小区", building="12", room="101")),
        ("阳光花园二期8#1-301", Address(estate="阳光花园二期", building="8", unit="1", room="301")),
        ("阳光小区A座1203", Address(estate="阳光小区", building="A", room="1203")),
        ("翠竹园7幢乙单元302室", Address(estate="翠竹园", building="7", unit="乙", room="302")),
        ("新街口小区3号楼", Address(estate="新街口小区", building="3")),
        ("和平路12号3栋1-402", Address(street="和平路", house="12", building="3", unit="1", room="402")),
        ("和平路12号", Address(street="和平路", house="12")),
        ("和平路12号501室", Address(street="和平路", house="12", room="501")),
        ("和平路12-3号", Address(street="和平路", house="12-3")),
        ("和平路阳光小区3号楼", Address(street="和平路", estate="阳光小区", building="3")),
        ("解放路3号院5号楼1门203", Address(street="解放路", house="3", building="5", unit="1", room="203")),
        ("人民中路88弄12号301室", Address(street="人民中路88弄", house="12", room="301")),
        (
            "江苏省镇江市润州区金山街道迎江社区和平路12号3栋1单元402室",
            Address(street="和平路", house="12", building="3", unit="1", room="402"),
        ),
        ("城南菜市场路12号", Address(street="城南菜市场路", house="12")),
        ("国际大厦1203室", Address(estate="国际大厦", room="1203")),
        ("3-2-501", Address(building="3", unit="2", room="501")),
        ("3号楼2单元501", Address(building="3", unit="2", room="501")),
        ("Blk 123 Bedok North Ave 1 #05-12", Address(street="BEDOK NORTH AVE 1", building="123", room="05-12")),
        ("12A Peace Road", Address(street="PEACE ROAD", building="12A")),
        ("", Address()),
    ],
)
def test_an_address_falls_into_its_parts(text: str, parts: Address) -> None:
    assert parse(text) == parts


@pytest.mark.parametrize(
    ("estate", "street", "number", "name", "line"),
    [
        ("阳光小区", "", "3", "", "阳光小区3号楼"),
        ("阳光小区", "和平路", "3号楼", "", "和平路阳光小区3号楼"),
        ("", "和平路", "12", "", "和平路12号"),
        ("", "BEDOK STH AVE 1", "12A", "", "12A BEDOK STH AVE 1"),
        ("", "", "", "市民之家", "市民之家"),
        ("", "", "", "", ""),
    ],
)
def test_parts_are_put_into_one_line(estate: str, street: str, number: str, name: str, line: str) -> None:
    assert compose(estate, street, number, name) == line


@dataclass(frozen=True)
class House:
    name: str = ""
    address: str = ""
    estate: str = ""
    number: str = ""
    source: str = ""


SUN_3 = House(address="阳光小区3号楼", estate="阳光小区", number="3")
SUN_4 = House(address="阳光小区4号楼", estate="阳光小区", number="04栋")
MOON_3 = House(address="月亮湾3号楼", estate="月亮湾", number="3号楼")
PEACE_12 = House(address="和平路12号", number="12")
TOWER = House(name="国际大厦")
BLOCK_1 = House(address="1 BEDOK STH AVE 1", number="1")
BLOCK_2 = House(address="1 BEDOK NTH AVE 1", number="1")
NAMELESS = House(source="osm_way_id:w112937194")
ALL = AddressBook([SUN_3, SUN_4, MOON_3, PEACE_12, TOWER, BLOCK_1, BLOCK_2, NAMELESS])


@pytest.mark.parametrize(
    ("text", "building", "score"),
    [
        ("阳光小区3号楼2单元501室", SUN_3, 100),
        ("江苏省镇江市润州区金山街道阳光小区 4幢 201", SUN_4, 100),
        ("和平路12号501室", PEACE_12, 95),
        ("阳光3号楼101", SUN_3, 80),
        ("国际大厦1203室", TOWER, 70),
        ("Blk 1 Bedok South Avenue 1 #05-12", BLOCK_1, 100),
        ("4-2-501", SUN_4, 50),
        ("w112937194-2-501", NAMELESS, 60),
    ],
)
def test_an_address_finds_its_building(text: str, building: House, score: int) -> None:
    best = ALL.match(text)[0]
    assert (best.building, best.score) == (building, score)
    assert sole(ALL.match(text)) is building


def test_between_equals_nothing_is_guessed() -> None:
    found = ALL.match("3-2-501")
    assert {one.building for one in found} == {SUN_3, MOON_3}
    assert sole(found) is None


@pytest.mark.parametrize("text", ["阳光小区9号楼", "长江路1号", "", "阳光小区"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert sole(ALL.match(text)) is None


def test_a_single_address_needs_no_book() -> None:
    assert match("阳光小区3号楼", [SUN_3, MOON_3])[0].building is SUN_3


HOSTILE = ("1", "一", "中一", "1号", "路1", "1 A ", "-1", "市区", "村", "1弄", "Ａ", "UNIT ")


@pytest.mark.parametrize("first", ["中", "1 A"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_of_hundred_thousand_signs_takes_no_time(first: str, piece: str) -> None:
    """No pattern is led into trying every end of it."""
    text, began = f"{first}{piece * (100_000 // len(piece))}!", time.process_time()
    assert len(parse(text).estate) > 50_000
    same_place(text)
    same_number(text)
    assert time.process_time() - began < 2
