"""The organisation tree, today and on a day gone by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.lived_in import SINCE, Town, at
from tests.api.structure.conftest import get, post
from tests.people import admin_he, approver_wang, auditor_zhou, desk_chen, warden_qian, warden_zhao


@pytest.mark.rule("Y4")
def test_three_levels_as_they_stood_on_a_day(town: Town):
    post(town, approver_wang, "bodies", {"kind": "party_committee", "name": "锦绣社区党委"}, status=201)
    post(town, approver_wang, "profile", {"profile": "yixing", "reason": "改行宜兴制度"})
    houses = [town.buildings[0][0]["building"]]
    formed, relieved = SINCE + timedelta(days=10), SINCE + timedelta(days=60)
    body = {"grid": town.grids[0], "name": "1号楼组", "buildings": houses, "effective_at": at(formed)}
    group = post(town, desk_chen, "building-groups", body, status=201)["group"]
    head = {"name": "孙大爷", "standing": "居民代表", "method": "recommended", "override": "热心", "effective_at": at(formed)}
    post(town, desk_chen, f"building-groups/{group}/head", head, status=201)
    post(town, desk_chen, f"building-groups/{group}/relief", {"why": "搬离", "effective_at": at(relieved)})
    post(town, desk_chen, f"building-groups/{group}/head", head | {"name": "钱阿姨", "effective_at": at(relieved)}, status=201)

    def stood(day: object) -> tuple[str | None, list[tuple[str, str | None]]]:
        grid = get(town, auditor_zhou, "organisation-tree", as_of=str(day))["grids"][0]
        return grid["a"] and grid["a"]["name"], [(one["name"], one.get("person_name")) for one in grid["groups"]]

    assert stood(SINCE) == (warden_zhao.name, [])
    assert stood(formed) == (warden_zhao.name, [("1号楼组", "孙大爷")])
    assert stood(relieved) == (warden_zhao.name, [("1号楼组", "钱阿姨")])
    assert get(town, auditor_zhou, "organisation-tree", as_of=str(SINCE - timedelta(days=1)))["grids"] == []
    now = get(town, desk_chen, "organisation-tree")
    assert now["titles"] == {"grid": "片长", "building": now["titles"]["building"]} and now["titles"]["building"]
    assert now["community"]["profile"].startswith("yixing") and [one["name"] for one in now["bodies"]] == ["锦绣社区党委"]
    assert [one["grid"] for one in now["grids"]] == town.grids
    assert now["grids"][0]["b"]["name"] == warden_qian.name
    before = get(town, auditor_zhou, "organisation-tree", as_of=str(formed))["community"]
    assert before["profile"].startswith("erenhot"), "the profile of that day"
    assert town.site.as_(admin_he).get("/api/communities/321111009001/organisation-tree").status_code == 403
