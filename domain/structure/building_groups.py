"""Building groups (楼组) inside the grids of a community, each with its building head (楼长、楼组长).

The law it keeps: a group holds whole buildings of one grid, a building stands in one group; its households lie in the regulation's band or
a reason is given; a group has one head at a time, eligible by the regulation or overridden with a reason. Who the head is stands sealed.
`group_drawing` draws groups anew; a group keeps its head and its identity through that, and through a redraw of the grids around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce

from domain.ids import BuildingGroupId, BuildingHeadId, BuildingId, CommunityId, GridId
from domain.plan_checks import EDGE, Bands, Mix
from domain.policy import PolicyProfile
from domain.required import require_name, require_reason
from domain.schema import Event, Events, event
from domain.structure.group_refusals import (
    AllowancePaidOtherwise,
    AllowanceUnsound,
    BuildingGrouped,
    BuildingOutside,
    GroupUnknown,
    HeadMissing,
    HeadStands,
    NotEligible,
    OutsideBand,
)
from domain.values import DwellingKind, Sealed

SUBJECT = "building_head"


class Method(StrEnum):
    """推荐、竞聘、委任"""

    RECOMMENDED = "recommended"
    COMPETED = "competed"
    ASSIGNED = "assigned"


@event("building_group.formed")
class Formed:
    """Stored format: change only with an upcast and a golden file. households: evidence at the time; exception: why it leaves the band."""

    community: CommunityId
    group: BuildingGroupId
    grid: GridId
    name: str
    buildings: tuple[BuildingId, ...]
    households: int
    exception: str
    clause: str


@event("building_group.redrawn")
class Redrawn:
    """Stored format: change only with an upcast and a golden file. The group as it stands from now on; the fields are those of Formed."""

    group: BuildingGroupId
    grid: GridId
    name: str
    buildings: tuple[BuildingId, ...]
    households: int
    exception: str
    clause: str


@event("building_group.readdressed")
class Readdressed:
    """Others stand in the register for some of its buildings: how they are registered, not who belongs to the group."""

    group: BuildingGroupId
    buildings: tuple[BuildingId, ...]


@event("building_group.dissolved")
class Dissolved:
    group: BuildingGroupId
    reason: str


@event("building_head.appointed")
class HeadAppointed:
    """title: as the profile calls it. standing: which of the regulation's words fits (居民代表…), blank where none does. override: why
    somebody who is not eligible was taken. sealed: name and phone."""

    group: BuildingGroupId
    head: BuildingHeadId
    title: str
    standing: str
    method: Method
    is_override: bool
    override: Sealed | None
    sealed: Sealed
    document: str
    clause: str


@event("building_head.relieved")
class HeadRelieved:
    group: BuildingGroupId
    head: BuildingHeadId
    note: Sealed


@event("building_head.allowance_paid")
class AllowancePaid:
    """month: YYYY-MM."""

    group: BuildingGroupId
    head: BuildingHeadId
    month: str
    yuan: int


@dataclass(frozen=True, slots=True)
class Group:
    grid: GridId
    name: str
    buildings: tuple[BuildingId, ...]
    head: BuildingHeadId | None = None
    paid: Mapping[tuple[BuildingHeadId, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    community: CommunityId
    groups: Mapping[BuildingGroupId, Group] = field(default_factory=dict)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case Formed():
            before = state or State(event.community)
            return _with(before, event.group, Group(event.grid, event.name, event.buildings))
        case Redrawn() if state:
            known = state.groups[event.group]
            return _with(state, event.group, replace(known, grid=event.grid, name=event.name, buildings=event.buildings))
        case Readdressed() if state:
            standing = state.groups.get(event.group)  # none: of a group that is dissolved since
            return _with(state, event.group, replace(standing, buildings=event.buildings)) if standing else state
        case Dissolved() if state:
            return replace(state, groups={key: group for key, group in state.groups.items() if key != event.group})
        case HeadAppointed() if state:
            return _with(state, event.group, replace(state.groups[event.group], head=event.head))
        case HeadRelieved() if state:
            return _with(state, event.group, replace(state.groups[event.group], head=None))
        case AllowancePaid() if state:
            known = state.groups[event.group]
            return _with(state, event.group, replace(known, paid={**known.paid, (event.head, event.month): event.yuan}))
    raise TypeError(f"not an event of building groups: {type(event).__name__}")


def joined(states: Iterable[State]) -> State | None:
    """The groups of several communities that are one's now; its own first."""
    known = tuple(states)
    return State(known[0].community, {key: group for one in known for key, group in one.groups.items()}) if known else None


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def _with(state: State, key: BuildingGroupId, group: Group) -> State:
    return replace(state, groups=dict(state.groups) | {key: group})


def form(
    state: State | None,
    *,
    community: CommunityId,
    group: BuildingGroupId,
    grid: GridId,
    name: str,
    buildings: tuple[BuildingId, ...],
    homes: Mapping[BuildingId, tuple[DwellingKind, int]],
    exception: str,
    profile: PolicyProfile,
) -> Events:
    """homes: evidence: kind and households of every building of the grid."""
    require_name(name)
    for known in state.groups.values() if state else ():
        require_apart(known.name, known.buildings, buildings)
    households, clause = weighed(grid, buildings, homes, exception, profile)
    return (
        Formed(
            community=community,
            group=group,
            grid=grid,
            name=name,
            buildings=tuple(sorted(buildings)),
            households=households,
            exception=exception,
            clause=clause,
        ),
    )


def weighed(
    grid: GridId,
    buildings: tuple[BuildingId, ...],
    homes: Mapping[BuildingId, tuple[DwellingKind, int]],
    exception: str,
    profile: PolicyProfile,
) -> tuple[int, str]:
    """Households of a group of a grid's buildings, and the clause that gives their band. Raises BuildingOutside, OutsideBand."""
    outside = [each for each in buildings if each not in homes]
    if outside or not buildings:
        raise BuildingOutside(buildings=outside, grid=grid)
    mix = mix_of(homes[each] for each in buildings)
    return mix.total, _require_band(mix, exception, profile)


def require_apart(name: str, held: Iterable[BuildingId], buildings: Iterable[BuildingId]) -> None:
    """name: of the group that holds them. Raises BuildingGrouped."""
    if shared := sorted(set(held) & set(buildings)):
        raise BuildingGrouped(building=shared[0], group=name)


def mix_of(homes: Iterable[tuple[DwellingKind, int]]) -> Mix:
    return sum((Mix(count, 0) if kind is DwellingKind.BUNGALOW else Mix(0, count) for kind, count in homes), Mix())


def dissolve(state: State | None, group: BuildingGroupId, *, reason: str) -> Events:
    if known_group(state, group).head is not None:
        raise HeadStands(group=group)
    require_reason(reason)
    return (Dissolved(group=group, reason=reason),)


def appoint(
    state: State | None,
    group: BuildingGroupId,
    *,
    head: BuildingHeadId,
    standing: str,
    method: Method,
    why: str,
    override: Sealed | None,
    sealed: Sealed,
    document: str,
    profile: PolicyProfile,
) -> Events:
    """why: looked at for being there where the person is not eligible; what is stored is the sealed override."""
    if known_group(state, group).head is not None:
        raise HeadStands(group=group)
    post = profile.post("building")
    is_override = bool(post.eligible) and standing not in post.eligible
    if is_override and not why.strip():
        raise NotEligible(eligible=list(post.eligible), value=standing, limit=list(post.eligible), clause=post.source.clause)
    appointed = HeadAppointed(
        group=group,
        head=head,
        title=post.title,
        standing="" if is_override else standing,
        method=method,
        is_override=is_override,
        override=override if is_override else None,
        sealed=sealed,
        document=document,
        clause=post.source.clause,
    )
    return (appointed,)


def relieve(state: State | None, group: BuildingGroupId, *, why: str, note: Sealed) -> Events:
    head = _head(state, group)
    require_reason(why)
    return (HeadRelieved(group=group, head=head, note=note),)


def pay(state: State | None, group: BuildingGroupId, *, month: str, yuan: int) -> Events:
    """The regulation gives no amount: whoever pays says it. A month is paid once."""
    head = _head(state, group)
    if yuan <= 0 or len(month) != 7:
        raise AllowanceUnsound(month=month, yuan=yuan)
    before = known_group(state, group).paid.get((head, month))
    if before == yuan:
        return ()
    if before is not None:
        raise AllowancePaidOtherwise(month=month, yuan=before)
    return (AllowancePaid(group=group, head=head, month=month, yuan=yuan),)


def known_group(state: State | None, group: BuildingGroupId) -> Group:
    """Raises GroupUnknown."""
    if state is None or group not in state.groups:
        raise GroupUnknown(group=group)
    return state.groups[group]


def _head(state: State | None, group: BuildingGroupId) -> BuildingHeadId:
    head = known_group(state, group).head
    if head is None:
        raise HeadMissing(group=group)
    return head


def _require_band(mix: Mix, exception: str, profile: PolicyProfile) -> str:
    """Shares of a band add up over kinds of dwelling, as for grids. Blank where the regulation gives no band."""
    if not profile.has_band(SUBJECT):
        return ""
    bands = Bands.of(profile, SUBJECT)
    band = bands.bungalow if mix.bungalow > mix.block else bands.block
    fits = mix.of_high(bands) <= 1 + EDGE and mix.of_low(bands) >= 1 - EDGE
    if not (fits or band.is_advisory or exception.strip()):
        raise OutsideBand(rule=band.rule.key, value=mix.total, limit=band.limit, unit=band.rule.unit, clause=band.rule.clause)
    return band.rule.clause
