"""Households and visits. Personal content is opened only for a stated purpose, and every opening is written down."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from psycopg import Connection
from pydantic import Field

from api import models, paths, personal
from api.calls import Command, allow, as_of, caught_up, command, office_of, version_seen
from api.commands import residents, visits
from api.commands.evidence import EVERYTHING
from api.commands.residents import Door, PersonGiven
from api.commands.visits import Noted
from api.context import Actor, Ctx, Done
from api.paging import page_of
from api.problems import NotYours
from api.scope import READERS, Scope, looking, mine, scope_of, standing_of
from api.scoped import reading
from api.search import finding
from domain import household
from domain.household import Hukou
from domain.ids import BuildingId, HouseholdId, PersonId, TicketId, WardenId, community_id
from domain.visit import Contact, Role
from projections import household_history, lineage
from projections.statements import Row

router = APIRouter(prefix="/api", tags=["住户 · households"])
Registrar = Depends(command("desk", "warden"))
Seen = Depends(version_seen)
Purpose = Query(None, min_length=1, max_length=200, description="查看个人信息的用途，记入日志 / why personal data is opened: written down")
AsOf = Query(None, alias="as_of", max_length=40, description="日期或时刻 / a day or an instant")


@router.get("/communities/{code}/households")
def households(
    code: str,
    request: Request,
    grid: str | None = None,
    building: str | None = None,
    after: str | None = None,
    limit: int = Query(100, ge=1, le=1000),
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Households then, by id; `next` is the `after` of the next page. A warden sees those of the own grids. Nothing personal."""
    with reading(request, actor, code, "household_history") as (connection, community):
        scope = scope_of(office_of(request).ctx(actor), community)
        at = as_of(as_of_)

        kept = lineage.holding(connection, community, at)

        def lived(grid: str | None, after: str | None, limit: int) -> list[Row]:
            given = {"building": building, "as_of": at, "after": after, "limit": limit}
            return household_history.households(connection, community=kept, grid=grid, **given)

        rows, following = page_of(lived, "household", scope.narrowed(grid), after, limit, _still_mine(connection, scope, at))
    return {"households": [personal.without_boxes(row) for row in rows], "next": following}


class Sought(models.Given):
    """words: two characters of a name or more, its pinyin or initials, a telephone or number whole or its last four."""

    words: Annotated[models.Line, Field(min_length=2, max_length=40)]
    purpose: models.Text


@router.post("/communities/{code}/residents/search")
def search(code: str, body: Sought, request: Request, actor: Actor = Depends(allow(*personal.PERSONAL))) -> dict[str, Any]:
    """Who lives here now and is called so; names masked. Posted, so that the words stand in no address; nothing is written but the log."""
    return finding.find(office_of(request).ctx(actor), community_id(code), body.words, body.purpose)


@router.get("/households/{hh}")
def one(
    hh: paths.HouseholdPath,
    request: Request,
    response: Response,
    purpose: str | None = Purpose,
    as_of_: str | None = AsOf,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """The file as it stood then. Names masked; with a purpose and the right role they are opened, and the opening is recorded."""
    ctx = office_of(request).ctx(actor)
    row = _row(request, ctx, hh, as_of_)
    version = ctx.journal.versions([hh])[hh]
    response.headers["ETag"] = f'"{version}"'
    return personal.opened(ctx, row, purpose) | {"version": version}


@router.get("/households/{hh}/history")
def history(
    hh: paths.HouseholdPath,
    request: Request,
    as_of_: str | None = AsOf,
    purpose: str | None = Purpose,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """Reasons that were given are opened for a stated purpose."""
    ctx = office_of(request).ctx(actor)
    with _looking(request, ctx, hh) as connection:
        lines = household_history.history(connection, hh, as_of(as_of_))
    return {"household": hh, "history": personal.with_words(ctx, lines, purpose)}


@router.post("/households", status_code=201)
def settle(body: models.HouseholdGiven, call: Command = Registrar) -> dict[str, Any]:
    """Open the file of a household that lives here, or of one that moves in."""
    people = [_person(each) for each in body.members]
    door, hukou, building = Door(body.door.unit, body.door.room), Hukou(body.hukou), BuildingId(body.building)

    def decide(ctx: Ctx) -> Done:
        _require_building(ctx, building)
        if body.how == "registered":
            return residents.register(ctx, building, door, people, hukou=hukou, source="visit" if ctx.actor.role == "warden" else "desk")
        returning = HouseholdId(body.returning) if body.returning else None
        return residents.move_in(ctx, building, door, people, hukou=hukou, came_from=body.came_from, returning=returning)

    return call.run(decide, **body.given())


@router.post("/households/{hh}/move")
def move(hh: paths.HouseholdPath, body: models.MoveGiven, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    """The whole household to another door of the community."""
    door = Door(body.door.unit, body.door.room)
    return call.run(
        lambda ctx: residents.move_within(mine(ctx, hh), HouseholdId(hh), BuildingId(body.building), door, seen=seen),
        **body.given(),
    )


@router.post("/households/{hh}/departure")
def depart(hh: paths.HouseholdPath, body: models.Departure, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: residents.move_out(mine(ctx, hh), HouseholdId(hh), going_to=body.going_to, seen=seen), **body.given())


@router.post("/households/{hh}/split")
def split(hh: paths.HouseholdPath, body: models.HouseholdSplit, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    persons = [PersonId(each) for each in body.persons]
    door, hukou = Door(body.door.unit, body.door.room), Hukou(body.hukou)

    def decide(ctx: Ctx) -> Done:
        return residents.split(mine(ctx, hh), HouseholdId(hh), persons, BuildingId(body.building), door, hukou=hukou, seen=seen)

    return call.run(decide, **body.given())


@router.post("/households/{hh}/merge")
def merge(hh: paths.HouseholdPath, body: models.HouseholdMerge, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    """Both files are the caller's."""

    def decide(ctx: Ctx) -> Done:
        return residents.merge(mine(mine(ctx, hh), body.into), HouseholdId(hh), HouseholdId(body.into), seen=seen)

    return call.run(decide, **body.given())


@router.post("/households/{hh}/members", status_code=201)
def add_member(hh: paths.HouseholdPath, body: models.MemberGiven, call: Command = Registrar, seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: residents.add_member(mine(ctx, hh), HouseholdId(hh), _person(body.member), seen=seen), **body.given())


@router.post("/households/{hh}/members/{person}/departure")
def remove_member(
    hh: paths.HouseholdPath, person: paths.PersonPath, body: models.Reasoned, call: Command = Registrar, seen: int = Seen
) -> dict[str, Any]:
    return call.run(lambda ctx: residents.remove_member(mine(ctx, hh), HouseholdId(hh), PersonId(person), seen=seen), **body.given())


@router.post("/visits", status_code=201, tags=["走访 · visits"])
def visit(body: models.VisitGiven, call: Command = Depends(command("warden", "desk"))) -> dict[str, Any]:
    """A warden records the own visits; the desk may enter one for a warden it names."""
    warden = body.warden if call.actor.role == "desk" else call.actor.warden
    if warden is None:
        raise NotYours()
    ticket = TicketId(body.ticket) if body.ticket else None
    noted = Noted(body.purpose, body.issue, body.feedback, Contact(body.contact), Role(body.role), ticket)

    def decide(ctx: Ctx) -> Done:
        standing_of(ctx, HouseholdId(body.household))  # who was on duty then may tell of it later, but not once released
        return visits.record(ctx, HouseholdId(body.household), WardenId(warden), noted, body.visited_at)

    return call.run(decide, **body.given())


def _person(given: models.Person) -> PersonGiven:
    return PersonGiven(given.relation, given.model_dump(exclude={"relation"}))


def _row(request: Request, ctx: Ctx, hh: str, at: str | None) -> dict[str, Any]:
    """As it stood then; where it stands now decides who may look. Raises HouseholdUnknown, NotYours."""
    with _looking(request, ctx, hh) as connection:
        row = household_history.household(connection, hh, as_of(at))
    if row is None:
        raise household.HouseholdUnknown()
    return row


def _looking(request: Request, ctx: Ctx, hh: str) -> AbstractContextManager[Connection[Any]]:
    """Inside the actor's scope where the household stands now. Raises HouseholdUnknown, NotYours."""
    scope, grid = standing_of(ctx, HouseholdId(hh))
    scope.require_grid(grid)
    caught_up(request, "household_history", lineage.NAME)
    return looking(ctx, scope)


def _still_mine(connection: Connection[Any], scope: Scope, at: datetime | None) -> Callable[[Row], bool] | None:
    """Of the households of another day, a warden sees those that stand in the own grids now."""
    if scope.grids is None or at is None:
        return None
    mine = {row["household"] for grid in scope.grids for row in household_history.households(connection, grid=grid, limit=EVERYTHING)}
    return lambda row: row["household"] in mine


def _require_building(ctx: Ctx, building: BuildingId) -> None:
    place = residents.home_of(ctx, building).place
    scope_of(ctx, place.community).require_grid(place.grid)
