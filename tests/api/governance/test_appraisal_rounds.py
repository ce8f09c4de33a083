"""Officers appraised each month by the deputy, each quarter by the head, and the results sent up (番禺)."""

from __future__ import annotations

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.governance.conftest import registered
from tests.api.governance.test_appraisals import PARTS
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu

FEBRUARY = {"span_first": "2026-02-01", "span_last": "2026-02-28"}
OFFICE = PolicyProfile.load("panyu").rule("appraisal.reported_to")


@pytest.mark.rule("P8")
def test_each_month_and_quarter_is_looked_at_and_the_result_goes_up(site: Site):
    town = registered(site, "440113001002", "panyu")
    scheme = {"title": "段管员考评", "parts": PARTS}
    monthly = town.post(planner_lin, "schemes", scheme | {"appraisal": "officers_monthly"}, status=201)["id"]
    town.post(planner_lin, "schemes", scheme | {"appraisal": "officers_quarterly"}, status=201)
    opened = town.post(desk_chen, f"/schemes/{monthly}/appraisals", FEBRUARY, status=201)
    place = f"/appraisals/{opened['id']}"
    assert town.post(planner_lin, f"{place}/reporting", {}, seen=1, status=409)["code"] == "appraisal.not_closed"
    town.post(planner_lin, f"{place}/scores", {"scores": {"satisfied": 55, "lists": 38}}, seen=1)
    town.post(approver_wang, f"{place}/closing", {}, seen=2)
    asked = {"since": "2026-01-01", "until": "2026-03-31"}
    by_kind = {one["appraisal"]: one for one in town.get(reporter_xu, "appraisal-compliance", **asked)["compliance"]}
    months = by_kind["officers_monthly"]
    assert [(span["first"], span["standing"]) for span in months["windows"]] == [
        ("2026-01-01", "missed"),
        ("2026-02-01", "kept"),
        ("2026-03-01", "missed"),
    ]
    assert (months["raters"], months["closed"], months["reported_up"]) == (["副所长"], 1, 0)
    assert [span["closed"] for span in by_kind["officers_quarterly"]["windows"]] == [0]
    town.post(planner_lin, f"{place}/reporting", {}, seen=3)
    again = town.post(planner_lin, f"{place}/reporting", {}, seen=4)
    assert again["recorded"] == 0
    (row,) = town.get(reporter_xu, "appraisals")["appraisals"]
    assert row["reported_to"] == [OFFICE.value] == ["网格化领导小组办公室"]
    (after,) = [one for one in town.get(reporter_xu, "appraisal-compliance", **asked)["compliance"] if one["reported_up"]]
    assert after["appraisal"] == "officers_monthly"
