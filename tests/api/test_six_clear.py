"""六清 over whole HTTP: what the wardens still have to go and see, by name, and gone when it was seen."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, now, settle
from tests.people import Named, auditor_zhou, desk_chen, reporter_xu, warden_sun, warden_zhao

ROAD = f"{COMMUNITY}/six-clear"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)


def report(town: Town, person: Named, **asked: Any) -> dict[str, Any]:
    answer = town.site.as_(person).get(ROAD, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def gaps(told: dict[str, Any], key: str, grid: str) -> list[dict[str, Any]]:
    section = next(one for one in told["grids"] if one["grid"] == grid)
    return next(one["missing"] for one in section["clear"] if one["key"] == key)


@pytest.mark.rule("G6", "Y6")
def test_every_grid_names_what_it_lacks_and_the_clause_that_says_so(town: Town):
    told = report(town, auditor_zhou)
    assert [one["title"] for one in told["definitions"]][:2] == ["家庭情况清", "人员类别清"]
    assert all(one["clause"].startswith("长治") and one["definition"] and one["is_default"] for one in told["definitions"])
    assert [one["grid"] for one in told["grids"]] == town.grids, "in the order of the codes, whatever they lack"
    family = gaps(told, "family", town.grids[0])
    assert {one["gap"] for one in family} == {"building_unregistered"}
    assert len(family) == len(town.buildings[0]) - 1
    assert all(one["address"].startswith("锦绣花园") for one in family)
    assert gaps(told, "people", town.grids[0])[0]["household"] == town.households[0][0]
    assert "warden" not in str(told) and "张三" not in str(told)


@pytest.mark.rule("G6")
def test_a_warden_sees_the_own_grids_and_closes_the_gap(town: Town):
    mine = report(town, warden_zhao)
    assert town.grids[0] in [one["grid"] for one in mine["grids"]]
    assert town.grids[2] not in [one["grid"] for one in mine["grids"]]
    zhao = town.site.as_(warden_zhao)
    assert zhao.get(ROAD, grid=town.grids[2]).status_code == 403
    body = {"household": town.households[0][0], "purpose": "census", "issue": "无", "feedback": "已登记"}
    assert zhao.post("/api/visits", body | {"visited_at": now(town.site, -0.01).isoformat()}).status_code == 201
    walked = {"grid": town.grids[0], "walked_at": now(town.site, -0.01).isoformat()}
    assert zhao.post(f"{COMMUNITY}/patrols", walked).status_code == 201
    after = report(town, warden_zhao, grid=town.grids[0])
    clear = {one["key"]: one["is_clear"] for one in after["grids"][0]["clear"]}
    assert clear == {"family": False, "people": True, "facilities": True, "hazards": False, "needs": True, "hot_issues": True}
    assert [one["gap"] for one in gaps(after, "hazards", town.grids[0])] == ["ticket_untaken"]
    before = report(town, desk_chen, as_of=now(town.site, -30).date().isoformat())
    assert [one["gap"] for one in gaps(before, "people", town.grids[0])] == ["household_unvisited"]


@pytest.mark.rule("G6", "Z7")
def test_the_same_as_a_sheet_with_its_dictionary(town: Town):
    chen = town.site.as_(desk_chen)
    answer = chen.get(f"{COMMUNITY}/ledgers/six_clear", format="csv")
    assert answer.status_code == 200, answer.text
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {one["是否清"] for one in lines} == {"清", "未清"}
    missing = next(one for one in lines if one["缺什么"] == "期限内没有走访")
    assert missing["口径"] and missing["依据"].startswith("长治") and missing["户编号"].startswith("hh-")
    listed = {one["ledger"]: one for one in chen.get(f"{COMMUNITY}/ledgers").json()["ledgers"]}["six_clear"]
    assert all(column["means"] and not column["means"].startswith("column.") for column in listed["columns"])
    assert chen.get(f"{COMMUNITY}/ledgers/six_clear", format="xlsx").content[:2] == b"PK"
    assert town.site.as_(warden_sun).get(f"{COMMUNITY}/ledgers/six_clear", grid=town.grids[0]).status_code == 403
    assert town.site.as_(reporter_xu).get(f"{COMMUNITY}/ledgers/six_clear").status_code == 403
