"""From the day of a merger everything two communities kept is the successor's: no register is copied, none is lost, the past stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.lived_in import WU, Town
from tests.api.merging.conftest import DOCUMENT, MERGED_ON, NEW, Merged
from tests.days import china_today
from tests.people import Named, auditor_zhou, desk_chen, warden_zhao

BEFORE, ON, AFTER = MERGED_ON - timedelta(days=1), MERGED_ON, china_today()


def _all(town: Town) -> set[str]:
    return {each for grid in town.households for each in grid}


@pytest.mark.rule("E7")
def test_households_tickets_buildings_and_posts_belong_to_the_successor_from_that_day(merged: Merged):
    kept = {
        "households": ("household", {each for town in merged.towns for each in _all(town)}),
        "tickets": ("ticket", {each for town in merged.towns for each in town.tickets}),
        "buildings": ("building", {one["building"] for town in merged.towns for grid in town.buildings for one in grid}),
    }
    for path, (key, expected) in kept.items():
        for day, holds in ((BEFORE, False), (ON, True), (AFTER, True)):
            found = {one[key] for one in merged.get(auditor_zhou, path, as_of=day.isoformat())[path]}
            assert found == (expected if holds else set()), (path, day)
            for town in merged.towns:
                listed = merged.get(auditor_zhou, f"/communities/{town.quarter.code}/{path}", as_of=day.isoformat())[path]
                assert bool(listed) is not holds, "on any day each register is in one community's hands"
    posts = [one["post"] for town in merged.towns for one in [{"post": each} for each in town.posts]]
    for day, holds in ((BEFORE, []), (ON, posts), (AFTER, posts)):
        roster = merged.get(auditor_zhou, "roster", at=f"{day}T12:00")["grids"]
        assert [one["post"] for one in roster] == holds
        assert all(one["a"] and one["b"] for one in roster)


@pytest.mark.rule("E7", "Y5")
def test_whois_names_the_successor_and_the_grid_that_still_answers(merged: Merged):
    for town, holder in ((merged.first, warden_zhao), (merged.second, WU)):
        door, code = town.buildings[0][0], town.quarter.code
        places = ({"building": door["building"]}, {"address": door["address"]}, {"lon": door["lon"], "lat": door["lat"]})
        for day, keeper in ((BEFORE, f"com-{code}"), (ON, f"com-{NEW}"), (AFTER, f"com-{NEW}")):
            for asked in places:
                told = merged.get(auditor_zhou, "/whois", at=f"{day}T12:00", **asked)
                assert (told["community"], told["drawn_by"], told["grid"]) == (keeper, f"com-{code}", town.grids[0])
                assert (told["a"]["account"], told["plan"]) == (holder.account, town.plan)
                assert told["succession"] == [{"from": f"com-{code}", "into": f"com-{NEW}", "on": ON.isoformat(), "document": DOCUMENT}]


@pytest.mark.rule("E7", "T1")
def test_a_ticket_opened_before_is_closed_after_by_who_answered_for_it(merged: Merged):
    for town, warden in ((merged.first, warden_zhao), (merged.second, WU)):
        stream = town.tickets[0]
        version = merged.post(warden, f"/tickets/{stream}/acceptance", {}, seen=_version(merged, stream))["version"]
        version = merged.post(warden, f"/tickets/{stream}/handling", {"text": "已更换灯泡"}, seen=version)["version"]
        version = merged.post(warden, f"/tickets/{stream}/feedback", {"text": "已告知"}, seen=version)["version"]
        merged.post(warden, f"/tickets/{stream}/closing", {"outcome": "resolved"}, seen=version)
    left = {one["ticket"] for one in merged.get(desk_chen, "tickets")["tickets"] if one["status"] != "closed"}
    assert left == {each for town in merged.towns for each in town.tickets[1:]}


@pytest.mark.rule("E7")
def test_a_warden_sees_the_own_grids_through_the_successor_and_nobody_elses(merged: Merged):
    seen = {one["grid"] for one in merged.get(warden_zhao, "households")["households"]}
    assert seen == {merged.first.grids[0]}
    assert {one["grid"] for one in merged.get(WU, "households")["households"]} == {merged.second.grids[0]}
    assert merged.get(WU, "households", grid=merged.first.grids[0], status=403)["code"] == "auth.not_yours"
    assert merged.get(WU, f"/households/{merged.first.households[0][0]}", status=403)["code"] == "auth.not_yours"


def _version(merged: Merged, ticket: str) -> int:
    return merged.get(desk_chen, f"/tickets/{ticket}")["version"]


@pytest.mark.rule("E7")
def test_a_household_moves_between_what_were_two_communities_and_new_ones_come(merged: Merged):
    hh, door = merged.first.households[1][0], merged.second.buildings[2][0]
    version = merged.get(desk_chen, f"/households/{hh}")["version"]
    body = {"building": door["building"], "door": {"room": "909"}, "reason": "换房"}
    merged.post(desk_chen, f"/households/{hh}/move", body, seen=version)
    state = merged.get(auditor_zhou, f"/households/{hh}")
    assert (state["building"], state["grid"]) == (door["building"], merged.second.grids[2])
    new = {"building": door["building"], "door": {"room": "910"}, "members": [{"relation": "head", "name": "李四"}]}
    came = merged.post(desk_chen, "/households", new, status=201)["household"]
    assert came in {one["household"] for one in merged.get(auditor_zhou, "households", grid=merged.second.grids[2])["households"]}
    asked = {"category": "general_affairs", "text": "树倒了", "building": door["building"]}
    ticket = merged.post(desk_chen, "tickets", asked, status=201)
    assert (ticket["grid"], ticket["responsible"]) == (merged.second.grids[2], "feng")


@pytest.mark.rule("E7")
def test_wardens_of_both_may_cover_one_another(merged: Merged):
    post, wu = merged.first.posts[1], merged.second.wardens["wu"]
    merged.post(desk_chen, f"posts/{post}/primary", {"warden": wu, "document": DOCUMENT})
    grid = merged.first.grids[1]
    (line,) = [one for one in merged.get(auditor_zhou, "roster")["grids"] if one["grid"] == grid]
    assert line["a"]["account"] == "wu"
    assert grid in {one["grid"] for one in merged.get(WU, "households")["households"]}
    leave = {
        "warden": wu,
        "starts_at": f"{china_today() + timedelta(days=2)}T00:00:00+08:00",
        "ends_at": f"{china_today() + timedelta(days=3)}T00:00:00+08:00",
    }
    merged.post(desk_chen, "leaves", leave | {"reason": "年休"}, status=201)
    roster = merged.get(auditor_zhou, "roster", at=f"{china_today() + timedelta(days=2)}T12:00")["grids"]
    assert {one["grid"]: one["on_duty_as"] for one in roster}[grid] == "B"


def test_a_sheet_of_the_successor_finds_who_is_filed_already(merged: Merged):
    door = merged.first.buildings[0][0]["address"]
    sheet = f"地址,室,姓名\n{door},303,王五\n".encode("utf-8-sig")
    for counted in ("registered", "known"):
        answer = merged.site.as_(Named("chen", "desk", "")).post(
            f"/api/communities/{NEW}/households-import", files={"file": ("住户.csv", sheet)}
        )
        assert answer.status_code == 201, answer.text
        assert answer.json()["households"] == {"read": 1, counted: 1}


@pytest.mark.rule("E7")
def test_past_figures_are_told_of_the_successor_as_the_sum_of_those_it_came_from(merged: Merged):
    span = {"since": (BEFORE - timedelta(days=30)).isoformat(), "until": BEFORE.isoformat()}

    def homes(code: str, **asked: str) -> dict[str, int]:
        rows = merged.get(auditor_zhou, f"/communities/{code}/figures/homes", **span, **asked)["rows"]
        return {one["grid"]: one["households"] for one in rows}

    apart = homes(merged.first.quarter.code) | homes(merged.second.quarter.code)
    assert sum(apart.values()) > 0 and homes(NEW) == {}, "nothing was its own then"
    assert homes(NEW, registers="now") == apart
    known = merged.get(auditor_zhou, "figures/homes", **span, registers="now")["known_at"]
    assert homes(NEW, registers="now", known_at=known) == apart


@pytest.mark.rule("E7", "R3")
def test_building_groups_go_on_in_the_successor(merged: Merged):
    (group,) = merged.get(auditor_zhou, "building-heads")["groups"]
    assert (group["building_group"], group["name"]) == (merged.group, "东楼组")
    old = f"/communities/{merged.first.quarter.code}/building-groups/{merged.group}/dissolution"
    assert merged.post(desk_chen, old, {"reason": "并组"}, status=409)["code"] == "community.ended"
    merged.post(desk_chen, f"building-groups/{merged.group}/dissolution", {"reason": "并组"})
    assert merged.get(auditor_zhou, "building-heads")["groups"] == [], "dissolved where it was formed"
