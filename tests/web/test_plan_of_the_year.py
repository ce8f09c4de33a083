"""规划工作台 over the demonstration's year: the planner finds the draft under way, with what the checks say of it, and plans of before."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api import demo
from tests.web.conftest import SHOTS, Window

pytestmark = pytest.mark.story


def counted(text: str) -> int:
    return int(text.replace(",", ""))


def test_a_draft_under_way_is_found_again(served: str, opened: Callable[..., Window], request: pytest.FixtureRequest) -> None:
    window = opened(served)
    page = window.page
    window.sign_in("planner", demo.PASSWORD, "/plan")
    table = page.get_by_role("table").filter(has_text="合计")
    table.wait_for()
    page.wait_for_load_state("networkidle")
    households = [counted(row.get_by_role("cell").nth(1).inner_text()) for row in table.locator("tbody tr").all()]
    assert sum(households) == counted(table.locator("tfoot td").nth(1).inner_text()) > 0
    if request.config.getoption("--shots"):
        page.screenshot(path=SHOTS / "plan.png")
    page.get_by_role("tab", name="检查").click()
    expect(page.get_by_text("无缝、无重叠")).to_be_visible()
    page.get_by_role("combobox").nth(1).select_option(label=page.get_by_role("option", name=re.compile("已施行$")).first.inner_text())
    expect(page.get_by_role("button", name="提交审批")).to_have_count(0)
    window.accessible()
