"""The case library over whole HTTP: written by the desk, approved by another, suggested when the next of its kind comes, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest

from domain.policy import PolicyProfile
from domain.schema import dump
from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.api.test_ticket_figures import close
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin

CODE = "321111001001"
ASKED = {"category": "sanitation", "text": "三单元楼道路灯不亮，老人夜里摔倒", "reporter_name": "张建国", "reporter_phone": "13800001234"}
WORDS = {"title": "楼道路灯不亮", "problem": "楼道路灯长期不亮，老人夜间出行不便", "remedy": "当日联系物业换灯，并把整栋楼的灯查一遍"}


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    return registered(site, CODE, "runzhou")


@pytest.fixture(scope="module")
def finished(town: Town) -> str:
    ticket = town.post(desk_chen, "tickets", ASKED | {"effective_at": "2026-03-02T09:00:00+08:00"}, status=201)["ticket"]
    close(town.site, ticket, "2026-03-02T17:00:00+08:00")
    return str(ticket)


@pytest.fixture(scope="module")
def case(town: Town, finished: str) -> str:
    named = town.post(desk_chen, "cases", WORDS | {"ticket": finished, "problem": "张建国反映路灯不亮，电话13800001234"}, status=409)
    assert (named["code"], named["facts"]) == ("case.leads_to_a_person", {"found": ["name", "phone"]})
    assert "张建国" not in str(named)
    return str(town.post(desk_chen, "cases", WORDS | {"ticket": finished}, status=201)["id"])


def suggested(town: Town, text: str = "路灯坏了，楼道里不亮") -> list[dict[str, Any]]:
    return list(town.post(desk_chen, "similar-cases", {"text": text, "category": "sanitation"})["cases"])


@pytest.mark.rule("D16")
def test_a_case_of_an_open_ticket_is_not_written(town: Town):
    open_ = town.post(desk_chen, "tickets", ASKED, status=201)["ticket"]
    assert town.post(desk_chen, "cases", WORDS | {"ticket": open_}, status=409)["code"] == "case.ticket_not_finished"


@pytest.mark.rule("D16")
def test_it_waits_for_another_and_comes_back_when_it_is_not_fit(town: Town, case: str):
    place = f"/cases/{case}"
    assert suggested(town) == []
    (waiting,) = town.get(approver_wang, "cases")["waiting"]
    assert (waiting["title"], waiting["status"], waiting["drafted_by"]) == (WORDS["title"], "drafted", "chen")
    assert town.get(planner_lin, "cases")["waiting"] == 1
    assert town.site.as_(desk_chen).post(f"/api{place}/publication", {}, seen=1).status_code == 403
    town.post(approver_wang, f"{place}/return", {"text": "办法写具体些"}, seen=1)
    assert town.post(approver_wang, f"{place}/publication", {}, seen=2, status=409)["code"] == "case.other_status"
    town.post(desk_chen, f"{place}/revision", WORDS | {"remedy": "当日换灯，次日全楼排查"}, seen=2)
    town.post(approver_wang, f"{place}/publication", {}, seen=3)
    found = town.get(None, f"/public/communities/{CODE}/cases")["cases"]
    assert found == [{"category": "sanitation"} | WORDS | {"remedy": "当日换灯，次日全楼排查"}]


@pytest.mark.rule("D16")
def test_the_next_of_its_kind_is_told_how_it_was_settled(town: Town, case: str, finished: str):
    (like,) = suggested(town)
    assert (like["case"], like["ticket"], like["remedy"]) == (case, finished, "当日换灯，次日全楼排查")
    least = PolicyProfile.load("runzhou").number("case.likeness_percent") / 100
    assert least <= like["likeness"] <= 1
    assert suggested(town, "申请高龄补贴") == []
    taken_in = town.post(desk_chen, "tickets", ASKED | {"text": "二单元楼道路灯不亮"}, status=201)
    assert [one["title"] for one in taken_in["cases"]] == [WORDS["title"]]


@pytest.mark.rule("D16")
def test_what_is_withdrawn_is_shown_no_more_and_was_there_before(town: Town, case: str):
    place = f"/cases/{case}"
    stored = b"".join(dump(each.body) for each in town.site.office.journal.read(case))
    assert "路灯".encode() not in stored, "its words can still be made unreadable"
    town.post(approver_wang, f"{place}/withdrawal", {"text": "物业已更换"}, seen=4)
    assert suggested(town) == []
    assert town.get(None, f"/public/communities/{CODE}/cases")["cases"] == []
    steps = [one["step"] for one in town.get(auditor_zhou, place)["steps"]]
    assert steps == ["整理案例", "退回案例", "修改案例", "发布案例", "撤回案例"]
    assert town.get(auditor_zhou, place, purpose="复核")["cases"][0]["why"] == "物业已更换"
