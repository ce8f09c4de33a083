"""What every HTTP call shares: who calls, from where, under which idempotency key, having seen which version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from api import accounts
from api.context import PUBLIC, Actor, Ctx, Done, Office
from api.moments import moment
from api.problems import CrossSite, KeyNeeded, RoleForbidden, SignInRequired, VersionNeeded

COOKIE = "minqing_session"
SAFE = ("GET", "HEAD", "OPTIONS")
KEY_LONGEST = 200


def office_of(request: Request) -> Office:
    return cast(Office, request.app.state.office)


def token_of(request: Request) -> str | None:
    """The session's token: a bearer header (programs) or the cookie (pages)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else request.cookies.get(COOKIE)


def actor_of(request: Request) -> Actor:
    """Who calls; the public when nobody is signed in. A cookie is believed on writes only from our own pages."""
    token = token_of(request)
    if token is None:
        return PUBLIC
    office = office_of(request)
    with office.app_pool.connection() as connection:
        actor = accounts.who_is(connection, token, office.clock())
    if actor is None:
        raise SignInRequired()
    if request.method not in SAFE and "authorization" not in request.headers:
        _same_site(request)
    return actor


def _same_site(request: Request) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CrossSite()
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossSite()


def allow(*roles: str) -> Callable[[Request], Actor]:
    """A dependency: the caller, who must hold one of the roles. `public` among them opens the route to everybody."""

    def allowed(request: Request) -> Actor:
        actor = actor_of(request)
        if actor.role in roles:
            return actor
        raise SignInRequired() if actor is PUBLIC else RoleForbidden(needs=roles)

    allowed.roles = roles  # type: ignore[attr-defined]  # a test walks every route and reads who may call it
    return allowed


@dataclass
class Command:
    """One writing call. `run` answers a repeated idempotency key with the first answer and writes nothing."""

    office: Office
    actor: Actor
    response: Response
    key: str
    body_hash: str

    def run(self, decide: Callable[[Ctx], Done], **given: Any) -> dict[str, Any]:
        """given: Ctx's fields (effective_at, reason, document)."""
        ctx = self.office.ctx(self.actor, key=self.key, body_hash=self.body_hash, **given)
        before = self.office.journal.receipt(self.key, self.body_hash, self.actor.account)
        done = Done(before, before.answer) if before is not None else decide(ctx)
        return self._answered(done)

    def _answered(self, done: Done) -> dict[str, Any]:
        headers = self.response.headers
        headers["X-Journal-Position"] = str(done.receipt.position)
        version = done.answer.get("version", done.version)
        if version is not None:
            headers["ETag"] = f'"{version}"'
        if done.receipt.replayed:
            headers["Idempotency-Replayed"] = "true"
        return done.answer


def command(*roles: str) -> Callable[..., Any]:
    """A dependency: a Command by somebody holding one of the roles. Raises KeyNeeded without an Idempotency-Key."""
    gate = allow(*roles)

    async def opened(request: Request, response: Response, actor: Actor = Depends(gate)) -> Command:
        key = request.headers.get("idempotency-key", "")
        if not 8 <= len(key) <= KEY_LONGEST or not key.isprintable():
            raise KeyNeeded()
        spoken = b"\0".join((request.method.encode(), request.url.path.encode(), await _content(request)))
        # a key belongs to who uses it: nobody reads another's first answer by guessing it
        return Command(office_of(request), actor, response, f"{actor.account}:{key}", hashlib.sha256(spoken).hexdigest())

    opened.roles = roles  # type: ignore[attr-defined]
    return opened


async def _content(request: Request) -> bytes:
    """The body; of a form its fields and the digests of its files, since a form's bytes are read only once."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.body()
    parts = []
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            parts.append(f"{name}={hashlib.file_digest(value.file, 'sha256').hexdigest()}")
            await value.seek(0)
        else:
            parts.append(f"{name}={value}")
    return "\0".join(parts).encode()


def version_seen(request: Request) -> int:
    """The version the caller saw (If-Match). Raises VersionNeeded (428)."""
    seen = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if not seen.isdecimal():
        raise VersionNeeded()
    return int(seen)


def as_of(value: str | None) -> datetime | None:
    """`as_of` of a query: a day (its end in China counts) or an instant with offset. Raises InputInvalid."""
    return None if value is None else moment(value)
