"""What lies under the maps: chosen by an administrator, asked by the pages, each piece of it from here unless another host was chosen."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import Field

from api import basemap
from api.calls import Command, allow, caught_up, command, office_of
from api.context import Actor
from api.models import Reasoned, Short
from api.scope import READERS
from domain.basemap import BasemapKind

router = APIRouter(prefix="/api/basemap", tags=["地图 · map"])
MayLook = Depends(allow(*READERS))
KEPT = "private, max-age=86400"
LayerPath = Annotated[str, Path(pattern="^(vec|cva|img|cia)$")]
Depth = Annotated[int, Path(ge=0, le=basemap.DEEPEST)]
Across = Annotated[int, Path(ge=0, lt=2**basemap.DEEPEST)]


class BasemapGiven(Reasoned):
    """address: a file's name, a template of addresses, or the layer vec or img. key: of Tianditu; left out, the one it has.

    is_public: at the hall's screen too, which asks without sign-in.
    """

    kind: BasemapKind
    address: Annotated[str, Field(max_length=400)] = ""
    attribution: Short = ""
    key: Annotated[str, Field(max_length=100, pattern="^[0-9A-Za-z]*$")] = ""
    is_public: bool = False


@router.get("")
def now(request: Request, _: Actor = MayLook) -> dict[str, Any]:
    """Where pages get it from and what the map must say; without its key."""
    office = caught_up(request)
    return basemap.told(office.settings, basemap.chosen(office))


@router.get("/choices")
def choices(request: Request, _: Actor = Depends(allow("admin", "auditor"))) -> dict[str, Any]:
    """Files there are in the folder of the server, and who chose what, newest first."""
    office = caught_up(request)
    return {"folder": str(basemap.folder(office.settings)), "files": basemap.files(office.settings), "history": basemap.history(office)}


@router.post("", status_code=201)
def choose(body: BasemapGiven, call: Command = Depends(command("admin"))) -> dict[str, Any]:
    """For the whole installation, from now on; kind none: pages ask nobody for anything."""
    chosen = {"address": body.address, "attribution": body.attribution, "key": body.key, "is_public": body.is_public}
    return call.run(lambda ctx: basemap.choose(ctx, body.kind, **chosen), **body.given())


@router.get("/file", response_class=FileResponse)
def file(request: Request, of: int = Query(0, ge=0, le=2**40), _: Actor = MayLook) -> FileResponse:
    """The chosen file of tiles, by ranges. of: its stamp, so that a browser that kept parts of another asks anew."""
    office = office_of(request)
    path = basemap.file_of(office.settings, basemap.chosen(office))
    return FileResponse(path, media_type="application/octet-stream", headers={"Cache-Control": KEPT})


@router.get("/tianditu/{layer}/{z}/{x}/{y}", response_class=Response)
def tile(request: Request, layer: LayerPath, z: Depth, x: Across, y: Across, _: Actor = MayLook) -> Response:
    """A picture of Tianditu, asked by this server under the office's key."""
    found = basemap.tianditu_tile(office_of(request), layer, z, x, y)
    return Response(found.content, media_type=found.kind, headers={"Cache-Control": KEPT})
