"""The auditor's questions: who answered for this door on that day, under which plan and document; the story of anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from api import doors, personal
from api.context import Ctx
from api.scope import everywhere, looking, scope_of
from domain.building import BuildingUnknown
from domain.duty import WardenNotOfCommunity
from domain.errors import Invalid, Refused, Unknown
from domain.grid_plan import GridUnknown
from domain.household import HouseholdUnknown
from domain.ids import CommunityId, GridId, kind_of
from domain.ticket import TicketUnknown
from gis.exchange import match, parse, sole
from projections import grids, household_history, lineage, responsibility, ticket_board
from projections.statements import Row


class AddressUnknown(Unknown):
    """No building fits the address."""

    code = "address.unknown"


class AddressAmbiguous(Refused):
    """Several buildings fit equally well. Facts: candidates (building, address, community)."""

    code = "address.ambiguous"


class PlaceOutside(Unknown):
    """The point lies in no community."""

    code = "place.outside"


class QuestionIncomplete(Invalid):
    """An address, a point or a building is needed."""

    code = "whois.question_incomplete"


class NoHistory(Invalid):
    """Facts: known (kinds that have a history)."""

    code = "history.kind_unknown"


@dataclass(frozen=True)
class Question:
    """A door: by building, by address, or by a point (lon, lat) in SRID 4490."""

    building: str | None = None
    address: str | None = None
    lon: float | None = None
    lat: float | None = None
    community: str | None = None


def whois(ctx: Ctx, question: Question, at: datetime | None) -> dict[str, Any]:
    """Grid, holders A and B, who was on duty, plan and document, who decided it; the mergers that passed the door on. at: None for now."""
    at, scope = at or ctx.now, everywhere(ctx)
    if scope.shown is not None:
        _require_ours(ctx, question, at)
    with looking(ctx, scope) as connection:
        asked, grid = _place(connection, question, at)
        building = asked and doors.standing_for(connection, asked, at)
        answer = responsibility.whois(connection, building, at) if building else None
        if answer is None and grid:
            answer = responsibility.whois_grid(connection, grid, at)
        row = grids.building(connection, building, at) if building else None
        passed = doors.succession(connection, building) if building else []
        keeper = _keeper(connection, answer, at) if answer else {}
    if answer is None:
        raise PlaceOutside()
    told = personal.answered(ctx, [answer])[0] | keeper
    place = {"address": row and (row["address"] or row["name"]), "lon": row and row["lon"], "lat": row and row["lat"]}
    return told | place | {"succession": passed}


def _require_ours(ctx: Ctx, question: Question, at: datetime) -> None:
    """What stands in another community is not unknown, it is not theirs. Raises NotYours."""
    with ctx.office.reading() as connection:
        if question.building is not None:
            row = grids.building(connection, question.building, at)
            owner = row and row["community"]
        elif question.lon is not None and question.lat is not None:
            owner = doors.locate(connection, question.lon, question.lat, at).community
        else:
            return
    if owner is not None:
        scope_of(ctx, CommunityId(owner))


def _keeper(connection: Connection[Any], answer: responsibility.Answer, at: datetime) -> dict[str, Any]:
    """community: who was in charge then. drawn_by: the community whose plan holds the door, the ended one's until a plan of the successor
    takes over."""
    return {"community": lineage.in_charge(connection, answer.community, at), "drawn_by": answer.community}


def _place(connection: Connection[Any], question: Question, at: datetime) -> tuple[str | None, str | None]:
    """A building, or where none stands the grid of the point."""
    if question.building is not None:
        if grids.building(connection, question.building, at) is None:
            raise BuildingUnknown()
        return question.building, None
    if question.lon is not None and question.lat is not None:
        found = doors.locate(connection, question.lon, question.lat, at)
        if found.community is None:
            raise PlaceOutside()
        return found.building, found.grid
    if not question.address:
        raise QuestionIncomplete()
    return find(connection, question.address, question.community, at=at)["building"], None


def place(connection: Connection[Any], question: Question, at: datetime) -> str:
    """The building that stands for the door then. Raises what `whois` raises, and PlaceOutside where no building stands."""
    building, _ = _place(connection, question, at)
    if building is None:
        raise PlaceOutside()
    return doors.standing_for(connection, building, at)


def find(connection: Connection[Any], address: str, community: str | None = None, *, at: datetime | None = None) -> Row:
    """The one building an address means. at: of buildings on one spot in merged communities, that of who was in charge then.

    Raises AddressUnknown, AddressAmbiguous.
    """
    place = parse(address)
    words = " ".join(word for word in (place.estate, place.street, place.house, place.building) if word)
    rows = grids.find_address(connection, words or address, community, limit=200) or grids.find_address(connection, address, community)
    if len(rows) == 1:
        return rows[0]
    candidates = match(place, [_Addressed(row) for row in rows])
    chosen = sole(candidates)
    if chosen is not None:
        return chosen.row
    if not rows:
        raise AddressUnknown()
    best = [one.building.row for one in candidates if one.score == candidates[0].score] or rows
    if (whole := _whole(best)) is not None:
        return whole
    if at is not None and len(one_door := {doors.standing_for(connection, row["building"], at) for row in best[:10]}) == 1:
        return next((row for row in rows if row["building"] in one_door), best[0])
    named = [{"building": row["building"], "address": row["address"] or row["name"], "community": row["community"]} for row in best[:10]]
    raise AddressAmbiguous(candidates=named)


def _whole(rows: list[Row]) -> Row | None:
    """Of a block that is registered by its stairwells, and those: the one still registered, or the block while one grid holds all."""
    standing = [row for row in rows if not row["is_replaced"]]
    if len(standing) == 1:
        return standing[0]
    blocks = [row for row in rows if row["is_replaced"]]
    is_one = len(blocks) == 1 and len({(row["grid"], row["estate"]) for row in rows}) == 1
    return blocks[0] if is_one else None


class _Addressed:
    """A row of the buildings view, as the address book wants it."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.name, self.address = row["name"], row["address"]
        self.estate, self.number = row["estate"], row["number"]


def place_now(ctx: Ctx, subject: str) -> tuple[CommunityId, GridId | None]:
    """The community and grid in which a household, ticket, building or grid stands now. Raises what `history` raises."""
    tell, unknown = PLACED[kind_of(subject)]
    with ctx.office.reading() as connection:
        place = tell(connection, subject)
    if place is None:
        raise unknown()
    return place


def _place_of_household(connection: Connection[Any], hh: str) -> Place | None:
    row = household_history.household(connection, hh)
    return row and (row["community"], row["grid"])


def _place_of_ticket(connection: Connection[Any], ticket: str) -> Place | None:
    row = ticket_board.ticket(connection, ticket)
    return row and (row["community"], row["grid_now"])


def _place_of_building(connection: Connection[Any], building: str) -> Place | None:
    row = grids.building(connection, building)
    return row and (row["community"], row["grid"])


def _place_of_grid(connection: Connection[Any], grid: str) -> Place | None:
    """Also of a grid that is no longer in force: its plan's community."""
    versions = grids.grid_history(connection, grid)
    plan = grids.plan(connection, versions[-1]["plan"]) if versions else None
    return plan and (plan["community"], GridId(grid))


Place = tuple[CommunityId, GridId | None]
PLACED: dict[str, tuple[Callable[[Connection[Any], str], Place | None], type[Unknown]]] = {
    "hh": (_place_of_household, HouseholdUnknown),
    "tkt": (_place_of_ticket, TicketUnknown),
    "bld": (_place_of_building, BuildingUnknown),
    "grd": (_place_of_grid, GridUnknown),
}
Looking = Callable[[str], AbstractContextManager[Connection[Any]]]
Story = Callable[[Connection[Any], str, datetime | None], dict[str, Any] | None]


def named(ctx: Ctx, given: str) -> str:
    """The id behind what people write: a grid's 15-digit code, a ticket's number, a warden's account; an id stays what it is."""
    with ctx.office.reading() as connection:
        if len(given) == 15 and given.isdecimal():
            return grids.grid_of_code(connection, given) or given
        if (ticket := ticket_board.ticket(connection, given)) is not None:
            return str(ticket["ticket"])
        return responsibility.warden_of_account(connection, given) or given


def named_as(ctx: Ctx, kind: str, given: str) -> str:
    """As `named`; raises that kind's Unknown when it is no id of the kind. kind: prefix of its ids."""
    found = named(ctx, given)
    try:
        if kind_of(found) == kind:
            return found
    except ValueError:
        pass
    raise _STORIES[kind][1]()


def history(ctx: Ctx, subject: str, at: datetime | None, opened: Looking | None = None, *, purpose: str | None = None) -> dict[str, Any]:
    """The story of a household, grid, ticket, warden or building, by effective time; at: only what was effective by then.

    opened: the connection that the story of the subject is read over, or a refusal; by default one to everything. purpose: what the
    reasons that were given (of a leave, a stand-in, a household's step) are opened for; None: they stay sealed. Raises RoleForbidden.
    """
    subject = named(ctx, subject)
    try:
        kind = kind_of(subject)
    except ValueError as wrong:
        raise NoHistory(known=sorted(_STORIES)) from wrong
    if kind not in _STORIES:
        raise NoHistory(known=sorted(_STORIES))
    tell, unknown = _STORIES[kind]
    with opened(subject) if opened else ctx.office.reading() as connection:
        told = tell(connection, subject, at)
    if told is None:
        raise unknown()
    lines = [personal.without_boxes(line) for line in personal.with_words(ctx, told["lines"], purpose)]
    return {"subject": subject, "as_of": at and at.isoformat()} | personal.without_words(told) | {"lines": lines}


def _household(connection: Connection[Any], hh: str, at: datetime | None) -> dict[str, Any] | None:
    lines = household_history.history(connection, hh, at)
    state = household_history.household(connection, hh, at)
    if not lines and state is None:
        return None
    return {"state": state and personal.without_boxes(state), "community": (state or {}).get("community"), "lines": lines}


def _grid(connection: Connection[Any], grid: str, at: datetime | None) -> dict[str, Any] | None:
    versions = grids.grid_history(connection, grid)
    if not versions:
        return None
    shown = [one for one in versions if at is None or one["valid_from"] <= at]
    stretches = responsibility.grid_duty(connection, grid, shown[0]["valid_from"], at) if shown else []
    duty = [{name: getattr(one, name) for name in one.__slots__} for one in stretches]
    lines = responsibility.grid_lines(connection, grid, at)
    return {"versions": shown, "duty": duty, "lines": lines, "community": versions[0].get("community"), "grid": grid}


def _ticket(connection: Connection[Any], ticket: str, at: datetime | None) -> dict[str, Any] | None:
    state = ticket_board.ticket(connection, ticket, at)
    lines = ticket_board.history(connection, ticket, at)
    if state is None and not lines:
        return None
    grid = state and state["grid_now"]
    return {"state": state and personal.without_boxes(state), "lines": lines, "grid": grid, "community": state and state["community"]}


def _warden(connection: Connection[Any], warden: str, at: datetime | None) -> dict[str, Any] | None:
    lines = responsibility.warden_history(connection, warden, at)
    if not lines:
        return None
    return {"posts": responsibility.posts_held(connection, warden), "lines": lines}


def _building(connection: Connection[Any], building: str, at: datetime | None) -> dict[str, Any] | None:
    row = grids.building(connection, building, at)
    return row and {"state": row, "lines": responsibility.building_periods(connection, building, at), "community": row["community"]}


_STORIES: dict[str, tuple[Story, type[Unknown]]] = {
    "hh": (_household, HouseholdUnknown),
    "grd": (_grid, GridUnknown),
    "tkt": (_ticket, TicketUnknown),
    "wdn": (_warden, WardenNotOfCommunity),
    "bld": (_building, BuildingUnknown),
}
