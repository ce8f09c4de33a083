"""Building groups and their heads, vacancies; the teams of the grids."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field, StringConstraints

from api import models
from api.calls import Command, allow, as_of, caught_up, command
from api.commands.structure import teams as commands
from api.commands.structure import tree as trees
from api.commands.structure.teams import Person
from api.context import Actor
from api.routes.governance.reading import archived, path, register
from domain.ids import BuildingGroupId, BuildingId, GridId, TeamMemberId
from domain.structure.building_groups import Method
from projections import teams

router = APIRouter(prefix="/api", tags=["楼长与网格团队 · building heads, teams"])
Group, Member = path("bgp"), path("tmb")
STAFF = ("planner", "approver", "desk", "auditor", "warden")


class GroupGiven(models.Reasoned):
    """reason: why the group leaves the band."""

    grid: models.Grid
    name: models.Short
    buildings: Annotated[tuple[models.Building, ...], Field(min_length=1, max_length=500)]


class PersonGiven(models.Reasoned):
    name: Annotated[models.Line, Field(min_length=1, max_length=80)]
    phone: Annotated[models.Line, Field(max_length=40)] = ""
    standing: models.Short = ""

    def person(self) -> Person:
        return Person(self.name, self.phone, self.standing)


class HeadGiven(PersonGiven):
    """override: why somebody whom the regulation does not name; it is kept sealed."""

    method: Literal["recommended", "competed", "assigned"]
    override: models.Short = ""


class WhyGiven(models.Reasoned):
    why: models.Short


class AllowanceGiven(models.Reasoned):
    month: Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    yuan: Annotated[int, Field(ge=1, le=100_000)]


class MemberGiven(PersonGiven):
    grid: models.Grid
    role: models.Short
    buildings: Annotated[tuple[models.Building, ...], Field(max_length=500)] = ()
    hat_a: models.Short | None = None
    member: Annotated[str, StringConstraints(pattern="^tmb-[0-9a-z]{4,40}$")] | None = None


class PlaceGiven(models.Reasoned):
    grid: models.Grid
    role: models.Short


@router.get("/communities/{code}/building-heads")
def heads(code: str, request: Request, actor: Actor = Depends(allow(*STAFF))) -> dict[str, Any]:
    """Groups with their heads, vacancies, and for each grid the heads wanted and present."""
    with register(request, actor, code, teams.NAME):
        pass
    office = caught_up(request, teams.NAME)
    return commands.heads_of(office.ctx(actor), code)


@router.post("/communities/{code}/building-groups", status_code=201)
def form(code: str, body: GroupGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    buildings = tuple(map(BuildingId, body.buildings))
    return call.run(lambda ctx: commands.form_group(ctx, code, GridId(body.grid), body.name, buildings), **body.given())


@router.post("/communities/{code}/building-groups/{group}/dissolution")
def dissolve(code: str, group: Group, body: models.Reasoned, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.dissolve_group(ctx, code, BuildingGroupId(group)), **body.given())


@router.post("/communities/{code}/building-groups/{group}/head", status_code=201)
def appoint(code: str, group: Group, body: HeadGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    given = (BuildingGroupId(group), body.person(), Method(body.method), body.override)
    return call.run(lambda ctx: commands.appoint_head(ctx, code, *given), **body.given())


@router.post("/communities/{code}/building-groups/{group}/relief")
def relieve(code: str, group: Group, body: WhyGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.relieve_head(ctx, code, BuildingGroupId(group), body.why), **body.given())


@router.post("/communities/{code}/building-groups/{group}/allowances")
def pay(code: str, group: Group, body: AllowanceGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.pay_head(ctx, code, BuildingGroupId(group), body.month, body.yuan), **body.given())


@router.get("/communities/{code}/organisation-tree")
def tree(
    code: str,
    request: Request,
    at: Annotated[str | None, Query(alias="as_of", max_length=40, description="日期或时刻 / a day or an instant")] = None,
    actor: Actor = Depends(allow(*STAFF)),
) -> dict[str, Any]:
    """社区、片长、楼组长: who led what then, vacancies too."""
    return trees.tree(caught_up(request).ctx(actor), code, as_of(at))


@router.get("/communities/{code}/teams")
def team(code: str, request: Request, grid: models.Grid | None = None, actor: Actor = Depends(allow(*STAFF))) -> dict[str, Any]:
    with register(request, actor, code, teams.NAME) as (connection, community, _):
        found = teams.places(connection, archived(request, connection, community).communities, grid)
    return {"team": commands.named(caught_up(request).ctx(actor), found)}


@router.post("/communities/{code}/teams", status_code=201)
def join(code: str, body: MemberGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    more = {"buildings": tuple(map(BuildingId, body.buildings)), "hat_a": body.hat_a}
    member = TeamMemberId(body.member) if body.member else None
    given = (GridId(body.grid), body.role, body.person())
    return call.run(lambda ctx: commands.join_team(ctx, code, *given, member=member, **more), **body.given())


@router.post("/communities/{code}/teams/{member}/leaving")
def leave(code: str, member: Member, body: PlaceGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.leave_team(ctx, code, TeamMemberId(member), GridId(body.grid), body.role), **body.given())
