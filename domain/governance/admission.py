"""Admission (社区事务准入): how a department's task outside the two lists may enter a community, and how it leaves again.

The law it keeps: five things are stated before anybody looks (内容、对象、权限、时限、经费); one body gates, a leading group approves,
and who asks decides which one; a task enters with a document and an agreement whose money follows the work; at the end of its time it
leaves.
"""

from __future__ import annotations

from datetime import date

from domain.governance.admission_refusals import (
    AdmissionUnknown as AdmissionUnknown,
)
from domain.governance.admission_refusals import (
    ApprovedLonger as ApprovedLonger,
)
from domain.governance.admission_refusals import (
    ListedAlready as ListedAlready,
)
from domain.governance.admission_refusals import (
    MoneyDoesNotFollow as MoneyDoesNotFollow,
)
from domain.governance.admission_refusals import (
    OutOfStep as OutOfStep,
)
from domain.governance.admission_refusals import (
    OutsideTimeLimit as OutsideTimeLimit,
)
from domain.governance.admission_refusals import (
    TermsMissing as TermsMissing,
)
from domain.governance.admission_refusals import (
    TimeLimitUnsound as TimeLimitUnsound,
)
from domain.governance.admission_refusals import (
    WrongBody as WrongBody,
)
from domain.governance.admission_state import GATES as GATES
from domain.governance.admission_state import Approved as Approved
from domain.governance.admission_state import Body as Body
from domain.governance.admission_state import Ending as Ending
from domain.governance.admission_state import Entered as Entered
from domain.governance.admission_state import Gated as Gated
from domain.governance.admission_state import Rejected as Rejected
from domain.governance.admission_state import Requested as Requested
from domain.governance.admission_state import RequesterLevel as RequesterLevel
from domain.governance.admission_state import State as State
from domain.governance.admission_state import Status as Status
from domain.governance.admission_state import Terms as Terms
from domain.governance.admission_state import Withdrawn as Withdrawn
from domain.governance.admission_state import evolve as evolve
from domain.governance.admission_state import existing as existing
from domain.governance.admission_state import fold as fold
from domain.governance.clauses import clause_of
from domain.ids import AdmissionId, CommunityId
from domain.policy import PolicyProfile
from domain.required import require_document, require_name, require_reason
from domain.schema import Events


def holds(state: State | None, community: CommunityId, on: date) -> bool:
    """Whether the task is in that community on that day."""
    return (
        state is not None and (state.community, state.status) == (community, Status.ENTERED) and state.ends is not None and on <= state.ends
    )


# Decisions


def approver(level: RequesterLevel, profile: PolicyProfile) -> tuple[Body, str]:
    """Which leading group approves what a requester of this level asks for, and by which clause."""
    if level is RequesterLevel.CITY and "admission.city_approver" in profile.rules:
        return Body.CITY_LEADING_GROUP, clause_of(profile, "admission.city_approver")
    return Body.DISTRICT_LEADING_GROUP, clause_of(profile, "admission.steps")


def request(
    state: State | None,
    *,
    admission: AdmissionId,
    community: CommunityId,
    department: str,
    level: RequesterLevel,
    title: str,
    terms: Terms,
    listed: tuple[str, int] | None,
    profile: PolicyProfile,
) -> Events:
    """listed: key and edition where the task stands in the two lists already."""
    if state is not None:
        return ()
    require_name(department)
    require_name(title)
    if listed:
        raise ListedAlready(key=listed[0], edition=listed[1])
    starts, ends, funds = _require_whole(terms, clause_of(profile, "admission.fields"))
    if ends < starts:
        raise TimeLimitUnsound(starts=starts, ends=ends)
    requested = Requested(
        admission=admission,
        community=community,
        department=department,
        level=level,
        title=title,
        content=terms.content,
        addressees=terms.addressees,
        authority=terms.authority,
        starts=starts,
        ends=ends,
        funds_yuan=funds,
    )
    return (requested,)


def gate(state: State | None, *, by: Body, profile: PolicyProfile) -> Events:
    known = existing(state)
    if known.status is Status.GATED:
        return ()
    clause = clause_of(profile, "admission.steps")
    _require_step(known, (Status.REQUESTED,), clause)
    _require_body(by, GATES, clause)
    return (Gated(by=by),)


def approve(
    state: State | None, *, by: Body, document: str, profile: PolicyProfile, budget_yuan: int | None = None, ends: date | None = None
) -> Events:
    """budget_yuan, ends: as asked for where left out; a shorter time may be approved, a longer one must be asked for."""
    known = existing(state)
    if known.status is Status.APPROVED and known.document == document:
        return ()
    wanted, clause = approver(known.level, profile)
    _require_step(known, (Status.GATED,), clause_of(profile, "admission.steps"))
    _require_body(by, (wanted,), clause)
    require_document(document)
    asked = known.terms
    assert asked.ends is not None and asked.starts is not None and asked.funds_yuan is not None
    last = ends or asked.ends
    if last > asked.ends:
        raise ApprovedLonger(ends=asked.ends)
    if last < asked.starts:
        raise TimeLimitUnsound(starts=asked.starts, ends=last)
    budget = asked.funds_yuan if budget_yuan is None else budget_yuan
    return (Approved(by=by, document=document, budget_yuan=budget, ends=last, clause=clause),)


def reject(state: State | None, *, by: Body, reason: str, profile: PolicyProfile) -> Events:
    known = existing(state)
    if known.status is Status.REJECTED:
        return ()
    wanted, clause = approver(known.level, profile)
    _require_step(known, (Status.REQUESTED, Status.GATED), clause_of(profile, "admission.steps"))
    _require_body(by, GATES if known.status is Status.REQUESTED else (wanted,), clause)
    require_reason(reason)
    return (Rejected(by=by, reason=reason, clause=clause),)


def enter(state: State | None, *, agreement: str, budget_yuan: int, on: date, profile: PolicyProfile) -> Events:
    """With the approval in hand and the agreement signed."""
    known = existing(state)
    if known.status is Status.ENTERED:
        return ()
    clause = clause_of(profile, "admission.steps")
    _require_step(known, (Status.APPROVED,), clause)
    require_document(agreement)
    assert known.terms.starts is not None and known.ends is not None
    if not known.terms.starts <= on <= known.ends:
        span = [known.terms.starts, known.ends]
        raise OutsideTimeLimit(starts=known.terms.starts, ends=known.ends, value=on, limit=span, clause=clause)
    if budget_yuan < known.budget_yuan:
        raise MoneyDoesNotFollow(
            budget_yuan=known.budget_yuan, offered_yuan=budget_yuan, value=budget_yuan, limit=known.budget_yuan, clause=clause
        )
    return (Entered(agreement=agreement, budget_yuan=budget_yuan, on=on, clause=clause),)


def withdraw(state: State | None, *, on: date, profile: PolicyProfile) -> Events:
    """工作完成后撤销: the work is done."""
    known = existing(state)
    if known.status is Status.WITHDRAWN:
        return ()
    clause = clause_of(profile, "admission.steps")
    _require_step(known, (Status.ENTERED,), clause)
    return (Withdrawn(ending=Ending.DONE, on=on, clause=clause),)


def expire(state: State | None, *, today: date, profile: PolicyProfile) -> Events:
    """Its last day has passed: it leaves by itself. () before that, and when it has left."""
    known = existing(state)
    if known.status not in (Status.APPROVED, Status.ENTERED) or known.ends is None or today <= known.ends:
        return ()
    return (Withdrawn(ending=Ending.EXPIRED, on=known.ends, clause=clause_of(profile, "admission.steps")),)


def _require_whole(terms: Terms, clause: str) -> tuple[date, date, int]:
    missing = [name for name in ("content", "addressees", "authority") if not getattr(terms, name).strip()]
    if terms.starts is None or terms.ends is None:
        missing.append("time_limit")
    if terms.funds_yuan is None or terms.funds_yuan < 0:
        missing.append("funds_yuan")
    if missing or terms.starts is None or terms.ends is None or terms.funds_yuan is None:
        raise TermsMissing(missing=missing, value=len(missing), limit=0, clause=clause)
    return terms.starts, terms.ends, terms.funds_yuan


def _require_step(state: State, wanted: tuple[Status, ...], clause: str) -> None:
    if state.status not in wanted:
        steps = [one.value for one in wanted]
        raise OutOfStep(status=state.status, wanted=steps, value=state.status, limit=steps, clause=clause)


def _require_body(by: Body, wanted: tuple[Body, ...], clause: str) -> None:
    if by not in wanted:
        bodies = [one.value for one in wanted]
        raise WrongBody(wanted=bodies, value=by.value, limit=bodies, clause=clause)
