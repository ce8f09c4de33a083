"""Teams: two office cadres and one of the community, two or three buildings each; who watches does not resolve; two hats."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from domain.building_heirs import StairwellsHeldApart
from domain.ids import BuildingId, CommunityId, GridId, TeamMemberId
from domain.policy import PolicyProfile
from domain.structure import team
from domain.values import Sealed
from tests.domain.profiles import newest
from tests.scenario import given

CHANGXING, ERENHOT, RUNZHOU = map(PolicyProfile.load, ("changxing", "erenhot", "runzhou"))
with TemporaryDirectory() as folder:
    DAIBAN = newest("daiban", Path(folder))
COMMUNITY, GRID = CommunityId("com-321111001001"), GridId("grd-0001")
HOUSES = [BuildingId(f"bld-{n:04d}") for n in range(1, 13)]
OFFICE, OURS = team.OFFICE_CADRE, team.COMMUNITY_CADRE


def joining(number: int, role: str, profile: PolicyProfile, standing: str = "", houses: tuple[int, ...] = (), hat_a: str | None = None):
    member = TeamMemberId(f"tmb-{number:04d}")
    told = {"community": COMMUNITY, "member": member, "grid": GRID, "role": role, "standing": standing, "hat_a": hat_a}
    buildings = tuple(HOUSES[each] for each in houses)
    return partial(team.join, buildings=buildings, grid_buildings=HOUSES[:10], sealed=Sealed(member, "k", "Ym94"), profile=profile, **told)


def past(*joins: partial):
    events: tuple = ()
    for one in joins:
        events += one(team.fold(events))
    return events


@pytest.mark.rule("D5")
def test_two_office_cadres_and_one_of_the_community_with_two_or_three_buildings_each():
    three = (
        joining(1, "proxy", DAIBAN, OFFICE, (0, 1)),
        joining(2, "proxy", DAIBAN, OFFICE, (2, 3, 4)),
        joining(3, "proxy", DAIBAN, OURS, (5, 6)),
    )
    complete = past(*three)
    assert [(one.title, one.standing, len(one.buildings)) for one in complete] == [
        ("代办员", OFFICE, 2),
        ("代办员", OFFICE, 3),
        ("代办员", OURS, 2),
    ]
    given(team, *complete).when(joining(4, "proxy", DAIBAN, OFFICE, (7, 8))).refused(team.ProxiesComplete, limit="2")
    given(team, *complete).when(joining(4, "proxy", DAIBAN, OURS, (7, 8))).refused(team.ProxiesComplete, limit="1")
    for houses in ((0,), (0, 1, 2, 3)):
        given(team).when(joining(1, "proxy", DAIBAN, OFFICE, houses)).refused(team.ProxyBuildings, value=len(houses), limit="2–3")
    given(team, *complete).when(joining(4, "proxy", DAIBAN, OFFICE, (0, 7))).refused(team.BuildingTaken, buildings=[HOUSES[0]])
    given(team).when(joining(1, "proxy", DAIBAN, OFFICE, (0, 11))).refused(team.BuildingTaken, buildings=[HOUSES[11]])


@pytest.mark.rule("D4")
def test_a_team_has_members_from_many_houses():
    events = past(*(joining(n, role, DAIBAN, OURS) for n, role in enumerate(("grid", "party", "property", "police", "medical"))))
    assert [one.title for one in events] == ["网格员", "党小组长", "物业人员", "驻片民警", "医疗服务人员"]
    given(team, *events).when(joining(0, "grid", DAIBAN, OURS)).then()
    given(team).when(joining(1, "mayor", DAIBAN)).refused(team.RoleUnknown)
    left = team.Left(member=TeamMemberId("tmb-0000"), grid=GRID, role="grid")
    leaving = partial(team.leave, member=TeamMemberId("tmb-0000"), grid=GRID, role="grid")
    given(team, *events).when(leaving).then(left)
    given(team, *events, left).when(leaving).refused(team.MemberUnknown)


@pytest.mark.rule("C6")
def test_who_watches_a_grid_does_not_resolve_there():
    watching = past(joining(1, "supervisor", CHANGXING))
    given(team, *watching).when(joining(1, "resolver", CHANGXING)).refused(team.WatchesAndResolves, grid=GRID)
    assert given(team, *watching).when(joining(2, "resolver", CHANGXING)).decide()[0].title == CHANGXING.post("resolver").title


@pytest.mark.rule("E3", "E5")
def test_two_hats_of_one_person_and_the_five_posts():
    assert len(ERENHOT.categories) == 5
    for post in ERENHOT.categories:
        assert given(team).when(joining(1, "grid", ERENHOT, hat_a=post)).decide()[0].hat_a == post
    given(team).when(joining(1, "grid", ERENHOT)).refused(team.HatUnknown)
    given(team).when(joining(1, "grid", ERENHOT, hat_a="gardening")).refused(team.HatUnknown, known=sorted(ERENHOT.categories))
    given(team).when(joining(1, "grid", RUNZHOU, hat_a="civil_affairs")).refused(team.HatUnknown)


def test_a_proxy_keeps_the_doors_of_a_block_that_is_divided_and_of_one_that_is_whole_again():
    told = past(joining(1, "proxy", DAIBAN, OFFICE, (0, 1)), joining(2, "grid", RUNZHOU))
    parts = (HOUSES[10], HOUSES[11])
    followed = team.Readdressed(member=TeamMemberId("tmb-0001"), grid=GRID, role="proxy", buildings=(HOUSES[1], *parts))
    given(team, *told).when(team.readdress, {(HOUSES[0],): parts}).then(followed)
    given(team, *told).when(team.readdress, {(HOUSES[5],): parts}).then()
    given(team).when(team.readdress, {(HOUSES[0],): parts}).then()
    back = team.Readdressed(member=TeamMemberId("tmb-0001"), grid=GRID, role="proxy", buildings=(HOUSES[0], HOUSES[1]))
    given(team, *told, followed).when(team.readdress, {parts: (HOUSES[0],)}).then(back)
    shared = past(joining(1, "proxy", DAIBAN, OFFICE, (0, 1)), joining(2, "proxy", DAIBAN, OFFICE, (2, 3)))
    apart = given(team, *shared).when(team.readdress, {(HOUSES[1], HOUSES[2]): (HOUSES[11],)})
    apart.refused(StairwellsHeldApart, building=HOUSES[11], held_by=["tmb-0001", "tmb-0002"])
