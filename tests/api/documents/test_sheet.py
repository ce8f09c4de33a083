"""The 民情图 on A3: measured on the paper by a reader that nobody here wrote, against distances on the ellipsoid."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from pyproj import Geod

from api.context import CHINA
from api.documents import sheet, shelf
from api.documents.press import press
from gis.sheet import Building, Counts, Line, LineKind, Sheet, TooLargeForPaper, Warden, on_paper
from gis.sheet.paper import SCALES
from tests.api.documents.printed import Printed
from tests.gis.sheets import CODE, STEP, WEST, chessboard, grouped, rectangle

AT = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
BORDER = "#b3261e"
SMALL = grouped(chessboard(2, 2))
ELLIPSOID = Geod(ellps="GRS80")


def printed(given: Sheet) -> Printed:
    return Printed(press(shelf.template(None, "sheet"), "pdf", sheet.content(given, None, AT, 4711), AT))


@pytest.fixture(scope="module")
def small() -> Printed:
    return printed(SMALL)


def test_it_is_one_page_of_a3(small: Printed):
    assert small.sizes == [(420.0, 297.0)]


def test_every_border_is_as_long_on_paper_as_on_the_ground(small: Printed):
    """Each side of each section, by the scale that the page states: within a twentieth of a millimetre of the paper."""
    scale = on_paper(SMALL, (312, 271)).scale
    assert f"比例尺1:{scale:,}" in small.text()
    drawn = small.lines(BORDER)[: len(SMALL.sections)]
    for section, points in zip(SMALL.sections, drawn, strict=True):
        ring = section.geometry["coordinates"][0]
        for (here, there), (start, end) in zip(pairwise(ring), pairwise(points), strict=False):
            metres = ELLIPSOID.inv(*here, *there)[2]
            on_the_page = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
            assert on_the_page * scale / 1000 == pytest.approx(metres, abs=0.05 * scale / 1000)


def test_north_is_up_and_east_to_the_right(small: Printed):
    (first, second, *_), points = SMALL.sections[0].geometry["coordinates"][0], small.lines(BORDER)[0]
    assert second[0] > first[0]
    assert points[1][0] > points[0][0]
    assert points[2][1] < points[1][1]


ROAD, WATER = "#b0a184", "#7fb2d9"
MIDDLE = WEST + STEP
ACROSS = {"type": "LineString", "coordinates": [[WEST - STEP, 32.1910], [WEST + 3 * STEP, 32.1910]]}
CANAL = {"type": "MultiLineString", "coordinates": [[[MIDDLE, 32.1905], [MIDDLE, 32.1915]], [[MIDDLE, 32.1915], [MIDDLE, 32.1935]]]}


def test_roads_and_water_lie_true_to_scale_within_the_picture_and_are_named():
    lines = (Line(LineKind.MAIN_ROAD, "七里甸路", ACROSS), Line(LineKind.WATER, "虹桥港", CANAL))
    given = replace(SMALL, lines=lines)
    told, laid = printed(given), on_paper(given, (312, 271))
    ((west, *_, east),) = told.lines(ROAD)[:1]
    assert east[0] - west[0] == pytest.approx(laid.width, abs=0.05), "what lies outside is left out"
    metres = ELLIPSOID.inv(MIDDLE, 32.1905, MIDDLE, 32.1935)[2]
    ((south, *_, north),) = told.lines(WATER)[:1]
    assert abs(south[1] - north[1]) == pytest.approx(metres * 1000 / laid.scale, abs=0.05), "its parts are joined"
    assert west[0] < south[0] < east[0] and abs(south[1] - north[1]) < laid.height
    assert all(word in told.text() for word in ("七里甸路", "虹桥港", "道路", "水系"))
    first, second = laid.along
    assert abs(first.angle) < 1 and abs(abs(second.angle) - 90) < 1


def test_without_them_the_legend_names_none(small: Printed):
    assert "道路" not in small.text() and "水系" not in small.text()


def test_a_name_longer_than_its_line_is_left_out():
    short = {"type": "LineString", "coordinates": [[MIDDLE, 32.1910], [MIDDLE + 0.00002, 32.1910]]}
    laid = on_paper(replace(SMALL, lines=(Line(LineKind.LOCAL_ROAD, "一条名字很长很长的小巷", short),)), (312, 271))
    assert laid.along == () and laid.lines == {LineKind.LOCAL_ROAD}


def test_the_scale_bar_is_what_it_says(small: Printed):
    told = sheet.content(SMALL, None, AT, 1)
    assert told["bar"]["mm"] * told["scale"] / 1000 == told["bar"]["metres"]
    assert f"{told['bar']['metres']}米" in small.text()


def test_its_words_are_words_and_its_type_lies_in_the_file(small: Printed):
    text = small.text()
    assert all(word in text for word in ("锦绣社区", "民情图", CODE, "首次划分", "锦社建〔2026〕1号", "2026-11-22", "图例"))
    assert all(one.a and one.name in text and one.a.name in text and one.a.phone in text for one in SMALL.sections)
    assert small.typefaces()
    assert all(small.typefaces().values())
    assert small.pictures() == 0


def test_the_largest_scale_that_fits_is_taken():
    for columns in (1, 2, 4, 8, 12):
        laid = on_paper(chessboard(columns, columns), (312, 271))
        assert laid.width <= 312
        assert laid.height <= 271
        larger = [scale for scale in SCALES if scale < laid.scale]
        assert not larger or max(laid.width / 312, laid.height / 271) * laid.scale / larger[-1] > 1


def test_what_no_paper_holds_is_refused():
    far = replace(SMALL.sections[0], geometry=rectangle(WEST, 32.0, WEST + 2, 33.5))
    with pytest.raises(TooLargeForPaper):
        on_paper(replace(SMALL, sections=(far,)), (312, 271))


def test_many_grids_go_on_a_second_page_with_their_wardens():
    told = printed(chessboard(5, 4, across=1))
    assert told.sizes == [(420.0, 297.0)] * 2
    assert all(f"{number:03d}" in told.text(1) for number in range(1, 21))


def test_long_names_vacant_posts_and_points_stand_on_it():
    first, second, *_ = SMALL.sections
    named = replace(first, name="江畔云庭与滨河花园及纺机宿舍联合网格", a=Warden("买买提江·阿卜杜热合曼", ""), b=None)
    alone = Building("", "", None, WEST + STEP, 32.1905, {"type": "Point", "coordinates": [WEST + STEP, 32.1905]}, Counts())
    told = printed(replace(SMALL, sections=(named, second), buildings=(alone,), groups=())).text()
    assert "空缺" in told
    assert "买买提江" in told
    assert "联合网格" in told


def test_a_community_without_a_plan_says_so():
    assert "尚无生效的网格划分方案" in printed(replace(SMALL, sections=(), groups=(), plan="", document="")).text()


def test_words_of_a_grid_are_never_typst():
    named = replace(SMALL.sections[0], name='#panic("x") ]$[')
    assert '#panic("x")]$[' in printed(replace(SMALL, sections=(named,))).text()
