"""Figures of the whole community: tickets by level and category, replies owed, visits by purpose, burdens, funds and workers, targets."""

from __future__ import annotations

from api import figures as tickets
from api.commands.governance import honours
from api.indicators import modules
from api.indicators.by_grid import BOARD, HOUSEHOLD, LOG, TICKET, VISIT
from api.indicators.figure import Asked, Chart, Figure, percent, told_by, unasked
from domain import ticket, visit
from domain.governance import burden, targets
from domain.governance import funding as fund
from domain.governance.burden import Kind
from domain.ids import community_code, subdistrict_code
from domain.policy import PolicyProfile
from domain.ticket.clock_events import DeadlineExtended, Escalated, InterimReplied
from projections import burdens, funding, visit_log
from projections.statements import Row

SCOPES, CONTACTS, BURDEN = ("small", "big"), ("home", "phone"), ("standing", "cancelled")
VISITS = (*CONTACTS, "visits")
FUNDS = ("people", "funds_computed_yuan", "funds_granted_yuan", "funds_working")
WORKERS = ("workers_computed", "workers_granted", "workers_working")
CLOSED = (ticket.Reported, ticket.Closed, ticket.Reopened)
DURATION = ("title", "closed", "in_time", "median_hours", "fastest_hours", "slowest_hours", "promised", "clock", "median_taken", "clause")
TARGET = ("title", "year", "percent", "communities", "reached", "share", "standing", "clause")


def _levels(ask: Asked) -> list[Row]:
    told = _settled(ask)
    return [{"level": one["level"], "closed": one["closed"], "share": percent(one["closed"], told["closed"])} for one in told["levels"]]


def _settled_low(ask: Asked) -> list[Row]:
    told = _settled(ask)
    return [
        {"scope": each, "closed": told[each]["closed"], "settled": told[each]["settled"]}
        | {"share": percent(told[each]["settled"], told[each]["closed"])}
        for each in SCOPES
    ]


def _settled(ask: Asked) -> Row:
    return tickets.levels(ask.connection, ask.community, ask.period.since, ask.period.until, ask.moment)


def _durations(ask: Asked) -> list[Row]:
    period = ask.period
    return tickets.durations(ask.connection, ask.community, ask.profile, ask.days, period.since, period.until, ask.moment)


def _replies(ask: Asked) -> list[Row]:
    found = tickets.unanswered(ask.connection, ask.community, ask.profile, ask.days, ask.known_at, ask.moment)
    return [{"owed": len(found), "late": sum(one["is_late"] for one in found)}]


def _purposes(ask: Asked) -> list[Row]:
    """Of all roles together."""
    told: dict[str, Row] = {}
    for one in visit_log.statistics(ask.connection, ask.kept, ask.period.since, ask.period.last):
        title = ask.profile.purposes[one["purpose"]].title if one["purpose"] in ask.profile.purposes else one["purpose"]
        row = told.setdefault(title, {"purpose": title, "visits": 0} | dict.fromkeys(CONTACTS, 0))
        row["visits"] += one["visits"]
        row[one["contact"]] += one["visits"]
    return list(told.values())


def _burdens(ask: Asked) -> list[Row]:
    known = {one["kind"]: one for one in burdens.index(ask.connection, ask.community, ask.moment)}
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
    Figure(
        "levels",
        ("level", "closed", "share"),
        _levels,
        _settled_clause,
        Chart("level", ("closed",)),
        whole=True,
        worded=("level",),
        asks=("C10",),
        sources=CLOSED,
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    Figure(
        "settled_low",
        ("scope", "closed", "settled", "share"),
        _settled_low,
        _settled_clause,
        whole=True,
        worded=("scope",),
        asks=("C10",),
        sources=CLOSED,
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    Figure(
        "durations",
        DURATION,
        _durations,
        _promise_clause,
        Chart("title", ("closed", "in_time")),
        whole=True,
        worded=("clock",),
        asks=("Y13",),
        sources=(*CLOSED, DeadlineExtended),
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    Figure(
        "replies",
        ("owed", "late"),
        _replies,
        _reply_clause,
        whole=True,
        spans=False,
        asks=("D12",),
        sources=(ticket.Dispatched, Escalated, InterimReplied, ticket.FedBack),
        views=(BOARD,),
        without=(VISIT, HOUSEHOLD),
    ),
    Figure(
        "purposes",
        ("purpose", *CONTACTS, "visits"),
        _purposes,
        unasked,
        Chart("purpose", CONTACTS, stacked=True),
        True,
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
