"""The rarer steps at /desk in a real browser: whose matter it is, notices together, parts, levels, proxies, call-backs, the rota."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.demo.town import CODE
from tests.days import china_today
from tests.web.conftest import SHOTS, Window
from tests.web.deskwork import House, house_of, intake, recorded, rows, said, seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
C = f"/api/communities/{CODE}"
POSTED = """async ([path, body]) => {
    const headers = {'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID()}
    const answer = await fetch(path, {method: 'POST', headers, body: JSON.stringify(body)})
    sessionStorage.setItem('minqing.position', answer.headers.get('X-Journal-Position'))
    return [answer.status, await answer.json()]
}"""
"""Script: as the page itself does it, so that what it asks next is answered at least as of then."""


def posted(page: Page, path: str, **body: Any) -> dict[str, Any]:
    status, answer = page.evaluate(POSTED, [path, body])
    assert status in (200, 201), answer
    return dict(answer)


@pytest.fixture(scope="module")
def house(hes_window: Window) -> House:
    """Not the one of the other stories: they count what is open there."""
    return house_of(hes_window.page, nth=1)


def taken_in(page: Page, house: House, text: str, path: str = "tickets", **more: str) -> dict[str, Any]:
    return posted(page, f"{C}/{path}", category="sanitation", text=text, building=house.building, **more)


def opened_in(page: Page, number: str) -> None:
    page.reload()
    page.get_by_label("编号、门牌、类别").fill(number)
    rows(page).first.get_by_role("button", name=number).click()
    page.get_by_role("article").get_by_role("heading", name=number).wait_for()


def test_a_household_is_found_by_name_for_a_purpose_and_stays_masked(
    he: Page, hes_window: Window, house: House, request: pytest.FixtureRequest
) -> None:
    page, ask = he, he.request.get
    home = ask(f"{C}/households", params={"building": house.building}).json()["households"][0]["household"]
    head = ask(f"/api/households/{home}", params={"purpose": "备查"}).json()["members"][0]
    form = intake(page, "没有的地方99号")
    form.get_by_text("按姓名、拼音或电话找住户").click()
    form.get_by_label("姓名、拼音或电话").fill("丌官不在此")
    form.get_by_label("姓名、拼音或电话").press("Enter")
    expect(form).to_contain_text("没有找到")
    form.get_by_label("姓名、拼音或电话").fill(head["name"])
    form.get_by_label("查找用途（记入日志）").fill("来电诉求登记")
    form.get_by_role("button", name="查找").last.click()
    found = form.get_by_role("listitem").filter(has_text=house.address).first
    assert head["name"] not in found.inner_text()
    hes_window.accessible()
    found.get_by_role("button").click()
    expect(form).to_contain_text(f"现在值守：{house.name}")
    expect(form.get_by_label("门牌")).to_have_value(house.address)
    form.get_by_label("类别").select_option("sanitation")
    form.get_by_label("诉求内容").fill("屋面漏水到家里")
    if request.config.getoption("--shots"):
        page.screenshot(path=SHOTS / "intake.png")
    form.get_by_role("button", name="登记", exact=True).click()
    said(page, "已登记")
    sheet = page.get_by_role("article")
    expect(sheet).to_contain_text(re.compile("住户.*＊.* 人"))
    assert head["name"] not in page.content()
    ticket = page.locator("tr.chosen").get_attribute("data-ticket")
    assert str(ask(f"/api/tickets/{ticket}").json()["household"]).startswith("hh-")


def test_one_notice_goes_to_several_and_what_is_refused_stays_chosen(he: Page, house: House) -> None:
    page = he
    numbers = [str(taken_in(page, house, f"补办手续{n}")["number"]) for n in range(3)]
    settled = numbers[2]
    page.reload()
    for number in numbers:
        page.get_by_role("checkbox", name=f"选择 {number}").check()
    bulk = page.get_by_role("region", name="一并办理")
    page.route(f"**/api/tickets/*{settled[-6:].lower()}/papers", lambda route: route.abort())
    bulk.get_by_text("一次性告知缺件").click()
    notice = bulk.get_by_role("form", name="一次性告知缺件")
    notice.get_by_label("缺几件").fill("2")
    notice.get_by_label("缺件清单（密存）").fill("身份证、租房合同")
    notice.get_by_role("button", name="告知").click()
    results = bulk.get_by_role("listitem")
    expect(results).to_have_count(3)
    expect(results.filter(has_text="已记录")).to_have_count(2)
    expect(results.filter(has_text=settled)).to_contain_text("没有保存")
    expect(bulk).to_contain_text("已选 1 件")
    page.unroute_all()
    notice.get_by_role("button", name="告知").click()
    expect(results.filter(has_text="已记录")).to_have_count(1)
    opened_in(page, settled)
    expect(page.get_by_role("article")).to_contain_text("等待材料")


def test_a_part_is_split_off_and_the_whole_waits_for_it(he: Page, house: House) -> None:
    opened_in(he, taken_in(he, house, "楼道堆物，消防栓坏")["number"])
    sheet = he.get_by_role("article")
    recorded(he, "受理")
    sheet.get_by_text("其他办理").click()
    recorded(he, "拆出子工单", 交给=house.other, 交至层级="grid", 情况说明="消防栓报修")
    part = sheet.get_by_role("listitem").filter(has_text="子工单")
    expect(part).to_have_count(1)
    part.get_by_role("button").click()
    expect(sheet).to_contain_text("待受理")


def test_the_whole_is_not_closed_before_its_part(he: Page, hes_window: Window, house: House) -> None:
    """Refused in words that say what still runs; nothing is half done, and once the part is closed the whole is too."""
    number = taken_in(he, house, "单元门禁坏，墙面污损")["number"]
    opened_in(he, number)
    sheet, dialog = he.get_by_role("article"), he.get_by_role("dialog")
    recorded(he, "受理")
    sheet.get_by_text("其他办理").click()
    recorded(he, "拆出子工单", 交给=house.other, 交至层级="grid", 情况说明="墙面粉刷")
    recorded(he, "处置", 情况说明="门禁已修")
    recorded(he, "反馈", 情况说明="已告知", 满意度="4")
    sheet.get_by_role("button", name="办结", exact=True).click()
    dialog.get_by_label("结果").select_option("solved")
    dialog.get_by_role("button", name="记录").click()
    expect(dialog.get_by_role("alert")).to_contain_text("子工单未办结")
    hes_window.accessible()
    dialog.get_by_role("button", name="取消").click()
    expect(sheet.get_by_role("button", name="重开")).to_have_count(0)
    sheet.get_by_role("listitem").filter(has_text="子工单").get_by_role("button").click()
    expect(sheet).to_contain_text("待受理")
    recorded(he, "受理")
    recorded(he, "处置", 情况说明="已粉刷")
    recorded(he, "反馈", 情况说明="已告知", 满意度="5")
    recorded(he, "办结", 结果="solved")
    opened_in(he, number)
    recorded(he, "办结", 结果="solved")
    expect(sheet.get_by_role("button", name="重开")).to_be_visible()


def test_the_other_ticket_is_chosen_among_those_of_the_same_place_first(he: Page, house: House) -> None:
    one, other = (taken_in(he, house, text)["number"] for text in ("楼道灯不亮", "楼道的灯坏了"))
    opened_in(he, one)
    he.get_by_role("article").get_by_text("其他办理").click()
    he.get_by_role("article").get_by_role("button", name="关联、重复", exact=True).click()
    field = he.get_by_role("dialog").get_by_label("另一工单")
    known = he.locator(f"datalist#{field.get_attribute('list')} option")
    expect(known.first).to_have_attribute("value", other)
    expect(known.first).to_contain_text(house.address)
    field.fill(other)
    he.get_by_role("dialog").get_by_role("button", name="记录").click()
    said(he, "关联、重复，已记录")


def test_a_ticket_goes_up_and_who_asked_is_told_by_when(he: Page, house: House) -> None:
    opened_in(he, taken_in(he, house, "整条街排水不畅")["number"])
    recorded(he, "受理")
    recorded(he, "上报上级", 交至层级="subdistrict", 单位="街道城管办", 理由="需街道统筹")
    sheet = he.get_by_role("article")
    expect(sheet).to_contain_text("街道城管办（街道）")
    recorded(he, "阶段性答复", 情况说明="已报街道，三日内答复")
    expect(sheet.get_by_role("button", name="阶段性答复")).to_have_count(0)


@pytest.mark.parametrize(("mode", "named"), [("whole", "全程代办"), ("assisted", "协办"), ("explained", "说明程序")])
def test_a_proxy_acts_with_the_residents_authority_and_explains_without(he: Page, house: House, mode: str, named: str) -> None:
    opened_in(he, taken_in(he, house, f"{named}社保卡")["number"])
    sheet = he.get_by_role("article")
    recorded(he, "受理")
    sheet.get_by_text("其他办理").click()
    recorded(he, "代办立项", 代办方式=mode, 代办人=house.warden)
    expect(sheet).to_contain_text("代办中")
    if mode != "explained":
        sheet.get_by_role("button", name="代办进展", exact=True).click()
        form = he.get_by_role("dialog")
        form.get_by_label("情况说明").fill("去窗口")
        form.get_by_role("button", name="记录").click()
        expect(form.get_by_role("alert")).to_contain_text("授权")
        form.get_by_role("button", name="取消").click()
        recorded(he, "代办授权", 有效至=f"{china_today() + timedelta(days=9)}T18:00", 情况说明="代交材料")
    recorded(he, "代办进展", 情况说明="已交窗口")
    recorded(he, "代办完结")
    expect(sheet.get_by_text("代办中")).to_have_count(0)


def test_call_backs_are_drawn_by_a_sealed_seed_and_made_by_somebody_else(
    he: Page, hes_window: Window, house: House, served: str, opened: Opened
) -> None:
    he.get_by_role("button", name="回访", exact=True).click()
    due = he.get_by_role("region", name="待回访")
    due.get_by_role("button", name="开始抽样").click()
    draw = due.get_by_role("button", name="抽取本期")
    draw.wait_for()
    settled = taken_in(he, house, "已当场换灯泡", "tickets/on-the-spot", done="换好")["number"]
    draw.click()
    expect(he.get_by_role("region", name="历次抽样")).to_contain_text("是")
    row = rows(he).filter(has_text=settled)
    expect(row).to_have_count(1)
    hes_window.accessible()
    window = seated(opened(served), "auditor")
    zhou = window.page
    zhou.get_by_role("button", name="回访", exact=True).click()
    rows(zhou).filter(has_text=settled).get_by_role("button", name="记录回访").click()
    form = zhou.get_by_role("dialog")
    form.get_by_label("情况说明").fill("满意，灯亮了")
    form.get_by_label("满意度").select_option("5")
    form.get_by_role("button", name="记录").click()
    expect(rows(zhou).filter(has_text=settled)).to_have_count(0)
    expect(zhou.get_by_role("region", name="待回访")).to_contain_text("平均满意度 5")
