"""Communities, and what is brought into them from files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile

from api import imports, models
from api.calls import Command, allow, caught_up, command, office_of
from api.commands import registering, territory
from api.commands.dividers import LinesFile
from api.commands.evidence import hold_community
from api.commands.territory import BuildingsFile
from api.context import Actor, Ctx, Done
from api.scope import READERS
from api.scoped import reading
from domain.community import CommunityUnknown
from domain.ids import CommunityId
from domain.journal import Receipt
from domain.policy import PolicyProfile
from gis.exchange import by_stairwells, read_boundary, read_buildings, read_households, read_roads
from projections import grids

router = APIRouter(prefix="/api", tags=["社区 · communities"])
LONGEST_NAME, LONGEST_SUFFIX = 120, 20
IMPORT_LIMIT = 50_000_000
"""Bytes of an uploaded file with what surrounds it; everywhere else a body is far smaller."""


@router.get("/communities")
def communities(request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Those the caller works for."""
    with office_of(request).reading() as connection:
        found = grids.communities(connection)
    return {"communities": [row for row in found if not actor.communities or row["community"] in actor.communities]}


@router.get("/communities/{code}")
def community(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    with reading(request, actor, code, "grids") as (connection, _):
        found = grids.community(connection, code)
    if found is None:
        raise CommunityUnknown()
    return found


@router.post("/communities", status_code=201)
def register(body: models.CommunityGiven, call: Command = Depends(command("planner", "admin"))) -> dict[str, Any]:
    profile = PolicyProfile.load(body.profile)
    return call.run(lambda ctx: territory.register_community(ctx, body.code, body.name, profile, is_rural=body.is_rural), **body.given())


@router.post("/communities/{code}/profile")
def change_profile(code: str, body: models.ProfileGiven, call: Command = Depends(command("approver", "admin"))) -> dict[str, Any]:
    profile = PolicyProfile.load(body.profile)
    return call.run(lambda ctx: territory.change_profile(ctx, code, profile), reason=body.reason, document=body.document)


class BuildingsForm:
    """A file of buildings with what helps to read it. datum: of files whose coordinates are shifted (GCJ-02, BD-09)."""

    def __init__(
        self,
        file: UploadFile = File(),
        boundary: UploadFile | None = File(None),
        roads: UploadFile | None = File(None),
        name: models.Line | None = Form(None, max_length=80),
        policy: models.Line | None = Form(None, max_length=40),
        households_field: models.Line | None = Form(None, max_length=80),
        stairwells_above: int | None = Form(None, ge=1, le=20_000),
        datum: Literal["wgs84", "gcj02", "bd09"] = Form("wgs84"),
        crs: models.Line | None = Form(None, max_length=40),
        encoding: Literal["UTF-8", "GB18030"] | None = Form(None),
        layer: models.Line | None = Form(None, max_length=80),
    ) -> None:
        self.name, self.profile = name, policy
        reads = {"households_field": households_field, "datum": datum, "crs": crs, "encoding": encoding, "layer": layer}
        with kept(file) as path, kept(boundary) as ring, kept(roads) as lines:
            assert path is not None
            rows = read_buildings(path, **reads)
            self.file = BuildingsFile(
                name=name_of(file),
                sha256=territory.file_hash(path),
                reading=by_stairwells(rows, stairwells_above) if stairwells_above else rows,
                boundary=read_boundary(ring, datum=datum).shape if ring else None,
                roads=LinesFile(name_of(roads), territory.file_hash(lines), read_roads(lines, datum=datum)) if roads and lines else None,
            )

    @property
    def given(self) -> dict[str, Any]:
        """The name and profile of a community that is new."""
        return {"name": self.name, "profile": PolicyProfile.load(self.profile) if self.profile else None}


@router.post("/communities/{code}/buildings", status_code=201, max_body_size=IMPORT_LIMIT)
def import_buildings(code: str, form: BuildingsForm = Depends(), call: Command = Depends(command("planner", "admin"))) -> dict[str, Any]:
    """GeoJSON, GeoPackage, zipped Shapefile or OpenStreetMap file. The answer counts; rows that were refused are listed with reasons.

    stairwells_above: blocks with more households than this are registered by their stairwells (单元).
    """
    answer = call.run(lambda ctx: territory.import_buildings(ctx, code, form.file, **form.given))
    return answer | {"reading": form.file.reading.as_json()}


@router.post("/communities/{code}/buildings-preview", max_body_size=IMPORT_LIMIT)
def foresee_buildings(
    code: str, request: Request, form: BuildingsForm = Depends(), actor: Actor = Depends(allow("planner", "admin"))
) -> dict[str, Any]:
    """What the import would answer; nothing is written."""
    answer = territory.foresee_import(office_of(request).ctx(actor), code, form.file, **form.given)
    return answer | {"reading": form.file.reading.as_json()}


@router.post("/communities/{code}/households-import", status_code=201, max_body_size=IMPORT_LIMIT)
def import_households(code: str, file: UploadFile = File(), call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """XLSX or CSV: a result for every row. The same sheet again registers nothing twice."""
    with kept(file) as path:
        assert path is not None
        sheet = read_households(path, today=call.office.ctx(call.actor).today)

    def decide(ctx: Ctx) -> Done:
        answer = registering.register_all(ctx, code, sheet)
        return Done(Receipt(ctx.journal.head(), {}, answer, replayed=False), answer)

    return call.run(decide)


@router.post("/communities/{code}/households-preview", max_body_size=IMPORT_LIMIT)
def foresee_households(code: str, request: Request, file: UploadFile = File(), actor: Actor = Depends(allow("desk"))) -> dict[str, Any]:
    """What would become of every row of the sheet; nothing is written, nothing kept."""
    ctx = caught_up(request).ctx(actor)
    with kept(file) as path:
        assert path is not None
        sheet = read_households(path, today=ctx.today)
    return registering.foresee(ctx, code, sheet)


@router.get("/communities/{code}/imports")
def former_imports(code: str, request: Request, actor: Actor = Depends(allow("planner", "desk", "admin", "auditor"))) -> dict[str, Any]:
    """Files brought in, newest first: which, by whom, when, how many rows; of residents' sheets what was registered from them."""
    ctx = caught_up(request, "trail").ctx(actor)
    return {"imports": imports.former(ctx, CommunityId(hold_community(ctx, code).stream))}


def name_of(upload: UploadFile) -> str:
    """What the caller calls the file: one printable name, without a path."""
    said = "".join(sign for sign in upload.filename or "" if sign.isprintable())
    return Path(said).name[-LONGEST_NAME:] or "upload"


@contextmanager
def kept(upload: UploadFile | None) -> Iterator[Path | None]:
    """The upload as a file under its own suffix, gone afterwards; readers look at paths."""
    if upload is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="minqing-"))
    try:
        path = folder / f"upload{''.join(Path(name_of(upload)).suffixes[-2:])[-LONGEST_SUFFIX:]}"
        with path.open("wb") as copy:
            shutil.copyfileobj(upload.file, copy)
        yield path
    finally:
        shutil.rmtree(folder)
