"""Figures of the whole community: tickets by level and category, replies owed, visits by purpose, burdens, funds and workers, targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from api import figures as tickets
from api.commands.governance import honours
from api.indicators import modules
from api.indicators.by_grid import BOARD, HOUSEHOLD, LOG, TICKET, VISIT
from api.indicators.figure import Asked, Chart, Figure, percent, told_by, unasked
from api.indicators.spread import Rules, Spread
from domain import ticket, visit
from domain.governance import burden, targets
from domain.governance import funding as fund
from domain.governance.burden import Kind
from domain.ids import community_code, subdistrict_code
from domain.policy import PolicyProfile
from domain.ticket.clock_events import DeadlineExtended, Escalated, InterimReplied
from projections import burdens, funding, ticket_board, ticket_figures, visit_log
from projections.statements import Row

SCOPES, CONTACTS, BURDEN = ("small", "big"), ("home", "phone"), ("standing", "cancelled")
VISITS = (*CONTACTS, "visits")
FUNDS = ("people", "funds_computed_yuan", "funds_granted_yuan", "funds_working")
WORKERS = ("workers_computed", "workers_granted", "workers_working")
CLOSED = (ticket.Reported, ticket.Closed, ticket.Reopened)
DURATION = ("title", "closed", "in_time", "median_hours", "fastest_hours", "slowest_hours", "promised", "clock", "median_taken", "clause")
Clause = Callable[[PolicyProfile], str]
TARGET = ("title", "year", "percent", "communities", "reached", "share", "standing", "clause")


def _levels(found: Sequence[Row], _: Rules) -> list[Row]:
    told = tickets.settled(found)
    return [{"level": one["level"], "closed": one["closed"], "share": percent(one["closed"], told["closed"])} for one in told["levels"]]


def _settled_low(found: Sequence[Row], _: Rules) -> list[Row]:
    told = tickets.settled(found)
    return [
        {"scope": each, "closed": told[each]["closed"], "settled": told[each]["settled"]}
        | {"share": percent(told[each]["settled"], told[each]["closed"])}
        for each in SCOPES
    ]


def _closed(ask: Any, by: str) -> list[Row]:
    return ticket_figures.closed_levels(ask.connection, ask.registers, ask.period.since, ask.period.until, ask.moment, by=by)


def _times(ask: Any, by: str) -> list[Row]:
    found = ticket_figures.placed_times if by == "place" else ticket_figures.closed_times
    return found(ask.connection, ask.registers, ask.period.since, ask.period.until, ask.moment)


def _durations(found: Sequence[Row], rules: Rules) -> list[Row]:
    return tickets.times(found, rules.profile, rules.days)


def _owed(ask: Any, _: str) -> list[Row]:
    return [row | {"grid": row["grid_now"]} for row in ticket_board.unanswered(ask.connection, ask.registers, ask.moment)]


def _replies(found: Sequence[Row], rules: Rules) -> list[Row]:
    owed = tickets.owed(found, rules.profile, rules.days, rules.moment)
    return [{"owed": len(owed), "late": sum(one["is_late"] for one in owed)}]


def _visits(ask: Any, by: str) -> list[Row]:
    """By grid: of the grid that holds the building on the day told; of one that stands no more, the grid it stood in."""
    days = (ask.period.since, ask.period.last)
    if by == "community":
        return visit_log.purposes(ask.connection, ask.registers, *days)
    found = visit_log.placed_purposes(ask.connection, ask.registers, *days)
    return found if by == "place" else [row | {"grid": ask.grid_of.get(row["building"], row["grid"])} for row in found]


def _purposes(found: Sequence[Row], rules: Rules) -> list[Row]:
    """Of all roles together."""
    told: dict[str, Row] = {}
    for one in sorted(found, key=itemgetter("purpose")):
        title = rules.profile.purposes[one["purpose"]].title if one["purpose"] in rules.profile.purposes else one["purpose"]
        row = told.setdefault(title, {"purpose": title, "visits": 0} | dict.fromkeys(CONTACTS, 0))
        row["visits"] += one["visits"]
        row[one["contact"]] += one["visits"]
    return list(told.values())


def _whole(spread: Spread, ask: Asked) -> list[Row]:
    return spread.told(spread.found(ask, "community"), ask.rules)


def _spread(key: str, columns: tuple[str, ...], spread: Spread, clause: Clause, chart: Chart | None = None, **given: Any) -> Figure:
    """Of the whole community, of each grid, or of each community of an area."""
    return Figure(key, columns, partial(_whole, spread), clause, chart, whole=True, spread=spread, **given)


def _burdens(ask: Asked) -> list[Row]:
    known = {one["kind"]: one for one in burdens.index(ask.connection, ask.registers, ask.moment)}
    return [{"kind": kind.value} | {key: known[kind][key] if kind in known else 0 for key in BURDEN} for kind in Kind]


def _funding(ask: Asked) -> list[Row]:
    """Every community of the subdistrict, as the sheet that held that day computed it; none before one was computed."""
    found = funding.sheet(ask.connection, subdistrict_code(ask.community), ask.period.on)
    lines = found["lines"] if found else []
    return [one | {"community": community_code(one["community"]), "counted_on": found and found["counted_on"]} for one in lines]


def _targets(ask: Asked) -> list[Row]:
    return honours.progress(ask.ctx, community_code(ask.community))


def _settled_clause(profile: PolicyProfile) -> str:
    return told_by(one.source.clause for one in profile.routes.values())


def _promise_clause(profile: PolicyProfile) -> str:
    return told_by(one.deadline.source.clause for one in profile.categories.values())


def _reply_clause(profile: PolicyProfile) -> str:
    return profile.rule("ticket.interim_reply").clause


def _staffing_clause(profile: PolicyProfile) -> str:
    return told_by(rule.clause for key, rule in profile.rules.items() if key.startswith(("funding.", "staffing.")))


def _target_clause(profile: PolicyProfile) -> str:
    return told_by(one.source.clause for one in profile.targets.values())


FIGURES = (
    _spread(
        "levels",
        ("level", "closed", "share"),
        Spread(_closed, _levels, "closed", "level"),
        _settled_clause,
        Chart("level", ("closed",)),
        worded=("level",),
        asks=("C10",),
        sources=CLOSED,
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    _spread(
        "settled_low",
        ("scope", "closed", "settled", "share"),
        Spread(_closed, _settled_low, "settled", "scope"),
        _settled_clause,
        worded=("scope",),
        asks=("C10",),
        sources=CLOSED,
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    _spread(
        "durations",
        DURATION,
        Spread(_times, _durations, "closed", "title"),
        _promise_clause,
        Chart("title", ("closed", "in_time")),
        worded=("clock",),
        asks=("Y13",),
        sources=(*CLOSED, DeadlineExtended),
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    _spread(
        "replies",
        ("owed", "late"),
        Spread(_owed, _replies, "owed"),
        _reply_clause,
        spans=False,
        asks=("D12",),
        sources=(ticket.Dispatched, Escalated, InterimReplied, ticket.FedBack),
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    _spread(
        "purposes",
        ("purpose", *CONTACTS, "visits"),
        Spread(_visits, _purposes, "visits", "purpose"),
        unasked,
        Chart("purpose", CONTACTS, stacked=True),
        sums=(*CONTACTS, "visits"),
        asks=("G15", "R6"),
        sources=(visit.Recorded, visit.Corrected),
        views=(LOG,),
        without=(TICKET, HOUSEHOLD),
    ),
    Figure(
        "burdens",
        ("kind", *BURDEN),
        _burdens,
        unasked,
        Chart("kind", BURDEN),
        whole=True,
        spans=False,
        worded=("kind",),
        sums=BURDEN,
        asks=("Z14",),
        sources=(burden.Registered, burden.Cancelled),
        views=(burdens.NAME,),
        without=(VISIT, TICKET, HOUSEHOLD),
    ),
    Figure(
        "funding",
        ("community", "counted_on", *FUNDS, *WORKERS),
        _funding,
        _staffing_clause,
        Chart("community", ("funds_granted_yuan",)),
        whole=True,
        spans=False,
        asks=("R8", "R9", "R10"),
        sources=(fund.PopulationCounted, fund.Computed),
        wide=True,
    ),
    Figure(
        "targets",
        TARGET,
        _targets,
        _target_clause,
        whole=True,
        spans=False,
        worded=("standing",),
        asks=("Y21", "Y18"),
        sources=(targets.TargetSet, targets.CommunityCertified, targets.CertificationWithdrawn),
        wide=True,
    ),
    modules.FIGURE,
)
