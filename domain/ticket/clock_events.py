"""The deadline's own story: asked, granted or refused, stopped, running again, breached. Stored formats.

Each carries `at`, the instant it speaks of, because the time used and left is computed from these events alone.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain.schema import event
from domain.ticket.events import Level
from domain.values import Sealed


class Change(StrEnum):
    """暂停 延期 退回 挂账: what may be asked for; each needs another person's approval."""

    PAUSE = "pause"
    EXTENSION = "extension"
    RETURN = "return"
    SHELVING = "shelving"


@event("ticket.clock_change_asked")
class ClockChangeAsked:
    """days: of the deadline's clock for an extension, calendar days for a pause or shelving; none for a return. text: why."""

    by: str
    change: Change
    days: int | None
    at: datetime
    text: Sealed


@event("ticket.clock_change_refused")
class ClockChangeRefused:
    by: str
    asked_by: str
    change: Change
    at: datetime


@event("ticket.clock_stopped")
class ClockStopped:
    """by: who approved. until: when it runs again by itself."""

    by: str
    asked_by: str
    change: Change
    at: datetime
    until: datetime


@event("ticket.clock_resumed", version=2)
class ClockResumed:
    """due_at: moved by the counted time that the clock stood; unchanged where it had run out before. by: a person, or the rule.

    calendar: its version where it was asked.
    """

    by: str
    at: datetime
    due_at: datetime | None
    calendar: str = ""


@event("ticket.deadline_extended", version=2)
class DeadlineExtended:
    by: str
    asked_by: str
    at: datetime
    was_due_at: datetime
    due_at: datetime
    calendar: str = ""


@event("ticket.returned")
class Returned:
    """Back to who dispatches: the deadline runs on."""

    by: str
    asked_by: str
    at: datetime
    responsible: str


@event("ticket.escalated")
class Escalated:
    """The deadline is breached: up one rung. rule: the clause that sends it up."""

    level: Level
    responsible: str
    due_at: datetime
    at: datetime
    rule: str


@event("ticket.interim_replied")
class InterimReplied:
    """Who asked is told that it went up and takes longer; the result still has to be told."""

    by: str
    at: datetime
    text: Sealed
