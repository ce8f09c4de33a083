"""How communities come from one another (整合、更名、撤销): several merge into one, one is dissolved; each keeps its code and its history.

The law it keeps: a community ends once; it merges into another that goes on; a merge is told on both sides in one transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from domain.community import (
    CommunityUnknown,
    Dissolved,
    FormationRevoked,
    FormedByMerge,
    MergedInto,
    MergeRevoked,
    PlanPassedOn,
    State,
    going_on,
)
from domain.errors import Invalid, Refused
from domain.ids import CommunityId, PlanId
from domain.required import require_document, require_reason
from domain.schema import Events


class MergeWithoutPartner(Invalid):
    """Nothing to merge, or a community into itself."""

    code = "community.merge_without_partner"


class EndsBeforePlan(Refused):
    """A plan takes force on or after the day. Facts: on, plan_from."""

    code = "community.ends_before_plan"


class NothingToUnite(Refused):
    """No community with land ended in this one, or their land has a plan of this one already."""

    code = "community.nothing_to_unite"


class PassedBeforeEnd(Refused):
    """A plan over the land of a community that still goes on then. Facts: on, ended_on (None: it does not end there)."""

    code = "community.passed_before_end"


class NotMergedThere(Refused):
    """It does not end in that community. Facts: community, successor (in which it ends, None: in none)."""

    code = "community.not_merged_there"


class MergeCarriedOut(Refused):
    """A plan over the land of all was decided: what is one now is divided by a new plan, not by undoing. Facts: community, on."""

    code = "community.merge_carried_out"


def merge_into(state: State | None, *, into: CommunityId, on: date, document: str) -> Events:
    """The side that ends."""
    if state is not None and (state.successor, state.ended_on) == (into, on):
        return ()
    known = going_on(state)
    if known.community == into:
        raise MergeWithoutPartner()
    require_document(document)
    _require_after_plans(known, on)
    return (MergedInto(into=into, on=on, document=document),)


def receive(
    state: State | None, *, communities: Collection[CommunityId], on: date, document: str, today: date | None = None, reason: str = ""
) -> Events:
    """The side that goes on. A day before `today` needs a reason: what was decided since then counts as the successor's."""
    known = going_on(state)
    if not communities or known.community in communities:
        raise MergeWithoutPartner()
    require_document(document)
    if today is not None and on < today:
        require_reason(reason)
    new = tuple(sorted(set(communities) - set(known.came_from)))
    return (FormedByMerge(communities=new, on=on, document=document),) if new else ()


def revoke(state: State | None, *, into: CommunityId, reason: str, document: str) -> Events:
    """The side that was to end. Raises MergeCarriedOut once a plan of the other holds its land."""
    if state is None:
        raise CommunityUnknown()
    if state.successor != into:
        raise NotMergedThere(community=state.community, successor=state.successor)
    if state.passed_on is not None:
        raise MergeCarriedOut(community=state.community, on=state.passed_on)
    require_reason(reason)
    require_document(document)
    return (MergeRevoked(into=into, reason=reason, document=document),)


def release(state: State | None, *, communities: Collection[CommunityId], reason: str, document: str) -> Events:
    """The side they were to end in. Raises CommunityEnded: what ended in another since is that one's to undo first."""
    going_on(state)
    if not communities:
        raise MergeWithoutPartner()
    require_reason(reason)
    require_document(document)
    return (FormationRevoked(communities=tuple(sorted(communities)), reason=reason, document=document),)


def pass_plan_on(state: State | None, *, into: CommunityId, plan: PlanId, on: date, document: str) -> Events:
    """A plan of the community it ended in takes its land over. Once."""
    if state is None:
        raise CommunityUnknown()
    if state.successor is None or state.ended_on is None or on < state.ended_on:
        raise PassedBeforeEnd(on=on, ended_on=state.ended_on)
    if state.passed_on is not None:
        return ()
    return (PlanPassedOn(into=into, plan=plan, on=on, document=document),)


def dissolve(state: State | None, *, on: date, reason: str, document: str) -> Events:
    known = going_on(state)
    require_reason(reason)
    require_document(document)
    _require_after_plans(known, on)
    return (Dissolved(on=on, reason=reason, document=document),)


def _require_after_plans(state: State, on: date) -> None:
    if state.enactments and on <= state.enactments[-1].on:
        raise EndsBeforePlan(on=on, plan_from=state.enactments[-1].on)
