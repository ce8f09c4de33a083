"""Pilots within their number, letters one at a time, tests after the training and shown to nobody else."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from domain.governance import joint_work, pilots, training
from domain.policy import PolicyProfile, RuleUnknown
from domain.required import DocumentMissing
from domain.values import Sealed
from tests.projections.town import sealed
from tests.scenario import given

CHANGXING, PANYU, YIXING = (PolicyProfile.load(name) for name in ("changxing", "panyu", "yixing"))
COMMUNITY, DAY = "com-410105001001", date(2026, 5, 6)
PILOTS = {"pilots": "plt-410105001001", "community": COMMUNITY, "on": DAY, "document": "长街〔2026〕3号", "profile": CHANGXING}
END = {"on": DAY, "document": "长街〔2026〕9号", "profile": CHANGXING}
ENDED = pilots.PilotEnded(number=1, on=DAY, document="长街〔2026〕9号")


def pilot(number: int, estate: str) -> pilots.PilotDesignated:
    return pilots.PilotDesignated(
        pilots="plt-410105001001",
        community=COMMUNITY,
        number=number,
        estate=estate,
        on=DAY,
        document="长街〔2026〕3号",
        clause=CHANGXING.rule("pilot.most").clause,
    )


@pytest.mark.rule("C1")
def test_one_or_two_estates_are_pilots():
    given(pilots).when(pilots.designate, **PILOTS, estate="阳光花园").then(pilot(1, "阳光花园"))
    one, two = pilot(1, "阳光花园"), pilot(2, "锦绣苑")
    given(pilots, one).when(pilots.designate, **PILOTS, estate="阳光花园").then()
    given(pilots, one).when(pilots.designate, **PILOTS, estate="锦绣苑").then(two)
    third = given(pilots, one, two).when(pilots.designate, **PILOTS, estate="第三家")
    third.refused(pilots.TooMany, value=3, limit=2, clause=CHANGXING.rule("pilot.most").clause)
    given(pilots, one).when(pilots.end, number=1, **END).refused(pilots.TooFew, value=0, limit=1)
    given(pilots, one, two).when(pilots.end, number=1, **END).then(ENDED)
    given(pilots, one, two, ENDED).when(pilots.end, number=1, **END).then()
    given(pilots, one, two, ENDED).when(pilots.designate, **PILOTS, estate="第三家").then(pilot(3, "第三家"))
    given(pilots, one).when(pilots.end, number=2, **END).refused(pilots.PilotUnknown)
    given(pilots).when(pilots.designate, **PILOTS | {"document": ""}, estate="阳光花园").refused(DocumentMissing)
    given(pilots).when(pilots.designate, **PILOTS | {"profile": YIXING}, estate="阳光花园").refused(RuleUnknown)


PARTIES = ("区工商分局", "镇街", "公安")
MEETING, LETTER = PANYU.rule("joint.meeting").clause, PANYU.rule("joint.letter").clause
SET = {"joint_work": "jnt-0001", "community": COMMUNITY, "title": "查处无证无照经营", "document": "番府办〔2011〕20号"}
JOINT = joint_work.SetUp(**SET, parties=PARTIES, clause=MEETING)
BY = {"on": DAY, "document": "番无照办〔2011〕1号", "profile": PANYU}


def letter(number: int, on: date, until: date) -> joint_work.ResponsibilityLetterSigned:
    return joint_work.ResponsibilityLetterSigned(
        community=COMMUNITY,
        number=number,
        party="镇街",
        duties="排查取缔",
        on=on,
        until=until,
        document="番无照办〔2011〕1号",
        clause=LETTER,
    )


@pytest.mark.rule("P12")
def test_bodies_meet_jointly():
    given(joint_work).when(joint_work.set_up, **SET, parties=PARTIES, profile=PANYU).then(JOINT)
    alone = given(joint_work).when(joint_work.set_up, **SET, parties=("镇街", " ", "镇街"), profile=PANYU)
    alone.refused(joint_work.TooFewParties, value=1, limit=2)
    met = joint_work.JointMeetingHeld(
        community=COMMUNITY, number=1, on=DAY, came=PARTIES[:2], document="番无照办〔2011〕1号", clause=MEETING
    )
    given(joint_work, JOINT).when(joint_work.meet, came=PARTIES[:2], **BY).then(met)
    given(joint_work, JOINT, met).when(joint_work.meet, came=PARTIES, **BY).then()
    given(joint_work, JOINT).when(joint_work.meet, came=("镇街", "税务"), **BY).refused(joint_work.NoParty, who=["税务"])
    given(joint_work, JOINT).when(joint_work.meet, came=("镇街",), **BY).refused(joint_work.TooFewParties)
    given(joint_work).when(joint_work.meet, came=PARTIES, **BY).refused(joint_work.JointWorkUnknown)


@pytest.mark.rule("P12")
def test_a_body_has_one_responsibility_letter_at_a_time():
    year, next_year = (DAY, date(2027, 5, 5)), (date(2027, 5, 6), date(2028, 5, 5))
    sign = {"party": "镇街", "duties": "排查取缔"}
    given(joint_work, JOINT).when(joint_work.sign, **sign, **BY, until=year[1]).then(letter(1, *year))
    signed = given(joint_work, JOINT, letter(1, *year))
    signed.when(joint_work.sign, **sign, **BY, until=year[1]).then()
    signed.when(joint_work.sign, **sign, **BY, until=next_year[1]).refused(joint_work.BoundAlready, party="镇街", until=year[1])
    signed.when(joint_work.sign, **sign, **BY | {"on": next_year[0]}, until=next_year[1]).then(letter(2, *next_year))
    given(joint_work, JOINT).when(joint_work.sign, **sign, **BY, until=date(2026, 5, 5)).refused(joint_work.TermUnsound)
    given(joint_work, JOINT).when(joint_work.sign, **sign | {"party": "税务"}, **BY, until=year[1]).refused(joint_work.NoParty)


TESTED = PANYU.rule("training.tested").clause
HELD = training.TrainingHeld(
    training="trn-0001", community=COMMUNITY, title="业务培训", on=DAY, attended=("wdn-0001", "wdn-0002"), clause=TESTED
)
SCORE = {"warden": "wdn-0001", "on": DAY, "result": sealed("wdn-0001"), "profile": PANYU}
SCORED = training.TestScored(community=COMMUNITY, warden="wdn-0001", on=DAY, result=sealed("wdn-0001"), clause=TESTED)


@pytest.mark.rule("P15")
def test_who_was_trained_is_tested_once_and_afterwards():
    hold = {"training": "trn-0001", "community": COMMUNITY, "title": "业务培训", "on": DAY, "profile": PANYU}
    given(training).when(training.hold, **hold, attended=("wdn-0001", "wdn-0002")).then(HELD)
    given(training).when(training.hold, **hold, attended=()).refused(training.NobodyCame)
    given(training).when(training.score, **SCORE).refused(training.TrainingUnknown)
    given(training, HELD).when(training.score, **SCORE).then(SCORED)
    given(training, HELD, SCORED).when(training.score, **SCORE).refused(training.ScoredAlready, warden="wdn-0001")
    given(training, HELD).when(training.score, **SCORE | {"warden": "wdn-0003"}).refused(training.NotTrained)
    given(training, HELD).when(training.score, **SCORE | {"on": date(2026, 5, 5)}).refused(training.TestTooEarly, trained_on=DAY)


@pytest.mark.rule("P15")
def test_the_points_are_sealed_and_a_wrong_number_is_not_told():
    assert {one.type for one in fields(training.TestScored) if one.name == "result"} == {"Sealed"}
    assert isinstance(SCORED.result, Sealed)
    training.require_points(100, PANYU)
    with pytest.raises(training.PointsUnsound) as refused:
        training.require_points(101, PANYU)
    assert 101 not in refused.value.facts.values()
    assert PANYU.rule("training.full_points").source.is_default
