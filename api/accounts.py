"""Local accounts and sessions: argon2id passwords, opaque session ids kept as hashes, lock-out after failures."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from threading import BoundedSemaphore
from typing import Any

import psycopg
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.context import Actor
from api.problems import SignInRefused, TooManyAttempts
from domain import errors

ROLES = ("planner", "approver", "warden", "desk", "auditor", "reporter", "admin")
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
ATTEMPTS, ATTEMPTS_WITHIN = 5, timedelta(minutes=10)
# 19 MiB, two passes, one lane: OWASP's second choice, 53 ms on two small cores; a larger one lets a flood of sign-ins stop the box.
_HASHING = BoundedSemaphore(2)
_PASSWORDS = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))


class PasswordTooShort(errors.Invalid):
    """Facts: least."""

    code = "accounts.password_too_short"


class RoleUnknown(errors.Invalid):
    """Facts: known."""

    code = "accounts.role_unknown"


class AccountTaken(errors.Refused):
    code = "accounts.taken"


@dataclass(frozen=True)
class Session:
    token: str
    actor: Actor
    expires_at: datetime


@cache
def _sql(name: str) -> str:
    return resources.files("api").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


@cache
def _decoy() -> str:
    """Checked when the account does not exist, so that its absence takes as long as a wrong password."""
    return _PASSWORDS.hash(secrets.token_hex(16))


def open_account(
    connection: psycopg.Connection[Any],
    account: str,
    role: str,
    password: str,
    now: datetime,
    *,
    name: str = "",
    warden: str | None = None,
    communities: tuple[str, ...] = (),
) -> Actor:
    """Make an account. Raises RoleUnknown, PasswordTooShort (12 characters), AccountTaken."""
    if role not in ROLES:
        raise RoleUnknown(known=ROLES)
    if len(password) < 12:
        raise PasswordTooShort(least=12)
    row = (account, role, name or account, warden, list(communities), _PASSWORDS.hash(password), now)
    if connection.execute(_sql("account_open"), row).rowcount == 0:
        raise AccountTaken(account=account)
    return Actor(account, role, warden, communities, name or account)


def sign_in(connection: psycopg.Connection[Any], account: str, password: str, now: datetime) -> Session:
    """A new session. Raises SignInRefused, TooManyAttempts; both say the same whether or not the account exists."""
    account = account[:80]
    failed = connection.execute(_sql("failed_attempts"), (account, now - ATTEMPTS_WITHIN)).fetchone()
    if failed is not None and failed[0] >= ATTEMPTS:
        raise TooManyAttempts(retry_after_s=int(ATTEMPTS_WITHIN.total_seconds()))
    row = connection.execute(_sql("account_find"), (account,)).fetchone()
    with _HASHING:
        right = _PASSWORDS.verify(password[:200], row[-1] if row else _decoy())
    if row is None or not right:
        connection.execute(_sql("failed_attempt_note"), (account, now))
        raise SignInRefused()
    connection.execute(_sql("failed_attempts_forget"), (account,))
    return _open_session(connection, _actor(row), now)


def who_is(connection: psycopg.Connection[Any], token: str, now: datetime) -> Actor | None:
    """The actor of a live session, which it keeps alive; None when it is unknown, closed or idle too long."""
    row = connection.execute(_sql("session_touch"), {"hash": _hash(token), "now": now, "idle_since": now - IDLE}).fetchone()
    return _actor(row) if row else None


def sign_out(connection: psycopg.Connection[Any], token: str) -> None:
    connection.execute(_sql("session_close"), (_hash(token),))


def accounts(connection: psycopg.Connection[Any]) -> list[Actor]:
    return [_actor(row) for row in connection.execute(_sql("account_list")).fetchall()]


def _open_session(connection: psycopg.Connection[Any], actor: Actor, now: datetime) -> Session:
    token = secrets.token_urlsafe(32)
    connection.execute(_sql("session_open"), (_hash(token), actor.account, now, now, now + LONGEST))
    return Session(token, actor, now + LONGEST)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _actor(row: tuple[Any, ...]) -> Actor:
    account, role, name, warden, communities = row[:5]
    return Actor(account, role, warden, tuple(communities), name)
