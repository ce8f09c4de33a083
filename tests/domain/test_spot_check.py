"""Spot checks: nobody steers the draw, everybody can make it again; and what follows a false record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from domain import discipline, spot_check, spot_draw
from domain.ids import CommunityId, HouseholdId, VisitId, WardenId
from domain.policy import PolicyProfile
from domain.required import ReasonMissing
from domain.spot_check import Pool
from domain.spot_draw import Chosen
from domain.values import Sealed
from tests.scenario import given

HERE, ZHAO, QIAN = CommunityId("com-321111001001"), WardenId("wdn-zhao"), WardenId("wdn-qian")
SEED, NEXT = "a" * 64, "b" * 64
BOX = Sealed(subject="chk-321111001001", key="k", box="…")
EVENING = datetime(2024, 6, 12, 17, 30, tzinfo=timezone(timedelta(hours=8)))
COMMITTED = spot_check.SeedCommitted(community=HERE, commitment=spot_draw.commitment(SEED), seed=BOX, visits_after=10)


def chosen(number: int, warden: WardenId = ZHAO, household: int | None = None) -> Chosen:
    return Chosen(VisitId(f"vis-{number:04d}"), HouseholdId(f"hh-{household or number:04d}"), warden)


VISITS = (*(chosen(n) for n in range(1, 21)), *(chosen(n, QIAN) for n in range(21, 31)))
POOL = Pool(40, VISITS)


def drawing(**changed):
    named = {"now": EVENING, "opens_at": time(17), "seed": SEED, "pool": POOL, "per_warden": 2}
    return named | {"next_commitment": spot_draw.commitment(NEXT), "next_seed": BOX} | changed


DRAWN = spot_check.Drawn(
    on=date(2024, 6, 12), seed=SEED, visits_after=10, visits_through=40, per_warden=2, chosen=spot_draw.draw(SEED, 40, VISITS, 2)
)
AGAIN = spot_check.SeedCommitted(community=HERE, commitment=spot_draw.commitment(NEXT), seed=BOX, visits_after=40)


@pytest.mark.rule("T3")
def test_two_visits_of_each_warden_are_drawn_and_the_next_seed_is_committed_with_them():
    given(spot_check, COMMITTED).when(spot_check.draw, **drawing()).then(DRAWN, AGAIN)
    assert [one.warden for one in DRAWN.chosen] == [QIAN, QIAN, ZHAO, ZHAO]
    assert PolicyProfile.load("tiedong").number("visit.checked_per_day") == 2


@pytest.mark.rule("T3")
@given_any(st.permutations(VISITS), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_the_draw_depends_on_the_seed_and_the_visits_alone(visits, seed):
    drawn = spot_draw.draw(seed, 40, visits, 2)
    assert drawn == spot_draw.draw(seed, 40, VISITS, 2)
    assert len({one.household for one in drawn}) == 4


def test_every_visit_is_drawn_as_often_as_any_other():
    seeds = [spot_draw.commitment(str(n)) for n in range(2000)]
    times = dict.fromkeys((one.visit for one in VISITS[:20]), 0)
    for seed in seeds:
        for one in spot_draw.draw(seed, 40, VISITS[:20], 2):
            times[one.visit] += 1
    assert all(150 < count < 250 for count in times.values()), times


@pytest.mark.rule("T3")
def test_nobody_chooses_the_seed_the_hour_or_a_second_draw():
    committed = given(spot_check, COMMITTED)
    committed.when(spot_check.draw, **drawing(seed=NEXT)).refused(spot_check.SeedOther)
    committed.when(spot_check.draw, **drawing(now=EVENING.replace(hour=16))).refused(spot_check.DrawTooEarly)
    given(spot_check, COMMITTED, DRAWN, AGAIN).when(spot_check.draw, **drawing(seed=NEXT)).refused(spot_check.DrawnToday)
    given(spot_check).when(spot_check.draw, **drawing()).refused(spot_check.NothingCommitted)
    renewed = {"community": HERE, "commitment": spot_draw.commitment(NEXT), "seed": BOX, "head": 99}
    committed.when(spot_check.commit, **renewed).then()


def test_a_household_visited_twice_is_drawn_once():
    twice = (chosen(1, household=7), chosen(2, household=7))
    assert len(spot_draw.draw(SEED, 40, twice, 2)) == 1


@pytest.mark.rule("T3")
def test_only_what_was_drawn_is_checked_once_and_not_by_who_made_the_visit():
    drawn, one = given(spot_check, COMMITTED, DRAWN, AGAIN), DRAWN.chosen[0]
    result = spot_check.ResultRecorded(visit=one.visit, warden=one.warden, matches=False, checked_by="chen", note=None)
    told = {"matches": False, "checked_by": "chen", "own": None, "note": None}
    drawn.when(spot_check.record_result, one.visit, **told).then(result)
    drawn.when(spot_check.record_result, one.visit, **told | {"own": QIAN}).refused(spot_check.OwnVisit)
    other = next(each.visit for each in VISITS if each not in DRAWN.chosen)
    drawn.when(spot_check.record_result, other, **told).refused(spot_check.NotDrawn)
    checked = given(spot_check, COMMITTED, DRAWN, AGAIN, result)
    checked.when(spot_check.record_result, one.visit, **told).then()
    checked.when(spot_check.record_result, one.visit, **told | {"matches": True}).refused(spot_check.CheckedAlready)


LADDER = PolicyProfile.load("tiedong").discipline
STEPS = LADDER.steps


def found(number: int, proposes: str) -> discipline.FalseRecordFound:
    return discipline.FalseRecordFound(
        community=HERE, warden=ZHAO, visit=VisitId(f"vis-{number:04d}"), found_by="chen", proposes=proposes, clause=LADDER.source.clause
    )


def confirmed(number: int, step: str) -> discipline.StepConfirmed:
    return discipline.StepConfirmed(visit=VisitId(f"vis-{number:04d}"), step=step, confirmed_by="wang", document="")


@pytest.mark.rule("T4")
def test_the_rule_proposes_warning_then_severe_warning_then_dismissal():
    assert STEPS == ("warning", "severe_warning", "dismissal_recommended")
    past: tuple = ()
    for number, step in enumerate((*STEPS, STEPS[-1]), 1):
        told = {"community": HERE, "warden": ZHAO, "visit": VisitId(f"vis-{number:04d}"), "found_by": "chen"}
        given(discipline, *past).when(discipline.find, **told, steps=STEPS, clause=LADDER.source.clause).then(found(number, step))
        past = (*past, found(number, step))
        decision = {"step": step, "by": "wang", "steps": STEPS, "document": ""}
        given(discipline, *past).when(discipline.confirm, told["visit"], **decision).then(confirmed(number, step))
        past = (*past, confirmed(number, step))


@pytest.mark.rule("T4")
def test_a_person_confirms_exactly_the_proposed_step_and_not_who_found_it():
    waiting, visit = given(discipline, found(1, "warning")), VisitId("vis-0001")
    decision = {"step": "warning", "by": "wang", "steps": STEPS, "document": ""}
    waiting.when(discipline.confirm, visit, **decision | {"step": "dismissal_recommended"}).refused(
        discipline.StepNotProposed, proposed="warning"
    )
    waiting.when(discipline.confirm, visit, **decision | {"by": "chen"}).refused(discipline.FinderDecides)
    waiting.when(discipline.confirm, VisitId("vis-0002"), **decision).refused(discipline.NothingFound)


@pytest.mark.rule("T4")
def test_a_dismissed_finding_does_not_count():
    dismissed = discipline.FindingDismissed(visit=VisitId("vis-0001"), dismissed_by="wang", note=BOX)
    told = {"by": "wang", "why": "住户记错了日子", "note": BOX}
    given(discipline, found(1, "warning")).when(discipline.dismiss, VisitId("vis-0001"), **told).then(dismissed)
    given(discipline, found(1, "warning")).when(discipline.dismiss, VisitId("vis-0001"), **told | {"why": " "}).refused(ReasonMissing)
    past = (found(1, "warning"), found(2, "warning"), dismissed)
    decision = {"step": "warning", "by": "wang", "steps": STEPS, "document": ""}
    given(discipline, *past).when(discipline.confirm, VisitId("vis-0002"), **decision).then(confirmed(2, "warning"))
