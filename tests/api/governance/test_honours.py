"""A year of a city under the 宜兴 document and of a subdistrict under the 长兴路 one, over whole HTTP."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.governance.conftest import Town, registered
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, reporter_xu, warden_zhao

PARTS = [{"key": "whole", "title": "达标考核标准", "points": 100}]
YEAR = {"span_first": "2012-01-01", "span_last": "2012-12-31"}
CERTIFIED = {"document": "宜民〔2012〕31号", "effective_at": "2012-12-20T09:00:00+08:00"}
MODEL = {"award": "model_community", "document": "宜政发〔2012〕50号", "effective_at": "2012-12-28T09:00:00+08:00"}


@pytest.fixture(scope="module")
def yixing(site: Site) -> Town:
    return registered(site, "320282001001", "yixing")


@pytest.fixture(scope="module")
def changxing(site: Site) -> Town:
    return registered(site, "410105001001", "changxing")


def accepted(town: Town, points: int) -> str:
    """The acceptance appraisal, in three steps by three hands."""
    scheme = town.post(planner_lin, "schemes", {"appraisal": "acceptance", "title": "达标考核", "parts": PARTS}, status=201)["id"]
    opened = town.post(desk_chen, f"/schemes/{scheme}/appraisals", YEAR, status=201)
    at, version = f"/appraisals/{opened['id']}", opened["version"]
    for step, person in (("self", desk_chen), ("subdistrict", planner_lin), ("city", approver_wang)):
        version = town.post(person, f"{at}/scores", {"step": step, "scores": {"whole": points}}, seen=version)["version"]
        if points < 90:
            break
    town.post(approver_wang, f"{at}/closing", {}, seen=version)
    return opened["id"]


def year_of(town: Town, year: int, target: str = "model_share") -> dict[str, Any]:
    (found,) = (one for one in town.get(reporter_xu, "target-progress")["progress"] if (one["year"], one["target"]) == (year, target))
    return found


@pytest.mark.rule("Y21", "Y19")
def test_a_community_is_certified_after_its_acceptance_and_rewarded_after_that(yixing: Town):
    early = yixing.post(approver_wang, "commendations", MODEL, status=409)
    assert early["code"] == "commendation.community_not_certified"
    failed = accepted(yixing, 80)
    refused = yixing.post(approver_wang, "certification", CERTIFIED | {"appraisal": failed}, status=409)
    assert refused["code"] == "targets.not_accepted"
    assert year_of(yixing, 2012)["standing"] == "missed"
    passed = accepted(yixing, 95)
    assert yixing.post(approver_wang, "certification", CERTIFIED | {"appraisal": passed}, status=201)["recorded"] == 1
    assert yixing.post(approver_wang, "certification", CERTIFIED | {"appraisal": passed}, status=201)["recorded"] == 0
    yixing.post(approver_wang, "commendations", MODEL, status=201)
    (given,) = yixing.get(None, f"/public/communities/{yixing.code}/registers/commendations")["lines"]
    assert (given["title"], given["yuan"], given["year"]) == ("扁平化管理示范社区", 20_000, 2012)


@pytest.mark.rule("Y21")
def test_the_share_counts_urban_communities_and_the_regulation_is_the_floor(yixing: Town):
    """The communities came into the product today: the year in which they are counted is this one."""
    lower = yixing.post(approver_wang, "targets", {"target": "model_share", "year": 2013, "percent": 60, "document": "x"}, status=422)
    assert (lower["code"], lower["facts"]["limit"]) == ("targets.below_regulation", 90)
    now = yixing.site.office.clock().year
    yixing.post(approver_wang, "targets", {"target": "model_share", "year": now, "percent": 50, "document": "宜政发〔1〕号"}, status=201)
    here = year_of(yixing, now)
    assert (here["communities"], here["reached"], here["share"], here["standing"]) == (1, 1, 100.0, "reached")
    registered(yixing.site, "320282001002", "yixing")
    registered(yixing.site, "320282001003", "yixing")
    here = year_of(yixing, now)
    assert (here["communities"], here["share"], here["standing"]) == (3, 33.3, "open")
    yixing.post(approver_wang, "certification/withdrawal", {"document": "宜民〔2〕号"})
    assert year_of(yixing, now)["reached"] == 0
    assert yixing.get(reporter_xu, "registers/certifications")["lines"] == []
    assert len(yixing.get(reporter_xu, "registers/certifications", all=True)["lines"]) == 1


TEN = {"award": "building_heads", "document": "长街〔2012〕7号", "effective_at": "2012-05-01T09:00:00+08:00"}


@pytest.mark.rule("C4")
def test_ten_are_commended_in_a_year_their_names_sealed(changxing: Town):
    for number in range(1, 11):
        changxing.post(approver_wang, "commendations", TEN | {"name": f"王秀英{number}", "recipient": f"bhd-{number:04}"}, status=201)
    eleventh = changxing.post(approver_wang, "commendations", TEN | {"name": "李建国"}, status=422)
    assert (eleventh["code"], eleventh["facts"]["limit"]) == ("commendation.all_given", 10)
    next_year = TEN | {"name": "李建国", "effective_at": "2013-05-01T09:00:00+08:00"}
    changxing.post(approver_wang, "commendations", next_year, status=201)
    unsigned = changxing.post(approver_wang, "commendations", next_year | {"document": ""}, status=422)
    assert unsigned["code"] == "command.document_missing"
    shown = changxing.get(auditor_zhou, "registers/commendations")["lines"]
    public = changxing.get(None, f"/public/communities/{changxing.code}/registers/commendations")["lines"]
    assert len(shown) == len(public) == 11
    assert "王秀英" not in f"{shown}{public}"
    opened = changxing.get(auditor_zhou, "registers/commendations", purpose="核对名单")["lines"]
    assert [one["name"] for one in opened][:2] == ["王秀英1", "王秀英2"]
    nosy = changxing.site.as_(reporter_xu).get(f"/api/communities/{changxing.code}/registers/commendations", purpose="看看")
    assert nosy.json()["code"] == "auth.role"


@pytest.mark.rule("C4")
def test_a_revoked_one_is_gone_from_that_day_and_its_number_is_free_again(changxing: Town):
    gone = {"document": "长街〔2012〕9号", "effective_at": "2012-06-01T09:00:00+08:00"}
    changxing.post(approver_wang, "commendations/2012/3/revocation", gone)
    assert [len(changxing.get(desk_chen, "registers/commendations", on=on)["lines"]) for on in ("2012-05-31", "2012-06-01")] == [10, 9]
    changxing.post(approver_wang, "commendations", TEN | {"name": "李建国"}, status=201)
    unknown = changxing.post(approver_wang, "commendations/2012/99/revocation", gone, status=404)
    assert unknown["code"] == "commendation.unknown"


@pytest.mark.rule("C4")
def test_the_register_is_written_to_a_file_in_the_order_it_was_decided(changxing: Town):
    path = f"/api/communities/{changxing.code}/registers/commendations"
    answer = changxing.site.as_(desk_chen).get(path, format="csv")
    titles, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert titles == ["序号", "年度", "名称", "社区", "金额（元）", "依据", "自", "至", "文号"]
    assert [line[0] for line in lines] == ["1", "2", "4", "5", "6", "7", "8", "9", "10", "11", "1"]
    assert changxing.site.as_(desk_chen).get(path, format="xlsx").content[:2] == b"PK"
    assert changxing.site.as_(desk_chen).get(f"/api/communities/{changxing.code}/registers/secrets").json()["code"] == "register.unknown"
    assert changxing.site.as_(None).get(path).status_code == 401
    assert warden_zhao.account not in answer.text
