"""From a hot ticket to a decision to a ticket, and what residents read of it, over whole HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import auditor_zhou, desk_chen, planner_lin, reporter_xu

NOW = datetime.now(UTC)
STARTED = (NOW - timedelta(hours=1)).isoformat()
CALLED = [desk_chen.account, planner_lin.account]


def held(town: Town, **given: object) -> str:
    body = {"cadence": "representatives", "starts_at": STARTED, "called": CALLED} | given
    meeting = town.post(desk_chen, "meetings", body, status=201)["id"]
    town.post(desk_chen, f"/meetings/{meeting}/holding", {"came": [desk_chen.account]})
    return meeting


@pytest.mark.rule("R13", "T8", "Z19")
def test_hot_tickets_become_an_agenda_decisions_and_results_for_residents(runzhou: Town):
    asked = {"category": "sanitation", "text": "小区路灯全部不亮", "scope": "regional"}
    hot = runzhou.post(desk_chen, "tickets", asked, status=201)["ticket"]
    runzhou.post(desk_chen, "tickets", asked | {"scope": "general"}, status=201)
    body = {"cadence": "representatives", "starts_at": STARTED, "called": CALLED}
    meeting = runzhou.post(desk_chen, "meetings", body, status=201)["id"]
    runzhou.post(desk_chen, f"/meetings/{meeting}/agenda", {})
    runzhou.post(desk_chen, f"/meetings/{meeting}/holding", {"came": [desk_chen.account]})
    at = f"/meetings/{meeting}/decisions"
    runzhou.post(desk_chen, at, {"text": "由物业本月修好", "step": "resolved", "tickets": [hot]}, status=201)
    runzhou.post(desk_chen, at, {"text": "某户的困难", "is_confidential": True}, status=201)
    runzhou.post(desk_chen, f"{at}/1/tickets", {"ticket": hot})
    told = {"results": [{"number": 1, "told": "路灯本月修好"}]}
    runzhou.post(desk_chen, f"/meetings/{meeting}/minutes", told)
    secret = runzhou.post(desk_chen, f"/meetings/{meeting}/minutes", {"results": [{"number": 2, "told": "x"}]}, status=409)
    assert secret["code"] == "meeting.confidential"
    (row,) = [one for one in runzhou.get(reporter_xu, "meetings")["meetings"] if one["meeting"] == meeting]
    assert row["agenda"] == [{"ticket": hot, "why": "regional"}]
    assert row["absent"] == [planner_lin.account]
    assert [one["carried_by"] for one in row["decisions"]] == [[hot], []]
    assert "content" not in row["decisions"][0]
    (public,) = runzhou.get(None, "/public/communities/321111001001/minutes")["minutes"]
    assert public["results"] == [{"number": 1, "told": "路灯本月修好"}]
    opened = runzhou.get(auditor_zhou, f"{at}/2", purpose="核对")
    assert opened["text"] == "某户的困难"
    assert runzhou.site.as_(reporter_xu).get(f"/api{at}/2", purpose="核对").status_code == 403


@pytest.mark.rule("R13", "R15")
def test_what_comes_round_is_looked_at_span_by_span(runzhou: Town):
    found = {one["cadence"]: one for one in runzhou.get(reporter_xu, "meeting-compliance")["compliance"]}
    assert [one["standing"] for one in found["representatives"]["windows"] if one["done"]] == ["kept"]
    assert found["leading_group"]["windows"][0]["standing"] in ("missed", "open")
    assert "润州区实施意见" in found["leading_group"]["clause"]


@pytest.mark.rule("T7", "T8")
def test_a_private_meeting_leaves_nothing_in_public(site: Site):
    town = registered(site, "220302001001", "tiedong")
    soon = (NOW + timedelta(hours=2)).isoformat()
    body = {"cadence": "analysis_meeting", "starts_at": soon, "called": CALLED, "is_private": True}
    meeting = town.post(desk_chen, "meetings", body, status=201)["id"]
    town.post(planner_lin, f"/meetings/{meeting}/leave", {"reason": "出差"})
    town.post(desk_chen, f"/meetings/{meeting}/leave/settlement", {"who": planner_lin.account, "granted": True})
    early = town.post(desk_chen, f"/meetings/{meeting}/holding", {"came": [desk_chen.account]}, status=409)
    assert early["code"] == "meeting.not_yet_begun"
    late = held(town, cadence="analysis_meeting", is_private=True)
    town.post(desk_chen, f"/meetings/{late}/decisions", {"text": "内部事项"}, status=201)
    secret = town.post(desk_chen, f"/meetings/{late}/minutes", {"results": [{"number": 1, "told": "x"}]}, status=409)
    assert "化院社区工作制度" in secret["title"]
    assert town.get(None, "/public/communities/220302001001/minutes")["minutes"] == []


@pytest.mark.rule("P4", "P5", "P6")
def test_weekly_reports_are_sealed_and_counted(site: Site):
    town = registered(site, "440113001001", "panyu")
    town.post(desk_chen, "reports", {"cadence": "officer_report", "text": "无照户反复"}, status=201)
    assert town.post(desk_chen, "reports", {"cadence": "monday_meeting", "text": "x"}, status=422)["code"] == "report.not_a_report"
    found = {one["cadence"]: one for one in town.get(reporter_xu, "meeting-compliance")["compliance"]}
    assert sum(one["done"] for one in found["officer_report"]["windows"]) == 1
    assert sum(one["done"] for one in found["station_report"]["windows"]) == 0
