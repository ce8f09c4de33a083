"""Work funds and full-time workers of a subdistrict's communities, from the people who live there on a day (社区工作经费与实有人口关联).

The law it keeps: a sheet is computed from one snapshot of the population and never typed; each line shows its working; where the floors of
the communities and the total of the subdistrict contradict each other the sheet says so and says which held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import ceil

from domain import staffing
from domain.errors import Invalid
from domain.ids import CommunityId, FundingId
from domain.policy import PolicyProfile
from domain.schema import Event, Events, event


@dataclass(frozen=True, slots=True)
class Head:
    """How many people live in one community."""

    community: CommunityId
    people: int


@dataclass(frozen=True, slots=True)
class Line:
    """One community. working: how each number comes about, in symbols. floor_lifts, cap_cuts: by how much floor or cap changed it."""

    community: CommunityId
    people: int
    funds_computed_yuan: int
    funds_granted_yuan: int
    funds_working: str
    workers_computed: int
    workers_granted: int
    workers_working: str
    has_more_than_normal: bool


# Stored formats: change only with an upcast and a golden file.


@event("funding.population_counted")
class PopulationCounted:
    """A snapshot: who lived there at the end of the day `on`, as the journal knew it at position `evidence_at`."""

    funding: FundingId
    on: date
    heads: tuple[Head, ...]
    evidence_at: int


@event("funding.computed")
class Computed:
    """street_yuan: the formula on all people of the subdistrict. granted_yuan: the sum of the lines. excess_yuan: what floors add beyond
    the subdistrict's total; above 0 the two clauses contradict each other, and the floors held.
    """

    on: date
    lines: tuple[Line, ...]
    people: int
    street_yuan: int
    street_working: str
    granted_yuan: int
    excess_yuan: int
    rounding: str
    clause: str


@dataclass(frozen=True, slots=True)
class State:
    funding: FundingId
    counted: PopulationCounted
    computed: Computed | None = None


def evolve(state: State | None, event: Event) -> State:
    match event:
        case PopulationCounted():
            return State(event.funding, event, state.computed if state else None)
        case Computed() if state:
            return State(state.funding, state.counted, event)
    raise TypeError(f"not an event of funding: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


class NoCommunities(Invalid):
    code = "funding.no_communities"


ROUNDING = "文件未规定取整：经费按整份计（不足一份不计），人员向上取整 (not in the document: whole grants only, workers rounded up)"


def compute(
    state: State | None, *, funding: FundingId, on: date, heads: tuple[Head, ...], evidence_at: int, profile: PolicyProfile
) -> Events:
    """heads: evidence, every community of the subdistrict. The same people on the same day compute nothing new. Raises RuleUnknown for a
    profile without formulas.
    """
    if not heads:
        raise NoCommunities()
    if state and state.computed and (state.counted.on, state.counted.heads, state.computed.clause) == (on, heads, _clause(profile)):
        return ()
    counted = PopulationCounted(funding=funding, on=on, heads=heads, evidence_at=evidence_at)
    return (counted, sheet(on, heads, profile))


def sheet(on: date, heads: tuple[Head, ...], profile: PolicyProfile) -> Computed:
    lines = tuple(_line(head, profile) for head in heads)
    people = sum(head.people for head in heads)
    street = staffing.funding_yuan(people, profile).computed
    granted = sum(line.funds_granted_yuan for line in lines)
    per_grant, grant = profile.number("funding.people_per_grant"), profile.number("funding.grant_yuan")
    return Computed(
        on=on,
        lines=lines,
        people=people,
        street_yuan=street,
        street_working=f"⌊{people}÷{per_grant}⌋×{grant} = {street}",
        granted_yuan=granted,
        excess_yuan=max(0, granted - street),
        rounding=ROUNDING,
        clause=_clause(profile),
    )


def _line(head: Head, profile: PolicyProfile) -> Line:
    funds, workers = staffing.funding_yuan(head.people, profile), staffing.workers(head.people, profile)
    per_grant, grant, floor = (profile.number(f"funding.{key}") for key in ("people_per_grant", "grant_yuan", "floor_yuan"))
    per_worker, low, high, cap = (profile.number(f"staffing.{key}") for key in ("people_per_worker", "low", "high", "cap"))
    funds_working = f"⌊{head.people}÷{per_grant}⌋×{grant} = {funds.computed}"
    workers_working = f"{head.people}÷{per_worker} = {_tenths(head.people, per_worker)}, ⌈⌉ = {workers.computed}"
    if funds.granted > funds.computed:
        funds_working += f" < {floor} → {floor}"
    if workers.granted != workers.computed:
        workers_working += f" < {low} → {low}" if workers.granted > workers.computed else f" > {cap} → {cap}"
    return Line(
        community=head.community,
        people=head.people,
        funds_computed_yuan=funds.computed,
        funds_granted_yuan=funds.granted,
        funds_working=funds_working,
        workers_computed=workers.computed,
        workers_granted=workers.granted,
        workers_working=workers_working,
        has_more_than_normal=workers.granted > high,
    )


def _tenths(people: int, per_worker: int) -> str:
    """One decimal, rounded up so that what needs one more worker never reads as if it did not."""
    return f"{ceil(people * 10 / per_worker - 1e-9) / 10:.1f}"


def _clause(profile: PolicyProfile) -> str:
    return profile.rule("funding.people_per_grant").clause
