"""The rota at /desk in a real browser: drawn, confirmed by a person, changed; leaves; a warden reads it and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.days import china_today
from tests.web.conftest import PHONE, TOO_SMALL, Window
from tests.web.deskwork import House, seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
WEEKS = 9
"""So far ahead lies a month that nobody has drawn."""


def turned_to(page: Page, weeks: int) -> Locator:
    """The week, and the month its Sunday lies in."""
    page.get_by_role("button", name="值班", exact=True).click()
    for _ in range(weeks):
        page.get_by_role("button", name="下一周").click()
    return page.get_by_role("region", name="一周值班")


def sunday() -> datetime:
    today = china_today()
    on = today + timedelta(days=6 - today.weekday(), weeks=WEEKS)
    return datetime(on.year, on.month, on.day)


def entered(form: Locator, **values: str) -> None:
    for label, value in values.items():
        form.get_by_label(label, exact=True).fill(value)
    form.get_by_role("button", name="记录").click()


def test_the_desk_draws_a_month_and_changes_its_turns(he: Page, hes_window: Window, served: str, opened: Opened, house: House) -> None:
    week = turned_to(he, WEEKS)
    on = sunday()
    month = week.get_by_role("group", name=f"{on.year}年{on.month}月")
    expect(month).to_contain_text("未排班")
    month.get_by_role("button", name="排班", exact=True).click()
    expect(month).to_contain_text("建议，未确认")
    month.get_by_role("button", name="确认值班表").click()
    expect(month).to_contain_text("已确认")
    expect(month.get_by_role("button")).to_have_count(0)
    last = week.locator(".day").last
    expect(last.get_by_role("heading")).to_contain_text(re.compile("休息日|节假日"))
    turn = last.get_by_role("button").first
    before = turn.inner_text()
    turn.click()
    sheet = he.get_by_role("dialog")
    hes_window.accessible()
    sheet.get_by_role("button", name="换人").click()
    taken = sheet.get_by_label("由谁值班").locator("option").nth(1)
    name = taken.inner_text()
    sheet.get_by_label("由谁值班").select_option(label=name)
    entered(sheet, 理由="家中有事")
    expect(sheet).to_have_count(0)
    expect(last.get_by_role("button").first).to_have_text(name)
    assert name != before
    last.get_by_role("button").first.click()
    sheet.get_by_role("button", name="互换").click()
    sheet.get_by_label("与哪一班互换").select_option(index=1)
    other = sheet.get_by_label("与哪一班互换").locator("option").nth(1).inner_text().split()[-1]
    entered(sheet, 理由="调休")
    expect(sheet).to_have_count(0)
    expect(last.get_by_role("button").first).to_have_text(other)
    whoever_is_away_gets_no_turn(he, last, name, on)
    hes_window.accessible()
    only_read_by(seated(opened(served, PHONE), house.warden), other)


def whoever_is_away_gets_no_turn(he: Page, last: Locator, name: str, on: datetime) -> None:
    leaves = he.get_by_role("region", name="请假")
    leaves.get_by_role("button", name="准假").click()
    leaves.get_by_label("谁").select_option(label=name)
    entered(leaves, 自=f"{on:%Y-%m-%d}T00:00", 至=f"{on:%Y-%m-%d}T23:00", 理由="年休")
    expect(leaves.locator(".row b").filter(has_text=name).first).to_be_visible()
    last.get_by_role("button").first.click()
    sheet = he.get_by_role("dialog")
    sheet.get_by_role("button", name="换人").click()
    sheet.get_by_label("由谁值班").select_option(label=name)
    entered(sheet, 理由="顶班")
    expect(sheet.get_by_role("alert")).to_contain_text("请假")
    he.keyboard.press("Escape")
    away = leaves.locator(".row").filter(has_text=name).filter(has=he.get_by_role("button", name="提前销假")).first
    away.get_by_role("button", name="提前销假").click()
    entered(away, 回岗时间=f"{on:%Y-%m-%d}T08:00")
    expect(away).to_contain_text(re.compile("8:00|08:00"))


def only_read_by(warden: Window, name: str) -> None:
    week = turned_to(warden.page, WEEKS)
    expect(week.locator(".day").last).to_contain_text(name)
    expect(week.locator(".day button")).to_have_count(0)
    expect(warden.page.get_by_role("region", name="请假")).to_have_count(0)
    warden.accessible()
    assert warden.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert warden.page.evaluate(TOO_SMALL) == []


def test_the_desk_names_who_stands_in_for_a_day(he: Page) -> None:
    turned_to(he, 0)
    posts = he.get_by_role("region", name="各网格现在值守")
    row = posts.locator("tbody tr").last
    row.get_by_role("button", name=re.compile("^调整")).click()
    sheet = he.get_by_role("dialog")
    sheet.get_by_role("button", name="安排代岗").click()
    sheet.get_by_label("谁").select_option(index=1)
    since = sunday() + timedelta(days=1)  # later than any other story looks at who is there
    entered(sheet, 自=f"{since:%Y-%m-%d}T00:00", 至=f"{since:%Y-%m-%d}T18:00", 理由="婚假")
    expect(sheet).to_have_count(0)
    expect(row).to_be_visible()
