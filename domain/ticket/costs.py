"""Who pays for it (居民自筹5000元，其余2500元由社区环境经费): estimated, pledged, paid. Amounts in fen, never a person's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from domain.errors import Invalid, Refused
from domain.schema import Event, Events, event
from domain.ticket import state as core

PAYERS = ("residents", "community_fund", "subdistrict_fund", "property_company", "resident_unit", "donation")
"""居民自筹 社区经费 街道经费 物业 驻区单位 捐助."""


@event("ticket.cost_estimated")
class CostEstimated:
    fen: int
    by: str
    at: datetime


@event("ticket.contribution_pledged")
class ContributionPledged:
    """payer: one of PAYERS. fen: what this payer pledges in all."""

    payer: str
    fen: int
    by: str
    at: datetime


@event("ticket.contribution_paid")
class ContributionPaid:
    payer: str
    fen: int
    by: str
    at: datetime


class CostNotEstimated(Refused):
    """Facts: number."""

    code = "ticket.cost_not_estimated"


class PledgesOverCost(Refused):
    """Facts: number, cost, pledged (fen)."""

    code = "ticket.pledges_over_cost"


class PaidOverPledge(Refused):
    """Facts: payer, pledged, paid (fen)."""

    code = "ticket.paid_over_pledge"


class PayerUnknown(Invalid):
    """Facts: known."""

    code = "ticket.payer_unknown"


class AmountNotPositive(Invalid):
    code = "ticket.amount_not_positive"


@dataclass(frozen=True, slots=True)
class State:
    """cost None: not estimated. pledged, paid: fen by payer."""

    ticket: core.State | None = None
    cost: int | None = None
    pledged: Mapping[str, int] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)


def evolve(state: State, event: Event) -> State:
    match event:
        case CostEstimated():
            return replace(state, cost=event.fen)
        case ContributionPledged():
            return replace(state, pledged={**state.pledged, event.payer: event.fen})
        case ContributionPaid():
            return replace(state, paid={**state.paid, event.payer: state.paid.get(event.payer, 0) + event.fen})
    return replace(state, ticket=core.evolve(state.ticket, event))


def fold(events: Iterable[Event]) -> State:
    return reduce(evolve, events, State())


def estimate(state: State, *, fen: int, by: str, at: datetime) -> Events:
    """A new estimate replaces the one before, but not below what is pledged."""
    known = core.still_open(state.ticket)
    _require_positive(fen)
    if fen == state.cost:
        return ()
    if (pledged := sum(state.pledged.values())) > fen:
        raise PledgesOverCost(number=known.number, cost=fen, pledged=pledged)
    return (CostEstimated(fen=fen, by=by, at=at),)


def pledge(state: State, *, payer: str, fen: int, by: str, at: datetime) -> Events:
    """What one payer takes on, all together; a new pledge replaces the payer's last, but not below what is paid."""
    known = core.still_open(state.ticket)
    _require_positive(fen)
    if payer not in PAYERS:
        raise PayerUnknown(known=PAYERS)
    if state.cost is None:
        raise CostNotEstimated(number=known.number)
    if state.pledged.get(payer) == fen:
        return ()
    if state.paid.get(payer, 0) > fen:
        raise PaidOverPledge(payer=payer, pledged=fen, paid=state.paid[payer])
    together = sum(state.pledged.values()) - state.pledged.get(payer, 0) + fen
    if together > state.cost:
        raise PledgesOverCost(number=known.number, cost=state.cost, pledged=together)
    return (ContributionPledged(payer=payer, fen=fen, by=by, at=at),)


def pay(state: State, *, payer: str, fen: int, by: str, at: datetime) -> Events:
    """Also after the close: money comes late."""
    core.existing(state.ticket)
    _require_positive(fen)
    if payer not in PAYERS:
        raise PayerUnknown(known=PAYERS)
    paid, pledged = state.paid.get(payer, 0) + fen, state.pledged.get(payer, 0)
    if paid > pledged:
        raise PaidOverPledge(payer=payer, pledged=pledged, paid=paid)
    return (ContributionPaid(payer=payer, fen=fen, by=by, at=at),)


def _require_positive(fen: int) -> None:
    if fen < 1:
        raise AmountNotPositive()
