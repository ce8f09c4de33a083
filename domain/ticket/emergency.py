"""突发: declared, reported up at once, a team sent and on the scene. Closed only when the superior was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from domain.errors import Invalid, Refused
from domain.schema import Event, Events, event
from domain.ticket import state as core
from domain.ticket.decisions import LEVELS
from domain.ticket.events import Dispatched, Handling, Level, Scope
from domain.values import Sealed


@event("ticket.emergency_declared")
class EmergencyDeclared:
    by: str
    at: datetime
    text: Sealed


@event("ticket.team_dispatched")
class TeamDispatched:
    """team: the body that is sent, never a person's name."""

    team: str
    by: str
    at: datetime


@event("ticket.team_arrived")
class TeamArrived:
    team: str
    by: str
    at: datetime


@event("ticket.superior_notified")
class SuperiorNotified:
    superior: str
    by: str
    at: datetime


class NoEmergency(Refused):
    """Facts: number."""

    code = "ticket.no_emergency"


class TeamNotDispatched(Refused):
    """Facts: number."""

    code = "ticket.team_not_dispatched"


class TeamUnnamed(Invalid):
    code = "ticket.team_unnamed"


@dataclass(frozen=True, slots=True)
class State:
    """teams: those sent; arrived: those on the scene."""

    ticket: core.State | None = None
    is_declared: bool = False
    teams: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()
    is_notified: bool = False

    @property
    def is_emergency(self) -> bool:
        """Declared, or reported as major or sudden from the beginning."""
        known = self.ticket
        return self.is_declared or (known is not None and (known.scope is Scope.MAJOR or known.handling is Handling.SUDDEN))


def evolve(state: State, event: Event) -> State:
    match event:
        case EmergencyDeclared():
            return replace(state, is_declared=True)
        case TeamDispatched():
            return replace(state, teams=(*state.teams, event.team))
        case TeamArrived():
            return replace(state, arrived=(*state.arrived, event.team))
        case SuperiorNotified():
            return replace(state, is_notified=True)
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def declare(state: State, *, by: str, superior: str, clause: str, text: Sealed, at: datetime, level: Level = Level.SUBDISTRICT) -> Events:
    """Up at once (突发性工作立即上报，社区紧急处理). level: the superior's."""
    known = core.still_open(state.ticket)
    if state.is_emergency:
        return ()
    declared = EmergencyDeclared(by=by, at=at, text=text)
    if LEVELS.index(known.responsible.level) >= LEVELS.index(level):
        return (declared,)
    return declared, Dispatched(level=level, responsible=superior, warden=None, reason=clause)


def send(state: State, *, team: str, by: str, at: datetime) -> Events:
    _emergency(state)
    if not team.strip():
        raise TeamUnnamed()
    return () if team in state.teams else (TeamDispatched(team=team, by=by, at=at),)


def arrive(state: State, *, team: str, by: str, at: datetime) -> Events:
    known = _emergency(state)
    if team not in state.teams:
        raise TeamNotDispatched(number=known.number)
    return () if team in state.arrived else (TeamArrived(team=team, by=by, at=at),)


def notify(state: State, *, superior: str, by: str, at: datetime) -> Events:
    _emergency(state)
    return () if state.is_notified else (SuperiorNotified(superior=superior, by=by, at=at),)


def _emergency(state: State) -> core.State:
    known = core.still_open(state.ticket)
    if not state.is_emergency:
        raise NoEmergency(number=known.number)
    return known
