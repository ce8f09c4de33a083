"""Facilities and stations of a community."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from domain.structure import facility
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Communities, Row, among, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "facilities"


def _facility(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    if isinstance(told, facility.Closed):
        assert before is not None
        return before | {"closed_on": told.on.isoformat(), "position": one.position}
    names = ("facility", "community", "kind", "title", "name", "area_m2", "floor", "built_percent")
    short = [{"code": each.code, "value": each.value, "limit": each.limit, "clause": each.clause} for each in told.shortfalls]
    lon, lat = told.place
    known = {name: getattr(told, name) for name in names} | {"lon": lon, "lat": lat, "shortfalls": short}
    return known | {"opened_at": stamp(one.meta.effective_at), "closed_on": None, "position": one.position}


VIEW = Sheets(NAME, 2, (Sheet("facilities_facility", "facility", (facility.Registered, facility.Closed), _facility),))


def facilities(conn: psycopg.Connection, community: Communities) -> list[Row]:
    """By kind and name; closed ones too."""
    return rows(conn, NAME, "facilities", communities=among(community))
