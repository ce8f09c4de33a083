"""The facts of each grid as they stood on a day: what the six clear things (六清) are looked for in. Nothing here names a warden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from domain.policy_clear import Clear, Gap
from domain.six_clear import Facts, Home, House, Matter
from projections.moments import moment, start_of_day
from projections.six_clear_rows import SixClear
from projections.statements import Communities, Row, among, rows, statement

VIEW = SixClear()
INSTANT = timedelta(microseconds=1)
HOMES: tuple[Gap, Gap] = ("household_headless", "household_unvisited")
STANDING: Mapping[Gap, str] = {"observation_pending": "observation", "need_standing": "need", "opinion_standing": "opinion"}
"""The kinds of what waits to be settled."""
COUNTS: Mapping[Gap, str] = {
    "building_unregistered": "count_building_unregistered",
    "tag_expired": "count_tag_expired",
    "organisation_incomplete": "count_organisation_incomplete",
    "grid_unpatrolled": "count_grid_unpatrolled",
    "ticket_untaken": "count_ticket_untaken",
    "hot_issue_unraised": "count_hot_issue_unraised",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A grid of the plan in force on the day. code: 15 digits."""

    grid: str
    code: str
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Question:
    """How often a gap is found. The rest as in domain.policy_clear.Clear."""

    gap: Gap
    within_days: int
    purposes: tuple[str, ...]
    times: int

    @staticmethod
    def of(clear: Clear, gap: Gap) -> Question:
        return Question(gap, clear.within_days, clear.purposes, clear.times)

    def earliest(self, on: date) -> datetime:
        return start_of_day(on - timedelta(days=self.within_days))


def sections(conn: psycopg.Connection, community: Communities, on: date) -> tuple[Section, ...]:
    """By code, as of the end of that day in China; none where no plan was in force."""

    def found(name: str) -> list[Row]:
        return rows(conn, VIEW.name, name, communities=among(community), at=moment(on))

    living, visits = found("living"), _visits(found("visits"))
    registered = Counter(one["building"] for one in living)
    houses = _by_grid(found("houses"), lambda one: House(one["building"], one["dwellings"], registered[one["building"]]))
    homes = _by_grid(living, lambda one: _home(one, visits))
    matters = _by_grid(found("matters"), _matter)
    units = _by_grid(found("organisations"), lambda one: (one["organisation"], one["is_whole"]))
    patrolled = {one["grid"]: one["last"] for one in found("patrols")}
    return tuple(
        Section(
            one["grid"],
            one["code"],
            one["name"],
            Facts(houses[one["grid"]], homes[one["grid"]], matters[one["grid"]], dict(units[one["grid"]]), patrolled.get(one["grid"])),
        )
        for one in found("sections")
    )


def grids_in_force(conn: psycopg.Connection, communities: Communities, on: date) -> list[Row]:
    """community, grid, code and name, by code, of the plans in force at the end of that day."""
    return rows(conn, VIEW.name, "sections", communities=among(communities), at=moment(on))


def lacking(conn: psycopg.Connection, questions: Collection[Question], communities: Collection[str], on: date) -> list[Row]:
    """question, community, grid, missing: in how many things each grid shows the gap then, as domain.six_clear.missing finds them among
    `sections`; what lies in no grid of then is told as well. community: in whose register it stands.
    """
    of_homes = [one for one in questions if one.gap in HOMES]
    told = _at_homes(conn, of_homes, communities, on) if of_homes else []
    for question in questions:
        if question.gap not in HOMES:
            told += [row | {"question": question} for row in _counted(conn, question, communities, on)]
    return told


def _at_homes(conn: psycopg.Connection, questions: Collection[Question], communities: Collection[str], on: date) -> list[Row]:
    """Every home is looked at once, whatever is asked."""
    headless, visits = ([one for one in questions if one.gap == gap] for gap in HOMES)
    given: dict[str, Any] = {"communities": list(communities), "at": moment(on)}
    found_of_each, sums = [], []
    for n, one in enumerate(visits):
        given |= {f"before_{n}": one.earliest(on) - INSTANT, f"purposes_{n}": list(one.purposes) or None}
        named = {each: sql.Placeholder(f"{each}_{n}") for each in ("before", "purposes")}
        column = sql.Identifier(f"unvisited_{n}")
        found_of_each.append(sql.SQL(statement(VIEW.name, "unvisited")).format(**named, column=column))
        sums.append(sql.SQL("sum(home.{})").format(column))
    text = sql.SQL(statement(VIEW.name, "homes_lacking")).format(
        is_unvisited=sql.SQL("").join(found_of_each), unvisited=sql.SQL(", ").join(sums)
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(text, given).fetchall()
    told = [one | {"question": each, "missing": one["headless"]} for one in found for each in headless]
    return told + [one | {"question": each, "missing": one["unvisited"][n]} for one in found for n, each in enumerate(visits)]


def _counted(conn: psycopg.Connection, question: Question, communities: Collection[str], on: date) -> list[Row]:
    given = {"communities": list(communities), "at": moment(on), "earliest": question.earliest(on), "times": question.times}
    if question.gap in STANDING:
        waits = None if question.gap == "observation_pending" else given["earliest"]
        return rows(conn, VIEW.name, "count_standing", **given, kind=STANDING[question.gap], recorded_before=waits)
    return rows(conn, VIEW.name, COUNTS[question.gap], **given)


def _home(one: Row, visits: Mapping[str, Mapping[str, date]]) -> Home:
    return Home(one["household"], one["building"], one["has_head"], visits.get(one["household"], {}))


def _matter(one: Row) -> Matter:
    return Matter(one["kind"], one["matter"], one["since"], one["household"], one["category"], one["is_taken"], one["is_raised"])


def _visits(found: list[Row]) -> dict[str, dict[str, date]]:
    """Last days by household and purpose."""
    last: dict[str, dict[str, date]] = {}
    for one in found:
        last.setdefault(one["household"], {})[one["purpose"]] = one["last"]
    return last


def _by_grid(found: list[Row], made: Any) -> dict[str | None, list[Any]]:
    """What is in no grid stands under None."""
    grouped: dict[str | None, list[Any]] = defaultdict(list)
    for one in found:
        grouped[one["grid"]].append(made(one))
    return grouped
