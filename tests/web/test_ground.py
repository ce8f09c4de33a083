"""What an administrator chose to lie under the maps lies under the drawings of /audit and /report too, where it is printed with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

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


def lies_under(page: Page, drawn: str) -> bool:
    """The picture reaches as far as the drawing on all sides."""
    boxes = [page.locator(f"{one} >> nth=0").bounding_box() for one in ("image[data-ground]", drawn)]
    (left, top, right, bottom), (west, north, east, south) = (
        (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]) for box in boxes if box is not None
    )
    return left <= west + 1 and top <= north + 1 and right >= east - 1 and bottom >= south - 1


@pytest.mark.parametrize("address", DRAWINGS)
def test_the_base_map_lies_under_the_drawing(ground: None, served: str, opened: Callable[..., Window], address: str) -> None:
    account, drawn = DRAWINGS[address]
    window = opened(served)
    window.sign_in(account, demo.PASSWORD, address)
    page = window.page
    picture = page.locator("image[data-ground]").first
    picture.wait_for(state="attached", timeout=60_000)
    assert (picture.get_attribute("href") or "").startswith("data:image/jpeg")
    assert lies_under(page, drawn)
    expect(page.locator("figcaption", has_text=SAYS).first).to_be_attached()
    window.accessible()
