"""Pay, qualifications and projects over whole HTTP: names and figures sealed, what they rest on readable."""

from __future__ import annotations

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu

PARTS = [{"key": "satisfied", "title": "居民满意度", "points": 60, "is_satisfaction": True}, {"key": "work", "title": "工作", "points": 40}]
YEAR = {"span_first": "2025-01-01", "span_last": "2025-12-31"}
PAID = {"post": "director", "name": "刘建国", "base_yuan": 2000, "document": "二人社〔2026〕2号"}


@pytest.fixture(scope="module")
def erenhot(site: Site) -> Town:
    return registered(site, "152501001001", "erenhot")


@pytest.mark.rule("Z18", "E9")
def test_pay_follows_the_appraisal_and_what_residents_said(erenhot: Town):
    scheme = {"appraisal": "satisfaction", "title": "满意度测评", "parts": PARTS}
    named = erenhot.post(planner_lin, "schemes", scheme, status=201)["id"]
    opened = erenhot.post(desk_chen, f"/schemes/{named}/appraisals", YEAR, status=201)
    asked = PAID | {"appraisal": opened["id"]}
    assert erenhot.post(approver_wang, "pay", asked, status=409)["code"] == "pay.appraisal_open"
    given = {"step": "whole", "scores": {"satisfied": 58, "work": 30}}
    version = erenhot.post(planner_lin, f"/appraisals/{opened['id']}/scores", given, seen=1)["version"]
    erenhot.post(approver_wang, f"/appraisals/{opened['id']}/closing", {}, seen=version)
    untold = erenhot.post(approver_wang, "pay", asked, status=409)
    assert (untold["code"], untold["facts"]["raters"]) == ("pay.ratings_missing", ["residents"])
    assert "二连浩特" in untold["title"]
    rating = YEAR | {"tallies": [0, 0, 1, 2, 7], "subject": "station", "name": "工作站", "raters": "residents"}
    erenhot.post(desk_chen, "ratings", rating, status=201)
    held = erenhot.post(approver_wang, "pay", asked, status=201)
    (basis,) = erenhot.get(auditor_zhou, "registers/pay")["lines"]
    assert (basis["points"], basis["satisfaction"], basis["post"]) == (88, 90.0, "director")
    assert "刘建国" not in str(basis) and "2000" not in str(basis)
    (line,) = erenhot.get(auditor_zhou, f"/pay/{held['id']}", purpose="核对补贴")["pay"]
    assert (line["name"], line["base_yuan"]) == ("刘建国", 2000)
    assert line["performance_yuan"] == 2000 * basis["percent"] * 90 // 10_000
    assert erenhot.site.as_(reporter_xu).get(f"/api/communities/{erenhot.code}/registers/pay").status_code == 403
    export = erenhot.site.as_(auditor_zhou).get(f"/api/communities/{erenhot.code}/registers/pay", format="csv")
    assert "满意度" in export.content.decode("utf-8-sig") and "刘建国" not in export.content.decode("utf-8-sig")


@pytest.mark.rule("G16")
def test_the_reported_figures_are_shown_with_their_clause(site: Site):
    changzhi = registered(site, "140402001001", "changzhi")
    reported = {one["figure"]: one for one in changzhi.get(desk_chen, "pay")["reported_by_the_regulation"]}
    assert (reported["reference.director_yuan_per_month"]["value"], reported["reference.recruited"]["value"]) == (1250, 200)
    assert "长治" in reported["reference.office_yuan_per_year"]["clause"]


@pytest.mark.rule("R12")
def test_each_community_of_the_district_sees_what_it_lacks(runzhou: Town):
    neighbour = registered(runzhou.site, "321111001002", "runzhou")
    given = {"level": "social_worker", "name": "孙社工"}
    held = [runzhou.post(desk_chen, "qualifications", given | {"certificate": f"SW{n}"}, status=201)["id"] for n in (1, 2)]
    twice = neighbour.post(desk_chen, "qualifications", given | {"certificate": "SW1"}, status=409)
    assert twice["code"] == "qualification.certificate_twice"
    found = neighbour.get(reporter_xu, "qualifications")
    assert (found["wanted"], [(one["holders"], one["lacks"]) for one in found["communities"]]) == (3, [(2, 1), (0, 3)])
    runzhou.post(desk_chen, f"/qualifications/{held[0]}/end", {"ending": "moved"}, seen=1)
    assert neighbour.post(desk_chen, "qualifications", given | {"certificate": "SW1"}, status=201)["id"] == held[0]
    assert [one["lacks"] for one in runzhou.get(reporter_xu, "qualifications")["communities"]] == [2, 2]
    assert "孙社工" not in str(runzhou.get(reporter_xu, "registers/qualifications"))


@pytest.mark.rule("R24")
def test_a_project_is_proposed_claimed_and_audited_by_a_third_party(runzhou: Town):
    given = {"title": "银龄食堂", "proposer": "金山社区居委会", "yuan": 50_000}
    held = runzhou.post(desk_chen, "projects", given, status=201)
    runzhou.post(desk_chen, f"/projects/{held['id']}/claim", {"claimant": "为民社工中心"}, seen=1)
    audit = {"auditor": "为民社工中心", "is_sound": True, "spent_yuan": 48_000, "document": "同信审〔2026〕12号"}
    own = runzhou.post(auditor_zhou, f"/projects/{held['id']}/audit", audit, seen=2, status=403)
    assert own["code"] == "project.auditor_interested"
    runzhou.post(auditor_zhou, f"/projects/{held['id']}/audit", audit | {"auditor": "同信会计师事务所"}, seen=2)
    (project,) = runzhou.get(None, f"/public/communities/{runzhou.code}/registers/projects")["lines"]
    assert (project["status"], project["auditor"], project["spent_yuan"]) == ("audited", "同信会计师事务所", 48_000)
    told = runzhou.get(reporter_xu, "projects")
    assert (told["this_year"]["is_made"], "润州" in told["this_year"]["asked_for_by"]) == (True, True)
