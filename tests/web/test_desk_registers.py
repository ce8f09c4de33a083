"""Meetings, admission and the seal at /desk: called, held, decided, published; asked, gated, approved, entered; issued and opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.days import china_today
from tests.web.conftest import PHONE, TOO_SMALL, Window
from tests.web.deskwork import seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
TODAY, YESTERDAY = china_today(), china_today() - timedelta(days=1)


def part(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def act(within: Page | Locator, name: str, **fields: str) -> None:
    """By its button; what it asks for in its form, by labels."""
    within.get_by_role("button", name=name, exact=True).click()
    form = within.get_by_role("region", name=name)
    for label, value in fields.items():
        field = form.get_by_label(label)
        enter = field.select_option if field.evaluate("each => each.tagName") == "SELECT" else field.fill
        enter(value)
    if form.count():
        form.get_by_role("button", name="记录").click()
    expect(form).to_have_count(0)


def opened_line(page: Page, table: str, text: str) -> Locator:
    page.get_by_role("region", name=table).last.get_by_role("row").filter(has_text=text).first.get_by_role("button").click()
    return page.get_by_role("dialog")


def test_a_meeting_is_called_held_decided_published_and_printed(he: Page, hes_window: Window) -> None:
    part(he, "会议")
    he.get_by_role("button", name="召集会议").click()
    form = he.get_by_role("region", name="召集会议")
    form.get_by_label("会议名称（一次性会议必填）").fill("楼道照明专题会")
    form.get_by_label("时间").fill(f"{YESTERDAY}T09:00")
    called = form.get_by_role("group", name="应到").get_by_role("checkbox")
    called.nth(0).check()
    called.nth(1).check()
    hes_window.accessible()
    form.get_by_role("button", name="记录").click()
    sheet = opened_line(he, "会议", "楼道照明专题会")
    act(sheet, "抽取议题（热点工单）")
    sheet.get_by_role("button", name="签到、开会").click()
    sheet.get_by_role("group", name="实到").get_by_role("checkbox").nth(1).uncheck()
    sheet.get_by_role("button", name="记录").click()
    expect(sheet).to_contain_text("已召开")
    expect(sheet.locator("dd").nth(2)).not_to_have_text("无")  # who was called, did not come and had no leave
    act(sheet, "记议决", **{"议决内容（密存）": "本周换齐三栋楼的楼道灯", "四议两公开": "resolved"})
    expect(sheet).to_contain_text("决议")
    assert "本周换齐" not in sheet.inner_text()
    sheet.get_by_role("button", name="打开内容（记入日志）").click()
    expect(sheet).to_contain_text("本周换齐三栋楼的楼道灯")
    act(sheet, "公布纪要", **{"第 1 项公布的结果": "楼道灯本周换齐"})
    expect(sheet).to_contain_text("已公布")
    hes_window.accessible()
    he.emulate_media(media="print")
    expect(he.locator("dialog").get_by_text("签字")).to_be_visible()
    expect(he.locator("dialog button", has_text="打印")).not_to_be_visible()
    he.emulate_media(media="screen")
    he.keyboard.press("Escape")


def test_a_task_enters_by_the_hands_of_three_people(he: Page, served: str, opened: Opened) -> None:
    part(he, "准入")
    terms = {"工作内容": "登记独居老人用电安全", "服务对象": "独居老人", "依据": "县政办〔2026〕3号", "起": TODAY.isoformat()}
    terms |= {"止": (TODAY + timedelta(days=60)).isoformat(), "经费（元）": "5000"}
    act(he, "登记准入申请", 申请部门="供电所", 层级="district", 事项="用电安全登记", **terms)
    planner, approver = (seated(opened(served), account).page for account in ("planner", "approver"))
    part(planner, "准入")
    act(opened_line(planner, "工作准入登记", "用电安全登记"), "初审通过", 审批机关="civil_affairs_bureau")
    part(approver, "准入")
    deciding = opened_line(approver, "工作准入登记", "用电安全登记")
    act(deciding, "批准", 审批机关="district_leading_group", 文号="区准入〔2026〕9号")
    expect(deciding).to_contain_text("已批准")
    part(he, "会议")
    part(he, "准入")
    sheet = opened_line(he, "工作准入登记", "用电安全登记")
    act(sheet, "签协议、进入", 协议书编号="协〔2026〕2号", **{"经费（元）": "5000"})
    expect(sheet).to_contain_text("已进入")
    expect(sheet).to_contain_text("协〔2026〕2号")
    he.keyboard.press("Escape")


def test_what_is_printed_is_as_of_the_day_that_was_chosen(he: Page) -> None:
    """After the task of today above: the register of yesterday does not name it."""
    part(he, "准入")
    card = he.get_by_role("region", name="打印与存档").last
    for day, named in (("", True), (YESTERDAY.isoformat(), False)):
        card.get_by_label("截至某日").fill(day)
        asked = f"?as_of={day}" if day else ""
        paper = card.get_by_role("link", name="工作准入登记 XLSX")
        expect(paper).to_have_attribute("href", re.compile(re.escape(f".xlsx{asked}") + "$"))
        answer = he.request.get(str(paper.get_attribute("href")))
        assert answer.status == 200
        sheets = CalamineWorkbook.from_filelike(BytesIO(answer.body()))
        cells = [str(cell) for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
        assert any("用电安全登记" in cell for cell in cells) is named


def test_a_certificate_is_issued_sealed_and_opened_for_its_printing_alone(
    he: Page, hes_window: Window, served: str, opened: Opened
) -> None:
    planner = seated(opened(served), "planner").page
    part(planner, "用印")
    act(
        planner,
        "列入证明事项",
        **{"代码（小写字母）": "residence", "证明名称": "居住证明", "法律依据": "居住证暂行条例 第九条", "文号": "民发〔2026〕1号"},
    )
    part(he, "用印")
    he.get_by_role("button", name="受理证明申请").click()
    form = he.get_by_role("region", name="受理证明申请")
    form.get_by_label("姓名（密存）").fill("孙秀英")
    form.get_by_label("用途（密存）").fill("办理入学")
    form.get_by_role("button", name="记录").click()
    expect(form).to_have_count(0)
    sheet = opened_line(he, "证明办理", "已申请")
    sheet.get_by_role("button", name="开具并用印").click()
    expect(sheet).to_contain_text("已开具")
    assert "孙秀英" not in sheet.inner_text() and sheet.get_by_role("button", name="打印").count() == 0
    sheet.get_by_role("button", name="打开（记入日志）").click()
    expect(sheet).to_contain_text("兹证明 孙秀英")
    hes_window.accessible()
    sheet.get_by_role("button", name="打印").wait_for()
    he.keyboard.press("Escape")


def test_on_a_phone_a_warden_reads_them_and_calls_nobody(served: str, opened: Opened) -> None:
    window = seated(opened(served, PHONE), "warden_qian")
    page = window.page
    for name in ("会议", "准入", "用印"):
        part(page, name)
        page.locator("main section").first.wait_for()
        window.accessible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(TOO_SMALL) == []
    assert page.get_by_role("button", name="召集会议").count() == 0
