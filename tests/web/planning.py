"""How planners work at the planning desk: what is on the screen, where it is, what the server says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import hypot
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.people import PASSWORD, Named
from tests.web.conftest import Window


def seated(window: Window, person: Named, to: str = "/plan", password: str = PASSWORD) -> Window:
    window.sign_in(person.account, password, to)
    window.page.get_by_role("tab", name="网格").wait_for()
    window.page.get_by_role("button", name="全图").wait_for()
    return window


def said(page: Page, text: str, within: float = 60) -> None:
    """Recorded: the desk says so, within so many seconds."""
    expect(page.locator("p.note[role=status]")).to_contain_text(text, timeout=within * 1_000)


def report(page: Page) -> dict[str, Any]:
    """The plan on the desk, as the server tells it."""
    plan = re.search(r"plan=(pln-\w+)", page.url)
    assert plan is not None
    return page.request.get(f"/api/plans/{plan[1]}").json()


def shapes(page: Page, layer: str) -> list[dict[str, Any]]:
    plan = report(page)["plan"]
    return page.request.get(f"/api/features/{layer}", params={"plan": plan, "limit": 10_000}).json()["features"]


def centre(shape: dict[str, Any]) -> tuple[float, float]:
    ring = shape["geometry"]["coordinates"][0][:-1]
    return sum(lon for lon, _ in ring) / len(ring), sum(lat for _, lat in ring) / len(ring)


def neighbours(page: Page) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two buildings of different grids, as near to each other as any."""
    buildings = shapes(page, "buildings")
    pairs = ((one, other) for one in buildings for other in buildings if one["properties"]["grid"] != other["properties"]["grid"])
    return min(pairs, key=lambda pair: apart(*pair))


def apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Degrees between two buildings."""
    return hypot(*(a - b for a, b in zip(centre(one), centre(other), strict=True)))


def pixel(page: Page, place: tuple[float, float]) -> tuple[float, float]:
    """Where a place is on the screen while the whole community is shown."""
    return pixels(page)(place)


def pixels(page: Page) -> Callable[[tuple[float, float]], tuple[float, float]]:
    """Of any place while the whole community is shown: Mercator, 40 pixels of margin."""
    points = [point for grid in shapes(page, "grids") for ring in rings(grid["geometry"]) for point in ring]
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    box = page.locator(".chart canvas").first.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    stretch = 1 / 0.8463  # of a degree north against one east, at 32.2 degrees
    scale = min((box["width"] - 80) / (east - west), (box["height"] - 80) / ((north - south) * stretch))

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return middle[0] + (place[0] - (west + east) / 2) * scale, middle[1] - (place[1] - (south + north) / 2) * stretch * scale

    return at


def rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for part in parts for ring in part]


def households(page: Page, code: str) -> int:
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name=re.compile(f"^{code} ")))
    return int(row.locator("td.count").first.inner_text().split()[0].replace(",", ""))


def move(page: Page, home: str, target: str, buildings: list[dict[str, Any]]) -> None:
    """Without the map: in the list of the grid's buildings."""
    page.get_by_role("button", name=re.compile(f"^{home} ")).click()
    page.get_by_text("楼栋清单").click()
    for building in buildings:
        page.locator(f"input[value='{building['id']}']").check()
    choose(page.get_by_label("移到"), target)
    page.get_by_role("button", name="移动").click()


def choose(picker: Locator, code: str) -> None:
    picker.select_option(label=picker.locator("option").filter(has_text=re.compile(f"^{code} ")).inner_text())


def choose_grid(page: Page, code: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{code} ")).click()


def code_of(page: Page, grid: str) -> str:
    """The last three digits, as the desk shows it."""
    return next(each["code"][-3:] for each in report(page)["grids"] if each["grid"] == grid)


def holder(page: Page, building: dict[str, Any]) -> str:
    """The grid that holds a building now."""
    return next(each["properties"]["grid"] for each in shapes(page, "buildings") if each["id"] == building["id"])
