"""Sheets of residents: two shapes, two languages, and a word on every row."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from domain.household import Hukou
from tests.gis.exchange.sheets import DOOR, HEADERS, SON, WANG, outcome, read


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_members_meet_under_their_household_number(tmp_path: Path, name: str) -> None:
    rows = [
        HEADERS,
        ("001", DOOR, "王秀英", "户主", WANG, "13812345678", "女", "1950-01-01", "否", "2001年5月6日", "独居、老年"),
        ("002", "阳光小区3号楼2单元502室", "李四", "户主", "", "", "", "", "是", "", ""),
        ("001", "", "王建国", "儿子", SON, "0511-85512345", "", "", "", "", ""),
    ]
    one, two = (reading := read(tmp_path / name, rows)).households
    assert [(member.name, member.relation) for member in one.members] == [("王秀英", "head"), ("王建国", "child")]
    assert (one.place.estate, one.place.building, one.place.unit, one.place.room) == ("阳光小区", "3", "2", "501")
    assert (one.hukou, one.moved_in, one.people) == (Hukou.HERE, date(2001, 5, 6), 2)
    assert one.members[0].content() == {
        **{"name": "王秀英", "id_number": WANG, "birth": "1950-01-01", "sex": "female", "phone": "13812345678"},
        "needs": ["独居", "老年"],
    }
    assert one.members[1].phone == "051185512345"
    assert (two.hukou, two.rows) == (Hukou.ELSEWHERE, (3,))
    assert {one.result for one in reading.results} == {"taken"}


def test_english_headers_in_any_order_under_a_title(tmp_path: Path) -> None:
    rows = [
        ["Residents of Yingjiang", ""],
        [],
        ["Phone", "Full name", "Relationship", "Room", "Block", "Estate", "ID number", "Move-in date", "Remarks"],
        ["+65 9123 4567", "Ann Lee", "self", "05-12", "Blk 123", "Bedok Court", "", "2020-01-31", "x"],
        ["", "Bo Lee", "son", "05-12", "Blk 123", "Bedok Court", "", "", ""],
    ]
    reading = read(tmp_path / "a.xlsx", rows)
    (home,) = reading.households
    assert [(one.name, one.relation) for one in home.members] == [("Ann Lee", "head"), ("Bo Lee", "child")]
    assert (home.place.estate, home.place.building, home.place.room) == ("Bedok Court", "123", "05-12")
    assert home.members[0].phone == "+6591234567"
    assert [one.row for one in reading.results] == [4, 5]


def test_one_row_per_household_with_a_number_of_people(tmp_path: Path) -> None:
    rows = [
        ["门牌", "户主", "户主身份证号", "人数"],
        ["和平路12号501室", "王秀英", WANG, 4],
        ["和平路12号502室", "李四", "", ""],
        ["和平路12号503室", "赵六", "", "many"],
    ]
    reading = read(tmp_path / "a.xlsx", rows)
    assert [(one.place.house, one.people, one.members[0].relation) for one in reading.households] == [("12", 4, "head"), ("12", 1, "head")]
    assert outcome(reading)[2] == (4, "refused", "people_unreadable")


def test_cells_merged_over_a_family_are_read_downwards(tmp_path: Path) -> None:
    rows = [HEADERS[:4], ("001", DOOR, "王秀英", "户主"), ("", "", "王建国", "儿子"), ("", "", "王小明", "孙子")]
    (home,) = read(tmp_path / "a.xlsx", rows).households
    assert [one.relation for one in home.members] == ["head", "child", "grandchild"]


def test_without_numbers_a_door_and_a_head_make_a_household(tmp_path: Path) -> None:
    rows = [
        ("地址", "户主", "姓名"),
        (DOOR, "王秀英", "王秀英"),
        ("阳光小区 3栋 2-501", "王秀英", "王建国"),
        (DOOR, "李四", "李四"),
    ]
    one, two = read(tmp_path / "a.csv", rows).households
    assert [member.relation for member in one.members] == ["head", "other"]
    assert [member.name for member in two.members] == ["李四"]


def test_the_same_person_twice_is_told_with_the_first_row(tmp_path: Path) -> None:
    rows = [
        HEADERS[:5],
        ("001", DOOR, "王秀英", "户主", WANG),
        ("001", DOOR, "王秀英", "户主", WANG),
        ("002", "阳光小区4号楼101", "王秀英", "户主", WANG),
        ("003", "阳光小区4号楼102", "李四", "户主", ""),
        ("003", "阳光小区4号楼102", "李四", "户主", ""),
    ]
    reading = read(tmp_path / "a.csv", rows)
    assert [(one.row, one.first_row) for one in reading.results if one.result == "duplicate"] == [(3, 2), (4, 2), (6, 5)]
    assert len(reading.households) == 2


def test_contradictions_inside_a_household(tmp_path: Path) -> None:
    rows = [HEADERS[:4], ("001", DOOR, "甲", "户主"), ("001", DOOR, "乙", "户主"), ("001", "阳光小区9号楼101", "丙", "子")]
    assert [code for _, _, code in outcome(read(tmp_path / "a.csv", rows))] == ["row_taken", "head_twice", "door_differs"]


def test_a_family_goes_on_when_its_head_is_refused(tmp_path: Path) -> None:
    rows = [HEADERS[:5], ("001", DOOR, "甲", "户主", "1"), ("", "", "乙", "子", ""), ("", "", "", "", "")]
    reading = read(tmp_path / "a.csv", rows)
    assert outcome(reading) == [(2, "refused", "id_shape"), (3, "taken", "row_taken")]


def test_rows_under_a_refused_door_are_not_given_to_the_household_above(tmp_path: Path) -> None:
    rows = [HEADERS[:4], ("001", DOOR, "甲", "户主"), ("002", "", "乙", "户主"), ("", "", "丙", "子")]
    reading = read(tmp_path / "a.csv", rows)
    assert outcome(reading)[1:] == [(3, "refused", "door_missing"), (4, "refused", "household_refused")]


def test_categories_this_product_does_not_keep_are_never_read(tmp_path: Path) -> None:
    rows = [
        ("地址", "姓名", "民族", "宗教信仰", "政治面貌", "信访情况", "Religion", "Political party", "需求"),
        (DOOR, "王秀英", "汉SECRET", "SECRET", "SECRET", "SECRET", "SECRET", "SECRET", "独居；信访重点"),
    ]
    reading = read(tmp_path / "a.xlsx", rows)
    named = [one.facts["category"] for one in reading.remarks if one.code == "category_not_kept"]
    assert named == ["ethnicity", "religion", "politics", "petition", "religion", "politics"]
    assert reading.households[0].members[0].needs == ("独居",)
    assert [(one.row, one.code) for one in reading.remarks if one.row] == [(2, "need_not_kept")]
    assert "SECRET" not in repr(reading)


def test_the_same_sheet_again_gives_the_same_keys(tmp_path: Path) -> None:
    rows = [HEADERS[1:3], (DOOR, "甲"), ("和平路12号501室", "乙")]
    one, other = read(tmp_path / "a.csv", rows), read(tmp_path / "b.xlsx", [rows[0], *rows[:0:-1]])
    assert {home.key for home in one.households} == {home.key for home in other.households}


def test_the_report_holds_no_personal_content(tmp_path: Path) -> None:
    rows = [
        HEADERS,
        ("001", DOOR, "王秀英", "户主", WANG, "13812345678", "女", "", "", "", "独居"),
        ("002", DOOR, "李四", "户主", "5", "", "", "", "", "", ""),
    ]
    told = json.dumps(read(tmp_path / "a.csv", rows).as_json(), ensure_ascii=False)
    assert not any(secret in told for secret in ("王秀英", "李四", WANG, "13812345678", "501", "独居"))
