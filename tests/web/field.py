"""A quarter with wardens behind a server of its own, and what the stories of their phones have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from api.app import create_app
from api.databases import Databases
from tests.api.conftest import Site
from tests.api.lived_in import Town, settle
from tests.people import OFFICE, PASSWORD, Named, desk_chen
from tests.web.conftest import Window, installed, serving

LEFT = """async () => [
    ...(await indexedDB.databases()).map(each => each.name), ...await caches.keys(), ...await navigator.serviceWorker.getRegistrations()]"""


@contextmanager
def quarter(new_database: Callable[[], AbstractContextManager[Databases]], home: Path, files: Path) -> Iterator[tuple[Town, str]]:
    """Four grids, Zhao holds the first, Qian the second, Sun the others; and the address they are served at."""
    with installed(new_database, home, OFFICE, pace=False) as office, TestClient(create_app(office=office)) as client:
        town = settle(Site(office, client), files, households=6)
        with serving(office) as address:
            yield town, address


def in_hand(window: Window, person: Named) -> Window:
    window.sign_in(person.account, PASSWORD, "/w")
    expect(window.page.get_by_role("heading", name="今日走访")).to_be_visible()
    return window


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name=name).click()


def visit(page: Page, nth: int) -> str:
    """Three taps: the door, why, save. Answers with the door."""
    tab(page, "今日")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("button", name=re.compile("^走访 "))).nth(nth)
    door = row.locator("strong").inner_text()
    row.get_by_role("button", name=re.compile("^走访 ")).click()
    page.get_by_label("困难帮扶").check()
    page.get_by_role("button", name="保存").click()
    return door


def entry(page: Page, text: str) -> Any:
    tab(page, "待传")
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=text).last


def visits(town: Town, grid: int = 0) -> list[str]:
    """The household of every visit that the server knows of the grid, in order of time."""
    town.site.office.freshen()
    found = town.site.as_(desk_chen).get(f"{town.quarter.path}/visits", grid=town.grids[grid]).json()["visits"]
    return [one["household"] for one in found]
