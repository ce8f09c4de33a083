"""A new draft: proposed by the engine, or by hand from a copy of the plan in force or from one grid of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from api.commands import floors
from api.commands.briefing import Wish, briefed, cut_off, kept, wishes_of
from api.commands.evidence import Held, hold, persisting
from api.commands.ground import Ground, Planned, checked, ground_of, planned, record
from api.context import Ctx, Done
from domain import community, grid_drawing, grid_plan, plan_memory
from domain.errors import Refused
from domain.grid_plan import Drafted
from domain.ids import GridCode, GridId, PlanId, grid_code
from domain.plan_checks import Bands
from domain.plan_refusals import GridCodesExhausted
from domain.schema import Events
from domain.values import DrawnGrid, DwellingKind

if TYPE_CHECKING:
    from gis.partition import Proposal

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reins:
    """progress hears shares of 1. Once should_stop says yes, the best division found so far becomes the draft."""

    progress: Callable[[float], None] | None = None
    should_stop: Callable[[], bool] | None = None


FREE = Reins()


def propose(ctx: Ctx, code: str, wish: Wish, reins: Reins = FREE) -> Done:
    """A draft whose grids are whole buildings, connected and inside the profile's band wherever the buildings allow.

    The answer names every grid that cannot comply, and why. Raises TogetherUnknown, TogetherLocked, TogetherCutOff.
    """
    plan = PlanId(ctx.new_id("pln"))

    def decide() -> Done:
        ground = ground_of(ctx, code)
        base = base_of(ctx, ground)
        households = np.array([ground.households_in((atom,)) for atom in ground.graph.ids], float)
        proposal = _searched(ctx, ground, base, wish, households, reins)
        drawn = _named(ctx, ground, base, proposal, households)
        drafted = drafted_as(ground, plan, wish.name or f"建议方案 {ctx.today.isoformat()}", "propose", wish.seed, drawn)
        told = {"reasons": _reasons(drawn, ground, proposal), "stopped": proposal.stopped}
        return record_draft(ctx, ground, drafted, base, (briefed(ground, wish, proposal),), told=told)

    return persisting(ctx, decide)


def copy(ctx: Ctx, code: str, name: str = "") -> Done:
    """A draft that begins as the plan decided last. Raises NoPlanToCopy."""
    plan = PlanId(ctx.new_id("pln"))

    def decide() -> Done:
        ground = ground_of(ctx, code)
        base = base_of(ctx, ground)
        if base is None:
            raise NoPlanToCopy()
        drawn = tuple(replace(grid, came_from=()) for grid in grid_plan.in_code_order(base))
        drafted = drafted_as(ground, plan, name or f"调整方案 {ctx.today.isoformat()}", "copy", None, drawn)
        return record_draft(ctx, ground, drafted, base)

    return persisting(ctx, decide)


def whole(ctx: Ctx, code: str, name: str = "") -> Done:
    """A draft of one grid that holds the whole community, to be divided by hand. Raises GridCodesExhausted."""
    plan, grid = PlanId(ctx.new_id("pln")), GridId(ctx.new_id("grd"))

    def decide() -> Done:
        ground = ground_of(ctx, code)
        sequence = community.issued_through(ground.state) + 1
        if sequence > grid_plan.LAST_SEQUENCE:
            raise GridCodesExhausted(community=ground.state.community)
        base = base_of(ctx, ground)
        atoms = tuple(sorted(ground.graph.ids))
        origins = origins_of(() if base is None else grid_plan.in_code_order(base), atoms)
        drawn = DrawnGrid(grid, grid_code(ground.state.community, sequence), f"第{sequence}网格", atoms, came_from=origins)
        drafted = drafted_as(ground, plan, name or f"手工方案 {ctx.today.isoformat()}", "whole", None, (drawn,))
        return record_draft(ctx, ground, drafted, base)

    return persisting(ctx, decide)


def branch(ctx: Ctx, origin: PlanId, name: str = "", snapshot: str = "") -> Done:
    """A draft that begins as another plan's drawing stands, or stood under a snapshot's name; both go on by themselves."""
    plan = PlanId(ctx.new_id("pln"))

    def decide() -> Done:
        on = planned(ctx, origin)
        grids = plan_memory.snapshot(on.state, snapshot) if snapshot else grid_plan.in_code_order(on.state)
        drawn = tuple(sorted(grids, key=lambda grid: grid.code))
        drafted = drafted_as(on.ground, plan, name or f"{on.state.name} · {snapshot or ctx.today.isoformat()}", "branch", None, drawn)
        begun = grid_plan.fold((drafted,))
        marks = plan_memory.branch(begun, begun_as=origin, version=on.held.version, named=snapshot, locked=on.state.locked)
        return record_draft(ctx, on.ground, drafted, base_of(ctx, on.ground), marks)

    return persisting(ctx, decide)


class NoPlanToCopy(Refused):
    """The community never had a plan: propose one first."""

    code = "plan.none_to_copy"


def base_of(ctx: Ctx, ground: Ground) -> grid_plan.State | None:
    """The plan decided last, in atoms of the community's land as it is cut now."""
    enactments, territory = ground.state.enactments, ground.state.territory
    base = hold(ctx, enactments[-1].plan, grid_plan.fold).state if enactments else None
    grids = base and floors.drawn_on(ctx.journal, base, territory)
    return base if base is None or grids is None else replace(base, grids={grid.grid: grid for grid in grids})


def _searched(ctx: Ctx, ground: Ground, base: grid_plan.State | None, wish: Wish, households: Floats, reins: Reins) -> Proposal:
    from gis import partition  # the engine brings a compiler along: seconds that no other command should wait for

    wishes = wishes_of(ctx, ground, base, wish)
    search = {"seed": wish.seed, "effort": wish.effort, "progress": reins.progress, "should_stop": reins.should_stop}
    try:
        return partition.propose(ground.graph, households, band_of(ground, "grid"), wishes=wishes, **search)
    except partition.TogetherApart as told:
        raise cut_off(ctx, ground, wish, told) from told


def band_of(ground: Ground, subject: str) -> tuple[Floats, Floats]:
    """Low and high for each atom, after the kind of most of its households. Raises RuleUnknown where the profile has no such band."""
    bands = Bands.of(ground.profile, subject)
    chosen = [bands.bungalow if _is_bungalow(ground, atom) else bands.block for atom in ground.graph.ids]
    return np.array([band.low for band in chosen], float), np.array([band.high for band in chosen], float)


def _is_bungalow(ground: Ground, atom: int) -> bool:
    homes = [ground.homes[each] for each in ground.buildings_of[atom]]
    low = sum(each.households for each in homes if each.kind is DwellingKind.BUNGALOW)
    return low * 2 > sum(each.households for each in homes)


def _named(ctx: Ctx, ground: Ground, base: grid_plan.State | None, proposal: Proposal, households: Floats) -> tuple[DrawnGrid, ...]:
    """Identity, code, name: a grid in force that lives on keeps all three; new ones are numbered west→east, north→south."""
    from gis.partition import codes

    members = _members(ground, proposal)
    before = () if base is None else grid_plan.in_code_order(base)
    keep, _ = kept(ground, base)
    lasting = {} if keep is None else codes.continued(proposal.parts, keep, households)
    fresh = [part for part in members if part not in lasting]
    places = np.array([place_of(ground, members[part]) for part in fresh]).reshape(-1, 2)
    sequences = map(int, codes.sequences(places[:, 0], places[:, 1], community.issued_through(ground.state)))
    drawn = [replace(before[grid], atoms=members[part], came_from=()) for part, grid in lasting.items()]
    for part, sequence in zip(fresh, sequences, strict=True):
        code = grid_code(ground.state.community, sequence)
        origins = origins_of(before, members[part])
        drawn.append(DrawnGrid(GridId(ctx.new_id("grd")), code, f"第{sequence}网格", members[part], came_from=origins))
    return tuple(sorted(drawn, key=lambda grid: grid.code))


def _members(ground: Ground, proposal: Proposal) -> dict[int, tuple[int, ...]]:
    members: dict[int, list[int]] = {}
    for atom, part in zip(ground.graph.ids, proposal.parts.tolist(), strict=True):
        members.setdefault(part, []).append(atom)
    return {part: tuple(sorted(atoms)) for part, atoms in members.items()}


def place_of(ground: Ground, atoms: tuple[int, ...]) -> tuple[float, float]:
    """A grid's place for its number: the middle of its atoms, weighted by area, in metres."""
    nodes = [ground.graph.node_of[atom] for atom in atoms]
    weight = ground.graph.area_m2[nodes]
    return float(np.average(ground.graph.xs[nodes], weights=weight)), float(np.average(ground.graph.ys[nodes], weights=weight))


def origins_of(before: Sequence[DrawnGrid], atoms: tuple[int, ...]) -> tuple[GridId, ...]:
    """Grids in force that a new one takes land from, the largest share first."""
    shares = {each.grid: len(set(each.atoms) & set(atoms)) for each in before}
    return tuple(grid for grid, share in sorted(shares.items(), key=lambda pair: (-pair[1], pair[0])) if share)


def drafted_as(ground: Ground, plan: PlanId, name: str, drawn_by: str, seed: int | None, drawn: tuple[DrawnGrid, ...]) -> Drafted:
    state = ground.state
    assert state.territory is not None
    return Drafted(
        plan=plan,
        community=state.community,
        name=name,
        tessellation=state.territory,
        base=state.enactments[-1].plan if state.enactments else None,
        issued_through=community.issued_through(state),
        drawn_by=drawn_by,
        seed=seed,
        grids=drawn,
    )


def record_draft(
    ctx: Ctx, ground: Ground, drafted: Drafted, base: grid_plan.State | None, marks: Events = (), told: dict[str, Any] | None = None
) -> Done:
    """The draft and its first check, on the condition that the community stands as it was read."""
    known: dict[GridId, GridCode] = {} if base is None else {grid: each.code for grid, each in base.grids.items()}
    events = grid_drawing.draft(None, drafted, atoms=ground.graph.ids, base_codes=known)
    state = grid_plan.fold((*events, *marks))
    on = Planned(Held(drafted.plan, 0, state), ground)
    return record(ctx, on, (*events, *marks, *checked(ground, on.state)), also=[ground.owner.stands()], told=told)


def _reasons(drawn: tuple[DrawnGrid, ...], ground: Ground, proposal: Proposal) -> list[dict[str, Any]]:
    """Why a grid is outside the band, with the buildings and the neighbouring grids (by code) of which that was found."""
    part_of = dict(zip(ground.graph.ids, proposal.parts.tolist(), strict=True))
    grids = {part_of[grid.atoms[0]]: grid for grid in drawn}
    told = []
    for report in proposal.reports:
        if report.reason is None:
            continue
        named = [building for node in report.nodes for building in ground.buildings_of[ground.graph.ids[node]]]
        grid = grids[report.part]
        facts = dict(report.facts)
        if "neighbours" in facts:
            facts["neighbours"] = [grids[part].code for part in facts["neighbours"]]
        told.append({"grid": grid.grid, "code": grid.code, "reason": report.reason, "buildings": named, "facts": facts})
    return told
