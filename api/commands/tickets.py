"""Tickets: taken in, accepted, dispatched, handled, fed back, closed, reopened. Free text is sealed under the ticket's own key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from psycopg import Connection

from api.commands.evidence import Held, append, hold, hold_community, persisting, plan_on, profile_of, profile_on, require_going_on
from api.commands.residents import coming
from api.commands.roster import hold_roster
from api.context import CHINA, Ctx, Done, start_of_day
from api.deadlines import due
from api.problems import InputInvalid
from domain import community, cover, ticket
from domain.cover import Roster
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, WardenId
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Event, Events
from domain.ticket import Handling, Hands, Kind, Level, Matter, WardenOnDuty
from domain.ticket.unfinished import unfinished
from projections import grids, ticket_board

DESK = "desk"
NEARBY = ("ticket", "number", "status", "distance_m")
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


def report(ctx: Ctx, code: str, asked: Asked, beside: Callable[[TicketId], Sequence[Write]] = lambda _: ()) -> Done:
    """One number, the grid of that moment, the first responder, who is responsible from now on, and the deadline with its clause.

    beside: what is written in the same transaction because of this ticket.
    """
    stream = TicketId(ctx.new_id("tkt"))
    text = ctx.vault.seal(stream, {"text": asked.text})
    told = {name: value for name, value in (("name", asked.reporter_name), ("phone", asked.reporter_phone)) if value}
    reporter = ctx.vault.seal(stream, told) if told else None
    number = f"{ctx.holds_from.astimezone(CHINA):%Y%m%d}-{stream[-6:].upper()}"

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        require_going_on(ctx, owner.state)
        profile = profile_on(owner, ctx.holds_from)
        category, route = profile.category(asked.category), profile.route(asked.scope)
        place = where(ctx, owner.state, profile, asked)
        matter = Matter(
            asked.channel,
            asked.category,
            place.building,
            asked.place,
            place.grid,
            asked.household,
            text,
            reporter,
            asked.handling,
            asked.kind,
        )
        events = ticket.report(
            None,
            ticket=stream,
            community=owner.state.community,
            number=number,
            matter=matter,
            route=route,
            first_responder=ctx.actor.account,
            hands=hands_in(ctx, owner.state.community, place.grid),
            due=due(category.deadline, ctx.holds_from, profile),
            at=ctx.holds_from,
        )
        events += (place.near,) if place.near else ()
        moves = _coming_moves(ctx, owner.state, asked, events)
        writes = [Held(stream, 0, None).write(events), *moves, owner.stands(), *beside(stream)]
        version = len(events) + len(moves)
        return append(ctx, writes, _taken_in(ctx, events, place) | {"version": version}, profile.key)

    return persisting(ctx, decide)


def _coming_moves(ctx: Ctx, owner: community.State, asked: Asked, events: Events) -> list[Write]:
    """The changes of grid by plans that were decided before the report and take effect after it."""
    state, version, moves = ticket.fold(events), len(events), []
    assert state is not None
    for one in coming(owner, ctx.holds_from) if asked.building or asked.place else ():
        then = replace(ctx, effective_at=start_of_day(one.on))
        with ctx.office.reading() as connection:
            grid = _found(then, connection, owner, asked).grid
        moved = ticket.move_to_grid(state, grid, plan=one.plan, hands=hands_in(then, owner.community, grid)) if grid else ()
        if moved:
            moves.append(Write(state.ticket, version, moved, then.holds_from))
            state, version = ticket.evolve(state, moved[0]), version + 1
    return moves


def _taken_in(ctx: Ctx, events: Events, place: Where) -> dict[str, Any]:
    """What who reports is told."""
    first = ticket.fold(events)
    assert first is not None
    return {
        "ticket": first.ticket,
        "number": first.number,
        "grid": place.grid,
        "near": place.near and {"grid": place.near.other, "distance_m": place.near.distance_m},
        "nearby": [{name: one[name] for name in NEARBY} for one in place.nearby if _may_see(ctx, one, place.grid)],
        "due_at": first.due_at and first.due_at.isoformat(),
        "responsible": first.responsible.who,
    }


def _may_see(ctx: Ctx, nearby: dict[str, Any], grid: GridId | None) -> bool:
    """The desk sees all of them, a warden those of the grid that is reported for, the public none."""
    return ctx.actor.role == "desk" or (ctx.actor.role == "warden" and nearby["grid_now"] == grid)


@dataclass(frozen=True)
class Where:
    """point: (lon, lat) SRID 4490 of the place, or of the building; near: another grid within the profile's metres of it."""

    building: BuildingId | None = None
    grid: GridId | None = None
    point: tuple[float, float] | None = None
    near: ticket.links.BorderNoticed | None = None
    nearby: tuple[dict[str, Any], ...] = ()


def where(ctx: Ctx, owner: community.State, profile: PolicyProfile, asked: Asked) -> Where:
    """The building and the grid of that moment, a border close by, tickets of the same matter close by.

    Raises InputInvalid for a building of another community, or a place outside this one.
    """
    if asked.building is None and asked.place is None:
        return Where()
    ctx.office.freshen("grids", "ticket_board")
    with ctx.office.reading() as connection:
        found = _found(ctx, connection, owner, asked)
        since = ctx.holds_from - timedelta(days=profile.number("ticket.nearby_days"))
        around = {"building": found.building, "place": found.point, "metres": profile.number("ticket.nearby_metres"), "since": since}
        nearby = ticket_board.nearby(connection, owner.community, **around, category=asked.category)
        return replace(found, near=_border(ctx, connection, owner, profile, found), nearby=tuple(nearby))


def _found(ctx: Ctx, connection: Connection[Any], owner: community.State, asked: Asked) -> Where:
    if asked.building is not None:
        row = grids.building(connection, asked.building, ctx.holds_from)
        inside = row is not None and row["community"] == owner.community
        found = Where(asked.building, row["grid"], (row["lon"], row["lat"])) if row else Where()
    else:
        assert asked.place is not None
        at = grids.locate(connection, *asked.place, as_of=ctx.holds_from)
        inside = at.community == owner.community
        found = Where(BuildingId(at.building) if at.building else None, GridId(at.grid) if at.grid else None, asked.place)
    if not inside:
        raise InputInvalid(where=[{"field": "place", "code": "place.outside_community"}])
    return found


def _border(
    ctx: Ctx, connection: Connection[Any], owner: community.State, profile: PolicyProfile, found: Where
) -> ticket.links.BorderNoticed | None:
    plan = plan_on(owner, ctx.holds_from)
    if plan is None or found.grid is None or found.point is None:
        return None
    near = grids.grids_near(connection, plan, *found.point, profile.number("ticket.border_metres"))
    other = next((row for row in near if row["grid"] != found.grid), None)
    return other and ticket.links.BorderNoticed(grid=found.grid, other=other["grid"], distance_m=round(other["distance_m"]))


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
        held = hold_ticket(ctx, stream)
        if held.state is None:
            raise ticket.TicketUnknown()
        owner = hold(ctx, held.state.community, community.fold)
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
