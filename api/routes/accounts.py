"""Accounts, as administrators keep them, and the log of the door, as auditors read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import psycopg
from fastapi import APIRouter, Depends, Path, Query, Request

from api import access_models as models
from api import accounts
from api.access import attempts, oidc, record, second_factor, sessions
from api.access.record import Whence
from api.calls import allow, office_of, whence
from api.context import Actor
from api.models import Instant

router = APIRouter(prefix="/api", tags=["账号 · accounts"])
Account = Path(pattern=models.NAME)
SessionName = Path(pattern="^[0-9a-f]{12}$")


@dataclass(frozen=True)
class Administration:
    """One act of an administrator: the connection, the moment, and where it comes from."""

    connection: psycopg.Connection[Any]
    now: datetime
    whence: Whence


@contextmanager
def administering(request: Request, actor: Actor, account: str = "") -> Iterator[Administration]:
    """account: whose; nobody administers the own one. Raises OwnAccount."""
    if account == actor.account:
        raise accounts.OwnAccount()
    office = office_of(request)
    with office.app_pool.connection() as connection:
        yield Administration(connection, office.clock(), whence(request, actor.account))


@router.get("/accounts")
def listing(request: Request, actor: Actor = Depends(allow("admin", "auditor"))) -> dict[str, Any]:
    """locks: accounts that may not sign in from an address for a while, for too many failures."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        known = accounts.accounts(connection, office.clock())
        locks = attempts.locked(connection, office.clock())
    return {"accounts": [told(one) for one in known], "locks": [asdict(one) for one in locks]}


@router.post("/accounts", status_code=201)
def open_account(body: models.AccountGiven, request: Request, actor: Actor = Depends(allow("admin"))) -> dict[str, Any]:
    """Without a password the answer holds a code, to be handed over in person: only its owner then knows the password."""
    given = {"name": body.name, "warden": body.warden, "communities": body.communities}
    with administering(request, actor) as by, by.connection.transaction():
        opened = accounts.open_account(by.connection, body.account, body.role, body.password, by.now, whence=by.whence, **given)
        answer = {"account": opened.account, "role": opened.role}
        return answer if body.password else answer | _coded(accounts.reset(by.connection, opened.account, by.now, by.whence))


@router.post("/accounts/{account}/reset", status_code=201)
def reset(request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> dict[str, Any]:
    """The password is void, sessions end; the code sets a new one within a day."""
    with administering(request, actor, account) as by:
        return {"account": account} | _coded(accounts.reset(by.connection, account, by.now, by.whence))


@router.post("/accounts/{account}/closing", status_code=204)
def close(request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> None:
    """Its sessions end at once."""
    with administering(request, actor, account) as by:
        accounts.close(by.connection, account, by.now, by.whence)


@router.post("/accounts/{account}/reopening", status_code=204)
def reopen(request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> None:
    with administering(request, actor, account) as by:
        accounts.reopen(by.connection, account, by.now, by.whence)


@router.post("/accounts/{account}/role", status_code=204)
def change_role(body: models.RoleGiven, request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> None:
    """Its sessions end."""
    with administering(request, actor, account) as by:
        accounts.change_role(by.connection, account, body.role, by.now, by.whence)


@router.post("/accounts/{account}/second-factor-removal", status_code=204)
def remove_second_factor(request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> None:
    """For somebody who lost the telephone and the recovery codes. Its sessions end."""
    with administering(request, actor, account) as by:
        second_factor.remove(by.connection, account, by.now, by.whence)


@router.post("/accounts/{account}/identity", status_code=204)
def link(body: models.IdentityGiven, request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> None:
    """From now on the OpenID provider means this account by that subject."""
    with administering(request, actor, account) as by:
        known = accounts.find(by.connection, account).account
        oidc.link(by.connection, office_of(request).settings, known, body.subject, by.now, by.whence)


@router.get("/accounts/{account}/sessions")
def live_sessions(request: Request, account: str = Account, actor: Actor = Depends(allow("admin", "auditor"))) -> dict[str, Any]:
    """Where from, by which means, since when. Raises AccountUnknown."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        found = sessions.listed(connection, accounts.find(connection, account).account, office.clock())
    return {"sessions": [asdict(one) for one in found]}


@router.delete("/accounts/{account}/sessions/{session}", status_code=204)
def end_session(request: Request, account: str = Account, session: str = SessionName, actor: Actor = Depends(allow("admin"))) -> None:
    """A session left open on another's machine, for instance; the account may sign in again."""
    with administering(request, actor) as by:
        sessions.end_named(by.connection, account, session, by.now, by.whence)


@router.post("/accounts/{account}/unlocking", status_code=204)
def unlock(request: Request, account: str = Account, actor: Actor = Depends(allow("admin"))) -> None:
    """Failures are forgotten: who mistyped need not wait."""
    with administering(request, actor) as by:
        attempts.lift(by.connection, accounts.find(by.connection, account).account, by.now, by.whence)


@router.get("/access-log")
def access_log(
    request: Request,
    account: str | None = Query(None, max_length=80),
    since: Instant | None = Query(None),
    until: Instant | None = Query(None),
    before: int | None = Query(None, ge=1, le=2**62),
    limit: int = Query(100, ge=1, le=1000),
    actor: Actor = Depends(allow("auditor", "admin")),
) -> dict[str, Any]:
    """Who signed in or failed to, whose password, role or second factor changed; newest first. account: whose, or who did it."""
    with office_of(request).app_pool.connection() as connection:
        found = record.entries(connection, account=account, since=since, until=until, before=before, limit=limit)
    return {"entries": [one.as_json() for one in found], "before": found[-1].id if len(found) == limit else None}


def told(one: accounts.Standing) -> dict[str, Any]:
    """communities: none means all."""
    who = {"account": one.actor.account, "role": one.actor.role, "name": one.actor.name, "warden": one.actor.warden}
    standing = asdict(one) | who | {"communities": one.actor.communities}
    del standing["actor"]
    return standing


def _coded(code: accounts.Code) -> dict[str, Any]:
    return {"code": code.code, "until": code.until.isoformat()}
