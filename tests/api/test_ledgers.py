"""The four ledgers over whole HTTP: generated, masked by role, opened for a purpose that is written down, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from api import ledgers
from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, Town, now, settle
from tests.days import china_today
from tests.people import approver_wang, auditor_zhou, desk_chen, reporter_xu, warden_sun, warden_zhao

ROAD = f"{COMMUNITY}/ledgers"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    """By the rules of 长治, which ask for four ledgers; a shop whose name a spreadsheet would run."""
    town = settle(site, folder, households=2)
    changed = site.as_(approver_wang).post(f"{COMMUNITY}/profile", {"profile": "changzhi", "reason": "执行网格化管理意见"})
    assert changed.status_code == 200, changed.text
    chen = site.as_(desk_chen)
    shop = {"name": "=1+1", "kind": "shop", "activity": "餐饮", "people": 3, "party": "none", "party_members": 0}
    assert chen.post(f"{COMMUNITY}/organisations", shop | {"building": town.buildings[2][0]["building"]}).status_code == 201
    body = {
        "household": town.households[0][0],
        "purpose": next(iter(PolicyProfile.load("changzhi").purposes)),
        "issue": "水压低",
        "feedback": "已报物业",
    }
    made = site.as_(warden_zhao).post("/api/visits", body | {"visited_at": now(site, -1).isoformat()})
    assert made.status_code == 201, made.text
    return town


def rows_of(caller: Caller, ledger: str, **asked: Any) -> list[dict[str, Any]]:
    answer = caller.get(f"{ROAD}/{ledger}", **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def reads(site: Site) -> list[tuple[str, str, str]]:
    with site.office.reading() as connection:
        return connection.execute("select actor, subject, purpose from vault.read_log order by id").fetchall()


@pytest.mark.rule("G7", "G8", "G9", "G10", "Z7", "Y17")
def test_the_profile_asks_for_four_and_each_explains_its_columns(site: Site, town: Town) -> None:
    listed = {one["ledger"]: one for one in site.as_(reporter_xu).get(ROAD).json()["ledgers"]}
    assert [listed[key]["title"] for key in ("wardens", "residents", "units", "key_groups")] == [
        "社区工作协理员台帐",
        "居民台账",
        "驻区单位台账",
        "重点群体台账",
    ]
    assert listed["units"]["clause"].startswith("长治")
    assert all(part for one in listed.values() for column in one["columns"] for part in column.values())
    assert site.as_(reporter_xu).get(f"{ROAD}/spies").json()["code"] == "ledger.unknown"


@pytest.mark.rule("G5", "G7")
def test_ledger_1_names_who_answers_for_each_grid(site: Site, town: Town) -> None:
    rows = rows_of(site.as_(reporter_xu), "wardens")
    assert [one["warden"] for one in rows] == ["网格员赵", "网格员钱", "网格员孙", "网格员孙"]
    assert {one["warden_phone"] for one in rows} == {"0511-85000001"}


@pytest.mark.rule("G8")
def test_ledger_2_has_a_line_for_every_household_and_misses_no_building(site: Site, town: Town) -> None:
    rows = rows_of(site.as_(desk_chen), "residents")
    homes = [one for one in rows if one.get("household")]
    assert {one["household"] for one in homes} == {hh for grid in town.households for hh in grid}
    standing = {one["address"] for grid in town.buildings for one in grid}
    assert {one["address"] for one in rows} == standing
    visited = {one["household"]: one["visits"] for one in homes}
    assert (visited[town.households[0][0]], visited[town.households[0][1]]) == (1, 0)
    assert [one["household"] for one in rows_of(site.as_(desk_chen), "visits")] == [town.households[0][0]]


@pytest.mark.rule("G8", "G10")
def test_names_are_masked_until_a_purpose_is_given_which_is_written_down(site: Site, town: Town) -> None:
    chen, before = site.as_(desk_chen), len(reads(site))
    masked = next(one for one in rows_of(chen, "residents") if one.get("household"))
    assert (masked["name"], masked["phone"], masked["room"]) == ("张＊", "138＊＊＊＊1234", None)
    assert len(reads(site)) == before
    full = next(one for one in rows_of(chen, "residents", purpose="年度核对") if one.get("household"))
    assert (full["name"], full["phone"], full["unit"]) == ("张三", "13800001234", "1")
    logged = reads(site)[before:]
    assert {(actor, purpose) for actor, _, purpose in logged} == {("chen", "年度核对")}
    assert {subject for _, subject, _ in logged} >= {hh for grid in town.households for hh in grid}
    assert site.as_(reporter_xu).get(f"{ROAD}/residents", purpose="年度核对").json()["code"] == "auth.role"
    assert site.as_(auditor_zhou).get(f"{ROAD}/residents", purpose="抽查").status_code == 200


@pytest.mark.rule("G8")
def test_a_warden_gets_the_own_grids_alone(site: Site, town: Town) -> None:
    mine = {one["household"] for one in rows_of(site.as_(warden_sun), "residents") if one.get("household")}
    assert mine == {*town.households[2], *town.households[3]}
    assert site.as_(warden_sun).get(f"{ROAD}/residents", grid=town.grids[0]).json()["code"] == "auth.not_yours"


@pytest.mark.rule("G9", "Z7")
def test_ledger_3_comes_as_a_file_that_runs_nothing(site: Site, town: Town) -> None:
    chen = site.as_(desk_chen)
    answer = chen.get(f"{ROAD}/units", format="csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    titles, shop = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert titles[:4] == ["网格编码", "名称／姓名", "类别", "基本情况"]
    assert (shop[1], shop[4], len(shop[0])) == ("'=1+1", "3", 15)
    answer = chen.get(f"{ROAD}/units", format="xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    (_, row), words = book.get_sheet_by_index(0).to_python(), book.get_sheet_by_name("说明").to_python()
    assert (row[1], row[4]) == ("=1+1", 3.0)
    assert ["规模", "people", "人数"] in words
    assert ["脱敏", "masked", "否"] in words


@pytest.mark.rule("G10")
def test_ledger_4_fills_from_the_tags_and_asks_for_a_purpose(site: Site, town: Town) -> None:
    zhao, hh = site.as_(warden_zhao), town.households[0][0]
    (member,) = zhao.get(f"/api/households/{hh}").json()["members"]
    tag = {"tag": "elderly", "basis": "身份证登记", "expires_on": (china_today() + timedelta(days=300)).isoformat()}
    assert zhao.post(f"/api/households/{hh}/members/{member['person']}/tags", tag).status_code == 201
    assert zhao.get(f"{ROAD}/key_groups").json()["code"] == "ledger.purpose_needed"
    assert site.as_(auditor_zhou).get(f"{ROAD}/key_groups", purpose="看看").json()["code"] == "auth.role"
    (row,) = rows_of(zhao, "key_groups", purpose="重阳节走访")
    assert (row["group"], row["name"], row["household"]) == ("60岁以上老人", "张三", hh)
    assert ("zhao", member["person"], "重阳节走访") in reads(site)
    assert rows_of(site.as_(warden_sun), "key_groups", purpose="重阳节走访") == []


@given_any(st.text(max_size=12))
def test_no_text_is_ever_a_formula(words: str) -> None:
    assert not ledgers.safe(words).startswith(("=", "+", "-", "@", "\t", "\r"))
