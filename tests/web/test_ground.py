"""What an administrator chose to lie under the maps lies under the drawings of /audit and /report too, where it is printed with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from api import basemap, demo
from api.context import Actor, Office
from api.demo.town import CODE
from domain.basemap import BasemapKind
from tests.api.test_basemap import write_tiles
from tests.web.conftest import Window

pytestmark = pytest.mark.story
SAYS = "© 测绘院"
DRAWINGS = {"/report": ("reporter", "figure svg path"), f"/audit?about={CODE}002": ("auditor", "figure svg path.after")}
"""Page -> who opens it, and what lies on the ground."""


@pytest.fixture
def ground(demonstration: Office) -> Iterator[None]:
    """Given a file of tiles chosen for all maps, for as long as one test."""
    ctx = demonstration.ctx(Actor("admin", "admin"))
    if not (file := basemap.folder(demonstration.settings) / "town.pmtiles").exists():
        write_tiles(file)
    basemap.choose(ctx, BasemapKind.PMTILES, address="town.pmtiles", attribution=SAYS, key="")
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
