"""What an administrator chose to lie under the maps lies under the drawings of /audit and /report too, where it is printed with them, and
under residents' map where it was opened for them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from api import basemap, demo
from api.context import Actor, Office
from api.demo.town import CODE
from domain.basemap import BasemapKind
from tests.api.map_service import KEY, map_service
from tests.api.test_basemap import write_tiles
from tests.web.conftest import Window
from tests.web.test_kiosk_page import HALL, NO_WEBGL

pytestmark = pytest.mark.story
SAYS = "© 测绘院"
DRAWINGS = {"/report": ("reporter", "figure svg path"), f"/audit?about={CODE}002": ("auditor", "figure svg path.after")}
"""Page -> who opens it, and what lies on the ground."""


@pytest.fixture
def ground(demonstration: Office) -> Iterator[None]:
    """Given a file of tiles chosen for all maps, for as long as one test."""
    write_tiles(basemap.folder(demonstration.settings) / "town.pmtiles")
    with chosen(demonstration, BasemapKind.PMTILES, address="town.pmtiles", attribution=SAYS):
        yield


@contextmanager
def chosen(office: Office, kind: BasemapKind, *, key: str = "", **given: Any) -> Iterator[None]:
    ctx = office.ctx(Actor("admin", "admin"))
    basemap.choose(ctx, kind, key=key, **given)
    yield
    basemap.choose(ctx, BasemapKind.NONE, address="", attribution="", key="")


LIES_UNDER = """drawn => {
    const [ground, shape] = ['image[data-ground]', drawn].map(each => document.querySelector(each).getBoundingClientRect())
    return ground.left < shape.left + 2 && ground.top < shape.top + 2 && ground.right > shape.right - 2 && ground.bottom > shape.bottom - 2
}"""
"""Script: the picture reaches as far as the drawing on all sides, but for half a stroke; at one moment, while the page may still grow."""


@pytest.mark.parametrize("address", DRAWINGS)
def test_the_base_map_lies_under_the_drawing(ground: None, served: str, opened: Callable[..., Window], address: str) -> None:
    account, drawn = DRAWINGS[address]
    window = opened(served)
    window.sign_in(account, demo.PASSWORD, address)
    page = window.page
    picture = page.locator("image[data-ground]").first
    picture.wait_for(state="attached", timeout=60_000)
    assert (picture.get_attribute("href") or "").startswith("data:image/jpeg")
    assert page.evaluate(LIES_UNDER, drawn)
    expect(page.locator("figcaption", has_text=SAYS).first).to_be_attached()
    window.accessible()


PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkqGeoBwACfgF/x0EJ5wAAAABJRU5ErkJggg==")
COVERED = """() => {
    const edges = selector => [...document.querySelectorAll(selector)].map(each => each.getBoundingClientRect())
    const [tiles, grids] = [edges('.chart .ground image'), edges('.chart [data-grid]')]
    const reach = (side, far) => far(...tiles.map(each => each[side])) - far(...grids.map(each => each[side]))
    return tiles.length && Math.max(reach('left', Math.min), reach('top', Math.min)) <= 0
        && Math.min(reach('right', Math.max), reach('bottom', Math.max)) >= 0
}"""
"""Script: what lies under the hall's map reaches as far as the grids on all sides."""


def at_the_map(window: Window) -> None:
    window.page.goto(f"{window.address}/kiosk")
    window.page.get_by_role("button", name="看地图找").click()
    window.page.locator(".chart [data-grid]").first.wait_for()


def test_a_file_that_was_opened_for_residents_lies_under_their_map(
    demonstration: Office, served: str, opened: Callable[..., Window]
) -> None:
    write_tiles(basemap.folder(demonstration.settings) / "town.pmtiles")
    window = opened(served, HALL)
    with chosen(demonstration, BasemapKind.PMTILES, address="town.pmtiles", attribution=SAYS, is_public=True):
        at_the_map(window)
        window.page.get_by_text(SAYS).wait_for()
        window.page.wait_for_function(COVERED)
        window.accessible()
    with chosen(demonstration, BasemapKind.PMTILES, address="town.pmtiles", attribution=SAYS):
        with window.page.expect_response(lambda answer: answer.url.endswith("/api/public/basemap")) as waiting:
            at_the_map(window)
        assert waiting.value.json() == {"kind": "none", "attribution": "", "deepest": 18, "tiles": []}


def test_tianditu_lies_under_residents_map_without_webgl(
    demonstration: Office, served: str, opened: Callable[..., Window], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tiles of the part that is seen, closer ones when it is enlarged; the key stays with the server."""
    window = opened(served, HALL)
    window.page.add_init_script(NO_WEBGL)
    given = {"address": "vec", "attribution": "天地图", "key": KEY, "is_public": True}
    with map_service(PIXEL) as (there, asked), chosen(demonstration, BasemapKind.TIANDITU, **given):
        monkeypatch.setattr(demonstration, "settings", demonstration.settings.model_copy(update={"tianditu": there}))
        at_the_map(window)
        window.page.wait_for_function(COVERED)
        tiles = window.page.locator(".chart .ground image")
        whole = tiles.count()
        for _ in range(3):
            window.page.get_by_role("button", name="放大").click()
        assert 0 < tiles.count() < whole
        window.page.wait_for_load_state("networkidle")  # before the map service goes
        assert KEY not in window.page.content() and all(f"tk={KEY}" in path for path in asked)
        window.accessible()
