"""Schemes of 100 points, step by step, capped where the unit failed, without a veto where the profile forbids it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import appraisal, rating, scheme
from domain.governance.appraisal import Grade, Score
from domain.governance.rating import Raters, Subject
from domain.governance.scheme import Part
from domain.policy import PolicyProfile
from tests.scenario import given

YIXING, PANZHIHUA, PANYU = (PolicyProfile.load(name) for name in ("yixing", "panzhihua", "panyu"))
COMMUNITY = "com-320282001001"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
SATISFIED = Part("satisfied", "居民满意度", 60, is_satisfaction=True)
LISTS = Part("lists", "两项清单执行", 40)
PUBLISH = {"scheme": "sch-0001", "community": COMMUNITY, "title": "2026 年考核", "by_department": False}


def acceptance(*parts: Part) -> scheme.State:
    return scheme.fold(scheme.publish(None, **PUBLISH, appraisal="acceptance", parts=parts or (SATISFIED, LISTS), profile=YIXING))


def scored(step: str, satisfied: int, lists: int, by: str) -> dict:
    return {"step": step, "scores": (Score("lists", lists), Score("satisfied", satisfied)), "by": by}


def told(step: str, satisfied: int, lists: int, by: str) -> appraisal.StepScored:
    points = satisfied + lists
    return appraisal.StepScored(**scored(step, satisfied, lists, by), points=points, is_passed=points >= 90)


OPENED = appraisal.Opened(appraisal="apr-0001", community=COMMUNITY, scheme="sch-0001", span_first=FIRST, span_last=LAST, of_unit=None)


@pytest.mark.rule("Y18")
@each(st.lists(st.integers(min_value=0, max_value=120), min_size=1, max_size=5))
def test_a_scheme_adds_up_to_100(points: list[int]):
    parts = tuple(Part(f"part_{n}", "部分", number) for n, number in enumerate(points))
    publish = given(scheme).when(scheme.publish, **PUBLISH, appraisal="acceptance", parts=parts, profile=YIXING)
    if sum(points) == 100 and min(points) > 0:
        (published,) = publish.decide()
        assert (published.passing, published.steps) == (90, ("self", "subdistrict", "city"))
    else:
        publish.refused(scheme.PointsUnsound, points=sum(points), total=100)


@pytest.mark.rule("Z15")
def test_no_veto_where_the_profile_forbids_it():
    veto = (SATISFIED, Part("safety", "安全", 40, is_veto=True))
    ask = PUBLISH | {"parts": veto}
    given(scheme).when(scheme.publish, **ask, appraisal="community", profile=PANZHIHUA).refused(
        scheme.VetoForbidden, parts=["safety"], clause=PANZHIHUA.appraisal("community").source.clause
    )
    assert scheme.publish(None, **ask, appraisal="acceptance", profile=YIXING)  # 宜兴 does not forbid it
    alone = ask | {"by_department": True, "parts": (SATISFIED, LISTS)}
    given(scheme).when(scheme.publish, **alone, appraisal="community", profile=PANZHIHUA).refused(scheme.SingleDepartment)


@pytest.mark.rule("Z16")
def test_satisfaction_comes_first():
    second = (Part("satisfied", "居民满意度", 40, is_satisfaction=True), Part("lists", "两项清单执行", 60))
    ask = PUBLISH | {"appraisal": "community", "profile": PANZHIHUA}
    given(scheme).when(scheme.publish, **ask, parts=second).refused(scheme.SatisfactionNotFirst)
    assert scheme.publish(None, **ask, parts=(SATISFIED, LISTS))


@pytest.mark.rule("Y20", "Y18")
def test_self_then_street_then_city_each_by_another_hand_and_only_after_a_pass():
    of = acceptance()
    past = (OPENED, told("self", 55, 37, "chen"))
    given(appraisal, OPENED).when(appraisal.score, of=of, **scored("city", 60, 40, "he")).refused(appraisal.StepOutOfOrder, step="self")
    given(appraisal, OPENED).when(appraisal.score, of=of, **scored("self", 55, 37, "chen")).then(told("self", 55, 37, "chen"))
    given(appraisal, *past).when(appraisal.score, of=of, **scored("subdistrict", 60, 40, "chen")).refused(appraisal.RaterTwice)
    given(appraisal, *past).when(appraisal.close, of=of, excellent_from=95, unit_failed=False, cap_clause="").refused(
        appraisal.StepsLeft, step="subdistrict"
    )
    short = told("subdistrict", 50, 39, "lin")
    given(appraisal, *past, short).when(appraisal.score, of=of, **scored("city", 60, 40, "wang")).refused(
        appraisal.StepNotPassed, step="subdistrict", points=89, passing=90
    )
    failed = appraisal.Closed(points=89, grade=Grade.FAILED, capped_by="")
    given(appraisal, *past, short).when(appraisal.close, of=of, excellent_from=95, unit_failed=False, cap_clause="").then(failed)
    rest = (told("subdistrict", 52, 38, "lin"), told("city", 56, 40, "wang"))
    passed = given(appraisal, *past, *rest).when(appraisal.close, of=of, excellent_from=97, unit_failed=False, cap_clause="")
    passed.then(appraisal.Closed(points=96, grade=Grade.PASSED, capped_by=""))


def test_every_part_is_scored_once_within_its_points():
    of, ask = acceptance(), {"step": "self", "by": "chen"}
    for scores in ((Score("lists", 40),), (Score("lists", 41), Score("satisfied", 60)), (Score("lists", 1), Score("other", 1))):
        given(appraisal, OPENED).when(appraisal.score, of=of, **ask, scores=scores).refused(appraisal.ScoresUnfit)


@pytest.mark.rule("P8", "P9")
def test_the_leader_of_a_unit_that_failed_is_not_rated_excellent():
    of = scheme.fold(scheme.publish(None, **PUBLISH, appraisal="officers_quarterly", parts=(SATISFIED, LISTS), profile=PANYU))
    assert PANYU.appraisal("officers_monthly").every == "month" and PANYU.appraisal("officers_quarterly").every == "quarter"
    clause = PANYU.appraisal("stations").source.clause
    past = (OPENED, appraisal.StepScored(**scored(appraisal.ONE_STEP, 60, 38, "lin"), points=98, is_passed=True))
    close = {"of": of, "excellent_from": 95, "cap_clause": clause}
    given(appraisal, *past).when(appraisal.close, **close, unit_failed=False).then(
        appraisal.Closed(points=98, grade=Grade.EXCELLENT, capped_by="")
    )
    given(appraisal, *past).when(appraisal.close, **close, unit_failed=True).then(
        appraisal.Closed(points=98, grade=Grade.PASSED, capped_by=clause)
    )


def test_a_veto_that_is_allowed_fails_the_step():
    of = acceptance(SATISFIED, Part("lists", "两项清单执行", 40, is_veto=True))
    (step,) = appraisal.score(appraisal.fold((OPENED,)), of=of, **scored("self", 60, 0, "chen"))
    assert not step.is_passed


RATE = {"rating": "rtg-0001", "community": COMMUNITY, "name": "区民政局", "span": (FIRST, LAST)}


@pytest.mark.rule("Z17", "Y22", "E9")
def test_ratings_go_both_ways_and_never_to_a_person():
    both = ((Subject.DEPARTMENT, Raters.COMMUNITY), (Subject.STATION, Raters.RESIDENTS), (Subject.STATION, Raters.PARTY_ORGANISATION))
    for subject, raters in both:
        (told_,) = rating.give(None, **RATE, subject=subject, raters=raters, tallies=(0, 0, 1, 2, 7))
        assert rating.index(told_.tallies) == 90.0
    wrong = given(rating).when(rating.give, **RATE, subject=Subject.DEPARTMENT, raters=Raters.RESIDENTS, tallies=(0, 0, 1, 2, 7))
    wrong.refused(rating.WrongRaters)
    for tallies in ((0, 0, 0, 0, 0), (1, 2), (0, 0, 0, -1, 5)):
        given(rating).when(rating.give, **RATE, subject=Subject.STATION, raters=Raters.RESIDENTS, tallies=tallies).refused(
            rating.TalliesUnsound
        )
    assert {one.value for one in Subject} == {"station", "department"}


CONDUCT = (Part("ticket_handling", "民情受理", 30), Part("attendance", "出勤", 70))
TIEDONG = PolicyProfile.load("tiedong")
MEASURE = {"worker": "zhao", "evidence_at": 812}


def conduct() -> scheme.State:
    return scheme.fold(scheme.publish(None, **PUBLISH, appraisal="conduct", parts=CONDUCT, profile=TIEDONG))


def measured(points: int, tickets: int = 12, good: int = 9) -> appraisal.HandlingMeasured:
    return appraisal.HandlingMeasured(**MEASURE, tally=appraisal.Tally(tickets, good), points=points)


@pytest.mark.rule("T13")
def test_the_conduct_scheme_contains_how_tickets_were_handled():
    lame = given(scheme).when(scheme.publish, **PUBLISH, appraisal="conduct", parts=(SATISFIED, LISTS), profile=TIEDONG)
    lame.refused(scheme.LineMissing, parts=["ticket_handling"], clause=TIEDONG.appraisal("conduct").source.clause)
    assert conduct().parts == CONDUCT


@pytest.mark.rule("T13")
@each(
    st.integers(min_value=0, max_value=60).flatmap(lambda tickets: st.tuples(st.just(tickets), st.integers(min_value=0, max_value=tickets)))
)
def test_the_line_has_the_points_of_the_journal_and_no_others(counted: tuple[int, int]):
    tickets, good = counted
    (line,) = appraisal.measure(appraisal.fold((OPENED,)), of=conduct(), **MEASURE, tally=appraisal.Tally(tickets, good))
    assert 0 <= line.points <= 30
    assert abs(line.points - (30 * good / tickets if tickets else 30)) <= 0.5
    score = {"of": conduct(), "step": appraisal.ONE_STEP, "by": "lin"}
    honest = (Score("attendance", 60), Score("ticket_handling", line.points))
    (told_,) = given(appraisal, OPENED, line).when(appraisal.score, **score, scores=honest).decide()
    assert told_.points == 60 + line.points
    other = (Score("attendance", 60), Score("ticket_handling", (line.points + 1) % 31))
    given(appraisal, OPENED, line).when(appraisal.score, **score, scores=other).refused(appraisal.MeasuredOtherwise, points=line.points)


@pytest.mark.rule("T13")
def test_it_is_measured_before_it_is_scored_and_not_again_afterwards():
    nine_of_twelve = {"of": conduct(), **MEASURE, "tally": appraisal.Tally(12, 9)}
    given(appraisal, OPENED).when(appraisal.measure, **nine_of_twelve).then(measured(23))
    given(appraisal, OPENED, measured(23)).when(appraisal.measure, **nine_of_twelve).then()
    scores = (Score("attendance", 60), Score("ticket_handling", 23))
    score = {"of": conduct(), "step": appraisal.ONE_STEP, "by": "lin", "scores": scores}
    given(appraisal, OPENED).when(appraisal.score, **score).refused(appraisal.NotMeasured, part="ticket_handling")
    state = given(appraisal, OPENED, measured(23)).when(appraisal.score, **score)
    (told_,) = state.decide()
    given(appraisal, OPENED, measured(23), told_).when(appraisal.measure, **nine_of_twelve).refused(appraisal.ScoredBefore)
    given(appraisal, OPENED).when(appraisal.measure, **nine_of_twelve | {"of": acceptance()}).refused(appraisal.NoSuchLine)
