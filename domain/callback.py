"""Call-backs (回访) of a community: a seed is committed, tickets closed since are drawn with it, whoever asked is called.

The law it keeps: the seed stands before the tickets it draws from are closed, and is shown only with the draw, so that nobody can choose
and everybody can draw again; a ticket closed after one draw belongs to the next; nobody calls about the own work; one result a ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from domain.errors import Forbidden, Invalid, Refused, Unknown
from domain.ids import CommunityId, TicketId
from domain.schema import Event, Events, event
from domain.spot_draw import choose
from domain.spot_draw import commitment as commitment_of
from domain.values import Sealed


@event("callback.seed_committed")
class SeedCommitted:
    """commitment: SHA-256 of the seed, hex. seed: sealed until the draw. closed_after: position behind which the closes lie."""

    community: CommunityId
    commitment: str
    seed: Sealed
    closed_after: int


@event("callback.drawn")
class Drawn:
    """Candidates: the tickets closed at positions closed_after < p <= closed_through. share: of them, at least one."""

    seed: str
    closed_after: int
    closed_through: int
    share: float
    candidates: int
    chosen: tuple[TicketId, ...]


@event("callback.recorded")
class Recorded:
    """satisfaction: 1…5; None: nobody was reached. text: what was said."""

    ticket: TicketId
    satisfaction: int | None
    called_by: str
    text: Sealed


class NothingClosed(Refused):
    """No ticket was closed since the last draw."""

    code = "callback.nothing_closed"


class NoSeed(Refused):
    """A seed is committed first."""

    code = "callback.no_seed"


class SeedOther(Refused):
    """The seed is not the one committed to."""

    code = "callback.seed_other"


class SeedGone(Refused):
    """Its key was destroyed, and nobody gave it up as lost: where it is not in a backup, decide on the loss."""

    code = "callback.seed_gone"


class NotDrawn(Unknown):
    code = "callback.not_drawn"


class CalledAlready(Refused):
    code = "callback.called_already"


class OwnWork(Forbidden):
    """Somebody else than who handled it calls."""

    code = "callback.own_work"


class SatisfactionOutside(Invalid):
    """Facts: lowest, highest."""

    code = "callback.satisfaction_outside"


@dataclass(frozen=True, slots=True)
class State:
    """committed: what the next draw uses. drawn: every draw. results: by ticket; a ticket reopened and drawn again is called again."""

    committed: SeedCommitted
    drawn: tuple[Drawn, ...] = ()
    results: Mapping[TicketId, Recorded] = field(default_factory=dict)

    @property
    def waiting(self) -> frozenset[TicketId]:
        return frozenset(one for draw in self.drawn for one in draw.chosen) - self.results.keys()


def evolve(state: State | None, event: Event) -> State:
    match event:
        case SeedCommitted():
            return replace(state, committed=event) if state else State(event)
        case Drawn() if state is not None:
            again = {ticket: one for ticket, one in state.results.items() if ticket not in event.chosen}
            return replace(state, drawn=(*state.drawn, event), results=again)
        case Recorded() if state is not None:
            return replace(state, results={**state.results, event.ticket: event})
    raise TypeError(f"not an event of call-backs: {type(event).__name__}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


def commit(state: State | None, *, community: CommunityId, seed: str, sealed: Sealed, head: int, is_lost: bool = False) -> Events:
    """The first seed. Later ones are committed by each draw.

    is_lost: evidence, the key of the one committed to was given up as lost. Another takes its place, and what was closed before it stays
    undrawn: a seed stands before what it draws from.
    """
    if state is not None and not is_lost:
        return ()
    return (SeedCommitted(community=community, commitment=commitment_of(seed), seed=sealed, closed_after=head),)


def draw(
    state: State | None, *, seed: str, closed: Iterable[TicketId], through: int, share: float, following: str, sealed: Sealed
) -> Events:
    """closed: evidence, tickets closed in (closed_after, through]. following, sealed: the next seed."""
    if state is None:
        raise NoSeed()
    committed, candidates = state.committed, frozenset(closed)
    if commitment_of(seed) != committed.commitment:
        raise SeedOther()
    if not candidates:
        raise NothingClosed()
    chosen = choose(seed, through, candidates, share)
    drawn = Drawn(
        seed=seed, share=share, candidates=len(candidates), chosen=chosen, closed_after=committed.closed_after, closed_through=through
    )
    after = SeedCommitted(community=committed.community, commitment=commitment_of(following), seed=sealed, closed_after=through)
    return drawn, after


def record(state: State | None, ticket: TicketId, *, satisfaction: int | None, by: str, handled_by: str | None, text: Sealed) -> Events:
    if state is None or not any(ticket in one.chosen for one in state.drawn):
        raise NotDrawn()
    if ticket in state.results:
        raise CalledAlready()
    if by == handled_by:
        raise OwnWork()
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise SatisfactionOutside(lowest=1, highest=5)
    return (Recorded(ticket=ticket, satisfaction=satisfaction, called_by=by, text=text),)
