"""A month of duty: drawn fairly by the calendar, confirmed by a person, changed turn by turn."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from domain import china_calendar, rota
from domain.cover import Absence, Period, Roster, Warden
from domain.days import DayKind
from domain.ids import CommunityId, LeaveId, WardenId, rota_id
from domain.required import DocumentMissing, ReasonMissing
from tests.scenario import given

HERE = CommunityId("com-321111001001")
ROTA, MONTH, NOW = rota_id(HERE, "2026-10"), "2026-10", datetime(2026, 9, 20, tzinfo=UTC)
ZHAO, QIAN, SUN = (WardenId(f"wdn-{name}") for name in ("zhao", "qian", "sunn"))
GOLDEN_WEEK = {date(2026, 10, day) for day in range(1, 8)}
WORKED_SATURDAY = date(2026, 10, 10)


def kind_of(on: date) -> DayKind:
    """October 2026: the National Day week, and a Saturday worked for it (调休)."""
    if on in GOLDEN_WEEK:
        return DayKind.HOLIDAY
    return DayKind.REST if on.weekday() >= 5 and on != WORKED_SATURDAY else DayKind.WORKING


NOON = rota.Template("noon", frozenset({DayKind.WORKING}), ((time(12), time(14)),))
EARLY_LATE = rota.Template("staggered", frozenset({DayKind.WORKING}), ((time(7, 30), time(8, 30)), (time(17, 30), time(18, 30))))
REST = rota.Template("rest_day", frozenset({DayKind.REST}), ((time(9), time(16)),))
HOLIDAY = rota.Template("holiday", frozenset({DayKind.HOLIDAY}), ((time(9), time(16)),))
HOTLINE = rota.Template(rota.HOTLINE, frozenset(DayKind), ((time(8, 30), time(17, 30)),))
ALL = (NOON, EARLY_LATE, REST, HOLIDAY, HOTLINE)


def roster(*wardens: WardenId, leaves: dict[LeaveId, Absence] | None = None) -> Roster:
    served = (Period(datetime(2024, 1, 1, tzinfo=UTC), None),)
    return Roster(HERE, {one: Warden(one, one[4:], "full_time", served) for one in wardens}, {}, leaves or {})


def away(warden: WardenId, first: date, days: int) -> dict[LeaveId, Absence]:
    starts = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(hours=8)
    return {LeaveId("lev-0001"): Absence(warden, Period(starts, starts + timedelta(days=days)))}


EVERYBODY = roster(ZHAO, QIAN, SUN)
DRAFT = rota.draw(MONTH, kind_of, ALL, EVERYBODY, {})


def proposed(draft: rota.Draft = DRAFT) -> rota.Proposed:
    return rota.Proposed(rota=ROTA, community=HERE, month=MONTH, calendar="holidays 0.109+0", shifts=draft.shifts, gaps=draft.gaps)


CONFIRMED = rota.Confirmed(confirmed_by="chen")


def proposing(draft: rota.Draft = DRAFT) -> dict[str, object]:
    return {"rota": ROTA, "community": HERE, "month": MONTH, "calendar": "holidays 0.109+0", "draft": draft}


def changing(people: Roster = EVERYBODY, now: datetime = NOW) -> dict[str, object]:
    return {"month": MONTH, "roster": people, "now": now, "reason": "家里有事"}


def turns(kind: str, draft: rota.Draft = DRAFT) -> list[rota.Shift]:
    return [one for one in draft.shifts if one.kind == kind]


@pytest.mark.rule("Y8", "R18")
def test_noon_and_staggered_hours_stand_on_working_days_the_shifted_saturday_among_them():
    assert {one.on for one in turns("noon")} == {on for on in rota.days_of(MONTH) if kind_of(on) is DayKind.WORKING}
    assert WORKED_SATURDAY in {one.on for one in turns("staggered")}
    early, late = (one for one in turns("staggered") if one.on == WORKED_SATURDAY)
    assert [f"{at + timedelta(hours=8):%H:%M}" for at in (early.starts_at, late.ends_at)] == ["07:30", "18:30"]


@pytest.mark.rule("Y9", "R18")
def test_holidays_and_rest_days_are_kept_in_turn_and_a_worked_saturday_is_neither():
    assert {one.on for one in turns("holiday")} == GOLDEN_WEEK
    assert WORKED_SATURDAY not in {one.on for one in turns("rest_day")}
    assert {one.warden for one in turns("holiday")[:3]} == {ZHAO, QIAN, SUN}


@pytest.mark.rule("T9")
def test_somebody_answers_the_telephone_each_day():
    assert sorted(one.on for one in turns("hotline")) == list(rota.days_of(MONTH))


@pytest.mark.rule("Y9")
@settings(max_examples=40, deadline=None)
@given_any(
    people=st.integers(1, 7),
    before=st.dictionaries(st.integers(0, 6), st.integers(0, 3)),
    month=st.dates(date(2025, 1, 1), date(2027, 12, 1)),
)
def test_whoever_draws_it_turns_are_fair_and_nobody_is_in_two_places(people: int, before: dict[int, int], month: date):
    names = [WardenId(f"wdn-{n:04d}") for n in range(people)]
    had = {(names[n], "holiday"): count for n, count in before.items() if n < people}
    drawn = rota.draw(f"{month:%Y-%m}", kind_of, ALL, roster(*names), had)
    assert drawn == rota.draw(f"{month:%Y-%m}", kind_of, ALL, roster(*reversed(names)), had)
    for one in drawn.shifts:
        for other in drawn.shifts:
            at_once = one.starts_at < other.ends_at and other.starts_at < one.ends_at
            assert one is other or not at_once or one.warden != other.warden or rota.HOTLINE in (one.kind, other.kind)
    taken = Counter(one.warden for one in drawn.shifts if one.kind == "hotline")
    if people >= 4:  # enough for a day's turns to fall on different people
        assert max(taken.values()) - min(taken[name] for name in names) <= 3
    assert not drawn.gaps or people < 2


@pytest.mark.rule("Y9")
def test_who_had_more_holidays_before_gets_fewer_now():
    drawn = rota.draw(MONTH, kind_of, (HOLIDAY,), EVERYBODY, {(ZHAO, "holiday"): 5, (QIAN, "holiday"): 1})
    assert Counter(one.warden for one in drawn.shifts) == {SUN: 4, QIAN: 3}


def test_nobody_is_drawn_on_leave_and_a_gap_is_left_where_nobody_is_free():
    alone = roster(ZHAO, leaves=away(ZHAO, date(2026, 10, 1), 2))
    drawn = rota.draw(MONTH, kind_of, (HOLIDAY,), alone, {})
    assert [gap.on.day for gap in drawn.gaps] == [1, 2]
    assert [one.on.day for one in drawn.shifts] == [3, 4, 5, 6, 7]


def test_a_person_confirms_what_the_generator_proposes():
    given(rota).when(rota.propose, **proposing()).then(proposed())
    given(rota, proposed()).when(rota.propose, **proposing()).then()
    state = given(rota, proposed()).when(rota.confirm, month=MONTH, by="chen", roster=EVERYBODY).then(CONFIRMED)
    assert state.is_confirmed
    given(rota, proposed(), CONFIRMED).when(rota.propose, **proposing()).refused(rota.RotaConfirmed, month=MONTH)
    given(rota).when(rota.confirm, month=MONTH, by="chen", roster=EVERYBODY).refused(rota.RotaUnknown)
    given(rota).when(rota.propose, **proposing(rota.Draft((), ()))).refused(rota.NothingToDraw)


def test_a_drawing_older_than_a_leave_is_not_confirmed():
    first = turns("holiday")[0]
    later = roster(ZHAO, QIAN, SUN, leaves=away(first.warden, first.on, 1))
    given(rota, proposed()).when(rota.confirm, month=MONTH, by="chen", roster=later).refused(rota.WardenNotFree, warden=first.warden)


@pytest.mark.rule("Y9")
def test_two_people_change_turns_of_a_holiday():
    one, two = turns("holiday")[:2]
    state = (
        given(rota, proposed(), CONFIRMED)
        .when(rota.swap, one.shift, two.shift, **changing())
        .then(rota.ShiftsSwapped(shift=one.shift, warden=two.warden, other=two.shift, other_warden=one.warden))
    )
    assert (state.shifts[one.shift].warden, state.shifts[two.shift].warden) == (two.warden, one.warden)
    refused = given(rota, proposed(), CONFIRMED)
    refused.when(rota.swap, one.shift, two.shift, **changing() | {"reason": " "}).refused(ReasonMissing)
    refused.when(rota.swap, one.shift, two.shift, **changing(now=one.starts_at)).refused(rota.ShiftPast, shift=one.shift)
    on_leave = roster(ZHAO, QIAN, SUN, leaves=away(two.warden, one.on, 1))
    refused.when(rota.swap, one.shift, two.shift, **changing(on_leave)).refused(rota.WardenNotFree, shift=one.shift)
    refused.when(rota.swap, one.shift, "20261001-noon-9", **changing()).refused(rota.ShiftUnknown)


@pytest.mark.rule("Y8")
def test_a_turn_is_given_to_another_but_not_to_who_is_elsewhere_at_that_hour():
    one = turns("noon")[0]
    free = next(person for person in EVERYBODY.wardens if person != one.warden)
    told = rota.ShiftGiven(shift=one.shift, from_warden=one.warden, to_warden=free)
    given(rota, proposed()).when(rota.give, one.shift, free, **changing()).then(told)
    given(rota, proposed()).when(rota.give, one.shift, one.warden, **changing()).then()
    stranger = WardenId("wdn-nobody")
    given(rota, proposed()).when(rota.give, one.shift, stranger, **changing()).refused(rota.WardenNotFree, warden=stranger)
    busy = proposed(rota.Draft((one, replace(one, shift="20261008-noon-2", warden=free)), ()))
    given(rota, busy).when(rota.give, one.shift, free, **changing()).refused(rota.WardenNotFree)


def test_a_gap_is_filled_once_somebody_is_there():
    drawn = rota.draw(MONTH, kind_of, (HOLIDAY,), roster(ZHAO, leaves=away(ZHAO, date(2026, 10, 1), 1)), {})
    (empty,) = rota.empty_shifts(HOLIDAY, date(2026, 10, 1), DayKind.HOLIDAY)
    named = {"month": MONTH, "roster": EVERYBODY, "now": NOW}
    filled = rota.GapFilled(shift=replace(empty, warden=QIAN))
    state = given(rota, proposed(drawn)).when(rota.fill, empty, QIAN, **named).then(filled)
    assert not state.gaps
    given(rota, proposed(drawn), filled).when(rota.fill, empty, SUN, **named).refused(rota.ShiftUnknown)
    given(rota, proposed(drawn)).when(rota.fill, empty, QIAN, **named | {"now": empty.starts_at}).refused(rota.ShiftPast)


@pytest.mark.rule("Y9")
def test_a_day_of_the_calendar_is_moved_by_a_document_and_moved_back():
    on, document = date(2026, 10, 9), "国办发明电〔2025〕7号"
    told = china_calendar.DaySet(on=on, kind=DayKind.HOLIDAY, document=document)
    state = given(china_calendar).when(china_calendar.set_day, on, DayKind.HOLIDAY, document=document).then(told)
    assert state.days == {on: DayKind.HOLIDAY}
    given(china_calendar, told).when(china_calendar.set_day, on, DayKind.HOLIDAY, document=document).then()
    back = china_calendar.DaySet(on=on, kind=None, document="更正")
    assert given(china_calendar, told).when(china_calendar.set_day, on, None, document="更正").then(back).days == {}
    given(china_calendar).when(china_calendar.set_day, on, None, document="").refused(DocumentMissing)


def test_a_years_table_is_one_document_and_replaces_what_was_set_for_that_year():
    notice = "国办发明电〔2026〕7号"
    festival, worked, next_year = date(2027, 2, 5), date(2027, 2, 14), date(2028, 1, 1)
    before = china_calendar.DaySet(on=date(2027, 3, 1), kind=DayKind.HOLIDAY, document="防汛1号")
    elsewhere = china_calendar.DaySet(on=next_year, kind=DayKind.REST, document="防汛1号")
    table = {worked: DayKind.WORKING, festival: DayKind.HOLIDAY}
    state = (
        given(china_calendar, before, elsewhere)
        .when(china_calendar.set_year, 2027, table, document=notice)
        .then(
            china_calendar.DaySet(on=festival, kind=DayKind.HOLIDAY, document=notice),
            china_calendar.DaySet(on=worked, kind=DayKind.WORKING, document=notice),
            china_calendar.DaySet(on=before.on, kind=None, document=notice),
        )
    )
    assert state.days == table | {next_year: DayKind.REST}
    given(china_calendar).when(china_calendar.set_year, 2027, table, document=" ").refused(DocumentMissing)
    given(china_calendar).when(china_calendar.set_year, 2026, table, document=notice).refused(china_calendar.DayOfAnotherYear)


@pytest.mark.rule("E7", "Y8")
def test_a_month_of_a_community_that_ended_holds_until_one_is_drawn_for_the_people_of_both():
    draft = rota.draw(MONTH, kind_of, ALL, roster(ZHAO), {}, since=date(2026, 10, 12))
    assert min(one.on for one in draft.shifts) == date(2026, 10, 12)
    drawn = rota.Proposed(rota=ROTA, community=HERE, month=MONTH, calendar="holidays 0.109+0", shifts=draft.shifts, gaps=draft.gaps)
    there, on = rota_id(CommunityId("com-321111001099"), MONTH), date(2026, 10, 20)
    confirmed = (drawn, rota.Confirmed(confirmed_by="chen"))
    over = given(rota, *confirmed).when(rota.take_over, by=there, on=on).then(rota.Replaced(by=there, on=on))
    given(rota, *confirmed, rota.Replaced(by=there, on=on)).when(rota.take_over, by=there, on=on).then()
    given(rota, drawn).when(rota.take_over, by=there, on=on).then()
    after = next(one.shift for one in over.shifts.values() if one.on >= on)
    given_away = {"month": MONTH, "roster": roster(ZHAO, QIAN), "now": NOW, "reason": "调班"}
    replaced = given(rota, *confirmed, rota.Replaced(by=there, on=on))
    replaced.when(rota.give, after, QIAN, **given_away).refused(rota.RotaReplaced, on=on)
    late = {"month": MONTH, "by": "chen", "roster": roster(ZHAO), "replaces_until": date(2026, 10, 12)}
    given(rota, drawn).when(rota.confirm, **late).refused(rota.DrawnForPastDays, on=date(2026, 10, 12))
