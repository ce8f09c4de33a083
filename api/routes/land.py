"""The floor that a plan is drawn on, for pages that prove a drawing by themselves before they send it."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api import paths
from api.calls import allow, office_of
from api.commands.evidence import land_of
from api.compressed import packed
from api.context import Actor
from api.routes.differences import WEIGHERS
from api.routes.plans import plan_in_sight
from api.sight import has_it
from domain.ids import TessellationId

router = APIRouter(prefix="/api/plans/{plan}", tags=["方案 · plans"])
MayDraw = Depends(allow(*WEIGHERS))


@router.get("/land", response_class=Response)
def land(plan: paths.PlanPath, request: Request, actor: Actor = MayDraw) -> Response:
    """The community's ring and its atoms on the millimetre lattice: each ring flat x, y, …, not closed, outer ring first and
    counter-clockwise, holes clockwise. What is cut never changes; a building that is registered later is placed in an atom."""
    floor = TessellationId(plan_in_sight(request, actor, plan)["tessellation"])
    cut = land_of(office_of(request).journal, floor)
    placed = sum(len(atom.buildings) for atom in cut.atoms)
    headers = {"ETag": f'W/"{sha256(f"{cut.sha256}-{placed}".encode()).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if has_it(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    atoms = [{"id": atom.id, "rings": atom.rings, "buildings": atom.buildings} for atom in cut.atoms]
    told = {"tessellation": floor, "crs": cut.crs, "origin": cut.origin, "ring": cut.ring, "atoms": atoms}
    return packed(request, dumps(told, separators=(",", ":")).encode(), headers | {"Vary": "Accept-Encoding"}, "application/json")


@router.get("/holding")
def holding(plan: paths.PlanPath, request: Request, actor: Actor = MayDraw) -> dict[str, Any]:
    """Which atoms of the land each grid holds; apart: grids that were allowed to lie in several pieces."""
    found = plan_in_sight(request, actor, plan)
    return {
        "plan": plan,
        "tessellation": found["tessellation"],
        "grids": {grid["grid"]: grid["atoms"] for grid in found["grids"]},
        "apart": [grid["grid"] for grid in found["grids"] if grid["apart"]],
    }
