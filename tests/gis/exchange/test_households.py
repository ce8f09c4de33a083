"""Sheets of residents: two shapes, two languages, and a word on every row."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from domain.household import Hukou
from gis.exchange import HouseholdReading, read_households
from gis.exchange.errors import (
    ArchiveRefused,
    ColumnsMissing,
    FileUnreadable,
    FormatUnknown,
    LayerUnknown,
    NothingInside,
    SheetTooDemanding,
    TooManyRows,
)
from gis.exchange.id_number import check_character

TODAY = date(2026, 11, 22)
HEADERS = ("户号", "地址", "姓名", "与户主关系", "身份证号", "联系电话", "性别", "出生日期", "人户分离", "迁入日期", "需求")
DOOR = "阳光小区3号楼2单元501室"


def citizen(birth: str, order: int = 2) -> str:
    first = f"321111{birth}{order:03d}"
    return first + check_character(first)


WANG, SON = citizen("19500101"), citizen("19750615", 1)


def sheet(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "utf-8-sig") -> Path:
    """The suffix decides: a CSV as Excel writes it, or a workbook."""
    if path.suffix == ".csv":
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("住户")
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def read(path: Path, rows: Sequence[Sequence[Any]], **options: Any) -> HouseholdReading:
    return read_households(sheet(path, rows), today=TODAY, **options)


def outcome(reading: HouseholdReading) -> list[tuple[int, str, str]]:
    return [(one.row, one.result, one.code) for one in reading.results]


def one_row(tmp_path: Path, **cells: Any) -> HouseholdReading:
    """A single resident, sound but for the cells given by header."""
    sound = {"户号": "001", "地址": DOOR, "姓名": "王秀英", "与户主关系": "户主"}
    return read(tmp_path / "a.csv", [HEADERS, [{**sound, **cells}.get(header, "") for header in HEADERS]])


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


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"身份证号": "321111500101002"}, "id_fifteen_digits"),
        ({"身份证号": WANG[:-1] + ("1" if WANG[-1] != "1" else "2")}, "id_check_digit"),
        ({"身份证号": citizen("20990101")}, "id_birth_future"),
        ({"身份证号": WANG, "性别": "男"}, "sex_contradicts_id"),
        ({"身份证号": WANG, "出生日期": "1951-01-01"}, "birth_contradicts_id"),
        ({"出生日期": "1950-02-30"}, "birth_unreadable"),
        ({"出生日期": "2027-01-01"}, "birth_future"),
        ({"性别": "?"}, "sex_unreadable"),
        ({"联系电话": "12345"}, "phone_invalid"),
        ({"联系电话": "138123456789999"}, "phone_invalid"),
        ({"迁入日期": "soon"}, "moved_in_unreadable"),
        ({"迁入日期": "2026-11-23"}, "moved_in_future"),
        ({"姓名": ""}, "name_missing"),
        ({"姓名": "王" * 81}, "name_too_long"),
        ({"户号": "", "地址": ""}, "door_missing"),
        ({"地址": ""}, "door_missing"),
    ],
)
def test_a_bad_cell_refuses_its_row_with_a_reason(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    reading = one_row(tmp_path, **cells)
    assert outcome(reading) == [(2, "refused", code)]
    assert reading.households == ()


DAYS = {"1950/1/1": "1950-01-01", "19500101": "1950-01-01", "1950.01.01": "1950-01-01", "1950年1月": "1950-01", "18264": "1950-01-01"}


@pytest.mark.parametrize(("cell", "day"), DAYS.items())
def test_dates_are_written_in_many_ways(tmp_path: Path, cell: str, day: str) -> None:
    (home,) = one_row(tmp_path, 出生日期=cell).households
    assert home.members[0].birth == day


def test_full_width_and_small_x_are_made_one(tmp_path: Path) -> None:
    (home,) = one_row(tmp_path, 身份证号="１１０１０５１９４９１２３１００２ｘ", 联系电话="１３８１２３４５６７８").households
    assert (home.members[0].id_number, home.members[0].phone) == ("11010519491231002X", "13812345678")


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


def test_an_id_number_rounded_by_a_spreadsheet_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path / "a.xlsx", [HEADERS[:5], ("001", DOOR, "王秀英", "户主", 321111195001010028)])
    assert outcome(reading) == [(2, "refused", "id_precision_lost")]


def test_numbers_and_formulas_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["户号", "地址", "姓名", "手机"])
        page.write_row(1, 0, [1, DOOR, "", 13812345678])
        page.write_formula(1, 2, '=HYPERLINK("http://x","y")', value="=1+1")
    (home,) = read_households(path, today=TODAY).households
    assert (home.household_no, home.members[0].name, home.members[0].phone) == ("1", "=1+1", "13812345678")


def test_the_way_excel_keeps_long_numbers_in_csv(tmp_path: Path) -> None:
    (home,) = one_row(tmp_path, 身份证号=f'="{WANG}"').households
    assert home.members[0].id_number == WANG


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    file = sheet(tmp_path / "a.csv", [HEADERS[:3], ("001", DOOR, "王秀英")], encoding=encoding)
    assert read_households(file, today=TODAY).households[0].members[0].name == "王秀英"


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


# --- files -------------------------------------------------------------------------------------------------------------------


def test_a_sheet_without_doors_or_names_is_refused_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissing) as refused:
        read(tmp_path / "a.csv", [("x", "电话"), ("1", "2")])
    assert refused.value.facts["columns"] == "x, 电话"


def test_a_workbook_that_names_a_cell_far_away_does_not_end_the_process(tmp_path: Path) -> None:
    """Twelve kilobytes that make the reader ask for 200 GB and abort."""
    file = sheet(tmp_path / "a.xlsx", [HEADERS[:3], ("1", DOOR, "甲")])
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    page = "xl/worksheets/sheet1.xml"
    parts[page] = parts[page].replace(b'r="C2"', b'r="XFD99999"')
    with zipfile.ZipFile(tmp_path / "far.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(SheetTooDemanding):
        read_households(tmp_path / "far.xlsx", today=TODAY)


def test_a_sheet_may_be_named(tmp_path: Path) -> None:
    file = sheet(tmp_path / "a.xlsx", [HEADERS[1:3], (DOOR, "甲")])
    assert len(read_households(file, today=TODAY, sheet="住户").households) == 1
    with pytest.raises(LayerUnknown) as refused:
        read_households(file, today=TODAY, sheet="楼栋")
    assert refused.value.facts["layers"] == "住户"


def test_bombs_and_strangers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as archive:
        for n in range(201):
            archive.writestr(f"{n}.xml", "x")
    for file in (bomb, many):
        with pytest.raises(ArchiveRefused):
            read_households(file, today=TODAY)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    with pytest.raises(FormatUnknown):
        read_households(tmp_path / "a.png", today=TODAY)
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    with pytest.raises(FileUnreadable):
        read_households(tmp_path / "b.xlsx", today=TODAY)
    (tmp_path / "empty.csv").write_text("\n\n")
    with pytest.raises(NothingInside):
        read_households(tmp_path / "empty.csv", today=TODAY)
    (tmp_path / "open.csv").write_text('地址,姓名\n"和平路12号,甲\n')
    with pytest.raises(FileUnreadable):
        read_households(tmp_path / "open.csv", today=TODAY)
    monkeypatch.setattr("gis.exchange.sheets.MAX_SHEET_ROWS", 3)
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(TooManyRows):
            read(tmp_path / name, [HEADERS[:3], *[("1", DOOR, "甲")] * 3])
