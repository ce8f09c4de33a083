"""The start page over a real server, in a real browser: a resident finds the grid, the auditor signs in and opens the 民情图."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from rich.progress import Progress

from api import demo
from api.app import create_app
from api.context import open_office
from api.databases import Databases
from api.settings import Settings
from tests.api.test_demo import SMALL

SHOTS = Path(__file__).parent / "shots"


@pytest.fixture(scope="module")
def served(
    new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The demonstration (the whole year of it with --shots) behind a server of its own."""
    scale = demo.FULL if request.config.getoption("--shots") else SMALL
    with new_database() as databases:
        office = open_office(Settings(home=tmp_path_factory.mktemp("home")), databases)
        with Progress(disable=True) as bars:
            demo.load(office, bars, scale)
        server = uvicorn.Server(uvicorn.Config(create_app(office=office), port=0, log_level="warning"))
        running = threading.Thread(target=server.run)
        running.start()
        while not server.started:
            running.join(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        running.join()
        office.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1600, "height": 1100})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    yield opened
    opened.close()
    assert complaints == []


@pytest.mark.rule("G7")
def test_a_resident_finds_the_grid_and_who_is_on_duty(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_label("门牌").fill("锦绣花园3号楼")
    page.get_by_role("button", name="查询").click()
    answer = page.locator("#answer")
    answer.get_by_text("现在值守").wait_for()
    assert "锦绣花园3号楼" in answer.inner_text()
    assert "网格（321111009001" in answer.inner_text()


def test_an_unknown_address_says_so_in_words(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_label("门牌").fill("没有的地方99号")
    page.get_by_role("button", name="查询").click()
    page.locator("#answer").get_by_text("提示").wait_for()


def test_the_auditor_signs_in_opens_the_sheet_and_signs_out(served: str, page: Page, request: pytest.FixtureRequest) -> None:
    page.goto(served)
    page.get_by_label("账号").fill("auditor")
    page.get_by_label("密码").fill(demo.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("cell", name="锦绣社区").wait_for()
    page.get_by_role("link", name="打开").click()
    page.locator(".leaflet-overlay-pane path").first.wait_for()
    assert "锦绣社区" in page.locator("h1, header").first.inner_text()
    if request.config.getoption("--shots"):
        page.screenshot(path=SHOTS / "minqingtu.png")
    page.goto(served)
    page.get_by_role("button", name="退出").click()
    page.get_by_role("button", name="登录").wait_for()


def test_a_wrong_password_is_refused_without_a_hint(served: str, page: Page) -> None:
    page.goto(served)
    page.get_by_label("账号").fill("nobody")
    page.get_by_label("密码").fill("wrong-password-2026")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("alert").filter(has_text="账号或密码不对").wait_for()
