"""Difficulty of work: decided with a document, inside limits, looked at anew every year."""

from __future__ import annotations

from datetime import date

import pytest

from domain import difficulty
from domain.difficulty import NotStandingHere, NotWeighed, WeighedTwice, Weight, WeightOutOfRange
from domain.policy import PolicyProfile
from domain.required import DocumentMissing

COMMUNITY = "com-440113001001"
PANYU = PolicyProfile.load("panyu")
STANDING = {"bld-0001", "bld-0002"}
JANUARY = date(2026, 1, 5)


def decide(state: difficulty.State | None, *weights: Weight, on: date = JANUARY, document: str = "分局〔2026〕3号", profile=PANYU):
    return difficulty.decide(state, community=COMMUNITY, weights=weights, standing=STANDING, on=on, document=document, profile=profile)


@pytest.mark.rule("P1")
def test_a_market_weighs_more_and_the_decision_stands_until_another():
    told = decide(None, Weight("bld-0001", 200), Weight("bld-0002", 100))
    assert told == (difficulty.Decided(community=COMMUNITY, on=JANUARY, document="分局〔2026〕3号", weights=(Weight("bld-0001", 200),)),)
    state = difficulty.fold(told)
    assert decide(state, Weight("bld-0001", 200)) == ()
    lighter = difficulty.fold([*told, *decide(state, Weight("bld-0001", 100), on=date(2027, 1, 4))])
    assert lighter is not None and lighter.weights == {"bld-0001": 100}
    assert difficulty.weighted({"bld-0001": 40, "bld-0002": 60}, {"bld-0001": 200}) == 140.0


@pytest.mark.rule("P1")
def test_every_year_it_is_looked_at_anew_also_where_nothing_changes():
    assert difficulty.is_due(None, PANYU, JANUARY)
    assert not difficulty.is_due(JANUARY, PANYU, date(2026, 12, 31))
    assert difficulty.is_due(JANUARY, PANYU, date(2027, 1, 1))
    assert not difficulty.is_due(None, PolicyProfile.load("runzhou"), JANUARY)
    state = difficulty.fold(decide(None, Weight("bld-0001", 200)))
    (stays,) = decide(state, on=date(2027, 1, 4), document="分局〔2027〕1号")
    assert stays.weights == ()


@pytest.mark.rule("P1")
def test_what_is_refused():
    with pytest.raises(NotWeighed) as silent:
        decide(None, Weight("bld-0001", 200), profile=PolicyProfile.load("changzhi"))
    assert silent.value.facts == {"profile": "changzhi@2011-09-07", "rule": "grid.difficulty"}
    with pytest.raises(DocumentMissing):
        decide(None, Weight("bld-0001", 200), document=" ")
    with pytest.raises(WeightOutOfRange) as heavy:
        decide(None, Weight("bld-0001", 301))
    assert (heavy.value.facts["value"], heavy.value.facts["limit"]) == (301, "50–300")
    with pytest.raises(WeighedTwice):
        decide(None, Weight("bld-0001", 200), Weight("bld-0001", 150))
    with pytest.raises(NotStandingHere):
        decide(None, Weight("bld-0009", 200))


@pytest.mark.rule("P1")
def test_stairwells_weigh_what_their_block_did_and_the_block_what_they_did_on_average():
    state = difficulty.fold(decide(None, Weight("bld-0001", 180)))
    divided = {("bld-0001",): ("bld-0003", "bld-0004")}
    parts = (Weight("bld-0003", 180), Weight("bld-0004", 180))
    told = difficulty.readdress(state, divided, {"bld-0001": 60})
    assert told == (difficulty.Readdressed(community=COMMUNITY, on=JANUARY, document="分局〔2026〕3号", weights=parts),)
    assert difficulty.readdress(state, {("bld-0002",): ("bld-0003",)}, {"bld-0002": 60}) == ()
    assert difficulty.readdress(None, divided, {"bld-0001": 60}) == ()
    lighter = difficulty.Decided(community=COMMUNITY, on=JANUARY, document="分局〔2026〕4号", weights=(Weight("bld-0004", 100),))
    since = difficulty.fold([*decide(None, Weight("bld-0001", 180)), *told, lighter])
    (whole,) = difficulty.readdress(since, {("bld-0003", "bld-0004"): ("bld-0001",)}, {"bld-0003": 30, "bld-0004": 10})
    assert (whole.weights, whole.document) == ((Weight("bld-0001", 160),), "分局〔2026〕4号")
    empty = difficulty.readdress(since, {("bld-0003", "bld-0004"): ("bld-0001",)}, {"bld-0003": 0, "bld-0004": 0})
    assert empty[0].weights == (Weight("bld-0001", 140),)
