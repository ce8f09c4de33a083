"""A question to the section that knows (业务问题专题报告), asked on a ticket; and the follow-up a volunteer's work needs (回访反馈)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from domain.errors import Invalid, Refused
from domain.schema import Event, Events, event
from domain.ticket import state as core
from domain.ticket.events import Closed, Kind, Reopened
from domain.ticket.refusals import NotClosed, SatisfactionOutOfRange
from domain.values import Sealed


@event("ticket.expert_asked")
class ExpertAsked:
    """section: the office whose trade it is."""

    section: str
    by: str
    at: datetime
    text: Sealed


@event("ticket.expert_answered")
class ExpertAnswered:
    by: str
    at: datetime
    text: Sealed


@event("ticket.followed_up")
class FollowedUp:
    """satisfaction: 1…5 of who was helped."""

    by: str
    at: datetime
    satisfaction: int | None
    text: Sealed


class QuestionOpen(Refused):
    """Facts: number, section."""

    code = "ticket.question_open"


class NoQuestionOpen(Refused):
    """Facts: number."""

    code = "ticket.no_question_open"


class SectionUnnamed(Invalid):
    code = "ticket.section_unnamed"


class NoFollowUpDue(Refused):
    """Only a volunteer's work is followed up, once for each close. Facts: number, value, limit (follow-ups still due), clause."""

    code = "ticket.no_follow_up_due"


@dataclass(frozen=True, slots=True)
class State:
    ticket: core.State | None = None
    asked: ExpertAsked | None = None
    is_follow_up_due: bool = False


def evolve(state: State, event: Event) -> State:
    match event:
        case ExpertAsked():
            return replace(state, asked=event)
        case ExpertAnswered():
            return replace(state, asked=None)
        case FollowedUp():
            return replace(state, is_follow_up_due=False)
    ticket = core.evolve(state.ticket, event)
    if isinstance(event, Closed | Reopened):
        return replace(state, ticket=ticket, is_follow_up_due=isinstance(event, Closed) and ticket.kind is Kind.VOLUNTEER)
    return replace(state, ticket=ticket)


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def ask(state: State, *, section: str, by: str, text: Sealed, at: datetime) -> Events:
    known = core.still_open(state.ticket)
    if not section.strip():
        raise SectionUnnamed()
    if state.asked is not None:
        raise QuestionOpen(number=known.number, section=state.asked.section)
    return (ExpertAsked(section=section, by=by, at=at, text=text),)


def answer(state: State, *, by: str, text: Sealed, at: datetime) -> Events:
    known = core.existing(state.ticket)
    if state.asked is None:
        raise NoQuestionOpen(number=known.number)
    return (ExpertAnswered(by=by, at=at, text=text),)


def follow_up(state: State, *, satisfaction: int | None, by: str, text: Sealed, clause: str, at: datetime) -> Events:
    """Source: policies key "volunteer.followed_up"."""
    known = core.existing(state.ticket)
    if known.status is not core.Status.CLOSED:
        raise NotClosed(number=known.number)
    if not state.is_follow_up_due:
        raise NoFollowUpDue(number=known.number, value=1, limit=0, clause=clause)
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise SatisfactionOutOfRange(lowest=1, highest=5)
    return (FollowedUp(by=by, at=at, satisfaction=satisfaction, text=text),)
