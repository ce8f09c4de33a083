"""Checkpoints and proofs. Hashes and signatures tell nothing of anybody, so that witnesses need no account; a record does."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request

from api.calls import allow, office_of
from api.context import Actor
from api.notary import proving
from api.routes.audit import EVERYBODY

router = APIRouter(prefix="/api/proofs", tags=["稽核 · audit"])
LARGEST = 2**62


@router.get("/checkpoint")
def checkpoint(request: Request, _: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    with office_of(request).app_pool.connection() as connection:
        return proving.newest(connection)


@router.get("/consistency")
def consistency(
    request: Request,
    first: int = Query(alias="from", ge=1, le=LARGEST),
    second: int = Query(alias="to", ge=1, le=LARGEST),
    _: Actor = Depends(allow(*EVERYBODY)),
) -> dict[str, Any]:
    with office_of(request).app_pool.connection() as connection:
        return proving.consistency(connection, first, second)


@router.get("/inclusion")
def inclusion(request: Request, position: int = Query(ge=1, le=LARGEST), _: Actor = Depends(allow("auditor"))) -> dict[str, Any]:
    """The record as it is stored, personal content sealed, with its path to the newest checkpoint."""
    with office_of(request).app_pool.connection() as connection:
        return proving.inclusion(connection, position)
