"""Figures by grid. In the order of the grids' codes and by no other: nobody is ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from api import six_clear as clear
from api.indicators.figure import GRID, Asked, Chart, Figure, named, told_by, unasked
from domain import building, household, patrol, ticket, visit, visit_round
from domain.duty import events as duty
from domain.plan_events import Enacted
from domain.policy import PolicyProfile
from domain.structure import organisation
from domain.ticket.clock_events import DeadlineExtended
from domain.values import DwellingKind
from projections import responsibility, situation_map, ticket_board, ticket_figures, visit_log
from projections.statements import Row

LIVING = ("households", "people", "dwellings")
TICKETS = ("reported", "closed", "open", "overdue")
VISITS = ("households", "visited", "visits")
COVERED = {"share": ("visited", "households")}
RATES = ("filed", "handled", "closed", "due", "in_time", "extended", "closings", "undone", "asked", "content")
RATED = {
    "handled_rate": ("handled", "filed"),
    "closed_rate": ("closed", "filed"),
    "in_time_rate": ("in_time", "due"),
    "extended_rate": ("extended", "due"),
    "undone_rate": ("undone", "closings"),
    "content_rate": ("content", "asked"),
}
LOAD = ("households", "people", "open")
EACH = {f"{one}_each": (one, "wardens") for one in LOAD}
ROUND = "visit_round"
LIVED = (
    *(household.Registered, household.MovedIn, household.MovedWithin, household.MovedOut, household.Reassigned, household.Split),
    *(household.FormedBySplit, household.Merged, household.Absorbed, household.MemberJoined, household.MemberLeft, household.MemberDied),
    *(household.PartMovedOut, household.Readdressed),
)
"""What says who lives where."""
SECTIONS, BOARD, LOG = situation_map.VIEW.name, ticket_board.VIEW.name, visit_log.VIEW.name
VISIT, TICKET, HOUSEHOLD = "vis", "tkt", "hh"
"""Kinds of streams: the many that a figure may not need."""


def _homes(ask: Asked) -> list[Row]:
    return [named(one) | {each: one[each] for each in LIVING} for one in ask.sections]


def _tickets(ask: Asked) -> list[Row]:
    period = ask.period
    found = ticket_figures.counted(ask.connection, ask.registers, period.since, period.until, ask.moment, **ask.put)
    return ask.by_grid(found, *TICKETS)


def _rates(ask: Asked) -> list[Row]:
    period = ask.period
    found = ticket_figures.rates(ask.connection, ask.registers, period.since, period.until, ask.moment, **ask.put)
    return [rates.shared(row) for row in ask.by_grid(found, *RATES)]


def _visits(ask: Asked) -> list[Row]:
    period = ask.period
    found = visit_log.visited(ask.connection, ask.registers, period.since, period.last, ask.moment, **ask.put)
    return _covered(ask, found, *VISITS)


def _rounds(ask: Asked) -> list[Row]:
    """Of the visit rounds that were under way in the period: who had been visited by then."""
    period, told = ask.period, []
    for one in visit_log.rounds(ask.connection, ask.registers):
        if one["starts_on"] <= period.last and one["ends_on"] >= period.since:
            found = visit_log.coverage(ask.connection, one["round"], ask.moment)
            told += [{"round": one["title"]} | row for row in _covered(ask, found, "households", "visited")]
    return told


def _covered(ask: Asked, found: Collection[Row], *counts: str) -> list[Row]:
    return [visits.shared(row) for row in ask.by_grid(found, *counts)]


def _load(ask: Asked) -> list[Row]:
    """Who holds several grids counts in each for an equal part, so that the lines add up to people. Nobody is named."""
    posts = responsibility.holders(ask.connection, ask.registers, ask.moment)
    held = {one["grid"]: one["a"] for one in posts if one["a"]}
    grids_of = Counter(held.values())
    period = ask.period
    found = ticket_figures.counted(ask.connection, ask.registers, period.since, period.until, ask.moment, grids=ask.grids)
    stood = {one["grid"]: one["open"] for one in found}
    return [
        _laden(one | {"open": stood.get(one["grid"], 0)}, 1 / grids_of[held[one["grid"]]] if one["grid"] in held else 0)
        for one in ask.sections
    ]


def _laden(section: Row, wardens: float) -> Row:
    told = named(section) | {each: section[each] for each in LOAD}
    return load.shared(told | {"wardens": wardens}) | {"wardens": round(wardens, 2)}


def _six_clear(ask: Asked) -> list[Row]:
    """How many things are missing; which they are, the ledger tells."""
    (grids,) = clear.counts(ask.connection, {ask.community: ask.registers}, {ask.community: ask.profile}, ask.period.on).values()
    seen = [one for one in grids if ask.grids is None or one["grid"] in ask.grids]
    six = ask.profile.six_clear.values()
    return [named(grid) | {"clear": one.title, "missing": grid["missing"][one.key]} for grid in seen for one in six]


def _band_clause(profile: PolicyProfile) -> str:
    return profile.band(DwellingKind.BLOCK).source.clause if profile.has_band("grid") else ""


def _round_clause(profile: PolicyProfile) -> str:
    return profile.cadences[ROUND].source.clause if ROUND in profile.cadences else ""


def _clear_clause(profile: PolicyProfile) -> str:
    return told_by(one.source.clause for one in profile.six_clear.values())


homes = Figure(
    "homes",
    (*GRID, *LIVING),
    _homes,
    _band_clause,
    Chart("grid", ("households", "people")),
    spans=False,
    sums=LIVING,
    asks=("Y1", "R2", "D1"),
    sources=(building.Registered, building.DwellingsCounted, *LIVED, Enacted),
    restates=True,
    views=(SECTIONS,),
    without=(VISIT, TICKET),
)
tickets = Figure(
    "tickets",
    (*GRID, *TICKETS),
    _tickets,
    unasked,
    Chart("grid", ("reported", "closed", "open")),
    sums=TICKETS,
    asks=("Z7",),
    sources=(ticket.Reported, ticket.Closed, ticket.Reopened, ticket.MovedToGrid, DeadlineExtended),
    restates=True,
    views=(SECTIONS, BOARD),
    without=(VISIT,),
)
rates = Figure(
    "rates",
    (*GRID, *RATES, *RATED),
    _rates,
    unasked,
    Chart("grid", ("handled_rate", "closed_rate", "in_time_rate")),
    sums=RATES,
    shares=RATED,
    asks=("P8", "Z16", "E9"),
    sources=(ticket.Reported, ticket.Handled, ticket.Closed, ticket.Reopened, ticket.FedBack, DeadlineExtended, ticket.MovedToGrid),
    restates=True,
    views=(SECTIONS, BOARD),
    without=(VISIT,),
)
visits = Figure(
    "visits",
    (*GRID, *VISITS, "share"),
    _visits,
    unasked,
    Chart("grid", ("households", "visited")),
    sums=VISITS,
    shares=COVERED,
    asks=("T1", "G15", "C3"),
    sources=(visit.Recorded, visit.Corrected, *LIVED),
    restates=True,
    views=(SECTIONS, LOG),
    without=(TICKET,),
)
load = Figure(
    "load",
    (*GRID, "wardens", *LOAD, *EACH),
    _load,
    unasked,
    Chart("grid", ("households_each", "people_each")),
    spans=False,
    sums=("wardens", *LOAD),
    quotients=EACH,
    asks=("P3", "Y5"),
    sources=(duty.PrimaryAppointed, duty.PostDefined, duty.PostClosed, duty.HandedOver, *LIVED, ticket.Reported, ticket.Closed),
    views=(SECTIONS, BOARD, responsibility.VIEW.name),
    without=(VISIT,),
)

FIGURES = (
    homes,
    tickets,
    rates,
    visits,
    Figure(
        "visit_rounds",
        ("round", *GRID, "households", "visited", "share"),
        _rounds,
        _round_clause,
        asks=("D11", "C3"),
        sources=(visit_round.Opened, visit.Recorded, visit.Corrected),
        views=(SECTIONS, LOG),
        without=(TICKET,),
    ),
    Figure(
        "six_clear",
        (*GRID, "clear", "missing"),
        _six_clear,
        _clear_clause,
        Chart("grid", ("missing",), "clear", True),
        spans=False,
        asks=("G6",),
        sources=(organisation.Registered, visit.Recorded, visit.Corrected, patrol.Recorded, ticket.Reported, ticket.Closed, *LIVED),
        views=clear.VIEWS,
    ),
    load,
)
