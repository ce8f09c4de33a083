"""The second factor: time-based codes (RFC 6238) of any authenticator app, and recovery codes that are taken once.

The shared secret is sealed by the vault: a copy of the database makes no codes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from base64 import b32decode, b32encode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.types.json import Jsonb

from api.access import sessions
from api.access.record import Whence, note
from api.access.sessions import Means
from api.access.statements import sql
from api.context import Actor, random_key
from api.vault import Erased, Vault
from domain.errors import Forbidden, Refused
from domain.values import Sealed

PERIOD_S, DIGITS, SECRET_BYTES = 30, 6, 20
DRIFT = 1
"""Periods that a clock may be off."""
RECOVERY_CODES = 10


class CodeNeeded(Forbidden):
    """The password is right: now the code of the app, or a recovery code."""

    code = "auth.second_factor_code_needed"


class CodeWrong(Forbidden):
    """Wrong, too old, or used already."""

    code = "auth.second_factor_code_wrong"


class SecondFactorThere(Refused):
    """It is set already: it has to be removed before another is."""

    code = "auth.second_factor_there"


class SecondFactorAbsent(Refused):
    """None was begun, or none is set."""

    code = "auth.second_factor_absent"


@dataclass(frozen=True)
class Begun:
    """What the app is told, once. uri: the same for a QR code."""

    secret: str
    uri: str


def code_at(secret: bytes, step: int) -> str:
    """RFC 4226 with the number of half-minutes since 1970 as its counter."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    at = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[at : at + 4])
    return str((number & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The half-minute whose code this is, around now; None when it is none."""
    present = int(now.timestamp()) // PERIOD_S
    fits = [
        step for step in range(present - DRIFT, present + DRIFT + 1) if hmac.compare_digest(code_at(secret, step).encode(), code.encode())
    ]
    return fits[-1] if fits else None


def begin(connection: psycopg.Connection[Any], vault: Vault, actor: Actor, now: datetime) -> Begun:
    """Nothing is asked for until a code confirms it; begun again, the former secret is void. Raises SecondFactorThere."""
    secret = secrets.token_bytes(SECRET_BYTES)
    sealed = vault.seal(_subject(actor.account), {"secret": b32encode(secret).decode()}, aad=_subject(actor.account))
    row = {"account": actor.account, "sealed": Jsonb(asdict(sealed)), "now": now}
    if connection.execute(sql("second_factor_begin"), row).rowcount == 0:
        raise SecondFactorThere()
    shown = b32encode(secret).decode()
    asked = urlencode({"secret": shown, "issuer": "民情", "digits": DIGITS, "period": PERIOD_S}, quote_via=quote)
    return Begun(shown, f"otpauth://totp/{quote('民情')}:{quote(actor.account)}?{asked}")


def confirm(connection: psycopg.Connection[Any], vault: Vault, account: str, code: str, now: datetime, whence: Whence) -> list[str]:
    """The recovery codes, shown once. Raises SecondFactorAbsent, SecondFactorThere, CodeWrong."""
    with connection.transaction():
        row = connection.execute(sql("second_factor_find"), (account,)).fetchone()
        if row is None:
            raise SecondFactorAbsent()
        sealed, confirmed_at, last = row
        if confirmed_at is not None:
            raise SecondFactorThere()
        step = step_of(_opened(vault, account, sealed), code, now)
        if step is None or step <= last:
            raise CodeWrong()
        connection.execute(sql("second_factor_confirm"), {"account": account, "now": now, "step": step})
        codes = [random_key() for _ in range(RECOVERY_CODES)]
        connection.execute(sql("recovery_codes_make"), {"account": account, "hashes": [_hash(each) for each in codes]})
        sessions.widen(connection, account)
        note(connection, "second_factor_set", account, now, whence)
    return codes


def remove(connection: psycopg.Connection[Any], account: str, now: datetime, whence: Whence) -> None:
    """Its recovery codes go with it, its sessions end. Raises SecondFactorAbsent."""
    with connection.transaction():
        if connection.execute(sql("second_factor_remove"), (account,)).rowcount == 0:
            raise SecondFactorAbsent()
        note(connection, "second_factor_removed", account, now, whence, ended=sessions.end_all(connection, account))


def is_set(connection: psycopg.Connection[Any], account: str) -> bool:
    row = connection.execute(sql("second_factor_is_set"), (account,)).fetchone()
    return bool(row and row[0])


def passed(connection: psycopg.Connection[Any], vault: Vault, account: str, code: str, now: datetime, whence: Whence) -> Means:
    """By which means the account is in, its password being right: no code is taken twice. Raises CodeNeeded, CodeWrong."""
    with connection.transaction():
        row = connection.execute(sql("second_factor_find"), (account,)).fetchone()
        if row is None or row[1] is None:
            return "password"
        if not code:
            raise CodeNeeded()
        step = step_of(_opened(vault, account, row[0]), code.strip(), now)
        if step is not None and step > row[2]:
            connection.execute(sql("second_factor_use"), (step, account))
            return "password+totp"
        if connection.execute(sql("recovery_code_use"), (account, _hash(code))).rowcount:
            note(connection, "recovery_code_used", account, now, whence)
            return "password+recovery"
    raise CodeWrong()


def _opened(vault: Vault, account: str, sealed: dict[str, Any]) -> bytes:
    content = vault.open(Sealed(**sealed), aad=_subject(account))
    if isinstance(content, Erased):  # the key is gone, so no code can be right
        raise CodeWrong()
    return b32decode(content["secret"])


def _subject(account: str) -> str:
    return f"acc-{account}"


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.strip().lower().encode()).digest()
