"""The desk at the command line: units, party groups, building heads, facilities, and what the grids still lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.estate import SOUTH, WEST
from tests.api.settled_desk import WHERE, Settled, settled


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Settled:
    return settled(desk, estate, "runzhou")


def houses(desk: Settled, number: int = 0) -> list[str]:
    """Buildings of a grid."""
    found = desk.ask("building", "list", *WHERE)["buildings"]
    return [one["building"] for one in found if one["grid"] == desk.grids[number]["grid"]]


@pytest.mark.rule("G9", "D1")
def test_a_unit_is_registered_filed_listed_and_closed(desk: Settled):
    place = ("--lon", WEST, "--lat", SOUTH)
    suggested = desk.ask("unit", "nearest", *WHERE, *place)
    given = ("--name", "老张面馆", "--kind", "shop", "--people", 3, "--activity", "餐饮")
    made = desk.ask("unit", "register", *WHERE, *given, *place)
    assert (made["grid"], made["same_name"]) == (suggested["grid"], [])
    shown = desk.run("unit", "list", *WHERE)
    assert "老张面馆" in shown.text and "shop" in shown.text
    assert desk.ask("unit", "file", *WHERE) == {"looked_at": 1, "filed": 0}
    assert desk.run("unit", "register", *WHERE, *given).refused_with == "organisation.site_missing"
    assert desk.ask("unit", "close", made["id"], "--reason", "停业")["recorded"] == 1
    assert desk.ask("unit", "list", *WHERE)["organisations"] == []


@pytest.mark.rule("D3")
def test_a_party_group_is_formed_counted_and_dissolved(desk: Settled):
    grid = ("--grid", desk.grids[0]["grid"])
    desk.ask("party", "form", *WHERE, *grid, "--name", "第一党小组", "--members", 9)
    assert desk.run("party", "form", *WHERE, *grid, "--name", "另一个", "--members", 2).refused_with == "party_group.stands"
    desk.ask("party", "count", *WHERE, *grid, "--members", 11)
    assert "第一党小组" in desk.run("party", "list", *WHERE).text
    (row,) = desk.ask("party", "list", *WHERE)["party_groups"]
    assert row["members"] == 11
    desk.ask("party", "dissolve", *WHERE, *grid, "--reason", "并入第二党小组")
    assert desk.ask("party", "list", *WHERE)["party_groups"] == []


@pytest.mark.rule("R3", "R4", "C2", "Y4")
def test_a_building_head_is_appointed_and_relieved(desk: Settled):
    grid, standing = ("--grid", desk.grids[0]["grid"]), houses(desk)
    assert desk.run("head", "group", standing[0], *WHERE, *grid, "--name", "1号楼组").refused_with == "building_group.outside_band"
    group = desk.ask("head", "group", *standing[:2], *WHERE, *grid, "--name", "1号楼组")["group"]
    assert desk.ask("head", "list", *WHERE)["vacancies"] == [group]
    named = ("--name", "孙大爷", "--phone", "13800005678", "--standing", "退休教师", "--method", "recommended")
    assert desk.run("head", "appoint", group, *WHERE, *named).refused_with == "building_head.not_eligible"
    desk.ask("head", "appoint", group, *WHERE, *named, "--override", "热心公益")
    shown = desk.run("head", "list", *WHERE).text
    assert "孙大爷" in shown and "楼长" in shown
    tree = desk.run("head", "tree", *WHERE).text
    assert "1号楼组　楼长：孙大爷" in tree and "片长：网格员1" in tree
    assert desk.ask("head", "tree", *WHERE, "--as-of", "2020-01-01")["grids"] == []
    desk.ask("head", "relieve", group, *WHERE, "--reason", "搬离")
    assert desk.ask("head", "list", *WHERE)["vacancies"] == [group]


@pytest.mark.rule("C2")
def test_a_member_joins_the_team_of_a_grid(desk: Settled):
    grid = ("--grid", desk.grids[0]["grid"])
    assert desk.ask("head", "join", *WHERE, *grid, "--role", "police", "--name", "陈警官")["member"].startswith("tmb-")
    assert desk.run("head", "join", *WHERE, *grid, "--role", "king", "--name", "某人").refused_with == "team.role_unknown"


@pytest.mark.rule("R19", "R20")
def test_a_facility_near_enough_leaves_nobody_outside_the_circle(desk: Settled):
    before = desk.ask("facility", "circle", *WHERE)
    assert before["households_outside"] > 0
    assert "圈外" in desk.run("facility", "circle", *WHERE).text
    near = ("--lon", WEST, "--lat", SOUTH, "--area", 60)
    short = desk.run("facility", "register", *WHERE, "--kind", "kiosk", "--name", "近处", *near)
    assert short.refused_with == "facility.kind_unknown"
    desk.ask("facility", "register", *WHERE, "--kind", "convenience", "--name", "近处", *near)
    assert desk.ask("facility", "circle", *WHERE)["households_outside"] == 0


@pytest.mark.rule("G6", "Y6")
def test_what_the_grids_lack_is_read_and_written_as_a_sheet(desk: Settled, tmp_path: Path):
    told = desk.ask("ledger", "six-clear", *WHERE)
    assert [one["code"] for one in told["grids"]] == sorted(one["code"] for one in desk.grids)
    assert desk.ask("ledger", "six-clear", *WHERE, "--grid", desk.grids[0]["grid"])["grids"] == told["grids"][:1]
    assert "家庭情况清" in desk.run("ledger", "six-clear", *WHERE).text
    home = next(one["grid"] for one in desk.ask("household", "list", *WHERE)["households"])
    shown = desk.run("ledger", "six-clear", *WHERE, "--grid", home).text
    assert "期限内没有走访" in shown and desk.household in shown
    assert desk.ask("ledger", "six-clear", *WHERE, "--as-of", "2020-01-01")["grids"] == []
    done = desk.run("ledger", "write", "six_clear", *WHERE, "--out", tmp_path / "六清.xlsx")
    assert done.exit_code == 0 and (tmp_path / "六清.xlsx").stat().st_size > 5000, done.text


@pytest.mark.rule("P1")
def test_the_difficulty_of_work_is_decided_with_a_document(desk: Settled):
    heavy = houses(desk)[0]
    given = ("difficulty", "decide", f"{heavy}=150", *WHERE, "--document", "分局〔2026〕3号")
    assert desk.run(*given).refused_with == "difficulty.not_weighed"
    desk.ask("community", "change-profile", *WHERE, "--policy", "panyu", "--reason", "改行番禺制度")
    assert "待作出" in desk.run("difficulty", "show", *WHERE).text
    assert desk.run(*given[:2], "没有数", *given[3:]).exit_code == 2
    assert desk.ask(*given)["recorded"] == 1
    shown = desk.run("difficulty", "show", *WHERE).text
    assert "分局〔2026〕3号" in shown and "无待办" in shown and "500" in shown.split()
