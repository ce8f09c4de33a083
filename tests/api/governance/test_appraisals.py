"""A scheme, three steps by three hands, and ratings both ways, over whole HTTP."""

from __future__ import annotations

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu

PARTS = [
    {"key": "satisfied", "title": "居民满意度", "points": 60, "is_satisfaction": True},
    {"key": "lists", "title": "两项清单执行", "points": 40},
]
YEAR = {"span_first": "2026-01-01", "span_last": "2026-12-31"}


@pytest.mark.rule("Y18", "Y20")
def test_a_community_is_accepted_in_three_steps(site: Site):
    town = registered(site, "320282001001", "yixing")
    body = {"appraisal": "acceptance", "title": "示范社区达标考核", "parts": PARTS}
    scheme = town.post(planner_lin, "schemes", body, status=201)["id"]
    opened = town.post(desk_chen, f"/schemes/{scheme}/appraisals", YEAR, status=201)
    at, version = f"/appraisals/{opened['id']}", opened["version"]
    for step, person, points in (("self", desk_chen, 58), ("subdistrict", planner_lin, 57), ("city", approver_wang, 56)):
        given = {"step": step, "scores": {"satisfied": points, "lists": 38}}
        version = town.post(person, f"{at}/scores", given, seen=version)["version"]
    town.post(approver_wang, f"{at}/closing", {}, seen=version)
    (row,) = town.get(reporter_xu, "appraisals")["appraisals"]
    assert (row["points"], row["grade"]) == (94, "passed")
    assert [(one["step"], one["points"]) for one in row["steps"]] == [("self", 96), ("subdistrict", 95), ("city", 94)]


@pytest.mark.rule("Z15", "Z16")
def test_the_scheme_editor_refuses_what_the_profile_forbids(panzhihua: Town):
    body = {"appraisal": "community", "title": "综合考核", "parts": [PARTS[0], PARTS[1] | {"is_veto": True}]}
    refused = panzhihua.post(planner_lin, "schemes", body, status=422)
    assert refused["code"] == "scheme.veto_forbidden"
    assert "攀枝花市实施意见" in refused["title"]
    alone = body | {"parts": PARTS, "by_department": True}
    assert panzhihua.post(planner_lin, "schemes", alone, status=422)["code"] == "scheme.single_department"


@pytest.mark.rule("Z17", "Y22", "E9")
def test_ratings_go_both_ways(panzhihua: Town):
    given = YEAR | {"tallies": [0, 0, 1, 2, 7]}
    panzhihua.post(desk_chen, "ratings", given | {"subject": "department", "name": "区民政局", "raters": "community"}, status=201)
    panzhihua.post(desk_chen, "ratings", given | {"subject": "station", "name": "工作站", "raters": "residents"}, status=201)
    found = panzhihua.get(reporter_xu, "ratings")["ratings"]
    assert {(one["subject"], one["satisfaction"], one["answers"]) for one in found} == {("department", 90.0, 10), ("station", 90.0, 10)}
