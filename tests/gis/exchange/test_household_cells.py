"""Cells of a household sheet: what is made one, and which fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from domain.household import Hukou
from gis.exchange import read_households
from tests.gis.exchange.sheets import DOOR, HEADERS, TODAY, WANG, citizen, one_row, outcome, read


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


@pytest.mark.parametrize(
    ("header", "cell", "hukou"),
    [
        ("人户分离", "是", Hukou.ELSEWHERE),
        ("人户分离（是/否）", "否", Hukou.HERE),
        ("人户一致", "是", Hukou.HERE),
        ("是否本地户籍", "否", Hukou.ELSEWHERE),
        ("户籍", "外地", Hukou.ELSEWHERE),
        ("Registered elsewhere", "Yes", Hukou.ELSEWHERE),
        ("户籍", "江苏镇江", Hukou.UNKNOWN),
        ("人户分离", "", Hukou.UNKNOWN),
    ],
)
def test_where_a_household_is_registered(tmp_path: Path, header: str, cell: str, hukou: Hukou) -> None:
    (home,) = read(tmp_path / "a.csv", [("地址", "姓名", header), (DOOR, "甲", cell)]).households
    assert home.hukou is hukou


PHONES = {
    "138 1234 5678": "13812345678",
    "+86-13812345678": "13812345678",
    "0511-85512345": "051185512345",
    "(0511)85512345": "051185512345",
    "85512345": "85512345",
    "13812345678/0511-85512345": "13812345678",
    "+65 6123 4567": "+6561234567",
}


@pytest.mark.parametrize(("cell", "phone"), PHONES.items())
def test_phones_are_written_in_many_ways(tmp_path: Path, cell: str, phone: str) -> None:
    (home,) = one_row(tmp_path, 联系电话=cell).households
    assert home.members[0].phone == phone


def test_full_width_and_small_x_are_made_one(tmp_path: Path) -> None:
    (home,) = one_row(tmp_path, 身份证号="１１０１０５１９４９１２３１００２ｘ", 联系电话="１３８１２３４５６７８").households
    assert (home.members[0].id_number, home.members[0].phone) == ("11010519491231002X", "13812345678")


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
