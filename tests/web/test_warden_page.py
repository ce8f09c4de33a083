"""网格员 /w in a real browser, on a phone: Zhao's day with a network, without one, and with one again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.api.lived_in import Town, now
from tests.days import china_today
from tests.people import PASSWORD, approver_wang, desk_chen, warden_qian, warden_zhao
from tests.web.conftest import DESK, PHONE, SHOTS, Window
from tests.web.field import LEFT, entry, in_hand, tab, visit, visits
from tests.web.test_plan_page import NO_WEBGL, TOO_SMALL

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
KEPT = "navigator.serviceWorker.ready.then(() => caches.keys()).then(names => names.length)"
HELD = """() => new Promise(done => {
    const asked = indexedDB.open('minqing-w')
    asked.onsuccess = () => {
        const read = asked.result.transaction(['kept', 'outbox'])
        const [kept, outbox] = [read.objectStore('kept').getAll(), read.objectStore('outbox').getAll()]
        read.oncomplete = () => { asked.result.close(); done(JSON.stringify([kept.result, outbox.result])) }
    }
})"""


@pytest.fixture(scope="module")
def zhaos_phone(town: tuple[Town, str], browser: Browser) -> Iterator[Window]:
    window = in_hand(Window(browser, town[1], PHONE), warden_zhao)
    yield window
    window.close()


def household_of(page: Page, nth: int) -> str:
    return str(page.request.get("/api/field-day", params={"purpose": "测试"}).json()["households"][nth]["household"])


def steps_of(town: Town) -> list[str]:
    told = town.site.as_(desk_chen).get(f"/api/tickets/{town.tickets[0]}/history").json()["history"]
    return [str(line["name"]) for line in told]


def test_the_day_is_on_the_phone_and_of_residents_only_the_doors(zhaos_phone: Window) -> None:
    page = zhaos_phone.page
    expect(page.get_by_role("button", name=re.compile("^走访 "))).to_have_count(6)
    assert page.evaluate(KEPT) > 0
    held = page.evaluate(HELD)
    assert "锦绣花园" in held and "张三" not in held and "13800001234" not in held and "路灯不亮" not in held
    tab(page, "民情图")
    expect(page.locator("[data-drawn]")).to_have_attribute("data-drawn", "6", timeout=20_000)
    manifest = page.request.get(page.locator("link[rel=manifest]").get_attribute("href") or "")
    assert manifest.headers["content-type"] == "application/manifest+json"
    signs = [page.request.get(one["src"]).status for one in manifest.json()["icons"]]
    assert (manifest.json()["start_url"], signs) == ("/w", [200, 200, 200])


def test_names_are_opened_for_a_purpose_and_kept_nowhere(zhaos_phone: Window) -> None:
    page = zhaos_phone.page
    tab(page, "今日")
    page.get_by_role("main").get_by_role("button", name=re.compile("^锦绣花园.*户")).first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("从未走访")).first.click()
    page.get_by_role("button", name=re.compile("查看住户")).click()
    page.get_by_role("dialog").get_by_text("张三").wait_for()
    assert page.get_by_role("link", name=re.compile("13800001234")).get_attribute("href") == "tel:13800001234"
    page.keyboard.press("Escape")
    assert "张三" not in page.evaluate(HELD)


def test_what_is_entered_without_a_network_is_kept_and_then_sent_once_in_order(zhaos_phone: Window, town: tuple[Town, str]) -> None:
    page, (place, _) = zhaos_phone.page, town
    first, second = household_of(page, 0), household_of(page, 1)
    zhaos_phone.room.set_offline(True)
    page.reload()
    expect(page.get_by_role("status").filter(has_text="离线")).to_be_visible()
    kept, moved = visit(page, 0), visit(page, 1)
    for step, text in (("受理", None), ("处置", "已换灯泡")):
        tab(page, "工单")
        page.get_by_role("main").get_by_role("button", name=step, exact=True).click()
        if text:
            page.get_by_label("经过与结果").fill(text)
        page.get_by_role("dialog").get_by_role("button", name=step, exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    tab(page, "待传")
    expect(page.locator("main .chip").filter(has_text="待传")).to_have_count(4)
    assert "已换灯泡" not in page.evaluate(HELD) and kept not in page.evaluate(HELD)

    chen = place.site.as_(desk_chen)
    seen = chen.get(f"/api/households/{second}").json()["version"]
    before = now(place.site, -0.01).isoformat()
    away = {"building": place.buildings[2][0]["building"], "door": {"unit": "1", "room": "999"}, "effective_at": before}
    assert chen.post(f"/api/households/{second}/move", away, seen=seen).status_code == 200

    lost: list[str] = []

    def lose_once(route: Route) -> None:
        """The server has it, the answer never arrives."""
        if lost:
            return route.continue_()
        lost.append(route.fetch().json()["visit"])
        route.abort()

    page.route("**/api/visits", lose_once)
    zhaos_phone.room.set_offline(False)
    expect(entry(page, kept).get_by_text("已传")).to_be_visible(timeout=30_000)
    expect(entry(page, "处置").get_by_text("已传")).to_be_visible(timeout=30_000)
    refused = entry(page, moved)
    expect(refused.get_by_text("被退回")).to_be_visible()
    assert "网格" in refused.locator(".note").inner_text()
    page.unroute("**/api/visits")
    page.reload()
    tab(page, "待传")
    assert (len(lost), visits(place)) == (1, [first])
    assert steps_of(place) == ["ticket.reported", "ticket.accepted", "ticket.handled"]


def test_a_refused_entry_is_put_right_and_goes(zhaos_phone: Window) -> None:
    page = zhaos_phone.page
    tab(page, "待传")
    refused = page.get_by_role("main").get_by_role("listitem").filter(has_text="被退回")
    refused.get_by_role("button", name="更正").click()
    page.get_by_label("到访时间").fill(f"{china_today() - timedelta(days=2)}T10:00")
    page.get_by_role("button", name="保存").click()
    expect(refused).to_have_count(0)
    expect(page.locator("main .chip").filter(has_text="已传")).to_have_count(4)


def test_a_visit_that_was_sent_is_put_right_without_a_network_too(zhaos_phone: Window) -> None:
    page = zhaos_phone.page
    zhaos_phone.room.set_offline(True)
    for field, value in (("情况", "楼上漏水"), ("到访时间", f"{china_today() - timedelta(days=1)}T15:00")):
        tab(page, "待传")
        page.get_by_role("main").get_by_role("button", name="更正", exact=True).first.click()
        form = page.get_by_role("dialog")
        expect(form.get_by_role("button", name="取来原文")).to_be_disabled()
        form.get_by_label(field).fill(value)
        form.get_by_label("为什么更正").fill("记错了")
        zhaos_phone.accessible()
        form.get_by_role("button", name="保存").click()
    assert "楼上漏水" not in page.evaluate(HELD)
    zhaos_phone.room.set_offline(False)
    expect(page.get_by_text("已更正", exact=True)).to_have_count(2, timeout=30_000)


def test_a_late_correction_is_decided_at_the_desk_by_somebody_else(town: tuple[Town, str], opened: Opened) -> None:
    place, address = town
    zhao, made = place.site.as_(warden_zhao), now(place.site, -6).isoformat()
    said = {"household": place.households[0][3], "purpose": "hardship", "issue": "漏水", "feedback": "已约物业", "visited_at": made}
    name = zhao.post("/api/visits", said).json()["visit"]
    asked = zhao.post(f"/api/visits/{name}/corrections", {"contact": "phone", "feedback": "物业已修好", "why": "当时是打电话"})
    assert asked.json()["outcome"] == "proposed", asked.text
    desk = opened(address)
    page = desk.page
    desk.sign_in(desk_chen.account, PASSWORD, "/desk")
    page.get_by_role("button", name="走访更正", exact=True).click()
    waiting, decided = (page.get_by_role("region", name=each) for each in ("待批准的走访更正", "已办的走访更正"))
    expect(waiting).to_contain_text("逾期")
    expect(waiting).to_contain_text("上门 → 电话")
    assert "物业已修好" not in page.content()
    waiting.get_by_role("button", name="查看文字与缘由（记入日志）").click()
    expect(waiting).to_contain_text("漏水；物业已修好")
    expect(waiting).to_contain_text("当时是打电话")
    desk.accessible()
    head = opened(address)
    head.sign_in(approver_wang.account, PASSWORD, "/desk")
    head.page.get_by_role("button", name="走访更正", exact=True).click()
    theirs = head.page.get_by_role("region", name="待批准的走访更正")
    expect(theirs).to_contain_text("＊＊＊ → ＊＊＊")
    theirs.get_by_role("button", name="查看文字与缘由（记入日志）").click()
    expect(theirs).to_contain_text("漏水；物业已修好")
    waiting.get_by_role("button", name="批准").click()
    expect(waiting).to_contain_text("0 件")
    expect(decided.get_by_role("listitem").first).to_contain_text("已更正")
    assert zhao.get(f"/api/visits/{name}").json()["contact"] == "phone"


def test_who_was_first_is_named_and_the_same_entry_goes_on_what_stands_now(zhaos_phone: Window, town: tuple[Town, str]) -> None:
    page, (place, _) = zhaos_phone.page, town
    zhaos_phone.room.set_offline(True)
    tab(page, "工单")
    page.get_by_role("main").get_by_role("button", name="反馈", exact=True).click()
    page.get_by_label("怎样告知来访人").fill("已电话告知")
    page.get_by_role("dialog").get_by_role("button", name="反馈", exact=True).click()
    chen, ticket = place.site.as_(desk_chen), place.tickets[0]
    seen = chen.get(f"/api/tickets/{ticket}").json()["version"]
    assert chen.post(f"/api/tickets/{ticket}/handling", {"text": "另派电工看过"}, seen=seen).status_code == 200
    zhaos_phone.room.set_offline(False)
    late = entry(page, "反馈")
    expect(late.get_by_text("冲突")).to_be_visible(timeout=30_000)
    assert late.locator(".note").inner_text().startswith("chen 于")
    late.get_by_role("button", name="按最新情况再传").click()
    expect(entry(page, "反馈").get_by_text("已传")).to_be_visible(timeout=30_000)


def test_a_session_that_the_server_ends_seals_what_was_not_sent_for_the_same_person(zhaos_phone: Window, town: tuple[Town, str]) -> None:
    page, (place, _) = zhaos_phone.page, town
    zhaos_phone.room.set_offline(True)
    door = visit(page, 2)
    zhaos_phone.page.route("**/api/visits", lambda route: route.abort())
    zhaos_phone.room.set_offline(False)
    before = len(visits(place))
    assert page.request.delete("/api/session").status == 204
    page.reload()
    page.get_by_role("button", name="登录").wait_for()
    held = page.evaluate(HELD)
    assert held.startswith("[[],[{") and door not in held
    in_hand(zhaos_phone, warden_qian)
    tab(page, "待传")
    expect(page.get_by_text("没有待传的记录")).to_be_visible()
    assert page.request.delete("/api/session").status == 204
    page.unroute("**/api/visits")
    in_hand(zhaos_phone, warden_zhao)
    expect(entry(page, door).get_by_text("已传")).to_be_visible(timeout=30_000)
    assert len(visits(place)) == before + 1


def test_signing_out_wipes_the_phone(zhaos_phone: Window) -> None:
    page = zhaos_phone.page
    page.get_by_role("button", name="菜单").click()
    page.get_by_role("button", name="退出并清空本机").click()
    page.get_by_role("button", name="登录").wait_for()
    assert page.evaluate(LEFT) == []
    assert page.request.get("/api/session").json()["role"] == "public"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_everybody_can_use_it(town: tuple[Town, str], opened: Opened, size: dict[str, int], request: pytest.FixtureRequest) -> None:
    window = in_hand(opened(town[1], size), warden_qian)
    page = window.page
    if size is PHONE and request.config.getoption("--shots"):
        page.screenshot(path=SHOTS / "warden.png")
    for name in ("今日", "民情图", "工单", "代岗", "待传"):
        tab(page, name)
        window.accessible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if size is PHONE:
            assert page.evaluate(TOO_SMALL) == []
    page.get_by_role("button", name="菜单").click()
    window.accessible()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Sign out and wipe this phone").wait_for()


def test_without_webgl_the_map_is_drawn_all_the_same(town: tuple[Town, str], opened: Opened) -> None:
    window = opened(town[1], PHONE)
    window.page.add_init_script(NO_WEBGL)
    in_hand(window, warden_qian)
    tab(window.page, "民情图")
    building = window.page.get_by_role("main").locator("svg g[role=button]").first
    window.accessible()
    building.press("Enter")
    window.page.get_by_role("dialog").wait_for()


def test_it_is_for_wardens(town: tuple[Town, str], opened: Opened) -> None:
    page = opened(town[1], PHONE).page
    page.goto("/w")
    page.get_by_label("账号").fill(desk_chen.account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("这一页给网格员使用").wait_for()
