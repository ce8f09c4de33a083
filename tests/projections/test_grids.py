from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from shapely.geometry import shape

from domain import building, grid_plan, tessellation
from domain.journal import Journal
from gis import db
from projections import grids
from projections.moments import start_of_day
from tests.projections.town import COMMUNITY, NOON, TESSELLATION, Town, bld, drafted, drawn, grd, house, inside

WEST, EAST = drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6))
MAY, JULY = date(2024, 5, 1), date(2024, 7, 1)


def test_the_land_of_one_database_is_not_taken_for_anothers(town: Town, new_database):
    """Both call their land tes-0001, one process draws on both: a smaller one must not stand in for it."""
    with new_database() as other, psycopg.connect(other.read, autocommit=True) as conn:
        journal = Journal(other.app)
        small = Town(journal, other.project, other.read, conn).settle(4)
        small.enact("pln-0001", drawn(1, (1, 2)), drawn(2, (3, 4)), on=MAY)
        small.run()
        town.settle().enact("pln-0001", WEST, EAST, on=MAY)
        town.run()
        areas = [sum(one["area_m2"] for one in grids.plan(each, "pln-0001")["grids"]) for each in (conn, town.conn)]
        journal.close()
    assert areas == [40_000.0, 60_000.0]


@pytest.fixture
def planned(town: Town) -> Town:
    """Two grids from May; from July the east is cut in two."""
    town.settle()
    town.enact("pln-0001", WEST, EAST, on=MAY)
    town.enact("pln-0002", WEST, drawn(2, (4,)), drawn(3, (5, 6), grd(2)), on=JULY, replaces="pln-0001")
    town.run()
    return town


def test_the_community_knows_its_stock_and_its_plan(planned: Town):
    (found,) = grids.communities(planned.conn)
    assert (found["code"], found["buildings"], found["dwellings"], found["plan_in_force"]) == ("321111001001", 6, 600, "pln-0002")
    assert grids.community(planned.conn, "321111001001") == grids.community(planned.conn, COMMUNITY) == found
    assert grids.community(planned.conn, "999999999999") is None


@pytest.mark.parametrize(
    "on, plan",
    [
        (date(2024, 4, 30), None),
        (MAY, "pln-0001"),
        (date(2024, 6, 30), "pln-0001"),
        (JULY, "pln-0002"),
        (date(2030, 1, 1), "pln-0002"),
        (start_of_day(MAY) - timedelta(microseconds=1), None),
        (start_of_day(MAY), "pln-0001"),
        (start_of_day(JULY) - timedelta(microseconds=1), "pln-0001"),
        (start_of_day(JULY), "pln-0002"),
    ],
)
def test_a_plan_holds_from_its_day_in_china_until_the_next_ones(planned: Town, on, plan):
    found = grids.plan_in_force(planned.conn, COMMUNITY, on)
    assert (found and found["plan"]) == plan
    assert len(grids.grid_features(planned.conn, COMMUNITY, on)) == {None: 0, "pln-0001": 2, "pln-0002": 3}[plan]
    at_six = grids.locate(planned.conn, *inside(6), on)
    assert (at_six.atom, at_six.building, at_six.plan) == (6, bld(6), plan)
    assert at_six.grid == {None: None, "pln-0001": grd(2), "pln-0002": grd(3)}[plan]


def test_a_plan_decided_late_falls_into_its_place(planned: Town):
    whole = drawn(9, (1, 2, 3, 4, 5, 6))
    planned.enact("pln-0003", whole, on=date(2024, 6, 1))
    planned.run()
    in_force = [(grids.plan_in_force(planned.conn, COMMUNITY, date(2024, month, 15)) or {}).get("plan") for month in (4, 5, 6, 7)]
    assert in_force == [None, "pln-0001", "pln-0003", "pln-0002"]
    assert grids.locate(planned.conn, *inside(2), date(2024, 6, 2)).grid == grd(9)
    assert grids.locate(planned.conn, *inside(2), date(2024, 7, 2)).grid == grd(1)


def test_of_two_plans_from_one_day_the_later_decision_holds(planned: Town):
    planned.enact("pln-0003", drawn(9, (1, 2, 3, 4, 5, 6)), on=JULY)
    planned.run()
    assert grids.plan_in_force(planned.conn, COMMUNITY, JULY)["plan"] == "pln-0003"
    assert [one["plan"] for one in grids.grid_history(planned.conn, grd(1))] == ["pln-0001"]


def test_a_grid_tells_where_it_came_from_and_what_it_became(planned: Town):
    before, after = grids.grid_history(planned.conn, grd(2))
    assert (before["valid_from"], before["valid_to"], before["atoms"]) == (start_of_day(MAY), start_of_day(JULY), 3)
    assert (before["became"], before["retired_after"], before["decided_by"], before["approved_by"]) == (
        [grd(3)],
        False,
        "approver_wu",
        "approver_wu",
    )
    assert (after["valid_from"], after["valid_to"], after["atoms"], after["document"]) == (start_of_day(JULY), None, 1, "润政〔2024〕7号")
    (child,) = grids.grid_history(planned.conn, grids.grid_of_code(planned.conn, "321111001001003"))
    assert child["came_from"] == [grd(2)]


def test_features_tile_the_land_and_carry_what_was_counted(planned: Town):
    features = grids.grid_features(planned.conn, COMMUNITY, MAY)
    west, east = (shape(one["geometry"]) for one in features)
    (ring,) = {point for point in west.exterior.coords} & {point for point in east.exterior.coords} and [west.union(east)]
    assert ring.geom_type == "Polygon"
    assert ring.area == pytest.approx(west.area + east.area)
    told = features[0]["properties"]
    assert (told["code"], told["name"], told["households"], told["people"]) == ("321111001001001", "第1网格", 300, 750)
    assert (told["area_m2"], told["kind"], told["plan"], told["document"]) == (30_000.0, "ordinary", "pln-0001", "润政〔2024〕5号")


def test_a_draft_is_drawn_step_by_step_beside_the_plan_in_force(planned: Town):
    draft = "pln-0004"
    planned.tell(draft, drafted(draft, WEST, EAST, base="pln-0002"))
    planned.run()
    planned.tell(
        draft,
        grid_plan.GridsRedrawn(
            moves=(grid_plan.AtomMove(grd(1), grd(2), (3,)),), tool="paint", line=None, households_moved=100, reason="就近"
        ),
        grid_plan.GridSplit(grid=grd(2), into=drawn(4, (5, 6), grd(2)), line=None, households_moved=0, reason="过大"),
    )
    planned.run()
    assert [one["atoms"] for one in grids.plan(planned.conn, draft)["grids"]] == [[1, 2], [3, 4], [5, 6]]
    planned.tell(draft, grid_plan.GridsMerged(into=grd(1), gone=(grd(2),), reason="过小"), grid_plan.GridRenamed(grid=grd(1), name="西片"))
    planned.run()
    west, _ = grids.plan(planned.conn, draft)["grids"]
    assert (west["name"], west["atoms"], west["came_from"], west["area_m2"], west["households"]) == (
        "西片",
        [1, 2, 3, 4],
        [grd(2)],
        40_000.0,
        None,
    )
    assert west["dwellings"] == 400
    assert len(grids.grid_features(planned.conn, COMMUNITY, plan=draft)) == 2
    assert grids.plan_in_force(planned.conn, COMMUNITY)["plan"] == "pln-0002"
    assert grids.grid_history(planned.conn, grd(4)) == []


def test_a_plan_tells_who_decided_what(planned: Town):
    found = grids.plan(planned.conn, "pln-0001")
    assert (found["status"], found["drafted_by"], found["approved_by"], found["decided_by"]) == (
        "enacted",
        "planner_lin",
        "approver_wu",
        "approver_wu",
    )
    assert (found["effective_on"], found["document"], found["grid_count"]) == (MAY, "润政〔2024〕5号", 2)
    assert [one["plan"] for one in grids.plans(planned.conn, COMMUNITY)] == ["pln-0001", "pln-0002"]


def test_buildings_page_by_page_and_by_grid(planned: Town):
    first = grids.buildings(planned.conn, COMMUNITY, limit=4)
    rest = grids.buildings(planned.conn, COMMUNITY, after=first[-1]["building"], limit=4)
    assert [one["building"] for one in first + rest] == [bld(n) for n in range(1, 7)]
    assert [one["building"] for one in grids.buildings(planned.conn, COMMUNITY, grid=grd(2), as_of=MAY)] == [bld(4), bld(5), bld(6)]
    assert [one["building"] for one in grids.buildings(planned.conn, COMMUNITY, grid=grd(2))] == [bld(4)]
    assert shape(grids.building(planned.conn, bld(1))["geometry"]).geom_type == "Polygon"


def test_an_address_is_found_by_its_words(planned: Town):
    planned.tell(bld(3), building.Addressed(name="三号楼", address="中山路１２号", estate="", number="12", reason="改路名"))
    planned.run()
    assert [one["building"] for one in grids.find_address(planned.conn, "中山路 12号")] == [bld(3)]
    assert [one["building"] for one in grids.find_address(planned.conn, "健康路4号", COMMUNITY)] == [bld(4)]
    assert len(grids.find_address(planned.conn, "阳光花园")) == 5
    assert (
        grids.find_address(planned.conn, "健康路3号")
        == grids.find_address(planned.conn, "%")
        == grids.find_address(planned.conn, " ")
        == []
    )


def test_a_demolished_building_stands_until_its_day(planned: Town):
    planned.tell(bld(5), building.Demolished(on=JULY, reason="征收"))
    planned.run()
    assert bld(5) in {one["building"] for one in grids.buildings(planned.conn, COMMUNITY, as_of=date(2024, 6, 30))}
    assert bld(5) not in {one["building"] for one in grids.buildings(planned.conn, COMMUNITY, as_of=JULY)}
    assert grids.locate(planned.conn, *inside(5)).building is None
    assert grids.building(planned.conn, bld(5))["demolished_on"] == JULY


def test_a_building_placed_later_has_the_grid_of_its_atom(planned: Town):
    planned.tell(bld(7), house(7))
    planned.tell(TESSELLATION, tessellation.BuildingPlaced(building=bld(7), atom=6))
    planned.run()
    found = grids.building(planned.conn, bld(7))
    assert (found["atom"], found["grid"], found["grid_code"]) == (6, grd(3), "321111001001003")


def test_a_point_on_a_border_names_both_grids(planned: Town):
    lon3, lat = inside(3)
    border = [c for c in _corners(planned, 3) if c in _corners(planned, 4)]
    found = grids.locate(planned.conn, *border[0], MAY)
    assert found.candidates == (grd(1), grd(2))
    assert found.grid in found.candidates
    outside = grids.locate(planned.conn, lon3 - 1, lat)
    assert (outside.community, outside.grid, outside.candidates) == (None, None, ())


def _corners(planned: Town, atom: int) -> list[tuple[float, float]]:
    (feature,) = [one for one in grids.atom_features(planned.conn, TESSELLATION) if one["id"] == atom]
    return [tuple(point) for point in feature["geometry"]["coordinates"][0]]


@pytest.mark.parametrize(
    "question, index",
    [
        (db.atoms_at(*inside(3)), "grids_atom_geom"),
        (db.buildings_at(*inside(3)), "grids_building_geom"),
        (db.nearest_buildings(*inside(3), 30.0), "grids_building_geom"),
    ],
)
def test_a_place_is_found_through_the_spatial_index(planned: Town, question, index):
    text, given = db.compiled(question)
    planned.conn.execute("set enable_seqscan = off")  # six rows: without this the planner rightly reads them all
    explained = "\n".join(line for (line,) in planned.conn.execute(f"explain {text}", given).fetchall())
    assert f"using {index}" in explained.lower()


def test_noon_is_not_a_day(planned: Town):
    assert grids.plan_in_force(planned.conn, COMMUNITY, NOON) is None
