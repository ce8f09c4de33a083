"""A ticket is taken in: one number, the grid of its place at that moment, who answers, what lies near by, and the deadline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from psycopg import Connection

from api import doors
from api.china_days import calendar_of
from api.commands.evidence import Held, append, coming_to, hold_community, holding, persisting, profile_on, require_going_on
from api.commands.roster import hold_roster
from api.context import CHINA, Ctx, Done, start_of_day
from api.deadlines import due
from api.problems import InputInvalid
from domain import community, cover, ticket
from domain.cover import Roster
from domain.ids import BuildingId, CommunityId, GridId, HouseholdId, TicketId, WardenId
from domain.journal import Write
from domain.policy import PolicyProfile
from domain.schema import Events
from domain.ticket import Handling, Hands, Kind, Matter, WardenOnDuty, routes
from domain.values import Sealed
from projections import grids, ticket_board

DESK = "desk"
NEARBY = ("ticket", "number", "status", "distance_m")


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


@dataclass(frozen=True)
class Settling:
    """What was done on the spot, and what whoever asked was told of it."""

    done: str
    told: str
    satisfaction: int | None = None


def report(
    ctx: Ctx,
    code: str,
    asked: Asked,
    beside: Callable[[TicketId], Sequence[Write]] = lambda _: (),
    settling: Settling | None = None,
    stream: TicketId | None = None,
) -> Done:
    """One number, the grid of that moment, the first responder, who is responsible from now on, and the deadline with its clause.

    beside: what is written in the same transaction because of this ticket. settling: the matter is closed already and registered only.
    stream: its id, where the source's number tells it; raises StaleVersion where it was taken in before.
    """
    stream = stream or TicketId(ctx.new_id("tkt"))
    text = ctx.vault.seal(stream, {"text": asked.text})
    told = {name: value for name, value in (("name", asked.reporter_name), ("phone", asked.reporter_phone)) if value}
    reporter = ctx.vault.seal(stream, told) if told else None
    number = f"{ctx.holds_from.astimezone(CHINA):%Y%m%d}-{stream[-6:].upper()}"
    settled = settling and _settled(ctx, stream, settling)

    def decide() -> Done:
        owner = hold_community(ctx, code)
        assert owner.state is not None
        require_going_on(ctx, owner.state)
        profile = profile_on(owner, ctx.holds_from)
        category, route = profile.category(asked.category), profile.route(asked.scope)
        place = where(ctx, owner.state, profile, asked)
        given: dict[str, Any] = {
            "ticket": stream,
            "community": owner.state.community,
            "number": number,
            "matter": _matter(asked, place, text, reporter),
            "route": route,
            "first_responder": ctx.actor.account,
            "hands": hands_in(ctx, owner.state.community, place.grid, above=route.level),
            "due": due(category.deadline, ctx.holds_from, profile, calendar_of(ctx)),
            "at": ctx.holds_from,
        }
        events = routes.settle_on_the_spot(settled=settled, **given) if settled else ticket.report(None, **given)
        events += (place.near,) if place.near else ()
        moves = [] if settled else coming_moves(ctx, owner, asked, events)
        writes = [Held(stream, 0, None).write(events), *moves, owner.stands(), *beside(stream)]
        version = len(events) + len(moves)
        return append(ctx, writes, _taken_in(ctx, events, place) | {"version": version}, profile.key)

    return persisting(ctx, decide)


def _matter(asked: Asked, place: Where, text: Sealed, reporter: Sealed | None) -> Matter:
    sealed = (text, reporter, asked.handling, asked.kind)
    return Matter(asked.channel, asked.category, place.building, asked.place, place.grid, asked.household, *sealed)


def _settled(ctx: Ctx, stream: TicketId, settling: Settling) -> routes.Settled:
    done, told = (ctx.vault.seal(stream, {"text": text}) for text in (settling.done, settling.told))
    return routes.Settled(ctx.actor.account, warden_of(ctx), done, told, settling.satisfaction)


def warden_of(ctx: Ctx) -> WardenId | None:
    """The actor, where it is one."""
    return WardenId(ctx.actor.warden) if ctx.actor.warden else None


def coming_moves(ctx: Ctx, held: Held[community.State], asked: Asked, events: Events) -> list[Write]:
    """events: of a new ticket. The changes of grid by plans that were decided before the report and take effect after it."""
    state, owner, version, moves = ticket.fold(events), held.state, len(events), []
    assert state is not None and owner is not None
    for one in coming_to(ctx, held, ctx.holds_from) if asked.building or asked.place else ():
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
    plan: str | None = None
    near: ticket.links.BorderNoticed | None = None
    nearby: tuple[dict[str, Any], ...] = ()


def where(ctx: Ctx, owner: community.State, profile: PolicyProfile, asked: Asked) -> Where:
    """The building and the grid of that moment, a border close by, tickets of the same matter close by.

    Raises InputInvalid for a building of another community, or a place outside this one.
    """
    if asked.building is None and asked.place is None:
        return Where()
    ctx.office.freshen(*doors.VIEWS, "ticket_board")
    with ctx.office.reading() as connection:
        found = _found(ctx, connection, owner, asked)
        since = ctx.holds_from - timedelta(days=profile.number("ticket.nearby_days"))
        around = {"building": found.building, "place": found.point, "metres": profile.number("ticket.nearby_metres"), "since": since}
        kept = holding(ctx, owner.community, ctx.holds_from)
        nearby = ticket_board.nearby(connection, kept, **around, category=asked.category or None)
        return replace(found, near=_border(ctx, connection, profile, found), nearby=tuple(nearby))


def _found(ctx: Ctx, connection: Connection[Any], owner: community.State, asked: Asked) -> Where:
    kept = holding(ctx, owner.community, ctx.holds_from)
    if asked.building is not None:
        stands = doors.standing_for(connection, asked.building, ctx.holds_from)
        row = grids.building(connection, stands, ctx.holds_from)
        inside = row is not None and row["community"] in kept
        found = Where(BuildingId(stands), row["grid"], (row["lon"], row["lat"]), row["plan"]) if row else Where()
    else:
        assert asked.place is not None
        at = doors.locate(connection, *asked.place, ctx.holds_from)
        inside = at.community in kept
        found = Where(BuildingId(at.building) if at.building else None, GridId(at.grid) if at.grid else None, asked.place, at.plan)
    if not inside:
        raise InputInvalid(where=[{"field": "place", "code": "place.outside_community"}])
    return found


def _border(ctx: Ctx, connection: Connection[Any], profile: PolicyProfile, found: Where) -> ticket.links.BorderNoticed | None:
    plan = found.plan
    if plan is None or found.grid is None or found.point is None:
        return None
    near = grids.grids_near(connection, plan, *found.point, profile.number("ticket.border_metres"))
    other = next((row for row in near if row["grid"] != found.grid), None)
    return other and ticket.links.BorderNoticed(grid=found.grid, other=other["grid"], distance_m=round(other["distance_m"]))


def hands_in(ctx: Ctx, owner: CommunityId, grid: GridId | None, roster: Roster | None = None, above: str = "subdistrict") -> Hands:
    """Who can answer in a grid at the command's time: whoever is on duty there, else the desk. above: the level of the superior."""
    roster = roster or hold_roster(ctx, owner).state
    on = cover.on_duty_in(roster, grid, ctx.holds_from) if roster and grid else None
    on_duty = WardenOnDuty(roster.wardens[on.warden].account, on.warden) if roster and on else None
    return Hands(on_duty=on_duty, desk=DESK, superior=f"{above}:{owner}")
