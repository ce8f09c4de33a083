"""Every tool of the planning desk in a real browser, on the demonstration: what is drawn, what the server makes of it, and back again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from api import demo
from tests.people import Named
from tests.web.conftest import Window
from tests.web.planning import (
    apart,
    centre,
    choose,
    choose_grid,
    code_of,
    holder,
    households,
    neighbours,
    pixel,
    report,
    rings,
    said,
    seated,
    shapes,
)

pytestmark = pytest.mark.story
planner_lin = Named("planner", "planner", "林予安")
AROUND = 14
"""Pixels from a building's middle to the loop around it."""


@pytest.fixture(scope="module")
def desk(served: str, browser: Browser) -> Iterator[Window]:
    """Given a copy of the plan in force, open all day and thrown away in the evening."""
    window = seated(Window(browser, served), planner_lin, password=demo.PASSWORD)
    page, first = window.page, window.page.url
    page.get_by_role("button", name="新建").click()
    page.get_by_label("名称").fill("试画")
    page.get_by_role("button", name="建立").click()
    page.wait_for_url(lambda url: url != first and "plan=" in url)
    expect(page.get_by_role("combobox", name="方案").locator("option:checked")).to_have_text("试画 · 草案")
    yield window
    window.close()


@pytest.fixture
def page(desk: Window) -> Iterator[Page]:
    """Whatever a test draws is taken back after it."""
    page = desk.page
    page.keyboard.press("v")
    page.get_by_role("button", name="全图").click()
    before = report(page)["version"]
    yield page
    page.keyboard.press("Escape")
    if report(page)["version"] != before:
        page.get_by_role("button", name="撤销").click()
        said(page, "已撤销")


def test_the_work_of_each_grid_stands_beside_its_homes(page: Page) -> None:
    """Also where the regulation does not weigh the work: tickets and visits, how they were counted, and who has more than the others."""
    load = page.request.get(f"/api/plans/{report(page)['plan']}/workload").json()
    assert sum(each["tickets"] for each in load["grids"]) > 0 < sum(each["visits"] for each in load["grids"])
    expect(page.get_by_role("columnheader", name="工作量")).to_be_visible()
    for each in load["grids"]:
        cell = page.get_by_role("row").filter(has_text=each["name"]).locator(f"td[title*='工单 {each['tickets']} 件×1']")
        expect(cell).to_have_attribute("title", re.compile(f"走访 {each['visits']} 次×0.25"))
        assert abs(float(cell.inner_text().split()[-1]) - each["workload"]) <= 0.05


def test_a_loop_around_a_building_gives_it_to_the_grid_next_door(page: Page) -> None:
    one, other = neighbours(page)
    code, home = code_of(page, other["properties"]["grid"]), code_of(page, one["properties"]["grid"])
    counts = households(page, code), households(page, home)
    homes = max(one["properties"]["dwellings"], one["properties"]["households"])
    choose_grid(page, code)
    page.keyboard.press("l")
    x, y = pixel(page, centre(one))
    page.mouse.move(x - AROUND, y - AROUND)
    page.mouse.down()
    for right, down in ((AROUND, -AROUND), (AROUND, AROUND), (-AROUND, AROUND)):
        page.mouse.move(x + right, y + down, steps=3)
    expect(page.get_by_text(f"→ {counts[0] + homes} 户")).to_be_visible()
    assert (households(page, code), households(page, home)) == (counts[0] + homes, counts[1] - homes), "told before it is done"
    page.mouse.up()
    said(page, "划入")
    assert holder(page, one) == other["properties"]["grid"]


def test_a_border_that_is_pulled_takes_the_building_behind_it(page: Page) -> None:
    one, other = neighbours(page)
    here = centre(one)
    border = min(
        (point for grid in shapes(page, "grids") if grid["id"] == one["properties"]["grid"] for point in between(page, grid)),
        key=lambda point: (point[0] - here[0]) ** 2 + (point[1] - here[1]) ** 2,
    )
    page.keyboard.press("m")
    page.mouse.move(*pixel(page, border))
    page.mouse.down()
    beyond = (border[0] + (here[0] - border[0]) * 3, border[1] + (here[1] - border[1]) * 3)
    page.mouse.move(*pixel(page, beyond), steps=6)
    page.mouse.up()
    said(page, "的界线已移动")
    assert holder(page, one) == other["properties"]["grid"]


def between(page: Page, grid: dict[str, Any]) -> list[tuple[float, float]]:
    """Points along the border that a grid shares with others."""
    near = {
        tuple(point) for other in shapes(page, "grids") if other["id"] != grid["id"] for ring in rings(other["geometry"]) for point in ring
    }
    found = []
    for ring in rings(grid["geometry"]):
        for a, b in pairwise(ring):
            if tuple(a) in near and tuple(b) in near:
                found += [(a[0] + (b[0] - a[0]) * step / 20, a[1] + (b[1] - a[1]) * step / 20) for step in range(21)]
    return found


def test_a_line_cuts_the_land_exactly_where_it_is_drawn(page: Page) -> None:
    grid = max(shapes(page, "grids"), key=lambda each: each["properties"]["buildings"])
    north = free_latitude(page, grid)
    choose_grid(page, grid["properties"]["code"][-3:])
    page.keyboard.press("c")
    page.get_by_label("按线精确切地").check()
    west, east = min(lon for lon, _ in outline(grid)), max(lon for lon, _ in outline(grid))
    page.mouse.click(*pixel(page, (west - 0.0003, north)))
    page.mouse.click(*pixel(page, (east + 0.0003, north)))
    page.keyboard.press("Enter")
    said(page, "已切分")
    parts = [each for each in shapes(page, "grids") if each["id"] == grid["id"] or each["properties"]["name"].endswith("·新")]
    cut = [point for point in outline(parts[0]) if point in outline(parts[1])]
    assert len(parts) == 2 and len(cut) >= 2
    assert max(abs(lat - north) for _, lat in cut) < 0.00002, "two metres at this zoom: a pixel"
    page.get_by_label("按线精确切地").uncheck()


def outline(grid: dict[str, Any]) -> list[tuple[float, float]]:
    return [tuple(point) for ring in rings(grid["geometry"]) for point in ring]


def free_latitude(page: Page, grid: dict[str, Any]) -> float:
    """The middle of the widest lane from west to east between a grid's buildings."""
    spans = sorted(
        (min(lat for _, lat in outline(each)), max(lat for _, lat in outline(each)))
        for each in shapes(page, "buildings")
        if each["properties"]["grid"] == grid["id"]
    )
    lanes, top = [], spans[0][1]
    for low, high in spans[1:]:
        lanes.append((low - top, (low + top) / 2))
        top = max(top, high)
    return max(lanes)[1]


def test_a_grid_is_divided_into_even_parts(page: Page) -> None:
    row = max(report(page)["grids"], key=lambda each: each["buildings"])
    choose_grid(page, row["code"][-3:])
    page.get_by_label("均分为").fill("2")
    page.get_by_role("button", name="均分", exact=True).click()
    said(page, "已均分")
    after = report(page)["grids"]
    parts = [
        each["households"]
        for each in after
        if each["grid"] == row["grid"] or each["grid"] not in {one["grid"] for one in after_before(page)}
    ]
    assert len(parts) == 2 and sum(parts) == row["households"] and abs(parts[0] - parts[1]) <= 0.3 * row["households"]


def after_before(page: Page) -> list[dict[str, Any]]:
    """The grids of the plan in force, of which this drawing is a copy."""
    community = page.request.get("/api/communities/321111009001").json()
    return page.request.get(f"/api/plans/{community['plan_in_force']}").json()["grids"]


def test_a_dedicated_grid_has_no_band(page: Page) -> None:
    row = next(each for each in report(page)["grids"] if each["deviation"])
    code = row["code"][-3:]
    choose_grid(page, code)
    page.get_by_label("类型").select_option(label="专属网格")
    page.get_by_label("理由").fill("整个小区由物业管理")
    page.get_by_role("button", name="确定").click()
    said(page, "类型已改")
    expect(page.get_by_role("row").filter(has=page.get_by_role("button", name=re.compile(f"^{code} ")))).to_contain_text("不限户数")
    assert next(each for each in report(page)["grids"] if each["grid"] == row["grid"])["kind"] == "dedicated"


def test_two_grids_swap_buildings_at_once(page: Page) -> None:
    one, other = neighbours(page)
    mine, theirs = one["properties"]["grid"], other["properties"]["grid"]
    back = min(
        (each for each in shapes(page, "buildings") if each["properties"]["grid"] == theirs and each["id"] != other["id"]),
        key=lambda each: apart(each, one),
    )
    choose_grid(page, code_of(page, mine))
    page.get_by_text("楼栋清单").click()
    page.locator(f"input[value='{one['id']}']").check()
    choose(page.get_by_label("移到"), code_of(page, theirs))
    page.get_by_role("table", name=re.compile(f"^{code_of(page, theirs)} ")).locator(f"input[value='{back['id']}']").check()
    page.get_by_role("button", name="对调").click()
    said(page, "已对调")
    assert (holder(page, one), holder(page, back)) == (theirs, mine)


def test_chosen_buildings_become_a_grid_of_their_own(page: Page) -> None:
    row = max(report(page)["grids"], key=lambda each: each["buildings"])
    mine = [each for each in shapes(page, "buildings") if each["properties"]["grid"] == row["grid"]]
    south = sorted(mine, key=lambda each: centre(each)[1])[: len(mine) // 3]
    choose_grid(page, row["code"][-3:])
    page.get_by_text("楼栋清单").click()
    for each in south:
        page.locator(f"input[value='{each['id']}']").check()
    page.get_by_role("button", name="拆出为新网格").click()
    said(page, "已切分")
    assert len({holder(page, each) for each in south}) == 1 and holder(page, south[0]) != row["grid"]


def test_a_search_is_stopped_and_the_best_so_far_is_taken(desk: Window) -> None:
    page = desk.page
    page.get_by_role("button", name="自动生成").click()
    page.get_by_label("名称").fill("半途而止")
    page.get_by_label("搜索力度").select_option(label="仔细")
    page.get_by_role("button", name="开始生成").click()
    with page.expect_response(re.compile(r"/proposals/run-\w+/stop$")) as told:
        page.get_by_role("button", name="停止，用目前最好的").click()
    assert told.value.status == 200 and told.value.json()["stopping"]
    said(page, "已生成", within=60)
    expect(page.get_by_role("combobox", name="方案")).to_contain_text("半途而止 · 草案")
    told_plan = report(page)
    assert sum(each["households"] for each in told_plan["grids"]) == sum(each["households"] for each in after_before(page))
