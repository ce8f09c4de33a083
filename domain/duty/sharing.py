"""What passes from warden to warden when boundaries move: the hand-over that nobody has to remember to make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain import cover
from domain.cover import Roster
from domain.duty.events import ShareHandedOver
from domain.ids import GridId, PlanId, TicketId
from domain.schema import Events


@dataclass(frozen=True, slots=True)
class Share:
    """Evidence: what goes from a grid to another, as ShareHandedOver counts it. from_grid: None for households that had none."""

    from_grid: GridId | None
    to_grid: GridId
    households: int = 0
    unvisited: int = 0
    open_tickets: tuple[TicketId, ...] = ()
    open_needs: int = 0


def hand_over_shares(before: Roster | None, after: Roster | None, shares: Iterable[Share], *, plan: PlanId, at: datetime) -> Events:
    """before, after: the roster as it stood and as the plan leaves it at `at`. What stays with the same warden is no hand-over."""
    return tuple(_passed(before, after, shares, plan, at)) if after is not None else ()


def _passed(before: Roster | None, after: Roster, shares: Iterable[Share], plan: PlanId, at: datetime) -> Iterator[ShareHandedOver]:
    for share in shares:
        giving = cover.post_of(before, share.from_grid, at) if before is not None and share.from_grid is not None else None
        taking = cover.post_of(after, share.to_grid, at)
        giver = cover.holder(giving.primaries, at) if giving is not None else None
        taker = cover.holder(taking.primaries, at) if taking is not None else None
        if taking is None or giver == taker:
            continue
        yield ShareHandedOver(
            post=taking.post,
            from_post=giving.post if giving is not None else None,
            from_grid=share.from_grid,
            to_grid=share.to_grid,
            from_warden=giver,
            to_warden=taker,
            plan=plan,
            households=share.households,
            unvisited=share.unvisited,
            open_tickets=share.open_tickets,
            open_needs=share.open_needs,
        )
