"""The guidance fund over whole HTTP: money follows a duty of the lists or an admitted task."""

from __future__ import annotations

import pytest

from tests.api.governance.conftest import Town
from tests.people import approver_wang, desk_chen, planner_lin, reporter_xu

LISTS = [{"key": "assist.7", "list": "assistance", "title": "培育社会组织", "basis": "《居民委员会组织法》第四条"}]
ASKED = {"purpose": "社会组织培育", "duty": "assist.7", "yuan": 300_000, "document": "润财〔2026〕8号"}


@pytest.mark.rule("R11", "E11")
def test_money_follows_a_duty_of_the_lists_within_the_year(runzhou: Town):
    nowhere = runzhou.post(approver_wang, "guidance-fund", ASKED, status=409)
    assert nowhere["code"] == "guidance_fund.duty_unknown"
    assert "润州" in nowhere["title"]
    lists = {"entries": LISTS, "on": "2020-01-01", "document": "润社建〔2020〕1号"}
    runzhou.post(planner_lin, "duty-lists", lists, status=201)
    claimed = runzhou.post(approver_wang, "guidance-fund", ASKED | {"duty": "adm-0000000000000000"}, status=409)
    assert claimed["code"] == "guidance_fund.duty_unknown"
    runzhou.post(approver_wang, "guidance-fund", ASKED, status=201)
    too_much = runzhou.post(approver_wang, "guidance-fund", ASKED | {"yuan": 1_700_001}, status=422)
    assert (too_much["code"], too_much["facts"]["left"]) == ("guidance_fund.year_exhausted", 1_700_000)
    used = {"allocation": 1, "title": "银龄合唱团", "yuan": 120_000, "document": "润社〔2026〕4号"}
    runzhou.post(desk_chen, "guidance-fund/uses", used)
    assert runzhou.post(desk_chen, "guidance-fund/uses", used | {"yuan": 200_000}, status=409)["code"] == "guidance_fund.overspent"
    (year,) = runzhou.get(reporter_xu, "guidance-fund")["years"]
    assert (year["yuan"], year["allocated_yuan"], year["left_yuan"], year["spent_yuan"]) == (2_000_000, 300_000, 1_700_000, 120_000)
    assert year["by_purpose"] == {"社会组织培育": 300_000}


@pytest.mark.rule("R11")
def test_residents_read_where_the_money_went(runzhou: Town):
    (allocation,) = runzhou.get(None, f"/public/communities/{runzhou.code}/registers/fund_allocations")["lines"]
    assert (allocation["yuan"], allocation["duty"], allocation["document"]) == (300_000, "assist.7", "润财〔2026〕8号")
    (use,) = runzhou.get(None, f"/public/communities/{runzhou.code}/registers/fund_uses")["lines"]
    assert (use["title"], use["yuan"]) == ("银龄合唱团", 120_000)
