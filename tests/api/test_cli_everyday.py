"""Whatever the desk does over HTTP it does at the command line: members, bodies, parts of a ticket, posts, the seal, drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.cli import Desk
from tests.api.settled_desk import WHERE, Settled, settled


@pytest.fixture(scope="module")
def desk(desk: Desk, estate: Path) -> Settled:
    return settled(desk, estate, "runzhou")


def ticket(desk: Settled, text: str) -> str:
    asked = ("--category", "sanitation", "--text", text, "--address", "锦绣花园1号楼")
    return desk.ask("ticket", "report", *WHERE, *asked)["number"]


def test_a_child_joins_a_household_and_leaves_it(desk: Settled):
    born = desk.ask("household", "join", desk.household, "--member", "child:张小宝")["person"]
    assert [one["relation"] for one in desk.ask("household", "show", desk.household)["members"]] == ["head", "child"]
    desk.ask("household", "leave", desk.household, born, "--reason", "登记有误")
    assert len(desk.ask("household", "show", desk.household)["members"]) == 1


@pytest.mark.rule("R23", "E7")
def test_bodies_are_registered_listed_and_abolished(desk: Settled):
    desk.ask("body", "register", "residents_committee", *WHERE, "--name", "锦绣社区居委会", "--document", "镇民〔2026〕3号")
    assert desk.ask("body", "list", *WHERE)["missing"] == ["party_committee", "station", "office"]
    shown = desk.run("body", "list", *WHERE).text
    assert "锦绣社区居委会" in shown and "尚缺" in shown and "润州" in shown
    ending = ("--to", "行政审批局", "--document", "镇民〔2026〕4号")
    assert desk.run("body", "abolish", "office", *WHERE, *ending).refused_with == "body.unknown"
    desk.ask("body", "register", "subdistrict_office", *WHERE, "--name", "东城街道办事处")
    desk.ask("body", "abolish", "subdistrict_office", *WHERE, *ending)
    ended = [one for one in desk.ask("body", "list", *WHERE)["bodies"] if one["abolished_on"]]
    assert [one["succeeded_by"] for one in ended] == ["行政审批局"]


@pytest.mark.rule("C7")
def test_several_bodies_act_jointly_each_on_its_part(desk: Settled):
    whole, other = ticket(desk, "夜市油烟"), ticket(desk, "夜市油烟，二次反映")
    assert desk.ask("ticket", "link", whole, other, "--bond", "duplicated_by")["bond"] == "duplicated_by"
    desk.ask("ticket", "part", whole, "--body", "市容科", "--text", "清运油污")
    desk.ask("ticket", "accept", whole)
    desk.ask("ticket", "dispatch", whole, "--level", "subdistrict", "--to", "网格化中心", "--reason", "超出社区权限")
    desk.ask("ticket", "joint", whole, "--lead", "城管", "--body", "城管", "--body", "市场监管", "--text", "联合执法")
    assert desk.run("ticket", "end-joint", whole).refused_with == "ticket.parts_open"
    kinds = [one["kind"] for one in desk.ask("ticket", "affairs", *WHERE)["affairs"] if one["number"] == whole]
    assert "joint_action" in kinds


@pytest.mark.rule("Z3", "Y13")
def test_nothing_held_already_is_asked_for_again(desk: Settled):
    (person,) = (one["person"] for one in desk.ask("household", "show", desk.household)["members"])
    number = ticket(desk, "低保申请")
    assert desk.ask("ticket", "held-copies", number) == []
    paper = ("--household", desk.household, "--person", person, "--paper", "居民户口簿", "--text", "户号 1")
    desk.ask("register", "copies", "certify", *WHERE, *paper)
    assert "held already" in desk.run("ticket", "held-copies", number).text
    notice = desk.run("ticket", "step", number, "papers", "count=2", "text=户口簿、照片", "papers=居民户口簿、照片")
    assert notice.exit_code == 0, "the ticket names no household, so nobody's copies are looked up"


@pytest.mark.rule("P2")
def test_posts_are_looked_after(desk: Settled):
    grid = desk.grids[0]["code"]
    assert desk.ask("duty", "neighbours", *WHERE, "--grid", grid)["suggested"]
    assert desk.run("duty", "neighbours", *WHERE, "--grid", grid).exit_code == 0
    assert desk.run("duty", "close-post", *WHERE, "--grid", grid, "--reason", "撤并").exit_code == 1
    assert desk.run("duty", "release", *WHERE, "--warden", "wg1", "--reason", "辞职").exit_code == 1, "who holds a grid hands it over first"


@pytest.mark.rule("Z9")
def test_the_seal_is_used_for_what_is_issued_and_its_misuse_is_pursued(desk: Settled):
    law = ("--title", "居住证明", "--basis", "民法典", "--document", "民发〔2026〕1号")
    desk.ask("certificate", "list-type", *WHERE, "--key", "residence", *law)
    one = desk.ask("certificate", "request", *WHERE, "--key", "residence", "--name", "王秀英", "--purpose", "入学")["id"]
    assert desk.run("certificate", "use-seal", one, *WHERE).refused_with == "seal.use_unlisted"
    desk.ask("certificate", "misuse", *WHERE, "--text", "空白纸上用印")
    desk.ask("certificate", "settle-misuse", "1", *WHERE, "--outcome", "upheld", "--document", "镇纪〔2026〕1号")
    again = ("certificate", "settle-misuse", "1", *WHERE, "--outcome", "dismissed", "--document", "镇纪〔2026〕2号")
    assert desk.run(*again).exit_code == 1


@pytest.mark.rule("G9")
def test_a_unit_changes_and_is_filed_elsewhere(desk: Settled):
    house = desk.ask("building", "list", *WHERE)["buildings"][0]
    given = ("--name", "锦绣幼儿园", "--kind", "unit", "--people", 12, "--building", house["building"])
    made = desk.ask("unit", "register", *WHERE, *given)["id"]
    desk.ask("unit", "update", made, *given[:4], "--people", 15, "--building", house["building"])
    desk.ask("unit", "move", made, "--grid", desk.grids[1]["grid"])
    (row,) = desk.ask("unit", "list", *WHERE)["organisations"]
    assert (row["people"], row["grid"]) == (15, desk.grids[1]["grid"])


@pytest.mark.rule("R19")
def test_a_facility_is_closed(desk: Settled):
    near = ("--lon", 119.4, "--lat", 32.2, "--area", 60)
    made = desk.ask("facility", "register", *WHERE, "--kind", "convenience", "--name", "便民点", *near)["id"]
    assert desk.ask("facility", "close", made, "--reason", "拆除")["recorded"] == 1


@pytest.mark.rule("C2")
def test_a_group_gets_its_allowance_and_is_dissolved(desk: Settled):
    first = desk.grids[0]["grid"]
    homes = [one["building"] for one in desk.ask("building", "list", *WHERE)["buildings"] if one["grid"] == first]
    group = desk.ask("head", "group", *homes[:2], *WHERE, "--grid", first, "--name", "1号楼组")["group"]
    named = ("--name", "孙大爷", "--standing", "居民代表", "--method", "recommended")
    desk.ask("head", "appoint", group, *WHERE, *named)
    desk.ask("head", "pay", group, *WHERE, "--month", "2026-10", "--yuan", 200)
    assert desk.run("head", "pay", group, *WHERE, "--month", "2026-10", "--yuan", 300).exit_code == 1
    desk.ask("head", "relieve", group, *WHERE, "--reason", "搬离")
    desk.ask("head", "dissolve", group, *WHERE, "--reason", "并组")
    assert desk.ask("head", "list", *WHERE)["vacancies"] == []
    member = desk.ask("head", "join", *WHERE, "--grid", first, "--role", "police", "--name", "陈警官")["member"]
    desk.ask("head", "quit", member, *WHERE, "--grid", first, "--role", "police")


@pytest.mark.rule("T7")
def test_a_leave_that_nobody_asked_for_is_not_settled(desk: Settled):
    meeting = desk.ask("meeting", "convene", *WHERE, "--starts-at", "2099-01-01T09:00", "--called", "wg1", "--title", "例会")["id"]
    assert desk.run("meeting", "settle-leave", meeting, "--who", "wg1").exit_code == 1


@pytest.mark.rule("Y21")
def test_a_certification_that_was_never_given_is_not_withdrawn(desk: Settled):
    assert desk.run("honour", "withdraw", *WHERE, "--document", "市民〔2026〕1号").exit_code == 1


@pytest.mark.rule("R4")
def test_a_draft_is_checked_and_given_up(desk: Settled):
    plan = desk.ask("plan", "copy", *WHERE)["plan"]
    assert desk.ask("plan", "check", plan)["plan"] == plan
    assert desk.run("plan", "return", plan, "--reason", "未提交").refused_with == "plan.not_submitted"
    desk.ask("plan", "discard", plan, "--reason", "不再需要")
    assert desk.ask("plan", "show", plan)["status"] == "discarded"


def test_a_community_is_registered_before_its_buildings(desk: Settled):
    told = desk.ask("community", "register", "--community", "321111005002", "--name", "二号社区", "--policy", "yixing", "--rural")
    assert told["community"] == "com-321111005002"
