"""公示栏 at /desk in a real browser: a notice is published and taken down, the telephones are told; residents read it at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from api.demo.town import CODE
from tests.web.conftest import Window
from tests.web.deskwork import seated

pytestmark = pytest.mark.story
Opened = Callable[..., Window]
TITLE = "周六停水通知"


def test_what_the_desk_publishes_the_residents_read(served: str, opened: Opened) -> None:
    window = seated(opened(served), "desk")
    page = window.page
    hall = opened(served).page
    page.get_by_role("button", name="公示栏", exact=True).click()
    hanging = page.get_by_role("region", name="正在公示")
    hanging.get_by_role("button", name="发布公示").click()
    form = hanging.get_by_role("region", name="发布公示")
    form.get_by_label("标题").fill(TITLE)
    form.get_by_label("内容").fill("有事请打 13812345678")
    form.get_by_role("button", name="记录").click()
    expect(hanging.get_by_role("alert")).to_contain_text("手机号")
    window.accessible()
    form.get_by_label("内容").fill("上午八点到十点停水，请提前储水。")
    form.get_by_role("button", name="记录").click()
    hung = hanging.get_by_role("article", name=TITLE)
    expect(hung).to_contain_text("长期公示")
    hall.goto(f"{served}/kiosk")
    expect(hall.get_by_role("region", name="最新公告").get_by_role("listitem").first).to_have_text(TITLE)

    hung.get_by_role("button", name="撤下").click()
    hung.get_by_label("理由").fill("已恢复供水")
    hung.get_by_role("button", name="记录").click()
    expect(hung).to_have_count(0)
    hall.reload()
    expect(hall.get_by_role("region", name="最新公告")).not_to_contain_text(TITLE)


def test_the_telephones_are_told_and_only_by_the_desk(served: str, opened: Opened) -> None:
    page = seated(opened(served), "desk").page
    page.get_by_role("button", name="公示栏", exact=True).click()
    told = page.get_by_role("region", name="公布的电话")
    told.get_by_role("button", name="公布电话").click()
    before = told.get_by_label("便民服务热线").input_value()
    told.get_by_label("监督电话").fill("0511-80000003")
    told.get_by_role("button", name="记录").click()
    expect(told.get_by_role("definition").nth(1)).to_have_text("0511-80000003")
    phones = page.request.get(f"{served}/api/public/communities/{CODE}/board").json()["telephones"]
    assert phones == {"hotline": before, "supervision": "0511-80000003"} and before
    read = seated(opened(served), "approver").page
    read.get_by_role("button", name="公示栏", exact=True).click()
    read.get_by_role("region", name="正在公示").get_by_role("article").first.wait_for()
    expect(read.get_by_role("button", name="发布公示")).to_have_count(0)
