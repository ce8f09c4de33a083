"""The facts of each grid as they stood on a day: what the six clear things (六清) are looked for in. Nothing here names a warden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg

from domain.six_clear import Facts, Home, House, Matter
from projections.moments import moment
from projections.six_clear_rows import SixClear
from projections.statements import Communities, Row, among, rows

VIEW = SixClear()


@dataclass(frozen=True, slots=True)
class Section:
    """A grid of the plan in force on the day. code: 15 digits. community: whose register it stands in."""

    community: str
    grid: str
    code: str
    name: str
    facts: Facts


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
            one["community"],
            one["grid"],
            one["code"],
            one["name"],
            Facts(houses[one["grid"]], homes[one["grid"]], matters[one["grid"]], dict(units[one["grid"]]), patrolled.get(one["grid"])),
        )
        for one in found("sections")
    )


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
