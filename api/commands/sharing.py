"""The hand-over packs of an enactment: what passes between each pair of grids, counted from the events that move it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from api.commands.ground import Ground
from api.context import Ctx
from domain import household, ticket
from domain.duty import Share
from domain.ids import GridId, TicketId
from domain.journal import Write
from projections import care, household_history

Pair = tuple[GridId | None, GridId]


def shares(ctx: Ctx, ground: Ground, households: Sequence[Write], tickets: Sequence[Write], at: datetime) -> list[Share]:
    """households, tickets: the writes that move them; who comes to live there only after `at` is not handed over."""
    living, waiting = _by_pair(households, household.Reassigned, at), _by_pair(tickets, ticket.MovedToGrid, None)
    moved = [stream for streams in living.values() for stream in streams]
    with ctx.office.reading() as connection:
        unvisited = household_history.never_visited(connection, moved, ctx.now)
        asked = care.needs(connection, ground.communities, at=ctx.now) if moved else []
    wanting = [each["household"] for each in asked]
    return [
        Share(
            *pair,
            households=len(living[pair]),
            unvisited=len(unvisited & living[pair]),
            open_tickets=tuple(TicketId(each) for each in sorted(waiting[pair])),
            open_needs=sum(each in living[pair] for each in wanting),
        )
        for pair in sorted(living.keys() | waiting.keys(), key=lambda pair: (pair[0] or "", pair[1]))
    ]


def _by_pair(writes: Sequence[Write], kind: type, at: datetime | None) -> defaultdict[Pair, set[str]]:
    found: defaultdict[Pair, set[str]] = defaultdict(set)
    for write in writes:
        for event in write.events:
            if isinstance(event, kind) and event.to_grid is not None and (at is None or write.effective_at == at):
                found[event.from_grid, event.to_grid].add(write.stream)
    return found
