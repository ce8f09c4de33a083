"""Attendance: only where a regulation asks for it, ruled by a person, never of granted leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from domain import attendance
from domain.attendance import Ruling
from domain.ids import CommunityId, WardenId
from domain.policy import PolicyProfile
from tests.scenario import given

HERE, ZHAO = CommunityId("com-321111001001"), WardenId("wdn-zhao")
TIMES = PolicyProfile.load("tiedong").attendance.times
DAY = date(2024, 6, 12)


def at(hour: int, minute: int) -> datetime:
    return datetime(2024, 6, 12, hour, minute, tzinfo=timezone(timedelta(hours=8)))


def asked(now: datetime, **changed):
    return {"community": HERE, "warden": ZHAO, "now": now, "times": TIMES, "on_leave": False} | changed


def checked(due: str) -> attendance.CheckedIn:
    return attendance.CheckedIn(community=HERE, warden=ZHAO, on=DAY, due=due)


@pytest.mark.rule("T5")
def test_there_are_two_check_ins_at_half_past_eight_and_half_past_three():
    given(attendance).when(attendance.check_in, **asked(at(8, 20))).then(checked("08:30"))
    given(attendance, checked("08:30")).when(attendance.check_in, **asked(at(9, 0))).then()
    given(attendance, checked("08:30")).when(attendance.check_in, **asked(at(15, 31))).then(checked("15:30"))
    given(attendance).when(attendance.check_in, **asked(at(7, 0))).refused(attendance.TooEarly)


@pytest.mark.rule("T5")
def test_a_regulation_that_does_not_ask_gets_no_check_in():
    assert PolicyProfile.load("erenhot").attendance is None
    given(attendance).when(attendance.check_in, **asked(at(8, 20), times=())).refused(attendance.NotAsked)


def ruling(**changed):
    told = {"community": HERE, "warden": ZHAO, "times": TIMES, "on": DAY, "today": DAY + timedelta(days=1), "ruling": Ruling.LATE}
    return told | {"by": "chen", "own": None, "on_leave": False} | changed


@pytest.mark.rule("T5", "T7")
def test_a_person_rules_after_the_day_and_never_of_leave_that_was_granted():
    ruled = attendance.Ruled(community=HERE, warden=ZHAO, on=DAY, ruling=Ruling.LATE, ruled_by="chen")
    given(attendance).when(attendance.rule, **ruling()).then(ruled)
    given(attendance, ruled).when(attendance.rule, **ruling()).then()
    given(attendance).when(attendance.rule, **ruling(today=DAY)).refused(attendance.DayNotOver)
    given(attendance).when(attendance.rule, **ruling(on_leave=True)).refused(attendance.OnLeave)
    given(attendance).when(attendance.rule, **ruling(own=ZHAO)).refused(attendance.OwnRuling)
    given(attendance).when(attendance.check_in, **asked(at(8, 20), on_leave=True)).refused(attendance.OnLeave)
