"""Household sheets as communities keep them, written on the spot."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from gis.exchange import HouseholdReading, read_households
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
