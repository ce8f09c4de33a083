"""Ledgers: generated from the read models at the moment they are asked for, as JSON, CSV or XLSX."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response

from api import ledgers
from api.calls import allow, office_of
from api.commands.evidence import hold_community, profile_of
from api.context import Actor
from api.ledgers import Generated
from api.ledgers.posting import Asked
from api.scope import READERS, scope_of
from api.scoped import reading

router = APIRouter(prefix="/api/communities/{code}/ledgers", tags=["台账 · ledgers"])
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@router.get("")
def listed(code: str, request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Which ledgers there are, with the dictionary of their columns and the clause that asks for them."""
    owner = hold_community(office_of(request).ctx(actor), code).state
    assert owner is not None
    return {"ledgers": ledgers.listed(profile_of(owner))}


@router.get("/{ledger}", response_model=None)
def generated(
    code: str,
    ledger: str,
    request: Request,
    form: Literal["json", "csv", "xlsx"] = Query("json", alias="format"),
    grid: str | None = Query(None, max_length=60),
    purpose: str | None = Query(None, min_length=1, max_length=200, description="查看用途，记入日志 / why it is opened"),
    actor: Actor = Depends(allow(*READERS)),
) -> dict[str, Any] | Response:
    """Masked; in full for a purpose, which is written down for every person shown. A warden sees the own grids."""
    ctx = office_of(request).ctx(actor)
    owner = hold_community(ctx, code).state
    assert owner is not None
    through = ctx.office.freshen(*ledgers.VIEWS)
    with reading(request, actor, code, *ledgers.VIEWS) as (connection, community):
        wanted = scope_of(ctx, community).narrowed(grid)
        made = ledgers.generate(Asked(ctx, connection, community, profile_of(owner), wanted, purpose), ledger, through)
    if form == "json":
        return spoken(made)
    return file(made, code, ledgers.as_file(made, form), form)


def spoken(made: Generated) -> dict[str, Any]:
    told = {
        "ledger": made.key,
        "title": made.title,
        "masked": made.is_masked,
        "at": made.at,
        "through": made.through,
        "clause": made.clause,
    }
    return told | {"columns": list(made.columns), "rows": made.rows}


def file(made: Generated, code: str, content: bytes, form: str) -> Response:
    """content: of the ledger, and of others where they share a workbook."""
    name = quote(f"{made.title}-{code}-{made.at:%Y%m%d}.{form}")
    headers = {"Content-Disposition": f"attachment; filename=\"{made.key}.{form}\"; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, media_type=KINDS[form], headers=headers)
