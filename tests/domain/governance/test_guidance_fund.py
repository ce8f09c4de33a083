"""The guidance fund: within the year's amount, for the named purposes, following a task."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.governance import guidance_fund
from domain.governance.clauses import clause_of
from domain.governance.guidance_fund import Terms
from domain.policy import PolicyProfile
from tests.scenario import given

RUNZHOU, ERENHOT = PolicyProfile.load("runzhou"), PolicyProfile.load("erenhot")
AMOUNT, TASK = RUNZHOU.rule("funding.guidance_yuan_per_year"), RUNZHOU.rule("funding.follows_task")
PURPOSES = tuple(str(RUNZHOU.rule("funding.guidance_purposes").value).split("、"))
TERMS = Terms(RUNZHOU.number(AMOUNT.key), PURPOSES, AMOUNT.clause, TASK.clause)
FUND, COMMUNITY, ON = "gfd-321111", "com-321111001001", date(2026, 3, 2)
WHO: dict[str, Any] = {"fund": FUND, "community": COMMUNITY, "on": ON, "document": "润财〔2026〕8号"}
GIVEN: dict[str, Any] = WHO | {"purpose": "社会组织培育", "duty": "assist.7", "yuan": 300_000}
ALLOCATED = guidance_fund.FundAllocated(**GIVEN, allocation=1, year=2026, clause=TASK.clause)


@pytest.mark.rule("R11")
def test_the_year_has_two_million_and_four_purposes():
    assert (TERMS.year_yuan, len(TERMS.purposes)) == (2_000_000, 4)
    allocate = guidance_fund.allocate
    given(guidance_fund).when(allocate, **GIVEN | {"purpose": "办公楼装修"}, terms=TERMS).refused(
        guidance_fund.PurposeUnlisted, purposes=list(PURPOSES), clause=AMOUNT.clause
    )
    given(guidance_fund).when(allocate, **GIVEN, terms=TERMS).then(ALLOCATED)
    given(guidance_fund, ALLOCATED).when(allocate, **GIVEN | {"yuan": 1_700_001}, terms=TERMS).refused(
        guidance_fund.YearExhausted, year=2026, value=2_000_001, limit=2_000_000, left=1_700_000
    )
    rest = guidance_fund.FundAllocated(**GIVEN | {"yuan": 1_700_000}, allocation=2, year=2026, clause=TASK.clause)
    given(guidance_fund, ALLOCATED).when(allocate, **GIVEN | {"yuan": 1_700_000}, terms=TERMS).then(rest)
    next_year = guidance_fund.FundAllocated(**GIVEN | {"on": date(2027, 1, 4)}, allocation=3, year=2027, clause=TASK.clause)
    given(guidance_fund, ALLOCATED, rest).when(allocate, **GIVEN | {"on": date(2027, 1, 4)}, terms=TERMS).then(next_year)


@pytest.mark.rule("E11")
def test_money_follows_the_task_whatever_the_amount():
    """二连浩特 sets no yearly amount and names no purposes: what its money follows must be named all the same."""
    terms = Terms(None, (), clause_of(ERENHOT, AMOUNT.key), ERENHOT.rule("funding.follows_task").clause)
    given(guidance_fund).when(guidance_fund.allocate, **GIVEN | {"duty": ""}, terms=terms).refused(
        guidance_fund.DutyUnknown, clause=terms.task_clause
    )
    told = guidance_fund.FundAllocated(**GIVEN | {"yuan": 9_000_000}, allocation=1, year=2026, clause=terms.task_clause)
    given(guidance_fund).when(guidance_fund.allocate, **GIVEN | {"yuan": 9_000_000}, terms=terms).then(told)


@pytest.mark.rule("R11")
def test_what_was_allocated_is_spent_by_its_community_and_no_more():
    spend: dict[str, Any] = {"allocation": 1, "title": "银龄合唱团活动费", "on": ON, "document": "润社〔2026〕4号"}
    used = guidance_fund.FundUsed(fund=FUND, community=COMMUNITY, use=1, yuan=200_000, **spend)
    use, past = guidance_fund.use, (ALLOCATED,)
    given(guidance_fund, *past).when(use, community="com-321111001002", yuan=1, **spend).refused(guidance_fund.AllocationUnknown)
    given(guidance_fund, *past).when(use, community=COMMUNITY, yuan=0, **spend).refused(guidance_fund.AmountUnsound)
    given(guidance_fund, *past).when(use, community=COMMUNITY, yuan=200_000, **spend).then(used)
    given(guidance_fund, *past, used).when(use, community=COMMUNITY, yuan=100_001, **spend).refused(guidance_fund.Overspent, left=100_000)


@pytest.mark.rule("R11")
@each(amounts=st.lists(st.tuples(st.integers(1, 900_000), st.integers(2025, 2027)), max_size=15))
def test_whatever_is_asked_no_year_is_overdrawn(amounts: list[tuple[int, int]]):
    events: tuple[Any, ...] = ()
    for yuan, year in amounts:
        ask = GIVEN | {"yuan": yuan, "on": date(year, 6, 1)}
        try:
            events += guidance_fund.allocate(guidance_fund.fold(events), **ask, terms=TERMS)
        except DomainError as refused:
            assert isinstance(refused, guidance_fund.YearExhausted)
    for year in (2025, 2026, 2027):
        assert sum(one.yuan for one in events if one.year == year) <= 2_000_000
