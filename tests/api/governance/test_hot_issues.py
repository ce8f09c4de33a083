"""民情分析会: what reaches beyond a grid comes on the agenda, is decided on, and the decision becomes work that is finished and told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import desk_chen, planner_lin, reporter_xu

STARTED = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
CALLED = {"called": [desk_chen.account, planner_lin.account], "starts_at": STARTED, "cadence": "analysis_meeting"}


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    return registered(site, "220302001002", "tiedong")


def step(town: Town, ticket: str, name: str, status: int = 200, **given: Any) -> dict[str, Any]:
    seen = town.site.office.journal.versions([ticket])[ticket]
    return town.post(desk_chen, f"/tickets/{ticket}/{name}", given, seen=seen, status=status)


def finish(town: Town, ticket: str) -> None:
    step(town, ticket, "handling", text="已办")
    step(town, ticket, "feedback", text="已告知")
    step(town, ticket, "closing", outcome="solved")


@pytest.mark.rule("T8", "T15")
def test_a_hot_issue_is_put_on_the_agenda_decided_on_and_carried_out_by_a_ticket(town: Town):
    asked = {"category": "sanitation", "text": "整条街雨天积水"}
    number = town.post(None, "/public/communities/220302001002/tickets", asked, status=201)["number"]
    (hot,) = [one["ticket"] for one in town.get(desk_chen, "intake")["waiting"] if one["number"] == number]
    town.post(desk_chen, "tickets", asked | {"text": "一户楼道堆物"}, status=201)
    meeting = town.post(desk_chen, "meetings", CALLED, status=201)["id"]
    town.post(desk_chen, f"/meetings/{meeting}/agenda", {})
    (before,) = town.get(reporter_xu, "meetings")["meetings"]
    assert before["agenda"] == []
    step(town, hot, "classification", scope="regional", reason="涉及三个网格")
    town.post(desk_chen, f"/meetings/{meeting}/agenda", {})
    step(town, hot, "acceptance")
    step(town, hot, "dispatch", level="community", responsible="committees", reason="提交两委")
    town.post(desk_chen, f"/meetings/{meeting}/holding", {"came": [desk_chen.account, planner_lin.account]})
    town.post(desk_chen, f"/meetings/{meeting}/decisions", {"text": "请水务清淤", "tickets": [hot]}, status=201)
    (work,) = step(town, hot, "parts", 201, responsible="水务所", level="subdistrict", text="清淤")["parts"]
    town.post(desk_chen, f"/meetings/{meeting}/decisions/1/tickets", {"ticket": work})
    step(town, hot, "handling", text="已请水务清淤")
    step(town, hot, "feedback", text="正在清淤")
    assert step(town, hot, "closing", 409, outcome="solved")["code"] == "ticket.affairs_unfinished"
    step(town, work, "acceptance")
    finish(town, work)
    finish(town, hot)
    (after,) = town.get(reporter_xu, "meetings")["meetings"]
    assert after["agenda"] == [{"ticket": hot, "why": "regional"}]
    assert [(one["number"], one["carried_by"]) for one in after["decisions"]] == [(1, [work])]
    assert "content" not in after["decisions"][0]
    found = {one["cadence"]: one for one in town.get(reporter_xu, "meeting-compliance")["compliance"]}
    assert [one["done"] for one in found["analysis_meeting"]["windows"] if one["done"]] == [1]
    assert "化院社区工作制度" in found["analysis_meeting"]["clause"]
