"""Who belongs to a household: members join and leave, households split (分户) and merge (并户).

Split and merge concern two files: they answer with the events of each stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.household.events import Absorbed, FormedBySplit, Hukou, Member, MemberJoined, MemberLeft, Merged, Split
from domain.household.refusals import MembersMissing, NobodyLeft, NotAMember, PersonTwice, SameHousehold
from domain.household.requirements import LivesIn, Place, require_family, require_free, require_home, require_same_community
from domain.household.state import State, present
from domain.ids import HouseholdId, PersonId
from domain.schema import Events
from domain.values import Sealed


def split(
    state: State | None,
    into: HouseholdId,
    persons: tuple[PersonId, ...],
    *,
    to: Place,
    door: Sealed,
    hukou: Hukou,
    reason: str,
    relations: Mapping[PersonId, str] | None = None,
) -> tuple[Events, Events]:
    """分户: events of this file, events of the new file `into`.

    to: where the new household lives: the same building (often) or another of the community. relations: to the new head;
    without them the first person named is the head and the others "other".
    """
    here = present(state)
    if into == here.household:
        raise SameHousehold(household=into)
    leaving = _leaving(here, persons, relations or {})
    require_same_community(here, to.community)
    require_home(to)
    formed = FormedBySplit(
        household=into,
        community=here.community,
        came_from=here.household,
        building=to.building,
        grid=to.grid,
        door=door,
        hukou=hukou,
        members=leaving,
    )
    return (Split(into=into, persons=persons, reason=reason),), (formed,)


def merge(
    leaving: State | None, staying: State | None, *, reason: str, relations: Mapping[PersonId, str] | None = None
) -> tuple[Events, Events]:
    """并户: the first file ends and its members live behind the second one's door; events of the first, events of the second.

    relations: to the head of the second; without them its own head stays and a former head becomes "other".
    """
    if leaving is not None and staying is not None and leaving.merged_into == staying.household:
        return (), ()
    gone, kept = present(leaving), present(staying)
    if gone.household == kept.household:
        raise SameHousehold(household=kept.household)
    require_same_community(gone, kept.community)
    named = relations or {}
    joining = tuple(replace(one, relation=named.get(one.person, _under_another_head(one))) for one in gone.members)
    require_family((*kept.members, *joining))
    return (
        (Merged(into=kept.household, reason=reason),),
        (Absorbed(came_from=gone.household, members=joining),),
    )


def add_member(state: State | None, member: Member, *, reason: str, lives_in: LivesIn) -> Events:
    here = present(state)
    if member.person in here.persons:
        return ()
    require_free(here.household, (member,), lives_in)
    require_family((*here.members, member))
    return (MemberJoined(member=member, reason=reason),)


def remove_member(state: State | None, person: PersonId, *, reason: str) -> Events:
    here = present(state)
    if person not in here.persons:
        raise NotAMember(household=here.household, person=person)
    if len(here.members) == 1:
        raise NobodyLeft(household=here.household)
    return (MemberLeft(person=person, reason=reason),)


def _leaving(here: State, persons: tuple[PersonId, ...], relations: Mapping[PersonId, str]) -> tuple[Member, ...]:
    if not persons:
        raise MembersMissing()
    if len(set(persons)) < len(persons):
        raise PersonTwice(persons=sorted({person for person in persons if persons.count(person) > 1}))
    if strangers := set(persons) - here.persons:
        raise NotAMember(household=here.household, person=min(strangers))
    if len(persons) == len(here.members):
        raise NobodyLeft(household=here.household)
    sealed = {member.person: member.sealed for member in here.members}
    named = {person: relations.get(person, "other") for person in persons} if relations else {persons[0]: "head"}
    leaving = tuple(Member(person=person, relation=named.get(person, "other"), sealed=sealed[person]) for person in persons)
    require_family(leaving)
    return leaving


def _under_another_head(member: Member) -> str:
    return "other" if member.relation == "head" else member.relation
