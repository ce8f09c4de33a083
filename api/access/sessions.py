"""Sessions: opaque tokens of 256 bits kept as hashes, short when idle, ended at once by whoever may."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg
from psycopg.rows import class_row

from api.access.record import AGENT_LONGEST, Whence, note
from api.access.statements import sql
from api.context import Actor
from domain.errors import Unknown

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
Means = Literal["password", "password+totp", "password+recovery", "oidc"]


class SessionUnknown(Unknown):
    """No live session of the account has this name."""

    code = "accounts.session_unknown"


@dataclass(frozen=True)
class Session:
    """One that was opened now. is_narrow: it may do nothing but set up the second factor its role must have."""

    token: str
    actor: Actor
    expires_at: datetime
    is_narrow: bool = False


@dataclass(frozen=True)
class Live:
    """A session as it is asked for. session: its name, which opens nothing; state: in which of its states the database said so."""

    actor: Actor
    session: str
    is_narrow: bool
    means: Means
    state: str


@dataclass(frozen=True)
class Listed:
    session: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    means: Means
    is_narrow: bool


def open_session(
    connection: psycopg.Connection[Any], actor: Actor, now: datetime, whence: Whence, means: Means, *, is_narrow: bool = False
) -> Session:
    """Always a new token. Sessions that are over for a month are swept out here: until then it can be told that they merely ran out."""
    token, ends = secrets.token_urlsafe(32), now + LONGEST
    row = {
        "hash": hash_of(token),
        "account": actor.account,
        "now": now,
        "ends": ends,
        "session": secrets.token_hex(6),
        "address": whence.address,
        "agent": "".join(sign for sign in whence.agent if sign.isprintable())[:AGENT_LONGEST],
        "means": means,
        "is_narrow": is_narrow,
    }
    connection.execute(sql("session_open"), row)
    note(connection, "signed_in", actor.account, now, whence, means=means, session=row["session"])
    return Session(token, actor, ends, is_narrow)


def who_is(connection: psycopg.Connection[Any], token: str, now: datetime) -> Live | None:
    """A live session, which this keeps alive; None when it is unknown, ended or idle too long."""
    row = connection.execute(sql("session_touch"), {"hash": hash_of(token), "now": now, "idle_since": now - IDLE}).fetchone()
    return Live(actor_of(row), *row[5:]) if row else None


def was_ended(connection: psycopg.Connection[Any], token: str) -> bool:
    """Signed out, ended by whoever may, or over for a month; False while it merely ran out."""
    return connection.execute(sql("session_known"), (hash_of(token),)).fetchone() is None


def end(connection: psycopg.Connection[Any], token: str) -> None:
    connection.execute(sql("session_close"), (hash_of(token),))


def end_named(connection: psycopg.Connection[Any], account: str, session: str, now: datetime, whence: Whence) -> None:
    """Raises SessionUnknown; another's session is unknown."""
    with connection.transaction():
        if connection.execute(sql("session_close_named"), (account, session)).rowcount == 0:
            raise SessionUnknown()
        note(connection, "sessions_ended", account, now, whence, ended=1)


def end_all(connection: psycopg.Connection[Any], account: str) -> int:
    """Answers with how many there were."""
    return connection.execute(sql("sessions_close"), (account,)).rowcount


def widen(connection: psycopg.Connection[Any], account: str) -> None:
    """Its second factor is there: what was narrow for want of it no longer is."""
    connection.execute(sql("sessions_widen"), (account,))


def listed(connection: psycopg.Connection[Any], account: str, now: datetime) -> list[Listed]:
    """The live ones, the one used last first."""
    with connection.cursor(row_factory=class_row(Listed)) as cursor:
        return cursor.execute(sql("session_list"), {"account": account, "now": now, "idle_since": now - IDLE}).fetchall()


def actor_of(row: tuple[Any, ...]) -> Actor:
    account, role, name, warden, communities = row[:5]
    return Actor(account, role, warden, tuple(communities), name)


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
