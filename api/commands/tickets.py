"""Tickets: taken in, accepted, dispatched, handled, fed back, closed, reopened. Free text is sealed under the ticket's own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api.commands.evidence import Held, append, hold, hold_community, persisting, profile_of, profile_on
from api.commands.roster import hold_roster
from api.context import CHINA, Ctx, Done
from api.deadlines import due
from api.problems import InputInvalid
from domain import community, cover, ticket
from domain.cover import Roster
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, WardenId
from domain.policy import PolicyProfile
from domain.schema import Event, Events
from domain.ticket import Handling, Hands, Kind, Level, Matter, WardenOnDuty
from domain.ticket.unfinished import unfinished
from projections import grids

DESK = "desk"
Decide = Callable[[Held[ticket.State], PolicyProfile], Events]


@dataclass(frozen=True)
class Asked:
    """What somebody asks for. place: (lon, lat) SRID 4490, or building; reporter: name and phone, sealed."""

    category: str
    text: str
    scope: str = "general"
    channel: str = "desk"
    handling: Handling = Handling.ON_THE_SPOT
    kind: Kind = Kind.REQUEST
    building: BuildingId | None = None
    place: tuple[float, float] | None = None
    household: HouseholdId | None = None
    reporter_name: str = ""
    reporter_phone: str = ""


def report(ctx: Ctx, code: str, asked: Asked) -> Done:
    """One number, the grid of that moment, the first responder, who is responsible from now on, and the deadline with its clause."""
    stream = TicketId(ctx.new_id("tkt"))
    text = ctx.vault.seal(stream, {"text": asked.text})
    told = {name: value for name, value in (("name", asked.reporter_name), ("phone", asked.reporter_phone)) if value}
    reporter = ctx.vault.seal(stream, told) if told else None
    number = f"{ctx.holds_from.astimezone(CHINA):%Y%m%d}-{stream[-6:].upper()}"

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        profile = profile_on(owner, ctx.holds_from)
        category, route = profile.category(asked.category), profile.route(asked.scope)
        building, grid = _where(ctx, owner.state, asked)
        matter = Matter(
            asked.channel, asked.category, building, asked.place, grid, asked.household, text, reporter, asked.handling, asked.kind
        )
        events = ticket.report(
            None,
            ticket=stream,
            community=owner.state.community,
            number=number,
            matter=matter,
            route=route,
            first_responder=ctx.actor.account,
            hands=hands_in(ctx, owner.state.community, grid),
            due=due(category.deadline, ctx.holds_from, profile),
            at=ctx.holds_from,
        )
        first = ticket.fold(events)
        assert first is not None
        answer = {
            "ticket": stream,
            "number": number,
            "grid": grid,
            "version": len(events),
            "due_at": first.due_at and first.due_at.isoformat(),
        }
        writes = [Held(stream, 0, None).write(events), owner.stands()]
        return append(ctx, writes, answer | {"responsible": first.responsible.who}, profile.key)

    return persisting(ctx, decide)


def _where(ctx: Ctx, owner: community.State, asked: Asked) -> tuple[BuildingId | None, GridId | None]:
    """The building and the grid of that moment. Raises InputInvalid for a building of another community, or a place outside this one."""
    if asked.building is None and asked.place is None:
        return None, None
    ctx.office.freshen("grids")
    with ctx.office.reading() as connection:
        if asked.building is not None:
            row = grids.building(connection, asked.building, ctx.holds_from)
            found = (row and row["community"], asked.building, row and row["grid"])
        else:
            assert asked.place is not None
            at = grids.locate(connection, *asked.place, as_of=ctx.holds_from)
            found = (at.community, at.building, at.grid)
    if found[0] != owner.community:
        raise InputInvalid(where=[{"field": "place", "code": "place.outside_community"}])
    return (BuildingId(found[1]) if found[1] else None), (GridId(found[2]) if found[2] else None)


def hands_in(ctx: Ctx, owner: CommunityId, grid: GridId | None, roster: Roster | None = None) -> Hands:
    """Who can answer in a grid at the command's time: whoever is on duty there, else the desk."""
    roster = roster or hold_roster(ctx, owner).state
    on = cover.on_duty_in(roster, grid, ctx.holds_from) if roster and grid else None
    on_duty = WardenOnDuty(roster.wardens[on.warden].account, on.warden) if roster and on else None
    return Hands(on_duty=on_duty, desk=DESK, superior=f"subdistrict:{owner}")


def accept(ctx: Ctx, stream: TicketId, *, seen: int | None = None) -> Done:
    warden = WardenId(ctx.actor.warden) if ctx.actor.warden else None
    return decided(ctx, stream, lambda held, _: ticket.accept(held.state, by=ctx.actor.account, warden=warden), seen)


def dispatch(
    ctx: Ctx, stream: TicketId, level: Level, responsible: str, *, warden: WardenId | None = None, seen: int | None = None
) -> Done:
    def decide(held: Held[ticket.State], profile: PolicyProfile) -> Events:
        assert held.state is not None
        route = profile.route(held.state.scope)
        return ticket.dispatch(held.state, level=level, responsible=responsible, warden=warden, reason=ctx.reason, route=route)

    return decided(ctx, stream, decide, seen)


def handle(ctx: Ctx, stream: TicketId, text: str, *, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": text})
    return decided(ctx, stream, lambda held, _: ticket.handle(held.state, by=ctx.actor.account, text=sealed), seen)


def feed_back(ctx: Ctx, stream: TicketId, text: str, *, satisfaction: int | None = None, seen: int | None = None) -> Done:
    sealed = ctx.vault.seal(stream, {"text": text})

    def decide(held: Held[ticket.State], _: PolicyProfile) -> Events:
        return ticket.feed_back(held.state, by=ctx.actor.account, satisfaction=satisfaction, text=sealed)

    return decided(ctx, stream, decide, seen)


def close(ctx: Ctx, stream: TicketId, outcome: str, *, seen: int | None = None) -> Done:
    def decide(held: Held[ticket.State], _: PolicyProfile) -> Events:
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
        held = hold(ctx, stream, ticket.fold)
        if held.state is None:
            raise ticket.TicketUnknown()
        owner = hold(ctx, held.state.community, community.fold)
        assert owner.state is not None
        profile = profile_of(owner.state)
        events = decide(held, profile)
        version = held.version if seen is None else seen
        return append(ctx, [Held(stream, version, held.state).write(events)], _answer(held, events), profile.key)

    return persisting(ctx, attempt, stream if seen is not None else None)


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
