"""Rows of the affairs: each opened by one event of a ticket, settled by another of the same kind and key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg

from domain import ticket
from domain.ticket import appointments, approval, clock_events, costs, emergency, links, papers, proxy, questions
from projections.records import Records, stamp
from projections.statements import Row, put, statement

if TYPE_CHECKING:
    from domain.journal import Recorded

KINDS = (
    "clock_change",
    "pause",
    "shelving",
    "papers",
    "proxy",
    "appointment",
    "contribution",
    "approval",
    "team",
    "superior",
    "joint_action",
    "question",
    "follow_up",
)
STOPS = ("pause", "shelving")


class TicketAffairs:
    name = "ticket_affairs"
    version = 3
    tables = ("ticket_affairs_ticket", "ticket_affairs_place", "ticket_affairs_affair")

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(statement(self.name, "tables"))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        told = [one for one in batch if one.name.startswith("ticket.")]
        if told:
            _Affairs(conn, sorted({one.stream for one in told})).tell(told)
            put(conn, self.name, "put_places", [place for one in told for place in _placed(one)])


def _placed(one: Recorded) -> list[tuple[str, int, datetime, str | None]]:
    """A plan decided ahead moves the ticket on its day, not before."""
    match one.body:
        case ticket.Reported(grid=grid) | ticket.MovedToGrid(to_grid=grid):
            return [(one.stream, one.position, one.meta.effective_at, grid)]
    return []


class _Affairs:
    """The affairs a batch touches: those that run on its tickets, and those it opens."""

    def __init__(self, conn: psycopg.Connection, streams: list[str]) -> None:
        found = [affair for (affair,) in conn.execute(statement("ticket_affairs", "unsettled"), (streams,)).fetchall()]
        self._rows = Records(conn, "ticket_affairs_affair", "affair", found)
        self._tickets = Records(conn, "ticket_affairs_ticket", "ticket", streams)
        self._running = {(row["ticket"], row["kind"], row["key"]): row["affair"] for row in self._rows.rows.values()}

    def tell(self, batch: Sequence[Recorded]) -> None:
        for one in batch:
            if isinstance(one.body, ticket.Reported):
                self._tickets.add(_ticket(one.body, one))
            for kind, key, settled in _settled(one):
                self._settle(one, kind, key, settled)
            if opened := _opened(one, self._tickets.rows[one.stream]["kind"]):
                self._open(one, opened)
        self._tickets.save()
        self._rows.save()

    def _open(self, one: Recorded, opened: Row) -> None:
        of_kind = (one.stream, opened["kind"], opened["key"])
        if opened["kind"] == "contribution" and of_kind in self._running:
            self._contributed(self._running[of_kind], one, opened["amount_fen"], 0)
            return
        row = _BLANK | {"affair": f"{one.stream}/{one.position}", "ticket": one.stream, "position": one.position} | opened
        row |= {"community": self._tickets.rows[one.stream]["community"], "opened_by": one.meta.actor, "opened_at": _when(one)}
        self._rows.add(row)
        self._running[of_kind] = row["affair"]

    def _settle(self, one: Recorded, kind: str, key: str, settled: Row) -> None:
        affair = self._running.get((one.stream, kind, key))
        if affair is None:
            return
        if kind == "contribution":
            self._contributed(affair, one, self._rows.rows[affair]["amount_fen"], settled["fen"])
            return
        self._rows.touch(affair, settled_at=_when(one), settled_by=getattr(one.body, "by", one.meta.actor), **settled)
        del self._running[one.stream, kind, key]

    def _contributed(self, affair: str, one: Recorded, pledged: int, fen: int) -> None:
        """Settled when all that is pledged is paid; running again when more is pledged."""
        paid = self._rows.rows[affair]["settled_fen"] + fen
        settled = (_when(one), one.meta.actor, "paid") if paid >= pledged else (None, None, None)
        when = dict(zip(("settled_at", "settled_by", "outcome"), settled, strict=True))
        self._rows.touch(affair, amount_fen=pledged, settled_fen=paid, **when)


def _ticket(told: ticket.Reported, one: Recorded) -> Row:
    named = {"number": told.number, "category": told.category, "kind": told.kind.value}
    return {"ticket": one.stream, "community": told.community, **named, "position": one.position}


def _when(one: Recorded) -> str:
    return stamp(getattr(one.body, "at", one.meta.effective_at))


_BLANK: Row = dict.fromkeys(("detail", "body", "due_at", "amount_fen", "settled_fen", "settled_at", "settled_by", "outcome"))


def _affair(kind: str, key: str = "", body: str | None = None, due: datetime | None = None, **more: Any) -> Row:
    return {"kind": kind, "key": key, "body": body, "due_at": due and stamp(due)} | more


def _opened(one: Recorded, kind: str) -> Row | None:
    match one.body:
        case clock_events.ClockChangeAsked() as told:
            return _affair("clock_change", body=told.by, detail=told.change.value)
        case clock_events.ClockStopped() as told:
            return _affair(told.change.value, body=told.asked_by, due=told.until)
        case papers.PapersAsked():
            return _affair("papers")
        case proxy.ProxyOpened() as told:
            return _affair("proxy", body=told.proxy, detail=told.mode.value)
        case ticket.Closed() if kind == ticket.Kind.VOLUNTEER:
            return _affair("follow_up")
    return _opened_with_others(one)


def _opened_with_others(one: Recorded) -> Row | None:
    """With a payer, a team, a body, a section or an hour."""
    match one.body:
        case appointments.AppointmentBooked() as told:
            return _affair("appointment", stamp(told.starts_at), told.attendant, told.starts_at)
        case costs.ContributionPledged() as told:
            return _affair("contribution", told.payer, told.payer, amount_fen=told.fen, settled_fen=0)
        case approval.ApprovalForwarded() as told:
            return _affair("approval", body=told.authority)
        case emergency.EmergencyDeclared():
            return _affair("superior")
        case emergency.TeamDispatched() as told:
            return _affair("team", told.team, told.team)
        case links.JointActionOpened() as told:
            return _affair("joint_action", body=told.lead)
        case questions.ExpertAsked() as told:
            return _affair("question", body=told.section)
    return None


def _settled(one: Recorded) -> list[tuple[str, str, Row]]:
    match one.body:
        case clock_events.ClockChangeRefused():
            return [("clock_change", "", {"outcome": "refused"})]
        case clock_events.ClockStopped() | clock_events.DeadlineExtended() | clock_events.Returned():
            return [("clock_change", "", {"outcome": "approved"})]
        case clock_events.ClockResumed():
            return [(kind, "", {"outcome": "resumed"}) for kind in STOPS]
        case ticket.Closed():  # a closed ticket's clock neither stands nor waits
            return [(kind, "", {"outcome": "closed"}) for kind in ("clock_change", *STOPS)]
        case papers.PapersBrought():
            return [("papers", "", {"outcome": "brought"})]
        case proxy.ProxyClosed():
            return [("proxy", "", {"outcome": "closed"})]
    return _settled_with_others(one)


def _settled_with_others(one: Recorded) -> list[tuple[str, str, Row]]:
    match one.body:
        case appointments.AppointmentKept(starts_at=starts_at):
            return [("appointment", stamp(starts_at), {"outcome": "kept"})]
        case appointments.AppointmentMissed(starts_at=starts_at, absent=absent):
            return [("appointment", stamp(starts_at), {"outcome": f"missed_by_{absent.value}"})]
        case costs.ContributionPaid(payer=payer, fen=fen):
            return [("contribution", payer, {"fen": fen})]
        case approval.ApprovalDecided(granted=granted):
            return [("approval", "", {"outcome": "granted" if granted else "refused"})]
        case emergency.TeamArrived(team=team):
            return [("team", team, {"outcome": "arrived"})]
        case emergency.SuperiorNotified():
            return [("superior", "", {"outcome": "notified"})]
        case links.JointActionClosed():
            return [("joint_action", "", {"outcome": "closed"})]
        case questions.ExpertAnswered():
            return [("question", "", {"outcome": "answered"})]
        case questions.FollowedUp():
            return [("follow_up", "", {"outcome": "followed_up"})]
    return []
