"""Burdens: what is laid upon a community, what was cancelled, and how many of each kind there were at any time (the burden index)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import psycopg

from domain.governance import burden
from projections.moments import AsOf, moment
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "burdens"


def _burden(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    at = stamp(one.meta.effective_at)
    if isinstance(told, burden.Cancelled):
        assert before is not None
        return before | {"valid_to": at, "document": told.document, "clause": told.clause, "position": one.position}
    given = {"burden": told.burden, "community": told.community, "kind": told.kind.value, "title": told.title, "basis": told.basis}
    since = {"valid_from": at, "valid_to": None, "document": None, "clause": None, "position": one.position}
    return given | since | {"department": told.department, "is_inherited": told.is_inherited}


VIEW = Sheets(NAME, 1, (Sheet("burdens_burden", "burden", (burden.Registered, burden.Cancelled), _burden),))


def burdens(conn: psycopg.Connection, community: Communities) -> list[Row]:
    return rows(conn, NAME, "burdens", communities=among(community))


def index(conn: psycopg.Connection, community: Communities, at: AsOf = None) -> list[Row]:
    """For each kind: how many weighed on it then, and how many were cancelled by then."""
    return rows(conn, NAME, "index", communities=among(community), at=moment(at))


def summed(conn: psycopg.Connection, communities: Collection[str], at: datetime) -> list[Row]:
    """community, and of all kinds together how many weighed on it then and how many were cancelled by then."""
    return rows(conn, NAME, "summed", communities=list(communities), at=at)
