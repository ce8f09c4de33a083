"""Pay: a base by the post, and a performance part that follows the appraisal and, where it is tied, the ratings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import pay
from domain.governance.appraisal import Grade
from domain.governance.pay import Basis, Figures
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

PANZHIHUA, YIXING, ERENHOT, CHANGZHI = map(PolicyProfile.load, ("panzhihua", "yixing", "erenhot", "changzhi"))
CLAUSE = PANZHIHUA.rule("appraisal.pay").clause
PLAIN = Basis(points=96, grade=Grade.EXCELLENT, percent=30, raters=(), satisfaction={}, tie_clause="", clause=CLAUSE)
PAY, ON = "pay-0001", date(2027, 1, 10)
SET: dict[str, Any] = {
    "pay": PAY,
    "community": "com-510402001001",
    "appraisal": "apr-0001",
    "post": "director",
    "on": ON,
    "document": "攀人社〔2027〕2号",
    "content": sealed(PAY),
}


@pytest.mark.rule("Z18")
def test_the_performance_part_is_the_grades_share_of_the_base():
    assert PANZHIHUA.rule("appraisal.pay").value == "基本报酬+绩效补贴"
    assert pay.reckon(PLAIN, "director", 2_000) == Figures(2_000, 600)
    assert pay.reckon(replace(PLAIN, grade=Grade.FAILED, percent=0), "director", 2_000).total_yuan == 2_000


@pytest.mark.rule("Z18")
def test_it_follows_a_closed_appraisal_and_is_set_once():
    still_open = replace(PLAIN, grade=None)
    with pytest.raises(pay.AppraisalOpen) as refused:
        pay.reckon(still_open, "director", 2_000)
    assert refused.value.facts == {"value": 0, "limit": 1, "clause": CLAUSE}
    given(pay).when(pay.set_performance, **SET, basis=still_open).refused(pay.AppraisalOpen)
    told = pay.PerformancePaySet(**SET, points=96, grade=Grade.EXCELLENT, percent=30, satisfaction=None, clause=CLAUSE)
    given(pay).when(pay.set_performance, **SET, basis=PLAIN).then(told)
    given(pay, told).when(pay.set_performance, **SET, basis=PLAIN).then()


@pytest.mark.rule("Y22", "E9")
def test_where_pay_is_tied_to_ratings_all_who_rate_have_rated():
    four = tuple(str(YIXING.rule("pay.raters").value).split("、"))
    assert (len(four), ERENHOT.rule("pay.raters").value) == (4, "residents")
    tie = YIXING.rule("pay.raters").clause
    some = replace(PLAIN, raters=four, satisfaction={"residents": 90.0, "department": 80.0}, tie_clause=tie)
    with pytest.raises(pay.RatingsMissing) as refused:
        pay.reckon(some, "director", 2_000)
    found = {"raters": ["party_organisation", "residents_committee"], "clause": tie}
    assert found.items() <= refused.value.facts.items()
    assert (refused.value.facts["value"], refused.value.facts["limit"]) == (2, 4)
    every = replace(some, satisfaction={rater: 75.0 for rater in four} | {"residents": 95.0})
    assert every.index == 80.0
    assert pay.reckon(every, "director", 2_000) == Figures(2_000, 480)


@pytest.mark.rule("G16")
def test_the_reported_figures_stand_in_the_profile_and_serve_as_the_base():
    keys = ("director_yuan_per_month", "deputy_yuan_per_month", "member_yuan_per_month", "office_yuan_per_year", "recruited", "applicants")
    assert [CHANGZHI.number(f"reference.{key}") for key in (*keys, "wardens")] == [1250, 950, 850, 6000, 200, 2400, 400]
    assert "1250元/月" in CHANGZHI.rule("reference.director_yuan_per_month").source.quote
    with pytest.raises(pay.BaseMissing):
        pay.reckon(PLAIN, "cleaner", None)


@each(base=st.integers(1, 10**6), percent=st.integers(0, 100), index=st.floats(0, 100))
def test_the_performance_part_never_exceeds_its_share(base: int, percent: int, index: float):
    basis = replace(PLAIN, percent=percent, raters=("residents",), satisfaction={"residents": index})
    assert 0 <= pay.reckon(basis, "director", base).performance_yuan <= base * percent / 100
