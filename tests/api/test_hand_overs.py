"""A plan takes effect, and what passes from warden to warden is recorded with it: a pack for each pair, counted against the facts."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.documents.printed import Printed
from tests.api.lived_in import COMMUNITY, COVER, Town, now, register, settle
from tests.days import china_today
from tests.people import Named, approver_wang, auditor_zhou, desk_chen, planner_lin, warden_li

DOCUMENT = "锦社建〔2026〕7号"


@dataclass
class Enacted:
    """A building that went from one warden's grid to another's, with two households, of whom one was visited and has a need."""

    town: Town
    plan: str
    pair: tuple[int, int]
    answer: dict[str, Any]
    households: set[str]
    visited: str
    ticket: str

    def wardens(self) -> tuple[Named, Named]:
        return COVER[self.pair[0]][0], COVER[self.pair[1]][0]


@pytest.fixture(scope="module")
def enacted(site: Site, folder: Path) -> Enacted:
    town = settle(site, folder, households=0)
    lin, wang, chen = site.as_(planner_lin), site.as_(approver_wang), site.as_(desk_chen)
    drafted = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "调整"}).json()
    building, pair, version = _painted(site, town, drafted)
    homes = [register(chen, building, room) for room in ("101", "102")]
    visit = {"household": homes[0], "warden": town.wardens[COVER[pair[0]][0].account]}
    visit |= {"purpose": next(iter(PolicyProfile.load("erenhot").purposes)), "issue": "水压低", "feedback": "已报"}
    assert chen.post("/api/visits", visit | {"visited_at": now(site, -3).isoformat()}).status_code in (200, 201)
    asked = {"kind": "need", "class": "health", "text": "量血压"}
    assert chen.post(f"/api/households/{homes[0]}/needs", asked).status_code in (200, 201)
    category = next(iter(PolicyProfile.load("erenhot").categories))
    ticket = chen.post(f"{COMMUNITY}/tickets", {"category": category, "text": "路灯不亮", "building": building}).json()["ticket"]
    submitted = lin.post(f"/api/plans/{drafted['plan']}/submission", {}, seen=version).json()
    approved = wang.post(f"/api/plans/{drafted['plan']}/approval", {"document": DOCUMENT}, seen=submitted["version"]).json()
    on = {"on": (china_today() + timedelta(days=1)).isoformat(), "document": DOCUMENT}
    done = wang.post(f"/api/plans/{drafted['plan']}/enactment", on, seen=approved["version"])
    assert done.status_code == 200, done.text
    return Enacted(town, drafted["plan"], pair, done.json(), set(homes), homes[0], ticket)


def _painted(site: Site, town: Town, drafted: dict[str, Any]) -> tuple[str, tuple[int, int], int]:
    lin = site.as_(planner_lin)
    for present, following in ((p, f) for p in range(4) for f in range(4) if COVER[p][0] != COVER[f][0]):
        for one in town.buildings[present][1:]:  # the first has a ticket of its own
            body = {"to": town.grids[following], "buildings": [one["building"]]}
            answer = lin.post(f"/api/plans/{drafted['plan']}/redraw", body, seen=drafted["version"])
            if answer.status_code == 200 and answer.json()["failing"] == []:
                return one["building"], (present, following), answer.json()["version"]
            if answer.status_code == 200:
                drafted["version"] = answer.json()["version"]
    raise AssertionError("no neighbour can take a building")


def packs(site: Site, enacted: Enacted, person: Named) -> list[dict[str, Any]]:
    answer = site.as_(person).get(f"/api/plans/{enacted.plan}/hand-overs")
    assert answer.status_code == 200, answer.text
    return answer.json()["packs"]


def test_the_enactment_records_what_passes_between_the_two_wardens(site: Site, enacted: Enacted) -> None:
    assert enacted.answer["hand_overs"] == 1
    (pack,) = packs(site, enacted, desk_chen)
    giver, taker = enacted.wardens()
    assert (pack["from_warden"], pack["to_warden"]) == (giver.name, taker.name)
    assert (pack["from_grid"], pack["to_grid"]) == tuple(enacted.town.grids[n] for n in enacted.pair)
    assert pack["counts"] == {"households": 2, "unvisited": 1, "open_tickets": 1, "open_needs": 1}
    assert pack["document"] == DOCUMENT


def test_the_pack_lists_homes_never_visited_first_and_names_nobody_who_lives_there(site: Site, enacted: Enacted) -> None:
    (pack,) = packs(site, enacted, auditor_zhou)
    assert [home["last_visit"] is None for home in pack["homes"]] == [True, False]
    assert {home["household"] for home in pack["homes"]} == enacted.households
    assert pack["homes"][1]["household"] == enacted.visited
    assert [each["ticket"] for each in pack["tickets"]] == [enacted.ticket]
    assert [each["household"] for each in pack["needs"]] == [enacted.visited]
    assert "张三" not in str(pack)


def test_wardens_see_the_packs_they_give_or_take_and_no_other(site: Site, enacted: Enacted) -> None:
    giver, taker = enacted.wardens()
    assert len(packs(site, enacted, giver)) == len(packs(site, enacted, taker)) == 1
    assert packs(site, enacted, warden_li) == []
    assert site.as_(None).get(f"/api/plans/{enacted.plan}/hand-overs").status_code == 401


def test_the_hand_over_stands_in_the_story_of_both_wardens(site: Site, enacted: Enacted) -> None:
    for person in enacted.wardens():
        lines = site.as_(desk_chen).get(f"/api/history/{enacted.town.wardens[person.account]}").json()["lines"]
        assert "duty.share_handed_over" in {line["name"] for line in lines}


def test_packs_come_as_a_sheet_to_sign(site: Site, enacted: Enacted) -> None:
    answer = site.as_(desk_chen).get(f"/api/plans/{enacted.plan}/hand-overs", format="csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["移交事项"] for line in lines] == ["户", "户", "未结工单", "未了需求"]
    assert site.as_(desk_chen).get(f"/api/plans/{enacted.plan}/hand-overs", format="xlsx").content[:2] == b"PK"


def test_packs_are_printed_to_be_gone_through_and_signed(site: Site, enacted: Enacted) -> None:
    giver, taker = enacted.wardens()
    path = f"/api/plans/{enacted.plan}/documents/hand_over.pdf"
    text = Printed(site.as_(giver).get(path).content).text()
    assert all(word in text for word in (giver.name, taker.name, DOCUMENT, *enacted.households, "从未走访", "移交人：", "监交人："))
    assert "张三" not in text
    assert "没有在网格员之间移交" in Printed(site.as_(warden_li).get(path).content).text()


def test_a_plan_that_moved_nobody_has_no_pack(site: Site, enacted: Enacted) -> None:
    answer = site.as_(desk_chen).get(f"/api/plans/{enacted.town.plan}/hand-overs")
    assert answer.json()["packs"] == []
