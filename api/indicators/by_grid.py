"""Figures by grid. In the order of the grids' codes and by no other: nobody is ranked."""

from __future__ import annotations

from collections.abc import Collection

from api import six_clear as clear
from api.indicators.figure import Asked, Chart, Figure, named, percent, told_by, unasked
from domain.policy import PolicyProfile
from domain.values import DwellingKind
from projections import ticket_figures, visit_log
from projections.statements import Row

GRID = ("grid", "grid_name")
LIVING = ("households", "people", "dwellings")
TICKETS = ("reported", "closed", "open", "overdue")
VISITS = ("households", "visited", "visits")
ROUND = "visit_round"


def _homes(ask: Asked) -> list[Row]:
    return ask.by_grid(ask.sections, *LIVING)


def _tickets(ask: Asked) -> list[Row]:
    period = ask.period
    found = ticket_figures.by_grid(ask.connection, ask.kept, period.since, period.until, grids=ask.grids, at=ask.at)
    return ask.by_grid(found, *TICKETS)


def _visits(ask: Asked) -> list[Row]:
    found = visit_log.visited(ask.connection, ask.kept, ask.period.since, ask.period.last, ask.moment, ask.grids)
    return _covered(ask, found, *VISITS)


def _rounds(ask: Asked) -> list[Row]:
    """Of the visit rounds that were under way in the period: who had been visited by then."""
    period, told = ask.period, []
    for one in visit_log.rounds(ask.connection, ask.community):
        if one["starts_on"] <= period.last and one["ends_on"] >= period.since:
            found = visit_log.coverage(ask.connection, one["round"], ask.moment)
            told += [{"round": one["title"]} | row for row in _covered(ask, found, "households", "visited")]
    return told


def _covered(ask: Asked, found: Collection[Row], *counts: str) -> list[Row]:
    return [row | {"share": percent(row["visited"], row["households"])} for row in ask.by_grid(found, *counts)]


def _six_clear(ask: Asked) -> list[Row]:
    """How many things are missing; which they are, the ledger tells."""
    told = clear.report(ask.connection, ask.community, ask.profile, ask.period.on, ask.grids)
    titles = {one["key"]: one["title"] for one in told["definitions"]}
    lines = ((grid, one) for grid in told["grids"] for one in grid["clear"])
    return [named(grid) | {"clear": titles[one["key"]], "missing": len(one["missing"])} for grid, one in lines]


def _band_clause(profile: PolicyProfile) -> str:
    return profile.band(DwellingKind.BLOCK).source.clause if profile.has_band("grid") else ""


def _round_clause(profile: PolicyProfile) -> str:
    return profile.cadences[ROUND].source.clause if ROUND in profile.cadences else ""


def _clear_clause(profile: PolicyProfile) -> str:
    return told_by(one.source.clause for one in profile.six_clear.values())


FIGURES = (
    Figure("homes", (*GRID, *LIVING), _homes, _band_clause, Chart("grid", ("households", "people")), spans=False, sums=LIVING),
    Figure("tickets", (*GRID, *TICKETS), _tickets, unasked, Chart("grid", ("reported", "closed", "open")), sums=TICKETS),
    Figure("visits", (*GRID, *VISITS, "share"), _visits, unasked, Chart("grid", ("households", "visited")), sums=VISITS),
    Figure("visit_rounds", ("round", *GRID, "households", "visited", "share"), _rounds, _round_clause),
    Figure("six_clear", (*GRID, "clear", "missing"), _six_clear, _clear_clause, Chart("grid", ("missing",), "clear", True), spans=False),
)
