"""Two regulations in one installation: a community follows its own, changes it by an event, keeps what the old one decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import community
from domain.ids import community_id
from tests.api import estate
from tests.api.conftest import Caller, Site
from tests.people import admin_he, approver_wang, desk_chen, planner_lin, reporter_xu

pytestmark = pytest.mark.story
NORTH, SOUTH = "152501009001", "321111009002"
ERENHOT, RUNZHOU = "erenhot@2012-12-04", "runzhou@2014-04-24"
UNKNOWN = {"profile": ERENHOT, "rule": "categories.sanitation"}
CHANGE = {"profile": "runzhou", "reason": "行政区划调整", "document": "民发〔2026〕5号"}
told: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def settled(site: Site, folder: Path) -> None:
    """Given the same 960 dwellings in a community of each profile, and a proposed plan for both."""
    lin = site.as_(planner_lin)
    file = estate.write(folder)
    for code, name, policy in ((NORTH, "乌兰社区", "erenhot"), (SOUTH, "江滨社区", "runzhou")):
        given = {"files": {"file": (file.name, file.read_bytes())}, "data": {"name": name, "policy": policy}}
        assert lin.post(f"/api/communities/{code}/buildings", **given).status_code == 201
        told[code] = lin.post(f"/api/communities/{code}/plans", {}).json()


def report(caller: Caller, code: str, category: str) -> Any:
    building = caller.get(f"/api/communities/{code}/buildings").json()["buildings"][0]["building"]
    return caller.post(f"/api/communities/{code}/tickets", {"category": category, "text": "楼道堆物", "building": building})


def policies(site: Site, stream: str) -> list[str | None]:
    return [recorded.meta.policy for recorded in site.office.journal.read(stream)]


@pytest.mark.rule("R2", "E1")
def test_each_plan_keeps_the_band_of_its_own_community(site: Site) -> None:
    for code, low, high in ((NORTH, 200, 300), (SOUTH, 400, 600)):
        assert told[code]["failing"] == []
        grids = site.as_(planner_lin).get(f"/api/plans/{told[code]['plan']}").json()["grids"]
        assert all(low <= grid["households"] <= high for grid in grids)
        assert sum(grid["households"] for grid in grids) == 24 * estate.DWELLINGS


def test_each_ticket_knows_the_categories_of_its_own_community(site: Site) -> None:
    chen = site.as_(desk_chen)
    north, south = report(chen, NORTH, "general_affairs"), report(chen, SOUTH, "sanitation")
    assert (north.status_code, south.status_code) == (201, 201), (north.text, south.text)
    told["ticket"] = north.json()["ticket"]
    crossed = report(chen, NORTH, "sanitation")
    assert (crossed.status_code, crossed.json()["code"]) == (404, "policy.rule_unknown")
    assert UNKNOWN.items() <= crossed.json()["facts"].items()


def test_a_change_wants_a_reason_a_known_profile_and_somebody_who_may(site: Site) -> None:
    wang, path = site.as_(approver_wang), f"/api/communities/{NORTH}/profile"
    assert site.as_(planner_lin).post(path, CHANGE).status_code == 403
    for body, status, code in (
        (CHANGE | {"reason": ""}, 422, "command.reason_missing"),
        (CHANGE | {"profile": "atlantis"}, 404, "policy.profile_unknown"),
        (CHANGE | {"profile": "daiban"}, 409, "policy.profile_invalid"),
    ):
        refused = wang.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    unknown = wang.post("/api/communities/999999999999/profile", CHANGE)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "community.unknown")
    assert site.as_(reporter_xu).get(f"/api/communities/{NORTH}").json()["profile"] == ERENHOT


def test_from_the_change_on_the_new_regulation_decides(site: Site) -> None:
    answer = site.as_(approver_wang).post(f"/api/communities/{NORTH}/profile", CHANGE)
    assert (answer.status_code, answer.json()["profile"]) == (200, RUNZHOU), answer.text
    chen = site.as_(desk_chen)
    assert chen.get(f"/api/communities/{NORTH}").json()["profile"] == RUNZHOU
    assert report(chen, NORTH, "sanitation").status_code == 201
    assert report(chen, NORTH, "general_affairs").status_code == 404


def test_a_ticket_of_an_earlier_hour_that_is_entered_late_follows_the_regulation_of_its_hour(site: Site) -> None:
    chen = site.as_(desk_chen)
    building = chen.get(f"/api/communities/{NORTH}/buildings").json()["buildings"][0]["building"]
    late = {"text": "昨日来电", "building": building, "effective_at": (datetime.now(UTC) - timedelta(days=1)).isoformat()}
    taken = chen.post(f"/api/communities/{NORTH}/tickets", late | {"category": "general_affairs"})
    assert taken.status_code == 201, taken.text
    assert policies(site, taken.json()["ticket"]) == [ERENHOT]
    refused = chen.post(f"/api/communities/{NORTH}/tickets", late | {"category": "sanitation"})
    assert UNKNOWN.items() <= refused.json()["facts"].items()


def test_a_draft_of_the_old_regulation_is_judged_by_the_new_one(site: Site) -> None:
    lin, draft = site.as_(planner_lin), told[NORTH]
    refused = lin.post(f"/api/plans/{draft['plan']}/submission", {}, seen=draft["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "plan.fails_checks"), refused.text
    checked = lin.post(f"/api/plans/{draft['plan']}/validation", {}, seen=draft["version"])
    assert checked.status_code == 200, checked.text
    bands = [check for check in lin.get(f"/api/plans/{draft['plan']}").json()["checks"] if check["code"] == "grid.households_in_band"]
    assert {check["limit"] for check in bands} == {"400–600"}
    assert not any(check["passed"] for check in bands)


def test_history_keeps_the_old_regulation(site: Site) -> None:
    recorded = site.office.journal.read(community_id(NORTH))
    [change] = [one for one in recorded if isinstance(one.body, community.ProfileChanged)]
    assert (change.body.replaces, change.body.profile) == (ERENHOT, RUNZHOU)
    assert (change.meta.reason, change.meta.document) == (CHANGE["reason"], CHANGE["document"])
    assert [tier.title for tier in change.body.tiers] == ["市", "区", "街道", "社区"]
    assert policies(site, told["ticket"]) == [ERENHOT]


def test_the_same_change_again_writes_nothing(site: Site) -> None:
    head = site.office.journal.head()
    assert site.as_(admin_he).post(f"/api/communities/{NORTH}/profile", CHANGE).status_code == 200
    assert site.office.journal.head() == head
