"""What is laid upon a community and what of it is cancelled, over whole HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.governance.conftest import Town
from tests.days import china_today
from tests.people import desk_chen, planner_lin, reporter_xu

BEFORE = china_today() - timedelta(days=30)
LEDGER = {"kind": "ledger", "title": "植树统计台账", "department": "区农林局"}


@pytest.mark.rule("Z2", "Z5", "Z7")
@pytest.mark.parametrize(
    ("kind", "title", "code"),
    [
        ("plate", "植树工作站", "burden.plate_forbidden"),
        ("terminal", "林业终端", "burden.terminal_forbidden"),
        ("ledger", "台账", "burden.not_admitted"),
    ],
)
def test_nothing_new_is_laid_upon_it_that_the_profile_forbids(panzhihua: Town, kind: str, title: str, code: str):
    refused = panzhihua.post(desk_chen, "burdens", LEDGER | {"kind": kind, "title": title}, status=422)
    assert refused["code"] == code
    assert "攀枝花市实施意见" in refused["title"]


@pytest.mark.rule("Z5", "Z7")
def test_a_permitted_plate_and_a_listed_ledger_are_taken_in(panzhihua: Town):
    panzhihua.post(desk_chen, "burdens", LEDGER | {"kind": "plate", "title": "中国社区"}, status=201)
    entry = {"key": "trees", "list": "assistance", "title": "协助植树统计", "basis": "《森林法》第四十二条"}
    lists = {"on": BEFORE.isoformat(), "document": "攀民〔2026〕1号", "entries": [entry]}
    panzhihua.post(planner_lin, "duty-lists", lists, status=201)
    panzhihua.post(desk_chen, "burdens", LEDGER | {"list_key": "trees"}, status=201)


@pytest.mark.rule("Z14")
def test_the_index_falls_as_inherited_burdens_are_cancelled(panzhihua: Town):
    since = {"is_inherited": True, "effective_at": f"{BEFORE}T08:00:00+08:00"}
    old = [panzhihua.post(desk_chen, "burdens", LEDGER | since | {"kind": "contest", "title": f"评比{n}"}, status=201) for n in range(3)]
    panzhihua.post(planner_lin, f"/burdens/{old[0]['id']}/cancellation", {"document": ""}, status=422)
    for _ in range(2):  # the second time nothing happens
        panzhihua.post(planner_lin, f"/burdens/{old[0]['id']}/cancellation", {"document": "攀民〔2026〕9号"})
    now = {one["kind"]: one for one in panzhihua.get(reporter_xu, "burdens")["index"]}
    then = {one["kind"]: one for one in panzhihua.get(reporter_xu, "burdens", as_of=BEFORE.isoformat())["index"]}
    assert (now["contest"]["standing"], now["contest"]["cancelled"]) == (2, 1)
    assert (then["contest"]["standing"], then["contest"]["cancelled"]) == (3, 0)
    (line,) = panzhihua.get(reporter_xu, "/areas/510402/figures/burdens")["rows"]
    told = panzhihua.get(reporter_xu, "figures/burdens")["rows"]
    assert (line["standing"], line["cancelled"]) == tuple(sum(row[each] for row in told) for each in ("standing", "cancelled"))
    assert line["cancelled"] == 1
