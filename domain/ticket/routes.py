"""Which way a ticket goes by its class: 一般 区域 全局 重大突发, and 一般 协调 突发 审批.

The law it keeps: where the regulation lays the route down, a matter is passed up by whom it names, is not closed before the level that must
solve it had it, and the result is told by whom it names. What is small is settled where it is found, and registered.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.errors import Forbidden, Refused
from domain.ids import WardenId
from domain.policy import Route
from domain.policy_terms import HandlingRoute
from domain.schema import Events
from domain.ticket import decisions
from domain.ticket.decisions import LEVELS, Hands, Matter, lowest_level, sent_up_at_once
from domain.ticket.events import Accepted, Classified, Closed, Dispatched, FedBack, Handled, Handling, Level, Scope
from domain.ticket.state import State, Status, existing, still_open
from domain.values import Sealed

SOLVED = "solved"


class Capacity(StrEnum):
    """网格负责人, 社区, 社区两委主要负责人: in what capacity somebody acts on a ticket, in the words of the profiles' routes."""

    GRID_LEAD = "grid_lead"
    DESK = "desk"
    COMMITTEE_HEAD = "committee_head"


class RaisedByAnother(Forbidden):
    """The route names who passes it up. Facts: number, level, wanted, clause."""

    code = "ticket.raised_by_another"


class ToldByAnother(Forbidden):
    """The route names who tells the resident the result. Facts: number, wanted, clause."""

    code = "ticket.told_by_another"


class NotRaised(Refused):
    """The level that must solve it never had it. Facts: number, level, lowest, clause."""

    code = "ticket.not_raised"


class NotOnTheSpot(Refused):
    """Only a general matter, dealt with on the spot, is registered as settled. Facts: scope, handling, clause."""

    code = "ticket.not_on_the_spot"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done on the spot. by: account; warden: where it is one."""

    by: str
    warden: WardenId | None
    done: Sealed
    told: Sealed
    satisfaction: int | None


def require_raiser(state: State | None, level: Level, *, acts: Collection[Capacity], routes: Mapping[str, Route]) -> None:
    """acts: in which capacities whoever gives it to `level` may act. Nothing is asked of what does not go up."""
    known = still_open(state)
    if LEVELS.index(level) <= LEVELS.index(known.responsible.level):
        return
    route = _way_up(known.scope, level, routes)
    if Capacity(route.raised_by) not in acts:
        by, clause = route.raised_by, route.source.clause
        raise RaisedByAnother(number=known.number, level=level, wanted=by, value=sorted(acts), limit=by, clause=clause)


def require_teller(state: State | None, *, acts: Collection[Capacity], route: Route) -> None:
    """Of the result alone: anybody may say meanwhile how it stands, and ask afterwards."""
    known = existing(state)
    is_result = known.handled and not known.told and known.status is not Status.CLOSED
    if is_result and Capacity(route.told_by) not in acts:
        told_by = route.told_by
        raise ToldByAnother(number=known.number, wanted=told_by, value=sorted(acts), limit=told_by, clause=route.source.clause)


def require_raised(state: State | None, route: Route) -> None:
    """route: the profile's, for its scope. A matter that proved smaller is classified so first."""
    known = existing(state)
    lowest = lowest_level(route, known.handling)
    if known.status is not Status.CLOSED and LEVELS.index(known.responsible.level) < LEVELS.index(lowest):
        level = known.responsible.level
        raise NotRaised(number=known.number, level=level, lowest=lowest, value=level, limit=lowest, clause=route.source.clause)


def classify(state: State | None, *, scope: Scope, handling: Handling, by: str, route: Route, hands: Hands) -> Events:
    """Another class, by who has looked at it. route: the profile's, for the new scope. What is urgent goes up at once."""
    known = still_open(state)
    if (known.scope, known.handling) == (scope, handling):
        return ()
    sent = sent_up_at_once(route, handling, hands)
    is_there = LEVELS.index(known.responsible.level) >= LEVELS.index(lowest_level(route, handling))
    return (Classified(scope=scope, handling=handling, by=by), *(() if is_there else sent))


def accept(state: State | None, *, by: str, warden: WardenId | None, coordination: HandlingRoute, desk: str) -> Events:
    """协调性工作，现场受理，带回社区商处: what wants coordination is the community's as soon as somebody accepted it."""
    accepted = decisions.accept(state, by=by, warden=warden)
    known = existing(state)
    if not accepted or known.handling is not Handling.COORDINATION or known.responsible.level is not Level.GRID:
        return accepted
    back = Dispatched(level=Level(coordination.level), responsible=desk, warden=None, reason=coordination.source.clause)
    return (*accepted, back)


def settle_on_the_spot(*, matter: Matter, route: Route, settled: Settled, **reported: Any) -> Events:
    """一般性工作现场处理，登记备案: from report to close in one registration. reported: what `decisions.report` asks for besides.

    A warden settles it in the grid, anybody else in the community.
    """
    if Scope(route.scope) is not Scope.GENERAL or matter.handling is not Handling.ON_THE_SPOT:
        asked, only = [route.scope, matter.handling], [Scope.GENERAL, Handling.ON_THE_SPOT]
        raise NotOnTheSpot(scope=asked[0], handling=asked[1], value=asked, limit=only, clause=route.source.clause)
    events = decisions.report(None, matter=matter, route=route, **reported)
    steps = (
        Accepted(by=settled.by, warden=settled.warden),
        Handled(by=settled.by, text=settled.done),
        FedBack(by=settled.by, satisfaction=settled.satisfaction, text=settled.told),
        Closed(by=settled.by, outcome=SOLVED, level=Level.GRID if settled.warden else Level.COMMUNITY),
    )
    return (*events, *steps)


def _way_up(scope: Scope, level: Level, routes: Mapping[str, Route]) -> Route:
    """To the community on the regional route; above it on the ticket's own where that leads there, else on the overall one."""
    if level is Level.COMMUNITY:
        return routes[Scope.REGIONAL]
    own = routes[scope]
    return own if LEVELS.index(Level(own.level)) > LEVELS.index(Level.COMMUNITY) else routes[Scope.OVERALL]
