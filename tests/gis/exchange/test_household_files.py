"""Household files as a whole: encodings, sheets, and what is refused before a row is looked at."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gis.exchange import read_households
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
from tests.gis.exchange.sheets import DOOR, HEADERS, TODAY, read, sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    file = sheet(tmp_path / "a.csv", [HEADERS[:3], ("001", DOOR, "王秀英")], encoding=encoding)
    assert read_households(file, today=TODAY).households[0].members[0].name == "王秀英"


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
