"""Drawing building groups (楼组) anew: many at once, or buildings moved, a group split, groups merged.

The law it keeps: whatever is drawn, each building stands in one group of its own grid, every changed group is inside the band or has a
reason, and no group ends while a head stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.building_heirs import Heirs, followed, require_together
from domain.errors import Invalid
from domain.ids import BuildingGroupId, BuildingId, CommunityId, GridId
from domain.in_time import Fact
from domain.policy import PolicyProfile
from domain.required import require_name
from domain.schema import Event, Events
from domain.structure.building_groups import Formed, Readdressed, Redrawn, State, dissolve, fold, known_group, require_apart, weighed
from domain.values import DwellingKind

Homes = Mapping[BuildingId, tuple[DwellingKind, int]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group as it shall stand."""

    group: BuildingGroupId
    grid: GridId
    name: str
    buildings: tuple[BuildingId, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What changes: groups that stand otherwise or begin, and groups that end. What is not named stays."""

    drawn: tuple[Drawn, ...]
    ending: tuple[BuildingGroupId, ...] = ()


class NothingLeft(Invalid):
    """A part of a split would hold nothing, or a building is none of the group's. Facts: group."""

    code = "building_group.nothing_left"


class MergeAlone(Invalid):
    """A merge joins at least two groups. Facts: group."""

    code = "building_group.merge_alone"


def redraw(
    state: State | None,
    drawing: Drawing,
    *,
    community: CommunityId,
    homes: Mapping[GridId, Homes],
    exception: str,
    profile: PolicyProfile,
) -> Events:
    """homes: evidence: kind and households of every building, by grid. exception: why a group leaves the band, and why one ends.

    A group drawn as it stands makes no event. Raises GroupUnknown, HeadStands, BuildingGrouped, BuildingOutside, OutsideBand,
    ReasonMissing.
    """
    ended = tuple(event for group in drawing.ending for event in dissolve(state, group, reason=exception))
    _require_single(state, drawing)
    told = (_told(state, one, community, homes.get(one.grid, {}), exception, profile) for one in drawing.drawn)
    return (*ended, *(event for event in told if event is not None))


def moved(state: State | None, buildings: Collection[BuildingId], to: BuildingGroupId) -> Drawing:
    """Buildings, of other groups or of none, given to a group; a group that loses its last building ends. Raises GroupUnknown."""
    target = known_group(state, to)
    assert state is not None
    taken = set(buildings)
    left = {key: tuple(each for each in one.buildings if each not in taken) for key, one in state.groups.items() if key != to}
    changed = [_as(state, key, left[key]) for key in left if left[key] and len(left[key]) < len(state.groups[key].buildings)]
    joined = _as(state, to, tuple(sorted(taken.union(target.buildings))))
    return Drawing((*changed, joined), tuple(key for key, rest in left.items() if not rest))


def split(state: State | None, group: BuildingGroupId, leaving: Collection[BuildingId], into: BuildingGroupId, name: str) -> Drawing:
    """Buildings of a group become the group `into`; the head stays with the rest. Raises GroupUnknown, NothingLeft."""
    held = known_group(state, group)
    assert state is not None
    rest = tuple(each for each in held.buildings if each not in set(leaving))
    if not rest or not leaving or not set(leaving) <= set(held.buildings):
        raise NothingLeft(group=group)
    return Drawing((_as(state, group, rest), Drawn(into, held.grid, name, tuple(sorted(leaving)))))


def merged(state: State | None, groups: Iterable[BuildingGroupId], into: BuildingGroupId) -> Drawing:
    """All under one of them, whose head stays. Raises GroupUnknown, MergeAlone."""
    gone = tuple(sorted(set(groups) - {into}))
    if not gone:
        raise MergeAlone(group=into)
    whole = [each for group in (into, *gone) for each in known_group(state, group).buildings]
    assert state is not None
    return Drawing((_as(state, into, tuple(sorted(whole))),), gone)


def readdressed(told: Sequence[Fact], heirs: Heirs) -> list[tuple[Readdressed, datetime]]:
    """Every drawing that names buildings others stand for, with these from the day it held: of each past day too the groups hold what
    stands there. Raises StairwellsHeldApart for a group that stands."""
    state = fold(event for event, _ in told)
    require_together(((one.name, one.buildings) for one in (state.groups.values() if state else ())), heirs)
    drawn = {(event.group, at): event.buildings for event, at in told if isinstance(event, Formed | Redrawn | Readdressed)}
    following = ((group, at, buildings, followed(buildings, heirs)) for (group, at), buildings in drawn.items())
    return [(Readdressed(group=group, buildings=now), at) for group, at, before, now in following if set(now) != set(before)]


def home_of(buildings: Sequence[BuildingId], grid_of: Mapping[BuildingId, GridId], before: GridId) -> GridId:
    """The grid that holds most of a group's buildings; before: the one it has where none of them lies in any."""
    held = [grid_of[each] for each in buildings if each in grid_of]
    return max(sorted(set(held)), key=held.count) if held else before


def _as(state: State, group: BuildingGroupId, buildings: tuple[BuildingId, ...]) -> Drawn:
    known = state.groups[group]
    return Drawn(group, known.grid, known.name, buildings)


def _require_single(state: State | None, drawing: Drawing) -> None:
    changing = {one.group for one in drawing.drawn} | set(drawing.ending)
    held = [(one.name, one.buildings) for key, one in (state.groups if state else {}).items() if key not in changing]
    for one in drawing.drawn:
        for name, buildings in held:
            require_apart(name, buildings, one.buildings)
        held.append((one.name, one.buildings))


def _told(state: State | None, one: Drawn, community: CommunityId, homes: Homes, exception: str, profile: PolicyProfile) -> Event | None:
    require_name(one.name)
    standing = state.groups.get(one.group) if state else None
    buildings = tuple(sorted(one.buildings))
    if standing and (standing.grid, standing.name, standing.buildings) == (one.grid, one.name, buildings):
        return None
    households, clause = weighed(one.grid, buildings, homes, exception, profile)
    told: dict[str, Any] = {"group": one.group, "grid": one.grid, "name": one.name, "buildings": buildings, "households": households}
    told |= {"exception": exception, "clause": clause}
    return Redrawn(**told) if standing else Formed(community=community, **told)
