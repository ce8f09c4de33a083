"""One's own settings in the pages: the same on every computer, seen by nobody else."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field, StringConstraints

from api import accounts
from api.access import own_settings
from api.calls import allow, office_of
from api.context import Actor
from api.models import Given

router = APIRouter(prefix="/api/settings", tags=["账号 · accounts"])
OWN = allow(*accounts.ROLES)
NO_NUMBER_OF_A_PERSON = r"^(?:[^\x00-\x1f\d]|\d{1,8}(?:[^\x00-\x1f\d]|$))*$"
"""Days and parts of a ticket's number, but neither a telephone nor an identity number."""
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20, pattern=NO_NUMBER_OF_A_PERSON)]
Words = Annotated[str, StringConstraints(max_length=60, pattern=NO_NUMBER_OF_A_PERSON)]
Key = Annotated[str, Field(pattern=r"^[0-9a-z_.-]{1,60}$")]


class FilterGiven(Given):
    """Which tickets: their state, and where one was chosen category, grid and words of number, address or category."""

    state: Literal["open", "mine", "waiting", "overdue", "near", "closed"]
    category: Key | None = None
    grid: Key | None = None
    words: Words | None = None


class NamedFilter(Given):
    name: Word
    filter: FilterGiven


class FiltersGiven(Given):
    filters: Annotated[tuple[NamedFilter, ...], Field(max_length=30)]


@router.get("/desk-filters")
def filters(request: Request, actor: Actor = Depends(OWN)) -> dict[str, Any]:
    """In the order in which they were kept."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        return {"filters": own_settings.kept(connection, actor.account, "desk_filters") or []}


@router.post("/desk-filters")
def keep_filters(body: FiltersGiven, request: Request, actor: Actor = Depends(OWN)) -> dict[str, Any]:
    """All of them, in place of those before."""
    office = office_of(request)
    told = body.model_dump(mode="json", exclude_none=True)["filters"]
    with office.app_pool.connection() as connection:
        own_settings.keep(connection, actor.account, "desk_filters", told, office.clock())
    return {"filters": told}
