"""报表 in a real browser: a reporter picks community and month, reads a figure with its definition, and the file says the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from api import demo
from tests.web.conftest import DESK, PHONE, SHOTS, Window

pytestmark = pytest.mark.story
Opened = Callable[..., Window]


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def lines(figure: Locator) -> list[list[str]]:
    """The table as it is read, headings first, thousands without their commas."""
    rows = figure.locator("thead tr, tbody tr").evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")
    return [[cell.replace(",", "") for cell in row] for row in rows]


def downloaded(page: Page, figure: Locator) -> list[list[str]]:
    with page.expect_download() as waiting:
        figure.get_by_role("link", name="CSV").click()
    return list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))


def counting(window: Window, account: str) -> Page:
    window.sign_in(account, demo.PASSWORD, "/report")
    card(window.page, "户数与人口").wait_for()
    window.page.locator("main[aria-busy=false]").wait_for()
    return window.page


@pytest.fixture
def reporter(served: str, opened: Opened) -> Window:
    window = opened(served)
    counting(window, "reporter")
    return window


def test_the_reporter_reads_a_figure_with_its_definition_and_the_file_says_the_same(
    reporter: Window, request: pytest.FixtureRequest
) -> None:
    page = reporter.page
    tickets = card(page, "各网格工单")
    assert "在办、逾期：截至日的状态" in tickets.inner_text() and "依据" in tickets.inner_text()
    assert tickets.locator("svg path").count() > 4 and "登记" in (tickets.locator(".picture").get_attribute("aria-label") or "")
    for title in ("各网格工单", "户数与人口", "走访覆盖", "办结层级", "减负指数"):
        figure = card(page, title)
        assert downloaded(page, figure) == lines(figure)
    reporter.accessible()
    if request.config.getoption("--shots"):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=SHOTS / "report.png")


def test_another_month_and_one_grid(reporter: Window) -> None:
    page = reporter.page
    page.get_by_label("月份").fill("2025-01")
    page.get_by_label("月份").dispatch_event("change")
    page.get_by_text("2025-01-01 至 2025-01-31，截至 2025-01-31").first.wait_for()
    assert parse_qs(urlsplit(page.url).query)["month"] == ["2025-01"]
    card(page, "户数与人口").get_by_text("没有生效的网格方案").wait_for()
    page.get_by_label("截至").fill("2026-11-01")
