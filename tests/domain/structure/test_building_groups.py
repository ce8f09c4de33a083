"""Building groups in their band, heads with eligibility, method and override."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from domain.ids import BuildingGroupId, BuildingHeadId, BuildingId, CommunityId, GridId
from domain.policy import PolicyProfile
from domain.required import ReasonMissing
from domain.structure import building_groups as groups
from domain.structure.building_groups import Method
from domain.values import DwellingKind, Sealed
from tests.scenario import given

RUNZHOU, YIXING, ERENHOT = map(PolicyProfile.load, ("runzhou", "yixing", "erenhot"))
COMMUNITY, GROUP, GRID = CommunityId("com-321111001001"), BuildingGroupId("bgp-0001"), GridId("grd-0001")
HEAD = BuildingHeadId("bhd-0001")
B1, B2, B3 = (BuildingId(f"bld-000{n}") for n in (1, 2, 3))
BLOCK, BUNGALOW = DwellingKind.BLOCK, DwellingKind.BUNGALOW
HOMES = {B1: (BLOCK, 50), B2: (BLOCK, 50), B3: (BUNGALOW, 50)}
BOX = Sealed(HEAD, "k", "Ym94")


def forming(*buildings: BuildingId, profile: PolicyProfile = RUNZHOU, group: str = GROUP, exception: str = "", homes: Any = HOMES):
    told = {"community": COMMUNITY, "group": group, "grid": GRID, "name": "1号楼组", "buildings": buildings}
    return partial(groups.form, homes=homes, exception=exception, profile=profile, **told)


def appointing(standing: str = "居民代表", why: str = "", profile: PolicyProfile = RUNZHOU):
    told = {"head": HEAD, "standing": standing, "method": Method.COMPETED, "why": why, "override": BOX, "sealed": BOX, "document": ""}
    return partial(groups.appoint, group=GROUP, profile=profile, **told)


FORMED = forming(B1, B2)(None)


@pytest.mark.rule("R3")
@pytest.mark.parametrize(("buildings", "fits"), [((B1, B2), True), ((B3,), True), ((B1,), False), ((B1, B2, B3), False)])
def test_a_hundred_households_of_blocks_or_fifty_of_bungalows_have_one_head(buildings: tuple[BuildingId, ...], fits: bool):
    if fits:
        given(groups).when(forming(*buildings)).then(*forming(*buildings)(None))
    else:
        refusal = given(groups).when(forming(*buildings)).refused(groups.OutsideBand)
        assert "润州" in refusal.facts["clause"]
        (formed,) = forming(*buildings, exception="独栋")(None)
        assert formed.exception == "独栋"


@pytest.mark.rule("Y2")
@pytest.mark.parametrize(("households", "fits"), [(29, False), (30, True), (50, True), (51, False)])
def test_a_group_of_yixing_has_thirty_to_fifty_households(households: int, fits: bool):
    when = given(groups).when(forming(B1, profile=YIXING, homes={B1: (BLOCK, households)}))
    if fits:
        assert when.decide()[0].households == households
    else:
        when.refused(groups.OutsideBand, value=households, limit="30–50")


def test_a_building_stands_in_one_group_of_its_own_grid():
    given(groups, *FORMED).when(forming(B2, B3, group="bgp-0002", exception="试")).refused(groups.BuildingGrouped, building=B2)
    given(groups).when(forming(B1, BuildingId("bld-0009"))).refused(groups.BuildingOutside, buildings=["bld-0009"])
    given(groups).when(forming()).refused(groups.BuildingOutside)


@pytest.mark.rule("R4", "C2", "Y4")
def test_a_head_is_eligible_or_overridden_with_a_reason_and_says_how_chosen():
    (appointed,) = given(groups, *FORMED).when(appointing()).decide()
    assert (appointed.title, appointed.standing, appointed.method, appointed.override) == ("楼长", "居民代表", Method.COMPETED, None)
    given(groups, *FORMED).when(appointing("退休教师")).refused(groups.NotEligible, eligible=["居民代表"])
    (overridden,) = given(groups, *FORMED).when(appointing("退休教师", "热心")).decide()
    assert (overridden.is_override, overridden.override, overridden.standing) == (True, BOX, "")
    given(groups, *FORMED, appointed).when(appointing()).refused(groups.HeadStands, group=GROUP)
    assert given(groups, *FORMED).when(appointing(profile=YIXING)).decide()[0].title == YIXING.post("building").title


@pytest.mark.rule("C2")
def test_a_month_of_allowance_is_paid_once():
    head = appointing()(groups.fold(FORMED))
    paid = groups.AllowancePaid(group=GROUP, head=HEAD, month="2026-05", yuan=200)
    pay = partial(groups.pay, group=GROUP, month="2026-05", yuan=200)
    given(groups, *FORMED, *head).when(pay).then(paid)
    given(groups, *FORMED, *head, paid).when(pay).then()
    given(groups, *FORMED).when(pay).refused(groups.HeadMissing)
    given(groups, *FORMED, *head).when(partial(groups.pay, group=GROUP, month="5", yuan=200)).refused(groups.AllowanceUnsound)


def test_after_relief_the_post_is_vacant_and_the_group_may_go():
    head = appointing()(groups.fold(FORMED))
    gone = groups.HeadRelieved(group=GROUP, head=HEAD, note=BOX)
    given(groups, *FORMED, *head).when(partial(groups.dissolve, group=GROUP, reason="重划")).refused(groups.HeadStands)
    given(groups, *FORMED, *head).when(partial(groups.relieve, group=GROUP, why="", note=BOX)).refused(ReasonMissing)
    given(groups, *FORMED, *head).when(partial(groups.relieve, group=GROUP, why="搬离", note=BOX)).then(gone)
    state = (
        given(groups, *FORMED, *head, gone)
        .when(partial(groups.dissolve, group=GROUP, reason="重划"))
        .then(groups.Dissolved(group=GROUP, reason="重划"))
    )
    assert state.groups == {}
    given(groups).when(partial(groups.dissolve, group=GROUP, reason="重划")).refused(groups.GroupUnknown)
