"""Missing papers are asked for once, all of them (若手续不完备，一次性告知其全部办理要求和所需的文书材料); again only with a supervisor."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from domain.errors import Invalid, Refused
from domain.schema import Event, Events, event
from domain.ticket import state as core
from domain.values import Sealed


@event("ticket.papers_asked")
class PapersAsked:
    """count: how many papers the list names; text: the list, sealed: it tells of the person. allowed_by: who allowed a second one."""

    by: str
    count: int
    at: datetime
    allowed_by: str | None
    text: Sealed


@event("ticket.papers_brought")
class PapersBrought:
    by: str
    at: datetime


class PapersAskedAlready(Refused):
    """Facts: number, asked_at, value, limit, clause."""

    code = "ticket.papers_asked_already"


class NoPapersAsked(Refused):
    """Facts: number."""

    code = "ticket.no_papers_asked"


class PapersNotListed(Invalid):
    """The notice names everything that is missing."""

    code = "ticket.papers_not_listed"


@dataclass(frozen=True, slots=True)
class State:
    """asked: every notice given. is_waiting: for papers."""

    ticket: core.State | None = None
    asked: tuple[PapersAsked, ...] = ()
    is_waiting: bool = False


def evolve(state: State, event: Event) -> State:
    match event:
        case PapersAsked():
            return replace(state, asked=(*state.asked, event), is_waiting=True)
        case PapersBrought():
            return replace(state, is_waiting=False)
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


class PaperHeld(Refused):
    """Nobody asks again for what is held as an electronic copy. Facts: number, papers, value (how many of them), limit, clause."""

    code = "ticket.paper_held"


@dataclass(frozen=True, slots=True)
class Notices:
    """most: how many the profile allows without a supervisor (policies key "ticket.material_notices")."""

    most: int
    clause: str


def ask(
    state: State,
    *,
    by: str,
    count: int,
    text: Sealed,
    supervisor: str | None,
    notices: Notices,
    at: datetime,
    held: Collection[str] = (),
    held_clause: str = "",
) -> Events:
    """supervisor: account of who allows one notice more; not the one who gave the first.

    held: evidence, papers asked for that are held and valid as electronic copies. held_clause: policies key "document.reused".
    """
    known = core.still_open(state.ticket)
    if count < 1:
        raise PapersNotListed()
    if held:
        raise PaperHeld(number=known.number, papers=sorted(held), value=len(held), limit=0, clause=held_clause)
    again = len(state.asked) >= notices.most
    if again and (supervisor is None or supervisor == state.asked[0].by):
        first, value = state.asked[0].at, len(state.asked) + 1
        raise PapersAskedAlready(number=known.number, asked_at=first, value=value, limit=notices.most, clause=notices.clause)
    return (PapersAsked(by=by, count=count, at=at, allowed_by=supervisor if again else None, text=text),)


def bring(state: State, *, by: str, at: datetime) -> Events:
    known = core.still_open(state.ticket)
    if not state.asked:
        raise NoPapersAsked(number=known.number)
    return (PapersBrought(by=by, at=at),) if state.is_waiting else ()
