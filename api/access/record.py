"""The log of the door: who signed in or failed to, whose password, role or second factor changed, which accounts were opened or closed."""

from __future__ import annotations

import getpass
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from api.access.held import changed_by
from api.access.statements import sql

Act = Literal[
    "account_opened",
    "account_closed",
    "account_reopened",
    "role_changed",
    "signed_in",
    "sign_in_failed",
    "locked_out",
    "lock_lifted",
    "signed_out",
    "signed_out_elsewhere",
    "sign_out_refused",
    "sessions_ended",
    "password_changed",
    "password_reset",
    "password_set_by_code",
    "second_factor_set",
    "second_factor_removed",
    "identity_linked",
    "identity_unlinked",
    "account_held",
    "recovery_code_used",
    "profiles_in_force",
    "settings_in_force",
]
ADDRESS_LONGEST, AGENT_LONGEST = 45, 120


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a call comes from. actor: who does it, where that is not the account itself."""

    address: str = ""
    agent: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: datetime
    account: str | None
    act: Act
    actor: str
    address: str
    told: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


NOWHERE, OFFICE = Whence(), Whence(actor="office")
"""Nobody asked where from; what the installation itself does when it is set up."""


def console() -> Whence:
    """Whoever sits at the command line."""
    return Whence("console", actor=f"console:{getpass.getuser()}")


def note(connection: psycopg.Connection[Any], act: Act, account: str | None, now: datetime, whence: Whence, **told: Any) -> None:
    """In the caller's transaction, after the change: what is refused to the log does not happen. told: never a secret."""
    actor = whence.actor or account or ""
    if account is not None and (held := changed_by(connection, act, account)):
        told["held"] = held
    connection.execute(sql("log_note"), (now, account, act, actor, whence.address[:ADDRESS_LONGEST], Jsonb(told)))


def entries(
    connection: psycopg.Connection[Any],
    *,
    account: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Newest first. account: whose, or who did it; before: the id at which the page before ended."""
    given = {"account": account, "since": since, "until": until, "before": before, "limit": limit}
    with connection.cursor(row_factory=class_row(Entry)) as cursor:
        return cursor.execute(sql("log_read"), given).fetchall()
