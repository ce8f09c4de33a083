"""收发 at /desk in a real browser: the hotline's sheet is looked at, then taken, each row once; the weekly report is set."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.days import china_today
from tests.web.conftest import Window
from tests.web.deskwork import house_of, rows, seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
HEAD = ["工单编号", "受理时间", "诉求类别", "诉求内容", "诉求地址"]


def a_sheet(folder: Path, address: str) -> Path:
    day = f"{china_today()} 00:01"
    lines = [["RX-0001", day, "公共设施", "单元门坏了", address], ["RX-0002", "昨天", "公共设施", "井盖丢了", ""]]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEAD, *lines])
    (folder / "派单.csv").write_bytes(written.getvalue().encode("gb18030"))
    return folder / "派单.csv"


def test_a_hotlines_sheet_is_looked_at_and_taken_once(served: str, opened: Opened, tmp_path: Path) -> None:
    window = seated(opened(served), "desk")
    page = window.page
    sheet = a_sheet(tmp_path, house_of(page).address)
    page.get_by_role("button", name="收发", exact=True).click()
    handing = page.get_by_role("region", name="导入来件表")
    handing.get_by_label("表格").set_input_files(sheet)
    handing.get_by_role("button", name="核对").click()
    expect(handing.get_by_role("status")).to_contain_text("尚未登记")
    expect(rows(page).filter(has_text="RX-0002")).to_contain_text("时间")
    window.accessible()
    handing.get_by_role("button", name="登记 1 行").click()
    expect(handing.get_by_role("status")).to_contain_text("已登记")
    with page.expect_download() as saved:
        handing.get_by_role("button", name="下载退回的行").click()
    assert "RX-0002" in Path(saved.value.path()).read_text("utf-8-sig")

    handing.get_by_label("表格").set_input_files([])
    handing.get_by_label("表格").set_input_files(sheet)
    handing.get_by_role("button", name="核对").click()
    again = rows(page).filter(has_text="RX-0001")
    expect(again).to_contain_text("早已登记")
    expect(handing.get_by_role("button", name="登记 0 行")).to_be_disabled()
    again.get_by_role("button", name="打开").click()
    expect(page.get_by_role("article")).to_contain_text(house_of(page).address)


def test_the_weekly_report_is_set_for_the_week_that_is_chosen(served: str, opened: Opened) -> None:
    page = seated(opened(served), "desk").page
    page.get_by_role("button", name="收发", exact=True).click()
    weekly = page.get_by_role("region", name="周报")
    paper = weekly.get_by_role("link", name="周报 DOCX").get_attribute("href")
    answer = page.request.get(f"{served}{paper}")
    assert answer.status == 200 and answer.body()[:2] == b"PK"
    weekly.get_by_role("button", name="上一周").click()
    expect(weekly.get_by_role("link", name="周报 DOCX")).not_to_have_attribute("href", paper)
    approver = seated(opened(served), "approver").page
    approver.get_by_role("button", name="收发", exact=True).click()
    approver.get_by_role("region", name="周报").wait_for()
    expect(approver.get_by_role("region", name="导入来件表")).to_have_count(0)
