"""审批性工作: facts learnt, submitted, followed all the way until somebody above has decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from domain.errors import Invalid, Refused
from domain.schema import Event, Events, event
from domain.ticket import state as core
from domain.ticket.events import Handling
from domain.values import Sealed


@event("ticket.approval_forwarded")
class ApprovalForwarded:
    """authority: the body that decides (社区 or 街道 office)."""

    authority: str
    by: str
    at: datetime


@event("ticket.approval_step_recorded")
class ApprovalStepRecorded:
    by: str
    at: datetime
    text: Sealed


@event("ticket.approval_decided")
class ApprovalDecided:
    granted: bool
    by: str
    at: datetime
    text: Sealed


class NoApproval(Refused):
    """The ticket is not handled as 审批. Facts: number, handling."""

    code = "ticket.no_approval"


class ApprovalNotForwarded(Refused):
    """Facts: number."""

    code = "ticket.approval_not_forwarded"


class ApprovalForwardedAlready(Refused):
    """Facts: number, authority."""

    code = "ticket.approval_forwarded_already"


class AuthorityUnnamed(Invalid):
    code = "ticket.authority_unnamed"


@dataclass(frozen=True, slots=True)
class State:
    """forwarded: the submission that waits for a decision; granted: the last decision."""

    ticket: core.State | None = None
    forwarded: ApprovalForwarded | None = None
    granted: bool | None = None


def evolve(state: State, event: Event) -> State:
    match event:
        case ApprovalForwarded():
            return replace(state, forwarded=event, granted=None)
        case ApprovalDecided():
            return replace(state, forwarded=None, granted=event.granted)
        case ApprovalStepRecorded():
            return state
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def forward(state: State, *, authority: str, by: str, at: datetime) -> Events:
    known = core.still_open(state.ticket)
    if known.handling is not Handling.APPROVAL:
        raise NoApproval(number=known.number, handling=known.handling)
    if not authority.strip():
        raise AuthorityUnnamed()
    if state.forwarded is not None:
        if state.forwarded.authority == authority:
            return ()
        raise ApprovalForwardedAlready(number=known.number, authority=state.forwarded.authority)
    return (ApprovalForwarded(authority=authority, by=by, at=at),)


def record_step(state: State, *, by: str, text: Sealed, at: datetime) -> Events:
    _forwarded(state)
    return (ApprovalStepRecorded(by=by, at=at, text=text),)


def decide(state: State, *, granted: bool, by: str, text: Sealed, at: datetime) -> Events:
    _forwarded(state)
    return (ApprovalDecided(granted=granted, by=by, at=at, text=text),)


def _forwarded(state: State) -> ApprovalForwarded:
    known = core.still_open(state.ticket)
    if state.forwarded is None:
        raise ApprovalNotForwarded(number=known.number)
    return state.forwarded
