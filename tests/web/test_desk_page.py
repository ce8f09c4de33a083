"""社区工作台 in a real browser: Chen takes a call, sees where it is and what runs there, registers it, gives it to Zhao; Zhao and Zhou look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from api import accounts
from api.app import create_app
from api.context import Office, open_office
from api.databases import Databases
from api.settings import Settings
from tests.api.conftest import Site
from tests.api.lived_in import Town, settle
from tests.people import OFFICE, PASSWORD, Named, auditor_zhou, desk_chen, planner_lin, warden_sun, warden_zhao
from tests.web.conftest import DESK, PHONE, SHOTS, Window, serving

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
HOUSE = "锦绣花园2号楼"
TOO_SMALL = """[...document.querySelectorAll('button, select, input')]
    .filter(each => each.offsetHeight && each.offsetHeight < 44 && !each.closest('.maplibregl-map, label.tick')).map(each => each.outerHTML)"""


@pytest.fixture(scope="module")
def office(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with new_database() as databases:
        office = open_office(Settings(home=tmp_path_factory.mktemp("home"), clocks=False, pace=False), databases)
        with office.app_pool.connection() as connection:
            for person in OFFICE:
                accounts.open_account(connection, person.account, person.role, PASSWORD, office.clock(), name=person.name)
        yield office
        office.close()


@pytest.fixture(scope="module")
def town(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Given four grids with their wardens, and in each a ticket that is long overdue."""
    with TestClient(create_app(office=office)) as client:
        return settle(Site(office, client), tmp_path_factory.mktemp("files"), households=0)


@pytest.fixture(scope="module")
def address(office: Office, town: Town, pages: None) -> Iterator[str]:
    with serving(office) as address:
        yield address


@pytest.fixture(scope="module")
def chens_window(address: str, browser: Browser) -> Iterator[Window]:
    """It stays open all day."""
    window = seated(Window(browser, address), desk_chen)
    yield window
    window.close()


@pytest.fixture
def chen(chens_window: Window) -> Page:
    return chens_window.page


def seated(window: Window, person: Named, to: str = "/desk") -> Window:
    window.sign_in(person.account, PASSWORD, to)
    window.page.get_by_role("button", name="在办").wait_for()
    return window


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def house_of(town: Town, name: str = HOUSE) -> dict[str, Any]:
    return next(each for grid in town.buildings for each in grid if each["address"] == name)


def rows(page: Page) -> list[str]:
    return page.locator("tbody tr").all_inner_texts()


def test_a_call_is_taken_with_grid_duty_and_what_runs_close_by(chen: Page, chens_window: Window, town: Town) -> None:
    chen.get_by_role("button", name="登记来件").click()
    form = chen.get_by_role("form", name="登记来件")
    form.get_by_label("门牌").fill("没有的地方99号")
    form.get_by_role("button", name="查找").click()
    expect(form.get_by_role("alert")).to_be_visible()
    first = next(each for each in town.buildings[0] if each["building"])
    form.get_by_label("门牌").fill(first["address"])
    form.get_by_role("button", name="查找").click()
    form.get_by_text("现在值守").wait_for()
    expect(form).to_contain_text(f"{first['address']} · 001")
    expect(form).to_contain_text(warden_zhao.name)
    form.get_by_label("类别").select_option(index=1)
    expect(form).to_contain_text("时限")
    form.get_by_label("诉求内容").fill("楼道灯坏了三天，老人上下楼看不见")
    form.get_by_label("联系电话").fill("13912345678")
    chens_window.accessible()
    form.get_by_role("button", name="登记", exact=True).click()
    said(chen, f"{warden_zhao.name} 负责")
    sheet = chen.get_by_role("article")
    expect(sheet).to_contain_text(first["address"])
    expect(sheet.get_by_role("button", name="受理")).to_be_visible()


def test_the_next_call_about_it_is_marked_as_a_duplicate(chen: Page, town: Town, request: pytest.FixtureRequest) -> None:
    number = chen.get_by_role("article").get_by_role("heading", level=2).inner_text()
    chen.get_by_role("button", name="登记来件").click()
    form = chen.get_by_role("form", name="登记来件")
    form.get_by_label("门牌").fill(town.buildings[0][0]["address"])
    form.get_by_label("门牌").press("Enter")
    near = form.get_by_role("listitem").filter(has_text=number)
    near.get_by_label("与此重复").check()
    form.get_by_label("类别").select_option(index=1)
    expect(near).to_contain_text("同类")
    form.get_by_label("诉求内容").fill("还是那盏楼道灯")
    if request.config.getoption("--shots"):
        chen.wait_for_timeout(1_000)
        chen.screenshot(path=SHOTS / "desk.png")
    form.get_by_role("button", name="登记", exact=True).click()
    said(chen, "已标为重复")


def test_list_and_map_mark_the_same_ticket_and_filters_are_kept(chen: Page) -> None:
    count = len(rows(chen))
    assert count == 6
    overdue = chen.get_by_role("button", name=re.compile("^逾期"))
    assert overdue.inner_text().split() == ["逾期", "4"]
    overdue.click()
    assert len(rows(chen)) == 4 and all("逾期" in row for row in rows(chen))
    chen.get_by_role("combobox", name="网格").select_option(index=1)
    assert len(rows(chen)) == 1
    chen.get_by_role("button", name="存为我的筛选").click()
    chen.get_by_label("名称").fill("一格逾期")
    chen.get_by_role("button", name="保存").click()
    chen.reload()
    chen.get_by_role("button", name="一格逾期", exact=True).click()
    assert len(rows(chen)) == 1
    chen.get_by_role("button", name="删除筛选“一格逾期”").click()
    chen.get_by_role("combobox", name="网格").select_option(index=0)
    chen.get_by_role("button", name=re.compile("^在办")).click()


def test_dispatched_worked_on_told_and_closed_each_step_by_its_button(chen: Page) -> None:
    chen.get_by_role("row").filter(has_text="待受理").last.get_by_role("button").click()
    sheet = chen.get_by_role("article")
    sheet.get_by_role("button", name="受理").click()
    said(chen, "受理，已记录")
    sheet.get_by_role("button", name="分派").click()
    form = chen.get_by_role("dialog")
    form.get_by_label("交给").select_option(warden_sun.account)
    form.get_by_label("理由").fill("熟悉线路")
    form.get_by_role("button", name="记录").click()
    said(chen, "分派，已记录")
    expect(sheet).to_contain_text(f"{warden_sun.name}（网格）")
    sheet.get_by_text("其他办理").click()
    sheet.get_by_role("button", name="一次性告知缺件").click()
    form.get_by_label("缺几件").fill("2")
    form.get_by_label("缺件清单").fill("身份证、租房合同")
    form.get_by_role("button", name="记录").click()
    expect(sheet).to_contain_text("等待材料")
    sheet.get_by_role("button", name="材料补齐").click()
    said(chen, "材料补齐，已记录")
    sheet.get_by_role("button", name="处置").click()
    form.get_by_label("情况说明").fill("已换灯")
    form.get_by_role("button", name="记录").click()
    said(chen, "处置，已记录")
    sheet.get_by_role("button", name="反馈").click()
    form.get_by_label("情况说明").fill("已电话告知")
    form.get_by_label("满意度").select_option("5")
    form.get_by_role("button", name="记录").click()
    said(chen, "反馈，已记录")
    sheet.get_by_role("button", name="办结").click()
    form.get_by_role("button", name="记录").click()
    said(chen, "办结，已记录")
    expect(sheet.get_by_role("button", name="重开")).to_be_visible()
    chen.get_by_role("button", name="已办结").click()
    assert len(rows(chen)) == 1
    chen.get_by_role("button", name=re.compile("^在办")).click()


def test_the_words_are_opened_for_a_purpose_and_a_refusal_is_told_in_words(chen: Page, office: Office) -> None:
    chen.get_by_role("row").filter(has_text="待受理").last.get_by_role("button").click()
    sheet = chen.get_by_role("article")
    sheet.get_by_role("button", name="打开内容").click()
    expect(sheet).to_contain_text("楼道灯坏了三天")
    expect(sheet).to_contain_text("13912345678")
    ticket = chen.locator("tr.chosen").get_attribute("data-ticket")
    other = Site(office, TestClient(create_app(office=office))).as_(desk_chen)
    assert other.post(f"/api/tickets/{ticket}/acceptance", {}, seen=1).status_code == 200
    sheet.get_by_role("button", name="受理").click()
    expect(chen.get_by_role("alert")).to_be_visible()
    expect(sheet).to_contain_text("办理中")


def test_a_warden_sees_the_own_grid_and_the_auditor_all_of_it_without_steps(address: str, opened: Opened, town: Town) -> None:
    sun = seated(opened(address), warden_sun).page
    expect(sun.locator("tbody tr")).to_have_count(2)
    assert sun.get_by_role("button", name="登记来件").count() == 0
    zhou = seated(opened(address), auditor_zhou).page
    expect(zhou.locator("tbody tr")).to_have_count(5)
    zhou.locator("tbody button").first.click()
    expect(zhou.get_by_role("article")).to_contain_text("只可查看")
    assert zhou.request.get(f"/api/communities/321111009001/intake/place?building={town.buildings[0][0]['building']}").status == 403


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_use_it(address: str, opened: Opened, size: dict[str, int]) -> None:
    window = seated(opened(address, size), planner_lin)
    page = window.page
    page.locator("tbody button").first.click()
    expect(page.get_by_role("article")).to_contain_text("经过")
    window.accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if size is PHONE:
        assert page.evaluate(TOO_SMALL) == []
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Overdue").wait_for()
