"""Past months told again under other boundaries: what the load of each grid was under one plan, and would have been under the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from api.context import CHINA
from api.difference.ground import Between
from api.moments import EARLIEST, months_before
from projections import ticket_board, visit_log
from projections.statements import Row

MONTHS = 12
NAMES = ("tickets_before", "tickets_after", "visits_before", "visits_after")


def restated(seen: Between, months: int = MONTHS) -> list[Row]:
    """The whole months before the moment asked about: for each month and grid, tickets reported and visits made, by the building or place
    they were at then, under both plans. Grids without either in a month have no line; grid None: outside the plan."""
    until = max(seen.at.astimezone(CHINA).date().replace(day=1), EARLIEST)
    since = months_before(until, months)
    counted: defaultdict[tuple[date, str | None], Counter[str]] = defaultdict(Counter)
    reported = ticket_board.reported_places(seen.connection, seen.community, since, until)
    places = seen.held_at([(each["building"], each["lon"], each["lat"]) for each in reported])
    for each, held in zip(reported, places, strict=True):
        _count(counted, each["month"], held, "tickets", each["tickets"])
    for each in visit_log.monthly_buildings(seen.connection, seen.community, since, until):
        _count(counted, each["month"], seen.went.get(each["building"], (None, None)), "visits", each["visits"])
    lines = [_line(seen, month, grid, counts) for (month, grid), counts in counted.items()]
    return sorted(lines, key=lambda line: (line["month"], line["code"] or "~"))


def _count(counted: defaultdict, month: date, held: tuple[str | None, str | None], what: str, number: int) -> None:
    for grid, side in zip(held, ("before", "after"), strict=True):
        counted[month, grid][f"{what}_{side}"] += number


def _line(seen: Between, month: date, grid: str | None, counts: Counter[str]) -> Row:
    found = seen.grid(grid) or {}
    told = {"month": f"{month:%Y-%m}", "grid": grid, "code": found.get("code"), "name": found.get("name")}
    return told | {name: counts[name] for name in NAMES}
