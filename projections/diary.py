"""The diary (民情日志、社情日志) of a community, day by day, read off the journal: requests, proxy work, visits, patrols, needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import psycopg

from projections.diary_rows import Diary
from projections.moments import start_of_day
from projections.statements import Row, rows

VIEW = Diary()


def lines(conn: psycopg.Connection, community: str, on: date, grids: Collection[str] | None = None) -> list[Row]:
    """What was true from that day on, in order of time. grids: those whose lines are shown, None for all and for none."""
    given = {"community": community, "grids": None if grids is None else list(grids)}
    return rows(conn, VIEW.name, "lines", morning=start_of_day(on), night=start_of_day(on + timedelta(days=1)), **given)


def tallies(conn: psycopg.Connection, community: str, since: date, until: date) -> list[Row]:
    """Lines by day and name, both days included: a day without any is a day on which nothing was recorded."""
    return rows(conn, VIEW.name, "tallies", community=community, since=start_of_day(since), until=start_of_day(until + timedelta(days=1)))
