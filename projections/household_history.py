"""Household history: who lived behind which door, in which grid, when; and every line of a household's story.

Doors, names and needs come back as the sealed blocks they were recorded as. `as_of`: a date (what holds on that day in China), an
instant, or None for now.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import psycopg

from projections.household_rows import HouseholdHistory
from projections.moments import AsOf, moment
from projections.statements import Communities, Row, among, row, rows

VIEW = HouseholdHistory()
_NAME = VIEW.name


@dataclass(frozen=True, slots=True)
class Count:
    """Registered households and their members."""

    households: int = 0
    people: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.households + other.households, self.people + other.people)


def household(conn: psycopg.Connection, household: str, as_of: AsOf = None) -> Row | None:
    """The file as it stood then, with `members`; standing: present, moved_out, merged. None before its first day, or never opened."""
    return row(conn, _NAME, "household", household=household, at=moment(as_of))


def households(
    conn: psycopg.Connection,
    *,
    community: Communities | None = None,
    grid: str | None = None,
    building: str | None = None,
    as_of: AsOf = None,
    after: str | None = None,
    limit: int = 200,
) -> list[Row]:
    """Households that lived there then, by id, with the number of persons and the head's sealed block. after: the last id before."""
    where = {"communities": among(community), "grid": grid, "building": building}
    return rows(conn, _NAME, "households", **where, at=moment(as_of), after=after, limit=limit)


def history(conn: psycopg.Connection, household: str, as_of: AsOf = None) -> list[Row]:
    """Every line effective up to then (None: also what is told ahead of its day), by effective time.

    changes: [{what, from, to}]; what: building, grid, members (ids), household, hukou.
    """
    return rows(conn, _NAME, "history", household=household, at=moment(as_of))


def counts_by_building(conn: psycopg.Connection, community: Communities, as_of: AsOf = None) -> dict[str, Count]:
    """Buildings where somebody lived then."""
    return _counted(conn, community, as_of, "building")


def counts_by_grid(conn: psycopg.Connection, community: Communities, as_of: AsOf = None) -> dict[str | None, Count]:
    """By the grid each household was in then; None: those without one."""
    return _counted(conn, community, as_of, "grid")


def never_visited(conn: psycopg.Connection, households: Collection[str], at: AsOf = None) -> set[str]:
    """Of these households, those without any visit until then."""
    return {one["household"] for one in rows(conn, _NAME, "never_visited", households=list(households), at=moment(at))}


def moved_by(conn: psycopg.Connection, plan: str) -> list[Row]:
    """Households whose grid a plan changed: effective_at, from_grid, to_grid, building, last_visit_at as known when it was decided; never
    visited first, then the longest unvisited."""
    return rows(conn, _NAME, "moved_by", plan=plan)


def awaiting(conn: psycopg.Connection, community: Communities, at: AsOf, since: datetime | None) -> list[Row]:
    """By building: households, never_visited, due (no visit from `since` on; None: never), longest_since (visit or moving in)."""
    return rows(conn, _NAME, "awaiting", communities=among(community), at=moment(at), since=since)


def _counted(conn: psycopg.Connection, community: Communities, as_of: AsOf, key: str) -> dict:
    found: dict = {}
    for one in VIEW.homes.counts(conn, community, as_of):
        found[one[key]] = found.get(one[key], Count()) + Count(one["households"], one["people"])
    return found


def in_buildings(conn: psycopg.Connection, buildings: Collection[str], as_of: AsOf = None) -> list[Row]:
    """household, building and grid of everybody who lived in these buildings then: who changes hands when they do."""
    return rows(conn, _NAME, "in_buildings", buildings=list(buildings), at=moment(as_of))


def living_from(conn: psycopg.Connection, buildings: Collection[str], at: datetime) -> list[str]:
    """Every household that lives in these buildings at an instant, or comes to after it, as far as is known."""
    return [one["household"] for one in rows(conn, _NAME, "living_from", buildings=list(buildings), at=at)]


def lives_in(conn: psycopg.Connection, persons: Collection[str], as_of: AsOf = None) -> dict[str, str]:
    """Of these persons, those who were members of a present household then, and of which."""
    return {one["person"]: one["household"] for one in rows(conn, _NAME, "lives_in", persons=list(persons), at=moment(as_of))}


def residing(conn: psycopg.Connection, persons: Collection[str], at: datetime, grids: Collection[str] | None = None) -> list[Row]:
    """Of these persons, the members of households present then, with where they live and their sealed content; grids: in these alone."""
    given = {"persons": list(persons), "grids": None if grids is None else list(grids), "at": at}
    return rows(conn, _NAME, "residing", **given)


def visited(conn: psycopg.Connection, grid: str, at: AsOf = None, since: datetime | None = None) -> tuple[int, int]:
    """Households in the grid then, and how many of them had no visit (from `since` on, by default ever) until then."""
    found = row(conn, _NAME, "visited", grid=grid, at=moment(at), since=since) or {}
    return found["households"], found["unvisited"]
