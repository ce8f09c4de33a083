"""From report to close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, PlanId, TicketId, WardenId
from domain.policy import Route
from domain.schema import Events
from domain.ticket.events import (
    Accepted,
    Closed,
    Dispatched,
    FedBack,
    Handled,
    Handling,
    Kind,
    Level,
    MovedToGrid,
    Reopened,
    Reported,
    Scope,
)
from domain.ticket.refusals import (
    AcceptedAlready,
    AffairsUnfinished,
    ClauseMissing,
    DuePassed,
    LevelTooLow,
    NobodyResponsible,
    NoFeedback,
    NotAccepted,
    NotClosed,
    NotHandled,
    OutcomeNotAKey,
    SatisfactionOutOfRange,
    SuperiorMissing,
    TicketKnown,
)
from domain.ticket.state import Answerable, State, Status, existing, still_open
from domain.values import Sealed

LEVELS = tuple(Level)
_OUTCOME = re.compile(r"[a-z][a-z_]{1,39}")


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked, where and by whom. place: (lon, lat) SRID 4490; grid: of that place at the time of the report."""

    channel: str
    category: str
    building: BuildingId | None
    place: tuple[float, float] | None
    grid: GridId | None
    household: HouseholdId | None
    text: Sealed
    reporter: Sealed | None
    handling: Handling = Handling.ON_THE_SPOT
    kind: Kind = Kind.REQUEST
    parent: TicketId | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline, computed, and the clause it comes from."""

    at: datetime
    clause: str


@dataclass(frozen=True, slots=True)
class WardenOnDuty:
    account: str
    warden: WardenId


@dataclass(frozen=True, slots=True)
class Hands:
    """Evidence: who can answer for a ticket. on_duty: in its grid at that time; desk: else; superior: account or body above."""

    on_duty: WardenOnDuty | None
    desk: str
    superior: str = ""

    @property
    def in_grid(self) -> tuple[str, WardenId | None]:
        return (self.on_duty.account, self.on_duty.warden) if self.on_duty else (self.desk, None)


def report(
    state: State | None,
    *,
    ticket: TicketId,
    community: CommunityId,
    number: str,
    matter: Matter,
    route: Route,
    first_responder: str,
    hands: Hands,
    due: Due | None,
    at: datetime,
) -> Events:
    """Whoever is on duty in the grid is responsible, else the desk; a major or sudden matter is with the superior at once.

    route: the profile's, for the scope asked. first_responder: account of who took it in, fixed from now on. at: when it was reported.
    """
    if state is not None:
        if state.number == number:
            return ()
        raise TicketKnown(number=state.number)
    responsible, warden = hands.in_grid
    _require_named(first_responder, responsible)
    _require_future(due, at)
    reported = Reported(
        ticket=ticket,
        community=community,
        number=number,
        channel=matter.channel,
        category=matter.category,
        scope=Scope(route.scope),
        handling=matter.handling,
        kind=matter.kind,
        parent=matter.parent,
        building=matter.building,
        place=matter.place,
        grid=matter.grid,
        household=matter.household,
        first_responder=first_responder,
        responsible=responsible,
        warden=warden,
        due_at=due.at if due else None,
        clause=due.clause if due else "",
        text=matter.text,
        reporter=matter.reporter,
    )
    return (reported, *sent_up_at_once(route, matter.handling, hands))


def accept(state: State | None, *, by: str, warden: WardenId | None) -> Events:
    """The first to accept is the first handler, for good."""
    known = still_open(state)
    if known.accepted_by == by:
        return ()
    if known.accepted_by is not None:
        raise AcceptedAlready(number=known.number)
    _require_named(by)
    return (Accepted(by=by, warden=warden),)


def dispatch(state: State | None, *, level: Level, responsible: str, warden: WardenId | None, reason: str, route: Route) -> Events:
    """To another person or another level; never down again below the one that must solve a matter of this scope.

    route: the profile's, for that scope.
    """
    known = still_open(state)
    _require_named(responsible)
    if known.responsible == Answerable(responsible, level, warden):
        return ()
    lowest = lowest_level(route, known.handling)
    if LEVELS.index(level) < min(LEVELS.index(lowest), LEVELS.index(known.responsible.level)):
        raise LevelTooLow(level=level, lowest=lowest, value=level, limit=lowest, clause=route.source.clause)
    return (Dispatched(level=level, responsible=responsible, warden=warden, reason=reason),)


def handle(state: State | None, *, by: str, text: Sealed) -> Events:
    known = still_open(state)
    if known.accepted_by is None:
        raise NotAccepted(number=known.number)
    return (Handled(by=by, text=text),)


def feed_back(state: State | None, *, by: str, satisfaction: int | None, text: Sealed) -> Events:
    """Tell who asked: the result, or meanwhile why it takes longer; a follow-up may come after the close."""
    existing(state)
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise SatisfactionOutOfRange(lowest=1, highest=5)
    return (FedBack(by=by, satisfaction=satisfaction, text=text),)


def close(state: State | None, *, by: str, outcome: str, level: Level | None = None, unfinished: Sequence[str] = ()) -> Events:
    """outcome: a short key. level: where it was solved; by default where it is now. unfinished: what was begun on it and still runs."""
    if existing(state).status is Status.CLOSED:
        return ()
    known = still_open(state)
    if known.accepted_by is None:
        raise NotAccepted(number=known.number)
    if not known.handled:
        raise NotHandled(number=known.number)
    if not known.told:
        raise NoFeedback(number=known.number)
    if unfinished:
        raise AffairsUnfinished(number=known.number, unfinished=tuple(unfinished))
    if _OUTCOME.fullmatch(outcome) is None:
        raise OutcomeNotAKey()
    return (Closed(by=by, outcome=outcome, level=level or known.responsible.level),)


def reopen(state: State | None, *, responsible: str, warden: WardenId | None, text: Sealed) -> Events:
    """The same number and the same deadline; handling and feedback are asked for again."""
    known = existing(state)
    if known.status is not Status.CLOSED:
        raise NotClosed(number=known.number)
    _require_named(responsible)
    return (Reopened(responsible=responsible, warden=warden, text=text),)


def move_to_grid(state: State | None, to_grid: GridId | None, *, plan: PlanId, hands: Hands) -> Events:
    """An open ticket follows its place; hands: of the new grid. What is in the grid's hands changes hands, what went up stays up."""
    known = still_open(state)
    if known.grid == to_grid:
        return ()
    kept = known.responsible
    who, warden = hands.in_grid if kept.level is Level.GRID else (kept.who, kept.warden)
    _require_named(who)
    return (MovedToGrid(from_grid=known.grid, to_grid=to_grid, plan=plan, responsible=who, warden=warden),)


def sent_up_at_once(route: Route, handling: Handling, hands: Hands) -> Events:
    """A major matter is its superior's from the beginning; a sudden one is the community's at least (突发性工作立即上报，社区紧急处理)."""
    if not route.is_immediate and handling is not Handling.SUDDEN:
        return ()
    level, clause = lowest_level(route, handling), route.source.clause
    who = hands.desk if level is Level.COMMUNITY else hands.superior
    if not who.strip():
        raise SuperiorMissing(level=level, value=0, limit=1, clause=clause)
    return (Dispatched(level=level, responsible=who, warden=None, reason=clause),)


def lowest_level(route: Route, handling: Handling) -> Level:
    """The level that must solve it. Whatever is not dealt with on the spot goes at least to the community."""
    by_scope = Level(route.level)
    return Level.COMMUNITY if by_scope is Level.GRID and handling is not Handling.ON_THE_SPOT else by_scope


def _require_future(due: Due | None, at: datetime) -> None:
    if due is not None and not due.clause.strip():
        raise ClauseMissing()
    if due is not None and due.at <= at:
        raise DuePassed(due_at=due.at, at=at)


def _require_named(*accounts: str) -> None:
    if not all(account.strip() for account in accounts):
        raise NobodyResponsible()
