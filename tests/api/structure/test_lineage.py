"""A community is merged into a new one on the same land: both sides, the old→new table, the bodies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api import estate
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town
from tests.api.structure.conftest import get, post
from tests.days import china_today
from tests.people import PASSWORD, Named, admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin

NEW = "321111009009"
AT = f"/communities/{NEW}"
TODAY = china_today()
MERGE = {"communities": [CODE], "on": TODAY.isoformat(), "document": "二政发〔2026〕1号"}


@pytest.fixture(scope="module")
def merged(town: Town, folder: Path) -> dict[str, Any]:
    """The new community has its buildings, a plan of its own, and then takes in the old one."""
    lin, file = town.site.as_(planner_lin), estate.write(folder)
    form = {"name": "新锦绣社区", "policy": "erenhot"}
    assert lin.post(f"/api{AT}/buildings", files={"file": (file.name, file.read_bytes())}, data=form).status_code == 201
    drafted = post(town, planner_lin, f"{AT}/plans", {"name": "整合后划分", "wanted": 4, "seed": 7}, status=201)
    submitted = post(town, planner_lin, f"/plans/{drafted['plan']}/submission", {}, seen=drafted["version"])
    document = {"document": "二社〔2026〕1号"}
    approved = post(town, approver_wang, f"/plans/{drafted['plan']}/approval", document, seen=submitted["version"])
    on = {"on": (SINCE + timedelta(days=1)).isoformat()}
    post(town, approver_wang, f"/plans/{drafted['plan']}/enactment", document | on, seen=approved["version"])
    return post(town, approver_wang, f"{AT}/merge", MERGE)


@pytest.mark.rule("E7")
def test_both_sides_know_of_it_and_old_grids_find_their_land(town: Town, merged: dict[str, Any]):
    assert merged["came_from"] == [f"com-{CODE}"]
    told = get(town, auditor_zhou, f"{AT}/lineage")
    assert [(one["code"], one["successor"], one["ended_on"]) for one in told["came_from"]] == [(CODE, f"com-{NEW}", MERGE["on"])]
    by_old: dict[str, float] = {}
    for one in told["grids"]:
        by_old[one["old"]] = by_old.get(one["old"], 0) + one["share"]
    assert len(by_old) == len(town.grids)
    assert all(share == pytest.approx(1, abs=0.01) for share in by_old.values())
    assert get(town, auditor_zhou, "lineage")["community"]["successor"] == f"com-{NEW}"


@pytest.mark.rule("E7", "Y5")
def test_a_door_has_somebody_responsible_before_on_and_after_the_day(town: Town, merged: dict[str, Any]):
    old = town.buildings[0][0]
    (new,) = [
        one
        for one in get(town, auditor_zhou, f"{AT}/buildings")["buildings"]
        if (one["address"], one["community"]) == (old["address"], f"com-{NEW}")
    ]
    step = {"from": f"com-{CODE}", "into": f"com-{NEW}", "on": MERGE["on"], "document": MERGE["document"]}

    def answered(when: str, **asked: str) -> tuple[str, str, str | None]:
        told = get(town, auditor_zhou, "/whois", at=when, **asked)
        assert told["succession"] == [step] and told["grid"] and told["address"] == old["address"]
        return told["community"], told["plan"], told["a"] and told["a"]["account"]

    before = (f"com-{CODE}", town.plan, "zhao")
    for asked in ({"building": old["building"]}, {"building": new["building"]}, {"address": old["address"]}):
        assert answered(f"{TODAY - timedelta(days=1)}T12:00", **asked) == before, asked
        assert answered(f"{SINCE + timedelta(days=3)}T12:00", **asked) == before, "the successor had a plan, not yet the door"
        for when in (f"{TODAY}T00:00", f"{TODAY + timedelta(days=30)}T12:00"):
            community, plan, _ = answered(when, **asked)
            assert (community, plan != town.plan) == (f"com-{NEW}", True), (when, asked)


@pytest.mark.rule("E7")
def test_nothing_new_begins_in_what_ended(town: Town, merged: dict[str, Any]):
    ticket = {"category": "general_affairs", "text": "路灯不亮", "building": town.buildings[0][0]["building"]}
    for path, body, person in (
        ("tickets", ticket, desk_chen),
        ("name", {"name": "别名", "reason": "更名"}, approver_wang),
    ):
        refused = post(town, person, path, body, status=409)
        assert (refused["code"], refused["facts"]["successor"]) == ("community.ended", f"com-{NEW}")
    assert post(town, desk_chen, f"/tickets/{town.tickets[0]}/acceptance", {}, seen=1)["version"] > 1
    assert post(town, approver_wang, f"{AT}/merge", MERGE | {"document": ""}, status=422)["code"] == "command.document_missing"


@pytest.mark.rule("E7")
def test_what_ended_is_finished_by_those_of_the_successor(town: Town, merged: dict[str, Any]):
    clerk, stranger = Named("clerk", "desk", "新社区窗口"), Named("stranger", "desk", "别处窗口")
    for person, community in ((clerk, f"com-{NEW}"), (stranger, "com-321111009099")):
        body = {"account": person.account, "role": "desk", "password": PASSWORD, "communities": [community]}
        post(town, admin_he, "/accounts", body, status=201)
    assert get(town, clerk, f"/tickets/{town.tickets[1]}")["community"] == f"com-{CODE}"
    assert get(town, clerk, "roster")["grids"] == [], "what ended keeps nothing"
    assert get(town, stranger, "roster", status=403)["code"] == "auth.not_yours"


@pytest.mark.rule("E7")
def test_no_file_and_no_post_goes_into_what_ended(town: Town, merged: dict[str, Any], folder: Path):
    before = town.site.office.journal.head()
    sheet = "地址,室,姓名\n锦绣花园3号楼,303,王五\n".encode("utf-8-sig")
    imported = town.site.as_(desk_chen).post(f"{COMMUNITY}/households-import", files={"file": ("住户.csv", sheet)})
    assert (imported.status_code, imported.json()["code"]) == (409, "community.ended_before_import")
    assert imported.json()["facts"]["successor"] == f"com-{NEW}"
    file = estate.write(folder)
    again = town.site.as_(planner_lin).post(f"{COMMUNITY}/buildings", files={"file": (file.name, file.read_bytes())})
    assert (again.status_code, again.json()["code"]) == (409, "community.ended_before_import")
    opened = post(town, desk_chen, "posts", {"grid": town.grids[0]}, status=409)
    assert (opened["code"], opened["facts"]["on"]) == ("community.ended_before_post", TODAY.isoformat())
    assert town.site.office.journal.head() == before, "a refused command writes nothing"


def test_a_community_is_renamed_and_dissolved(town: Town):
    other = "/communities/321111009010"
    post(town, admin_he, "/communities", {"code": other[-12:], "name": "旧名社区", "profile": "erenhot"}, status=201)
    post(town, approver_wang, f"{other}/name", {"name": "新名社区", "reason": "更名"})
    post(town, approver_wang, f"{other}/dissolution", {"on": TODAY.isoformat(), "reason": "整体拆迁", "document": "二政发〔2026〕2号"})
    told = get(town, auditor_zhou, f"{other}/lineage")["community"]
    assert [one["name"] for one in told["names"]] == ["旧名社区", "新名社区"]
    assert (told["ended_on"], told["reason"]) == (TODAY.isoformat(), "整体拆迁")


@pytest.mark.rule("R23", "E7")
def test_bodies_stand_are_missing_and_are_abolished(town: Town):
    here = "/communities/321111009011"
    post(town, admin_he, "/communities", {"code": here[-12:], "name": "丁卯社区", "profile": "runzhou"}, status=201)
    post(town, approver_wang, f"{here}/bodies", {"kind": "party_committee", "name": "锦绣社区党委"}, status=201)
    post(town, approver_wang, f"{here}/bodies", {"kind": "subdistrict_office", "name": "东城街道办事处"}, status=201)
    found = get(town, auditor_zhou, f"{here}/bodies")
    assert found["missing"] == ["residents_committee", "station", "office"]
    assert found["clause"].startswith("润州")
    ending = {"document": "二政发〔2026〕1号", "succeeded_by": "市直管社区"}
    post(town, approver_wang, f"{here}/bodies/subdistrict_office/abolition", ending)
    (office,) = [one for one in get(town, auditor_zhou, f"{here}/bodies")["bodies"] if one["kind"] == "subdistrict_office"]
    assert (office["abolished_on"], office["succeeded_by"]) == (TODAY.isoformat(), "市直管社区")
    assert post(town, approver_wang, f"{here}/bodies/station/abolition", ending, status=404)["code"] == "body.unknown"
