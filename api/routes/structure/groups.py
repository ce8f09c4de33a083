"""Building groups on the map: as GeoJSON, proposed, drawn and redrawn, checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, StringConstraints

from api import models
from api.calls import Command, allow, as_of, caught_up, command, office_of
from api.commands.structure import groups as commands
from api.commands.structure.groups import Shape, Wish
from api.context import Actor
from api.routes.governance.reading import path
from api.routes.plans import geojson
from api.scope import READERS
from api.scoped import reading
from domain.ids import BuildingGroupId, BuildingId, GridId
from projections import lineage, teams

router = APIRouter(prefix="/api", tags=["楼组 · building groups"])
Group = path("bgp")
GroupKey = Annotated[str, StringConstraints(pattern="^bgp-[0-9a-z]{4,40}$")]
Buildings = Annotated[tuple[models.Building, ...], Field(min_length=1, max_length=500)]
Name = Annotated[models.Short, Field(min_length=1)]
Drawer = Depends(command("desk", "planner"))
Looker = Depends(allow("planner", "approver", "desk", "auditor"))


class GroupShape(models.Given):
    """group: of one that stands; left out for a new one."""

    group: GroupKey | None = None
    grid: models.Grid
    name: Name
    buildings: Buildings


class DrawingGiven(models.Reasoned):
    """reason: why a group leaves the band or lies in pieces, or why one ends."""

    groups: Annotated[tuple[GroupShape, ...], Field(max_length=2000)]
    ending: Annotated[tuple[GroupKey, ...], Field(max_length=500)] = ()


class BuildingsGiven(models.Reasoned):
    buildings: Buildings


class SplitGiven(BuildingsGiven):
    name: Name


class MergeGiven(models.Reasoned):
    groups: Annotated[tuple[GroupKey, ...], Field(min_length=1, max_length=100)]


@router.get("/communities/{code}/groups")
def groups(code: str, request: Request, at: str | None = Query(None, alias="as_of"), actor: Actor = Depends(allow(*READERS))) -> Response:
    """GeoJSON of the groups as they stood then, (lon, lat) SRID 4490; no person is in it."""
    with reading(request, actor, code, teams.NAME, "grids") as (connection, community):
        moment = as_of(at) or office_of(request).clock()
        return geojson(request, teams.group_features(connection, lineage.holding(connection, community, moment) or community, moment))


@router.get("/communities/{code}/building-groups/proposal")
def propose(
    code: str,
    request: Request,
    grid: models.Grid | None = None,
    stay: bool = True,
    locked: Annotated[list[GroupKey], Query(max_length=200)] = [],  # noqa: B006
    seed: Annotated[int, Query(ge=0, le=2**31 - 1)] = 1,
    effort: Literal["fast", "normal", "thorough"] = "normal",
    actor: Actor = Looker,
) -> dict[str, Any]:
    """What the engine would draw; `drawing` takes it as it is."""
    wish = Wish(GridId(grid) if grid else None, stay, tuple(map(BuildingGroupId, locked)), seed, effort)
    with reading(request, actor, code):
        pass
    return commands.propose(caught_up(request).ctx(actor), code, wish)


@router.get("/communities/{code}/building-groups/checks")
def check(code: str, request: Request, grid: models.Grid | None = None, actor: Actor = Looker) -> dict[str, Any]:
    """Band, one grid, one piece, one head, a group for every home: what fails with value, limit, clause and place."""
    with reading(request, actor, code):
        pass
    return commands.check(caught_up(request).ctx(actor), code, GridId(grid) if grid else None)


@router.post("/communities/{code}/building-groups/drawing")
def draw(code: str, body: DrawingGiven, call: Command = Drawer) -> dict[str, Any]:
    """Many groups at once, or none of them."""
    shapes, ending = [_shape(one) for one in body.groups], tuple(map(BuildingGroupId, body.ending))
    return call.run(lambda ctx: commands.draw(ctx, code, shapes, ending), **body.given())


@router.post("/communities/{code}/building-groups/{group}/buildings")
def move(code: str, group: Group, body: BuildingsGiven, call: Command = Drawer) -> dict[str, Any]:
    """Buildings of other groups or of none come to this one."""
    buildings = tuple(map(BuildingId, body.buildings))
    return call.run(lambda ctx: commands.move(ctx, code, buildings, BuildingGroupId(group)), **body.given())


@router.post("/communities/{code}/building-groups/{group}/split", status_code=201)
def split(code: str, group: Group, body: SplitGiven, call: Command = Drawer) -> dict[str, Any]:
    leaving = tuple(map(BuildingId, body.buildings))
    return call.run(lambda ctx: commands.split(ctx, code, BuildingGroupId(group), leaving, body.name), **body.given())


@router.post("/communities/{code}/building-groups/{group}/merge")
def merge(code: str, group: Group, body: MergeGiven, call: Command = Drawer) -> dict[str, Any]:
    """Other groups come to this one; their heads are relieved first."""
    gone = tuple(map(BuildingGroupId, body.groups))
    return call.run(lambda ctx: commands.merge(ctx, code, gone, BuildingGroupId(group)), **body.given())


def _shape(one: GroupShape) -> Shape:
    return Shape(BuildingGroupId(one.group) if one.group else None, GridId(one.grid), one.name, tuple(map(BuildingId, one.buildings)))
