"""Units and shops of a community, filed by grid; its party groups."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, command, office_of, version_seen
from api.commands.structure import organisations as commands
from api.context import Actor
from api.routes.governance.reading import path, register, versioned
from api.scope import READERS
from domain.ids import BuildingId, GridId, OrganisationId
from domain.structure.organisation import OrganisationKind, Particulars, PartyOrganisation, Site
from projections import lineage, organisations

router = APIRouter(prefix="/api", tags=["驻区单位 · organisations"])
Organisation = path("org")
Grid = path("grd")
Seen = Depends(version_seen)
People = Annotated[int, Field(ge=0, le=1_000_000)]
Members = Annotated[int, Field(ge=0, le=100_000)]


class SiteGiven(models.Reasoned):
    """A building, or a place in degrees (SRID 4490)."""

    building: models.Building | None = None
    lon: models.Lon | None = None
    lat: models.Lat | None = None

    def site(self) -> Site:
        place = None if self.lon is None or self.lat is None else (self.lon, self.lat)
        return Site(BuildingId(self.building) if self.building else None, place)


class OrganisationGiven(SiteGiven):
    """grid: where a person files it otherwise than the land says."""

    name: models.Short
    kind: Literal["unit", "shop"]
    activity: models.Short = ""
    people: People
    party: Literal["none", "committee", "general_branch", "branch", "joint_branch"] = "none"
    party_members: Members = 0
    grid: models.Grid | None = None

    def particulars(self) -> Particulars:
        party = PartyOrganisation(self.party)
        return Particulars(self.name, OrganisationKind(self.kind), self.activity, self.people, party, self.party_members)


class FilingGiven(models.Reasoned):
    grid: models.Grid | None = None


class GroupGiven(models.Reasoned):
    grid: models.Grid
    name: models.Short
    members: Members


class CountGiven(models.Reasoned):
    members: Members


@router.get("/communities/{code}/organisations")
def ledger(
    code: str,
    request: Request,
    grid: models.Grid | None = None,
    kind: Literal["unit", "shop"] | None = None,
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """The unit ledger: open organisations by grid, and their counts."""
    with register(request, actor, code, organisations.NAME) as (connection, community, _):
        kept = lineage.holding(connection, community)
        counted = organisations.counts_by_grid(connection, kept)
        found = versioned(request, organisations.ledger(connection, kept, grid=grid, kind=kind), "organisation")
        return {"organisations": found, "grids": list(counted.values())}


@router.get("/communities/{code}/organisations/nearest-grid")
def nearest(
    code: str,
    request: Request,
    building: models.Building | None = None,
    lon: Annotated[models.Lon | None, Query()] = None,
    lat: Annotated[models.Lat | None, Query()] = None,
    actor: Actor = Depends(allow("desk", "planner")),
) -> dict[str, Any]:
    """Which grid a building or a place would be filed in, before anything is written."""
    return commands.suggest(office_of(request).ctx(actor), code, SiteGiven(building=building, lon=lon, lat=lat).site())


@router.post("/communities/{code}/organisations", status_code=201)
def register_(code: str, body: OrganisationGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """`same_name` names open organisations of that name: perhaps it stands there already."""
    chosen = GridId(body.grid) if body.grid else None
    return call.run(lambda ctx: commands.register(ctx, code, body.particulars(), body.site(), chosen), **body.given())


@router.post("/communities/{code}/organisations/filing")
def file_all(code: str, body: models.Reasoned, call: Command = Depends(command("desk", "planner"))) -> dict[str, Any]:
    """After a new plan: file every organisation anew; each writes for itself, so that a run cut short goes on where it stood."""
    return commands.file_all(call.office.ctx(call.actor, **body.given()), code)


@router.post("/organisations/{organisation}/particulars")
def update(
    organisation: Organisation, body: OrganisationGiven, call: Command = Depends(command("desk")), seen: int = Seen
) -> dict[str, Any]:
    given = (OrganisationId(organisation), body.particulars(), body.site())
    return call.run(lambda ctx: commands.update(ctx, *given, seen=seen), **body.given())


@router.post("/organisations/{organisation}/filing")
def file(organisation: Organisation, body: FilingGiven, call: Command = Depends(command("desk")), seen: int = Seen) -> dict[str, Any]:
    chosen = GridId(body.grid) if body.grid else None
    return call.run(lambda ctx: commands.file(ctx, OrganisationId(organisation), chosen, seen=seen), **body.given())


@router.post("/organisations/{organisation}/closing")
def close(organisation: Organisation, body: models.Reasoned, call: Command = Depends(command("desk")), seen: int = Seen) -> dict[str, Any]:
    return call.run(lambda ctx: commands.close(ctx, OrganisationId(organisation), seen=seen), **body.given())


@router.get("/communities/{code}/party-groups")
def groups(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with register(request, actor, code, organisations.NAME) as (connection, community, _):
        return {"party_groups": organisations.groups(connection, lineage.holding(connection, community))}


@router.post("/communities/{code}/party-groups", status_code=201)
def form(code: str, body: GroupGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.form_group(ctx, code, GridId(body.grid), body.name, body.members), **body.given())


@router.post("/communities/{code}/party-groups/{grid}/count")
def count(code: str, grid: Grid, body: CountGiven, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.count_group(ctx, code, GridId(grid), body.members), **body.given())


@router.post("/communities/{code}/party-groups/{grid}/dissolution")
def dissolve(code: str, grid: Grid, body: models.Reasoned, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.dissolve_group(ctx, code, GridId(grid)), **body.given())
