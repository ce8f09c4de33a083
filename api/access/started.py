"""What the log of the door is told at a start: files of profiles that are in force from now on, accounts of which it never told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from api.access import held
from api.access.record import OFFICE, note
from api.access.statements import sql
from domain import policy_file


def note_start(connection: psycopg.Connection[Any], policies: Path | None, now: datetime) -> None:
    """policies: the office's folder. Nothing is written where it was told already."""
    with connection.transaction():
        in_force = policy_file.digests(policies)
        if noted(connection) != in_force:
            note(connection, "profiles_in_force", None, now, OFFICE, profiles=in_force)
        for one in held.held(connection):
            if untold := one.untold():
                note(connection, "account_held", one.account, now, OFFICE, held={part: one.digest(part) for part in untold})


def noted(connection: psycopg.Connection[Any]) -> dict[str, str] | None:
    """Digests of the files at the last start; None: none was ever told of."""
    row = connection.execute(sql("profiles_noted")).fetchone()
    return row[0] if row else None


def changed(connection: psycopg.Connection[Any], policies: Path | None) -> list[str]:
    """Names of profiles whose files are not those of the last start."""
    before, now = noted(connection) or {}, policy_file.digests(policies)
    return sorted(name for name in before.keys() | now.keys() if before and before.get(name) != now.get(name))
