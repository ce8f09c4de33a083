"""What every HTTP call shares: who calls, from where, under which idempotency key, having seen which version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from api.access import signing_in
from api.access.pace import TOKENS, class_of, class_of_token, neighbourhood
from api.access.record import Whence
from api.access.sessions import Live
from api.context import PUBLIC, Actor, Ctx, Done, Office
from api.moments import moment
from api.problems import (
    CrossSite,
    InputInvalid,
    KeyNeeded,
    RoleForbidden,
    SecondFactorRequired,
    SignInRequired,
    VersionNeeded,
    VersionPassed,
)
from api.tenure import as_of_today
from domain.errors import StaleVersion

COOKIE, PLAIN_COOKIE = "__Host-minqing", "minqing_session"
"""Over TLS a cookie that no other host and no plain page can set; without TLS browsers refuse that name."""
SAFE = ("GET", "HEAD", "OPTIONS")
FOR_ANYBODY = ("/api/session", "/api/password/redemption", "/api/oidc/backchannel")
FOR_THE_PUBLIC = "/api/public/"
KEY_LONGEST = 200
LONGEST_NUMBER = 18
LONGEST_VERSION = 9
"""Digits; what is longer is none of our numbers."""
AHEAD = timedelta(days=366)
"""How far ahead of its day a fact may be told."""


def office_of(request: Request) -> Office:
    return cast(Office, request.app.state.office)


def is_private(request: Request) -> bool:
    """Over TLS, as far as this program or a trusted proxy (MINQING_TRUSTED_PROXIES) can tell."""
    return bool(request.scope["scheme"] == "https")


def cookie_name(request: Request) -> str:
    return COOKIE if is_private(request) else PLAIN_COOKIE


def token_of(request: Request) -> str | None:
    """The session's token: a bearer header (programs) or the cookie (pages)."""
    return _bearer(request) or request.cookies.get(cookie_name(request))


def whence(request: Request, actor: str = "") -> Whence:
    """Where the call comes from, as the log of the door keeps it. actor: who does it to another's account."""
    address = request.client.host if request.client else ""
    return Whence(address, request.headers.get("user-agent", ""), actor)


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def caught_up(request: Request, *views: str) -> Office:
    """The office, its read models (none named: all) up to what the caller wrote (X-Journal-Position). Raises ProjectionBehind.

    Nobody wrote beyond the journal's head: what is not there is not waited for.
    """
    office, written = office_of(request), request.headers.get("x-journal-position", "")
    if written.isdecimal() and len(written) <= LONGEST_NUMBER:
        office.freshen(*views, position=min(int(written), office.journal.head()))
    return office


def looking_of(request: Request, actor: Actor, *views: str) -> Ctx:
    """The context of a call that only reads, after `caught_up`: who waited for an own write is told what holds since.

    Raises ProjectionBehind.
    """
    office, live = caught_up(request, *views), live_of(request)
    waited = live is None or "x-journal-position" in request.headers
    return office.ctx(actor, state=None if waited else live.state)


def live_of(request: Request) -> Live | None:
    """Whose session it is, asked once a call; None when nobody is signed in. A cookie is believed on writes only from our own pages.

    Raises SignInRequired for a token that is none or no longer one, CrossSite.
    """
    if hasattr(request.state, "live"):
        return cast("Live | None", request.state.live)
    if _bearer(request) is None:
        require_same_site(request)
    token = token_of(request)
    live = signing_in.who_is(office_of(request), token) if token is not None else None
    if token is not None and live is None:
        raise SignInRequired(ended=signing_in.was_ended(office_of(request), token))
    request.state.live = live
    return live


def require_known(request: Request) -> None:
    """Nobody's body is read before it is known whose it is, but where everybody may write. Raises SignInRequired, CrossSite."""
    path = request.url.path
    if path not in FOR_ANYBODY and live_of(request) is None and not path.startswith(FOR_THE_PUBLIC):
        raise SignInRequired()


def actor_of(request: Request, *, also_narrow: bool = False) -> Actor:
    """Who calls; the public when nobody is signed in. also_narrow: what a session may do whose second factor is still to be set up.

    Raises SecondFactorRequired, CommunityOver.
    """
    live = live_of(request)
    if live is None:
        return PUBLIC
    if live.is_narrow and not also_narrow:
        raise SecondFactorRequired()
    return live.actor if also_narrow else as_of_today(office_of(request), live.actor)


def keep_pace(request: Request, live: Live | None = None) -> None:
    """A token and its account, or where nobody is signed in the address, may call routes of this class so often. Raises TooManyRequests."""
    route, pace = getattr(request.scope.get("route"), "path", ""), office_of(request).pace
    if live is None:
        pace.take(class_of(request.method, route), neighbourhood(whence(request).address))
        return
    kind = class_of_token(request.method, route)
    pace.take(kind, f"token {live.session}")
    pace.take(kind, f"account {live.actor.account}", TOKENS)


def require_same_site(request: Request) -> None:
    """A browser says where a write comes from; a program says nothing. What is opened for a purpose is written down in the caller's name:
    no other site's link does that. Raises CrossSite."""
    if request.method in SAFE and "purpose" not in request.query_params:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise CrossSite()
    origin = request.headers.get("origin")
    if origin is None:
        return
    scheme, host, *_ = urlsplit(origin)
    if host != request.headers.get("host") or (is_private(request) and scheme != "https"):
        raise CrossSite()


def allow(*roles: str, also_narrow: bool = False) -> Callable[[Request], Actor]:
    """A dependency: the caller, who must hold one of the roles. `public` among them opens the route to everybody."""

    def allowed(request: Request) -> Actor:
        actor = actor_of(request, also_narrow=also_narrow)
        if actor.role in roles:
            keep_pace(request, live_of(request))
            return actor
        raise SignInRequired() if actor is PUBLIC else RoleForbidden(needs=roles)

    allowed.roles = roles  # type: ignore[attr-defined]  # a test walks every route and reads who may call it
    return allowed


@dataclass
class Command:
    """One writing call. `run` answers a repeated idempotency key with the first answer and writes nothing.

    seen: the version of If-Match, where the caller stated one.
    """

    office: Office
    actor: Actor
    response: Response
    key: str
    body_hash: str
    seen: int | None = None

    def run(self, decide: Callable[[Ctx], Done], **given: Any) -> dict[str, Any]:
        """given: Ctx's fields (effective_at, reason, document). Raises VersionPassed where the caller saw an older version."""
        ctx = self.office.ctx(self.actor, key=self.key, body_hash=self.body_hash, **given)
        _require_near(ctx)
        before = self.office.journal.receipt(self.key, self.body_hash, self.actor.account)
        try:
            done = Done(before, before.answer) if before is not None else decide(ctx)
        except VersionPassed:
            raise
        except StaleVersion as stale:
            if stale.facts.get("expected") != self.seen:
                raise
            raise self._passed(**stale.facts) from None
        return self._answered(done)

    def _passed(self, stream: str, current: int, **_: Any) -> VersionPassed:
        """Who wrote since the caller looked: the first after the version seen."""
        later = self.office.journal.read(stream, after=self.seen or 0)
        told = {"changed_by": later[0].meta.actor, "changed_at": later[0].recorded_at.isoformat()} if later else {}
        return VersionPassed(stream=stream, expected=self.seen, current=current, **told)

    def _answered(self, done: Done) -> dict[str, Any]:
        headers = self.response.headers
        headers["X-Journal-Position"] = str(done.receipt.position)
        headers["Link"] = f'</api/proofs/receipt?position={done.receipt.position}>; rel="receipt"'
        version = done.answer.get("version", done.version)
        if version is not None:
            headers["ETag"] = f'"{version}"'
        if done.receipt.replayed:
            headers["Idempotency-Replayed"] = "true"
        return done.answer


def _require_near(ctx: Ctx) -> None:
    """What is told ahead of its day lies within AHEAD. Raises InputInvalid."""
    if ctx.effective_at is not None and ctx.effective_at > ctx.now + AHEAD:
        raise InputInvalid(where=[{"field": "body.effective_at", "code": "time.too_far_ahead"}])


def command(*roles: str) -> Callable[..., Any]:
    """A dependency: a Command by somebody holding one of the roles. Raises KeyNeeded without an Idempotency-Key."""
    gate = allow(*roles)

    async def opened(request: Request, response: Response, actor: Actor = Depends(gate)) -> Command:
        key = request.headers.get("idempotency-key", "")
        if not 8 <= len(key) <= KEY_LONGEST or not key.isprintable():
            raise KeyNeeded()
        spoken = b"\0".join((request.method.encode(), request.url.path.encode(), await _content(request)))
        # a key belongs to who uses it: nobody reads another's first answer by guessing it
        body_hash = hashlib.sha256(spoken).hexdigest()
        return Command(office_of(request), actor, response, f"{actor.account}:{key}", body_hash, _stated_version(request))

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
    seen = _stated_version(request)
    if seen is None:
        raise VersionNeeded()
    return seen


def _stated_version(request: Request) -> int | None:
    seen = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    return int(seen) if seen.isdecimal() and len(seen) <= LONGEST_VERSION else None


def as_of(value: str | None) -> datetime | None:
    """`as_of` of a query: a day (its end in China counts) or an instant with offset. Raises InputInvalid."""
    return None if value is None else moment(value)
