"""The start page: a resident finds the grid, the auditor signs in and opens the 民情图."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from api import demo
from tests.web.conftest import DESK, PHONE, SHOTS, Window

Opened = Callable[..., Window]


@pytest.mark.rule("G7")
def test_a_resident_finds_the_grid_and_who_is_on_duty(served: str, opened: Opened) -> None:
    page = opened(served).page
    page.goto(served)
    page.get_by_label("门牌").fill("锦绣花园3号楼")
    page.get_by_role("button", name="查询").click()
    answer = page.locator("#answer")
    answer.get_by_text("现在值守").wait_for()
    assert "锦绣花园3号楼" in answer.inner_text()
    assert "网格（321111009001" in answer.inner_text()


def test_an_unknown_address_says_so_in_words(served: str, opened: Opened) -> None:
    page = opened(served).page
    page.goto(served)
    page.get_by_label("门牌").fill("没有的地方99号")
    page.get_by_role("button", name="查询").click()
    page.locator("#answer").get_by_text("提示").wait_for()


def test_the_auditor_signs_in_opens_the_sheet_and_signs_out(served: str, opened: Opened, request: pytest.FixtureRequest) -> None:
    window = opened(served)
    page = window.page
    window.sign_in("auditor", demo.PASSWORD, "/")
    page.get_by_role("cell", name="锦绣社区").wait_for()
    window.accessible()
    page.get_by_role("link", name="打开").click()
    page.locator(".leaflet-overlay-pane path").first.wait_for()
    assert "锦绣社区" in page.locator("h1, header").first.inner_text()
    if request.config.getoption("--shots"):
        page.screenshot(path=SHOTS / "minqingtu.png")
    page.goto(served)
    page.get_by_role("button", name="退出").click()
    page.get_by_role("button", name="登录").wait_for()


def test_a_wrong_password_is_refused_without_a_hint(served: str, opened: Opened) -> None:
    window = opened(served)
    window.sign_in("nobody", "wrong-password-2026", "/")
    window.page.get_by_role("alert").filter(has_text="账号或密码不对").wait_for()


def test_whatever_a_page_complains_about_is_told_with_its_place(served: str, browser: Browser) -> None:
    window = Window(browser, served)
    window.page.goto(served)
    window.page.evaluate("(function grumble() { console.warn('stale', 7) })()")
    with pytest.raises(AssertionError, match=rf"stale 7\n +on {served}/\n +at :1:\d+"):
        window.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_use_it(served: str, opened: Opened, size: dict[str, int]) -> None:
    window = opened(served, size)
    window.page.goto(served)
    window.page.get_by_role("button", name="登录").wait_for()
    window.accessible()
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    window.page.get_by_role("button", name="English").click()
    window.page.get_by_role("button", name="Sign in").wait_for()
