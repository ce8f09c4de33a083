"""Figures of tickets are sums of what each change added: the same as counting the tickets one by one as each stood at the moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import ticket
from domain.schema import Event
from domain.ticket.clock_events import DeadlineExtended
from projections import ticket_board, ticket_figures
from projections.moments import CHINA, start_of_day
from projections.rebuild import rebuild
from projections.statements import Row
from tests.projections.test_ticket_board import reported
from tests.projections.town import COMMUNITY, Town, grd, sealed

FIRST = datetime(2024, 1, 10, 9, tzinfo=CHINA)
PERIODS = [(date(2024, 1, 1), date(2024, 5, 1)), (date(2024, 1, 20), date(2024, 4, 11)), (date(2024, 2, 3), date(2024, 2, 25))]
MOMENTS = [datetime(2024, 2, 14, 12, tzinfo=CHINA), datetime(2024, 3, 31, 23, 59, tzinfo=CHINA), datetime(2024, 9, 1, tzinfo=CHINA)]
WHOLE, PART = ("tkt-0001", "tkt-0002"), "tkt-0003"
DUE = FIRST + timedelta(days=20)


def told(step: int) -> Event:
    longer = {"by": "chief", "asked_by": "warden1", "at": FIRST, "was_due_at": DUE, "due_at": DUE + timedelta(days=25)}
    return (
        ticket.Accepted(by="warden1", warden="wdn-0001"),
        ticket.Handled(by="warden1", text=sealed("tkt-0001")),
        ticket.FedBack(by="warden1", satisfaction=3, text=sealed("tkt-0001")),
        ticket.FedBack(by="warden1", satisfaction=5, text=sealed("tkt-0001")),
        ticket.Closed(by="warden1", outcome="solved", level=ticket.Level.GRID),
        ticket.Reopened(responsible="warden2", text=sealed("tkt-0001")),
        ticket.MovedToGrid(from_grid=grd(2), to_grid=grd(3), plan="pln-0001", responsible="warden2"),
        DeadlineExtended(**longer, calendar="printed"),
    )[step]


@pytest.fixture
def reported_in_january(town: Town) -> Town:
    """Two matters with a deadline, and a part of the first."""
    for number, name in enumerate((*WHOLE, PART), 1):
        parent = WHOLE[0] if name == PART else None
        town.tell(name, replace(reported(number, due=DUE), parent=parent), at=FIRST + timedelta(days=number * 9))
    town.run()
    return town


def one_by_one(town: Town, since: datetime, until: datetime, at: datetime) -> dict[str | None, Counter[str]]:
    """By the grid it lay in then."""
    counted: dict[str | None, Counter[str]] = {}
    for name in WHOLE:
        stood, steps = ticket_board.ticket(town.conn, name, at), ticket_board.history(town.conn, name, at)
        if stood:
            of_grid = counted.setdefault(stood["grid_now"], Counter())
            of_grid.update(_of(stood, steps, lambda when: when is not None and since <= when < until, at))
    return counted


def closed_one_by_one(town: Town, since: datetime, until: datetime, at: datetime) -> list[tuple[str | None, float]]:
    """Of each matter closed in that time and closed still: the grid it lay in then, and the seconds it took."""
    found = [stood for name in WHOLE if (stood := ticket_board.ticket(town.conn, name, at)) and stood["status"] == "closed"]
    return [
        (stood["grid_now"], (stood["closed_at"] - stood["reported_at"]).total_seconds())
        for stood in found
        if since <= stood["closed_at"] < until
    ]


def _of(stood: Row, steps: list[Row], within, at: datetime) -> Counter[str]:
    counted: Counter[str] = Counter()
    is_closed = stood["status"] == "closed"
    if within(stood["reported_at"]):
        counted.update(filed=1, handled=stood["is_handled"] or is_closed, closed=is_closed)
    if within(stood["due_at"]) and (is_closed or stood["due_at"] <= at):
        longer = any(one["name"] == "ticket.deadline_extended" for one in steps)
        counted.update(due=1, in_time=is_closed and stood["closed_at"] <= stood["due_at"], extended=longer)
    for place, one in enumerate(steps):
        if one["name"] == "ticket.closed" and within(one["effective_at"]):
            undone = any(later["name"] == "ticket.reopened" for later in steps[place + 1 :])
            content = one["satisfaction"]
            counted.update(closings=1, undone=undone, asked=content is not None, content=(content or 0) >= 4)
            counted.update(standing=stood["closed_at"] == one["effective_at"])
    return counted


def summed(rows: list[Row], names: tuple[str, ...]) -> Counter[str]:
    return Counter({name: sum(row[name] for row in rows) for name in names})


RATES = ("filed", "handled", "closed", "due", "in_time", "extended", "closings", "undone", "asked", "content")
told_later = st.tuples(st.sampled_from((*WHOLE, PART)), st.integers(0, 7), st.integers(0, 120))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.lists(told_later, min_size=8, max_size=30), batch=st.integers(1, 9), pauses=st.integers(3, 9))
def test_the_sums_are_those_of_the_tickets_one_by_one(reported_in_january: Town, facts, batch, pauses):
    """Facts in no order of time; asked by grid and by community, of whole months and of parts of them, as of the midst and the end."""
    town = reported_in_january
    for place, (name, step, day) in enumerate(facts):
        town.tell(name, told(step), at=FIRST + timedelta(days=day, hours=place % 7))
        if place % pauses == 0:
            town.run(batch)
    town.run(batch)
    for (since, until), at in product(PERIODS, MOMENTS):
        expected = one_by_one(town, start_of_day(since), start_of_day(until), at)
        rates = ticket_figures.rates(town.conn, [COMMUNITY], since, until, at)
        assert {row["grid"]: Counter({name: row[name] for name in RATES}) for row in rates} == {
            grid: Counter({name: counted[name] for name in RATES}) for grid, counted in expected.items() if counted
        }
        together = sum(expected.values(), Counter())
        for by in ("community", "place"):
            assert +summed(ticket_figures.rates(town.conn, [COMMUNITY], since, until, at, by=by), RATES) == +Counter(
                {name: together[name] for name in RATES}
            )
            counted = ticket_figures.counted(town.conn, [COMMUNITY], since, until, at, by=by)
            assert summed(counted, ("reported",))["reported"] == together["filed"]
            assert summed(counted, ("closed",))["closed"] == together["standing"]
        closed = closed_one_by_one(town, start_of_day(since), start_of_day(until), at)
        for by in ("community", "grid"):
            levels = ticket_figures.closed_levels(town.conn, [COMMUNITY], since, until, at, by=by)
            assert {row["grid"]: row["closed"] for row in levels} == Counter(None if by == "community" else grid for grid, _ in closed)
        assert sorted(row["took"] for row in ticket_figures.closed_times(town.conn, [COMMUNITY], since, until, at)) == sorted(
            took for _, took in closed
        )
        medians = ticket_figures.closed_medians(town.conn, [COMMUNITY], since, until, at)
        assert [(row["closed"], row["median"]) for row in medians] == ([(len(closed), median(t for _, t in closed))] if closed else [])
    report = rebuild(town.journal, town.dsn_project, [ticket_board.VIEW], check=True)
    assert [(one.table, one.differing) for one in report.tables if not one.equal] == []
