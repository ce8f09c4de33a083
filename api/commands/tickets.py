"""A ticket from acceptance to close: classified, dispatched, handled, fed back, closed, reopened. Free text is sealed under its own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from api.commands.evidence import Held, append, persisting, profile_of, standing
from api.commands.ticket_intake import DESK, hands_in, warden_of
from api.context import Ctx, Done
from domain import ticket
from domain.ids import TicketId, WardenId
from domain.policy import PolicyProfile
from domain.schema import Event, Events
from domain.ticket import Handling, Level, Scope, routes
from domain.ticket.routes import Capacity
from domain.ticket.unfinished import unfinished

Decide = Callable[[Held[ticket.State], PolicyProfile], Events]


def accept(ctx: Ctx, stream: TicketId, *, seen: int | None = None) -> Done:
    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        coordination = profile.handling(Handling.COORDINATION)
        return routes.accept(held.state, by=ctx.actor.account, warden=warden_of(ctx), coordination=coordination, desk=DESK)

    return decided(ctx, stream, decide, seen)


def classify(ctx: Ctx, stream: TicketId, scope: Scope, handling: Handling, *, seen: int | None = None) -> Done:
    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        assert held.state is not None
        route = profile.route(scope)
        hands = hands_in(ctx, held.state.community, held.state.grid, above=route.level)
        return routes.classify(held.state, scope=scope, handling=handling, by=ctx.actor.account, route=route, hands=hands)

    return decided(ctx, stream, decide, seen)


def dispatch(
    ctx: Ctx, stream: TicketId, level: Level, responsible: str, *, warden: WardenId | None = None, seen: int | None = None
) -> Done:
    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        assert held.state is not None
        if _is_binding(profile):
            routes.require_raiser(held.state, level, acts=_capacities(ctx, held.state), routes=profile.routes)
        route = profile.route(held.state.scope)
        return ticket.dispatch(held.state, level=level, responsible=responsible, warden=warden, reason=ctx.reason, route=route)

    return decided(ctx, stream, decide, seen)


def _is_binding(profile: PolicyProfile) -> bool:
    """Whether the routes are the regulation's own words, or another document's and advice alone."""
    return bool(profile.rule("ticket.route_binding").value)


def _capacities(ctx: Ctx, state: ticket.State) -> frozenset[Capacity]:
    """A warden acts as the head of the grid (who may touch its tickets is scope's); where nobody is on duty there, the desk does."""
    if ctx.actor.role == "warden":
        return frozenset({Capacity.GRID_LEAD})
    if ctx.actor.role == "approver":
        return frozenset({Capacity.COMMITTEE_HEAD})
    is_manned = hands_in(ctx, state.community, state.grid).on_duty is not None
    return frozenset({Capacity.DESK}) if is_manned else frozenset({Capacity.DESK, Capacity.GRID_LEAD})


def handle(ctx: Ctx, stream: TicketId, text: str, *, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": text})
    return decided(ctx, stream, lambda held, _: ticket.handle(held.state, by=ctx.actor.account, text=sealed), seen)


def feed_back(ctx: Ctx, stream: TicketId, text: str, *, satisfaction: int | None = None, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": text})

    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        assert held.state is not None
        if _is_binding(profile):
            routes.require_teller(held.state, acts=_capacities(ctx, held.state), route=profile.route(held.state.scope))
        return ticket.feed_back(held.state, by=ctx.actor.account, satisfaction=satisfaction, text=sealed)

    return decided(ctx, stream, decide, seen)


def close(ctx: Ctx, stream: TicketId, outcome: str, *, seen: int | None = None) -> Done:
    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        assert held.state is not None
        if _is_binding(profile):
            routes.require_raised(held.state, profile.route(held.state.scope))
        told = tuple(each.body for each in held.recorded)
        running = unfinished(told, open_parts(ctx, told))
        return ticket.close(held.state, by=ctx.actor.account, outcome=outcome, unfinished=running)

    return decided(ctx, stream, decide, seen)


def open_parts(ctx: Ctx, told: Sequence[Event]) -> int:
    """How many of the tickets that are parts of this one are not closed."""
    parts = ctx.journal.read_many(ticket.links.fold(told).parts)
    states = (ticket.fold(each.body for each in recorded) for recorded in parts.values())
    return sum(state is not None and state.status is not ticket.Status.CLOSED for state in states)


def reopen(ctx: Ctx, stream: TicketId, text: str, *, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": text})

    def decide(held: Held[ticket.State], _: PolicyProfile) -> Events:
        assert held.state is not None
        who, warden = hands_in(ctx, held.state.community, held.state.grid).in_grid
        return ticket.reopen(held.state, responsible=who, warden=warden, text=sealed)

    return decided(ctx, stream, decide, seen)


def decided(ctx: Ctx, stream: TicketId, decide: Decide, seen: int | None) -> Done:
    """One decision on one ticket, under its community's profile. seen: the version the caller saw."""

    def attempt() -> Done:
        held = hold_ticket(ctx, stream)
        if held.state is None:
            raise ticket.TicketUnknown()
        owner = standing(ctx, held.state.community)
        assert owner.state is not None
        profile = profile_of(owner.state)
        events = decide(held, profile)
        version = held.version if seen is None else seen
        return append(ctx, [Held(stream, version, held.state).write(events)], _answer(held, events), profile.key)

    return persisting(ctx, attempt, stream if seen is not None else None)


def hold_ticket(ctx: Ctx, stream: TicketId) -> Held[ticket.State]:
    """As it stands at the command's own moment: a move that a plan brings later has not been made."""
    recorded = ctx.journal.read(stream)
    state = ticket.fold_at(((each.body, each.meta.effective_at) for each in recorded), ctx.now)
    return Held(stream, recorded[-1].version if recorded else 0, state, recorded)


def _answer(held: Held[ticket.State], events: Events) -> dict[str, Any]:
    state = held.state
    for event in events:
        state = ticket.evolve(state, event)
    assert state is not None
    return {
        "ticket": held.stream,
        "number": state.number,
        "status": state.status.value,
        "responsible": state.responsible.who,
        "version": held.version + len(events),
    }
