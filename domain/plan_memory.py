"""Undo, redo and snapshots of a draft. Each is an event with its result, so a reader never goes back through the past by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from domain.errors import Refused, Unknown
from domain.grid_plan import State, drafting, require_open
from domain.ids import GridId, PlanId
from domain.plan_edits import Picture, changed, transition
from domain.plan_events import Branched, EditRedone, EditUndone, SnapshotNamed, SnapshotRestored
from domain.required import require_name
from domain.schema import Events
from domain.values import DrawnGrid


class NothingToUndo(Refused):
    """None of this planner's edits of the draft stands. Facts: plan."""

    code = "plan.nothing_to_undo"


class NothingToRedo(Refused):
    """This planner took nothing back, or drew since. Facts: plan."""

    code = "plan.nothing_to_redo"


class SnapshotUnknown(Unknown):
    """Facts: known (names)."""

    code = "plan.snapshot_unknown"


class SnapshotNameTaken(Refused):
    """Facts: plan."""

    code = "plan.snapshot_name_taken"


def undo(state: State | None, *, mine: Collection[int]) -> Events:
    """Take back the last edit that stands among those of one planner. mine: versions of the plan at which this planner drew."""
    plan = drafting(state)
    edit = plan.memory.standing(mine)
    if edit is None:
        raise NothingToUndo(plan=plan.plan)
    grids, gone = _step(plan, transition(edit.number, plan.grids, edit.after, edit.before))
    return (EditUndone(edit=edit.number, grids=grids, gone=gone),)


def redo(state: State | None, *, mine: Collection[int]) -> Events:
    """Make the edit again that this planner took back last, unless the planner drew something new since."""
    plan = drafting(state)
    edit = plan.memory.undone(mine)
    if edit is None:
        raise NothingToRedo(plan=plan.plan)
    grids, gone = _step(plan, transition(edit.number, plan.grids, edit.before, edit.after))
    return (EditRedone(edit=edit.number, grids=grids, gone=gone),)


def name_snapshot(state: State | None, *, name: str) -> Events:
    """The same name for the same drawing is no second snapshot. Raises SnapshotNameTaken where it names another drawing."""
    plan = drafting(state)
    require_name(name)
    taken = plan.memory.snapshots.get(name)
    if taken is not None and picture(taken) != plan.grids:
        raise SnapshotNameTaken(plan=plan.plan)
    return () if taken is not None else (SnapshotNamed(name=name),)


def restore(state: State | None, *, name: str, reason: str = "") -> Events:
    """The drawing as it was under that name; what was drawn since stays in the journal and an undo brings it back."""
    plan = drafting(state)
    grids, gone = _step(plan, picture(snapshot(plan, name)))
    return (SnapshotRestored(name=name, grids=grids, gone=gone, reason=reason),) if grids or gone else ()


def branch(state: State | None, *, begun_as: PlanId, version: int, named: str, locked: Collection[GridId]) -> Events:
    """Said of a fresh draft: whose drawing it began as."""
    plan = drafting(state)
    return (Branched(plan=begun_as, version=version, snapshot=named, locked=tuple(sorted(plan.grids.keys() & set(locked)))),)


def snapshot(plan: State, name: str) -> tuple[DrawnGrid, ...]:
    """Raises SnapshotUnknown."""
    found = plan.memory.snapshots.get(name)
    if found is None:
        raise SnapshotUnknown(known=sorted(plan.memory.snapshots))
    return found


def picture(grids: Collection[DrawnGrid]) -> Mapping[GridId, DrawnGrid]:
    return {grid.grid: grid for grid in grids}


def _step(plan: State, after: Picture) -> tuple[tuple[DrawnGrid, ...], tuple[GridId, ...]]:
    """The grids that change and those that end. Raises GridIsLocked."""
    was, became = changed(plan.grids, after)
    require_open(plan, {grid.grid for grid in (*was, *became)})
    return became, tuple(grid.grid for grid in was if grid.grid not in after)
