"""A grid plan's way from draft to law: validate, submit, return, approve, enact, discard. Whoever submits does not approve."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.errors import Forbidden, Refused
from domain.grid_plan import (
    Approved,
    Discarded,
    Enacted,
    Returned,
    State,
    Status,
    Submitted,
    Validated,
    drafting,
    in_code_order,
    known,
)
from domain.ids import GridId, PlanId
from domain.plan_checks import IN_BAND
from domain.plan_events import BandException
from domain.policy import Rule
from domain.required import require_document, require_reason
from domain.schema import Events
from domain.values import Check, Tally

WITH_REASON = "with_reason"


class TalliesUnfit(Refused):
    """The evidence counts other grids than the plan has. Facts: missing, unknown (grids)."""

    code = "plan.tallies_unfit"


class PlanUnchecked(Refused):
    """Something was drawn since the last check, or nothing was checked yet. Facts: plan."""

    code = "plan.unchecked"


class PlanFailsChecks(Refused):
    """Facts: plan, checks (each with code, grid, value, limit, clause, place)."""

    code = "plan.fails_checks"


class ExceptionNeedless(Refused):
    """An exception is asked for a grid that keeps the band. Facts: grid."""

    code = "plan.exception_needless"


class ExceptionForbidden(Refused):
    """The profile knows no exception from the band. Facts: plan, value (exceptions asked for), limit, clause."""

    code = "plan.exception_forbidden"


class PlanNotSubmitted(Refused):
    """Facts: plan, status."""

    code = "plan.not_submitted"


class PlanNotApproved(Refused):
    """Facts: plan, status."""

    code = "plan.not_approved"


class ApproverIsAuthor(Forbidden):
    """Facts: plan."""

    code = "plan.approver_is_author"


class PlanBaseChanged(Refused):
    """Another plan took force since this one was drafted: draft anew from that one. Facts: base, in_force."""

    code = "plan.base_changed"


class PlanEnacted(Refused):
    """Facts: plan, on."""

    code = "plan.enacted_already"


def validate(state: State | None, *, checks: tuple[Check, ...], tallies: tuple[Tally, ...], evidence_at: int) -> Events:
    """Record what gis and the regulation found on the grids as drawn now. evidence_at: journal position of the counts."""
    plan = drafting(state)
    _require_tallies(plan, tallies)
    if plan.checked and (plan.checked.checks, plan.checked.tallies) == (checks, tallies):
        return ()
    return (Validated(checks=checks, tallies=tallies, evidence_at=evidence_at),)


def submit(state: State | None, *, note: str = "", exceptions: tuple[BandException, ...] = (), excepting: Rule | None = None) -> Events:
    """Ask for approval on the last checks. A grid outside the band needs an exception with its reason; no other failing check has one.

    excepting: policies key "grid.exception": "with_reason", or "none".
    """
    plan = known(state)
    if plan.status is Status.SUBMITTED and plan.submitted and (plan.submitted.note, plan.submitted.exceptions) == (note, exceptions):
        return ()
    checked = drafting(plan).checked
    if checked is None:
        raise PlanUnchecked(plan=plan.plan)
    if exceptions and excepting is not None and excepting.value != WITH_REASON:
        raise ExceptionForbidden(plan=plan.plan, value=len(exceptions), limit=0, clause=excepting.clause)
    _require_exceptions(checked.checks, exceptions)
    excepted = {one.grid for one in exceptions}
    failing = [check for check in checked.checks if check.forbids and not check.passed and not _excused(check, excepted)]
    if failing:
        raise PlanFailsChecks(plan=plan.plan, checks=failing)
    return (Submitted(checks=checked.checks, exceptions=exceptions, evidence_at=checked.evidence_at, note=note),)


def return_to_draft(state: State | None, *, reason: str) -> Events:
    _require_submitted(known(state))
    require_reason(reason)
    return (Returned(reason=reason),)


def approve(state: State | None, *, document: str, approver: str, submitted_by: str) -> Events:
    """document: number of the approving document. approver, submitted_by: accounts of the two people (four eyes)."""
    plan = known(state)
    if plan.status is Status.APPROVED and plan.document == document:
        return ()
    _require_submitted(plan)
    require_document(document)
    if approver == submitted_by:
        raise ApproverIsAuthor(plan=plan.plan)
    return (Approved(document=document),)


def enact(
    state: State | None,
    *,
    on: date,
    document: str,
    in_force: PlanId | None,
    base_grids: Collection[GridId],
    tallies: tuple[Tally, ...],
    households_moved: int,
    dwellings_moved: int,
    evidence_at: int,
) -> Events:
    """in_force: the community's plan now; base_grids: its grids. tallies: counted at journal position evidence_at."""
    plan = known(state)
    if plan.enacted and (plan.enacted.on, plan.enacted.document) == (on, document):
        return ()
    if plan.status is not Status.APPROVED:
        raise PlanNotApproved(plan=plan.plan, status=plan.status)
    require_document(document)
    if plan.base != in_force:
        raise PlanBaseChanged(base=plan.base, in_force=in_force)
    _require_tallies(plan, tallies)
    return (
        Enacted(
            on=on,
            document=document,
            replaces=in_force,
            grids=in_code_order(plan),
            tallies=tallies,
            retired=tuple(sorted(set(base_grids) - plan.grids.keys())),
            households_moved=households_moved,
            dwellings_moved=dwellings_moved,
            evidence_at=evidence_at,
        ),
    )


def discard(state: State | None, *, reason: str) -> Events:
    plan = known(state)
    if plan.status is Status.DISCARDED:
        return ()
    if plan.enacted:
        raise PlanEnacted(plan=plan.plan, on=plan.enacted.on)
    require_reason(reason)
    return (Discarded(reason=reason),)


def _require_submitted(plan: State) -> None:
    if plan.status is not Status.SUBMITTED:
        raise PlanNotSubmitted(plan=plan.plan, status=plan.status)


def _require_tallies(plan: State, tallies: tuple[Tally, ...]) -> None:
    counted = {tally.grid for tally in tallies}
    if counted != plan.grids.keys() or len(counted) != len(tallies):
        raise TalliesUnfit(missing=sorted(plan.grids.keys() - counted), unknown=sorted(counted - plan.grids.keys()))


def _require_exceptions(checks: tuple[Check, ...], exceptions: tuple[BandException, ...]) -> None:
    outside = {check.grid for check in checks if check.code == IN_BAND and not check.passed}
    for one in exceptions:
        require_reason(one.reason)
        if one.grid not in outside:
            raise ExceptionNeedless(grid=one.grid)


def _excused(check: Check, excepted: Collection[GridId]) -> bool:
    return check.code == IN_BAND and check.grid in excepted
