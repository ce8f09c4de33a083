"""Doing it for the resident (代办): 能代办的全程代办，只能协办的认真协办，需本人办理的说明程序."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce

from domain.errors import Invalid, Refused
from domain.schema import Event, Events, event
from domain.ticket import state as core
from domain.values import Sealed


class Mode(StrEnum):
    """全程代办 协办 说明程序."""

    WHOLE = "whole"
    ASSISTED = "assisted"
    EXPLAINED = "explained"


@event("ticket.proxy_opened")
class ProxyOpened:
    """proxy: account of the 代办员 who takes it on."""

    mode: Mode
    proxy: str
    by: str
    at: datetime


@event("ticket.proxy_authorised")
class ProxyAuthorised:
    """The resident lets the proxy act, in these matters (text), until this day."""

    by: str
    at: datetime
    until: datetime
    text: Sealed


@event("ticket.proxy_step_recorded")
class ProxyStepRecorded:
    by: str
    at: datetime
    text: Sealed


@event("ticket.proxy_closed")
class ProxyClosed:
    by: str
    at: datetime


class ProxyOpen(Refused):
    """Facts: number, proxy."""

    code = "ticket.proxy_open"


class NoProxyOpen(Refused):
    """Facts: number."""

    code = "ticket.no_proxy_open"


class ProxyNotAuthorised(Refused):
    """Facts: number, mode, clause."""

    code = "ticket.proxy_not_authorised"


class ProxyUnnamed(Invalid):
    code = "ticket.proxy_unnamed"


class AuthorisationPassed(Invalid):
    """Facts: until, at."""

    code = "ticket.authorisation_passed"


class ProxyWithoutSteps(Refused):
    """Nothing was done or explained yet. Facts: number."""

    code = "ticket.proxy_without_steps"


@dataclass(frozen=True, slots=True)
class State:
    """opened: the case that runs. until: of the authorisation given for it. steps: taken in it."""

    ticket: core.State | None = None
    opened: ProxyOpened | None = None
    until: datetime | None = None
    steps: int = 0


def evolve(state: State, event: Event) -> State:
    match event:
        case ProxyOpened():
            return replace(state, opened=event, until=None, steps=0)
        case ProxyAuthorised():
            return replace(state, until=event.until)
        case ProxyStepRecorded():
            return replace(state, steps=state.steps + 1)
        case ProxyClosed():
            return replace(state, opened=None)
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def start(state: State, *, mode: Mode, proxy: str, by: str, at: datetime) -> Events:
    known = core.still_open(state.ticket)
    if state.opened is not None:
        if (state.opened.mode, state.opened.proxy) == (mode, proxy):
            return ()
        raise ProxyOpen(number=known.number, proxy=state.opened.proxy)
    if not proxy.strip():
        raise ProxyUnnamed()
    return (ProxyOpened(mode=mode, proxy=proxy, by=by, at=at),)


def authorise(state: State, *, by: str, until: datetime, text: Sealed, at: datetime) -> Events:
    _opened(state)
    if until <= at:
        raise AuthorisationPassed(until=until, at=at)
    return (ProxyAuthorised(by=by, at=at, until=until, text=text),)


def step(state: State, *, by: str, text: Sealed, clause: str, at: datetime) -> Events:
    """To act in somebody's place needs the authorisation; to explain the way does not."""
    opened = _opened(state)
    if opened.mode is not Mode.EXPLAINED and (state.until is None or state.until <= at):
        number = core.existing(state.ticket).number
        raise ProxyNotAuthorised(number=number, mode=opened.mode, value=at, limit=state.until, clause=clause)
    return (ProxyStepRecorded(by=by, at=at, text=text),)


def end(state: State, *, by: str, at: datetime) -> Events:
    _opened(state)
    if not state.steps:
        raise ProxyWithoutSteps(number=core.existing(state.ticket).number)
    return (ProxyClosed(by=by, at=at),)


def _opened(state: State) -> ProxyOpened:
    known = core.still_open(state.ticket)
    if state.opened is None:
        raise NoProxyOpen(number=known.number)
    return state.opened
