"""How the registers of governance are read: caught up with the caller's own writes, inside the caller's scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import Path, Request
from psycopg import Connection
from pydantic import StringConstraints

from api.archive import Archive, archive_of
from api.calls import caught_up, office_of
from api.context import CHINA, Actor
from api.scope import READERS
from api.scoped import reading
from domain.ids import CommunityId, community_id
from projections import lineage
from projections.statements import Row

EVERYBODY = (*READERS, "public")
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]


def path(kind: str) -> Any:
    """The type of a path's id of that kind."""
    return Annotated[str, Path(pattern=f"^{kind}-[0-9a-z]{{4,40}}$")]


def today(request: Request) -> date:
    return office_of(request).clock().astimezone(CHINA).date()


@contextmanager
def register(request: Request, actor: Actor, code: str, *views: str) -> Iterator[tuple[Connection[Any], CommunityId, date]]:
    """A connection, the community, and the present day in China."""
    with reading(request, actor, code, *views) as (connection, community):
        yield connection, community, today(request)


def archived(request: Request, connection: Connection[Any], community: str, on: date | None = None) -> Archive:
    """Of a day, or now: by the office's clock."""
    return archive_of(connection, community, on or office_of(request).clock())


def versioned(request: Request, found: list[Row], key: str) -> list[Row]:
    """Each with the version that a step on it must name. key: where its stream stands."""
    versions = office_of(request).journal.versions([each[key] for each in found])
    return [each | {"version": versions[each[key]]} for each in found]


@contextmanager
def published(request: Request, code: str, view: str) -> Iterator[tuple[Connection[Any], CommunityId, date]]:
    """What anybody may read."""
    community = community_id(code)
    with caught_up(request, view, lineage.NAME).publicly() as connection:
        yield connection, community, today(request)
