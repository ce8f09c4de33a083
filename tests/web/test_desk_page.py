"""社区工作台 in a real browser: a call is taken, the place and what runs there seen, registered, dispatched, closed; wardens look."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from api.demo.town import CODE
from tests.web.conftest import PHONE, SHOTS, TOO_SMALL, Window
from tests.web.deskwork import House, intake, recorded, rows, said, seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
ACCEPTED_ELSEWHERE = """async ticket => {
    const seen = (await (await fetch(`/api/tickets/${ticket}`)).json()).version
    const headers = {'Content-Type': 'application/json', 'Idempotency-Key': 'elsewhere-1', 'If-Match': `"${seen}"`}
    return (await fetch(`/api/tickets/${ticket}/acceptance`, {method: 'POST', headers, body: '{}'})).status
}"""


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """The number that the first caller was told."""
    return {}


def test_a_call_is_taken_with_grid_duty_and_deadline(he: Page, hes_window: Window, house: House, kept: dict[str, str]) -> None:
    rows(he).first.wait_for()
    before = rows(he).count()
    form = intake(he, "没有的地方99号")
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("门牌").fill(house.address)
    form.get_by_role("button", name="查找").click()
    expect(form).to_contain_text(f"现在值守：{house.name}")
    form.get_by_label("类别").select_option("sanitation")
    expect(form).to_contain_text("个工作日）")
    form.get_by_label("诉求内容").fill("楼道灯坏了三天，老人上下楼看不见")
    form.get_by_label("联系电话").fill("13912345678")
    hes_window.accessible()
    form.get_by_role("button", name="登记", exact=True).click()
    said(he, f"{house.name} 负责")
    expect(he.get_by_role("article")).to_contain_text(house.address)
    expect(rows(he)).to_have_count(before + 1)
    expect(he.locator("tr.chosen")).to_contain_text("还剩")
    kept["number"] = he.get_by_role("article").get_by_role("heading", level=2).inner_text()
    hes_window.accessible()


def test_half_an_address_is_enough_and_a_slip_of_the_finger_loses_no_word(he: Page, house: House) -> None:
    he.get_by_role("button", name="登记来件").click()
    form = he.get_by_role("form", name="登记来件")
    form.get_by_label("门牌").fill(house.address[:2] + house.address[-3:])
    form.get_by_role("group", name="相近的地址").get_by_role("button", name=house.address, exact=True).click()
    expect(form).to_contain_text(f"现在值守：{house.name}")
    form.get_by_label("诉求内容").fill("对方语速很快，先记下来")
    he.keyboard.press("Escape")
    expect(form).to_have_count(0)
    he.get_by_role("button", name="继续登记来件").click()
    expect(form.get_by_label("诉求内容")).to_have_value("对方语速很快，先记下来")
    expect(form).to_contain_text(f"现在值守：{house.name}")
    form.get_by_role("button", name="取消").click()
    expect(he.get_by_role("button", name="继续登记来件")).to_have_count(0)


def test_the_next_call_shows_the_first_and_is_marked_as_a_duplicate(
    he: Page, house: House, kept: dict[str, str], request: pytest.FixtureRequest
) -> None:
    form = intake(he, house.address)
    near = form.get_by_role("listitem").filter(has_text=kept["number"])
    near.get_by_label("与此重复").check()
    form.get_by_label("类别").select_option("sanitation")
    expect(near).to_contain_text("同类")
    form.get_by_label("诉求内容").fill("还是那盏楼道灯")
    if request.config.getoption("--shots"):
        he.wait_for_timeout(1_500)
        he.screenshot(path=SHOTS / "desk.png")
    form.get_by_role("button", name="登记", exact=True).click()
    said(he, "已标为重复")
    expect(he.get_by_role("article")).to_contain_text("关联")


def test_filters_follow_the_person_to_another_computer(he: Page, house: House, served: str, opened: Opened) -> None:
    he.get_by_label("编号、门牌、类别").fill(house.address)
    he.get_by_role("combobox", name="类别").select_option("sanitation")
    expect(rows(he)).to_have_count(2)
    he.get_by_role("button", name="存为我的筛选").click()
    he.get_by_label("名称").fill("这栋楼的卫生")
    he.get_by_role("button", name="保存").click()
    he.get_by_role("button", name="这栋楼的卫生", exact=True).wait_for()
    elsewhere = seated(opened(served), "desk").page
    elsewhere.get_by_role("button", name="这栋楼的卫生", exact=True).click()
    expect(rows(elsewhere)).to_have_count(2)
    he.get_by_role("button", name="删除筛选“这栋楼的卫生”").click()


def test_a_step_that_somebody_took_meanwhile_is_refused_in_words(he: Page, kept: dict[str, str]) -> None:
    he.get_by_role("button", name=kept["number"]).click()
    sheet = he.get_by_role("article")
    expect(sheet.get_by_role("button", name="受理", exact=True)).to_be_visible()
    assert he.evaluate(ACCEPTED_ELSEWHERE, he.locator("tr.chosen").get_attribute("data-ticket")) == 200
    sheet.get_by_role("button", name="受理", exact=True).click()
    expect(he.get_by_role("alert")).to_be_visible()
    expect(sheet).to_contain_text("办理中")


def test_the_words_are_opened_for_a_purpose(he: Page) -> None:
    sheet = he.get_by_role("article")
    assert "楼道灯坏了三天" not in sheet.inner_text()
    sheet.get_by_role("button", name="打开内容").click()
    expect(sheet).to_contain_text("楼道灯坏了三天")
    expect(sheet).to_contain_text("13912345678")


def test_several_tickets_are_dispatched_together_with_a_word_on_each(he: Page, house: House) -> None:
    he.get_by_label("编号、门牌、类别").fill(house.address)
    open_here = rows(he).count()
    he.get_by_role("checkbox", name="全选").check()
    bulk = he.get_by_role("region", name="一并办理")
    expect(bulk).to_contain_text(f"已选 {open_here} 件")
    cut = rows(he).first.get_attribute("data-ticket")
    he.route(f"**/{cut}/acceptance", lambda route: route.abort())
    bulk.get_by_role("button", name="受理", exact=True).click()
    expect(bulk.get_by_role("listitem")).to_have_count(open_here)
    expect(bulk.get_by_role("listitem").filter(has_text="✕")).to_contain_text("没有保存")
    expect(bulk).to_contain_text("已选 1 件")  # what failed stays chosen
    he.unroute(f"**/{cut}/acceptance")
    bulk.get_by_role("button", name="取消").click()
    he.get_by_role("checkbox", name="全选").check()
    bulk.get_by_label("交给").select_option(house.other)
    bulk.get_by_label("理由").fill("顶岗")
    bulk.get_by_role("button", name="分派").click()
    expect(bulk.get_by_role("listitem").filter(has_text="已记录")).to_have_count(open_here)
    bulk.get_by_role("button", name="取消").click()
    he.get_by_label("编号、门牌、类别").fill("")


def test_each_step_has_its_button_to_the_close(he: Page, house: House) -> None:
    recorded(he, "分派", 交给=house.warden, 理由="熟悉线路")
    he.get_by_text("其他办理").click()
    recorded(he, "一次性告知缺件", 缺几件="2", 缺件清单="身份证、租房合同")
    expect(he.get_by_role("article")).to_contain_text("等待材料")
    recorded(he, "材料补齐")
    recorded(he, "处置", 情况说明="已换灯")
    recorded(he, "反馈", 情况说明="已电话告知", 满意度="5")
    recorded(he, "办结", 结果="solved")
    expect(he.get_by_role("article").get_by_role("button", name="重开")).to_be_visible()
    expect(rows(he).filter(has_text=house.address)).to_have_count(1)
    he.get_by_role("button", name="已办结").click()
    expect(rows(he).filter(has_text=house.address)).to_have_count(1)


def test_call_backs_registers_and_the_rota_stand_beside_the_inbox(he: Page, hes_window: Window) -> None:
    for part, heading in (
        ("回访", "待回访"),
        ("会议", "例会与报告是否按期"),
        ("准入", "工作准入登记"),
        ("用印", "用印登记"),
        ("值班", "一周值班"),
    ):
        he.get_by_role("button", name=part, exact=True).click()
        expect(he.get_by_role("heading", name=heading)).to_be_visible()
        hes_window.accessible()


def test_a_warden_sees_the_own_grid_alone_and_takes_nothing_in(served: str, opened: Opened, house: House) -> None:
    window = opened(served, PHONE)
    page = seated(window, house.warden).page
    row = rows(page).filter(has_text=house.address)
    expect(row).to_have_count(1)
    assert page.get_by_role("button", name="登记来件").count() == 0
    row.get_by_role("button").click()
    expect(page.get_by_role("article")).to_contain_text("经过")
    window.accessible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(TOO_SMALL) == []
    assert page.request.get(f"/api/communities/{CODE}/intake/place?address={house.address}").status == 403
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name=re.compile("^Overdue")).wait_for()
    expect(page.get_by_role("article").locator("dd").filter(has_text="Environment")).to_contain_text("an everyday matter")


def test_a_warden_of_another_grid_does_not_see_it(served: str, opened: Opened, house: House) -> None:
    page = seated(opened(served, PHONE), house.other).page
    expect(rows(page).filter(has_text=house.address)).to_have_count(0)
