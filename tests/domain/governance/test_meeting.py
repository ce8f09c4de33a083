"""Meetings come round, are held, decide; what is confidential stays in the room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from domain.governance import cadence, meeting, report
from domain.governance.cadence import CHINA, Standing
from domain.governance.meeting import AgendaTicket, Result, Step, Why
from domain.policy import PolicyProfile
from tests.projections.town import sealed
from tests.scenario import given

TIEDONG, PANYU, RUNZHOU = (PolicyProfile.load(name) for name in ("tiedong", "panyu", "runzhou"))
WEDNESDAY = datetime(2026, 3, 4, 1, tzinfo=UTC)
CALLED = ("chen", "zhao", "qian")
CALL = {"meeting": "mtg-0001", "community": "com-321111009001", "cadence": "work_meeting", "title": "例会", "starts_at": WEDNESDAY}
CONVENED = meeting.Convened(**CALL, called=CALLED, is_private=False)
HELD = meeting.Held(came=("chen",), late=())
BOX = sealed("mtg-0001")


def decision(number: int, confidential: bool) -> meeting.DecisionRecorded:
    given = {"step": Step.RESOLVED, "tickets": (), "content": BOX, "by": "chen"}
    return meeting.DecisionRecorded(**given, number=number, is_confidential=confidential)


def spans(profile: PolicyProfile, key: str, *done: datetime, since: date, until: date, now: datetime) -> list[Standing]:
    return [one.standing for one in cadence.windows(profile.cadence(key), done, since, until, now)]


@pytest.mark.rule("T6")
def test_the_weekly_meeting_is_on_wednesdays():
    later = WEDNESDAY + timedelta(days=30)
    weeks = {"since": date(2026, 3, 2), "until": date(2026, 3, 16), "now": WEDNESDAY + timedelta(days=12)}
    done = (WEDNESDAY, WEDNESDAY + timedelta(days=8))  # a Thursday the week after
    assert spans(TIEDONG, "work_meeting", *done, **weeks) == [Standing.KEPT, Standing.MOVED, Standing.OPEN]
    assert spans(TIEDONG, "work_meeting", *done, **weeks | {"now": later})[-1] is Standing.MISSED


@pytest.mark.rule("P4", "P5", "P6")
@pytest.mark.parametrize(
    ("key", "at", "standing"),
    [
        ("officer_report", "2026-03-06T11:59", Standing.KEPT),
        ("officer_report", "2026-03-06T12:30", Standing.MOVED),
        ("station_report", "2026-03-06T17:30", Standing.KEPT),
        ("station_report", "2026-03-07T09:00", Standing.MOVED),
        ("monday_meeting", "2026-03-02T09:00", Standing.KEPT),
        ("monday_meeting", "2026-03-03T09:00", Standing.MOVED),
    ],
)
def test_friday_morning_friday_and_monday(key: str, at: str, standing: Standing):
    done = datetime.fromisoformat(at).replace(tzinfo=CHINA)
    week = {"since": date(2026, 3, 2), "until": date(2026, 3, 8), "now": done}
    assert spans(PANYU, key, done, **week) == [standing]


@pytest.mark.rule("R13", "R15", "T8")
def test_months_and_quarters():
    now = datetime(2026, 7, 5, tzinfo=UTC)
    half = {"since": date(2026, 1, 15), "until": date(2026, 6, 30), "now": now}
    january, may = datetime(2026, 1, 2, 2, tzinfo=UTC), datetime(2026, 5, 31, 15, tzinfo=UTC)
    assert spans(RUNZHOU, "leading_group", january, **half) == [Standing.KEPT, Standing.MISSED]
    monthly = spans(RUNZHOU, "representatives", january, may, **half)
    assert monthly == [Standing.KEPT, *[Standing.MISSED] * 3, Standing.KEPT, Standing.MISSED]
    assert len(spans(TIEDONG, "analysis_meeting", **half)) == 6


@each(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.sampled_from(["work_meeting", "analysis_meeting"]))
def test_spans_tile_the_calendar(since: date, days: int, key: str):
    found = cadence.windows(TIEDONG.cadence(key), (), since, since + timedelta(days=days), datetime(2040, 1, 1, tzinfo=UTC))
    assert found[0].first <= since <= found[0].last
    assert found[-1].first <= since + timedelta(days=days) <= found[-1].last
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(found))


@pytest.mark.rule("T7")
def test_leave_is_asked_beforehand_and_agreed_to():
    before, after = WEDNESDAY - timedelta(hours=1), WEDNESDAY
    asked = meeting.LeaveAsked(who="zhao", reason=BOX)
    given(meeting, CONVENED).when(meeting.ask_leave, who="zhao", reason=BOX, now=after).refused(meeting.LeaveTooLate, starts_at=WEDNESDAY)
    given(meeting, CONVENED).when(meeting.ask_leave, who="li", reason=BOX, now=before).refused(meeting.NotCalled, who=["li"])
    given(meeting, CONVENED).when(meeting.ask_leave, who="zhao", reason=BOX, now=before).then(asked)
    given(meeting, CONVENED).when(meeting.settle_leave, who="zhao", granted=True, by="chen").refused(meeting.LeaveUnknown)
    given(meeting, CONVENED, asked).when(meeting.settle_leave, who="zhao", granted=True, by="chen").then(
        meeting.LeaveSettled(who="zhao", granted=True, by="chen")
    )


@pytest.mark.rule("T6", "T7")
def test_it_is_held_by_those_called_and_not_before_it_begins():
    given(meeting).when(meeting.convene, **CALL, called=(), is_private=False).refused(meeting.NobodyCalled)
    given(meeting).when(meeting.convene, **CALL, called=CALLED, is_private=False).then(CONVENED)
    given(meeting, CONVENED).when(meeting.hold, came=("chen",), late=(), now=WEDNESDAY - timedelta(seconds=1)).refused(meeting.NotYetBegun)
    given(meeting, CONVENED).when(meeting.hold, came=("li",), late=(), now=WEDNESDAY).refused(meeting.NotCalled, who=["li"])
    given(meeting, CONVENED).when(meeting.hold, came=("chen",), late=("zhao",), now=WEDNESDAY).then(
        meeting.Held(came=("chen", "zhao"), late=("zhao",))
    )
    drawn = (AgendaTicket("tkt-0001", Why.REGIONAL),)
    given(meeting, CONVENED).when(meeting.draw_agenda, tickets=drawn).then(meeting.AgendaDrawn(tickets=drawn))
    given(meeting, CONVENED, HELD).when(meeting.draw_agenda, tickets=drawn).refused(meeting.HeldAlready)


@pytest.mark.rule("T8")
def test_what_is_confidential_is_not_published_and_a_private_meeting_decides_nothing_else():
    record = {"step": Step.RESOLVED, "tickets": (), "content": BOX, "by": "chen"}
    given(meeting, CONVENED).when(meeting.decide, **record, is_confidential=False).refused(meeting.NotHeld)
    private = meeting.Convened(**CALL, called=CALLED, is_private=True)
    given(meeting, private, HELD).when(meeting.decide, **record, is_confidential=False).then(decision(1, True))
    clauses = {"clause": "c", "confidential_clause": "保密"}
    past = (CONVENED, HELD, decision(1, True), decision(2, False))
    shown, hidden = (Result(2, "路灯本月修好"),), (Result(1, "x"),)
    given(meeting, *past).when(meeting.publish, results=hidden, **clauses).refused(meeting.Confidential, number=1, clause="保密")
    given(meeting, *past).when(meeting.publish, results=(), **clauses).refused(meeting.NothingToPublish)
    given(meeting, *past).when(meeting.publish, results=(Result(3, "x"),), **clauses).refused(meeting.DecisionUnknown)
    given(meeting, *past).when(meeting.publish, results=shown, **clauses).then(meeting.MinutesPublished(results=shown, clause="c"))


@pytest.mark.rule("Z19")
def test_a_decision_says_its_step_and_which_ticket_carries_it():
    past = (CONVENED, HELD, decision(1, False))
    carried = meeting.DecisionCarried(number=1, ticket="tkt-0009")
    given(meeting, *past).when(meeting.carry, number=2, ticket="tkt-0009").refused(meeting.DecisionUnknown)
    given(meeting, *past).when(meeting.carry, number=1, ticket="tkt-0009").then(carried)
    given(meeting, *past, carried).when(meeting.carry, number=1, ticket="tkt-0009").then()


@pytest.mark.rule("P4", "P5")
def test_only_a_report_of_the_profile_is_taken_in():
    ask = {"report": "rpt-0001", "community": "com-321111009001", "by": "zhao", "content": sealed("rpt-0001"), "profile": PANYU}
    given(report).when(report.submit, **ask, cadence="monday_meeting").refused(report.NotAReport)
    (told,) = report.submit(None, **ask, cadence="officer_report")
    assert told.to == "分管副所长和所长"
