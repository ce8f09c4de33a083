"""How tickets were handled is a line of the conduct appraisal, out of the journal, over whole HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.days import china_today
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu

PARTS = [{"key": "ticket_handling", "title": "民情受理", "points": 30}, {"key": "attendance", "title": "出勤", "points": 70}]


@pytest.fixture(scope="module")
def tiedong(site: Site) -> Town:
    return registered(site, "210302001001", "tiedong")


def handled(town: Town, *, late: bool = False, told: bool = True) -> None:
    """A ticket that the desk takes up and closes now; late: reported two months ago."""
    now = town.site.office.clock()
    since = now - timedelta(days=60 if late else 0, minutes=5)
    category = next(iter(PolicyProfile.load("tiedong").categories))
    asked = {"text": "楼道灯不亮", "category": category, "effective_at": since.isoformat()}
    ticket = town.post(desk_chen, "tickets", asked, status=201)["ticket"]
    steps: list[tuple[str, dict[str, Any]]] = [("acceptance", {}), ("handling", {"text": "办好了"})]
    steps += [("feedback", {"text": "已告知"})] if told else []
    for step, given in (*steps, ("closing", {"outcome": "solved"})):
        seen = town.site.office.journal.versions([ticket])[ticket]
        town.post(desk_chen, f"/tickets/{ticket}/{step}", given, seen=seen)


@pytest.mark.rule("T13")
def test_the_points_come_out_of_the_journal_and_no_others_are_taken(tiedong: Town):
    lame = {"appraisal": "conduct", "title": "作风建设考评", "parts": [PARTS[1] | {"points": 100}]}
    refused = tiedong.post(planner_lin, "schemes", lame, status=422)
    assert (refused["code"], refused["facts"]["parts"]) == ("scheme.line_missing", ["ticket_handling"])
    scheme = tiedong.post(planner_lin, "schemes", lame | {"parts": PARTS}, status=201)["id"]
    for late in (False, False, True):
        handled(tiedong, late=late)
    now = china_today()
    span = {"span_first": (now - timedelta(days=30)).isoformat(), "span_last": (now + timedelta(days=1)).isoformat()}
    opened = tiedong.post(desk_chen, f"/schemes/{scheme}/appraisals", span, status=201)
    at, scores = f"/appraisals/{opened['id']}", {"ticket_handling": 30, "attendance": 65}
    early = tiedong.post(planner_lin, f"{at}/scores", {"scores": scores}, seen=opened["version"], status=409)
    assert early["code"] == "appraisal.not_measured"
    measured = tiedong.post(planner_lin, f"{at}/measurement", {"worker": desk_chen.account})
    kind = tiedong.post(planner_lin, f"{at}/scores", {"scores": scores}, seen=measured["version"], status=409)
    assert (kind["code"], kind["facts"]["points"]) == ("appraisal.measured_otherwise", 20)
    scored = tiedong.post(planner_lin, f"{at}/scores", {"scores": scores | {"ticket_handling": 20}}, seen=measured["version"])
    tiedong.post(approver_wang, f"{at}/closing", {}, seen=scored["version"])
    (row,) = tiedong.get(reporter_xu, "appraisals")["appraisals"]
    assert row["measured"] == {"worker": "chen", "tickets": 3, "good": 2, "points": 20}
    assert row["points"] == 85


@pytest.mark.rule("T13")
def test_who_handled_nothing_loses_nothing(tiedong: Town):
    scheme = tiedong.get(reporter_xu, "appraisals")["schemes"][0]["scheme"]
    opened = tiedong.post(desk_chen, f"/schemes/{scheme}/appraisals", {"span_first": "2020-01-01", "span_last": "2020-12-31"}, status=201)
    tiedong.post(planner_lin, f"/appraisals/{opened['id']}/measurement", {"worker": "zhao"})
    found = {row["appraisal"]: row["measured"] for row in tiedong.get(reporter_xu, "appraisals")["appraisals"]}
    assert found[opened["id"]] == {"worker": "zhao", "tickets": 0, "good": 0, "points": 30}
