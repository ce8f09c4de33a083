"""The regulations installed, every value with its source, and which community follows which."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Path, Request

from api import profiles
from api.calls import allow, caught_up, office_of
from api.context import Actor
from api.scope import READERS

router = APIRouter(prefix="/api/profiles", tags=["社区 · communities"])


@router.get("")
def listing(request: Request, actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """profiles: as their files stand, fault where one cannot be read. strays: files nothing reads. communities: who follows what."""
    office = caught_up(request, "grids")
    folder = office.settings.policies
    told = {"profiles": profiles.installed(office), "strays": profiles.strays(folder), "has_folder": folder is not None}
    return told | {"communities": profiles.followed(office, actor)}


@router.get("/{profile}")
def one(
    request: Request,
    profile: str = Path(max_length=60, pattern="^[a-z][a-z0-9_]*(@[0-9]{4}-[0-9]{2}-[0-9]{2})?$"),
    _: Actor = Depends(allow(*READERS)),
) -> dict[str, Any]:
    """By name its newest edition, or by key: documents, and every value with clause and quoted words; defaults are marked."""
    office_of(request)
    return profiles.whole(profile)
