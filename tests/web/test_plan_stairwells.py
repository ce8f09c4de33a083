"""Blocks and their stairwells (单元) at the planning desk: Lin divides one under her draft, places a family, parts it, makes it whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Locator, Page, expect

from api.app import create_app
from api.databases import Databases
from tests.api.conftest import Site
from tests.api.estate import COLUMNS
from tests.api.lived_in import CODE, Town, enact
from tests.people import OFFICE, Named, desk_chen, planner_lin
from tests.web.conftest import SHOTS, Window, installed, serving
from tests.web.planning import choose, choose_grid, code_of, report, said, seated, shapes

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
planner_gao = Named("gao", "planner", "规划员高")


def below(buildings: list[dict[str, Any]]) -> dict[str, Any]:
    """One at the edge of its grid, which stays in one piece without half of it."""
    numbered = {int(each["properties"]["number"]): each for each in buildings}
    grid = {number: each["properties"]["grid"] for number, each in numbered.items()}

    def holds(number: int, *others: int) -> bool:
        return all(grid.get(other) == grid[number] for other in others)

    edges = (each for each in grid if holds(each, each + COLUMNS) and not holds(each, each - COLUMNS) and not holds(each, each - 1))
    return numbered[next(each for each in edges if not holds(each, each + 1) or holds(each, each + COLUMNS + 1))]


def ticked(page: Page, code: str, building: str) -> None:
    """In the list of its grid's buildings."""
    choose_grid(page, code)
    page.get_by_text("楼栋清单").click()
    page.locator(f"input[value='{building}']").check()


def registered(page: Page, how: str, reason: str) -> Locator:
    """The window in which the ticked buildings are divided, or made whole; the reason is given."""
    page.get_by_role("button", name=how).click()
    dialog = page.get_by_role("dialog", name=how)
    dialog.get_by_label("理由").fill(reason)
    return dialog


@pytest.fixture(scope="module")
def town(
    new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory, pages: None
) -> Iterator[tuple[Site, str]]:
    """Given a community with a plan in force, served at that address."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    with installed(new_database, home, (*OFFICE, planner_gao), pace=False) as office, TestClient(create_app(office=office)) as client:
        site = Site(office, client)
        enact(Town(site), folder, "erenhot")
        with serving(office) as address:
            yield site, address


@pytest.fixture
def lin(town: tuple[Site, str], browser: Browser) -> Iterator[Window]:
    """At a copy of the plan in force."""
    window = seated(Window(browser, town[1]), planner_lin)
    page = window.page
    page.get_by_role("button", name="新建").click()
    page.get_by_label("名称").fill("按单元")
    page.get_by_role("button", name="建立").click()
    expect(page.get_by_role("combobox", name="方案").locator("option:checked")).to_have_text("按单元 · 草案")
    yield window
    window.close()


@pytest.fixture
def block(town: tuple[Site, str], lin: Window) -> tuple[str, str]:
    """Its id and address: two families live there, and the door of one tells no stairwell."""
    found, chen = below(shapes(lin.page, "buildings")), town[0].as_(desk_chen)
    for door in ({"unit": "2", "room": "301"}, {"room": "101"}):
        body = {"building": found["id"], "door": door, "members": [{"relation": "head", "name": "王建国"}]}
        answer = chen.post("/api/households", body)
        assert answer.status_code == 201, answer.text
    return found["id"], f"锦绣花园{found['properties']['number']}号楼"


def test_a_block_is_divided_by_its_stairwells_under_the_draft_and_made_whole(
    lin: Window, opened: Opened, block: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    page, (building, address) = lin.page, block
    gao = seated(opened(lin.address), planner_gao, page.url.removeprefix(lin.address)).page
    before = report(page)
    home = code_of(page, next(each for each in shapes(page, "buildings") if each["id"] == building)["properties"]["grid"])
    choose_grid(gao, home)
    beside = gao.get_by_label("并入相邻网格").locator("option").nth(1).inner_text().split()[0]
    ticked(page, home, building)
    dialog = registered(page, "按单元划分", "整栋超出户数")
    dialog.get_by_role("spinbutton", name="单元数").fill("4")
    expect(dialog).to_contain_text("每单元约 10 户")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_contain_text("1 户的门牌未注明单元")
    lin.accessible()
    if request.config.getoption("--shots"):
        page.screenshot(path=SHOTS / "stairwells.png")
    dialog.get_by_role("table").get_by_role("combobox").select_option("3单元")
    dialog.get_by_role("button", name="确定").click()
    said(page, f"{address}已分为 4 个单元（10、10、10、10 户），随迁 2 份户档")
    assert [each["households"] for each in report(page)["grids"]] == [each["households"] for each in before["grids"]]

    choose(gao.get_by_label("并入相邻网格"), beside)
    gao.get_by_role("button", name="合并", exact=True).click()
    overtaken = gao.get_by_role("dialog", name="有人先保存了")
    expect(overtaken).to_contain_text("有楼栋按单元划分")
    overtaken.get_by_role("button", name="放弃这一步").click()
    expect(overtaken).to_be_hidden()

    told = [each["properties"]["stairwell"] for each in shapes(page, "buildings")]
    assert sorted(filter(None, told)) == ["1", "2", "3", "4"], "what the map writes beside the block's number"
    for number in (3, 4):
        page.get_by_role("checkbox", name=f"{address}{number}单元").check()
    page.get_by_role("button", name="拆出为新网格").click()
    said(page, "已切分")
    assert min(each["households"] for each in report(page)["grids"]) == 20
    part = page.request.get(f"/api/communities/{CODE}/buildings", params={"limit": 10_000}).json()["buildings"]
    ticked(page, home, next(each["building"] for each in part if each["address"] == f"{address}1单元"))
    dialog = registered(page, "合并单元", "单元数有误")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog.get_by_role("alert")).to_contain_text("不能再作一栋登记")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="撤销").click()
    said(page, "已撤销")
    page.get_by_role("checkbox", name=f"{address}2单元").check()
    dialog = registered(page, "合并单元", "单元数有误")
    dialog.get_by_role("button", name="确定").click()
    said(page, "1 栋已恢复为整栋，随迁 2 份户档")
    assert [each["households"] for each in report(page)["grids"]] == [each["households"] for each in before["grids"]]
