"""The map as a picture, for whoever's browser cannot draw it."""

from __future__ import annotations

import json

from fastapi import APIRouter, Depends, Request, Response

from api import paths
from api.calls import allow, office_of
from api.context import Actor
from api.scope import READERS
from api.sight import Asked, drawn_for, has_it, key_of, looking_at, sight_of, tag_of
from gis.picture import picture
from projections import grid_map

router = APIRouter(prefix="/api", tags=["地图 · map"])
WHOLE = 2**31 - 2


@router.get("/plans/{plan}/picture", response_class=Response)
def drawn(plan: paths.PlanPath, request: Request, actor: Actor = Depends(allow(*READERS))) -> Response:
    """SVG: grids with code, name and households, and the buildings; of wardens the own grids."""
    sight = sight_of(request, actor, Asked(None, None, plan))
    with looking_at(office_of(request).ctx(actor), sight) as connection:
        seen = drawn_for(connection, sight)
        headers = {"ETag": tag_of(seen, key_of(sight, seen, "picture")), "Cache-Control": "private, no-cache"}
        if has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        pages = [page(connection, sight, None, WHOLE) for page in (grid_map.grid_page, grid_map.building_page)]
    grids, buildings = (json.loads(f"[{page.features}]") for page in pages)
    return Response(picture(grids, buildings), headers=headers, media_type="image/svg+xml")
