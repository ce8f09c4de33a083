"""Proposals that are watched and may be stopped, and the roads and water they follow."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Path, Request, Response, UploadFile

from api.calls import Command, allow, command, office_of
from api.commands import dividers, proposing, territory
from api.commands.dividers import LinesFile
from api.context import Actor
from api.proposal_models import ProposalGiven
from api.routes.communities import IMPORT_LIMIT, kept, name_of
from api.routes.plans import geojson
from api.runs import Runs
from api.scope import READERS
from api.scoped import reading
from gis.exchange import read_roads

router = APIRouter(prefix="/api", tags=["方案 · plans"])
Planner = Depends(command("planner"))
RunPath = Annotated[str, Path(pattern="^run-[0-9a-f]{16}$")]


def runs_of(request: Request) -> Runs:
    return request.app.state.runs


@router.post("/communities/{code}/proposals", status_code=202)
def begin(code: str, body: ProposalGiven, request: Request, call: Command = Planner) -> dict[str, Any]:
    """The search begins; the answer says under which name it is watched."""
    given, wish = body.given(), body.wish()
    with reading(request, call.actor, code, "grids") as (_, community):
        run = runs_of(request).start(
            community, call.actor.account, lambda reins: call.run(lambda ctx: proposing.propose(ctx, code, wish, reins), **given)
        )
    return run.told()


@router.get("/proposals/{run}")
def watch(run: RunPath, request: Request, response: Response, actor: Actor = Depends(allow("planner"))) -> dict[str, Any]:
    """share: how far the search is, of 1. result: once it is finished the draft, or the problem where it was refused.

    What it drafted was recorded long after the call that began it was answered: X-Journal-Position is told here.
    """
    found = runs_of(request).one(run, actor.account)
    if found.state == "finished":
        response.headers["X-Journal-Position"] = str(office_of(request).journal.head())
    return found.told()


@router.post("/proposals/{run}/stop")
def stop(run: RunPath, request: Request, actor: Actor = Depends(allow("planner"))) -> dict[str, Any]:
    """The search ends as soon as it can; the best division found so far becomes the draft."""
    found = runs_of(request).one(run, actor.account)
    found.stopping.set()
    return found.told()


@router.post("/communities/{code}/dividing-lines", status_code=201, max_body_size=IMPORT_LIMIT)
def record(
    code: str,
    file: UploadFile = File(),
    kind: Literal["road", "water"] = Form("road"),
    call: Command = Depends(command("planner", "admin")),
) -> dict[str, Any]:
    """GeoJSON, GeoPackage, zipped Shapefile or OpenStreetMap file of lines. Footpaths are left out; what is far from the land too."""
    with kept(file) as path:
        assert path is not None
        rows = read_roads(path)
        lines = LinesFile(name_of(file), territory.file_hash(path), rows, is_water=kind == "water")
    return call.run(lambda ctx: dividers.record(ctx, code, lines))


@router.get("/communities/{code}/dividing-lines")
def lines(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> Response:
    """GeoJSON, (lon, lat) SRID 4490; properties kind, name and the file they came from."""
    with reading(request, actor, code, "grids") as (_, community):
        return geojson(request, dividers.features(request.app.state.office.journal, community))
