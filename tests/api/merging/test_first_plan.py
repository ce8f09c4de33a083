"""The first plan after a merger: one land, the grids of both side by side, the people at their posts, the codes new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projections import rebuild, runner
from tests.api.lived_in import WU
from tests.api.merging.conftest import DOCUMENT, MERGED_ON, NEW, Merged
from tests.days import china_today
from tests.people import approver_wang, auditor_zhou, desk_chen, planner_lin, warden_zhao

ENACTED_ON = china_today() + timedelta(days=3)
LATER = ENACTED_ON + timedelta(days=1)


@pytest.fixture(scope="module")
def plan(merged: Merged) -> dict[str, Any]:
    """Drafted, submitted, approved, and enacted for a day to come."""
    drafted = merged.post(planner_lin, "plans", {"name": "整合方案", "start": "united"}, status=201)
    name = drafted["plan"]
    assert drafted["failing"] == []
    submitted = merged.post(planner_lin, f"/plans/{name}/submission", {}, seen=drafted["version"])
    approved = merged.post(approver_wang, f"/plans/{name}/approval", {"document": DOCUMENT}, seen=submitted["version"])
    early = {"on": (china_today() - timedelta(days=40)).isoformat(), "document": DOCUMENT}
    refused = merged.post(approver_wang, f"/plans/{name}/enactment", early, seen=approved["version"], status=409)
    assert refused["code"] == "community.passed_before_end"
    body = {"on": ENACTED_ON.isoformat(), "document": DOCUMENT}
    return drafted | merged.post(approver_wang, f"/plans/{name}/enactment", body, seen=approved["version"])


@pytest.mark.rule("E7")
def test_grids_keep_their_identity_and_get_codes_of_the_successor(merged: Merged, plan: dict[str, Any]):
    drawn = {one["grid"]: one for one in merged.get(auditor_zhou, f"/plans/{plan['plan']}")["grids"]}
    assert set(drawn) == {grid for town in merged.towns for grid in town.grids}
    assert sorted(one["code"] for one in drawn.values()) == [f"{NEW}{number:03d}" for number in range(1, 9)]
    assert len({one["name"] for one in drawn.values()}) == 8
    assert (plan["households_moved"], plan["tickets_moved"], plan["hand_overs"]) == (0, 0, 0)
    for town in merged.towns:
        for grid, stood in zip(town.grids, town.buildings, strict=True):
            later = merged.get(auditor_zhou, "buildings", grid=grid, as_of=LATER.isoformat())["buildings"]
            assert {one["building"] for one in later} == {one["building"] for one in stood}
            assert {one["grid_code"] for one in later} == {drawn[grid]["code"]}


@pytest.mark.rule("E7", "Y5")
def test_the_old_grids_answer_until_the_plan_takes_effect_and_nobody_is_ever_without_somebody(merged: Merged, plan: dict[str, Any]):
    for town, holder in ((merged.first, warden_zhao), (merged.second, WU)):
        door = town.buildings[0][0]
        places = ({"building": door["building"]}, {"address": door["address"]}, {"lon": door["lon"], "lat": door["lat"]})
        for asked in places:
            for day, drawn_by, in_force in (
                (ENACTED_ON - timedelta(days=1), f"com-{town.quarter.code}", town.plan),
                (ENACTED_ON, f"com-{NEW}", plan["plan"]),
                (LATER, f"com-{NEW}", plan["plan"]),
            ):
                told = merged.get(auditor_zhou, "/whois", at=f"{day}T12:00", **asked)
                assert (told["community"], told["drawn_by"], told["plan"]) == (f"com-{NEW}", drawn_by, in_force), (asked, day)
                assert (told["grid"], told["a"]["account"], told["on_duty"]["account"]) == (town.grids[0], holder.account, holder.account)
    for day, codes in ((ENACTED_ON - timedelta(days=1), {town.quarter.code for town in merged.towns}), (ENACTED_ON, {NEW})):
        roster = merged.get(auditor_zhou, "roster", at=f"{day}T12:00")["grids"]
        assert {one["code"][:12] for one in roster} == codes
        assert sorted(one["post"] for one in roster) == sorted(post for town in merged.towns for post in town.posts)


@pytest.mark.rule("E7")
def test_the_story_of_a_door_and_of_a_grid_is_one(merged: Merged, plan: dict[str, Any]):
    told = merged.get(auditor_zhou, f"/history/{merged.second.buildings[0][0]['building']}")
    assert [one["plan"] for one in told["lines"]] == [merged.second.plan, plan["plan"]]
    grid = merged.get(auditor_zhou, f"/history/{merged.second.grids[0]}")
    assert [(one["plan"], one["community"]) for one in grid["versions"]] == [
        (merged.second.plan, f"com-{merged.second.quarter.code}"),
        (plan["plan"], f"com-{NEW}"),
    ]


@pytest.mark.rule("E7", "Y5")
def test_the_journal_folded_as_of_both_times_says_of_a_door_what_the_read_models_say(merged: Merged, plan: dict[str, Any]):
    for town in merged.towns:
        door, know = town.buildings[0][0]["building"], {"known_at": (LATER + timedelta(days=9)).isoformat()}
        for day in (MERGED_ON - timedelta(days=1), ENACTED_ON - timedelta(days=1), LATER):
            whois = merged.get(auditor_zhou, "/whois", building=door, at=day.isoformat())
            told = merged.get(auditor_zhou, f"/audit/as-of/{door}", as_of=day.isoformat(), **know)["then"]
            assert {name: whois[name] for name in ("grid", "code", "plan", "document", "decided_by", "on_duty_as")} == {
                name: told[name] for name in ("grid", "code", "plan", "document", "decided_by", "on_duty_as")
            }, day
            assert (told["a"], told["on_duty"]) == (whois["a"]["account"], whois["on_duty"]["account"])
            assert merged.get(auditor_zhou, f"/audit/as-of/{town.grids[0]}", as_of=day.isoformat(), **know)["then"]["plan"] == told["plan"]
    span = {"since": (MERGED_ON - timedelta(days=5)).isoformat(), "until": LATER.isoformat()}
    lines = merged.get(auditor_zhou, f"/audit/responsible/{door}", **span)["lines"]
    assert list(dict.fromkeys(one["plan"] for one in lines)) == [merged.second.plan, plan["plan"]]
    assert "community.merged_into" in {
        line["what"]["name"] for line in merged.get(auditor_zhou, f"/audit/history/{NEW}", event="community.")["lines"]
    }


@pytest.mark.rule("E7")
def test_who_comes_before_the_plan_is_in_the_right_grid_after_it(merged: Merged, plan: dict[str, Any]):
    door = merged.second.buildings[3][0]
    body = {"building": door["building"], "door": {"room": "707"}, "members": [{"relation": "head", "name": "赵六"}]}
    came = merged.post(desk_chen, "/households", body, status=201)["household"]
    later = merged.get(auditor_zhou, "households", grid=merged.second.grids[3], as_of=LATER.isoformat())["households"]
    assert came in {one["household"] for one in later}


def test_there_is_nothing_left_to_unite(merged: Merged, plan: dict[str, Any]):
    refused = merged.post(planner_lin, "plans", {"start": "united"}, status=409)
    assert refused["code"] == "community.nothing_to_unite"


def test_every_read_model_is_the_same_when_made_again(merged: Merged, plan: dict[str, Any]):
    office = merged.site.office
    office.freshen()
    report = rebuild.rebuild(office.journal, office.databases.project, runner.NAMES, check=True)
    assert [table.table for table in report.tables if not table.equal] == []
    assert report.equal
