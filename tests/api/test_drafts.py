"""Drawing on a draft over whole HTTP, as two planners at once: every tool, locks, undo and redo, snapshots, branches, conflicts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.ops import nearest_points

from api import accounts
from domain.values import Atom
from gis.tessellation import Tessellation
from gis.topology import check_partition
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.days import china_today
from tests.people import PASSWORD, Named, approver_wang, auditor_zhou, planner_lin

CODE = "321111009003"
planner_wu = Named("wu", "planner", "规划员吴")


@pytest.fixture(scope="module", autouse=True)
def enacted(site: Site, folder: Path) -> None:
    """Given an estate of 960 dwellings in four grids (erenhot: 200–300 households), and a second planner."""
    with site.office.app_pool.connection() as connection:
        accounts.open_account(connection, planner_wu.account, planner_wu.role, PASSWORD, site.office.clock(), name=planner_wu.name)
    lin, wang = site.as_(planner_lin), site.as_(approver_wang)
    file = estate.write(folder)
    lin.post("/api/communities", {"code": CODE, "name": "两人", "profile": "erenhot"})
    with file.open("rb") as content:
        taken = lin.post(f"/api/communities/{CODE}/buildings", files={"file": (file.name, content)})
    assert taken.status_code in (200, 201), taken.text
    plan = lin.post(f"/api/communities/{CODE}/plans", {"wanted": 4, "effort": "fast"}).json()
    step = lin.post(f"/api/plans/{plan['plan']}/submission", {}, seen=plan["version"]).json()
    step = wang.post(f"/api/plans/{plan['plan']}/approval", {"document": "1号"}, seen=step["version"]).json()
    on = (china_today() - timedelta(days=30)).isoformat()
    assert wang.post(f"/api/plans/{plan['plan']}/enactment", {"on": on, "document": "1号"}, seen=step["version"]).status_code == 200


def standing(caller: Caller) -> list[dict[str, Any]]:
    return caller.get(f"/api/communities/{CODE}/buildings", limit=100).json()["buildings"]


class Draft:
    """A draft of the plan in force, with what a page would know of it."""

    def __init__(self, site: Site, caller: Caller, name: str) -> None:
        self.site, self.caller = site, caller
        self.told = caller.post(f"/api/communities/{CODE}/plans", {"start": "copy", "name": name}).json()
        self.plan = self.told["plan"]

    def post(self, what: str, body: dict[str, Any] | None = None, *, seen: int | None = None, caller: Caller | None = None) -> Any:
        answer = (caller or self.caller).post(f"/api/plans/{self.plan}/{what}", body or {}, seen=seen or self.version)
        self.caller.client.headers.pop("X-Journal-Position", None)
        return answer

    @property
    def version(self) -> int:
        return int(self.caller.get(f"/api/plans/{self.plan}").json()["version"])

    @property
    def grids(self) -> dict[str, dict[str, Any]]:
        return {grid["grid"]: grid for grid in self.caller.get(f"/api/plans/{self.plan}").json()["grids"]}

    def neighbours(self) -> list[tuple[str, str]]:
        """Buildings with a grid beside theirs that can take them: tried on throw-away drafts, so that this one stays as it is."""
        here = standing(self.caller)
        found: list[tuple[str, str]] = []
        for building in here:
            for grid in self.grids:
                if grid == building["grid"]:
                    continue
                trial = Draft(self.site, self.caller, "试")
                if trial.post("redraw", {"to": grid, "buildings": [building["building"]]}).status_code == 200:
                    found.append((building["building"], grid))
                    break
            if len(found) == 3:
                break
        return found


@pytest.fixture(scope="module")
def lin(site: Site) -> Caller:
    return site.as_(planner_lin)


@pytest.fixture(scope="module")
def wu(site: Site) -> Caller:
    return site.as_(planner_wu)


@pytest.fixture(scope="module")
def movable(site: Site, lin: Caller) -> list[tuple[str, str]]:
    return Draft(site, lin, "找").neighbours()


def shape_of(draft: Draft) -> dict[str, int]:
    return {grid: each["households"] for grid, each in draft.grids.items()}


def test_every_edit_answers_with_the_balance_and_what_fails(site, lin, movable):
    draft = Draft(site, lin, "收支")
    building, to = movable[0]
    answer = draft.post("redraw", {"to": to, "buildings": [building]}).json()
    balance = {each["grid"]: each for each in answer["balance"]}
    assert sum(each["households"] for each in balance.values()) == 960
    assert balance[to]["households"] == 240 + estate.DWELLINGS
    assert balance[to]["limit"] == "200–300"
    assert balance[to]["in_band"]
    assert {each["in_band"] for each in balance.values()} == {True}
    kind = draft.post(f"grids/{to}/kind", {"kind": "dedicated", "reason": "市场"}).json()
    assert {each["grid"]: each["limit"] for each in kind["balance"]}[to] is None


def test_a_warning_while_drawing_has_value_limit_clause_and_forbids_only_the_submission(site, lin):
    draft = Draft(site, lin, "等分")
    grid = next(iter(draft.grids))
    answer = draft.post("division", {"grid": grid, "parts": 2, "reason": "过大"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert len(told["new"]) == 1
    small = [each for each in told["failing"] if each["code"] == "grid.households_in_band"]
    assert {each["grid"] for each in small} == {grid, told["new"][0]}
    assert all(each["value"] == 120.0 and each["limit"] == "200–300" and each["clause"] and each["forbids"] for each in small)
    refused = draft.post("submission")
    assert (refused.status_code, refused.json()["code"]) == (409, "plan.fails_checks")


def test_undo_and_redo_are_each_planners_own(site, lin, wu, movable):
    draft = Draft(site, lin, "撤销")
    start = shape_of(draft)
    mine, to = movable[0]
    assert draft.post("redraw", {"to": to, "buildings": [mine]}).status_code == 200
    after_lin = shape_of(draft)
    assert draft.post(f"grids/{to}/name", {"name": "吴改的名"}, caller=wu).status_code == 200
    assert lin.get(f"/api/plans/{draft.plan}/edits").json()["can_undo"] == 3
    assert wu.get(f"/api/plans/{draft.plan}/edits").json()["can_undo"] == 5
    assert draft.post("undo", caller=wu).status_code == 200
    assert shape_of(draft) == after_lin
    assert draft.post("undo", caller=wu).json()["code"] == "plan.nothing_to_undo"
    assert draft.post("undo").status_code == 200
    assert shape_of(draft) == start
    assert draft.post("redo").status_code == 200
    assert shape_of(draft) == after_lin
    assert draft.post("redo").json()["code"] == "plan.nothing_to_redo"
    steps = site.as_(auditor_zhou).get(f"/api/plans/{draft.plan}/edits").json()["edits"]
    assert [step["by"] for step in steps] == ["lin", "wu", "wu", "lin", "lin"]
    assert [step["stands"] for step in steps][:2] == [True, False]


def test_a_locked_grid_refuses_every_tool(site, lin, movable):
    draft = Draft(site, lin, "锁定")
    building, to = movable[0]
    locked = draft.post(f"grids/{to}/lock", {"reason": "已公示"}).json()
    assert [each["locked"] for each in locked["balance"] if each["grid"] == to] == [True]
    refused = draft.post("redraw", {"to": to, "buildings": [building]})
    assert (refused.status_code, refused.json()["code"], refused.json()["facts"]) == (409, "plan.grid_locked", {"grid": to})
    assert draft.grids[to]["locked"]
    assert draft.post(f"grids/{to}/unlock").status_code == 200
    assert draft.post("redraw", {"to": to, "buildings": [building]}).status_code == 200


def test_snapshots_and_branches_survive_a_reload(site, lin, movable):
    draft = Draft(site, lin, "快照")
    start = shape_of(draft)
    building, to = movable[0]
    assert draft.post("snapshots", {"name": "初稿"}).status_code == 200
    assert draft.post("redraw", {"to": to, "buildings": [building]}).status_code == 200
    changed = shape_of(draft)
    again = site.as_(planner_lin)
    difference = again.get(f"/api/plans/{draft.plan}/comparison", snapshot="初稿").json()
    assert [(pair["to"]["grid"], pair["buildings"], pair["dwellings"]) for pair in difference["pairs"]] == [(to, [building], 40)]
    branch = again.post(f"/api/plans/{draft.plan}/branches", {"name": "另案", "snapshot": "初稿"})
    assert branch.status_code == 201, branch.text
    assert {each["grid"]: each["households"] for each in branch.json()["balance"]} == start
    assert draft.post("restoration", {"name": "初稿"}, caller=again).status_code == 200
    assert shape_of(draft) == start
    assert draft.post("undo").status_code == 200
    assert shape_of(draft) == changed
    assert draft.post("restoration", {"name": "没有"}).json()["code"] == "plan.snapshot_unknown"


def test_the_second_to_save_learns_who_drew_what_and_loses_nothing(site, lin, wu, movable):
    draft = Draft(site, lin, "两人")
    seen = draft.version
    (one, to), (other, there) = movable[0], movable[1]
    assert draft.post("redraw", {"to": to, "buildings": [one]}, seen=seen, caller=wu).status_code == 200
    late = draft.post("redraw", {"to": there, "buildings": [other]}, seen=seen)
    assert (late.status_code, late.json()["code"]) == (412, "http.version_passed")
    facts = late.json()["facts"]
    assert (facts["changed_by"], facts["fits"], facts["overtaken"]) == ("wu", [other], [])
    assert [(edit["by"], edit["tool"], edit["households_moved"]) for edit in facts["edits"]] == [("wu", "paint", 40)]
    assert draft.post("redraw", {"to": there, "buildings": facts["fits"]}, seen=facts["current"]).status_code == 200
    clash = draft.post("redraw", {"to": to, "buildings": [one]}, seen=seen)
    assert (clash.status_code, clash.json()["facts"]["fits"], clash.json()["facts"]["overtaken"]) == (412, [], [one])


def test_an_outline_and_a_box_take_up_what_stands_inside(site, lin, movable):
    draft = Draft(site, lin, "框选")
    building, to = movable[0]
    at = next(each for each in standing(lin) if each["building"] == building)
    lon, lat = at["lon"], at["lat"]
    box = [lon - 0.0003, lat - 0.0001, lon + 0.0003, lat + 0.0001]
    boxed = draft.post("redraw", {"to": to, "box": box})
    assert boxed.status_code == 200, boxed.text
    assert {each["grid"]: each["households"] for each in boxed.json()["balance"]}[to] == 280
    ring = f"POLYGON(({box[0]} {box[1]},{box[2]} {box[1]},{box[2]} {box[3]},{box[0]} {box[3]},{box[0]} {box[1]}))"
    assert draft.post("undo").status_code == 200
    outlined = draft.post("redraw", {"to": to, "outline": ring})
    assert {each["grid"]: each["households"] for each in outlined.json()["balance"]}[to] == 280
    assert draft.post("redraw", {"to": to, "outline": "POINT(0 0)"}).json()["code"] == "http.input_invalid"


def test_a_border_is_pulled_over_a_building_and_a_line_is_drawn_for_it(site, lin, movable):
    draft = Draft(site, lin, "移界")
    building, to = movable[0]
    home = next(each for each in standing(lin) if each["building"] == building)
    areas = {each["id"]: shape(each["geometry"]) for each in lin.get(f"/api/plans/{draft.plan}/grids").json()["features"]}
    border = areas[home["grid"]].boundary.intersection(areas[to].boundary)
    stands = Point(home["lon"], home["lat"])
    near = nearest_points(border, stands)[0]
    beyond = (stands.x + (stands.x - near.x) * 0.25, stands.y + (stands.y - near.y) * 0.25)
    grids = {"one": home["grid"], "other": to}
    pulled = draft.post("border", grids | {"at": [near.x, near.y], "to": beyond, "reach_m": 45})
    assert pulled.status_code == 200, pulled.text
    assert {each["grid"]: each["households"] for each in pulled.json()["balance"]}[to] == 280
    assert draft.post("border", grids).status_code == 422
    still = draft.post("border", grids | {"line": "LINESTRING(119.43 32.19,119.43 32.1901)"})
    assert (still.status_code, still.json()["code"]) == (409, "grid.nothing_between")


def test_a_swap_names_buildings_of_two_grids(site, lin):
    draft = Draft(site, lin, "互换")
    refused = draft.post("swap", {"buildings": ["bld-0000000000000000"], "others": ["bld-0000000000000001"]})
    assert (refused.status_code, refused.json()["code"]) == (404, "plan.unknown_building")
    here = standing(lin)
    same = [each["building"] for each in here if each["grid"] == here[0]["grid"]]
    unpaired = draft.post("swap", {"buildings": same[:1], "others": same[1:2]})
    assert (unpaired.status_code, unpaired.json()["code"]) == (422, "grid.swap_unpaired")
    start = shape_of(draft)
    swapped = next(
        answer
        for mine in here[:12]
        for his in here[12:]
        if mine["grid"] != his["grid"]
        and (answer := draft.post("swap", {"buildings": [mine["building"]], "others": [his["building"]]})).status_code == 200
    )
    assert swapped.json()["version"] == draft.version
    assert shape_of(draft) == start


def test_a_grid_in_pieces_needs_its_reason(site, lin):
    draft = Draft(site, lin, "分片")
    grid = next(iter(draft.grids))
    assert draft.post(f"grids/{grid}/apart").json()["code"] == "command.reason_missing"
    assert draft.post(f"grids/{grid}/apart", {"reason": "隔河两片"}).status_code == 200
    assert draft.grids[grid]["apart"] == "隔河两片"


def test_the_land_under_a_draft_proves_the_drawing_anywhere(site: Site) -> None:
    """As the page has it: on the lattice, with which grid holds what; asked for once, since what is cut never changes."""
    lin = site.as_(planner_lin)
    draft = Draft(site, lin, "底图")
    answer = lin.get(f"/api/plans/{draft.plan}/land")
    land = answer.json()
    atoms = tuple(Atom(each["id"], tuple(map(tuple, each["rings"])), tuple(each["buildings"])) for each in land["atoms"])
    cut = Tessellation(land["crs"], tuple(land["origin"]), tuple(map(tuple, land["ring"])), atoms, (), "")
    held = lin.get(f"/api/plans/{draft.plan}/holding").json()
    assert check_partition(cut, {atom: grid for grid, own in held["grids"].items() for atom in own}).holds
    assert {building for atom in atoms for building in atom.buildings} == {each["building"] for each in standing(lin)}
    assert (held["tessellation"], held["apart"]) == (land["tessellation"], [])
    again = lin.client.get(f"/api/plans/{draft.plan}/land", headers=lin.headers | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
