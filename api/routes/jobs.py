"""The clocks that act by themselves, for whoever looks after the installation."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request

from api.calls import allow, office_of
from api.context import Actor
from api.jobs.state import state

router = APIRouter(prefix="/api", tags=["状态 · state"])


@router.get("/jobs")
def jobs(request: Request, _: Actor = Depends(allow("admin", "auditor"))) -> dict[str, Any]:
    return state(office_of(request))
