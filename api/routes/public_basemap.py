"""What lies under the map of the hall's screen (/kiosk): asked by everybody, answered as far as it was opened for the public."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse

from api import basemap, public_basemap
from api.calls import allow, office_of
from api.routes.basemap import Across, Depth, LayerPath
from api.scope import READERS

router = APIRouter(prefix="/api/public/basemap", tags=["居民 · residents"], dependencies=[Depends(allow("public", *READERS))])
KEPT = "public, max-age=86400"


@router.get("")
def now(request: Request) -> dict[str, Any]:
    """As for the other pages; kind none where nothing was opened."""
    office = office_of(request)
    return basemap.told(office.settings, basemap.opened(office), "/api/public/basemap")


@router.get("/file", response_class=FileResponse)
def file(request: Request, of: int = Query(0, ge=0, le=2**40)) -> FileResponse:
    """Of the opened file one piece a call, a megabyte at most; never the whole."""
    office = office_of(request)
    path = basemap.file_of(office.settings, basemap.opened(office))
    public_basemap.require_piece(request.headers.get("range", ""))
    return FileResponse(path, media_type="application/octet-stream", headers={"Cache-Control": KEPT})


@router.get("/tianditu/{layer}/{z}/{x}/{y}", response_class=Response)
def tile(request: Request, layer: LayerPath, z: Depth, x: Across, y: Across) -> Response:
    """A picture over a community, asked by this server once a day for all; of any other place none."""
    found = public_basemap.tianditu_tile(office_of(request), layer, z, x, y)
    return Response(found.content, media_type=found.kind, headers={"Cache-Control": KEPT})
