"""Guessing: how many failures lock what, and for whom.

An account is locked for the address that failed, so that a stranger's guesses keep nobody out who signs in from elsewhere, and no live
session ends. Guesses from many addresses lock it slowly for addresses it never signed in from; guesses at many accounts lock the address
out of those that never signed in from there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg

from api.access.statements import sql
from api.problems import TooManyAttempts

ATTEMPTS, ATTEMPTS_WITHIN = 5, timedelta(minutes=10)
ATTEMPTS_FROM_ANYWHERE = 50
KNOWN_FOR = timedelta(days=30)
KEPT = timedelta(days=1)


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
