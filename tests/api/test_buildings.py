"""A building after its import, over whole HTTP: counted, addressed anew, demolished once nobody lives there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, settle
from tests.days import china_today
from tests.people import auditor_zhou, desk_chen

TODAY = china_today()


@pytest.fixture(scope="module")
def town(site: Site, folder: Path):
    return settle(site, folder)


def test_the_desk_counts_the_doors_and_the_estimate_gives_way(site: Site, town) -> None:
    chen = site.as_(desk_chen)
    building = chen.get("/api/whois", address="锦绣花园2号楼").json()["building"]
    answer = chen.post(f"/api/buildings/{building}/count", {"dwellings": 44, "reason": "逐户清点"}, seen=1)
    assert answer.status_code == 200, answer.text
    story = site.as_(auditor_zhou).get(f"/api/history/{building}").json()
    assert (story["state"]["dwellings"], story["state"]["basis"]) == (44, "counted")
    again = chen.post(f"/api/buildings/{building}/count", {"dwellings": 44, "reason": "逐户清点"}, seen=answer.json()["version"])
    assert again.json()["version"] == answer.json()["version"]


def test_a_new_address_is_found_from_then_on(site: Site, town) -> None:
    chen = site.as_(desk_chen)
    building = chen.get("/api/whois", address="锦绣花园3号楼").json()["building"]
    body = {"address": "秋月苑9号楼", "estate": "秋月苑", "number": "9", "reason": "地名办更名"}
    assert chen.post(f"/api/buildings/{building}/address", body, seen=1).status_code == 200
    assert chen.get("/api/whois", address="秋月苑9号楼").json()["building"] == building


def test_an_inhabited_building_is_not_demolished_an_empty_one_takes_nobody_in(site: Site, town) -> None:
    chen = site.as_(desk_chen)
    building = _empty(chen)
    home = {"building": building, "door": {"room": "101"}, "members": [{"relation": "head", "name": "孙小圣"}]}
    household = chen.post("/api/households", home).json()
    gone = {"on": TODAY.isoformat(), "reason": "危房改造"}
    refused = chen.post(f"/api/buildings/{building}/demolition", gone, seen=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "building.inhabited")
    chen.post(f"/api/households/{household['household']}/departure", {"reason": "搬迁"}, seen=household["version"])
    assert chen.post(f"/api/buildings/{building}/demolition", gone, seen=1).status_code == 200
    late = chen.post("/api/households", home | {"effective_at": f"{TODAY + timedelta(days=1)}T10:00:00+08:00"})
    assert (late.status_code, late.json()["code"]) == (409, "household.building_demolished")


def _empty(chen: Caller) -> str:
    lived_in = {one["building"] for one in chen.get(f"{COMMUNITY}/households").json()["households"]}
    known = [one["building"] for one in chen.get(f"{COMMUNITY}/buildings").json()["buildings"]]
    return next(one for one in known if one not in lived_in)


def test_a_building_nobody_registered_is_unknown(site: Site, town) -> None:
    answer = site.as_(desk_chen).post("/api/buildings/bld-0000000000000000/count", {"dwellings": 1, "reason": "x"}, seen=1)
    assert (answer.status_code, answer.json()["code"]) == (404, "building.unknown")
