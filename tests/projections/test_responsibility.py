"""Who answered for which door when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import cover, duty
from projections import responsibility, runner
from projections.moments import CHINA, start_of_day
from tests.projections.town import COMMUNITY, Town, bld, drawn, grd, sealed

DUTY = "dty-321111001001"
JAN, MAY, JULY = date(2024, 1, 1), date(2024, 5, 1), date(2024, 7, 1)


def wdn(number: int) -> str:
    return f"wdn-{number:04d}"


def pst(number: int) -> str:
    return f"pst-{number:04d}"


def enrolled(number: int) -> duty.WardenEnrolled:
    return duty.WardenEnrolled(
        community=COMMUNITY, warden=wdn(number), account=f"warden{number}", employment="full_time", sealed=sealed(wdn(number))
    )


def defined(post: int, grid: str) -> duty.PostDefined:
    return duty.PostDefined(community=COMMUNITY, post=pst(post), grid=grid, title="片长")


def appointed(post: int, warden: int, replaces: int | None = None) -> duty.PrimaryAppointed:
    return duty.PrimaryAppointed(post=pst(post), warden=wdn(warden), replaces=replaces and wdn(replaces), document="任字1号")


def standby(post: int, warden: int) -> duty.StandbyDesignated:
    return duty.StandbyDesignated(post=pst(post), warden=wdn(warden), replaces=None)


def leave(number: int, warden: int, starts_at: datetime, ends_at: datetime) -> duty.LeaveGranted:
    return duty.LeaveGranted(leave=f"lev-{number:04d}", warden=wdn(warden), starts_at=starts_at, ends_at=ends_at, reason="年休")


def stood_in(post: int, warden: int, starts_at: datetime, ends_at: datetime) -> duty.StoodIn:
    return duty.StoodIn(post=pst(post), warden=wdn(warden), starts_at=starts_at, ends_at=ends_at, reason="代岗")


@pytest.fixture
def staffed(town: Town) -> Town:
    """West and east from May; from July the east is cut in two. Posts 1 and 2 with A and B; A of the east is away 10 to 20 May."""
    town.settle()
    town.enact("pln-0001", drawn(1, (1, 2, 3)), drawn(2, (4, 5, 6)), on=MAY)
    town.enact("pln-0002", drawn(1, (1, 2, 3)), drawn(2, (4,)), drawn(3, (5, 6), grd(2)), on=JULY, replaces="pln-0001")
    town.tell(DUTY, *(enrolled(n) for n in (1, 2, 3)), defined(1, grd(1)), defined(2, grd(2)), at=JAN)
    town.tell(DUTY, appointed(1, 1), standby(1, 2), appointed(2, 2), standby(2, 1), at=MAY)
    away = start_of_day(date(2024, 5, 10)), start_of_day(date(2024, 5, 20))
    town.tell(DUTY, leave(1, 2, *away), at=MAY)
    town.tell(DUTY, stood_in(2, 3, start_of_day(date(2024, 5, 15)), start_of_day(date(2024, 5, 16))), at=MAY)
    town.run()
    return town


def on(day: int, hour: int = 10) -> datetime:
    return datetime(2024, 5, day, hour, tzinfo=CHINA)


@pytest.mark.rule("Y5")
@pytest.mark.parametrize(
    "at, warden, place",
    [(on(9), 2, "A"), (on(10, 0), 1, "B"), (on(15), 3, "stand_in"), (on(16, 0), 1, "B"), (on(19, 23), 1, "B"), (on(20, 0), 2, "A")],
)
def test_who_was_on_duty_for_a_door(staffed: Town, at, warden, place):
    found = responsibility.whois(staffed.conn, bld(5), at)
    assert (found.grid, found.code, found.name, found.post, found.title) == (grd(2), "321111001001002", "第2网格", pst(2), "片长")
    assert (found.plan, found.document, found.approved_by, found.decided_by) == (
        "pln-0001",
        "润政〔2024〕5号",
        "approver_wu",
        "approver_wu",
    )
    assert (found.a.warden, found.b.warden) == (wdn(2), wdn(1))
    assert (found.on_duty.warden, found.on_duty_as) == (wdn(warden), place)
    assert found.on_duty.sealed["subject"] == wdn(warden)
    assert found.plan_from <= at < found.plan_to


def test_before_the_first_plan_nobody_answers(staffed: Town):
    found = responsibility.whois(staffed.conn, bld(5), date(2024, 4, 30))
    assert (found.building, found.community, found.grid, found.plan, found.on_duty) == (bld(5), COMMUNITY, None, None, None)
    assert responsibility.whois(staffed.conn, "bld-none") is None


def test_a_door_changes_hands_with_the_plan(staffed: Town):
    found = responsibility.whois(staffed.conn, bld(5), JULY)
    assert (found.grid, found.plan, found.post, found.on_duty) == (grd(3), "pln-0002", None, None)
    assert responsibility.whois(staffed.conn, bld(4), JULY).on_duty.warden == wdn(2)
    assert responsibility.whois_grid(staffed.conn, grd(3), date(2024, 6, 30)) is None
    assert responsibility.whois_grid(staffed.conn, grd(3), JULY).document == "润政〔2024〕7号"


def test_an_appointment_entered_late_counts_from_its_day(staffed: Town):
    staffed.tell(DUTY, appointed(1, 3, 1), at=date(2024, 5, 5))
    staffed.run()
    assert responsibility.whois(staffed.conn, bld(1), date(2024, 5, 4)).a.warden == wdn(1)
    assert responsibility.whois(staffed.conn, bld(1), date(2024, 5, 5)).a.warden == wdn(3)


def test_the_grids_that_held_a_door(staffed: Town):
    periods = responsibility.building_periods(staffed.conn, bld(5))
    assert [(one["grid"], one["valid_from"], one["valid_to"]) for one in periods] == [
        (grd(2), start_of_day(MAY), start_of_day(JULY)),
        (grd(3), start_of_day(JULY), None),
    ]
    assert len(responsibility.building_periods(staffed.conn, bld(5), MAY)) == 1
    assert responsibility.warden_of_account(staffed.conn, "warden2") == wdn(2)
    assert responsibility.warden_of_account(staffed.conn, "nobody") is None


def test_the_roster_of_a_day(staffed: Town):
    assert [(one.grid, one.on_duty.warden, one.on_duty_as) for one in responsibility.roster(staffed.conn, COMMUNITY, on(12))] == [
        (grd(1), wdn(1), "A"),
        (grd(2), wdn(1), "B"),
    ]
    assert responsibility.beat(staffed.conn, COMMUNITY, wdn(1), on(12)) == cover.Beat(own=(grd(1),), covered=(grd(2),))
    assert responsibility.beat(staffed.conn, COMMUNITY, wdn(1), on(9)) == cover.Beat(own=(grd(1),), covered=())


def test_a_grids_duty_stretch_by_stretch(staffed: Town):
    found = responsibility.grid_duty(staffed.conn, grd(2), start_of_day(MAY), start_of_day(date(2024, 6, 1)))
    assert [(one.starts_at.astimezone(CHINA).day, one.on_duty, one.on_duty_as) for one in found] == [
        (1, wdn(2), "A"),
        (10, wdn(1), "B"),
        (15, wdn(3), "stand_in"),
        (16, wdn(1), "B"),
        (20, wdn(2), "A"),
    ]


def test_a_wardens_story_names_no_sealed_block(staffed: Town):
    staffed.tell(DUTY, duty.LeaveEnded(leave="lev-0001", ends_at=on(18)), at=on(18), by="grid_lead")
    staffed.run()
    lines = responsibility.warden_history(staffed.conn, wdn(2))
    assert [line["name"] for line in lines] == [
        "duty.warden_enrolled",
        "duty.standby_designated",
        "duty.primary_appointed",
        "duty.leave_granted",
        "duty.leave_ended",
    ]
    assert all("sealed" not in line["told"] for line in lines)
    assert lines[-1]["actor"] == "grid_lead"
    assert [(one["grid"], one["cover"]) for one in responsibility.posts_held(staffed.conn, wdn(2))] == [(grd(1), "B"), (grd(2), "A")]
    assert next(line["name"] for line in responsibility.grid_lines(staffed.conn, grd(2))) == "duty.post_defined"
    assert responsibility.whois(staffed.conn, bld(5), on(19)).on_duty_as == "A"


DAY0 = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 40).map(lambda days: DAY0 + timedelta(days=days))
wardens = st.integers(1, 4)
periods = st.tuples(st.integers(0, 30), st.integers(0, 15)).map(lambda p: (DAY0 + timedelta(days=p[0]), DAY0 + timedelta(days=p[0] + p[1])))
facts = st.one_of(
    st.builds(lambda w, at: (appointed(1, w), at), wardens, moments),
    st.builds(lambda w, at: (standby(1, w), at), wardens, moments),
    st.builds(lambda w, at: (duty.WardenLeft(warden=wdn(w), reason="调离"), at), wardens, moments),
    st.builds(lambda w, at: (enrolled(w), at), wardens, moments),
    st.builds(lambda w, p: (stood_in(1, w, *p), p[0]), wardens, periods),
    st.builds(lambda w, p: (("leave", w, p), p[0]), wardens, periods),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(facts, max_size=14), batch=st.integers(1, 5))
def test_the_read_model_answers_as_the_domain_does(town: Town, told, batch):
    """Random rosters, entered in any order: whois equals domain.cover on the folded stream."""
    number = next(town.keys)
    grid, post, stream = grd(1000 + number), pst(1000 + number), f"dty-{number:012d}"
    renamed = {pst(1): post} | {wdn(n): f"wdn-{number:04d}{n}" for n in range(1, 5)}
    events = [(defined(1000 + number, grid), DAY0), *((enrolled(n), DAY0) for n in range(1, 5))]
    for place, (event, at) in enumerate(told):
        if isinstance(event, tuple):
            event = leave(number * 100 + place, event[1], *event[2])
        events.append((event, at))
    events = [(_with_names(event, renamed), at) for event, at in events]
    for event, at in events:
        town.tell(stream, event, at=at)
    runner.catch_up(town.journal, town.dsn_project, [responsibility.VIEW], batch=batch)
    state = duty.fold(events)
    for days in range(0, 46):
        at = DAY0 + timedelta(days=days)
        expected = cover.on_duty_in(state, grid, at)
        (stretch,) = responsibility.grid_duty(town.conn, grid, at, at + timedelta(microseconds=1))
        assert (stretch.on_duty, stretch.on_duty_as) == (expected and expected.warden, expected and expected.as_.value)
        assert stretch.a == cover.holder(state.posts[post].primaries, at)


def _with_names(event, renamed):
    changed = {name: renamed[getattr(event, name)] for name in event.__slots__ if getattr(event, name) in renamed}
    return type(event)(**({name: getattr(event, name) for name in event.__slots__} | changed))
