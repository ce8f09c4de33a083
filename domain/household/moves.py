"""Where a household lives: register, move in, move within, move out, and the grid that follows its building."""

from __future__ import annotations

from domain.household.events import Hukou, Member, MovedIn, MovedOut, MovedWithin, Readdressed, Reassigned, Registered
from domain.household.refusals import HouseholdEnded, HouseholdKnown, HouseholdPresent
from domain.household.requirements import LivesIn, Place, require_family, require_free, require_home, require_same_community
from domain.household.state import Standing, State, present
from domain.ids import BuildingId, GridId, HouseholdId, PlanId
from domain.required import require_document
from domain.schema import Events
from domain.values import Sealed


def register(
    state: State | None,
    *,
    household: HouseholdId,
    at: Place,
    door: Sealed,
    hukou: Hukou,
    members: tuple[Member, ...],
    source: str,
    lives_in: LivesIn,
) -> Events:
    """Open the file of a household that lives here already."""
    if state is not None:
        if _lives_so(state, at, members):
            return ()
        raise HouseholdKnown(household=state.household)
    require_family(members)
    require_free(household, members, lives_in)
    require_home(at)
    return (
        Registered(
            household=household,
            community=at.community,
            building=at.building,
            grid=at.grid,
            door=door,
            hukou=hukou,
            members=members,
            source=source,
        ),
    )


def move_in(
    state: State | None,
    *,
    household: HouseholdId,
    to: Place,
    door: Sealed,
    hukou: Hukou,
    members: tuple[Member, ...],
    came_from: Sealed | None,
    lives_in: LivesIn,
) -> Events:
    """A household comes from outside: a new file, or an old one that returns, to any community."""
    if state is not None and state.standing is Standing.ENDED:
        raise HouseholdEnded(household=state.household, into=state.merged_into)
    if state is not None and state.standing is Standing.PRESENT:
        if _lives_so(state, to, members):
            return ()
        raise HouseholdPresent(household=state.household, building=state.building)
    require_family(members)
    require_free(household, members, lives_in)
    require_home(to)
    return (
        MovedIn(
            household=household,
            community=to.community,
            building=to.building,
            grid=to.grid,
            door=door,
            hukou=hukou,
            members=members,
            came_from=came_from,
        ),
    )


def move_within(state: State | None, *, to: Place, door: Sealed, reason: str) -> Events:
    """Another door in the same community. The same sealed door again writes nothing; another door of the same building is a move."""
    here = present(state)
    require_same_community(here, to.community)
    if to.building == here.building and door == here.door:
        return ()
    require_home(to)
    assert here.building is not None
    return (
        MovedWithin(
            from_building=here.building,
            to_building=to.building,
            from_grid=here.grid,
            to_grid=to.grid,
            door=door,
            reason=reason,
        ),
    )


def move_out(state: State | None, *, going_to: Sealed | None, reason: str) -> Events:
    if state is not None and state.standing is Standing.AWAY:
        return ()
    here = present(state)
    assert here.building is not None
    return (MovedOut(from_building=here.building, from_grid=here.grid, going_to=going_to, reason=reason),)


def reassign(state: State | None, to_grid: GridId, *, plan: PlanId | None, document: str) -> Events:
    """The household follows its building into another grid. Without a plan it is a correction: it names a document all the same."""
    here = present(state)
    if here.grid == to_grid:
        return ()
    require_document(document)
    return (Reassigned(from_grid=here.grid, to_grid=to_grid, plan=plan, document=document),)


def readdress(state: State | None, to_building: BuildingId, *, reason: str) -> Events:
    """Another building of the register stands for the door: the household stays where it is."""
    here = present(state)
    assert here.building is not None and here.door is not None
    if here.building == to_building:
        return ()
    return (Readdressed(from_building=here.building, to_building=to_building, door=here.door, reason=reason),)


def _lives_so(state: State, at: Place, members: tuple[Member, ...]) -> bool:
    """The same command a second time. Seals differ each time they are made, so doors and people are compared by who and where."""
    return state.building == at.building and state.persons == {member.person for member in members}
