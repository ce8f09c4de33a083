"""The morning's reminders: turns, deadlines, reports and meetings of the day, once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from api.commands import ticket_intake
from api.context import CHINA
from api.jobs import running
from api.jobs.clocks import CLOCKS
from api.jobs.queue import wanted_of
from domain.ids import reminder_id
from domain.policy import PolicyProfile
from domain.reminder import Kind
from projections import reminders
from tests.api.jobs.conftest import DESK, NORTH, Town

FRIDAY = date(2026, 3, 6)
CLOCK = CLOCKS["reminders"]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


@pytest.mark.rule("P4", "P5")
def test_on_friday_morning_the_reports_of_the_day_and_a_deadline_are_reminded_of_once(town: Town):
    owner, profile = town.community(NORTH, "panyu", since=at(date(2026, 1, 1), 9)), PolicyProfile.load("panyu")
    town.hands.move_to(at(FRIDAY, 8, 30))
    assert running.act(town.office, CLOCK, owner).acted == ()  # before the hour
    wanted, _ = wanted_of(town.office, {CLOCK.name: CLOCK})
    assert wanted[(CLOCK.name, owner)] == at(FRIDAY, 9)
    category = next(one for one in profile.categories.values() if one.deadline.clock == "working_days")
    ctx = town.office.ctx(DESK, effective_at=at(FRIDAY - timedelta(days=14), 10))
    for days in range(3, 12):  # one of them falls due at the end of this day
        told = ticket_intake.Asked(category=category.key, text="路灯不亮")
        ticket_intake.report(town.office.ctx(DESK, effective_at=ctx.holds_from + timedelta(days=days)), NORTH, told)
    town.hands.move_to(at(FRIDAY, 9, 0) + timedelta(seconds=1))
    (acted,) = running.act(town.office, CLOCK, owner).acted
    assert running.act(town.office, CLOCK, owner).acted == ()
    raised = [one.body for one in town.office.journal.read(reminder_id(owner, FRIDAY))]
    assert len(acted.steps) == len(raised)
    reports = [(one.kind, one.subject, one.due_at, one.to) for one in raised if one.kind is Kind.REPORT]
    assert reports == [
        (Kind.REPORT, "officer_report", at(FRIDAY, 12), profile.cadence("officer_report").by),
        (Kind.REPORT, "station_report", at(FRIDAY, 18), profile.cadence("station_report").by),
    ]
    deadlines = [one.due_at for one in raised if one.kind is Kind.DEADLINE]
    assert deadlines and all(at(FRIDAY, 9) < due <= at(FRIDAY + timedelta(days=1), 9, 1) for due in deadlines)
    town.office.freshen()
    with town.office.reading() as connection:
        shown = reminders.of_day(connection, owner, FRIDAY)
    assert [one["due_at"] for one in shown] == sorted(one.due_at for one in raised)
    first = town.office.journal.read(reminder_id(owner, FRIDAY))[0]
    assert (first.meta.role, first.meta.reason) == ("clock", profile.rule("reminder.at").clause)


@pytest.mark.rule("T6")
def test_a_meeting_is_reminded_of_on_its_very_day(town: Town):
    owner = town.community(NORTH, "tiedong", since=at(date(2026, 1, 1), 9))
    days = {}
    for day in (FRIDAY - timedelta(days=2), FRIDAY):
        town.hands.move_to(at(day, 9, 1))
        running.act(town.office, CLOCK, owner)
        days[day.isoweekday()] = [one.body.subject for one in town.office.journal.read(reminder_id(owner, day))]
    assert days == {3: ["work_meeting"], 5: []}
