"""Random edits with every tool: after each the borders of the touched grids cancel on the millimetre lattice, now and then everything is
proved again, and PostGIS is asked too.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
import shapely

from gis.tessellation import Tessellation, tessellate
from gis.topology import grid_areas
from tests.gis.editors import Editor
from tests.gis.neighbourhoods import buildings, drawn, real, square

NEIGHBOURHOODS = {
    "Clementi": ("sg_hdb_blocks", {"town": "CL"}),
    "Guanggu": ("cn_wuhan_guanggu_buildings", {}),
    "Monaco": ("osm_monaco_buildings", {}),
}
EVERY_TOOL = {"paint", "split", "merge", "swap", "border", "vertex"}


@pytest.fixture(scope="module")
def town() -> Tessellation:
    """Three hundred houses of many sizes, a lane, no two rows alike."""
    houses = [square(24 * x + 3 * (y % 4), 22 * y, 9 + (x * y) % 8, 8 + (x + 2 * y) % 9) for y in range(15) for x in range(20)]
    return tessellate(buildings(houses), drawn(square(-15, -15, 520, 370)))


def assert_postgis_agrees(connection: psycopg.Connection, editor: Editor) -> None:
    """PostGIS over the polygons that the product stores: valid, no two share ground, together exactly the land, each in one piece."""
    areas = grid_areas(editor.board.tess, editor.board.assignment)
    shells = [shapely.Polygon(list(zip(ring[::2], ring[1::2], strict=True))) for ring in editor.board.tess.ring]
    land = shapely.union_all([shell for shell in shells if shell.exterior.is_ccw])
    holes = shapely.union_all([shell for shell in shells if not shell.exterior.is_ccw])
    connection.execute("drop table if exists drawn")
    connection.execute("create temporary table drawn (grid text, geom geometry)")
    rows = [(grid, shape.wkb) for grid, shape in areas.items()]
    connection.cursor().executemany("insert into drawn values (%s, st_geomfromwkb(%s))", rows)
    whole = "select count(*), bool_and(st_isvalid(geom)), bool_and(st_numgeometries(geom) = 1), sum(st_area(geom)) from drawn"
    count, valid, in_one, area = connection.execute(whole).fetchone() or ()
    assert (count, valid, in_one) == (len(areas), True, True)
    overlaps = (
        "select count(*) from drawn a join drawn b on a.grid < b.grid and a.geom && b.geom and st_relate(a.geom, b.geom, '2********')"
    )
    assert connection.execute(overlaps).fetchone() == (0,)
    gap = "select st_area(st_symdifference(st_union(geom), st_geomfromwkb(%s))) from drawn"
    assert connection.execute(gap, (shapely.difference(land, holes).wkb,)).fetchone() == (0.0,)
    assert area == pytest.approx(editor.board.graph.area_m2.sum() * 1e6, abs=1)


def _drawn_on(editor: Editor, database, strokes: int, look_every: int, ask_every: int) -> None:
    total = int(editor.households.sum())
    with psycopg.connect(database.admin) as connection:
        for stroke in range(strokes):
            editor.stroke()
            if stroke % look_every == 0:
                editor.assert_sound()
            if stroke % ask_every == ask_every - 1:
                assert_postgis_agrees(connection, editor)
        editor.assert_sound()
        assert_postgis_agrees(connection, editor)
    assert sum(editor.per_grid().values()) == total


@pytest.mark.rule("G4", "D2")
def test_a_thousand_random_edits_of_a_synthetic_town_leave_no_gap_and_no_overlap(database, town):
    editor = Editor(town, seed=20110501)
    _drawn_on(editor, database, strokes=1_000, look_every=50, ask_every=500)
    assert set(editor.done) == EVERY_TOOL
    assert sum(editor.done.values()) > 300


@pytest.mark.parametrize("place", NEIGHBOURHOODS)
def test_three_hundred_random_edits_over_real_neighbourhoods(database, shared_data: Path, place):
    file, where = NEIGHBOURHOODS[place]
    editor = Editor(tessellate(real(shared_data, file, **where)), seed=7)
    _drawn_on(editor, database, strokes=300, look_every=50, ask_every=150)
    assert sum(editor.done.values()) > 80


@pytest.mark.slow
@pytest.mark.parametrize("place", NEIGHBOURHOODS)
def test_ten_thousand_edits_drawn_over_real_neighbourhoods(database, shared_data: Path, place):
    """Ten thousand that were drawn, refusals not counted."""
    file, where = NEIGHBOURHOODS[place]
    editor = Editor(tessellate(real(shared_data, file, **where)), seed=20110501)
    total, proved = int(editor.households.sum()), 0
    with psycopg.connect(database.admin) as connection:
        while (drawn_so_far := sum(editor.done.values())) < 10_000:
            editor.stroke()
            if drawn_so_far // 100 > proved:
                proved = drawn_so_far // 100
                editor.assert_sound()
                if proved % 20 == 0:
                    assert_postgis_agrees(connection, editor)
        editor.assert_sound()
        assert_postgis_agrees(connection, editor)
    assert sum(editor.per_grid().values()) == total
