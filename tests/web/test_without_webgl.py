"""An old machine whose browser has no WebGL at all: wherever a map stands it is drawn all the same, as SVG (/w: test_warden_page)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from api import demo
from api.demo.town import CODE
from tests.web.conftest import CHROMIUM, Window

pytestmark = pytest.mark.story
NONE_AT_ALL = ("--disable-gpu", "--disable-webgl", "--disable-webgl2", "--disable-software-rasterizer")
MAPS = {
    "/plan": ("planner", "", "img.chart"),
    "/desk": ("desk", "", "img.chart"),
    f"/audit?about={CODE}002": ("auditor", "", "figure svg path.building"),
    "/report": ("reporter", "", "figure svg path"),
    f"/kiosk?community={CODE}": ("", "看地图找", "svg [data-building]"),
}
"""Page -> who opens it, what is pressed to come to the map, and what it is drawn as."""


@pytest.fixture(scope="module")
def old_machine(browser: Browser) -> Iterator[Browser]:
    kind = browser.browser_type
    opened = kind.launch(executable_path=CHROMIUM, args=["--no-sandbox", *NONE_AT_ALL])
    yield opened
    opened.close()


@pytest.mark.parametrize("address", MAPS)
def test_the_map_is_drawn_all_the_same(served: str, old_machine: Browser, address: str) -> None:
    account, pressed, drawn = MAPS[address]
    window = Window(old_machine, served)
    page = window.page
    if account:
        window.sign_in(account, demo.PASSWORD, address)
    else:
        page.goto(served + address)
    if pressed:
        page.get_by_text(pressed).first.click()
    shape = page.locator(drawn).first
    shape.wait_for(state="attached")
    assert page.evaluate("document.createElement('canvas').getContext('webgl2')") is None
    if drawn.startswith("img"):
        assert shape.evaluate("each => each.decode().then(() => each.naturalWidth)") > 1_000
    expect(shape).to_be_visible()
    window.close()
