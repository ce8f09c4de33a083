"""A ticket as the tests of its chapters find it: reported on a Monday noon, due on Friday, accepted by the warden on duty."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from domain import ticket
from domain.ids import CommunityId, GridId, TicketId, WardenId
from domain.ticket import Handling, Scope
from domain.values import Sealed
from domain.work_time import CHINA, Timekeeping

TICKET, OTHER = TicketId("tkt-0007"), TicketId("tkt-0008")
TEXT = Sealed(subject=TICKET, key="k", box="…")
CLAUSE = "润州区实施意见（2014-04-24） 二（四）"
FRIDAY_NIGHT = datetime(2024, 5, 10, 16, tzinfo=UTC)  # midnight in China: the end of the fourth working day after
REPORTED = ticket.Reported(
    ticket=TICKET,
    community=CommunityId("com-321111001001"),
    number="20240506-007",
    channel="phone",
    category="sanitation",
    scope=Scope.GENERAL,
    building=None,
    place=None,
    grid=GridId("grd-east"),
    household=None,
    first_responder="desk-wang",
    responsible="zhao",
    warden=WardenId("wdn-zhao"),
    due_at=FRIDAY_NIGHT,
    clause="产品默认：4个工作日",
    text=TEXT,
    reporter=None,
)
ACCEPTED = ticket.Accepted(by="zhao", warden=WardenId("wdn-zhao"))
HANDLED = ticket.Handled(by="zhao", text=TEXT)
TOLD = ticket.FedBack(by="zhao", satisfaction=5, text=TEXT)
CLOSED = ticket.Closed(by="zhao", outcome="solved", level=ticket.Level.GRID)
APPROVAL = Handling.APPROVAL
OFFICE = ((time(8, 30), time(11, 30)), (time(14), time(17)))


def may(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of May 2024 in China; the 6th is a Monday."""
    return datetime(2024, 5, day, hour, minute, tzinfo=CHINA).astimezone(UTC)


def works(day: date) -> bool:
    """Monday to Friday; Saturday the 11th is worked instead of Thursday the 2nd (调休)."""
    return day == date(2024, 5, 11) or (day.isoweekday() <= 5 and day != date(2024, 5, 2))


WORKING_DAYS = Timekeeping("working_days", works, calendar="国历+1")
WORKING_HOURS = Timekeeping("working_hours", works, OFFICE, "国历+1")
