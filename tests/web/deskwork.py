"""What the stories of /desk have in common: who sits there, a house that is well looked after, steps by their buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from api.demo import PASSWORD
from api.demo.town import CODE
from tests.web.conftest import Window

WARDENS = {"warden_gu", "warden_qian"}


@dataclass(frozen=True)
class House:
    """In a grid whose holder A is on duty: account and name; `other` is a warden of another grid."""

    address: str
    building: str
    warden: str
    name: str
    other: str


def house_of(page: Page, nth: int = 0) -> House:
    ask = page.request.get
    grids = ask(f"/api/communities/{CODE}/roster").json()["grids"]
    grid = next(each for each in grids if each["on_duty_as"] == "A" and each["on_duty"]["account"] in WARDENS)
    standing = ask(f"/api/communities/{CODE}/buildings", params={"grid": grid["grid"]}).json()["buildings"]
    on_duty, where = grid["on_duty"], [each for each in standing if each["use"] == "住宅"][nth]
    return House(where["address"], where["building"], on_duty["account"], on_duty["name"], (WARDENS - {on_duty["account"]}).pop())


def seated(window: Window, account: str) -> Window:
    window.sign_in(account, PASSWORD, "/desk")
    window.page.get_by_role("button", name=re.compile("^在办")).wait_for()
    return window


def said(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def rows(page: Page) -> Locator:
    return page.locator("tbody tr")


def intake(page: Page, address: str) -> Locator:
    page.get_by_role("button", name="登记来件").click()
    form = page.get_by_role("form", name="登记来件")
    form.get_by_label("门牌").fill(address)
    form.get_by_label("门牌").press("Enter")
    return form


def recorded(page: Page, step: str, **fields: str) -> None:
    """By its button; what it asks for in its form, by labels."""
    page.get_by_role("article").get_by_role("button", name=step, exact=True).click()
    if fields:
        form = page.get_by_role("dialog")
        for label, value in fields.items():
            field = form.get_by_label(label)
            enter = field.select_option if field.evaluate("each => each.tagName") == "SELECT" else field.fill
            enter(value)
        form.get_by_role("button", name="记录").click()
    said(page, f"{step}，已记录")
