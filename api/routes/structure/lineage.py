"""Communities merged, renamed and dissolved; the bodies of a community."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from api import models
from api.calls import Command, allow, caught_up, command
from api.commands.structure import lineage as commands
from api.context import Actor
from api.routes.governance.reading import register
from api.scope import READERS
from domain.structure.bodies import BodyKind
from projections import lineage

router = APIRouter(prefix="/api", tags=["区划沿革 · lineage"])
Kind = Literal["party_committee", "residents_committee", "station", "office", "subdistrict_office"]


class MergeGiven(models.Reasoned):
    """communities: codes of those that end."""

    communities: Annotated[tuple[models.Code, ...], Field(min_length=1, max_length=100)]
    on: models.Day


class RevocationGiven(models.Reasoned):
    """communities: codes of those that go on by themselves after all."""

    communities: Annotated[tuple[models.Code, ...], Field(min_length=1, max_length=100)]


class NameGiven(models.Reasoned):
    name: models.Short


class EndGiven(models.Reasoned):
    on: models.Day


class BodyGiven(models.Reasoned):
    kind: Kind
    name: models.Short


class AbolitionGiven(models.Reasoned):
    succeeded_by: models.Short = ""


@router.get("/communities/{code}/lineage")
def lineage_(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Where the community came from, its names, in whom it goes on; its old grids and the grids of now on the same land."""
    with register(request, actor, code, lineage.NAME, "grids") as (connection, community, _):
        return {
            "community": lineage.community_of(connection, community),
            "came_from": lineage.came_from(connection, community),
            "grids": commands.grids_table(connection, code),
        }


@router.post("/communities/{code}/merge")
def merge(code: str, body: MergeGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    """The communities named end in this one on that day."""
    return call.run(lambda ctx: commands.merge(ctx, code, body.communities, body.on), **body.given())


@router.post("/communities/{code}/merge/revocation")
def revoke(code: str, body: RevocationGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    """The communities named do not end in this one; while no plan over the land of all is decided."""
    return call.run(lambda ctx: commands.revoke(ctx, code, body.communities), **body.given())


@router.post("/communities/{code}/name")
def rename(code: str, body: NameGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.rename(ctx, code, body.name), **body.given())


@router.post("/communities/{code}/dissolution")
def dissolve(code: str, body: EndGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.dissolve(ctx, code, body.on), **body.given())


@router.get("/communities/{code}/bodies")
def bodies_(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """一委一居一站一办 and the subdistrict office; `missing` names those the profile asks for that do not stand."""
    return commands.bodies_of(caught_up(request).ctx(actor), code)


@router.post("/communities/{code}/bodies", status_code=201)
def register_body(code: str, body: BodyGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.register_body(ctx, code, BodyKind(body.kind), body.name), **body.given())


@router.post("/communities/{code}/bodies/{kind}/abolition")
def abolish(code: str, kind: Kind, body: AbolitionGiven, call: Command = Depends(command("approver"))) -> dict[str, Any]:
    return call.run(lambda ctx: commands.abolish_body(ctx, code, BodyKind(kind), body.succeeded_by), **body.given())
