"""A policy waits for its consultations, a summons for its consent, over whole HTTP."""

from __future__ import annotations

import pytest

from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu

POLICY = {"title": "老旧小区停车收费办法", "department": "区城管局", "touches_residents": True}
HELD = {"came": 32, "opinions": 11, "taken_up": 4}
NUMBER = {"document": "润政办〔2026〕18号"}


@pytest.mark.rule("R14")
def test_a_policy_that_touches_residents_is_published_after_consultations_with_several_communities(runzhou: Town):
    policy = runzhou.post(planner_lin, "policies", POLICY, status=201)["id"]
    refused = runzhou.post(approver_wang, f"policies/{policy}/publication", NUMBER, status=422)
    assert (refused["code"], refused["facts"]["value"], refused["facts"]["limit"]) == ("consultation.not_held", 0, 2)
    assert "润州区实施意见（2014-04-24） 一（三）" in refused["title"]
    assert [one["title"] for one in runzhou.get(reporter_xu, "registers/policy_drafts")["lines"]] == [POLICY["title"]]
    runzhou.post(desk_chen, f"policies/{policy}/consultations", HELD, status=201)
    assert runzhou.post(desk_chen, f"policies/{policy}/consultations", HELD, status=201)["recorded"] == 0
    assert runzhou.post(approver_wang, f"policies/{policy}/publication", NUMBER, status=422)["facts"]["value"] == 1
    other = registered(runzhou.site, "321111002001", "runzhou")
    other.post(desk_chen, f"policies/{policy}/consultations", HELD, status=201)
    elsewhere = registered(runzhou.site, "320282009001", "yixing")
    away = elsewhere.post(desk_chen, f"policies/{policy}/consultations", HELD, status=404)
    assert away["code"] == "consultation.policy_unknown"
    runzhou.post(approver_wang, f"policies/{policy}/publication", NUMBER)
    (public,) = runzhou.get(None, f"/public/communities/{other.code}/registers/policies")["lines"]
    assert (public["title"], public["document"]) == (POLICY["title"], NUMBER["document"])
    assert public["consulted"] == f"com-{runzhou.code}、com-{other.code}"
    assert runzhou.get(reporter_xu, "registers/policy_drafts")["lines"] == []
    (here,) = runzhou.get(reporter_xu, "registers/consultations")["lines"]
    assert (here["came"], here["opinions"], here["taken_up"]) == (32, 11, 4)
    late = runzhou.post(desk_chen, f"policies/{policy}/consultations", HELD, status=409)
    assert late["code"] == "consultation.too_late"


CALL = {"department": "区统计局", "title": "人口抽样布置会", "starts_at": "2027-01-06T09:00:00+08:00", "called": ["chen"]}


@pytest.mark.rule("Z6")
def test_community_heads_are_called_with_the_consent_of_the_head_of_the_street(panzhihua: Town):
    asked = panzhihua.post(planner_lin, "summonses", CALL, status=201)
    assert asked["status"] == "requested"
    early = panzhihua.post(planner_lin, f"/summonses/{asked['id']}/issue", {}, status=422)
    assert early["code"] == "summons.consent_missing"
    assert "攀枝花" in early["title"]
    assert panzhihua.get(reporter_xu, "meetings")["meetings"] == []
    assert panzhihua.site.as_(desk_chen).post(f"/api/summonses/{asked['id']}/consent", {}).json()["code"] == "auth.role"
    panzhihua.post(approver_wang, f"/summonses/{asked['id']}/consent", {})
    assert panzhihua.post(planner_lin, f"/summonses/{asked['id']}/issue", {})["recorded"] == 1
    assert panzhihua.post(planner_lin, f"/summonses/{asked['id']}/issue", {})["recorded"] == 0
    (meeting,) = panzhihua.get(reporter_xu, "meetings")["meetings"]
    (logged,) = panzhihua.get(reporter_xu, "registers/summonses")["lines"]
    assert (meeting["title"], meeting["called"]) == (CALL["title"], ["chen"])
    assert (logged["meeting"], logged["requested_by"], logged["consented_by"]) == (meeting["meeting"], "lin", "wang")


@pytest.mark.rule("Z6")
def test_a_declined_summons_calls_nobody(panzhihua: Town):
    asked = panzhihua.post(desk_chen, "summonses", CALL | {"title": "评比动员会"}, status=201)
    panzhihua.post(approver_wang, f"/summonses/{asked['id']}/refusal", {})
    refused = panzhihua.post(desk_chen, f"/summonses/{asked['id']}/issue", {}, status=422)
    assert refused["code"] == "summons.consent_missing"
    assert panzhihua.post(approver_wang, f"/summonses/{asked['id']}/consent", {}, status=409)["code"] == "summons.decided_already"
    assert [one["title"] for one in panzhihua.get(reporter_xu, "meetings")["meetings"]] == [CALL["title"]]
