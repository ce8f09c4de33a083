"""The outbox of /w when things go wrong: lines cut, answers lost, pages killed, two windows, a server that says no, a wrong clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from api.context import CHINA
from domain.policy import PolicyProfile
from tests.api.lived_in import Town, now
from tests.people import PASSWORD, auditor_zhou, warden_li, warden_sun
from tests.web.conftest import PHONE, Window
from tests.web.field import LEFT, entry, in_hand, tab, visit, visits

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
TAPS = "window.taps = 0; addEventListener('click', event => { window.taps += event.isTrusted && event.detail > 0 }, true)"
AHEAD = timedelta(hours=3)
AHEAD_OF_TIME = f"""{{
    const Real = Date, ahead = {AHEAD.total_seconds() * 1000}
    globalThis.Date = class extends Real {{
        constructor(...given) {{ given.length ? super(...given) : super(Real.now() + ahead) }}
        static now() {{ return Real.now() + ahead }}
    }}
}}"""
SUNS = 2
"""The grid of Sun's that these stories are about."""


@pytest.fixture(scope="module")
def suns_phone(town: tuple[Town, str], browser: Browser) -> Iterator[Window]:
    window = in_hand(Window(browser, town[1], PHONE), warden_sun)
    yield window
    window.close()


def together(page: Page, count: int) -> list[str]:
    """As many households as wanted in one go, from the top of the list; answers with their doors."""
    tab(page, "今日")
    page.get_by_role("button", name="多户同录").click()
    boxes = page.get_by_role("dialog").get_by_role("checkbox")
    doors = [boxes.nth(n).get_attribute("aria-label") or "" for n in range(count)]
    for n in range(count):
        boxes.nth(n).check()
    page.get_by_role("button", name=f"走访 {count} 户").click()
    page.get_by_label("困难帮扶").check()
    page.get_by_role("button", name=f"保存 {count} 户").click()
    return doors


def all_sent(page: Page, count: int) -> None:
    tab(page, "待传")
    expect(page.locator("main .chip").filter(has_text="已传")).to_have_count(count, timeout=30_000)
    expect(page.locator("main .chip").filter(has_text="待传")).to_have_count(0)


def keys_of(requests: list[Request]) -> list[str]:
    return [one.headers["idempotency-key"] for one in requests]


def watched(window: Window) -> list[Request]:
    """The visits that leave any window of this phone, from now on."""
    left: list[Request] = []
    window.room.on("request", lambda one: left.append(one) if one.url.endswith("/api/visits") and one.method == "POST" else None)
    return left


def test_a_visit_takes_three_taps(suns_phone: Window) -> None:
    page = suns_phone.page
    page.evaluate(TAPS)
    page.get_by_role("button", name=re.compile("^走访 ")).first.click()
    page.get_by_label("困难帮扶").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("window.taps") == 3
    all_sent(page, 1)


def test_a_stairwell_told_once_is_an_entry_for_each_household_though_the_line_is_cut_between(
    suns_phone: Window, town: tuple[Town, str]
) -> None:
    page, left = suns_phone.page, watched(suns_phone)

    came: list[str] = []

    def cut_from_the_second(route: Route) -> None:
        came.append(route.request.headers["idempotency-key"])
        route.continue_() if len(came) == 1 else route.abort()

    page.route("**/api/visits", cut_from_the_second)
    doors = together(page, 4)
    expect(entry(page, doors[0]).get_by_text("已传")).to_be_visible()
    while len(came) < 2:
        page.wait_for_timeout(50)
    suns_phone.room.set_offline(True)
    expect(page.locator("main .chip").filter(has_text="待传")).to_have_count(3)
    page.unroute("**/api/visits")
    suns_phone.room.set_offline(False)
    all_sent(page, 5)
    assert len(visits(town[0], SUNS)) + len(visits(town[0], SUNS + 1)) == 5
    assert len(set(keys_of(left))) == 4
    titles = page.locator("main li strong").all_inner_texts()
    assert titles[1:] == [f"走访 {each}" for each in doors]


def test_an_entry_whose_page_was_killed_while_it_was_sent_is_there_once(suns_phone: Window, town: tuple[Town, str]) -> None:
    page, left = suns_phone.page, watched(suns_phone)
    arrived: list[int] = []
    page.route("**/api/visits", lambda route: arrived.append(route.fetch().status))  # the server has it; no answer ever comes
    visit(page, 5)
    while not arrived:
        page.wait_for_timeout(50)
    page.close()
    suns_phone.page = suns_phone.room.new_page()
    suns_phone.page.goto("/w")
    all_sent(suns_phone.page, 6)
    assert (arrived, len(left), len(set(keys_of(left)))) == ([201], 2, 1)
    assert len(visits(town[0], SUNS)) + len(visits(town[0], SUNS + 1)) == 6


def test_of_two_windows_one_sends_and_both_show_it(suns_phone: Window, town: tuple[Town, str]) -> None:
    page, left = suns_phone.page, watched(suns_phone)
    suns_phone.room.set_offline(True)
    together(page, 3)
    other = suns_phone.room.new_page()
    other.goto("/w")
    other.get_by_role("heading", name="今日走访").wait_for()
    together(other, 2)
    suns_phone.room.set_offline(False)
    for window in (other, page):
        window.bring_to_front()
        all_sent(window, 11)
    assert (len(left), len(set(keys_of(left)))) == (5, 5)
    assert len(visits(town[0], SUNS)) + len(visits(town[0], SUNS + 1)) == 11
    other.close()


ANSWERS = (
    (429, '{"code": "http.too_many_requests", "title": "太频繁"}'),
    (503, '{"code": "vault.key_unavailable", "title": "稍后"}'),
    (409, '{"code": "journal.stale_version", "title": "别人先写"}'),
    (403, "<html>上网请先认证</html>"),
    (200, "<html>上网请先认证</html>"),
)
"""The last two are somebody else's page, put before the server's answer."""


def answering(status: int, body: str, asked: list[str]) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        asked.append(route.request.headers["idempotency-key"])
        route.fulfill(status=status, body=body, content_type="application/json")

    return answer


def test_what_passes_is_waited_for(suns_phone: Window) -> None:
    page = suns_phone.page
    for count, (status, body) in enumerate(ANSWERS, start=12):
        asked: list[str] = []
        page.route("**/api/visits", answering(status, body, asked))
        door = visit(page, 0)
        while not asked:
            page.wait_for_timeout(20)
        expect(entry(page, door)).to_contain_text("待传")
        page.unroute("**/api/visits")
        page.evaluate("dispatchEvent(new Event('online'))")
        all_sent(page, count)
        assert len(set(asked)) == 1


def test_what_the_server_breaks_over_makes_way_and_may_be_sent_again(suns_phone: Window) -> None:
    page = suns_phone.page
    broken: list[str] = []

    def break_over_the_first(route: Route) -> None:
        key = route.request.headers["idempotency-key"]
        broken.append(key) if not broken else None
        if key == broken[0]:
            return route.fulfill(status=500, body='{"code": "http.500", "title": "服务器出错"}')
        route.continue_()

    page.route("**/api/visits", break_over_the_first)
    doors = together(page, 2)
    tab(page, "待传")
    refused = page.get_by_role("main").get_by_role("listitem").filter(has_text="被退回")
    expect(refused).to_contain_text(doors[0], timeout=20_000)
    page.unroute("**/api/visits")
    refused.get_by_role("button", name="再传").click()
    expect(refused).to_have_count(0)


def test_a_sheet_goes_the_same_way_and_comes_back_with_a_word_on_each_row(suns_phone: Window, town: tuple[Town, str]) -> None:
    page, (place, _) = suns_phone.page, town
    title = next(iter(PolicyProfile.load("erenhot").purposes.values())).title
    day = now(place.site, -3).date().isoformat()
    mine, others = place.households[SUNS + 1][:2], place.households[0][0]
    rows = [f"{each},{day},{title},楼道堆物,已清理" for each in (*mine, others)]
    suns_phone.room.set_offline(True)
    tab(page, "待传")
    page.get_by_text("从表格录入").click()
    text = "\n".join(["户编号,走访日期,事由,问题,反馈", *rows, f"{mine[0]},{day},{title},,"])
    page.get_by_label("选择文件").set_input_files({"name": "三单元.csv", "mimeType": "text/csv", "buffer": text.encode()})
    sheet = entry(page, "三单元.csv")
    expect(sheet).to_contain_text("待传")
    suns_phone.room.set_offline(False)
    expect(sheet).to_contain_text("2 行已记，0 行原已有，2 行未记", timeout=30_000)
    expect(sheet.get_by_role("listitem").filter(has_text="第 4 行")).to_contain_text("网格")
    assert set(mine) <= set(visits(place, SUNS + 1))


def test_a_wrong_clock_of_the_phone_dates_nothing(opened: Opened, town: tuple[Town, str]) -> None:
    window = opened(town[1], PHONE)
    window.page.add_init_script(AHEAD_OF_TIME)
    page = in_hand(window, warden_sun).page
    expect(page.get_by_text("本机时钟快 3 小时")).to_be_visible()
    visit(page, 0)
    all_sent(page, 1)
    place = town[0]
    found = place.site.as_(auditor_zhou).get(f"{place.quarter.path}/visits", warden=place.wardens["sun"]).json()["visits"]
    last = max(datetime.fromisoformat(one["visited_at"]) for one in found).astimezone(CHINA)
    assert abs(last - now(place.site)) < timedelta(minutes=2)


def test_leaving_from_another_page_wipes_the_phone_and_says_what_would_be_lost(opened: Opened, town: tuple[Town, str]) -> None:
    window = in_hand(opened(town[1], PHONE), warden_li)
    page, elsewhere = window.page, window.room.new_page()
    page.route("**/visits-import", lambda route: route.abort())
    tab(page, "待传")
    page.get_by_text("从表格录入").click()
    page.get_by_label("选择文件").set_input_files({"name": "一单元.csv", "mimeType": "text/csv", "buffer": b"x"})
    elsewhere.goto("/desk")
    elsewhere.get_by_role("button", name="退出").click()
    elsewhere.get_by_role("dialog").get_by_text("没有传上去").wait_for()
    elsewhere.get_by_role("button", name="清空并退出").click()
    for each in (elsewhere, page):
        each.get_by_role("button", name="登录").wait_for()
    assert elsewhere.evaluate(LEFT) == []


def test_a_session_that_is_ended_from_elsewhere_leaves_nothing_on_the_phone(opened: Opened, town: tuple[Town, str]) -> None:
    window = in_hand(opened(town[1], PHONE), warden_li)
    page = window.page
    assert len(page.evaluate(LEFT)) > 1
    lost = opened(town[1], PHONE).room.request
    given = {"account": warden_li.account, "password": PASSWORD}
    assert lost.post("/api/session", data=given).ok and lost.delete("/api/session?everywhere=true").status == 204
    page.reload()
    page.get_by_role("button", name="登录").wait_for()
    assert page.evaluate(LEFT) == []
