"""组织机构 at /admin in a real browser: which bodies stand, who takes tickets, the units and stations; each line for whom it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

from api import demo
from tests.web.conftest import PHONE, TOO_SMALL, Window

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
ADDRESS = "/admin?part=organised"


def entered(window: Window, account: str) -> Page:
    window.sign_in(account, demo.PASSWORD, ADDRESS)
    window.page.get_by_role("heading", name="机构设置").wait_for()
    return window.page


def part(page: Page, name: str) -> Locator:
    """A card of the page."""
    return page.locator(f"section[aria-label='{name}']")


def recorded(page: Page, act: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name="记录").click()
    page.get_by_role("status").filter(has_text=f"已办：{act}").wait_for()


def test_approvers_found_and_abolish_a_body_by_document(served: str, opened: Opened) -> None:
    page = entered(opened(served), "approver")
    bodies = part(page, "机构设置")
    bodies.get_by_text("尚未设立").filter(has_text="综治办").wait_for()
    bodies.get_by_role("button", name="设立机构").click()
    form = page.get_by_role("dialog")
    form.get_by_label("种类").select_option("office")
    form.get_by_label("名称").fill("锦绣社区综治办")
    form.get_by_label("文号").fill("润社〔2026〕21号")
    recorded(page, "设立机构")
    assert bodies.get_by_text("尚未设立").filter(has_text="综治办").count() == 0
    bodies.get_by_role("button", name="撤销 锦绣社区综治办").click()
    form.get_by_label("职能由谁承接").fill("社区工作站")
    form.get_by_label("文号").fill("润社〔2026〕22号")
    recorded(page, "撤销 锦绣社区综治办")
    bodies.get_by_role("row", name="锦绣社区综治办").get_by_text("由社区工作站承接").wait_for()
    assert part(page, "驻区单位与沿街商户").get_by_role("button", name="登记单位").count() == 0


def test_the_desk_registers_a_unit_that_is_filed_by_its_building(served: str, opened: Opened) -> None:
    page = entered(opened(served), "desk")
    units = part(page, "驻区单位与沿街商户")
    units.get_by_role("button", name="登记单位").click()
    form = page.get_by_role("dialog")
    form.get_by_label("名称").fill("锦绣幼儿园")
    form.get_by_label("所在楼栋").select_option(label="锦绣花园3号楼")
    form.get_by_label("人数").fill("12")
    form.get_by_label("党组织").select_option("branch")
    form.get_by_label("党员").fill("40")
    form.get_by_role("button", name="记录").click()
    form.get_by_role("alert").wait_for()  # more members than people
    form.get_by_label("党员").fill("4")
    recorded(page, "登记单位")
    page.get_by_placeholder("查找单位").fill("锦绣幼儿园")
    row = units.get_by_role("row", name="锦绣花园3号楼")
    assert row.get_by_role("cell").first.inner_text().strip()[:3].isdecimal()
    row.get_by_role("button", name="更新 锦绣幼儿园").click()
    form.get_by_label("人数").fill("15")
    recorded(page, "更新 锦绣幼儿园")
    assert row.get_by_role("cell").nth(5).inner_text() == "15"
    row.get_by_role("button", name="注销 锦绣幼儿园").click()
    form.get_by_label("理由").fill("迁出本社区")
    recorded(page, "注销 锦绣幼儿园")
    units.get_by_text("没有符合的单位").or_(units.get_by_text("没有登记的单位")).wait_for()


def test_a_station_that_falls_short_names_the_clause(served: str, opened: Opened) -> None:
    page = entered(opened(served), "planner")
    stations = part(page, "工作站与服务设施")
    stations.get_by_role("button", name="登记设施").click()
    form = page.get_by_role("dialog")
    form.get_by_label("种类").select_option("hall")
    for name, told in {"名称": "锦绣二楼大厅", "经度": "119.4312", "纬度": "32.1912", "面积": "180.5", "楼层": "2"}.items():
        form.get_by_label(name).fill(told)
    recorded(page, "登记设施")
    row = stations.get_by_role("row", name="锦绣二楼大厅")
    row.get_by_text("未达标").first.wait_for()
    row.get_by_role("button", name="注销 锦绣二楼大厅").click()
    form.get_by_label("理由").fill("另行选址")
    recorded(page, "注销 锦绣二楼大厅")
    row.get_by_text("日 注销").wait_for()


def test_everybody_reads_who_takes_tickets(served: str, opened: Opened) -> None:
    for size in ({"width": 1440, "height": 900}, PHONE):
        window = opened(served, size)
        page = entered(window, "auditor")
        row = part(page, "工单由谁受理").get_by_role("row", name="全局性问题")
        assert [cell.inner_text() for cell in row.get_by_role("cell").all()][1:4] == ["街道", "居委会主任", "居委会主任"]
        assert part(page, "各类诉求的办理时限").get_by_role("row", name="环境卫生").get_by_text("3 个工作日").count() == 1
        assert page.get_by_role("button", name="登记").or_(page.get_by_role("button", name="设立")).count() == 0
        window.accessible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if size is PHONE:
            assert page.evaluate(TOO_SMALL) == []
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Who takes tickets").wait_for()
