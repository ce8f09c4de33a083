"""Tags from the governed catalogue, needs struck off, observations that a second person decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain import need, observation, tag_catalogue, tagging
from domain.ids import CommunityId, GridId, HouseholdId, NeedId, ObservationId, PersonId
from domain.need import Kind
from domain.policy import PolicyProfile
from domain.required import ReasonMissing
from domain.values import Sealed
from tests.scenario import given

WANG, HOME, HERE = PersonId("psn-wang"), HouseholdId("hh-wang"), CommunityId("com-321111001001")
BOX, TODAY = Sealed(subject=WANG, key="k", box="…"), date(2024, 6, 12)
SHIPPED = tag_catalogue.shipped()
ELDERLY = SHIPPED.kind("elderly")
SET = tagging.TagSet(person=WANG, household=HOME, community=HERE, number=1, expires_on=date(2025, 6, 1), set_by="chen", sealed=BOX)


def tagged(**changed):
    told = {"person": WANG, "household": HOME, "community": HERE, "kind": ELDERLY, "basis": "本人申请", "held": {}, "today": TODAY}
    return told | {"expires_on": date(2025, 6, 1), "set_by": "chen", "sealed": BOX} | changed


@pytest.mark.rule("D13", "G10")
def test_the_catalogue_holds_service_needs_each_with_purpose_basis_readers_and_an_end():
    assert {"elderly", "disabled", "newly_arrived", "retired", "unemployed", "low_income", "home_care"} <= SHIPPED.kinds.keys()
    for kind in SHIPPED.kinds.values():
        assert kind.purpose and kind.basis and kind.readers and 0 < kind.days <= 730


@pytest.mark.rule("D13", "G10")
@pytest.mark.parametrize(
    ("asked", "category"),
    [
        ("religion", "belief"),
        ("信教群众", "belief"),
        ("少数民族", "ethnicity"),
        ("上访户", "petitioning"),
        ("信访重点人员", "petitioning"),
        ("政治面貌", "politics"),
        ("育龄妇女", "reproduction"),
        ("刑满释放", "criminal_record"),
    ],
)
def test_a_forbidden_category_is_refused_by_its_name_and_is_not_repeated(asked, category):
    with pytest.raises(tag_catalogue.TagForbidden) as refused:
        SHIPPED.kind(asked)
    assert refused.value.facts == {"category": category}


def test_a_catalogue_with_a_forbidden_tag_is_refused_when_it_is_read():
    forbidden = {"belief": {"words": ["信教"]}}
    bad = {"zh": "信教老人", "en": "x", "purpose": "y", "basis": "z", "readers": ["desk"], "days": 1}
    with pytest.raises(tag_catalogue.TagForbidden):
        tag_catalogue.read({"tags": {"elder": bad}, "forbidden": forbidden})
    with pytest.raises(tag_catalogue.TagNotInCatalogue):
        SHIPPED.kind("vip")


@pytest.mark.rule("D13", "G10")
def test_a_tag_has_a_basis_and_an_end_within_what_the_catalogue_allows():
    given(tagging).when(tagging.put, **tagged()).then(SET)
    given(tagging).when(tagging.put, **tagged(basis=" ")).refused(tagging.BasisMissing)
    for day in (TODAY, TODAY + timedelta(days=ELDERLY.days + 1)):
        given(tagging).when(tagging.put, **tagged(expires_on=day)).refused(tagging.TagEndsWrong)


def test_the_same_tag_does_not_stand_twice_but_follows_one_that_ended():
    standing = given(tagging, SET)
    standing.when(tagging.put, **tagged(held={1: "elderly"})).then()
    later = tagged(held={1: "elderly"}, today=date(2025, 6, 2), expires_on=date(2025, 12, 1))
    assert standing.when(tagging.put, **later).decide()[0].number == 2
    lifted = tagging.TagLifted(number=1, lifted_by="chen", why="mistaken")
    standing.when(tagging.lift, 1, by="chen", why="mistaken").then(lifted)
    given(tagging, SET, lifted).when(tagging.lift, 1, by="chen", why="mistaken").then()
    standing.when(tagging.lift, 2, by="chen", why="mistaken").refused(tagging.TagUnknown)
    standing.when(tagging.lift, 1, by="chen", why="whim").refused(tagging.LiftingUnknown)


NEED = need.Recorded(
    need=NeedId("ned-0001"), kind=Kind.NEED, community=HERE, household=HOME, person=WANG, category=None, recorded_by="zhao", sealed=BOX
)


def needed(**changed):
    told = {"need": NEED.need, "kind": Kind.NEED, "community": HERE, "household": HOME, "person": WANG, "class_": "home_care"}
    return told | {"categories": PolicyProfile.load("runzhou").categories.keys(), "by": "zhao", "sealed": BOX} | changed


@pytest.mark.rule("D9", "D14")
def test_a_need_says_its_class_under_seal_alone_and_an_opinion_its_category():
    given(need).when(need.record, **needed()).then(NEED)
    opinion = needed(kind=Kind.OPINION, class_="sanitation", person=None)
    assert given(need).when(need.record, **opinion).decide()[0].category == "sanitation"
    given(need).when(need.record, **needed(class_="religion")).refused(need.ClassUnknown)
    given(need).when(need.record, **opinion | {"class_": "home_care"}).refused(need.ClassUnknown)


@pytest.mark.rule("D9")
def test_what_is_solved_is_struck_off_once_with_its_outcome():
    struck = need.StruckOff(outcome="met", struck_by="zhao", note=None)
    given(need, NEED).when(need.strike_off, outcome="met", by="zhao", note=None).then(struck)
    given(need, NEED, struck).when(need.strike_off, outcome="met", by="chen", note=None).then()
    given(need, NEED, struck).when(need.strike_off, outcome="declined", by="chen", note=None).refused(need.StruckOffAlready)
    given(need, NEED).when(need.strike_off, outcome="forgotten", by="chen", note=None).refused(need.OutcomeUnknown)
    given(need).when(need.strike_off, outcome="met", by="chen", note=None).refused(need.NeedUnknown)


SEEN = observation.Submitted(
    observation=ObservationId("obs-0001"),
    community=HERE,
    grid=GridId("grd-east"),
    building=None,
    household=HOME,
    submitted_by="zhao",
    sealed=BOX,
)


@pytest.mark.rule("R7")
def test_an_observation_is_decided_once_and_not_by_who_collected_it():
    waiting = given(observation, SEEN)
    confirmed = observation.Confirmed(confirmed_by="chen", document="")
    waiting.when(observation.confirm, by="chen", document="").then(confirmed)
    waiting.when(observation.confirm, by="zhao", document="").refused(observation.SubmitterDecides)
    waiting.when(observation.reject, by="chen", why="", note=BOX).refused(ReasonMissing)
    waiting.when(observation.reject, by="chen", why="查无此事", note=BOX).then(observation.Rejected(rejected_by="chen", note=BOX))
    given(observation, SEEN, confirmed).when(observation.confirm, by="chen", document="").refused(observation.ObservationDecided)
    given(observation).when(observation.confirm, by="chen", document="").refused(observation.ObservationUnknown)
