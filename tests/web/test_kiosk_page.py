"""居民 /kiosk in a real browser: a resident finds the grid by initials and by touch, takes the card along, reports a matter, follows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.api.test_public import ASKED, FIELDS, names_in, paths
from tests.web.conftest import PHONE, SHOTS, Window

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
CODE = "321111009001"
HALL = {"width": 1080, "height": 1600}
PUBLIC = re.compile(r"/kiosk|/assets/[\w.-]+|/api/texts|/api/public/(communities|tickets|whois|basemap).*")
"""All that the page may ask the server."""
SMALL = """[...document.querySelectorAll('body *')]
    .filter(each => each.offsetParent && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .filter(each => parseFloat(getComputedStyle(each).fontSize) < 22).map(each => each.outerHTML)"""
LETTERS = """[...document.querySelectorAll('.chart text:not(.name)')].map(each => each.getBoundingClientRect().height)"""
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null"


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What a page asked for; nothing but the public layers."""
    paths: list[str] = []
    yield paths
    assert paths and [path for path in paths if not PUBLIC.fullmatch(path)] == []


@pytest.fixture
def hall(served: str, opened: Opened, asked: list[str]) -> Window:
    """The screen in the hall, whose clock the test sets; it cannot draw by WebGL."""
    window = opened(served, HALL)
    window.page.on("request", lambda request: asked.append(urlsplit(request.url).path) if request.url.startswith("http") else None)
    window.page.add_init_script(NO_WEBGL)
    window.page.goto(f"{served}/kiosk")
    window.page.get_by_text("请触摸选择").wait_for()
    return window


def a_building(page: Page, served: str) -> dict[str, str]:
    return page.request.get(f"{served}/api/public/communities/{CODE}/places").json()["estates"][0]["buildings"][0]


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.get_by_role("button", name=key, exact=True).click()


def check(window: Window, *, large: bool = True) -> None:
    window.accessible()
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if large:
        assert window.page.evaluate(SMALL) == []


def shot(window: Window, request: pytest.FixtureRequest, name: str) -> None:
    if request.config.getoption("--shots"):
        window.page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.rule("G7")
def test_a_resident_finds_who_answers_reports_and_follows(hall: Window, request: pytest.FixtureRequest) -> None:
    page = hall.page
    check(hall)
    page.get_by_role("button", name="找我的网格").click()
    press(page, "JXHY3")
    check(hall)
    page.get_by_role("button", name="锦绣花园3号楼", exact=True).click()
    page.get_by_text("现在值守").wait_for()
    code = page.get_by_alt_text("手机扫码")
    assert code.evaluate("image => image.decode().then(() => image.naturalWidth > 100)")
    assert re.search(r"☎\s+[\d-]{8,}", page.locator(".card").inner_text())
    check(hall)
    shot(hall, request, "kiosk")

    page.get_by_role("button", name="反映事项").click()
    page.locator(".choices button").first.click()
    page.get_by_role("button", name="照明不亮").click()
    page.get_by_role("button", name="有安全隐患").click()
    check(hall)
    page.get_by_role("button", name="提交").click()
    number = page.locator("#number").inner_text()
    assert re.fullmatch(r"\d{8}-[0-9A-Z]{6}", number)
    check(hall)

    page.get_by_role("button", name="返回首页").click()
    page.get_by_role("button", name="查办理进度").click()
    press(page, number.replace("-", "").removeprefix(page.get_by_label("请输入编号").input_value()))
    page.get_by_role("button", name="查询", exact=True).click()
    standing = page.locator("#standing")
    standing.get_by_text("已上报").or_(standing.get_by_text("已受理")).wait_for()
    assert "照明" not in page.locator("main").inner_text()
    check(hall)


def test_a_touch_on_the_map_leads_to_the_grid(hall: Window) -> None:
    page = hall.page
    page.get_by_role("button", name="看地图找").click()
    page.locator(".chart [data-grid]").first.wait_for()
    assert min(page.evaluate(LETTERS)) >= 22
    check(hall)
    page.get_by_role("button", name="放大").click()
    page.get_by_role("button", name="全图").click()
    shape = page.locator(".chart [data-building]").first
    shape.click(force=True)
    page.get_by_text("现在值守").wait_for()
    page.get_by_role("button", name="返回首页").click()
    page.get_by_role("button", name="社区公告").click()
    page.get_by_role("article").filter(has_text="冬季水管防冻提醒").wait_for()
    expect(page.get_by_role("region", name="各网格由谁负责").get_by_role("row")).not_to_have_count(1)
    check(hall)


def test_the_start_tells_who_is_in_the_hall_and_what_is_new(served: str, opened: Opened) -> None:
    """A screen that stands for days: whether the hall is open is asked for anew."""
    page = opened(served, HALL).page
    page.clock.install()
    page.goto(f"{served}/kiosk")
    today = page.get_by_role("region", name="服务大厅")
    expect(today).to_contain_text(re.compile("正在办公|现在不办公"))
    expect(today).to_contain_text("0511-80000001")
    expect(page.get_by_role("region", name="最新公告").get_by_role("listitem").first).to_have_text("冬季水管防冻提醒")
    with page.expect_response(re.compile("/board$")):
        page.clock.fast_forward(61_000)


def test_after_a_minute_nothing_is_left_of_who_asked_last(served: str, opened: Opened) -> None:
    page = opened(served, HALL).page
    page.clock.install()
    page.goto(f"{served}/kiosk")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Find my grid").click()
    press(page, "JXHY")
    expect(page.get_by_role("timer")).to_contain_text("60 s")
    page.clock.fast_forward(40_000)
    expect(page.get_by_role("timer")).to_contain_text("20 s")
    page.get_by_role("heading").first.click()
    expect(page.get_by_role("timer")).to_contain_text("60 s")
    page.clock.fast_forward(61_000)
    page.get_by_text("您好，请触摸选择").wait_for()
    page.get_by_role("button", name="找我的网格").click()
    assert page.get_by_label("小区或楼栋").input_value() == ""
    assert page.evaluate("sessionStorage.length") == 0


def test_the_code_opens_the_card_on_ones_own_telephone(served: str, opened: Opened) -> None:
    window = opened(served, PHONE)
    building = a_building(window.page, served)
    window.page.goto(f"{served}/kiosk?community={CODE}&grid={building['grid']}")
    window.page.get_by_text("现在值守").wait_for()
    window.page.locator("a[href^='tel:']").first.wait_for()
    assert window.page.get_by_role("link", name="存入手机通讯录").get_attribute("href").endswith("/card")
    assert window.page.get_by_role("timer").count() == 0
    check(window, large=False)


def test_in_the_demonstration_too_the_fields_are_those_that_are_written_down(served: str, opened: Opened) -> None:
    """A year of cases, minutes and registers: what is published of them carries no household and no person of a household."""
    page = opened(served).page
    grid = a_building(page, served)["grid"]
    found: dict[str, set[str]] = {}
    for route in FIELDS:
        if "{number}" in route or route.endswith(("/map", "/qr", "/card")):
            continue
        for path in paths(route, grid):
            answer = page.request.get(f"{served}{path}", params=ASKED.get(route, {}))
            assert answer.status == 200, answer.text()
            if more := set(names_in(answer.json())) - FIELDS[route]:
                found[path] = more
    assert found == {}
