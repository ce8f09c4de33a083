"""Tickets that belong together: duplicates of one matter, parts of one, a joint action of several bodies; and a report near a border."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused
from domain.ids import GridId, TicketId
from domain.schema import Event, Events, event
from domain.ticket import state as core
from domain.ticket.decisions import LEVELS
from domain.ticket.events import Level


class Bond(StrEnum):
    """What this ticket is to the other: 重复件, 被重复件, 相关件, 子工单, 主工单."""

    DUPLICATE_OF = "duplicate_of"
    DUPLICATED_BY = "duplicated_by"
    RELATED = "related"
    PART_OF = "part_of"
    WHOLE_OF = "whole_of"


OPPOSITE = {
    Bond.DUPLICATE_OF: Bond.DUPLICATED_BY,
    Bond.DUPLICATED_BY: Bond.DUPLICATE_OF,
    Bond.RELATED: Bond.RELATED,
    Bond.PART_OF: Bond.WHOLE_OF,
    Bond.WHOLE_OF: Bond.PART_OF,
}


@event("ticket.linked")
class Linked:
    """Recorded on both tickets in one command, each with its side of the bond."""

    other: TicketId
    bond: Bond
    by: str
    at: datetime


@event("ticket.border_noticed")
class BorderNoticed:
    """At intake: another grid is as near as this. distance_m: to its border, rounded."""

    grid: GridId
    other: GridId
    distance_m: int


@event("ticket.joint_action_opened")
class JointActionOpened:
    """联合执法: several bodies, one leads; each has a part of its own (child ticket), in the same order."""

    lead: str
    bodies: tuple[str, ...]
    parts: tuple[TicketId, ...]
    by: str
    at: datetime


@event("ticket.joint_action_closed")
class JointActionClosed:
    by: str
    at: datetime


class LinkedToItself(Invalid):
    code = "ticket.linked_to_itself"


class LinkedOtherwise(Refused):
    """Facts: number, bond (that stands)."""

    code = "ticket.linked_otherwise"


class BodiesTooFew(Invalid):
    """A joint action has at least two bodies, each named once, the leader among them."""

    code = "ticket.bodies_too_few"


class JointActionTooLow(Refused):
    """The subdistrict's grid centre coordinates it. Facts: number, level, clause."""

    code = "ticket.joint_action_too_low"


class JointActionOpen(Refused):
    """Facts: number."""

    code = "ticket.joint_action_open"


class NoJointAction(Refused):
    """Facts: number."""

    code = "ticket.no_joint_action"


class PartsOpen(Refused):
    """Facts: number, parts (how many still run)."""

    code = "ticket.parts_open"


@dataclass(frozen=True, slots=True)
class State:
    """links: (other, what this one is to it). joint: the joint action that runs."""

    ticket: core.State | None = None
    links: tuple[tuple[TicketId, Bond], ...] = ()
    joint: JointActionOpened | None = None

    @property
    def parts(self) -> tuple[TicketId, ...]:
        return tuple(other for other, bond in self.links if bond is Bond.WHOLE_OF)


def evolve(state: State, event: Event) -> State:
    match event:
        case Linked():
            return replace(state, links=(*state.links, (event.other, event.bond)))
        case JointActionOpened():
            return replace(state, joint=event)
        case JointActionClosed():
            return replace(state, joint=None)
        case BorderNoticed():
            return state
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def link(state: State, *, other: TicketId, bond: Bond, by: str, at: datetime) -> Events:
    """One side of a bond; also of tickets that are closed: what belongs together is found out late."""
    known = core.existing(state.ticket)
    if other == known.ticket:
        raise LinkedToItself()
    standing = dict(state.links).get(other)
    if standing is bond:
        return ()
    if standing is not None:
        raise LinkedOtherwise(number=known.number, bond=standing)
    return (Linked(other=other, bond=bond, by=by, at=at),)


def act_jointly(state: State, *, lead: str, bodies: Sequence[str], parts: Sequence[TicketId], by: str, clause: str, at: datetime) -> Events:
    """parts: the child ticket of each body, opened in the same command."""
    known = core.still_open(state.ticket)
    if len(set(bodies)) < 2 or len(set(bodies)) != len(bodies) or lead not in bodies or not all(body.strip() for body in bodies):
        raise BodiesTooFew()
    level = known.responsible.level
    if LEVELS.index(level) < LEVELS.index(Level.SUBDISTRICT):
        raise JointActionTooLow(number=known.number, level=level, value=level, limit=Level.SUBDISTRICT, clause=clause)
    if state.joint is not None:
        raise JointActionOpen(number=known.number)
    opened = JointActionOpened(lead=lead, bodies=tuple(bodies), parts=tuple(parts), by=by, at=at)
    return (*(Linked(other=part, bond=Bond.WHOLE_OF, by=by, at=at) for part in parts), opened)


def end_joint_action(state: State, *, open_parts: int, by: str, at: datetime) -> Events:
    """open_parts: evidence, how many of its parts are not closed."""
    known = core.still_open(state.ticket)
    if state.joint is None:
        raise NoJointAction(number=known.number)
    if open_parts:
        raise PartsOpen(number=known.number, parts=open_parts)
    return (JointActionClosed(by=by, at=at),)
