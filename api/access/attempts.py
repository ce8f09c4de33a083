"""Guessing: how many failures lock what, and for whom.

An account is locked for the address that failed, so that a stranger's guesses keep nobody out who signs in from elsewhere, and no live
session ends. Guesses from many addresses lock it slowly for addresses it never signed in from; guesses at many accounts lock the address
out of those that never signed in from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import dict_row

from api.access.record import Whence, note
from api.access.statements import sql
from api.problems import TooManyAttempts
from domain.errors import Refused

ATTEMPTS, ATTEMPTS_WITHIN = 5, timedelta(minutes=10)
ATTEMPTS_FROM_ANYWHERE = 50
KNOWN_FOR = timedelta(days=30)
KEPT = timedelta(days=1)


class NotLocked(Refused):
    """No failure of the account is remembered: there is nothing to lift."""

    code = "accounts.not_locked"


@dataclass(frozen=True)
class Lock:
    """An account that may not sign in from an address for a while. until: when the first of the failures is forgotten."""

    account: str
    address: str
    failures: int
    last_at: datetime
    until: datetime


def require_allowance(connection: psycopg.Connection[Any], account: str, address: str, now: datetime) -> None:
    """Raises TooManyAttempts, which says the same whether or not the account exists."""
    if _failed(connection, account, address, now) >= ATTEMPTS or _is_besieged(connection, account, address, now):
        raise TooManyAttempts(retry_after_s=int(ATTEMPTS_WITHIN.total_seconds()))


def note_failure(connection: psycopg.Connection[Any], account: str, address: str, now: datetime) -> bool:
    """True when this one locks the account for the address. Failures of days gone by are forgotten here."""
    connection.execute(sql("failed_attempt_note"), {"account": account, "address": address, "now": now, "forgotten": now - KEPT})
    return _failed(connection, account, address, now) == ATTEMPTS


def forget(connection: psycopg.Connection[Any], account: str, address: str) -> None:
    connection.execute(sql("failed_attempts_forget"), (account, address))


def locked(connection: psycopg.Connection[Any], now: datetime) -> list[Lock]:
    """Accounts that there are; the one guessed at last first. What was typed and is no account's name is told to nobody."""
    given = {"since": now - ATTEMPTS_WITHIN, "most": ATTEMPTS}
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(sql("failed_attempts_locking"), given).fetchall()
    return [Lock(until=row.pop("hinges_on") + ATTEMPTS_WITHIN, **row) for row in found]


def lift(connection: psycopg.Connection[Any], account: str, now: datetime, whence: Whence) -> None:
    """The account may sign in again at once, from everywhere. Raises NotLocked."""
    with connection.transaction():
        forgotten = connection.execute(sql("failed_attempts_lift"), (account,)).rowcount
        if not forgotten:
            raise NotLocked()
        note(connection, "lock_lifted", account, now, whence, failures=forgotten)


def _failed(connection: psycopg.Connection[Any], account: str, address: str, now: datetime) -> int:
    row = connection.execute(sql("failed_attempts"), (account, address, now - ATTEMPTS_WITHIN)).fetchone()
    return row[0] if row else 0


def _is_besieged(connection: psycopg.Connection[Any], account: str, address: str, now: datetime) -> bool:
    given = {
        "account": account,
        "address": address,
        "since": now - ATTEMPTS_WITHIN,
        "known_since": now - KNOWN_FOR,
        "most": ATTEMPTS_FROM_ANYWHERE,
    }
    row = connection.execute(sql("failed_attempts_anywhere"), given).fetchone()
    return bool(row and row[0])
