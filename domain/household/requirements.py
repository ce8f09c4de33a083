"""What every household has to satisfy, and the evidence its decisions ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.household.events import Member
from domain.household.refusals import (
    BuildingDemolished,
    CommunityOther,
    GridMissing,
    HeadTwice,
    MembersMissing,
    PersonLivesElsewhere,
    PersonTwice,
    RelationUnknown,
)
from domain.household.state import State
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PersonId, PlanId

RELATIONS = frozenset({"head", "spouse", "child", "parent", "grandchild", "other"})
LivesIn = Mapping[PersonId, HouseholdId]
"""Evidence: which of the named persons are members of a present household now; empty when all are new to the register."""


@dataclass(frozen=True, slots=True)
class Place:
    """Evidence: a building as the plan in force sees it. grid is None only where plan is None: no plan is in force yet."""

    community: CommunityId
    building: BuildingId
    grid: GridId | None
    plan: PlanId | None
    is_demolished: bool = False


def require_family(members: tuple[Member, ...]) -> None:
    if not members:
        raise MembersMissing()
    persons = [member.person for member in members]
    if twice := {person for person in persons if persons.count(person) > 1}:
        raise PersonTwice(persons=sorted(twice))
    if any(member.relation not in RELATIONS for member in members):
        raise RelationUnknown(known=sorted(RELATIONS))
    if sum(member.relation == "head" for member in members) > 1:
        raise HeadTwice()


def require_free(household: HouseholdId, members: tuple[Member, ...], lives_in: LivesIn) -> None:
    for member in members:
        if lives_in.get(member.person, household) != household:
            raise PersonLivesElsewhere(person=member.person, household=lives_in[member.person])


def require_home(at: Place) -> None:
    if at.is_demolished:
        raise BuildingDemolished(building=at.building)
    if at.plan is not None and at.grid is None:
        raise GridMissing(building=at.building, plan=at.plan)


def require_same_community(here: State, other: CommunityId) -> None:
    if here.community != other:
        raise CommunityOther(household=here.household, community=here.community, other=other)
