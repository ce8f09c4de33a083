"""One's own account in a real browser: a password by a code, a second factor, the sign-in that asks for it, sessions."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from api import accounts
from api.access.record import OFFICE as SET_UP
from api.access.second_factor import PERIOD_S, code_at
from api.context import Office
from api.databases import Databases
from tests.web.conftest import DESK, PHONE, Window, installed

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
PASSWORD, NEXT = "three unrelated words", "four words of another kind"


@pytest.fixture(scope="module")
def office(
    new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory, pages: None
) -> Iterator[Office]:
    """An office whose planners must have a second factor."""
    with installed(new_database, tmp_path_factory.mktemp("home"), second_factor=("planner",)) as office:
        yield office


@pytest.fixture(scope="module")
def code(office: Office) -> str:
    with office.app_pool.connection() as connection:
        accounts.open_account(connection, "lin", "planner", None, office.clock(), name="规划员林")
        return accounts.reset(connection, "lin", office.clock(), SET_UP).code


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """What Lin writes down between one visit and the next."""
    return {}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_without_a_session_is_for_everybody(address: str, opened: Opened, size: dict[str, int]) -> None:
    window = opened(address, size)
    window.page.goto(f"{address}/account")
    window.page.get_by_label("账号").wait_for()
    window.accessible()


def test_a_newcomer_sets_the_password_by_the_code(address: str, opened: Opened, code: str) -> None:
    page = opened(address).page
    page.goto(address)
    page.get_by_role("link", name="凭验证码设置密码").click()
    page.get_by_label("账号").fill("lin")
    page.get_by_label("管理员给的验证码").fill(code)
    page.get_by_label("新密码").fill("password1234")
    page.get_by_role("button", name="设置").click()
    page.get_by_role("alert").filter(has_text="太容易被猜到").wait_for()
    page.get_by_label("管理员给的验证码").fill(code)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_role("button", name="设置").click()
    page.get_by_text("密码已设置，请登录").wait_for()


def test_the_second_factor_comes_before_anything_else(office: Office, address: str, opened: Opened, kept: dict[str, str]) -> None:
    window = opened(address)
    page = window.page
    window.sign_in("lin", PASSWORD, "/")
    page.get_by_text("您的岗位须先启用动态口令").wait_for()
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_role("button", name="开始设置").click()
    assert page.locator("img[alt^='otpauth://totp/']").evaluate("image => image.decode().then(() => image.naturalWidth > 100)")
    kept["secret"] = page.locator("#secret").inner_text()
    window.accessible()
    page.get_by_label("应用显示的六位数").fill(code_at(b32decode(kept["secret"]), int(office.clock().timestamp()) // PERIOD_S))
    page.get_by_role("button", name="确认启用").click()
    codes = page.locator(".codes code")
    codes.first.wait_for()
    assert codes.count() == 10
    kept["recovery"] = codes.first.inner_text()
    page.goto(address)
    page.get_by_role("button", name="退出").click()


def test_the_sign_in_asks_for_the_code(address: str, opened: Opened, kept: dict[str, str]) -> None:
    window = opened(address)
    page = window.page
    window.sign_in("lin", PASSWORD, "/")
    page.get_by_label("动态口令或备用码").fill("000000")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").filter(has_text="动态口令不对").wait_for()
    page.get_by_label("动态口令或备用码").fill(kept["recovery"])
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="我的账号").click()
    page.get_by_text("本会话").wait_for()
    page.get_by_role("cell", name="password+recovery").wait_for()
    page.get_by_label("现在的密码").nth(1).fill(PASSWORD)
    page.get_by_label("新密码").fill(NEXT)
    page.get_by_role("button", name="修改").click()
    page.get_by_text("其他会话都已结束").wait_for()
    window.accessible()
    page.get_by_role("button", name="全部退出").click()
    page.get_by_label("管理员给的验证码").wait_for()


def test_a_session_elsewhere_is_ended_from_here(office: Office, address: str, opened: Opened, kept: dict[str, str]) -> None:
    real, then = office.clock, office.clock() + timedelta(minutes=5)  # its code is another one
    office.clock = lambda: then
    try:
        lost, here = opened(address, PHONE), opened(address)
        for window, later in ((lost, 0), (here, PERIOD_S)):
            window.sign_in("lin", NEXT, "/")
            moment = then + timedelta(seconds=later)
            window.page.get_by_label("动态口令或备用码").fill(code_at(b32decode(kept["secret"]), int(moment.timestamp()) // PERIOD_S))
            window.page.get_by_role("button", name="登录").click()
            window.page.get_by_role("link", name="我的账号").wait_for()
        here.page.goto(f"{address}/account")
        here.page.get_by_role("button", name="结束", exact=True).click()
        here.page.get_by_role("button", name="结束", exact=True).wait_for(state="detached")
        lost.page.goto(f"{address}/account")
        lost.page.get_by_label("管理员给的验证码").wait_for()
    finally:
        office.clock = real
