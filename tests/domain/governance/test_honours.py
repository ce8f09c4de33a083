"""Targets are not lowered, certificates of merit follow the acceptance, and no award is given beyond its number."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import commendation, targets
from domain.governance.appraisal import Grade
from domain.governance.targets import Reach
from domain.policy import PolicyProfile
from domain.required import DocumentMissing
from tests.domain import profiles
from tests.projections.town import sealed
from tests.scenario import given

YIXING, CHANGXING = PolicyProfile.load("yixing"), PolicyProfile.load("changxing")
CLAUSE = YIXING.targets["model_share"].source.clause
TARGETS, COMMUNITY, DAY = "tgt-320282", "com-320282001001", date(2012, 12, 20)
ASKED = {"targets": TARGETS, "target": "model_share", "document": "宜政发〔2012〕9号", "profile": YIXING}
CERTIFY = {"targets": TARGETS, "community": COMMUNITY, "appraisal": "apr-0001", "on": DAY, "document": "宜民〔2012〕31号"}
CERTIFY |= {"is_rural": False, "profile": YIXING}
CERTIFIED = targets.CommunityCertified(
    targets=TARGETS,
    target="model_share",
    community=COMMUNITY,
    is_rural=False,
    appraisal="apr-0001",
    on=DAY,
    document="宜民〔2012〕31号",
    clause=CLAUSE,
)


@pytest.mark.rule("Y21")
def test_a_target_may_be_raised_and_never_lowered_below_the_regulation():
    given(targets).when(targets.set_target, **ASKED, year=2012, percent=69).refused(
        targets.BelowRegulation, limit=70, value=69, clause=CLAUSE
    )
    given(targets).when(targets.set_target, **ASKED, year=2014, percent=101).refused(targets.PercentUnsound)
    raised = targets.TargetSet(targets=TARGETS, target="model_share", year=2012, percent=75, document="宜政发〔2012〕9号", clause=CLAUSE)
    given(targets).when(targets.set_target, **ASKED, year=2012, percent=75).then(raised)
    given(targets, raised).when(targets.set_target, **ASKED, year=2012, percent=75).then()
    assert targets.percents_of(YIXING.targets["model_share"], {2012: 75, 2014: 95}) == {2011: 50, 2012: 75, 2013: 90, 2014: 95}


@pytest.mark.rule("Y21")
def test_a_community_is_certified_once_and_only_after_its_acceptance():
    for grade in (None, Grade.FAILED):
        given(targets).when(targets.certify, **CERTIFY, grade=grade).refused(targets.NotAccepted, grade=grade, clause=CLAUSE)
    given(targets).when(targets.certify, **CERTIFY, grade=Grade.PASSED).then(CERTIFIED)
    given(targets, CERTIFIED).when(targets.certify, **CERTIFY, grade=Grade.PASSED).then()
    withdraw = {"community": COMMUNITY, "on": DAY, "document": "宜民〔2013〕2号", "profile": YIXING}
    gone = targets.CertificationWithdrawn(target="model_share", community=COMMUNITY, on=DAY, document="宜民〔2013〕2号")
    given(targets).when(targets.withdraw, **withdraw).refused(targets.NotCertified)
    given(targets, CERTIFIED).when(targets.withdraw, **withdraw).then(gone)
    given(targets, CERTIFIED, gone).when(targets.certify, **CERTIFY, grade=Grade.EXCELLENT).then(CERTIFIED)


@pytest.mark.rule("Y21")
def test_a_rural_community_is_certified_case_by_case():
    state = given(targets).when(targets.certify, **CERTIFY | {"is_rural": True}, grade=Grade.PASSED)
    (certified,) = state.decide()
    assert certified.is_rural and certified.clause == YIXING.rule("certification.rural").clause
    assert YIXING.targets["model_share"].of == "urban"


@pytest.mark.rule("Y21")
@pytest.mark.parametrize(
    ("reached", "of", "year", "standing"),
    [(7, 10, 2012, Reach.REACHED), (6, 10, 2012, Reach.OPEN), (6, 10, 2011, Reach.MISSED), (0, 0, 2011, Reach.MISSED)],
)
def test_how_a_target_stands(reached: int, of: int, year: int, standing: Reach):
    assert targets.reach(reached, of, 70, year, DAY) is standing


AWARDS, NAME = "awd-320282001y2012", sealed("bhd-0001")
GIVE = {"commendations": AWARDS, "community": COMMUNITY, "on": DAY, "document": "长街〔2012〕7号", "is_certified": False}
TEN = {"award": "building_heads", "profile": CHANGXING}


def awarded(number: int, recipient: str) -> commendation.Awarded:
    (one,) = commendation.award(commendation.State(number - 1), **GIVE, **TEN, recipient=recipient, name=NAME)
    return one


@pytest.mark.rule("C4")
def test_ten_building_heads_are_commended_in_a_year_and_no_more():
    ten = [awarded(number, f"bhd-00{number:02}") for number in range(1, 11)]
    clause = CHANGXING.awards["building_heads"].source.clause
    eleventh = given(commendation, *ten).when(commendation.award, **GIVE, **TEN, recipient="bhd-0011", name=NAME)
    eleventh.refused(commendation.AllGiven, limit=10, value=10, year=2012, clause=clause)
    given(commendation, *ten).when(commendation.award, **GIVE, **TEN, recipient="bhd-0001", name=NAME).then()
    revoked = commendation.Revoked(number=3, on=DAY, document="长街〔2012〕8号")
    given(commendation, *ten).when(commendation.revoke, number=3, on=DAY, document="长街〔2012〕8号").then(revoked)
    given(commendation, *ten, revoked).when(commendation.award, **GIVE, **TEN, recipient="bhd-0011", name=NAME).then(
        awarded(11, "bhd-0011")
    )
    given(commendation).when(commendation.revoke, number=1, on=DAY, document="x").refused(commendation.CommendationUnknown, given=0)


@pytest.mark.rule("C4", "D17")
def test_it_needs_a_document_and_a_name():
    given(commendation).when(commendation.award, **GIVE | {"document": " "}, **TEN, recipient="", name=NAME).refused(DocumentMissing)
    given(commendation).when(commendation.award, **GIVE, **TEN, recipient="", name=None).refused(commendation.NobodyNamed)


@pytest.mark.rule("D17")
def test_five_kinds_of_ten(tmp_path: Path):
    daiban = profiles.newest("daiban", tmp_path)
    assert {(one.title, one.number) for one in daiban.awards.values()} == {
        (f"十佳{who}", 10) for who in ("楼栋长", "党员", "网格员", "代办员", "社区志愿者")
    }


@pytest.mark.rule("Y19")
def test_a_certified_community_gets_its_title_and_20000_yuan():
    model = {"award": "model_community", "profile": YIXING, "recipient": "", "name": None}
    given(commendation).when(commendation.award, **GIVE, **model).refused(commendation.CommunityNotCertified, title="扁平化管理示范社区")
    (one,) = given(commendation).when(commendation.award, **GIVE | {"is_certified": True}, **model).decide()
    assert (one.title, one.yuan, one.recipient, one.name) == ("扁平化管理示范社区", 20_000, COMMUNITY, None)
    given(commendation, one).when(commendation.award, **GIVE | {"is_certified": True}, **model).then()


@pytest.mark.rule("C4", "D17")
@each(st.lists(st.tuples(st.booleans(), st.integers(min_value=1, max_value=14)), max_size=40))
def test_however_it_goes_never_more_than_ten_stand_and_numbers_are_never_used_again(steps: list[tuple[bool, int]]):
    state, numbers = None, []
    for is_award, n in steps:
        try:
            if is_award:
                told = commendation.award(state, **GIVE, **TEN, recipient=f"bhd-00{n:02}", name=NAME)
                numbers += [one.number for one in told]
            else:
                told = commendation.revoke(state, number=n, on=DAY, document="x")
        except (commendation.AllGiven, commendation.CommendationUnknown):
            continue
        for one in told:
            state = commendation.evolve(state, one)
        assert state is None or len(state.standing) <= 10
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.rule("Y19", "C4", "D17")
def test_a_commendation_holds_no_points_and_no_order():
    assert {one.name for one in fields(commendation.Awarded)} & {"points", "score", "rank", "grade", "place"} == set()
