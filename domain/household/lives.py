"""A household's life: somebody dies, some move away, another becomes head; and what its file said wrongly is put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.household.events import DoorCorrected, HeadChanged, Member, MemberCorrected, MemberDied, MovedOut, PartMovedOut
from domain.household.refusals import MembersMissing, NobodyLeft, NotAMember, PersonTwice
from domain.household.requirements import require_family
from domain.household.state import State, present
from domain.ids import CorrectionId, PersonId
from domain.schema import Events
from domain.values import Sealed

DIED = "died"


def record_death(state: State | None, person: PersonId) -> Events:
    """With its last member the household ends its stay too."""
    here = _with(state, person)
    died = MemberDied(person=person)
    if len(here.members) > 1:
        return (died,)
    assert here.building is not None
    return died, MovedOut(from_building=here.building, from_grid=here.grid, going_to=None, reason=DIED)


def move_part_out(state: State | None, persons: tuple[PersonId, ...], *, going_to: Sealed | None, reason: str) -> Events:
    """Some members leave the community. All of them: that is a household moving out (NobodyLeft)."""
    here = present(state)
    if not persons:
        raise MembersMissing()
    if len(set(persons)) < len(persons):
        raise PersonTwice(persons=sorted({person for person in persons if persons.count(person) > 1}))
    for person in persons:
        _with(here, person)
    if len(persons) == len(here.members):
        raise NobodyLeft(household=here.household)
    return (PartMovedOut(persons=persons, going_to=going_to, reason=reason),)


def change_head(state: State | None, head: PersonId, *, reason: str, relations: Mapping[PersonId, str] | None = None) -> Events:
    """relations: of the others to the new head; without them head and spouse change places, everybody else becomes "other"."""
    here = _with(state, head)
    before = {member.person: member.relation for member in here.members}
    if before[head] == "head":
        return ()
    told = relations or {}
    after = tuple(replace(one, relation=_beside(one, head, before[head], told)) for one in here.members)
    require_family(after)
    changed = tuple(one for one in after if one.relation != before[one.person])
    return (HeadChanged(head=head, members=changed, reason=reason),)


def correct_member(state: State | None, person: PersonId, *, sealed: Sealed, correction: CorrectionId) -> Events:
    here = _with(state, person)
    member = next(one for one in here.members if one.person == person)
    return (MemberCorrected(member=replace(member, sealed=sealed), correction=correction),)


def correct_door(state: State | None, *, door: Sealed, correction: CorrectionId) -> Events:
    here = present(state)
    assert here.building is not None
    return (DoorCorrected(building=here.building, door=door, correction=correction),)


def _beside(one: Member, head: PersonId, was: str, told: Mapping[PersonId, str]) -> str:
    if one.person == head:
        return "head"
    if one.person in told:
        return told[one.person]
    return "spouse" if one.relation == "head" and was == "spouse" else "other"


def _with(state: State | None, person: PersonId) -> State:
    here = present(state)
    if person not in here.persons:
        raise NotAMember(household=here.household, person=person)
    return here
