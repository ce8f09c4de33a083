"""The stairwell routes over HTTP as named people: what is refused leaves everything as it was, what is asked twice happens once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Site
from tests.api.lived_in import COMMUNITY, Town, enact
from tests.people import approver_wang, desk_chen, planner_lin

ROUTE = f"{COMMUNITY}/stairwells"
WHY = {"reason": "整栋超出户数"}


@pytest.fixture(scope="module")
def blocks(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Slabs of 40 dwellings under a plan in force; behind the first one's doors two families, one with no stairwell told."""
    enact(Town(site), tmp_path_factory.mktemp("files"), "erenhot")
    chen = site.as_(desk_chen)
    standing = [one["building"] for one in chen.get(f"{COMMUNITY}/buildings").json()["buildings"]]
    for door in ({"unit": "2", "room": "301"}, {"room": "101"}):
        given = {"building": standing[0], "door": door, "members": [{"relation": "head", "name": "王建国"}]}
        assert chen.post("/api/households", given).status_code == 201
    return standing


def asked(*buildings: str, **more: Any) -> dict[str, Any]:
    return WHY | {"blocks": [{"building": each, "stairwells": 4} | more for each in buildings]}


def listed(site: Site) -> list[str]:
    return [one["building"] for one in site.as_(planner_lin).get(f"{COMMUNITY}/buildings").json()["buildings"]]


def refused(answer: Any) -> str:
    assert 400 <= answer.status_code < 500, answer.text
    return answer.json()["code"]


def test_who_may_and_what_is_refused_changes_nothing(site: Site, blocks: list[str]) -> None:
    lin, first = site.as_(planner_lin), blocks[0]
    for person in (desk_chen, approver_wang):
        assert site.as_(person).post(ROUTE, asked(first)).status_code == 403
    assert site.as_().post(ROUTE, asked(first)).status_code == 401
    assert refused(lin.post(ROUTE, asked("bld-000000000000"))) == "building.unknown"
    assert refused(lin.post("/api/communities/321111009099/stairwells", asked(first))) == "community.unknown"
    assert refused(lin.post(ROUTE, WHY | {"blocks": [{"building": first}]})) == "building.stairwells_too_few"
    assert refused(lin.post(ROUTE, asked(first) | {"reason": ""})) == "command.reason_missing"
    assert refused(lin.post(f"{ROUTE}/removal", WHY | {"buildings": [first]})) == "building.not_divided"
    untold = lin.post(ROUTE, asked(blocks[1], first))
    facts = untold.json()["facts"]
    assert refused(untold) == "building.stairwell_untold"
    assert (facts["building"], facts["count"], len(facts["households"])) == (first, 1, 1)
    assert listed(site) == blocks


def test_asked_twice_it_is_divided_once_and_each_stairwell_is_found_by_its_id(site: Site, blocks: list[str]) -> None:
    lin, first = site.as_(planner_lin), blocks[0]
    told = lin.post(ROUTE, asked(first, others=3), key="divided-once")
    assert told.status_code == 201, told.text
    parts = told.json()["divided"][first]
    assert (len(parts), told.json()["households"]) == (4, 2)
    assert lin.post(ROUTE, asked(first, others=3), key="divided-once").json()["divided"] == {first: parts}
    assert refused(lin.post(ROUTE, asked(first, others=3))) == "building.succeeded"
    assert sorted(listed(site)) == sorted([*blocks[1:], *parts])
    found = lin.get(f"{COMMUNITY}/buildings", building=parts[:2]).json()["buildings"]
    assert {(one["building"], one["address"][-3:], one["dwellings"]) for one in found} == {(parts[n], f"{n + 1}单元", 10) for n in (0, 1)}
    whole = lin.post(f"{ROUTE}/removal", WHY | {"buildings": [parts[3], first]})
    assert (whole.status_code, whole.json()["made_whole"], whole.json()["households"]) == (200, {first: parts}, 2)
    assert listed(site) == blocks
