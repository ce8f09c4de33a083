"""Funding: the latest sheet of every subdistrict for every day it was computed for, line by line with its working."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg

from domain.governance import funding
from projections.sheets import Sheet, Sheets
from projections.statements import Row, row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "funding"


def _sheet(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    lines = [{name: getattr(line, name) for name in funding.Line.__slots__} for line in told.lines]
    return {
        "sheet": key,
        "subdistrict": one.stream.removeprefix("fnd-"),
        "counted_on": told.on.isoformat(),
        "lines": lines,
        "people": told.people,
        "street_yuan": told.street_yuan,
        "street_working": told.street_working,
        "granted_yuan": told.granted_yuan,
        "excess_yuan": told.excess_yuan,
        "rounding": told.rounding,
        "clause": told.clause,
        "position": one.position,
    }


VIEW = Sheets(NAME, 1, (Sheet("funding_sheet", "sheet", (funding.Computed,), _sheet, lambda one: (f"{one.stream}/{one.body.on}",)),))


def sheet(conn: psycopg.Connection, subdistrict: str, on: date) -> Row | None:
    """The sheet computed last of the days up to `on`."""
    return row(conn, NAME, "sheet", subdistrict=subdistrict, on=on)


def sheets(conn: psycopg.Connection, subdistrict: str) -> list[Row]:
    return rows(conn, NAME, "sheets", subdistrict=subdistrict)
