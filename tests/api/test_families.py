"""A household's life over whole HTTP, and its file put right with approval: the past stays readable as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.conftest import Site
from tests.api.lived_in import Town, settle
from tests.people import approver_wang, auditor_zhou, desk_chen, warden_sun, warden_zhao


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)


@pytest.fixture(scope="module")
def family(site: Site, town: Town) -> dict[str, str]:
    members = [{"relation": relation, "name": name} for relation, name in (("head", "张三"), ("spouse", "李四"), ("child", "张小"))]
    body = {"building": town.buildings[0][0]["building"], "door": {"unit": "1", "room": "707"}, "members": members}
    hh = site.as_(desk_chen).post("/api/households", body).json()["household"]
    file = site.as_(desk_chen).get(f"/api/households/{hh}").json()
    return {"hh": hh} | {one["relation"]: one["person"] for one in file["members"]}


def test_the_head_changes_and_the_file_says_so(site: Site, family: dict[str, str]) -> None:
    zhao, road = site.as_(warden_zhao), f"/api/households/{family['hh']}"
    assert site.as_(warden_sun).post(f"{road}/head", {"head": family["spouse"]}, seen=1).json()["code"] == "auth.not_yours"
    done = zhao.post(f"{road}/head", {"head": family["spouse"], "relations": {family["child"]: "child"}, "reason": "协商"}, seen=1)
    assert (done.status_code, done.json()["version"]) == (200, 2), done.text
    told = {one["person"]: one["relation"] for one in zhao.get(road).json()["members"]}
    assert told == {family["head"]: "spouse", family["spouse"]: "head", family["child"]: "child"}


def test_a_correction_waits_for_approval_and_is_a_new_event(site: Site, family: dict[str, str]) -> None:
    zhao, wang, chen = site.as_(warden_zhao), site.as_(approver_wang), site.as_(desk_chen)
    road = f"/api/households/{family['hh']}"
    proposed = zhao.post(f"{road}/corrections", {"person": family["child"], "name": "张晓", "why": "姓名写错"})
    assert proposed.status_code == 201, proposed.text
    assert zhao.post(f"{road}/corrections", {"person": family["child"], "why": "没有内容"}).status_code == 422
    assert "张小" in [one["name"] for one in chen.get(road, purpose="核对").json()["members"]]
    decision = f"/api/corrections/{proposed.json()['correction']}/approval"
    assert zhao.post(decision, {}).json()["code"] == "auth.role"
    assert wang.post(decision, {}).status_code == 200
    assert wang.post(decision, {}).json()["code"] == "correction.decided_already"
    assert "张晓" in [one["name"] for one in chen.get(road, purpose="核对").json()["members"]]
    lines = site.as_(auditor_zhou).get(f"{road}/history").json()["history"]
    assert [line["name"] for line in lines] == ["household.registered", "household.head_changed", "household.member_corrected"]
    first = site.office.journal.read(family["hh"])[0].body
    child = next(one for one in first.members if one.person == family["child"])
    assert site.office.vault.open(child.sealed)["name"] == "张小"


def test_a_wrong_door_is_put_right_without_anybody_moving(site: Site, family: dict[str, str]) -> None:
    zhao, chen, road = site.as_(warden_zhao), site.as_(desk_chen), f"/api/households/{family['hh']}"
    before = chen.get(road).json()
    body = {"door": {"unit": "1", "room": "708"}, "why": "门牌看错"}
    stream = zhao.post(f"{road}/corrections", body).json()["correction"]
    assert site.as_(approver_wang).post(f"/api/corrections/{stream}/approval", {}).status_code == 200
    after = chen.get(road, purpose="核对").json()
    assert after["door"]["room"] == "708"
    assert (after["building"], after["grid"], len(after["members"])) == (before["building"], before["grid"], 3)


@pytest.mark.rule("D14")
def test_one_leaves_one_dies_and_with_the_last_the_household_ends(site: Site, family: dict[str, str]) -> None:
    zhao, road = site.as_(warden_zhao), f"/api/households/{family['hh']}"
    version = zhao.get(road).json()["version"]
    left = zhao.post(f"{road}/part-departure", {"persons": [family["child"]], "going_to": "南京"}, seen=version)
    assert left.status_code == 200, left.text
    died = zhao.post(f"{road}/members/{family['head']}/death", {}, seen=version + 1)
    assert died.status_code == 200, died.text
    assert [one["person"] for one in zhao.get(road).json()["members"]] == [family["spouse"]]
    last = zhao.post(f"{road}/members/{family['spouse']}/death", {}, seen=version + 2)
    assert last.json()["version"] == version + 4
    file = site.as_(desk_chen).get(road).json()
    assert (file["standing"], file["grid"]) == ("moved_out", None)
