"""Accounts: who may sign in, in which role, and how they come to a password. Everything done here stands in the log of the door."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from api.access import passwords, sessions
from api.access.attempts import forget, note_failure, require_allowance
from api.access.record import OFFICE, Whence, note
from api.access.sessions import Session, actor_of
from api.access.statements import sql
from api.context import Actor, random_key
from api.problems import SignInRefused
from domain import errors

ROLES = ("planner", "approver", "warden", "desk", "auditor", "reporter", "admin")
CODE_HOLDS = timedelta(hours=24)


class RoleUnknown(errors.Invalid):
    """Facts: known."""

    code = "accounts.role_unknown"


class AccountTaken(errors.Refused):
    code = "accounts.taken"


class AccountUnknown(errors.Unknown):
    """There is none of this name, or not in the state that this needs: open to be closed, closed to be reopened."""

    code = "accounts.unknown"


class OwnAccount(errors.Refused):
    """Nobody administers the own account: its role, closing, reset and second factor are another administrator's, or the console's."""

    code = "accounts.own_account"


class CodeRefused(errors.Forbidden):
    """Wrong, used, or older than a day."""

    code = "accounts.code_refused"


@dataclass(frozen=True)
class Standing:
    """An account as it stands in the list. sessions: live ones. code_until: a code that sets a password is out, and not used yet."""

    actor: Actor
    is_open: bool
    has_password: bool
    has_second_factor: bool
    sessions: int
    signed_in_at: datetime | None
    code_until: datetime | None


@dataclass(frozen=True)
class Code:
    """What sets one new password. It is shown once and kept as a hash."""

    code: str
    until: datetime


def open_account(
    connection: psycopg.Connection[Any],
    account: str,
    role: str,
    password: str | None,
    now: datetime,
    *,
    name: str = "",
    warden: str | None = None,
    communities: tuple[str, ...] = (),
    whence: Whence = OFFICE,
) -> Actor:
    """password: None for an account whose owner sets it by a code (`reset`).

    Raises RoleUnknown, AccountTaken, and what `passwords.require_good` raises.
    """
    _require_role(role)
    if password is not None:
        passwords.require_good(password, account, name)
    row = (account, role, name or account, warden, list(communities), password and passwords.hashed(password), now)
    with connection.transaction():
        if connection.execute(sql("account_open"), row).rowcount == 0:
            raise AccountTaken(account=account)
        note(connection, "account_opened", account, now, whence, role=role)
    return Actor(account, role, warden, communities, name or account)


def close(connection: psycopg.Connection[Any], account: str, now: datetime, whence: Whence) -> None:
    """Out at once: its sessions end. Raises AccountUnknown."""
    with connection.transaction():
        _changed(connection, sql("account_close"), (now, account))
        note(connection, "account_closed", account, now, whence, ended=sessions.end_all(connection, account))


def reopen(connection: psycopg.Connection[Any], account: str, now: datetime, whence: Whence) -> None:
    """Raises AccountUnknown."""
    with connection.transaction():
        _changed(connection, sql("account_reopen"), (account,))
        note(connection, "account_reopened", account, now, whence)


def change_role(connection: psycopg.Connection[Any], account: str, role: str, now: datetime, whence: Whence) -> None:
    """Sessions end, so that none goes on under the former role. Raises RoleUnknown, AccountUnknown."""
    _require_role(role)
    with connection.transaction():
        before = find(connection, account)
        connection.execute(sql("account_role"), {"role": role, "account": account})
        sessions.end_all(connection, account)
        note(connection, "role_changed", account, now, whence, before=before.role, role=role)


def map_role(
    connection: psycopg.Connection[Any], actor: Actor, role: str, communities: tuple[str, ...], now: datetime, whence: Whence
) -> Actor:
    """As an OpenID provider's word gives them; where they are others than before, sessions end, so that none goes on under the former."""
    if (role, set(communities)) == (actor.role, set(actor.communities)):
        return actor
    with connection.transaction():
        connection.execute(sql("account_mapped"), {"role": role, "communities": list(communities), "account": actor.account})
        ended = sessions.end_all(connection, actor.account)
        note(connection, "role_changed", actor.account, now, whence, before=actor.role, role=role, means="oidc", ended=ended)
    return find(connection, actor.account)


def reset(connection: psycopg.Connection[Any], account: str, now: datetime, whence: Whence) -> Code:
    """The password is taken away, sessions end; the code, handed over in person, sets one anew. Raises AccountUnknown."""
    code = Code(random_key(), now + CODE_HOLDS)
    with connection.transaction():
        _changed(connection, sql("password_reset"), (_hash(code.code), code.until, account))
        note(connection, "password_reset", account, now, whence, ended=sessions.end_all(connection, account))
    return code


def set_by_code(connection: psycopg.Connection[Any], account: str, code: str, password: str, now: datetime, whence: Whence) -> None:
    """A code is taken once; wrong ones count as failed sign-ins.

    Raises CodeRefused, TooManyAttempts, and what `passwords.require_good` raises, the code then stays.
    """
    require_allowance(connection, account, whence.address, now)
    with connection.transaction():
        row = connection.execute(sql("reset_find"), (account, _hash(code), now)).fetchone()
        if row is not None:
            passwords.require_good(password, account, row[2])
            connection.execute(sql("password_set"), (passwords.hashed(password), account))
            forget(connection, account, whence.address)
            note(connection, "password_set_by_code", account, now, whence)
    if row is None:
        note_failed(connection, account, now, whence)
        raise CodeRefused()


def change_password(
    connection: psycopg.Connection[Any], actor: Actor, old: str, new: str, now: datetime, whence: Whence, live: sessions.Live
) -> Session:
    """All sessions of the account end, and the caller's goes on under a new token.

    Raises SignInRefused, TooManyAttempts, and what `passwords.require_good` raises.
    """
    require_password(connection, actor.account, old, now, whence)
    passwords.require_good(new, actor.account, actor.name)
    with connection.transaction():
        connection.execute(sql("password_set"), (passwords.hashed(new), actor.account))
        ended = sessions.end_all(connection, actor.account)
        note(connection, "password_changed", actor.account, now, whence, ended=ended)
        return sessions.open_session(connection, actor, now, whence, live.means, is_narrow=live.is_narrow)


def require_password(connection: psycopg.Connection[Any], account: str, password: str, now: datetime, whence: Whence) -> Actor:
    """The open account of that name and password. Raises SignInRefused, TooManyAttempts; both say the same whether or not it exists."""
    require_allowance(connection, account, whence.address, now)
    row = connection.execute(sql("account_find"), (account,)).fetchone()
    if not passwords.matches(password, row and row[-1]) or row is None:
        note_failed(connection, account, now, whence)
        raise SignInRefused()
    return actor_of(row)


def note_failed(connection: psycopg.Connection[Any], account: str, now: datetime, whence: Whence) -> None:
    """A name that no account has may be a password in the wrong field: the log does not keep it."""
    known = account if connection.execute(sql("account_exists"), (account,)).fetchone() else None
    with connection.transaction():
        note(connection, "sign_in_failed", known, now, whence)
        if note_failure(connection, account, whence.address, now):
            note(connection, "locked_out", known, now, whence)


def find(connection: psycopg.Connection[Any], account: str) -> Actor:
    """Open or closed. Raises AccountUnknown."""
    row = connection.execute(sql("account_exists"), (account,)).fetchone()
    if row is None:
        raise AccountUnknown()
    return actor_of(row)


def accounts(connection: psycopg.Connection[Any], now: datetime) -> list[Standing]:
    found = connection.execute(sql("account_list"), {"now": now, "idle_since": now - sessions.IDLE}).fetchall()
    return [Standing(actor_of(row), *row[5:]) for row in found]


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise RoleUnknown(known=ROLES)


def _changed(connection: psycopg.Connection[Any], statement: str, given: tuple[Any, ...]) -> None:
    if connection.execute(statement, given).rowcount == 0:
        raise AccountUnknown()


def _hash(code: str) -> bytes:
    """80 random bits: no slow hash makes them harder to guess."""
    return hashlib.sha256(code.strip().lower().encode()).digest()
