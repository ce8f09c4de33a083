"""What may be asked of a community: five terms, a gate, the right leading group, money that follows, a last day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import admission, duty_lists, task_refusal
from domain.governance.admission import Body, RequesterLevel, Terms
from domain.governance.duty_lists import DutyList, Entry
from domain.policy import PolicyProfile
from domain.required import DocumentMissing
from tests.scenario import given

RUNZHOU, PANZHIHUA = PolicyProfile.load("runzhou"), PolicyProfile.load("panzhihua")
COMMUNITY, LISTS = "com-321111009001", "lst-321111"
FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
TERMS = Terms("抽样入户登记", "抽中的住户", "登记，不处罚", FIRST, LAST, 50_000)
ASK = {
    "admission": "adm-0001",
    "community": COMMUNITY,
    "department": "区统计局",
    "level": RequesterLevel.DISTRICT,
    "title": "住户抽样登记",
    "listed": None,
}
REQUESTED = admission.Requested(
    admission="adm-0001",
    community=COMMUNITY,
    department="区统计局",
    level=RequesterLevel.DISTRICT,
    title="住户抽样登记",
    content=TERMS.content,
    addressees=TERMS.addressees,
    authority=TERMS.authority,
    starts=FIRST,
    ends=LAST,
    funds_yuan=50_000,
)
BY_CITY = replace(REQUESTED, level=RequesterLevel.CITY)
GATED = admission.Gated(by=Body.CIVIL_AFFAIRS_BUREAU)
STEPS = RUNZHOU.rule("admission.steps").clause
APPROVED = admission.Approved(by=Body.DISTRICT_LEADING_GROUP, document="润社建〔2026〕3号", budget_yuan=50_000, ends=LAST, clause=STEPS)
ENTERED = admission.Entered(agreement="协〔2026〕1号", budget_yuan=50_000, on=FIRST, clause=STEPS)


@pytest.mark.rule("R16")
def test_a_request_with_the_five_terms_is_taken_in():
    given(admission).when(admission.request, **ASK, terms=TERMS, profile=RUNZHOU).then(REQUESTED)


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    ("field", "value", "missing"),
    [
        ("content", " ", "content"),
        ("addressees", "", "addressees"),
        ("authority", "", "authority"),
        ("ends", None, "time_limit"),
        ("funds_yuan", None, "funds_yuan"),
    ],
)
def test_each_of_the_five_terms_is_needed_and_the_clause_is_said(field: str, value: object, missing: str):
    terms = replace(TERMS, **{field: value})
    clause = RUNZHOU.rule("admission.fields").clause
    given(admission).when(admission.request, **ASK, terms=terms, profile=RUNZHOU).refused(
        admission.TermsMissing, missing=[missing], clause=clause
    )


def test_a_time_limit_ends_after_it_starts():
    terms = replace(TERMS, ends=FIRST - timedelta(days=1))
    given(admission).when(admission.request, **ASK, terms=terms, profile=RUNZHOU).refused(admission.TimeLimitUnsound)


@pytest.mark.rule("Z10")
def test_what_stands_in_the_two_lists_needs_no_admission():
    ask = ASK | {"listed": ("census", 2)}
    given(admission).when(admission.request, **ask, terms=TERMS, profile=PANZHIHUA).refused(
        admission.ListedAlready, key="census", edition=2
    )


@pytest.mark.rule("R16", "Z11")
def test_the_steps_follow_one_another():
    approve = {"by": Body.DISTRICT_LEADING_GROUP, "document": "润社建〔2026〕3号", "profile": RUNZHOU}
    given(admission, REQUESTED).when(admission.approve, **approve).refused(admission.OutOfStep, clause=STEPS)
    given(admission, REQUESTED).when(admission.gate, by=Body.DISTRICT_LEADING_GROUP, profile=RUNZHOU).refused(admission.WrongBody)
    given(admission, REQUESTED).when(admission.gate, by=Body.CIVIL_AFFAIRS_BUREAU, profile=RUNZHOU).then(GATED)
    given(admission, REQUESTED, GATED).when(admission.approve, **approve).then(APPROVED)
    given(admission, REQUESTED, GATED).when(admission.approve, **approve | {"document": " "}).refused(DocumentMissing)
    enter = {"agreement": "协〔2026〕1号", "budget_yuan": 50_000, "on": FIRST, "profile": RUNZHOU}
    given(admission, REQUESTED, GATED).when(admission.enter, **enter).refused(admission.OutOfStep)
    state = given(admission, REQUESTED, GATED, APPROVED).when(admission.enter, **enter).then(ENTERED)
    assert state.status is admission.Status.ENTERED


@pytest.mark.rule("Z12")
def test_who_asks_decides_who_approves():
    approve = {"document": "攀社建〔2026〕1号", "profile": PANZHIHUA}
    clause = PANZHIHUA.rule("admission.city_approver").clause
    given(admission, BY_CITY, GATED).when(admission.approve, by=Body.DISTRICT_LEADING_GROUP, **approve).refused(
        admission.WrongBody, wanted=["city_leading_group"], clause=clause
    )
    state = given(admission, BY_CITY, GATED).when(admission.approve, by=Body.CITY_LEADING_GROUP, **approve).decide()
    assert state[0].clause == clause
    assert admission.approver(RequesterLevel.CITY, RUNZHOU)[0] is Body.DISTRICT_LEADING_GROUP  # 润州 knows the district's alone


@pytest.mark.rule("Z11")
def test_the_money_follows_the_work():
    enter = {"agreement": "协〔2026〕1号", "on": FIRST, "profile": RUNZHOU}
    given(admission, REQUESTED, GATED, APPROVED).when(admission.enter, budget_yuan=49_999, **enter).refused(
        admission.MoneyDoesNotFollow, budget_yuan=50_000, offered_yuan=49_999, clause=STEPS
    )


def test_no_longer_time_is_approved_than_was_asked_for():
    approve = {"by": Body.DISTRICT_LEADING_GROUP, "document": "x", "profile": RUNZHOU}
    given(admission, REQUESTED, GATED).when(admission.approve, **approve, ends=LAST + timedelta(days=1)).refused(admission.ApprovedLonger)
    given(admission, REQUESTED, GATED).when(admission.approve, **approve, ends=FIRST - timedelta(days=1)).refused(
        admission.TimeLimitUnsound
    )


def test_it_enters_inside_its_time_alone():
    enter = {"agreement": "协", "budget_yuan": 50_000, "profile": RUNZHOU}
    late = LAST + timedelta(days=1)
    given(admission, REQUESTED, GATED, APPROVED).when(admission.enter, on=late, **enter).refused(admission.OutsideTimeLimit)


@pytest.mark.rule("R16")
def test_a_rejection_gives_reason_and_clause():
    reject = {"by": Body.DISTRICT_LEADING_GROUP, "reason": "可由部门自办", "profile": RUNZHOU}
    state = (
        given(admission, REQUESTED, GATED)
        .when(admission.reject, **reject)
        .then(admission.Rejected(by=Body.DISTRICT_LEADING_GROUP, reason="可由部门自办", clause=STEPS))
    )
    assert state.status is admission.Status.REJECTED


@pytest.mark.rule("Z11")
@each(st.lists(st.integers(min_value=-60, max_value=60), max_size=6))
def test_the_clock_withdraws_once_whenever_and_however_often_it_looks(days: list[int]):
    past = [REQUESTED, GATED, APPROVED, ENTERED]
    for offset in days:
        past += admission.expire(admission.fold(past), today=LAST + timedelta(days=offset), profile=RUNZHOU)
    gone = [one for one in past if isinstance(one, admission.Withdrawn)]
    assert len(gone) == (1 if any(offset > 0 for offset in days) else 0)
    assert all((one.ending, one.on) == (admission.Ending.EXPIRED, LAST) for one in gone)


@pytest.mark.rule("Z11")
def test_work_that_is_done_leaves_before_its_last_day():
    done = admission.Withdrawn(ending=admission.Ending.DONE, on=FIRST, clause=STEPS)
    given(admission, REQUESTED, GATED, APPROVED, ENTERED).when(admission.withdraw, on=FIRST, profile=RUNZHOU).then(done)


CENSUS = Entry("census", DutyList.ASSISTANCE, "协助人口普查", "《全国人口普查条例》第五条")
FIRST_EDITION = duty_lists.Published(lists=LISTS, edition=1, on=FIRST, document="攀民〔2026〕1号", entries=(CENSUS,))


@pytest.mark.rule("Z10")
def test_editions_follow_one_another_and_the_old_one_stays_readable():
    publish = {"lists": LISTS, "document": "攀民〔2026〕9号", "clause": PANZHIHUA.rule("duty.lists").clause}
    mediation = Entry("mediation", DutyList.STATUTORY, "调解民间纠纷", "《城市居民委员会组织法》第三条")
    state = (
        given(duty_lists, FIRST_EDITION)
        .when(duty_lists.publish, entries=(CENSUS, mediation), on=LAST, **publish)
        .then(duty_lists.Published(lists=LISTS, edition=2, on=LAST, document="攀民〔2026〕9号", entries=(CENSUS, mediation)))
    )
    assert duty_lists.entry_of(state, "mediation", FIRST) is None
    assert duty_lists.entry_of(state, "mediation", LAST) == mediation
    assert duty_lists.in_force(state, FIRST - timedelta(days=1)) is None


@pytest.mark.rule("Z10")
def test_lists_are_sound():
    publish = {"lists": LISTS, "document": "攀民〔2026〕1号", "clause": "c", "on": FIRST}
    empty = given(duty_lists).when(duty_lists.publish, entries=(), **publish)
    empty.refused(duty_lists.ListsEmpty)
    given(duty_lists).when(duty_lists.publish, entries=(replace(CENSUS, basis=" "),), **publish).refused(
        duty_lists.EntryWithoutBasis, key="census"
    )
    given(duty_lists).when(duty_lists.publish, entries=(CENSUS, CENSUS), **publish).refused(duty_lists.EntryTwice, key="census")
    given(duty_lists, FIRST_EDITION).when(duty_lists.publish, entries=(CENSUS,), **publish | {"on": FIRST - timedelta(days=1)}).refused(
        duty_lists.EditionBeforePresent
    )
    given(duty_lists, FIRST_EDITION).when(duty_lists.publish, entries=(CENSUS,), **publish).then()


REFUSE = {
    "refusal": "trf-0001",
    "community": COMMUNITY,
    "department": "区统计局",
    "title": "住户抽样登记",
    "asked": task_refusal.Asked.LEDGER,
}


@pytest.mark.rule("R17", "Z13")
@pytest.mark.parametrize(("profile", "words"), [(RUNZHOU, "社区有权拒绝提供台账或参与达标评比"), (PANZHIHUA, "社区“两委”可拒绝执行")])
def test_a_refusal_quotes_the_clause(profile: PolicyProfile, words: str):
    (refused,) = task_refusal.refuse(None, **REFUSE, listed=None, admitted=None, profile=profile)
    assert words in refused.quote
    assert refused.clause == profile.rule("admission.may_refuse").clause


@pytest.mark.rule("Z13")
def test_what_is_listed_or_admitted_is_not_refused():
    listed = given(task_refusal).when(task_refusal.refuse, **REFUSE, listed=("census", "条例"), admitted=None, profile=RUNZHOU)
    listed.refused(task_refusal.TaskListed, key="census")
    admitted = given(task_refusal).when(task_refusal.refuse, **REFUSE, listed=None, admitted="adm-0001", profile=RUNZHOU)
    admitted.refused(task_refusal.TaskAdmitted, admission="adm-0001")
