"""Pilots, joint meetings and letters, trainings whose results only the trained see, over whole HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from domain.governance import training
from domain.schema import dump
from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import PASSWORD, admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu, warden_qian, warden_zhao

MAY = {"effective_at": "2026-05-06T09:00:00+08:00"}


@pytest.fixture(scope="module")
def panyu(site: Site) -> Town:
    return registered(site, "440113001001", "panyu")


@pytest.fixture(scope="module")
def officers(panyu: Town) -> dict[str, str]:
    """Two wardens with accounts, by account."""
    found = {}
    for person in (warden_zhao, warden_qian):
        body = {"account": person.account, "name": person.name, "phone": "020-85000001", "effective_at": "2026-05-01T09:00:00+08:00"}
        warden = found[person.account] = panyu.post(desk_chen, "wardens", body, status=201)["warden"]
        account = {"account": person.account, "role": "warden", "password": PASSWORD, "warden": warden}
        panyu.post(admin_he, "/accounts", account, status=201)
    return found


@pytest.mark.rule("C1")
def test_a_community_has_one_or_two_pilot_estates(site: Site):
    town = registered(site, "410105001001", "changxing")
    by = {"document": "长街〔2026〕3号"}
    assert [(one["register"], one["missing"]) for one in town.get(reporter_xu, "register-gaps")["gaps"]] == [("pilots", "0/1")]
    for estate in ("阳光花园", "锦绣苑"):
        town.post(planner_lin, "pilots", by | {"estate": estate}, status=201)
    third = town.post(planner_lin, "pilots", by | {"estate": "第三家"}, status=422)
    assert (third["code"], third["facts"]["limit"]) == ("pilots.too_many", 2)
    town.post(planner_lin, "pilots/1/ending", by)
    last = town.post(planner_lin, "pilots/2/ending", by, status=422)
    assert (last["code"], last["facts"]["limit"]) == ("pilots.too_few", 1)
    public = town.get(None, f"/public/communities/{town.code}/registers/pilots")["lines"]
    assert [one["estate"] for one in public] == ["锦绣苑"]
    assert town.get(reporter_xu, "register-gaps")["gaps"] == []


@pytest.mark.rule("P12")
def test_bodies_meet_and_sign_letters_that_end_by_themselves(panyu: Town):
    by = MAY | {"document": "番无照办〔2026〕1号"}
    work = {"title": "查处取缔无证无照经营", "parties": ["区工商分局", "镇街", "公安"]}
    joint = panyu.post(approver_wang, "joint-work", by | work, status=201)["id"]
    panyu.post(approver_wang, f"/joint-work/{joint}/meetings", by | {"came": ["区工商分局", "镇街"]}, status=201)
    stranger = panyu.post(approver_wang, f"/joint-work/{joint}/meetings", {"came": ["镇街", "税务"], "document": "x"}, status=409)
    assert (stranger["code"], stranger["facts"]["parties"]) == ("joint_work.no_party", work["parties"])
    letter = by | {"party": "镇街", "duties": "辖区无证无照经营的排查与取缔", "until": "2026-12-31"}
    panyu.post(approver_wang, f"/joint-work/{joint}/letters", letter, status=201)
    again = panyu.post(approver_wang, f"/joint-work/{joint}/letters", letter | {"until": "2027-12-31"}, status=409)
    assert again["code"] == "joint_work.bound_already"
    (meeting,) = panyu.get(reporter_xu, "registers/joint_meetings", on="2026-05-06")["lines"]
    assert (meeting["number"], meeting["came"], meeting["document"]) == (1, ["区工商分局", "镇街"], "番无照办〔2026〕1号")
    days = ("2026-05-05", "2026-05-06", "2026-12-31", "2027-01-01")
    assert [len(panyu.get(reporter_xu, "registers/letters", on=on)["lines"]) for on in days] == [0, 1, 1, 0]


def missing(panyu: Town) -> list[dict[str, Any]]:
    return panyu.get(reporter_xu, "register-gaps")["gaps"]


@pytest.mark.rule("P15")
def test_a_result_is_seen_by_who_was_tested_and_by_nobody_else(panyu: Town, officers: dict[str, str]):
    zhao, qian = officers["zhao"], officers["qian"]
    held = panyu.post(desk_chen, "trainings", MAY | {"title": "段管员业务培训", "attended": [zhao, qian]}, status=201)
    stranger = panyu.post(desk_chen, "trainings", MAY | {"title": "培训", "attended": ["wdn-nobody00"]}, status=404)
    assert stranger["code"] == "duty.warden_not_of_community"
    tests = f"/trainings/{held['id']}/tests"
    assert [one["missing"] for one in missing(panyu)] == [f"{zhao}、{qian}"]
    over = panyu.post(desk_chen, tests, MAY | {"warden": zhao, "points": 101}, status=422)
    assert over["code"] == "training.points_unsound" and "101" not in str(over)
    panyu.post(desk_chen, tests, MAY | {"warden": zhao, "points": 87}, status=201)
    assert panyu.post(desk_chen, tests, MAY | {"warden": zhao, "points": 88}, status=409)["code"] == "training.scored_already"
    assert [one["missing"] for one in missing(panyu)] == [qian]
    panyu.post(desk_chen, tests, MAY | {"warden": qian, "points": 93}, status=201)
    assert missing(panyu) == []
    (own,) = panyu.get(warden_zhao, "trainings/own")["tests"]
    assert (own["title"], own["on"], own["points"]) == ("段管员业务培训", "2026-05-06", 87)
    assert [one["points"] for one in panyu.get(warden_qian, "trainings/own")["tests"]] == [93]
    for person in (auditor_zhou, desk_chen, warden_qian):
        (line,) = panyu.get(person, "registers/trainings", purpose="查成绩" if person is auditor_zhou else "核对")["lines"]
        assert line.keys() & {"points", "result"} == set()
        hidden = panyu.site.as_(person).get(f"/api/communities/{panyu.code}/registers/training_tests")
        assert hidden.json()["code"] == "register.unknown"
        assert panyu.site.as_(person).get(f"/api/communities/{panyu.code}/trainings/own").status_code == (
            200 if person is warden_qian else 403
        )
    recorded = [one.body for one in panyu.site.office.journal.read(held["id"])]
    assert not any(b"points" in dump(one) for one in recorded)
    assert {one.result.subject for one in recorded if isinstance(one, training.TestScored)} == {zhao, qian}
