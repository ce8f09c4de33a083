"""A building (楼栋): where it stands, its address, how many dwellings it holds.

The law it keeps: a count of dwellings says what it rests on and is corrected only with a reason; a demolished building changes no more,
nor one that others stand for: a block that was divided into its stairwells (单元), a stairwell that was put together with the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, Refused, Unknown
from domain.ids import BuildingId, CommunityId
from domain.required import require_reason
from domain.schema import Event, Events, event
from domain.values import CountBasis, DwellingKind


@event("building.registered")
class Registered:
    """footprint: WKT in (lon, lat) degrees SRID 4490, at most 7 decimals; a point where the source has no outline.
    source: key of the row in the file it came from. estate: 小区. number: 楼号.
    basis_note: how dwellings were estimated, or the field counted."""

    building: BuildingId
    community: CommunityId
    source: str
    name: str
    address: str
    estate: str
    number: str
    kind: DwellingKind
    use: str
    floors: int | None
    units: int | None
    dwellings: int
    basis: CountBasis
    basis_note: str
    footprint: str


@event("building.dwellings_counted")
class DwellingsCounted:
    dwellings: int
    basis: CountBasis
    reason: str


@event("building.addressed")
class Addressed:
    name: str
    address: str
    estate: str
    number: str
    reason: str


@event("building.demolished")
class Demolished:
    on: date
    reason: str


@event("building.divided")
class Divided:
    """Its stairwells (单元) stand for it, each a building of its own. It says how the building is registered, not what happened to it: of
    days before too they are what stands there."""

    into: tuple[BuildingId, ...]
    reason: str


@event("building.made_whole")
class MadeWhole:
    """The block stands for its stairwells again."""

    of: tuple[BuildingId, ...]
    reason: str


@event("building.stairwell_of")
class StairwellOf:
    """number: from the west, or from the north."""

    block: BuildingId
    number: int


@event("building.taken_back")
class TakenBack:
    """A stairwell whose block is registered as one again."""

    into: BuildingId
    reason: str


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str
    estate: str
    number: str


@dataclass(frozen=True, slots=True)
class State:
    """successors: what stands for it, its stairwells or the block. block: whose stairwell it is. divided: how often it was."""

    registered: Registered
    dwellings: int
    basis: CountBasis
    address: Address
    demolished_on: date | None = None
    successors: tuple[BuildingId, ...] = ()
    block: BuildingId | None = None
    divided: int = 0

    @property
    def community(self) -> CommunityId:
        return self.registered.community

    @property
    def kind(self) -> DwellingKind:
        return self.registered.kind


REGISTERED = (Divided, MadeWhole, TakenBack)
"""What changes which buildings stand for a block in the register, of any day."""


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Registered():
            return State(event, event.dwellings, event.basis, Address(event.name, event.address, event.estate, event.number))
        case DwellingsCounted() if state:
            return replace(state, dwellings=event.dwellings, basis=event.basis)
        case Addressed() if state:
            return replace(state, address=Address(event.name, event.address, event.estate, event.number))
        case Demolished() if state:
            return replace(state, demolished_on=event.on)
        case Divided() if state:
            return replace(state, successors=event.into, divided=state.divided + 1)
        case MadeWhole() if state:
            return replace(state, successors=())
        case StairwellOf() if state:
            return replace(state, block=event.block)
        case TakenBack() if state:
            return replace(state, successors=(event.into,))
    raise TypeError(f"not an event of a building: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class BuildingUnknown(Unknown):
    code = "building.unknown"


class BuildingRegisteredOtherwise(Refused):
    """The same id with other content. Facts: building."""

    code = "building.registered_otherwise"


class BuildingDemolished(Refused):
    """Facts: building, on."""

    code = "building.demolished_already"


class BuildingSucceeded(Refused):
    """Others stand for it: its stairwells, or the block. Facts: building, successors."""

    code = "building.succeeded"


class StairwellsTooFew(Invalid):
    """A block has at least two stairwells. Facts: building, stairwells."""

    code = "building.stairwells_too_few"


class NotDivided(Refused):
    """Facts: building."""

    code = "building.not_divided"


class BuildingInhabited(Refused):
    """Facts: building, households."""

    code = "building.inhabited"


class CountInvalid(Invalid):
    """Dwellings, floors or units below what can be. Facts: field, value."""

    code = "building.count_invalid"


class FootprintMissing(Invalid):
    code = "building.footprint_missing"


def register(state: State | None, registered: Registered) -> Events:
    if state is not None:
        if state.registered == registered:
            return ()
        raise BuildingRegisteredOtherwise(building=registered.building)
    _require_counts(dwellings=(registered.dwellings, 0), floors=(registered.floors, 1), units=(registered.units, 1))
    if not registered.footprint.strip():
        raise FootprintMissing()
    return (registered,)


def count_dwellings(state: State | None, *, dwellings: int, basis: CountBasis, reason: str) -> Events:
    standing = _standing(state)
    if (standing.dwellings, standing.basis) == (dwellings, basis):
        return ()
    _require_counts(dwellings=(dwellings, 0))
    require_reason(reason)
    return (DwellingsCounted(dwellings=dwellings, basis=basis, reason=reason),)


def address(state: State | None, to: Address, *, reason: str) -> Events:
    standing = _standing(state)
    if standing.address == to:
        return ()
    require_reason(reason)
    return (Addressed(name=to.name, address=to.address, estate=to.estate, number=to.number, reason=reason),)


def demolish(state: State | None, *, on: date, households: int, reason: str) -> Events:
    """households: how many are registered behind its doors, which must have moved out first."""
    if state is not None and state.demolished_on == on:
        return ()
    standing = _standing(state)
    if households:
        raise BuildingInhabited(building=standing.registered.building, households=households)
    require_reason(reason)
    return (Demolished(on=on, reason=reason),)


def divide(state: State | None, stairwells: Sequence[Registered], *, reason: str) -> tuple[Events, dict[BuildingId, Events]]:
    """What is said of the block, and of each of its stairwells, which come in their order."""
    block = _standing(state).registered.building
    require_reason(reason)
    if len(stairwells) < 2:
        raise StairwellsTooFew(building=block, stairwells=len(stairwells))
    opened = {each.building: (*register(None, each), StairwellOf(block=block, number=number)) for number, each in enumerate(stairwells, 1)}
    return (Divided(into=tuple(opened), reason=reason),), opened


def make_whole(state: State | None, stairwells: Mapping[BuildingId, State], *, reason: str) -> tuple[Events, dict[BuildingId, Events]]:
    """What is said of the block, and of each of its stairwells. What was counted by stairwell is its count from now on."""
    if state is None:
        raise BuildingUnknown()
    block = state.registered.building
    if not state.successors or set(state.successors) != stairwells.keys():
        raise NotDivided(building=block)
    require_reason(reason)
    parts = [_standing(one) for one in stairwells.values()]
    whole = MadeWhole(of=state.successors, reason=reason)
    basis = CountBasis.COUNTED if all(one.basis is CountBasis.COUNTED for one in parts) else CountBasis.ESTIMATED
    counted = count_dwellings(evolve(state, whole), dwellings=sum(one.dwellings for one in parts), basis=basis, reason=reason)
    return (whole, *counted), dict.fromkeys(stairwells, (TakenBack(into=block, reason=reason),))


def _standing(state: State | None) -> State:
    if state is None:
        raise BuildingUnknown()
    if state.successors:
        raise BuildingSucceeded(building=state.registered.building, successors=list(state.successors))
    if state.demolished_on is not None:
        raise BuildingDemolished(building=state.registered.building, on=state.demolished_on)
    return state


def _require_counts(**counts: tuple[int | None, int]) -> None:
    for field, (value, least) in counts.items():
        if value is not None and value < least:
            raise CountInvalid(field=field, value=value)
