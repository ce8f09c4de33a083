"""Reminders: what the clock reminded whom of, day by day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import psycopg

from domain import reminder
from projections.records import stamp
from projections.sheets import Sheet, Sheets
from projections.statements import Row, rows

if TYPE_CHECKING:
    from domain.journal import Recorded

NAME = "reminders"


def _key(one: Recorded) -> tuple[str]:
    return (f"{one.stream}/{one.version}",)


def _row(one: Recorded, key: str, before: Row | None) -> Row:
    told = one.body
    return {
        "reminder": key,
        "community": told.community,
        "on_day": told.on.isoformat(),
        "kind": told.kind.value,
        "subject": told.subject,
        "due_at": stamp(told.due_at),
        "told": told.to,
        "warden": told.warden,
        "clause": told.clause,
        "raised_at": stamp(one.meta.effective_at),
    }


VIEW = Sheets(NAME, 1, (Sheet("reminders_reminder", "reminder", (reminder.Raised,), _row, _key),))


def of_day(conn: psycopg.Connection, community: str, on: date, warden: str | None = None) -> list[Row]:
    """In order of what is due first. warden: his alone."""
    return rows(conn, NAME, "of_day", community=community, on=on, warden=warden)
