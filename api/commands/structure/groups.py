"""Building groups (楼组) on the map: proposed inside each grid, drawn and redrawn, checked as they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from api.commands.evidence import plan_on
from api.commands.governance.deciding import kept
from api.commands.ground import Ground, ground_of
from api.commands.proposing import band_of
from api.commands.structure.grouped import decided_on_groups, groups_of
from api.commands.structure.places import divided_by
from api.commands.structure.teams import homes_in
from api.context import Ctx, Done
from domain.errors import Refused
from domain.grid_plan import GridUnknown
from domain.ids import BuildingGroupId, BuildingId, CommunityId, GridId, community_code, community_id
from domain.plan_checks import Bands
from domain.schema import Events
from domain.structure import building_groups, group_checks, group_drawing
from domain.structure.building_groups import SUBJECT, mix_of
from domain.structure.group_checks import Home
from domain.structure.group_drawing import Drawing, Drawn
from domain.values import DrawnGrid
from projections import grids

if TYPE_CHECKING:
    from gis.grouping import Group, Stock
    from gis.partition import Effort


@dataclass(frozen=True)
class Wish:
    """grid: of one alone. stay: keep the groups that stand as far as the band lets; locked: not to be touched at all."""

    grid: GridId | None = None
    stay: bool = True
    locked: tuple[BuildingGroupId, ...] = ()
    seed: int = 1
    effort: Effort = "normal"


@dataclass(frozen=True)
class Shape:
    """A group as it is asked for. group: None for a new one."""

    group: BuildingGroupId | None
    grid: GridId
    name: str
    buildings: tuple[BuildingId, ...]


class GroupTorn(Refused):
    """A group would lie in pieces; an exception needs a reason. Facts: group (its name), buildings (those cut off), place (lon, lat)."""

    code = "building_group.torn"


@dataclass(frozen=True)
class Quarter:
    """The grids in force with their homes, and the groups that stand in them. places: (lon, lat) of each standing building."""

    ground: Ground
    grids: tuple[DrawnGrid, ...]
    state: building_groups.State | None
    places: Mapping[BuildingId, tuple[float, float]]

    @cached_property
    def homes(self) -> dict[GridId, group_drawing.Homes]:
        return {one.grid: homes_in(self.ground, one.atoms) for one in self.grids}

    @cached_property
    def grid_of(self) -> dict[BuildingId, GridId]:
        return {each: grid for grid, homes in self.homes.items() for each in homes}

    @cached_property
    def groups(self) -> dict[BuildingGroupId, building_groups.Group]:
        """In the grids that hold them now."""
        found = self.state.groups.items() if self.state else ()
        return {key: replace(one, grid=group_drawing.home_of(one.buildings, self.grid_of, one.grid)) for key, one in found}

    def atoms_of(self, buildings: Iterable[BuildingId]) -> set[int]:
        atom_of = self.ground.land.atom_of
        return {atom_of[each] for each in buildings if each in atom_of}

    def free(self, grid: GridId, grouped: Collection[BuildingId]) -> set[int]:
        """Atoms of a grid that belong to nobody: no home on them, and no building of a group."""
        atoms = next((one.atoms for one in self.grids if one.grid == grid), ())
        return {atom for atom in atoms if not self.ground.households_in((atom,))} - self.atoms_of(grouped)

    def asked(self, grid: GridId | None) -> tuple[DrawnGrid, ...]:
        """Raises GridUnknown."""
        found = tuple(one for one in self.grids if grid in (None, one.grid))
        if grid is not None and not found:
            raise GridUnknown(grid=grid)
        return found


def quarter(ctx: Ctx, code: str) -> Quarter:
    """Raises CommunityUnknown, TerritoryMissing."""
    ground = ground_of(ctx, code)
    plan = plan_on(ground.state, ctx.holds_from)
    held = divided_by(ctx, plan) if plan else None
    with ctx.office.reading() as connection:
        stands = grids.buildings(connection, kept(ctx, code) or community_id(code), limit=2**31 - 1)
    places = {row["building"]: (row["lon"], row["lat"]) for row in stands}
    return Quarter(ground, held.grids if held else (), groups_of(ctx, code), places)


# --- proposing


def propose(ctx: Ctx, code: str, wish: Wish) -> dict[str, Any]:
    """The groups the engine would draw, each with households against the band, and the standing groups that would end.

    Raises RuleUnknown where the profile gives no band, GridUnknown, GroupUnknown (locked).
    """
    at = quarter(ctx, code)
    drawing, found = _proposed(ctx, at, wish)
    told = [_told(at, drawn, one) for drawn, one in zip(drawing.drawn, found, strict=True)]
    for one in told:
        one["group"] = one["group"] if one["stands"] else None  # it has none until it is drawn
    ending = [{"group": key, "name": at.groups[key].name, "has_head": at.groups[key].head is not None} for key in drawing.ending]
    return {"groups": told, "in_band": sum(one["reason"] is None for one in told), "of": len(told), "ending": ending}


def adopt(ctx: Ctx, code: str, wish: Wish) -> Done:
    """The proposal, drawn. ctx.reason: why some group stays outside the band, or ends."""
    at = quarter(ctx, code)
    drawing, found = _proposed(ctx, at, wish)
    answer = {"groups": [_told(at, drawn, one) for drawn, one in zip(drawing.drawn, found, strict=True)]}
    return _draw(ctx, code, at, lambda _: drawing, answer)


def _proposed(ctx: Ctx, at: Quarter, wish: Wish) -> tuple[Drawing, list[Group]]:
    from gis.grouping import grouped  # the engine brings a compiler along: seconds that no other command should wait for

    keys = sorted(at.groups)
    stock, numbers = _stock(at, keys), {key: number for number, key in enumerate(keys)}
    for key in wish.locked:
        building_groups.known_group(at.state, key)
    drawn: list[Drawn] = []
    found: list[Group] = []
    search = {"stay": wish.stay, "seed": wish.seed, "effort": wish.effort, "locked": [numbers[key] for key in wish.locked]}
    for grid in at.asked(wish.grid):
        nodes = [at.ground.graph.node_of[atom] for atom in grid.atoms]
        groups = grouped(at.ground.graph, nodes, stock, **search)
        drawn += _drawn(ctx, at, grid.grid, [(None if one.continues is None else keys[one.continues], one) for one in groups])
        found += groups
    touched, lasting = {one.grid for one in at.asked(wish.grid)}, {one.group for one in drawn}
    return Drawing(tuple(drawn), tuple(key for key in keys if at.groups[key].grid in touched and key not in lasting)), found


def _stock(at: Quarter, keys: Sequence[BuildingGroupId]) -> Stock:
    from gis.grouping import Stock

    graph, standing = at.ground.graph, np.full(len(at.ground.graph.ids), -1, np.int32)
    for number, key in enumerate(keys):
        standing[[graph.node_of[atom] for atom in at.atoms_of(at.groups[key].buildings)]] = number
    households = np.array([at.ground.households_in((atom,)) for atom in graph.ids], float)
    return Stock(households, *band_of(at.ground, SUBJECT), standing)


def _drawn(ctx: Ctx, at: Quarter, grid: GridId, groups: Sequence[tuple[BuildingGroupId | None, Group]]) -> Iterable[Drawn]:
    """Standing groups keep their name; a new one takes the next number that none of the grid bears."""
    taken = {one.name for one in at.groups.values() if one.grid == grid}
    free = (name for number in range(1, len(taken) + len(groups) + 1) if (name := f"第{number}楼组") not in taken)
    for key, one in groups:
        held = tuple(sorted(each for node in one.nodes for each in at.ground.buildings_of[at.ground.graph.ids[node]]))
        if key is not None:
            yield Drawn(key, grid, at.groups[key].name, held)
        else:
            yield Drawn(BuildingGroupId(ctx.new_id("bgp")), grid, next(free), held)


def _told(at: Quarter, drawn: Drawn, one: Group) -> dict[str, Any]:
    bands, mix = Bands.of(at.ground.profile, SUBJECT), mix_of(at.homes[drawn.grid][each] for each in drawn.buildings)
    alone = [each for node in one.alone for each in at.ground.buildings_of[at.ground.graph.ids[node]]]
    clause = (bands.block if mix.block else bands.bungalow).rule.clause
    stands = drawn.group in at.groups
    told = {"group": drawn.group, "stands": stands, "grid": drawn.grid, "name": drawn.name, "buildings": list(drawn.buildings)}
    return told | {"households": mix.total, "limit": bands.limit(mix), "clause": clause, "reason": one.reason, "above_alone": alone}


# --- drawing


def draw(ctx: Ctx, code: str, shapes: Sequence[Shape], ending: Sequence[BuildingGroupId] = ()) -> Done:
    """Groups as given and others ended, all at once. ctx.reason: why one leaves the band or lies in pieces, or ends.

    Raises GroupUnknown, GroupTorn, and what group_drawing.redraw raises.
    """
    keys = [one.group or BuildingGroupId(ctx.new_id("bgp")) for one in shapes]
    drawn = tuple(Drawn(key, one.grid, one.name, one.buildings) for key, one in zip(keys, shapes, strict=True))

    def drawing_of(state: building_groups.State | None) -> Drawing:
        for one in shapes:
            if one.group is not None:
                building_groups.known_group(state, one.group)
        return Drawing(drawn, tuple(ending))

    return _draw(ctx, code, quarter(ctx, code), drawing_of, {"groups": keys})


def move(ctx: Ctx, code: str, buildings: Collection[BuildingId], to: BuildingGroupId) -> Done:
    return _draw(ctx, code, quarter(ctx, code), lambda state: group_drawing.moved(state, buildings, to))


def split(ctx: Ctx, code: str, group: BuildingGroupId, leaving: Collection[BuildingId], name: str) -> Done:
    into = BuildingGroupId(ctx.new_id("bgp"))
    return _draw(ctx, code, quarter(ctx, code), lambda state: group_drawing.split(state, group, leaving, into, name), {"group": into})


def merge(ctx: Ctx, code: str, groups: Collection[BuildingGroupId], into: BuildingGroupId) -> Done:
    return _draw(ctx, code, quarter(ctx, code), lambda state: group_drawing.merged(state, groups, into))


def _draw(
    ctx: Ctx,
    code: str,
    at: Quarter,
    drawing_of: Callable[[building_groups.State | None], Drawing],
    answer: dict[str, Any] | None = None,
) -> Done:
    def decide(state: building_groups.State | None, profile: Any) -> Events:
        drawing = drawing_of(state)
        fresh = {one.group for one in drawing.drawn} - (state.groups.keys() if state else set())
        here = replace(drawing, drawn=tuple(one if one.group in fresh else _here(at, one) for one in drawing.drawn))
        if not ctx.reason.strip():
            _refuse_torn(at, here)
        given = {"community": community_id(code), "homes": at.homes, "exception": ctx.reason, "profile": profile}
        return group_drawing.redraw(state, here, **given)

    return decided_on_groups(ctx, code, decide, answer)


def _here(at: Quarter, one: Drawn) -> Drawn:
    """In the grid that holds it now: a group goes along with its buildings, whatever grid it was drawn in."""
    return replace(one, grid=group_drawing.home_of(one.buildings, at.grid_of, one.grid))


def _refuse_torn(at: Quarter, drawing: Drawing) -> None:
    changing = {one.group for one in drawing.drawn} | set(drawing.ending)
    held = {each for key, one in at.groups.items() if key not in changing for each in one.buildings}
    held.update(each for one in drawing.drawn for each in one.buildings)
    for one in drawing.drawn:
        if lost := _strays(at, one.grid, one.buildings, held):
            raise GroupTorn(group=one.name, buildings=list(lost), place=at.places[lost[0]])


def _strays(at: Quarter, grid: GridId, buildings: Collection[BuildingId], grouped: Collection[BuildingId]) -> tuple[BuildingId, ...]:
    from gis.grouping import strays

    lost = set(strays(at.ground.graph, at.atoms_of(buildings), at.free(grid, grouped)))
    return tuple(sorted(each for each in buildings if each in at.places and at.ground.land.atom_of.get(each) in lost))


# --- through a redraw of the grids


def cut_by(ctx: Ctx, owner: CommunityId, grid_of: Mapping[BuildingId, GridId]) -> list[dict[str, Any]]:
    """The groups that a plan's boundaries cut: they stand until they are drawn anew; all others go along with their buildings."""
    state = groups_of(ctx, community_code(owner))
    if state is None:
        return []
    split_up = {key: sorted({grid_of[each] for each in one.buildings if each in grid_of}) for key, one in state.groups.items()}
    return [{"group": key, "name": state.groups[key].name, "grids": held} for key, held in split_up.items() if len(held) > 1]


# --- checking


def check(ctx: Ctx, code: str, grid: GridId | None = None) -> dict[str, Any]:
    """Every rule looked at on the groups as they stand; what fails with value, limit, clause and place."""
    at = quarter(ctx, code)
    at.asked(grid)
    homes = {
        each: Home(lived.kind, lived.households, at.grid_of.get(each), at.places[each])
        for each, lived in at.ground.homes.items()
        if each in at.places
    }
    grouped = {each for one in at.groups.values() for each in one.buildings}
    lost = {key: _strays(at, one.grid, one.buildings, grouped) for key, one in at.groups.items()}
    found = group_checks.checks_for(at.groups, homes, lost, at.ground.profile, grid)
    in_band = [one.passed for one in found if one.code == group_checks.IN_BAND]
    counted = {"groups": len(at.groups), "in_band": sum(in_band), "of": len(in_band)}
    return counted | {"looked_at": len(found), "failing": [asdict(one) for one in found if not one.passed]}
