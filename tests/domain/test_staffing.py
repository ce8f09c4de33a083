"""Funds, workers and building heads, by the arithmetic of the Runzhou document."""

from __future__ import annotations

import pytest

from domain import staffing
from domain.plan_checks import Mix
from domain.policy import PolicyProfile, RuleUnknown

RUNZHOU, ERENHOT = PolicyProfile.load("runzhou"), PolicyProfile.load("erenhot")


@pytest.mark.rule("R9")
@pytest.mark.parametrize(
    ("people", "computed", "granted"),
    [(3000, 60_000, 100_000), (7000, 140_000, 140_000), (5000, 100_000, 100_000), (5499, 100_000, 100_000), (0, 0, 100_000)],
)
def test_work_funds(people: int, computed: int, granted: int):
    quota = staffing.funding_yuan(people, RUNZHOU)
    assert (quota.computed, quota.granted) == (computed, granted)


@pytest.mark.rule("R10")
@pytest.mark.parametrize(("people", "computed", "granted"), [(3000, 5, 7), (5600, 8, 8), (7000, 10, 10), (7001, 11, 10), (9000, 13, 10)])
def test_full_time_workers(people: int, computed: int, granted: int):
    quota = staffing.workers(people, RUNZHOU)
    assert (quota.computed, quota.granted) == (computed, granted)
    assert all("7-9名" in rule.source.quote for rule in quota.rules)


@pytest.mark.rule("R3")
def test_building_heads():
    assert staffing.building_heads(Mix(block=500), RUNZHOU) == 5
    assert staffing.building_heads(Mix(bungalow=301), RUNZHOU) == 7
    assert staffing.building_heads(Mix(bungalow=25, block=50), RUNZHOU) == 1
    assert staffing.building_heads(Mix(block=500), ERENHOT) == 0


def test_a_document_without_a_formula_computes_nothing():
    with pytest.raises(RuleUnknown):
        staffing.workers(3000, ERENHOT)
