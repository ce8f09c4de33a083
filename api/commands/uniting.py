"""The first plan after a merger: the lands of all become one, and their plans in force stand side by side on it, to be redrawn or approved.

Grids keep their identity, and with it households, open tickets, posts and their holders. Their codes carried the number of a community that
ended: those of the successor keep theirs, all others are issued anew. Until the plan takes effect the old grids go on answering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import shapely

from api.commands import floors
from api.commands.evidence import Held, append, hold, hold_community, holding, land_of, persisting, standing
from api.commands.ground import ground_of
from api.commands.proposing import base_of, drafted_as, record_draft
from api.commands.territory import land_area_m2, made_of
from api.context import Ctx, Done, start_of_day
from domain import building, community, community_lineage, grid_plan, tessellation
from domain.community_lineage import NothingToUnite
from domain.grid_plan import assignment
from domain.ids import BuildingId, CommunityId, GridId, PlanId, TessellationId, grid_code
from domain.journal import Journal, Write
from domain.schema import Events
from domain.values import DrawnGrid
from gis.tessellation import Tessellation, tessellate
from gis.uniting import side_by_side
from gis.uniting import united as united_land


@dataclass(frozen=True)
class Part:
    """A community of the merger with its land, and the plan that holds on it when the merger does, if any."""

    state: community.State
    land: Tessellation
    plan: grid_plan.State | None


def unite(ctx: Ctx, code: str, name: str = "") -> Done:
    """A draft for the whole land. Raises NothingToUnite."""
    owner = hold_community(ctx, code).state
    assert owner is not None
    parts = parts_of(ctx, owner)
    if len([part for part in parts if part.plan is not None]) < 1 or all(part.state.community == owner.community for part in parts):
        raise NothingToUnite()
    floor = persisting(ctx, lambda: _one_land(replace(ctx, key=None), code, parts)).answer["tessellation"]
    plan = PlanId(ctx.new_id("pln"))

    def decide() -> Done:
        ground = ground_of(ctx, code, floor)
        drawn = _drawn(ctx, ground.state, ground.land, parts)
        named = name or f"整合方案 {ctx.today.isoformat()}"
        drafted = replace(drafted_as(ground, plan, named, "united", None, drawn), tessellation=floor)
        return record_draft(ctx, ground, drafted, base_of(ctx, ground))

    return persisting(ctx, decide)


def parts_of(ctx: Ctx, owner: community.State, on: date | None = None) -> list[Part]:
    """Its own first. on: the day a plan takes effect; None: today, or the day of a merger that is still to come."""
    ended = [state.ended_on for one in owner.came_from if (state := standing(ctx, one).state) and state.ended_on]
    at = start_of_day(on) if on is not None else max([ctx.now, *map(start_of_day, ended)])
    found = []
    for one in holding(ctx, owner.community, at):
        state = standing(ctx, one).state
        if state is not None and state.territory is not None and not state.passed_on:
            latest = state.enactments[-1].plan if state.enactments else None
            plan = grid_plan.known(hold(ctx, latest, grid_plan.fold).state) if latest else None
            found.append(Part(state, land_of(ctx.journal, state.territory), plan))
    return found


def held_by(ctx: Ctx, part: Part) -> dict[BuildingId, GridId]:
    """Building to grid under the part's plan."""
    if part.plan is None:
        return {}
    grids, land = assignment(grid_plan.in_code_order(part.plan)), land_of(ctx.journal, part.plan.tessellation)
    return {each: grids[atom] for each, atom in land.atom_of.items() if atom in grids}


def as_they_stand(ctx: Ctx, land: Tessellation, parts: Sequence[Part]) -> dict[int, GridId]:
    """Atoms of the whole land to the grids of the parts' plans."""
    return side_by_side(land, {building: grid for part in parts for building, grid in held_by(ctx, part).items()})


def passing(ctx: Ctx, owner: community.State, plan: grid_plan.State, on: date) -> list[Write]:
    """The plans of those that ended are over when this one, drawn on the land of all, takes effect. Raises PassedBeforeEnd."""
    writes = []
    for one in _origins(ctx.journal, plan.tessellation, owner.community):
        held = standing(ctx, one)
        events = community_lineage.pass_plan_on(held.state, into=owner.community, plan=plan.plan, on=on, document=ctx.document)
        writes.append(held.write(events, start_of_day(on)))
    return writes


def _origins(journal: Journal, floor: TessellationId, owner: CommunityId) -> list[CommunityId]:
    return [one for one in floors.communities_of(journal, floor) if one != owner]


def _one_land(ctx: Ctx, code: str, parts: Sequence[Part]) -> Done:
    """Cut anew around the buildings of all, inside the border of all. While no plan of the community holds it is its land from now on."""
    owner = hold_community(ctx, code)
    assert owner.state is not None
    of = tuple(part.state.territory for part in parts if part.state.territory is not None)
    if floors.united_of(ctx.journal, owner.state.territory) == of:
        return append(ctx, [], {"tessellation": owner.state.territory})
    cut = tessellate(_buildings(ctx, parts), united_land([part.land for part in parts]), ())
    stream = TessellationId(ctx.new_id("tes"))
    made = tessellation.unite(made_of(stream, owner.state.community, cut), of=of)
    writes = [Write(stream, 0, made), owner.stands()]
    if not owner.state.enactments:
        writes[-1] = owner.write(_drawn_as(owner, stream, cut))
    return append(ctx, writes, {"tessellation": stream})


def _drawn_as(owner: Held[community.State], stream: TessellationId, cut: Tessellation) -> Events:
    return community.draw_territory(owner.state, tessellation=stream, derived=False, area_m2=land_area_m2(cut), atoms=len(cut.atoms))


def _buildings(ctx: Ctx, parts: Sequence[Part]) -> list[tuple[BuildingId, shapely.Geometry]]:
    named = [each for part in parts for each in part.land.atom_of]
    folded = {stream: building.fold(one.body for one in recorded) for stream, recorded in ctx.journal.read_many(named).items()}
    return [
        (BuildingId(stream), shapely.from_wkt(known.registered.footprint))
        for stream, known in folded.items()
        if known and not known.successors
    ]


def _drawn(ctx: Ctx, owner: community.State, land: Tessellation, parts: Sequence[Part]) -> tuple[DrawnGrid, ...]:
    atoms: dict[GridId, list[int]] = {}
    for atom, grid in as_they_stand(ctx, land, parts).items():
        atoms.setdefault(grid, []).append(atom)
    pairs = [(part.state, grid) for part in parts if part.plan for grid in grid_plan.in_code_order(part.plan) if grid.grid in atoms]
    names = [grid.name for _, grid in pairs]
    number, drawn = community.issued_through(owner), []
    for state, grid in pairs:
        held = tuple(sorted(atoms[grid.grid]))
        if state.community == owner.community:
            drawn.append(replace(grid, atoms=held, came_from=()))
            continue
        number += 1
        name = grid.name if names.count(grid.name) == 1 else f"{state.name}{grid.name}"
        drawn.append(replace(grid, code=grid_code(owner.community, number), name=name, atoms=held, came_from=()))
    return tuple(drawn)
