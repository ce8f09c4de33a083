"""A draft's own past: each step with who and when, snapshots, and what differs from a snapshot. Read from the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from api import shown_events
from api.commands.conflict import MARKS, edit_of
from api.commands.evidence import land_of
from api.context import Ctx, Office
from domain import grid_plan, plan_memory
from domain.grid_plan import State, assignment
from domain.ids import BuildingId, GridId, PlanId
from domain.journal import Recorded
from domain.values import DrawnGrid
from projections import grids


def drawn(ctx: Ctx, plan: PlanId) -> dict[str, Any]:
    """An undo takes back the edits of whoever asks alone. Raises PlanUnknown."""
    recorded, state = read(ctx, plan)
    memory = state.memory
    undone = {edit.number for edit in memory.edits if edit.undone_at is not None}
    can_undo, can_redo = own_steps(recorded, state, ctx.actor.account)
    return {
        "plan": plan,
        "community": state.community,
        "version": recorded[-1].version,
        "edits": [edit_of(each) | {"stands": each.version not in undone} for each in steps(recorded)],
        "snapshots": [{"name": name, "grids": len(held)} for name, held in memory.snapshots.items()],
        "can_undo": can_undo,
        "can_redo": can_redo,
        "locked": sorted(state.locked),
    }


def steps(recorded: Sequence[Recorded]) -> list[Recorded]:
    return [each for each in recorded if isinstance(each.body, (*grid_plan.DRAWINGS, *MARKS))]


def own_steps(recorded: Sequence[Recorded], state: State, account: str) -> tuple[int | None, int | None]:
    """Versions of the own edits that an undo takes back, and a redo makes again."""
    mine = {each.version for each in recorded if each.meta.actor == account and isinstance(each.body, grid_plan.DRAWINGS)}
    undo, redo = state.memory.standing(mine), state.memory.undone(mine)
    return undo and undo.number, redo and redo.number


def compared(ctx: Ctx, plan: PlanId, snapshot: str) -> dict[str, Any]:
    """The drawing now against a snapshot of it, by pairs of grids (plans: api.difference). Raises PlanUnknown, SnapshotUnknown."""
    _, state = read(ctx, plan)
    then, now = plan_memory.snapshot(state, snapshot), grid_plan.in_code_order(state)
    moved = grid_plan.moved_atoms(assignment(then), assignment(now))
    pairs: defaultdict[tuple[GridId | None, GridId | None], list[int]] = defaultdict(list)
    for atom, pair in moved.items():
        pairs[pair].append(atom)
    named = {grid.grid: grid for grid in (*then, *now)}
    land = land_of(ctx.journal, state.tessellation)
    stock = _dwellings(ctx.office, state)
    holds = {atom.id: [each for each in atom.buildings if each in stock] for atom in land.atoms}
    listed = [
        _pair(named, pair, [each for atom in atoms for each in holds.get(atom, ())], stock)
        for pair, atoms in sorted(pairs.items(), key=lambda one: str(one[0]))
    ]
    return {
        "plan": plan,
        "community": state.community,
        "against": snapshot,
        "pairs": listed,
        "dwellings": sum(each["dwellings"] for each in listed),
    }


def _pair(
    named: dict[GridId, DrawnGrid], pair: tuple[GridId | None, GridId | None], buildings: list[BuildingId], stock: dict[str, int]
) -> dict[str, Any]:
    sides = {side: {"grid": grid, "code": named[grid].code if grid else None} for side, grid in zip(("from", "to"), pair, strict=True)}
    return sides | {"buildings": buildings, "dwellings": sum(stock[each] for each in buildings)}


def _dwellings(office: Office, state: State) -> dict[str, int]:
    office.freshen("grids")
    with office.reading() as connection:
        return {each["building"]: each["dwellings"] for each in grids.buildings(connection, state.community, limit=2**31 - 1)}


def read(ctx: Ctx, plan: PlanId) -> tuple[tuple[Recorded, ...], State]:
    """A plan's events, and what they come to. Raises PlanUnknown."""
    recorded = shown_events.stream(ctx, plan, whole=True)
    return recorded, standing(recorded)


def standing(recorded: Sequence[Recorded]) -> State:
    """Raises PlanUnknown."""
    return grid_plan.known(grid_plan.fold(each.body for each in recorded))
