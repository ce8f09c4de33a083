"""Past months told again under other boundaries: what the load of each grid was under one plan, and would have been under the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from api.context import CHINA
from api.difference.ground import Between
from api.moments import EARLIEST, months_before
from projections import ticket_board, visit_log
from projections.statements import Row

MONTHS = 12


Side = Literal["before", "after"]
What = Literal["tickets", "visits"]
Work = Counter[tuple[What, Side]]


def restated(seen: Between, months: int = MONTHS) -> list[Row]:
    """The whole months before the moment asked about: for each month and grid, tickets reported and visits made, by the building or place
    they were at then, under both plans. Grids without either in a month have no line; grid None: outside the plan. Numbers have decimals
    where grids share a divided block.
    """
    lines = [_line(seen, month, grid, work) for (month, grid), work in worked(seen, months).items()]
    return sorted(lines, key=lambda line: (line["month"], line["code"] or "~"))


def worked(seen: Between, months: int) -> dict[tuple[date, str | None], Work]:
    """By month and grid. What was at a block that was divided since is that of its stairwells, in equal parts, as a proposal spreads it."""
    until = max(seen.at.astimezone(CHINA).date().replace(day=1), EARLIEST)
    since = months_before(until, months)
    reported = ticket_board.reported_places(seen.connection, seen.community, since, until)
    visited = visit_log.monthly_buildings(seen.connection, seen.community, since, until)
    parts = [*_shared(seen, reported, "tickets"), *_shared(seen, visited, "visits")]
    counted: defaultdict[tuple[date, str | None], Work] = defaultdict(Counter)
    for part, (old, new) in zip(parts, seen.held_at([each.place for each in parts]), strict=True):
        counted[part.month, old][part.what, "before"] += part.number
        counted[part.month, new][part.what, "after"] += part.number
    return counted


@dataclass(frozen=True)
class _Part:
    """Of the work of a month at one place. place: building, or lon and lat."""

    month: date
    what: What
    place: tuple[str | None, float | None, float | None]
    number: Fraction


def _shared(seen: Between, done: Collection[Row], what: What) -> Iterator[_Part]:
    heirs = seen.heirs(each["building"] for each in done)
    for each in done:
        among = heirs.get(each["building"], (each["building"],))
        for home in among:
            yield _Part(each["month"], what, (home, each.get("lon"), each.get("lat")), Fraction(each[what], len(among)))


def _line(seen: Between, month: date, grid: str | None, work: Work) -> Row:
    found = seen.grid(grid) or {}
    told = {"month": f"{month:%Y-%m}", "grid": grid, "code": found.get("code"), "name": found.get("name")}
    return told | {f"{what}_{side}": rounded(work[what, side]) for what in get_args(What) for side in get_args(Side)}


def rounded(number: Fraction | int) -> int | float:
    """Two decimals, and none for a whole number."""
    return int(number) if number.denominator == 1 else round(float(number), 2)
