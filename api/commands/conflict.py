"""Two planners at one draft: the second to save learns who drew what meanwhile, and which of the own moves still fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.commands.evidence import Held
from api.context import Ctx
from api.problems import VersionPassed
from domain import grid_plan, plan_events
from domain.errors import StaleVersion
from domain.grid_plan import assignment
from domain.ids import BuildingId, GridId
from domain.journal import Recorded
from domain.plan_edits import changed
from domain.schema import Event, name_of


def overtaken(
    ctx: Ctx,
    held: Held[grid_plan.State],
    buildings_of: Mapping[int, Sequence[BuildingId]],
    events: Iterable[Event],
    stale: StaleVersion,
) -> VersionPassed:
    """held: the plan as the planner saw it, events: what the planner decided on that. Nothing of it is lost: what fits is drawn again by
    the same command at the present version.

    Facts beside VersionPassed's: edits (who drew what since), fits and overtaken (buildings of the own moves: still where the planner
    saw them, or in other hands by now), grids_gone (own targets that ended).
    """
    later = ctx.journal.read(held.stream, after=held.version)
    now = held.state
    for one in later:
        now = grid_plan.evolve(now, one.body)
    fits, passed, ended = _standing(held.state, now, tuple(events))
    first = {"changed_by": later[0].meta.actor, "changed_at": later[0].recorded_at.isoformat()} if later else {}
    return VersionPassed(
        stream=held.stream,
        expected=held.version,
        current=stale.facts.get("current"),
        edits=[edit_of(one) for one in later if isinstance(one.body, (*grid_plan.DRAWINGS, *MARKS))],
        fits=[each for atom in fits for each in buildings_of.get(atom, ())],
        overtaken=[each for atom in passed for each in buildings_of.get(atom, ())],
        grids_gone=sorted(ended),
        **first,
    )


MARKS = (
    plan_events.GridLocked,
    plan_events.GridUnlocked,
    plan_events.GridAllowedApart,
    plan_events.SnapshotNamed,
    plan_events.Branched,
)


def edit_of(one: Recorded) -> dict[str, Any]:
    """One step for people: version, what, who, when, and what the event says of grids and households."""
    told = {name: getattr(one.body, name) for name in ("tool", "grid", "name", "edit", "households_moved") if hasattr(one.body, name)}
    named = {"version": one.version, "event": name_of(one.body), "by": one.meta.actor, "at": one.recorded_at.isoformat()}
    return named | told | {"reason": one.meta.reason}


def _standing(seen: grid_plan.State, now: grid_plan.State, events: tuple[Event, ...]) -> tuple[list[int], list[int], set[GridId]]:
    """Of the atoms that the events move: those still in the grid where the planner saw them, and the others; targets that are gone."""
    mine = seen
    for event in events:
        mine = grid_plan.evolve(mine, event)
    was, became = changed(seen.grids, mine.grids)
    then, wanted, held = assignment(was), assignment(became), assignment(now.grids.values())
    moved = [atom for atom, grid in wanted.items() if atom in then and then[atom] != grid]
    gone = {wanted[atom] for atom in moved} & seen.grids.keys() - now.grids.keys()
    fits = [atom for atom in moved if held.get(atom) == then[atom] and wanted[atom] not in gone]
    return sorted(fits), sorted(set(moved) - set(fits)), gone
