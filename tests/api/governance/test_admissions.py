"""A department wants something of a community, over whole HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.commands.governance.admissions import withdraw_expired
from api.context import start_of_day
from tests.api.governance.conftest import Town
from tests.days import china_today
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin

TODAY = china_today()
FIRST, LAST = TODAY - timedelta(days=5), TODAY + timedelta(days=30)
ASKED = {
    "department": "市统计局",
    "level": "city",
    "title": "住户抽样登记",
    "content": "抽样入户登记",
    "addressees": "抽中的住户",
    "authority": "登记，不处罚",
    "starts": FIRST.isoformat(),
    "ends": LAST.isoformat(),
    "funds_yuan": 30_000,
}
LISTS = {
    "on": FIRST.isoformat(),
    "document": "攀民〔2026〕1号",
    "entries": [
        {"key": "mediation", "list": "statutory", "title": "调解民间纠纷", "basis": "《城市居民委员会组织法》第三条"},
        {"key": "census", "list": "assistance", "title": "协助人口普查", "basis": "《全国人口普查条例》第五条"},
    ],
}


@pytest.mark.rule("Z10")
def test_the_two_lists_are_published_for_everybody_by_edition(panzhihua: Town):
    panzhihua.post(planner_lin, "duty-lists", LISTS, status=201)
    more = LISTS | {"on": TODAY.isoformat(), "document": "攀民〔2026〕2号", "entries": LISTS["entries"][:1]}
    panzhihua.post(planner_lin, "duty-lists", more, status=201)
    now, before = panzhihua.get(None, "duty-lists"), panzhihua.get(None, "duty-lists", on=FIRST.isoformat())
    assert (now["lists"]["edition"], before["lists"]["edition"]) == (2, 1)
    assert [one["key"] for one in before["lists"]["entries"]] == ["mediation", "census"]
    assert [(one["edition"], one["entries"]) for one in now["editions"]] == [(1, 2), (2, 1)]
    bare = LISTS | {"entries": [LISTS["entries"][0] | {"basis": ""}]}
    refused = panzhihua.post(planner_lin, "duty-lists", bare, status=422)
    assert refused["code"] == "duty_lists.entry_without_basis"
    assert "攀枝花市实施意见" in refused["title"]


@pytest.mark.rule("R16", "Z11", "Z12")
def test_a_task_enters_by_the_right_hands_and_leaves_at_its_last_day(panzhihua: Town):
    missing = panzhihua.post(planner_lin, "admissions", ASKED | {"authority": "", "funds_yuan": None}, status=422)
    assert (missing["code"], missing["facts"]["missing"]) == ("admission.terms_missing", ["authority", "funds_yuan"])
    asked = panzhihua.post(planner_lin, "admissions", ASKED, status=201)
    at = f"/admissions/{asked['id']}"
    gated = panzhihua.post(planner_lin, f"{at}/gate", {"by": "civil_affairs_bureau"}, seen=asked["version"])
    approval = {"by": "district_leading_group", "document": "攀社建〔2026〕7号"}
    wrong = panzhihua.post(approver_wang, f"{at}/approval", approval, seen=gated["version"], status=409)
    assert (wrong["code"], wrong["facts"]["wanted"]) == ("admission.wrong_body", ["city_leading_group"])
    approved = panzhihua.post(approver_wang, f"{at}/approval", approval | {"by": "city_leading_group"}, seen=gated["version"])
    short = panzhihua.post(desk_chen, f"{at}/entry", {"agreement": "协1号", "budget_yuan": 1}, seen=approved["version"], status=409)
    assert short["code"] == "admission.money_does_not_follow"
    entered = panzhihua.post(desk_chen, f"{at}/entry", {"agreement": "协1号", "budget_yuan": 30_000}, seen=approved["version"])
    assert entered["status"] == "entered"
    (row,) = panzhihua.get(auditor_zhou, "admissions")["admissions"]
    assert (row["status"], row["document"], row["agreement"], row["is_expired"]) == ("entered", "攀社建〔2026〕7号", "协1号", False)
    refusing = {"department": "市统计局", "title": "住户抽样登记", "admission": asked["id"]}
    assert panzhihua.post(desk_chen, "task-refusals", refusing, status=409)["code"] == "task.admitted"
    office = panzhihua.site.office
    now, office.clock = office.clock, lambda: datetime.now(UTC) + timedelta(days=32)
    try:
        assert [one.subject for one in withdraw_expired(office).acted] == [asked["id"]]
        assert withdraw_expired(office).acted == ()
        last = office.journal.read(asked["id"])[-1]
        assert (last.meta.role, last.meta.effective_at) == ("clock", start_of_day(last.body.on + timedelta(days=1)))
    finally:
        office.clock = now
    (row,) = panzhihua.get(auditor_zhou, "admissions")["admissions"]
    assert (row["status"], row["ending"], row["withdrawn_on"]) == ("withdrawn", "expired", LAST.isoformat())


@pytest.mark.rule("R17", "Z13")
def test_what_nobody_admitted_is_refused_with_the_words_of_the_clause(panzhihua: Town, runzhou: Town):
    body = {"department": "区农林局", "title": "植树统计台账", "asked": "ledger"}
    for town, words in ((panzhihua, "可拒绝执行"), (runzhou, "社区有权拒绝提供台账")):
        town.post(desk_chen, "task-refusals", body, status=201)
        (refused,) = town.get(auditor_zhou, "task-refusals")["refusals"]
        assert words in refused["quote"]
    listed = panzhihua.post(desk_chen, "task-refusals", body | {"list_key": "mediation"}, status=409)
    assert listed["code"] == "task.listed"
