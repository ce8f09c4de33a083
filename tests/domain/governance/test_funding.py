"""Funds and workers by the population: the test vectors, the working shown, and the contradiction of floors and total."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import funding
from domain.governance.funding import Head
from domain.policy import PolicyProfile, RuleUnknown

RUNZHOU = PolicyProfile.load("runzhou")
ON = date(2026, 1, 1)


def heads(*people: int) -> tuple[Head, ...]:
    return tuple(Head(f"com-32111100100{n}", number) for n, number in enumerate(people, 1))


@pytest.mark.rule("R9", "R10")
@pytest.mark.parametrize(
    ("people", "funds", "granted", "workers", "posts", "funds_working", "workers_working"),
    [
        (3000, 60_000, 100_000, 5, 7, "⌊3000÷500⌋×10000 = 60000 < 100000 → 100000", "3000÷700 = 4.3, ⌈⌉ = 5 < 7 → 7"),
        (7000, 140_000, 140_000, 10, 10, "⌊7000÷500⌋×10000 = 140000", "7000÷700 = 10.0, ⌈⌉ = 10"),
        (7700, 150_000, 150_000, 11, 10, "⌊7700÷500⌋×10000 = 150000", "7700÷700 = 11.0, ⌈⌉ = 11 > 10 → 10"),
    ],
)
def test_each_line_shows_its_working(
    people: int, funds: int, granted: int, workers: int, posts: int, funds_working: str, workers_working: str
):
    (line,) = funding.sheet(ON, heads(people), RUNZHOU).lines
    assert (line.funds_computed_yuan, line.funds_granted_yuan) == (funds, granted)
    assert (line.workers_computed, line.workers_granted) == (workers, posts)
    assert (line.funds_working, line.workers_working) == (funds_working, workers_working)
    assert line.has_more_than_normal == (posts == 10)


@pytest.mark.rule("R9")
def test_floors_that_exceed_the_subdistricts_total_are_reported():
    sheet = funding.sheet(ON, heads(3000, 3000, 3000), RUNZHOU)
    assert (sheet.street_yuan, sheet.granted_yuan, sheet.excess_yuan) == (180_000, 300_000, 120_000)
    assert "未规定取整" in sheet.rounding
    assert funding.sheet(ON, heads(7000, 7000), RUNZHOU).excess_yuan == 0


@pytest.mark.rule("R8")
def test_a_sheet_comes_from_one_snapshot_and_the_same_again_records_nothing():
    given = {"funding": "fnd-321111001", "on": ON, "heads": heads(3000), "profile": RUNZHOU}
    counted, computed = funding.compute(None, **given, evidence_at=7)
    assert counted == funding.PopulationCounted(funding="fnd-321111001", on=ON, heads=heads(3000), evidence_at=7)
    assert computed.people == 3000
    state = funding.fold((counted, computed))
    assert funding.compute(state, **given, evidence_at=9) == ()
    assert funding.compute(state, **given | {"heads": heads(3500)}, evidence_at=9) != ()
    with pytest.raises(funding.NoCommunities):
        funding.compute(None, **given | {"heads": ()}, evidence_at=1)


@pytest.mark.rule("R8")
def test_a_regulation_without_formulas_computes_nothing():
    with pytest.raises(RuleUnknown):
        funding.sheet(ON, heads(3000), PolicyProfile.load("erenhot"))


@pytest.mark.rule("R9", "R10")
@each(st.lists(st.integers(min_value=0, max_value=30_000), min_size=1, max_size=12))
def test_floors_and_caps_hold_for_whatever_lives_there(peoples: list[int]):
    sheet = funding.sheet(ON, heads(*peoples), RUNZHOU)
    assert all(line.funds_granted_yuan >= 100_000 and 7 <= line.workers_granted <= 10 for line in sheet.lines)
    assert sheet.granted_yuan == sum(line.funds_granted_yuan for line in sheet.lines)
    assert sheet.excess_yuan == max(0, sheet.granted_yuan - sheet.street_yuan)
    by_people = sorted(sheet.lines, key=lambda line: line.people)
    assert all(a.funds_granted_yuan <= b.funds_granted_yuan and a.workers_granted <= b.workers_granted for a, b in pairwise(by_people))
