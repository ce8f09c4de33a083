"""Every register of decided facts, read one way: as of a day, with its history, as JSON, CSV or XLSX; some of them by residents too."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api import models, register_sheets
from api.calls import allow, office_of
from api.commands.governance import gaps as commands
from api.context import Actor
from api.ledgers import as_file
from api.routes import ledgers
from api.routes.governance.reading import EVERYBODY, archived, published, register
from api.scope import READERS
from projections import registers

router = APIRouter(prefix="/api", tags=["登记册 · registers"])
On = Query(None, description="哪一天的情况，缺省为今日 / as of which day, today when left out")


@router.get("/registers")
def listed(actor: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    """Which registers there are."""
    return {"registers": register_sheets.listed()}


@router.get("/communities/{code}/registers/{name}", response_model=None)
def of_community(
    code: str,
    name: str,
    request: Request,
    on: models.Day | None = On,
    everything: bool = Query(False, alias="all", description="连同已失效的 / ended ones too"),
    form: Literal["json", "csv", "xlsx"] = Query("json", alias="format"),
    purpose: str | None = Query(None, min_length=1, max_length=200, description="查看用途，记入日志 / why names are opened"),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any] | Response:
    """Its own lines and those of its subdistrict and district. Names are opened for a purpose alone, which is written down."""
    kept, ctx = register_sheets.register_of(name), office_of(request).ctx(actor)
    register_sheets.require_reader(kept, actor)
    with register(request, actor, code, registers.NAME) as (connection, community, today):
        archive = archived(request, connection, community, on)
        lines = archive.lines(connection, name, None if everything else on or today)
    if form != "json":
        made = register_sheets.sheet(ctx, kept, lines, ctx.journal.head())
        return ledgers.file(made, code, as_file(made, form), form)
    told = [register_sheets.told(ctx, line, purpose) | {"under": archive.under(f"com-{line['owner']}")} for line in lines]
    return {"register": name, "title": register_sheets.title(kept), "lines": told}


@router.get("/communities/{code}/register-gaps")
def gaps(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """What the profile asks of the registers and is not there, with the clause."""
    return {"gaps": commands.gaps(office_of(request).ctx(actor), code)}


@router.get("/public/communities/{code}/registers/{name}")
def for_residents(
    code: str, name: str, request: Request, on: models.Day | None = On, actor: Actor = Depends(allow(*EVERYBODY))
) -> dict[str, Any]:
    """What residents may read, as it holds on a day."""
    kept = register_sheets.register_of(name, public=True)
    with published(request, code, registers.NAME) as (connection, community, today):
        lines = archived(request, connection, community, on).lines(connection, name, on or today)
    shown = [register_sheets.shown(kept, one) for one in lines]
    return {"register": name, "title": register_sheets.title(kept), "on": on or today, "lines": shown}
