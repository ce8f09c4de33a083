"""Deaths, heads, departures of a part, corrections: what happens in a household's life."""

from __future__ import annotations

import pytest

from domain import correction, household
from domain.household import Hukou, Member
from domain.ids import BuildingId, CommunityId, CorrectionId, GridId, HouseholdId, PersonId
from domain.required import ReasonMissing
from domain.values import Sealed
from tests.scenario import given

HOME, HERE = HouseholdId("hh-zhang"), CommunityId("com-321111001001")
OLD, WIFE, SON = PersonId("psn-old1"), PersonId("psn-wife"), PersonId("psn-son1")
COR = CorrectionId("cor-0001")


def box(subject: str, text: str = "…") -> Sealed:
    return Sealed(subject=subject, key="k", box=text)


def member(person: PersonId, relation: str, text: str = "…") -> Member:
    return Member(person=person, relation=relation, sealed=box(person, text))


def registered(*members: Member) -> household.Registered:
    where = {"building": BuildingId("bld-tower"), "grid": GridId("grd-east"), "door": box(HOME), "hukou": Hukou.HERE}
    return household.Registered(household=HOME, community=HERE, members=members, source="desk", **where)


FAMILY = registered(member(OLD, "head"), member(WIFE, "spouse"), member(SON, "child"))


def test_a_member_dies_and_the_household_lives_on():
    state = given(household, FAMILY).when(household.record_death, OLD).then(household.MemberDied(person=OLD))
    assert state.persons == {WIFE, SON}
    given(household, FAMILY).when(household.record_death, PersonId("psn-else")).refused(household.NotAMember)


def test_with_its_last_member_the_household_ends_its_stay():
    alone = given(household, registered(member(OLD, "head")))
    left = household.MovedOut(from_building=BuildingId("bld-tower"), from_grid=GridId("grd-east"), going_to=None, reason="died")
    assert alone.when(household.record_death, OLD).then(household.MemberDied(person=OLD), left).standing is household.Standing.AWAY


def test_another_becomes_head_and_there_is_never_a_second_one():
    changed = household.HeadChanged(head=WIFE, members=(member(OLD, "spouse"), member(WIFE, "head"), member(SON, "other")), reason="")
    state = given(household, FAMILY).when(household.change_head, WIFE, reason="").then(changed)
    assert [one.relation for one in state.members] == ["spouse", "head", "other"]
    kept = {"reason": "", "relations": {SON: "child"}}
    told = household.HeadChanged(head=WIFE, members=(member(OLD, "spouse"), member(WIFE, "head")), reason="")
    given(household, FAMILY).when(household.change_head, WIFE, **kept).then(told)
    given(household, FAMILY).when(household.change_head, OLD, reason="").then()
    given(household, FAMILY).when(household.change_head, WIFE, reason="", relations={SON: "head"}).refused(household.HeadTwice)
    given(household, FAMILY).when(household.change_head, WIFE, reason="", relations={SON: "boss"}).refused(household.RelationUnknown)


@pytest.mark.rule("D14")
def test_part_of_a_household_moves_away_and_all_of_it_moves_out_instead():
    away = household.PartMovedOut(persons=(SON,), going_to=None, reason="外出务工")
    told = {"going_to": None, "reason": "外出务工"}
    assert given(household, FAMILY).when(household.move_part_out, (SON,), **told).then(away).persons == {OLD, WIFE}
    given(household, FAMILY).when(household.move_part_out, (OLD, WIFE, SON), **told).refused(household.NobodyLeft)
    given(household, FAMILY).when(household.move_part_out, (SON, SON), **told).refused(household.PersonTwice)
    given(household, FAMILY).when(household.move_part_out, (), **told).refused(household.MembersMissing)


def test_a_correction_says_a_member_anew_and_keeps_the_relation():
    corrected = household.MemberCorrected(member=member(WIFE, "spouse", "new"), correction=COR)
    state = given(household, FAMILY).when(household.correct_member, WIFE, sealed=box(WIFE, "new"), correction=COR).then(corrected)
    assert state.members[1] == member(WIFE, "spouse", "new")
    door = household.DoorCorrected(building=BuildingId("bld-tower"), door=box(HOME, "new"), correction=COR)
    assert given(household, FAMILY).when(household.correct_door, door=box(HOME, "new"), correction=COR).then(door).door == box(HOME, "new")


PROPOSED = correction.Proposed(
    correction=COR, community=HERE, household=HOME, person=WIFE, content=box(WIFE, "new"), note=box(WIFE), proposed_by="zhao"
)


def test_a_correction_is_approved_once_and_by_somebody_else():
    told = {"correction": COR, "community": HERE, "household": HOME, "person": WIFE, "content": box(WIFE, "new"), "note": box(WIFE)}
    given(correction).when(correction.propose, **told, why="证件号抄错", by="zhao").then(PROPOSED)
    given(correction).when(correction.propose, **told, why=" ", by="zhao").refused(ReasonMissing)
    approved = correction.Approved(approved_by="wang", document="")
    given(correction, PROPOSED).when(correction.approve, by="wang", document="").then(approved)
    given(correction, PROPOSED).when(correction.approve, by="zhao", document="").refused(correction.ProposerApproves)
    given(correction, PROPOSED, approved).when(correction.reject, by="wang", why="x", note=box(COR)).refused(correction.CorrectionDecided)
    given(correction).when(correction.approve, by="wang", document="").refused(correction.CorrectionUnknown)
