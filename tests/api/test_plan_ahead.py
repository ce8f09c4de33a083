"""A plan is decided today for a day to come: until then everything stays with the present grids, from then on nothing is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.commands import enactment
from domain.policy import PolicyProfile
from tests.api.conftest import Caller, Site
from tests.api.lived_in import COMMUNITY, COVER, Town, register, settle
from tests.days import china_today
from tests.people import Named, approver_wang, desk_chen, planner_lin

TODAY = china_today()
FIRST_DAY = TODAY + timedelta(days=10)
AFTER = (FIRST_DAY + timedelta(days=1)).isoformat()


@dataclass
class Ahead:
    """A building that goes from one grid to another on FIRST_DAY, and what was there when that was decided."""

    town: Town
    building: str
    stays: str
    present: int
    next: int
    tickets: list[str]
    households: list[str]

    @property
    def grids(self) -> tuple[str, str]:
        return self.town.grids[self.present], self.town.grids[self.next]

    def wardens(self) -> tuple[Named, Named]:
        return COVER[self.present][0], COVER[self.next][0]


@pytest.fixture(scope="module")
def ahead(site: Site, folder: Path) -> Ahead:
    town = settle(site, folder)
    lin, wang, chen = site.as_(planner_lin), site.as_(approver_wang), site.as_(desk_chen)
    drafted = lin.post(f"{COMMUNITY}/plans", {"start": "copy", "name": "调整"}).json()
    building, present, following, version = _painted(lin, town, drafted)
    submitted = lin.post(f"/api/plans/{drafted['plan']}/submission", {}, seen=version).json()
    approved = wang.post(f"/api/plans/{drafted['plan']}/approval", {"document": "锦社建〔2026〕7号"}, seen=submitted["version"]).json()
    tickets = [report(chen, building) for _ in range(3)]
    households = [register(chen, building, room) for room in ("701", "702")]
    enacted = {"on": FIRST_DAY.isoformat(), "document": "锦社建〔2026〕7号"}
    with _meanwhile(lambda: households.append(register(chen, building, "703"))):
        done = wang.post(f"/api/plans/{drafted['plan']}/enactment", enacted, seen=approved["version"])
    assert done.status_code == 200, done.text
    assert done.json()["households_moved"] >= len(households) == 3
    stays = next(one["building"] for one in town.buildings[present] if one["building"] != building)
    return Ahead(town, building, stays, present, following, tickets, households)


def test_until_the_day_the_present_warden_handles_and_closes(site: Site, ahead: Ahead) -> None:
    warden, ticket = ahead.wardens()[0], ahead.tickets[0]
    seen = standing(site, ticket)["version"]
    for step, given in (
        ("acceptance", {}),
        ("handling", {"text": "换了灯泡"}),
        ("feedback", {"text": "已告知", "satisfaction": 5}),
        ("closing", {"outcome": "solved"}),
    ):
        answer = site.as_(warden).post(f"/api/tickets/{ticket}/{step}", given, seen=seen)
        assert answer.status_code == 200, answer.text
        seen = answer.json()["version"]
    now, after = standing(site, ticket), standing(site, ticket, AFTER)
    assert (now["status"], now["grid_now"], now["responsible"]) == ("closed", ahead.grids[0], warden.account)
    assert (after["status"], after["grid_now"], after["responsible"]) == ("closed", ahead.grids[1], warden.account)


def test_on_the_day_an_open_ticket_changes_hands(site: Site, ahead: Ahead) -> None:
    before, after = ahead.wardens()
    accepted = site.as_(before).post(f"/api/tickets/{ahead.tickets[1]}/acceptance", {}, seen=standing(site, ahead.tickets[1])["version"])
    assert accepted.json()["responsible"] == before.account
    assert where(site, ahead.tickets[1]) == ("accepted", ahead.grids[0], before.account)
    assert where(site, ahead.tickets[1], AFTER) == ("accepted", ahead.grids[1], after.account)


def test_what_went_up_meanwhile_stays_up(site: Site, ahead: Ahead) -> None:
    ticket = ahead.tickets[2]
    sent = {"level": "community", "responsible": "committee", "reason": "需协调"}
    answer = site.as_(desk_chen).post(f"/api/tickets/{ticket}/dispatch", sent, seen=standing(site, ticket)["version"])
    assert answer.status_code == 200, answer.text
    assert where(site, ticket) == ("reported", ahead.grids[0], "committee")
    assert where(site, ticket, AFTER) == ("reported", ahead.grids[1], "committee")


def test_a_ticket_reported_meanwhile_follows_on_the_day(site: Site, ahead: Ahead) -> None:
    before, after = ahead.wardens()
    ticket = report(site.as_(desk_chen), ahead.building)
    assert where(site, ticket) == ("reported", ahead.grids[0], before.account)
    assert where(site, ticket, AFTER) == ("reported", ahead.grids[1], after.account)


def test_a_part_opened_meanwhile_follows_its_whole_on_the_day(site: Site, ahead: Ahead) -> None:
    chen, (before, after) = site.as_(desk_chen), ahead.wardens()
    whole = report(chen, ahead.building)
    given = {"responsible": before.account, "level": "grid", "text": "先清楼道"}
    answer = chen.post(f"/api/tickets/{whole}/parts", given, seen=standing(site, whole)["version"])
    assert answer.status_code == 201, answer.text
    (part,) = answer.json()["parts"]
    assert where(site, part) == ("reported", ahead.grids[0], before.account)
    assert where(site, part, AFTER) == ("reported", ahead.grids[1], after.account)


def test_what_runs_on_a_ticket_is_listed_in_the_grid_of_the_day(site: Site, ahead: Ahead) -> None:
    chen, (before, after) = site.as_(desk_chen), ahead.wardens()
    ticket = report(chen, ahead.building)
    answer = chen.post(f"/api/tickets/{ticket}/papers", {"text": "产权证", "count": 1}, seen=standing(site, ticket)["version"])
    assert answer.status_code == 200, answer.text

    def listed(caller: Caller, **at: str) -> set[tuple[str, str]]:
        found = caller.get(f"{COMMUNITY}/affairs", kind="papers", **at).json()["affairs"]
        return {(one["ticket"], one["grid_now"]) for one in found}

    assert (ticket, ahead.grids[0]) in listed(site.as_(before)) & listed(chen)
    assert (ticket, ahead.grids[1]) in listed(chen, as_of=AFTER)
    assert ticket not in {one for one, _ in listed(site.as_(after))}


def test_a_household_that_stays_follows_its_building(site: Site, ahead: Ahead) -> None:
    household = ahead.households[0]
    assert [lived(site, household, at)["grid"] for at in (TODAY.isoformat(), AFTER)] == list(ahead.grids)


def test_a_household_that_came_while_the_plan_was_being_enacted_follows_too(site: Site, ahead: Ahead) -> None:
    lines = site.as_(desk_chen).get(f"/api/history/{ahead.households[2]}").json()["lines"]
    assert [line["name"] for line in lines] == ["household.registered", "household.reassigned"]


def test_until_the_day_the_household_opens_to_the_present_warden_alone(site: Site, ahead: Ahead) -> None:
    path = f"/api/households/{ahead.households[0]}"
    added = {"member": {"relation": "child", "name": "张小宝"}}
    before, after = (site.as_(warden) for warden in ahead.wardens())
    assert [caller.get(path).status_code for caller in (before, after)] == [200, 403]
    seen = lived(site, ahead.households[0])["version"]
    assert [caller.post(f"{path}/members", added, seen=seen).status_code for caller in (after, before)] == [403, 201]


def test_a_household_that_moves_away_meanwhile_does_not_follow_its_old_building(site: Site, ahead: Ahead) -> None:
    household = ahead.households[1]
    moved = {"building": ahead.stays, "door": {"unit": "1", "room": "303"}, "reason": "换房"}
    seen = lived(site, household)["version"]
    answer = site.as_(desk_chen).post(f"/api/households/{household}/move", moved, seen=seen)
    assert answer.status_code == 200, answer.text
    now, after = lived(site, household), lived(site, household, AFTER)
    assert (now["building"], now["grid"]) == (after["building"], after["grid"]) == (ahead.stays, ahead.grids[0])
    lines = site.as_(desk_chen).get(f"/api/history/{household}").json()["lines"]
    move = next(line for line in lines if line["name"] == "household.moved_within")
    assert [change["what"] for change in move["changes"]] == ["building"]


def report(caller: Caller, building: str) -> str:
    category = next(iter(PolicyProfile.load("erenhot").categories))
    answer = caller.post(f"{COMMUNITY}/tickets", {"category": category, "text": "路灯不亮", "building": building})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["ticket"])


def standing(site: Site, ticket: str, at: str | None = None) -> dict[str, Any]:
    return site.as_(desk_chen).get(f"/api/tickets/{ticket}", **({"as_of": at} if at else {})).json()


def where(site: Site, ticket: str, at: str | None = None) -> tuple[str, str, str]:
    found = standing(site, ticket, at)
    return found["status"], found["grid_now"], found["responsible"]


def lived(site: Site, household: str, at: str | None = None) -> dict[str, Any]:
    return site.as_(desk_chen).get(f"/api/households/{household}", **({"as_of": at} if at else {})).json()


@contextmanager
def _meanwhile(act: Callable[[], Any]) -> Iterator[None]:
    """Once, after the enactment has read who lives where and before it writes, somebody else acts."""
    real, waiting = enactment.hold_roster, [act]

    def interrupted(*given: Any) -> Any:
        if waiting:
            waiting.pop()()
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enactment, "hold_roster", interrupted)
        yield


def _painted(lin: Caller, town: Town, drafted: dict[str, Any]) -> tuple[str, int, int, int]:
    """The first building that a neighbouring grid of another warden takes with every check kept: it, its grid, the other, the version."""
    for present, buildings in enumerate(town.buildings):
        for following in range(len(town.grids)):
            if COVER[present][0] == COVER[following][0]:
                continue
            for one in buildings:
                body = {"to": town.grids[following], "buildings": [one["building"]]}
                answer = lin.post(f"/api/plans/{drafted['plan']}/redraw", body, seen=drafted["version"])
                if answer.status_code == 200:
                    assert answer.json()["failing"] == []
                    return one["building"], present, following, answer.json()["version"]
    raise AssertionError("no neighbour can take a building")
