"""Households: one door, one grid, and everybody who leaves is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain import household
from domain.household import Hukou, Member, Place, Standing, story
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PersonId, PlanId
from domain.required import DocumentMissing
from domain.values import Sealed
from tests.scenario import given

HUAYUAN = CommunityId("com-321111001001")
PLAN = PlanId("pln-2014")
ZHANG, LI, NEW = HouseholdId("hh-zhang"), HouseholdId("hh-li00"), HouseholdId("hh-new0")
GUOQIANG, MEI, XIAOBO, NAINAI = (PersonId(f"psn-{name}") for name in ("guoqiang", "mei0", "xiaobo", "nainai"))
TOWER = Place(community=HUAYUAN, building=BuildingId("bld-tower"), grid=GridId("grd-east"), plan=PLAN)
LANE = Place(community=HUAYUAN, building=BuildingId("bld-lane"), grid=GridId("grd-west"), plan=PLAN)
DOOR, OTHER_DOOR = Sealed(subject=ZHANG, key="k1", box="301"), Sealed(subject=ZHANG, key="k1", box="502")


def member(person: PersonId, relation: str = "other") -> Member:
    return Member(person=person, relation=relation, sealed=Sealed(subject=person, key="k", box="…"))


FAMILY = (member(GUOQIANG, "head"), member(MEI, "spouse"), member(XIAOBO, "child"))
REGISTERED = household.Registered(
    household=ZHANG,
    community=HUAYUAN,
    building=TOWER.building,
    grid=TOWER.grid,
    door=DOOR,
    hukou=Hukou.HERE,
    members=FAMILY,
    source="import",
)
MOVED_OUT = household.MovedOut(from_building=TOWER.building, from_grid=TOWER.grid, going_to=None, reason="购房")
FILE = {"household": ZHANG, "door": DOOR, "hukou": Hukou.HERE, "members": FAMILY, "lives_in": {}}


def test_a_registered_household_is_present_in_the_grid_of_its_building():
    state = given(household).when(household.register, at=TOWER, source="import", **FILE).then(REGISTERED)
    assert (state.standing, state.building, state.grid) == (Standing.PRESENT, TOWER.building, TOWER.grid)


def test_registering_the_same_people_behind_the_same_door_again_writes_nothing():
    given(household, REGISTERED).when(household.register, at=TOWER, source="import", **FILE).then()


@pytest.mark.rule("G8")
def test_an_open_file_is_not_opened_for_others():
    strangers = FILE | {"members": (member(NAINAI, "head"),)}
    given(household, REGISTERED).when(household.register, at=TOWER, source="desk", **strangers).refused(household.HouseholdKnown)


def test_before_any_plan_is_in_force_a_household_has_no_grid_yet():
    unplanned = replace(TOWER, grid=None, plan=None)
    state = given(household).when(household.register, at=unplanned, source="import", **FILE).then(replace(REGISTERED, grid=None))
    assert state.grid is None


@pytest.mark.rule("G4")
@pytest.mark.parametrize(
    ("at", "error"),
    [(replace(TOWER, grid=None), household.GridMissing), (replace(TOWER, is_demolished=True), household.BuildingDemolished)],
)
def test_no_household_without_a_grid_once_a_plan_is_in_force_nor_in_a_demolished_building(at, error):
    given(household).when(household.register, at=at, source="desk", **FILE).refused(error, building=TOWER.building)


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ((), household.MembersMissing),
        ((FAMILY[0], FAMILY[1], FAMILY[1]), household.PersonTwice),
        ((member(GUOQIANG, "head"), member(MEI, "head")), household.HeadTwice),
        ((member(GUOQIANG, "tenant"),), household.RelationUnknown),
    ],
)
def test_a_family_has_members_each_once_with_a_known_relation_and_one_head(members, error):
    given(household).when(household.register, at=TOWER, source="desk", **FILE | {"members": members}).refused(error)


@pytest.mark.rule("Z1")
def test_somebody_who_lives_in_another_household_is_not_registered_a_second_time():
    elsewhere = FILE | {"lives_in": {MEI: LI}}
    given(household).when(household.register, at=TOWER, source="desk", **elsewhere).refused(
        household.PersonLivesElsewhere, person=MEI, household=LI
    )


def test_a_household_that_comes_from_outside_opens_a_file():
    given(household).when(household.move_in, to=LANE, came_from=None, **FILE).then(_moved_in(LANE))


def test_a_household_that_moved_out_returns_to_another_door():
    state = given(household, REGISTERED, MOVED_OUT).when(household.move_in, to=LANE, came_from=None, **FILE).then(_moved_in(LANE))
    assert (state.standing, state.building, state.persons) == (Standing.PRESENT, LANE.building, {GUOQIANG, MEI, XIAOBO})


def test_a_present_household_does_not_move_in_elsewhere():
    given(household, REGISTERED).when(household.move_in, to=LANE, came_from=None, **FILE).refused(
        household.HouseholdPresent, building=TOWER.building
    )


def test_moving_within_names_both_buildings_and_both_grids():
    state = (
        given(household, REGISTERED)
        .when(household.move_within, to=LANE, door=OTHER_DOOR, reason="换房")
        .then(
            household.MovedWithin(
                from_building=TOWER.building,
                to_building=LANE.building,
                from_grid=TOWER.grid,
                to_grid=LANE.grid,
                door=OTHER_DOOR,
                reason="换房",
            )
        )
    )
    assert (state.building, state.grid, state.door) == (LANE.building, LANE.grid, OTHER_DOOR)


def test_moving_to_the_door_one_lives_behind_writes_nothing():
    given(household, REGISTERED).when(household.move_within, to=TOWER, door=DOOR, reason="").then()


def test_moving_to_another_community_is_not_a_move_within():
    away = replace(LANE, community=CommunityId("com-321111001002"))
    given(household, REGISTERED).when(household.move_within, to=away, door=DOOR, reason="").refused(
        household.CommunityOther, community=HUAYUAN, other=away.community
    )


def test_moving_out_names_what_is_left_and_a_second_time_writes_nothing():
    state = given(household, REGISTERED).when(household.move_out, going_to=None, reason="购房").then(MOVED_OUT)
    assert (state.standing, state.building, state.grid, state.members) == (Standing.AWAY, None, None, ())
    given(household, REGISTERED, MOVED_OUT).when(household.move_out, going_to=None, reason="购房").then()


@pytest.mark.parametrize(
    ("decide", "named"),
    [
        (household.move_within, {"to": LANE, "door": DOOR, "reason": ""}),
        (household.reassign, {"to_grid": LANE.grid, "plan": PLAN, "document": "润政办发〔2014〕33号"}),
        (household.add_member, {"member": member(NAINAI), "reason": "", "lives_in": {}}),
        (household.remove_member, {"person": MEI, "reason": ""}),
        (household.split, {"into": NEW, "persons": (MEI,), "to": TOWER, "door": DOOR, "hukou": Hukou.HERE, "reason": ""}),
    ],
)
def test_whoever_moved_out_has_no_door_no_grid_and_no_members_to_change(decide, named):
    given(household, REGISTERED, MOVED_OUT).when(decide, **named).refused(household.HouseholdMovedOut, household=ZHANG)
    given(household).when(decide, **named).refused(household.HouseholdUnknown)


def test_reassigning_names_both_grids_and_leaves_the_door_alone():
    state = (
        given(household, REGISTERED)
        .when(household.reassign, LANE.grid, plan=PLAN, document="润政办发〔2014〕33号")
        .then(household.Reassigned(from_grid=TOWER.grid, to_grid=LANE.grid, plan=PLAN, document="润政办发〔2014〕33号"))
    )
    assert (state.building, state.door, state.grid) == (TOWER.building, DOOR, LANE.grid)


def test_reassigning_to_the_same_grid_writes_nothing():
    given(household, REGISTERED).when(household.reassign, TOWER.grid, plan=None, document="").then()


def test_a_reassignment_names_its_document():
    given(household, REGISTERED).when(household.reassign, LANE.grid, plan=None, document=" ").refused(DocumentMissing)


SPLIT = {"to": LANE, "door": OTHER_DOOR, "hukou": Hukou.ELSEWHERE, "reason": "分户"}


def test_a_split_takes_the_named_members_to_a_household_of_their_own():
    here = household.fold([REGISTERED])
    ours, theirs = household.split(here, NEW, (XIAOBO,), **SPLIT)
    assert ours == (household.Split(into=NEW, persons=(XIAOBO,), reason="分户"),)
    stayed, left = household.fold([REGISTERED, *ours]), household.fold(theirs)
    assert stayed.persons == {GUOQIANG, MEI}
    assert left.members == (replace(FAMILY[2], relation="head"),)
    assert (left.household, left.building, left.grid, left.hukou) == (NEW, LANE.building, LANE.grid, Hukou.ELSEWHERE)


@pytest.mark.parametrize(
    ("persons", "error"),
    [
        ((), household.MembersMissing),
        ((GUOQIANG, MEI, XIAOBO), household.NobodyLeft),
        ((MEI, MEI), household.PersonTwice),
        ((NAINAI,), household.NotAMember),
    ],
)
def test_a_split_leaves_at_least_one_member_on_each_side_and_takes_members_only(persons, error):
    given(household, REGISTERED).when(household.split, NEW, persons, **SPLIT).refused(error)


def test_a_household_does_not_split_into_itself():
    given(household, REGISTERED).when(household.split, ZHANG, (MEI,), **SPLIT).refused(household.SameHousehold)


LI_FAMILY = replace(REGISTERED, household=LI, building=LANE.building, grid=LANE.grid, members=(member(NAINAI, "head"),))


def test_a_merge_ends_one_file_and_its_members_live_in_the_other():
    ours, theirs = household.merge(household.fold([LI_FAMILY]), household.fold([REGISTERED]), reason="并户")
    assert ours == (household.Merged(into=ZHANG, reason="并户"),)
    assert theirs == (household.Absorbed(came_from=LI, members=(member(NAINAI, "other"),)),)
    ended, kept = household.fold([LI_FAMILY, *ours]), household.fold([REGISTERED, *theirs])
    assert (ended.standing, ended.members, ended.merged_into) == (Standing.ENDED, (), ZHANG)
    assert kept.persons == {GUOQIANG, MEI, XIAOBO, NAINAI}
    assert household.merge(ended, kept, reason="并户") == ((), ())


def test_only_two_present_households_merge():
    here, away = household.fold([REGISTERED]), household.fold([replace(LI_FAMILY), MOVED_OUT])
    with pytest.raises(household.HouseholdMovedOut):
        household.merge(away, here, reason="")
    with pytest.raises(household.HouseholdMovedOut):
        household.merge(here, away, reason="")
    with pytest.raises(household.SameHousehold):
        household.merge(here, here, reason="")


def test_an_ended_file_stays_ended():
    merged = household.Merged(into=LI, reason="并户")
    given(household, REGISTERED, merged).when(household.move_in, to=LANE, came_from=None, **FILE).refused(household.HouseholdEnded, into=LI)
    given(household, REGISTERED, merged).when(household.move_out, going_to=None, reason="").refused(household.HouseholdEnded)


def test_members_join_once_and_leave_by_name():
    joined = household.MemberJoined(member=member(NAINAI, "parent"), reason="投靠")
    given(household, REGISTERED).when(household.add_member, member(NAINAI, "parent"), reason="投靠", lives_in={}).then(joined)
    given(household, REGISTERED, joined).when(household.add_member, member(NAINAI, "parent"), reason="投靠", lives_in={}).then()
    given(household, REGISTERED, joined).when(household.remove_member, XIAOBO, reason="入学").then(
        household.MemberLeft(person=XIAOBO, reason="入学")
    )
    given(household, REGISTERED).when(household.remove_member, NAINAI, reason="").refused(household.NotAMember, person=NAINAI)


def test_the_last_member_does_not_leave_an_empty_household_behind():
    alone = replace(REGISTERED, members=FAMILY[:1])
    given(household, alone).when(household.remove_member, GUOQIANG, reason="").refused(household.NobodyLeft)


def _moved_in(to: Place) -> household.MovedIn:
    return household.MovedIn(
        household=ZHANG,
        community=HUAYUAN,
        building=to.building,
        grid=to.grid,
        door=DOOR,
        hukou=Hukou.HERE,
        members=FAMILY,
        came_from=None,
    )


def test_a_door_listed_under_its_stairwell_is_the_same_door_and_what_follows_still_fits():
    told = household.Readdressed(from_building=TOWER.building, to_building=LANE.building, door=REGISTERED.door, reason="按单元登记")
    state = given(household, REGISTERED).when(household.readdress, LANE.building, reason="按单元登记").then(told)
    assert (state.building, state.grid, state.door) == (LANE.building, TOWER.grid, REGISTERED.door)
    given(household, REGISTERED, told).when(household.readdress, LANE.building, reason="按单元登记").then()
    came, left = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    gone = household.MovedOut(from_building=TOWER.building, from_grid=TOWER.grid, going_to=None, reason="搬迁")
    corrected = household.DoorCorrected(building=LANE.building, door=OTHER_DOOR, correction="cor-0001")
    story.require_fitting([(REGISTERED, came), (gone, left), (told, came)], (corrected,), came)
    away = household.fold((REGISTERED, gone, told))
    assert (away.standing, away.building) == (Standing.AWAY, None)
