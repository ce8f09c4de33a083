"""Who leaves a view before its answer has come is not troubled by it afterwards: nothing breaks, nothing is read of what went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Locator, Page

from api import demo
from tests.web.conftest import Window
from tests.web.deskwork import seated

Opened = Callable[..., Window]
HOLD = """path => {
    const [real, held] = [window.fetch, []]
    window.release = () => { window.fetch = real; held.forEach(go => go()) }
    window.someAsked = new Promise((asked, never) => {
        setTimeout(() => never(new Error(`nobody asked for ${path}`)), 60_000)
        window.fetch = async (...question) => {
            const answer = await real(...question)
            if (!new RegExp(path).test(question[0])) return answer
            asked()
            await new Promise(go => held.push(go))
            return answer
        }
    })
}"""
"""Script: answers to questions under this path are kept from the page until `release`."""
RELEASE = "release(), new Promise(done => requestIdleCallback(done, {timeout: 500}))"


def left_early(page: Page, path: str, ask: Callable[[], object], leave: Callable[[], object]) -> None:
    """ask leads to questions under this path; they are answered once one has left, and the page has a moment with the answers."""
    page.evaluate(HOLD, path)
    ask()
    page.evaluate("someAsked")
    leave()
    page.evaluate(RELEASE)


def test_an_auditor_looks_at_something_else_meanwhile(served: str, opened: Opened) -> None:
    window = opened(served)
    page = window.page
    window.sign_in("auditor", demo.PASSWORD, "/audit")
    box = page.get_by_role("searchbox", name="查找")
    box.wait_for()

    def look_up(text: str) -> None:
        page.get_by_role("button", name="查一件事物").click()
        box.fill(text)
        box.press("Enter")

    for path, about in {
        "/api/audit/as-of/": "江畔云庭1号楼",
        "/api/audit/borders/": "321111009001002",
        "/api/communities/[0-9]+/buildings": "321111009001002",
        "/api/basemap$": "321111009001002",
    }.items():
        left_early(page, path, partial(look_up, about), page.get_by_role("button", name="迟录与更正").click)


def test_a_planner_turns_to_another_tab_meanwhile(served: str, opened: Opened) -> None:
    window = opened(served)
    page = window.page
    window.sign_in("planner", demo.PASSWORD, "/plan")
    page.get_by_role("button", name="全图").wait_for()
    left_early(page, "/difference", page.get_by_role("tab", name="影响").click, page.get_by_role("tab", name="文件").click)


def test_the_desk_turns_to_its_inbox_meanwhile(served: str, opened: Opened) -> None:
    page = seated(opened(served), "desk").page
    parts = page.get_by_role("navigation", name="工作台各栏")
    for name in ("回访", "走访更正", "会议", "准入", "用印", "值班"):
        left_early(page, "/api/communities/", part(parts, name), part(parts, "收件箱"))


def test_an_administrator_turns_to_the_accounts_meanwhile(served: str, opened: Opened) -> None:
    window = opened(served)
    page = window.page
    window.sign_in("admin", demo.PASSWORD, "/admin")
    parts = page.get_by_role("navigation", name="管理各栏")
    page.get_by_role("row", name="auditor").first.wait_for()
    for name in ("系统状态", "制度", "日历", "导入与新社区", "地图底图"):
        left_early(page, "/api/(?!accounts)", part(parts, name), part(parts, "账号"))


def part(parts: Locator, name: str) -> Callable[[], None]:
    return parts.get_by_role("button", name=name, exact=True).click
