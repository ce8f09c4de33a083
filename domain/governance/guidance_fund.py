"""The guidance fund (引导资金) of a district: what of the year's money goes to which community, for what, and how it was spent.

The law it keeps: never more than the year's amount, for the purposes the regulation names and no other; money follows the task (费随事转):
an allocation names the duty of the two lists, or the admitted task, that it follows; and no more is spent than was allocated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.errors import Invalid, PolicyRefused, Refused, Unknown
from domain.ids import CommunityId, GuidanceFundId
from domain.required import require_document, require_name
from domain.schema import Event, Events, event

# Stored formats: change only with an upcast and a golden file.


@event("guidance_fund.allocated")
class FundAllocated:
    """allocation: 1, 2, 3… in this fund. duty: key in the two lists, or an admission. clause: why money follows it."""

    fund: GuidanceFundId
    community: CommunityId
    allocation: int
    year: int
    purpose: str
    duty: str
    yuan: int
    on: date
    document: str
    clause: str


@event("guidance_fund.used")
class FundUsed:
    """use: 1, 2, 3… of the allocation. title: what it was spent on."""

    fund: GuidanceFundId
    community: CommunityId
    allocation: int
    use: int
    title: str
    yuan: int
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class Allocation:
    community: CommunityId
    year: int
    yuan: int
    used: int = 0
    uses: int = 0


@dataclass(frozen=True, slots=True)
class State:
    fund: GuidanceFundId
    allocations: Mapping[int, Allocation] = field(default_factory=dict)

    def allocated(self, year: int) -> int:
        return sum(one.yuan for one in self.allocations.values() if one.year == year)


def evolve(state: State | None, event: Event) -> State:
    match event:
        case FundAllocated():
            known, after = state or State(event.fund), Allocation(event.community, event.year, event.yuan)
            return replace(known, allocations={**known.allocations, event.allocation: after})
        case FundUsed() if state:
            before = state.allocations[event.allocation]
            after = replace(before, used=before.used + event.yuan, uses=event.use)
            return replace(state, allocations={**state.allocations, event.allocation: after})
    raise TypeError(f"not an event of a guidance fund: {event!r}")


def fold(events: Iterable[Event]) -> State | None:
    return reduce(evolve, events, None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the regulation lays down. year_yuan None: no yearly amount; purposes empty: it names none."""

    year_yuan: int | None
    purposes: tuple[str, ...]
    amount_clause: str
    task_clause: str


class YearExhausted(PolicyRefused):
    """Facts: year, value, limit, left, clause."""

    code = "guidance_fund.year_exhausted"


class PurposeUnlisted(PolicyRefused):
    """Facts: purposes, clause."""

    code = "guidance_fund.purpose_unlisted"


class DutyUnknown(Refused):
    """费随事转: no duty of the two lists, no admitted task under that key. Facts: clause."""

    code = "guidance_fund.duty_unknown"


class AmountUnsound(Invalid):
    """Facts: yuan."""

    code = "guidance_fund.amount_unsound"


class AllocationUnknown(Unknown):
    """None under that number for the community."""

    code = "guidance_fund.allocation_unknown"


class Overspent(Refused):
    """Facts: left."""

    code = "guidance_fund.overspent"


def allocate(
    state: State | None,
    *,
    fund: GuidanceFundId,
    community: CommunityId,
    purpose: str,
    duty: str,
    yuan: int,
    on: date,
    document: str,
    terms: Terms,
) -> Events:
    """duty: evidence, the key that was found in the lists or among the admissions of the day; blank: none was.

    Source: policies keys "funding.guidance_yuan_per_year", "funding.guidance_purposes", "funding.follows_task".
    """
    require_document(document)
    _require_positive(yuan)
    if not duty:
        raise DutyUnknown(value=0, limit=1, clause=terms.task_clause)
    if terms.purposes and purpose not in terms.purposes:
        raise PurposeUnlisted(purposes=list(terms.purposes), value=0, limit=list(terms.purposes), clause=terms.amount_clause)
    before = state.allocated(on.year) if state else 0
    if terms.year_yuan is not None and before + yuan > terms.year_yuan:
        left = terms.year_yuan - before
        raise YearExhausted(year=on.year, value=before + yuan, limit=terms.year_yuan, left=left, clause=terms.amount_clause)
    number = len(state.allocations) + 1 if state else 1
    return (
        FundAllocated(
            fund=fund,
            community=community,
            allocation=number,
            year=on.year,
            purpose=purpose,
            duty=duty,
            yuan=yuan,
            on=on,
            document=document,
            clause=terms.task_clause,
        ),
    )


def use(state: State | None, *, community: CommunityId, allocation: int, title: str, yuan: int, on: date, document: str) -> Events:
    """By the community it was allocated to."""
    known = state.allocations.get(allocation) if state else None
    if state is None or known is None or known.community != community:
        raise AllocationUnknown()
    require_name(title)
    require_document(document)
    _require_positive(yuan)
    if known.used + yuan > known.yuan:
        raise Overspent(left=known.yuan - known.used)
    return (
        FundUsed(
            fund=state.fund,
            community=community,
            allocation=allocation,
            use=known.uses + 1,
            title=title,
            yuan=yuan,
            on=on,
            document=document,
        ),
    )


def _require_positive(yuan: int) -> None:
    if yuan <= 0:
        raise AmountUnsound(yuan=yuan)
