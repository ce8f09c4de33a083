"""Nothing begun on a ticket is forgotten: each affair is open from one event to the other, and a rebuild says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from domain import ticket
from domain.ticket import appointments, approval, clock_events, costs, emergency, links, papers, proxy, questions
from projections import ticket_affairs
from projections.moments import CHINA
from tests.projections.test_ticket_board import reported
from tests.projections.town import COMMUNITY, Town, grd, sealed

T = "tkt-0001"
S = sealed(T)
L, N = "li.na", "chen.jing"


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2024, 6, day, hour, tzinfo=CHINA)


BOOKED = appointments.AppointmentBooked(starts_at=at(5), ends_at=at(5, 11), attendant=N, outside_hours=True, by=L, at=at(2))
FORWARDED = approval.ApprovalForwarded(authority="subdistrict:1", by=N, at=at(2))
JOINT = links.JointActionOpened(lead="a-body", bodies=("a-body", "b-body"), parts=("tkt-0008", "tkt-0009"), by=L, at=at(2))
STOP = clock_events.ClockStopped(by=L, asked_by=N, change=ticket.Change.SHELVING, at=at(2), until=at(20))
STORIES = {
    "clock_change": (
        clock_events.ClockChangeAsked(by=N, change=ticket.Change.EXTENSION, days=2, at=at(2), text=S),
        clock_events.ClockChangeRefused(by=L, asked_by=N, change=ticket.Change.EXTENSION, at=at(5)),
        (N, "refused"),
    ),
    "shelving": (STOP, clock_events.ClockResumed(by=L, at=at(5), due_at=at(9)), (N, "resumed")),
    "papers": (
        papers.PapersAsked(by=N, count=2, at=at(2), allowed_by=None, text=S),
        papers.PapersBrought(by=N, at=at(5)),
        (None, "brought"),
    ),
    "proxy": (proxy.ProxyOpened(mode=proxy.Mode.WHOLE, proxy=N, by=L, at=at(2)), proxy.ProxyClosed(by=N, at=at(5)), (N, "closed")),
    "appointment": (BOOKED, appointments.AppointmentKept(starts_at=at(5), by=N, at=at(5)), (N, "kept")),
    "approval": (FORWARDED, approval.ApprovalDecided(granted=False, by=L, at=at(5), text=S), ("subdistrict:1", "refused")),
    "superior": (
        emergency.EmergencyDeclared(by=N, at=at(2), text=S),
        emergency.SuperiorNotified(superior="subdistrict:1", by=L, at=at(5)),
        (None, "notified"),
    ),
    "team": (
        emergency.TeamDispatched(team="a-team", by=L, at=at(2)),
        emergency.TeamArrived(team="a-team", by=N, at=at(5)),
        ("a-team", "arrived"),
    ),
    "joint_action": (JOINT, links.JointActionClosed(by=L, at=at(5)), ("a-body", "closed")),
    "question": (
        questions.ExpertAsked(section="registration", by=N, at=at(2), text=S),
        questions.ExpertAnswered(by="section", at=at(5), text=S),
        ("registration", "answered"),
    ),
}


@pytest.mark.parametrize("kind", sorted(STORIES))
@pytest.mark.parametrize("batch", [1, 100])
def test_an_affair_runs_from_its_beginning_to_its_end(town: Town, kind: str, batch: int):
    begun, ended, (body, outcome) = STORIES[kind]
    town.tell(T, reported(), at=at(1))
    town.tell(T, begun, at=at(2))
    town.tell(T, ended, at=at(5))
    town.run(batch=batch)
    (one,) = ticket_affairs.affairs(town.conn, COMMUNITY, kind=kind, running=True, at=at(4))
    assert (one["body"], one["opened_at"], one["settled_at"], one["number"]) == (body, at(2), None, "YAL-2024-0001")
    assert ticket_affairs.affairs(town.conn, COMMUNITY, kind=kind, at=at(1)) == []
    assert ticket_affairs.affairs(town.conn, COMMUNITY, kind=kind, running=True) == []
    (after,) = ticket_affairs.affairs(town.conn, ticket=T, kind=kind)
    assert (after["settled_at"], after["outcome"]) == (at(5), outcome)


def test_every_kind_of_affair_is_shown_here():
    assert set(STORIES) | {"pause", "contribution", "follow_up"} == set(ticket_affairs.KINDS)


@pytest.mark.rule("E10")
@pytest.mark.parametrize("batch", [1, 100])
def test_a_contribution_is_settled_when_all_of_it_is_paid(town: Town, batch: int):
    """7500 yuan: 5000 of the residents, 2500 of the community's fund."""
    town.tell(T, reported(), costs.CostEstimated(fen=750_000, by=L, at=at(2)), at=at(1))
    for payer, fen in (("residents", 500_000), ("community_fund", 250_000)):
        town.tell(T, costs.ContributionPledged(payer=payer, fen=fen, by=L, at=at(2)), at=at(2))
    for payer, fen in (("residents", 200_000), ("residents", 300_000), ("community_fund", 100_000)):
        town.tell(T, costs.ContributionPaid(payer=payer, fen=fen, by=L, at=at(3)), at=at(3))
    town.run(batch=batch)
    found = {one["key"]: (one["amount_fen"], one["settled_fen"], one["outcome"]) for one in ticket_affairs.affairs(town.conn, ticket=T)}
    assert found == {"residents": (500_000, 500_000, "paid"), "community_fund": (250_000, 100_000, None)}
    town.tell(T, costs.ContributionPledged(payer="residents", fen=600_000, by=L, at=at(4)), at=at(4))
    town.run(batch=batch)
    running = ticket_affairs.affairs(town.conn, ticket=T, running=True)
    assert {one["key"]: one["settled_fen"] for one in running} == {"residents": 500_000, "community_fund": 100_000}


@pytest.mark.rule("R21")
def test_a_volunteers_work_waits_for_a_follow_up_when_it_is_closed(town: Town):
    town.tell(T, replace(reported(), kind=ticket.Kind.VOLUNTEER), at=at(1))
    town.tell(T, ticket.Closed(by=N, outcome="helped", level=ticket.Level.GRID), at=at(3))
    town.tell("tkt-0002", reported(2), at=at(1))
    town.tell("tkt-0002", ticket.Closed(by=N, outcome="solved", level=ticket.Level.GRID), at=at(3))
    town.run()
    assert [one["ticket"] for one in ticket_affairs.affairs(town.conn, COMMUNITY, kind="follow_up", running=True)] == [T]
    town.tell(T, questions.FollowedUp(by=L, at=at(4), satisfaction=5, text=S), at=at(4))
    town.run()
    assert ticket_affairs.affairs(town.conn, COMMUNITY, kind="follow_up", running=True) == []


def test_a_close_ends_what_its_clock_waited_for_and_a_grid_that_changes_takes_the_affair_along(town: Town):
    town.tell(T, reported(), STOP, at=at(1))
    town.tell(T, ticket.MovedToGrid(from_grid=grd(2), to_grid=grd(3), plan="pln-0002", responsible="x"), at=at(3))
    town.run()
    assert [one["grid_now"] for one in ticket_affairs.affairs(town.conn, grids=[grd(3)])] == [grd(3)]
    town.tell(T, ticket.Closed(by=N, outcome="solved", level=ticket.Level.GRID), at=at(6))
    town.run()
    assert [one["outcome"] for one in ticket_affairs.affairs(town.conn, ticket=T)] == ["closed"]
