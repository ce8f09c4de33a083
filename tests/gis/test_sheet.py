from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from dataclasses import replace

import folium
import pytest
import shapely
from shapely.geometry import shape as shape_of

from gis.sheet import THEMES, Building, Counts, ExternalAddress, Sheet, content_policy, draw
from gis.sheet.colouring import colour_numbers, neighbours, tint
from gis.sheet.encoding import MICRO, embedded, shape
from gis.sheet.lettering import label_places
from gis.sheet.sealing import leaflet_style, require_self_contained
from projections.layers import LAYERS
from tests.gis.sheets import CODE, chessboard, grouped, rectangle

SMALL = chessboard(2, 2)


def rows_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="rows">(.*?)</script>', page, re.S)[1])


def decoded(polygons: list, origin: list[int]) -> shapely.MultiPolygon:
    """What the page's script makes of the rows."""

    def points(steps: list[int]) -> list[tuple[float, float]]:
        x, y, found = 0, 0, []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append(((x + origin[0]) / MICRO, (y + origin[1]) / MICRO))
        return found

    return shapely.MultiPolygon([(points(rings[0]), [points(hole) for hole in rings[1:]]) for rings in polygons])


# --- what it says


def test_the_sheet_names_community_day_plan_and_document():
    page = draw(SMALL)
    assert "<title>锦绣社区民情图 2026-11-22</title>" in page
    assert all(words in page for words in ("民情图", "锦绣社区", "2026年11月22日", "首次划分", "锦社建〔2026〕1号", CODE))


def test_every_layer_of_the_read_model_has_its_sign_and_colour():
    assert [(theme.key, theme.title, theme.english) for theme in THEMES] == [(each.key, each.title, each.english) for each in LAYERS]
    assert len({theme.sign for theme in THEMES}) == len({theme.colour for theme in THEMES}) == len(THEMES)


def test_the_table_lists_each_section_with_its_wardens_and_open_matters():
    page = draw(SMALL)
    row = re.search(rf"<tr><td class=\"code\">{CODE}<b>003</b>.*?</tr>", page, re.S)[0]
    words = re.sub(r"<[^>]+>", "|", row)
    assert all(word in words for word in ("3号片区", "|40|", "|120|", "赵文君", "0511-85000001", "钱立", "|1|"))
    assert "|160|" in re.sub(r"<[^>]+>", "|", re.search(r"<tfoot>.*?</tfoot>", page, re.S)[0])


def test_where_nobody_is_registered_dwellings_are_given_as_about():
    bare = replace(SMALL.sections[0], counts=Counts(dwellings=48))
    page = draw(replace(SMALL, sections=(bare,)))
    assert "约48" in page


def test_a_community_without_a_plan_still_shows_its_buildings():
    page = draw(replace(SMALL, sections=(), plan="", document=""))
    assert "尚无施行方案" in page and len(rows_of(page)["buildings"]) == len(SMALL.buildings)


def test_a_community_with_building_groups_shows_them_and_one_without_says_nothing_of_them():
    page, rows = draw(grouped(SMALL)), rows_of(draw(grouped(SMALL)))
    assert "第1楼组" in page and "楼长空缺 4 个" in page
    outlines = [decoded(polygons, rows["origin"]) for polygons, *_ in rows["groups"]]
    assert sum(each.area for each in outlines) == pytest.approx(shapely.union_all(outlines).area)
    assert sorted(number for row in rows["groups"] for number in row[4]) == list(range(len(SMALL.buildings)))
    assert "groups" not in rows_of(draw(SMALL)) and "楼组" not in draw(SMALL).split("<script")[0]


def test_an_empty_community_is_a_page_too():
    assert "民情图" in draw(replace(SMALL, sections=(), buildings=()))


def test_texts_stay_text_whatever_they_hold():
    hostile = "</script><script>alert(1)</script><img src=//evil.example/x>{{ 7*7 }}{% for %}"
    section = replace(SMALL.sections[0], name=hostile)
    building = replace(SMALL.buildings[0], address=hostile, name=hostile)
    page = draw(replace(SMALL, community=hostile, sections=(section,), buildings=(building,)))
    assert "<script>alert" not in page and "<img" not in page
    assert "{{ 7*7 }}" in page
    assert rows_of(page)["buildings"][0][3] == rows_of(page)["sections"][0][4] == hostile


def test_the_same_sheet_gives_the_same_bytes():
    assert draw(SMALL) == draw(chessboard(2, 2))


# --- shapes


def test_shapes_come_back_within_a_microdegree():
    origin = (119_430_500, 32_190_500)
    rng = random.Random(7)
    for _ in range(50):
        blob = shapely.Point(119.43 + rng.random() / 100, 32.19 + rng.random() / 100).buffer(0.001, quad_segs=6)
        holed = blob.difference(blob.centroid.buffer(0.0003))
        back = decoded(shape(shapely.geometry.mapping(holed), origin), list(origin))
        assert back.is_valid and shapely.hausdorff_distance(back, holed) < 1.5 / MICRO
        assert back.geoms[0].interiors


def test_what_is_smaller_than_a_microdegree_or_a_point_has_no_outline():
    speck = rectangle(119.43, 32.19, 119.4300001, 32.1900001)
    assert shape(speck, (0, 0)) == shape({"type": "Point", "coordinates": [119.43, 32.19]}, (0, 0)) == []
    lone = Building("健康路9号", "", None, 119.43, 32.19, {"type": "Point", "coordinates": [119.43, 32.19]}, Counts(dwellings=6))
    assert rows_of(draw(replace(SMALL, buildings=(lone,))))["buildings"][0][0] == []


def test_rows_inside_the_page_cannot_end_their_script():
    text = "</script><!--\u2028\u2029&"
    assert "<" not in embedded([text]) and json.loads(embedded([text])) == [text]


# --- tints and names


def test_neighbours_never_share_a_tint():
    rng = random.Random(3)
    points = shapely.MultiPoint([(rng.random(), rng.random()) for _ in range(300)])
    cells = list(shapely.voronoi_polygons(points).geoms)
    beside = neighbours(cells)
    numbers = colour_numbers(beside)
    assert all(numbers[one] != numbers[other] for one, others in enumerate(beside) for other in others)
    assert max(numbers) < 6
    assert any(beside)


def test_sections_that_meet_at_a_corner_are_neighbours_too():
    board = [shape_of(each.geometry) for each in chessboard(2, 2).sections]
    assert sorted(colour_numbers(neighbours(board))) == [0, 1, 2, 3]


def test_tints_beyond_the_palette_go_on_differing():
    assert len({tint(number) for number in range(40)}) == 40


def test_names_stand_inside_their_section_and_beside_its_buildings():
    board = chessboard(3, 3)
    shapes = [shape_of(each.geometry) for each in board.sections]
    places = label_places(shapes, [(each.lon, each.lat) for each in board.buildings])
    assert all(area.contains(shapely.Point(place)) for area, place in zip(shapes, places, strict=True))
    crowded = [(119.431 + dx / 20_000, 32.1915 + dy / 20_000) for dx in range(-9, 10) for dy in range(0, 9)]
    (away,) = label_places(shapes[:1], crowded)
    assert away[1] < 32.1913


def test_a_name_stands_inside_a_crescent():
    crescent = shapely.Point(0, 0).buffer(0.01).difference(shapely.Point(0.004, 0).buffer(0.009))
    (place,) = label_places([crescent], [])
    assert crescent.contains(shapely.Point(place))


# --- alone


@pytest.mark.parametrize(
    "fault",
    [
        '<script src="https://cdn.example.org/leaflet.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.org/a.css">',
        '<img src="pictures/a.png">',
        "<style>@import 'a.css';</style>",
        "<style>.a { background: url(https://example.org/a.png) }</style>",
        '<p style="background: url(a.png)"></p>',
        "<script>fetch('https://example.org/')</script>",
        "<script>L.tileLayer('//tile.example.org/{z}/{x}/{y}.png')</script>",
        '<meta http-equiv="refresh" content="0;url=https://example.org">',
    ],
)
def test_a_page_that_asks_another_machine_is_refused(fault: str):
    page = draw(SMALL)
    assert require_self_contained(page) == page
    with pytest.raises(ExternalAddress):
        require_self_contained(page.replace("</body>", f"{fault}</body>"))


def test_an_ordinary_folium_page_would_be_refused():
    with pytest.raises(ExternalAddress, match="cdn"):
        require_self_contained(folium.Map().get_root().render())


def test_leaflets_pictures_travel_inside():
    assert "url(images" not in leaflet_style() and leaflet_style().count("url(data:image/png;base64,") == 3


def test_foliums_shared_lists_stay_as_they_were():
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    draw(SMALL)
    assert (folium.Map.default_js, folium.Map.default_css) == before and before[0]


def test_the_policy_lets_exactly_this_pages_scripts_run():
    page = draw(SMALL)
    policy = content_policy(page)
    scripts = [text for kind, text in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S) if "json" not in kind]
    for text in scripts:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.count("sha256-") == len(set(scripts)) > 1
    assert "connect-src 'none'" in policy and "script-src 'sha256-" in policy and "unsafe-inline' '" not in policy
    assert content_policy(page.replace("drawSheet(", "otherwise(")) != policy


@pytest.mark.parametrize(("columns", "rows", "megabytes"), [(5, 1, 0.6), (10, 5, 3.2)], ids=["500 buildings", "5000 buildings"])
def test_a_page_stays_small(columns: int, rows: int, megabytes: float):
    sheet: Sheet = chessboard(columns, rows, across=10)
    assert len(sheet.buildings) == columns * rows * 100
    assert len(draw(sheet).encode()) < megabytes * 1e6
