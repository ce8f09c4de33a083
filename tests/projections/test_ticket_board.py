from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from domain import ticket
from domain.ticket.clock_events import ClockResumed, ClockStopped, Escalated, InterimReplied
from projections import ticket_board
from projections.moments import CHINA
from tests.projections.town import COMMUNITY, Town, bld, grd, sealed

T = "tkt-0001"


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2024, 6, day, hour, tzinfo=CHINA)


def reported(number: int = 1, due: datetime | None = None, grid: int = 2, category: str = "sanitation") -> ticket.Reported:
    return ticket.Reported(
        ticket=f"tkt-{number:04d}",
        community=COMMUNITY,
        number=f"YAL-2024-{number:04d}",
        channel="hotline",
        category=category,
        scope=ticket.Scope.GENERAL,
        building=bld(4),
        place=None,
        grid=grd(grid),
        household=None,
        first_responder="desk_he",
        responsible="warden1",
        warden="wdn-0001",
        due_at=due,
        clause="润州 二（三）",
        text=sealed(f"tkt-{number:04d}"),
        reporter=None,
    )


@pytest.fixture
def told(town: Town) -> Town:
    """One ticket from report on the 1st to reopening on the 9th."""
    town.tell(T, reported(due=at(4)), at=at(1), by="desk_he")
    town.tell(T, ticket.Accepted(by="warden1", warden="wdn-0001"), at=at(2), by="warden1")
    town.tell(
        T, ticket.Dispatched(level=ticket.Level.COMMUNITY, responsible="committee", warden=None, reason="需协调"), at=at(3), by="warden1"
    )
    town.tell(T, ticket.MovedToGrid(from_grid=grd(2), to_grid=grd(3), plan="pln-0002", responsible="committee"), at=at(5, 0))
    town.tell(T, ticket.Handled(by="committee", text=sealed(T)), at=at(6))
    town.tell(T, ticket.FedBack(by="committee", satisfaction=4, text=sealed(T)), at=at(7))
    town.tell(T, ticket.Closed(by="committee", outcome="solved", level=ticket.Level.COMMUNITY), at=at(8))
    town.tell(T, ticket.Reopened(responsible="warden2", warden="wdn-0002", text=sealed(T)), at=at(9))
    town.run(batch=3)
    return town


@pytest.mark.parametrize(
    "when, status, responsible, grid, overdue",
    [
        (at(1), "reported", "warden1", 2, False),
        (at(2), "accepted", "warden1", 2, False),
        (at(4, 9), "accepted", "committee", 2, False),
        (at(4, 11), "accepted", "committee", 2, True),
        (date(2024, 6, 5), "accepted", "committee", 3, True),
        (at(8), "closed", "committee", 3, False),
        (at(9), "accepted", "warden2", 3, True),
    ],
)
def test_a_ticket_as_it_stood(told: Town, when, status, responsible, grid, overdue):
    found = ticket_board.ticket(told.conn, T, when)
    assert (found["status"], found["responsible"], found["grid_now"], found["is_overdue"]) == (status, responsible, grd(grid), overdue)
    assert (found["grid_then"], found["first_responder"], found["text"]["subject"]) == (grd(2), "desk_he", T)
    assert ticket_board.ticket(told.conn, "YAL-2024-0001", when) == found


def test_the_state_is_the_domains(told: Town):
    state = ticket.fold([one.body for one in told.journal.read(T)])
    found = ticket_board.ticket(told.conn, T)
    assert (found["status"], found["responsible"], found["level"], found["grid_now"], found["first_handler"]) == (
        state.status.value,
        state.responsible.who,
        state.responsible.level.value,
        state.grid,
        state.accepted_by,
    )
    assert (found["is_handled"], found["is_told"], found["closed_level"], found["times_reopened"]) == (state.handled, state.told, None, 1)


def test_before_its_report_there_is_no_ticket(told: Town):
    assert ticket_board.ticket(told.conn, T, at(1, 9)) is None
    assert ticket_board.ticket(told.conn, "tkt-none") is None


def test_every_step_names_who_did_it(told: Town):
    lines = ticket_board.history(told.conn, T)
    assert [line["name"].removeprefix("ticket.") for line in lines] == [
        "reported",
        "accepted",
        "dispatched",
        "moved_to_grid",
        "handled",
        "fed_back",
        "closed",
        "reopened",
    ]
    assert (lines[1]["actor"], lines[2]["reason"], lines[3]["plan"], lines[6]["outcome"]) == ("warden1", "需协调", "pln-0002", "solved")
    assert len(ticket_board.history(told.conn, "YAL-2024-0001", at(3))) == 3


def test_a_step_told_for_an_earlier_time_does_not_undo_the_later_one(told: Town):
    told.tell(T, ticket.Handled(by="warden2", text=sealed(T)), at=at(2))
    told.run()
    assert ticket_board.ticket(told.conn, T, at(9))["is_handled"] is True
    assert ticket_board.ticket(told.conn, T, at(3))["is_handled"] is False


def test_a_number_is_followed_as_it_was_misread_unless_that_could_be_either_of_two(town: Town):
    for place, suffix in enumerate(("A0B1CD", "XOILYZ", "XO1LYZ"), start=1):
        town.tell(f"tkt-{place:04d}", replace(reported(place), number=f"20240601-{suffix}"), at=at(1))
    town.run()

    def found(number: str) -> str | None:
        one = ticket_board.followed(town.conn, number, at(2))
        return one and str(one["number"])

    assert found("20240601-A0B1CD") == found("2024o601-aobicd") == found("20240601-AOBLCD") == "20240601-A0B1CD"
    assert [found(f"20240601-{each}") for each in ("XOILYZ", "XO1LYZ")] == ["20240601-XOILYZ", "20240601-XO1LYZ"]
    assert found("20240601-X011YZ") is None
    assert found("20240601-A0B1CE") is None


def test_the_board_pages_by_due_time_then_number(town: Town):
    dues = [at(9), None, at(5), at(5), None, at(2)]
    for number, due in enumerate(dues, start=1):
        town.tell(f"tkt-{number:04d}", reported(number, due), at=at(1))
    town.run()
    pages, after = [], None
    while page := ticket_board.board(town.conn, COMMUNITY, at=at(3), after=after, limit=2):
        pages.append([one["ticket"][-1] for one in page])
        after = page[-1]["ticket"]
    assert pages == [["6", "3"], ["4", "1"], ["2", "5"]]
    assert [one["ticket"] for one in ticket_board.board(town.conn, COMMUNITY, at=at(3), overdue=True)] == ["tkt-0006"]
    assert len(ticket_board.board(town.conn, COMMUNITY, at=at(3), overdue=False)) == 5


def test_the_board_is_narrowed(told: Town):
    told.tell("tkt-0002", reported(2, grid=1, category="culture"), at=at(2))
    told.run()

    def found(**asked):
        return [one["ticket"] for one in ticket_board.board(told.conn, COMMUNITY, **asked)]

    assert found(grids=[grd(3)]) == [T]
    assert found(grids=[grd(1), grd(3)]) == [T, "tkt-0002"]
    assert found(category="culture") == found(responsible="warden1") == ["tkt-0002"]
    assert found(status="closed") == []
    assert found(status="closed", at=at(8, 12)) == [T]
    assert found(status="open", at=at(8, 12)) == ["tkt-0002"]
    assert found(at=at(1)) == [T]
    assert found(grids=[]) == []


def test_open_tickets_and_tallies(told: Town):
    told.tell("tkt-0002", reported(2, at(20), grid=1), at=at(2))
    told.run()
    assert [one["ticket"] for one in ticket_board.open_tickets(told.conn, COMMUNITY)] == [T, "tkt-0002"]
    assert [one["ticket"] for one in ticket_board.open_in_grid(told.conn, grd(2), at(2))] == [T]
    assert ticket_board.open_in_grid(told.conn, grd(2), at(5)) == []
    tallies = {one["grid"]: (one["open"], one["overdue"], one["closed"]) for one in ticket_board.tallies(told.conn, COMMUNITY, at(8, 12))}
    assert tallies == {grd(1): (1, 0, 0), grd(3): (0, 0, 1)}


def test_the_board_knows_the_clock(told: Town):
    """Stopped from the 3rd to the 6th, extended, run out, gone up."""
    told.tell("tkt-0002", reported(2, due=at(4)), at=at(1))
    stop = ClockStopped(by="wang", asked_by="warden1", change=ticket.Change.SHELVING, at=at(3), until=at(9))
    told.tell("tkt-0002", stop, at=at(3))
    told.tell("tkt-0002", ClockResumed(by="warden1", at=at(6), due_at=at(7)), at=at(6))
    up = Escalated(level=ticket.Level.SUBDISTRICT, responsible="subdistrict:1", due_at=at(7), at=at(8), rule="润州 二（四）")
    told.tell("tkt-0002", up, at=at(8), by="clock")
    told.tell("tkt-0002", InterimReplied(by="desk_he", at=at(10), text=sealed("tkt-0002")), at=at(10))
    told.run(batch=2)

    def stood(when):
        found = ticket_board.ticket(told.conn, "tkt-0002", when)
        return found["due_at"], found["is_overdue"], found["stopped_until"], found["level"], found["responsible"]

    assert stood(at(5)) == (at(4), False, at(9), "grid", "warden1")
    assert stood(at(6, 12)) == (at(7), False, None, "grid", "warden1")
    assert stood(at(9)) == (at(7), True, None, "subdistrict", "subdistrict:1")
    assert [(one["ticket"], one["reply_owed_since"]) for one in ticket_board.unanswered(told.conn, COMMUNITY, at(9))] == [
        ("tkt-0002", at(8))
    ]
    assert ticket_board.unanswered(told.conn, COMMUNITY, at(11)) == []
    assert [one["ticket"] for one in ticket_board.due_clocks(told.conn, at(7))] == ["tkt-0001"]
    assert [one["ticket"] for one in ticket_board.due_clocks(told.conn, at(8))] == ["tkt-0001", "tkt-0002"]
    assert ticket_board.history(told.conn, "tkt-0002")[3]["reason"] == "润州 二（四）"
    assert [one["ticket"] for one in ticket_board.board(told.conn, COMMUNITY, at=at(9))] == ["tkt-0001", "tkt-0002"]


def test_tickets_nearby_are_those_of_the_building_or_within_so_many_metres(town: Town):
    here = (119.43, 32.19)
    for number, place in ((1, here), (2, (119.4303, 32.19)), (3, (119.44, 32.19))):
        town.tell(f"tkt-{number:04d}", replace(reported(number), building=None, place=place), at=at(number))
    town.tell("tkt-0004", reported(4), at=at(4))
    town.run()
    asked = {"building": bld(4), "place": here, "metres": 50.0, "since": at(1)}
    found = ticket_board.nearby(town.conn, COMMUNITY, **asked)
    assert [(one["ticket"], round(one["distance_m"])) for one in found] == [("tkt-0004", 0), ("tkt-0001", 0), ("tkt-0002", 28)]
    assert ticket_board.nearby(town.conn, COMMUNITY, **asked | {"since": at(5)}) == []
    assert ticket_board.nearby(town.conn, COMMUNITY, **asked, category="culture") == []
    assert [one["ticket"] for one in ticket_board.nearby(town.conn, COMMUNITY, **asked | {"place": None})] == ["tkt-0004"]


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_a_move_told_ahead_is_made_on_its_day_on_what_was_told_meanwhile(town: Town, batch: int):
    ahead = ticket.MovedToGrid(from_grid=grd(2), to_grid=grd(3), plan="pln-0002", responsible="warden3", warden="wdn-0003")
    meanwhile = (
        ticket.Accepted(by="warden1", warden="wdn-0001"),
        ticket.Dispatched(level=ticket.Level.COMMUNITY, responsible="committee", warden=None, reason="需协调"),
        ticket.Handled(by="committee", text=sealed(T)),
    )
    town.tell(T, reported(), at=at(1))
    town.tell(T, ahead, at=at(20, 0))
    for day, told in enumerate(meanwhile, start=2):
        town.tell(T, told, at=at(day))
    town.run(batch=batch)
    stood = [ticket_board.ticket(town.conn, T, at(day)) for day in (1, 2, 3, 19, 20)]
    assert [(one["responsible"], one["grid_now"]) for one in stood] == [
        ("warden1", grd(2)),
        ("warden1", grd(2)),
        ("committee", grd(2)),
        ("committee", grd(2)),
        ("committee", grd(3)),
    ]
    assert [one["status"] for one in stood] == ["reported", *["accepted"] * 4]
    assert len(ticket_board.history(town.conn, T)) == 5
