"""Marks on the grids of a draft: locked against drawing, allowed to lie in several pieces."""

from __future__ import annotations

from domain.errors import Refused
from domain.grid_plan import State, drafting, grid_of
from domain.ids import GridId
from domain.plan_checks import PIECES
from domain.plan_events import GridAllowedApart, GridLocked, GridUnlocked
from domain.policy import PolicyProfile
from domain.required import require_reason
from domain.schema import Events

NEVER, ON_PARTED_LAND, WITH_REASON = "never", "on_parted_land", "with_reason"
"""What a profile says of a grid in several pieces: not at all; where the community's own land lies in several parts; wherever named."""


class GridMayNotLieApart(Refused):
    """The regulation allows no grid in several pieces. Facts: grid, clause."""

    code = "plan.grid_may_not_lie_apart"


def lock(state: State | None, *, grid: GridId, reason: str = "") -> Events:
    plan = drafting(state)
    grid_of(plan, grid)
    return () if grid in plan.locked else (GridLocked(grid=grid, reason=reason),)


def unlock(state: State | None, *, grid: GridId, reason: str = "") -> Events:
    plan = drafting(state)
    grid_of(plan, grid)
    return (GridUnlocked(grid=grid, reason=reason),) if grid in plan.locked else ()


def allow_apart(state: State | None, *, grid: GridId, reason: str, profile: PolicyProfile) -> Events:
    """Name a grid that may lie in several pieces, with the reason; the check of the plan then lets it stand."""
    plan = drafting(state)
    grid_of(plan, grid)
    if grid in plan.apart:
        return ()
    rule = profile.rule(PIECES)
    if rule.value == NEVER:
        raise GridMayNotLieApart(grid=grid, value=grid, limit=NEVER, clause=rule.clause)
    require_reason(reason)
    return (GridAllowedApart(grid=grid, reason=reason, clause=rule.clause or ""),)
