"""What the log of the door is told at a start: settings and files of profiles that are in force from now on, accounts untold so far."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from api.access import held, in_force
from api.access.record import OFFICE, note
from api.access.statements import sql
from api.settings import Settings
from domain import policy_file


def note_start(connection: psycopg.Connection[Any], policies: Path | None, now: datetime) -> None:
    """policies: the office's folder. Nothing is written where it was told already."""
    with connection.transaction():
        files = policy_file.digests(policies)
        if noted(connection) != files:
            note(connection, "profiles_in_force", None, now, OFFICE, profiles=files)
        for one in held.held(connection):
            if untold := one.untold():
                note(connection, "account_held", one.account, now, OFFICE, held={part: one.digest(part) for part in untold})


def note_settings(connection: psycopg.Connection[Any], settings: Settings, now: datetime) -> None:
    """connection: of the service's role. Nothing is written where they are those of the start before."""
    with connection.transaction():
        told = in_force.settings_told(settings, connection)
        before = settings_noted(connection)
        if before is None or before[0] != told:
            note(connection, "settings_in_force", None, now, OFFICE, settings=told)


def settings_noted(connection: psycopg.Connection[Any]) -> tuple[dict[str, Any], datetime] | None:
    """Those that the server runs with, and since when; None: none were ever told of."""
    row = connection.execute(sql("settings_noted")).fetchone()
    return (row[0], row[1]) if row else None


def noted(connection: psycopg.Connection[Any]) -> dict[str, str] | None:
    """Digests of the files at the last start; None: none was ever told of."""
    row = connection.execute(sql("profiles_noted")).fetchone()
    return row[0] if row else None


def changed(connection: psycopg.Connection[Any], policies: Path | None) -> list[str]:
    """Names of profiles whose files are not those of the last start."""
    before, now = noted(connection) or {}, policy_file.digests(policies)
    return sorted(name for name in before.keys() | now.keys() if before and before.get(name) != now.get(name))
