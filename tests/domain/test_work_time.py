"""Time as a deadline counts it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.work_time import Timekeeping, is_outside
from tests.domain.tickets import OFFICE, WORKING_DAYS, WORKING_HOURS, may, works


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (may(6, 9), 1, may(6, 10)),
        (may(6, 11), 1, may(6, 14, 30)),  # over noon
        (may(6, 16), 2, may(7, 9, 30)),  # over night
        (may(10, 16), 2, may(11, 9, 30)),  # the Saturday after is worked
        (may(11, 16), 2, may(13, 9, 30)),  # Sunday is not
        (may(6, 3), 1, may(6, 9, 30)),  # before the office opens
    ],
)
def test_working_hours_run_in_office_hours_alone(start, hours, end):
    assert WORKING_HOURS.after(start, timedelta(hours=hours)) == end
    assert WORKING_HOURS.used(start, end) == timedelta(hours=hours)


def test_a_working_day_lasts_from_midnight_to_midnight_and_rest_days_do_not_count():
    assert WORKING_DAYS.after(may(10, 12), timedelta(days=2)) == may(13, 12)  # 10 Fri, 11 Sat worked, 12 Sun not
    assert WORKING_DAYS.used(may(11, 12), may(13, 12)) == timedelta(days=1)


def test_hours_run_on():
    assert Timekeeping("hours", works).after(may(12, 9), timedelta(hours=30)) == may(13, 15)


INSTANTS = st.integers(0, 60 * 24 * 20).map(lambda minutes: may(3, 9) + timedelta(minutes=minutes))
KEEPING = st.sampled_from([WORKING_DAYS, WORKING_HOURS, Timekeeping("hours", works)])


@settings(max_examples=200, deadline=None)
@given(KEEPING, INSTANTS, st.integers(1, 5000))
def test_after_so_much_time_so_much_time_is_used(keep, start, minutes):
    amount = timedelta(minutes=minutes)
    assert keep.used(start, keep.after(start, amount)) == amount


@settings(max_examples=200, deadline=None)
@given(KEEPING, st.tuples(INSTANTS, INSTANTS, INSTANTS))
def test_two_stretches_together_use_what_the_whole_uses(keep, instants):
    a, b, c = sorted(instants)
    assert keep.used(a, b) + keep.used(b, c) == keep.used(a, c)


def test_a_calendar_that_never_works_is_refused():
    with pytest.raises(ValueError, match="no working time"):
        Timekeeping("working_days", lambda _: False).after(may(6, 9), timedelta(hours=1))


@pytest.mark.parametrize(("at", "outside"), [(may(6, 9), False), (may(6, 12), True), (may(6, 18), True), (may(12, 9), True)])
def test_outside_office_hours(at, outside):
    assert is_outside(OFFICE, works, at) is outside
