"""A building group, its head, the vacancy; a team: over whole HTTP."""

from __future__ import annotations

import pytest

from tests.api.lived_in import Town
from tests.api.structure.conftest import get, post
from tests.people import approver_wang, auditor_zhou, desk_chen


@pytest.mark.rule("E3", "E5")
def test_a_warden_of_two_hats_names_hat_a(town: Town):
    member = {"grid": town.grids[0], "role": "grid", "name": "周干事", "standing": "社区居委会工作人员"}
    assert post(town, desk_chen, "teams", member, status=422)["code"] == "team.hat_unknown"
    joined = post(town, desk_chen, "teams", member | {"hat_a": "civil_affairs"}, status=201)
    (row,) = get(town, auditor_zhou, "teams", grid=town.grids[0])["team"]
    assert (row["person_name"], row["hat_a"], row["title"]) == ("周干事", "civil_affairs", "网格管理员")
    post(town, desk_chen, f"teams/{joined['member']}/leaving", {"grid": town.grids[0], "role": "grid"})
    assert get(town, auditor_zhou, "teams")["team"] == []
    assert said_nowhere(town, "周干事")


@pytest.mark.rule("R3", "R4", "C2")
def test_a_group_is_vacant_until_its_head_is_appointed(town: Town):
    houses = [one["building"] for one in town.buildings[0][:2]]
    post(town, approver_wang, "profile", {"profile": "runzhou", "reason": "改行润州制度"})
    small = {"grid": town.grids[0], "name": "1号楼组", "buildings": houses[:1]}
    refused = post(town, desk_chen, "building-groups", small, status=422)
    assert (refused["code"], refused["facts"]["value"]) == ("building_group.outside_band", 40)
    group = post(town, desk_chen, "building-groups", small | {"buildings": houses}, status=201)["group"]
    assert get(town, auditor_zhou, "building-heads")["vacancies"] == [group]
    head = {"name": "孙大爷", "phone": "13800005678", "standing": "退休教师", "method": "recommended"}
    assert post(town, desk_chen, f"building-groups/{group}/head", head, status=409)["code"] == "building_head.not_eligible"
    post(town, desk_chen, f"building-groups/{group}/head", head | {"override": "热心公益"}, status=201)
    post(town, desk_chen, f"building-groups/{group}/allowances", {"month": "2026-05", "yuan": 200})
    found = get(town, auditor_zhou, "building-heads")
    (row,) = found["groups"]
    assert (row["title"], row["person_name"], row["is_override"], row["paid_yuan"]) == ("楼长", "孙大爷", True, 200)
    here = next(one for one in found["grids"] if one["grid"] == town.grids[0])
    wanted = -(-40 * len(town.buildings[0]) // 100)
    assert (here["wanted"], here["present"], here["missing"]) == (wanted, 1, wanted - 1)
    assert set(here["without_group"]) == {one["building"] for one in town.buildings[0]} - set(houses)
    post(town, desk_chen, f"building-groups/{group}/relief", {"why": "搬离"})
    assert get(town, auditor_zhou, "building-heads")["vacancies"] == [group]
    assert said_nowhere(town, "孙大爷", "热心公益", "搬离")


def said_nowhere(town: Town, *words: str) -> bool:
    stored = str([each.body for each in town.site.office.journal.feed(0, 10_000)])
    return not any(word in stored for word in words)
