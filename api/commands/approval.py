"""A plan's way to law before it is enacted: submit, return, approve, discard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.commands.evidence import persisting
from api.commands.ground import Planned, checked, planned, record
from api.context import Ctx, Done
from domain import grid_plan, plan_approval
from domain.grid_plan import Submitted
from domain.ids import PlanId
from domain.plan_events import BandException
from domain.schema import Events


def validate(ctx: Ctx, plan: PlanId, *, seen: int | None = None) -> Done:
    """Count and check again: people move while a draft lies."""

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, checked(on.ground, on.state))

    return persisting(ctx, decide, plan if seen is not None else None)


def submit(ctx: Ctx, plan: PlanId, *, note: str = "", exceptions: Sequence[BandException] = (), seen: int | None = None) -> Done:
    """Counts and checks afresh, then asks for approval."""

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, submission(on, note, tuple(exceptions)))

    return persisting(ctx, decide, plan if seen is not None else None)


def submission(on: Planned, note: str, exceptions: tuple[BandException, ...]) -> Events:
    """The fresh check and the submission."""
    asked: dict[str, Any] = {"note": note, "exceptions": exceptions, "excepting": on.ground.profile.rule("grid.exception")}
    if on.state.status is not grid_plan.Status.DRAFT:
        return plan_approval.submit(on.state, **asked)
    found, state = checked(on.ground, on.state), on.state
    for event in found:
        state = grid_plan.evolve(state, event)
    return (*found, *plan_approval.submit(state, **asked))


def return_to_draft(ctx: Ctx, plan: PlanId, *, seen: int | None = None) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, plan_approval.return_to_draft(on.state, reason=ctx.reason))

    return persisting(ctx, decide, plan if seen is not None else None)


def approve(ctx: Ctx, plan: PlanId, *, seen: int | None = None) -> Done:
    """ctx.document: number of the approving document. Who submitted may not approve."""

    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, approval(on, ctx.actor.account, ctx.document))

    return persisting(ctx, decide, plan if seen is not None else None)


def approval(on: Planned, approver: str, document: str) -> Events:
    submitters = [each.meta.actor for each in on.held.recorded if isinstance(each.body, Submitted)]
    return plan_approval.approve(on.state, document=document, approver=approver, submitted_by=submitters[-1] if submitters else "")


def discard(ctx: Ctx, plan: PlanId, *, seen: int | None = None) -> Done:
    def decide() -> Done:
        on = planned(ctx, plan, seen)
        return record(ctx, on, plan_approval.discard(on.state, reason=ctx.reason))

    return persisting(ctx, decide, plan if seen is not None else None)
