"""The door: signing in and out, one's own sessions, password and second factor."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import segno
from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api import access_models as models
from api import accounts
from api.access import leaving, oidc, second_factor, sessions, signing_in
from api.access.id_token import LONGEST, OidcRefused
from api.access.record import note
from api.access.sessions import Session
from api.calls import allow, cookie_name, is_private, keep_pace, live_of, office_of, require_same_site, token_of, whence
from api.context import Actor

router = APIRouter(prefix="/api", tags=["登录 · signing in"])
EVERYBODY = ("public", *accounts.ROLES)
OWN = allow(*accounts.ROLES, also_narrow=True)
"""What everybody may do at their own account, also when its second factor is still to be set up."""
SessionName = Path(pattern="^[0-9a-f]{12}$")


@router.post("/session")
def sign_in(body: models.SignIn, request: Request, response: Response) -> dict[str, Any]:
    """Opens a session. Pages use the cookie; programs send the token as a bearer."""
    require_same_site(request)
    keep_pace(request)
    office = office_of(request)
    session = signing_in.sign_in(office, body.account, body.password, code=body.code, whence=whence(request))
    _end_former(request)
    return _admitted(request, response, session)


@router.get("/session")
def me(request: Request, actor: Actor = Depends(allow(*EVERYBODY, also_narrow=True))) -> dict[str, Any]:
    """Who I am. elsewhere: staff may sign in by an OpenID provider as well; second_factor_required: nothing else goes before it is set."""
    office, live = office_of(request), live_of(request)
    told = _me(actor) | {"elsewhere": office.provider is not None}
    if live is None:
        return told
    with office.app_pool.connection() as connection:
        return told | {"second_factor": second_factor.is_set(connection, actor.account), "second_factor_required": live.is_narrow}


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, everywhere: bool = Query(False), actor: Actor = Depends(OWN)) -> None:
    """everywhere: all sessions of the account end, not this one alone."""
    office = office_of(request)
    with office.app_pool.connection() as connection, connection.transaction():
        if everywhere:
            ended = sessions.end_all(connection, actor.account)
            note(connection, "sessions_ended", actor.account, office.clock(), whence(request), ended=ended)
        else:
            sessions.end(connection, token_of(request) or "")
            note(connection, "signed_out", actor.account, office.clock(), whence(request))
    response.delete_cookie(cookie_name(request), secure=is_private(request), httponly=True, samesite="lax")


@router.get("/sessions")
def listed(request: Request, actor: Actor = Depends(OWN)) -> dict[str, Any]:
    """One's own live sessions: where from, by which means, since when."""
    office, live = office_of(request), live_of(request)
    with office.app_pool.connection() as connection:
        found = sessions.listed(connection, actor.account, office.clock())
    return {"sessions": [asdict(one) | {"is_this": live is not None and one.session == live.session} for one in found]}


@router.delete("/sessions/{session}", status_code=204)
def end_session(request: Request, session: str = SessionName, actor: Actor = Depends(OWN)) -> None:
    """Ends one of one's own sessions, on a telephone that was lost for instance."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        sessions.end_named(connection, actor.account, session, office.clock(), whence(request))


@router.post("/password")
def change_password(
    body: models.PasswordChange, request: Request, response: Response, actor: Actor = Depends(allow(*accounts.ROLES))
) -> dict[str, Any]:
    """All sessions end; this one goes on under the token of the answer."""
    office, live = office_of(request), live_of(request)
    assert live is not None  # the gate has let nobody else in
    with office.app_pool.connection() as connection:
        session = accounts.change_password(connection, actor, body.old, body.new, office.clock(), whence(request), live)
    return _admitted(request, response, session)


@router.post("/password/redemption", status_code=204)
def set_password(body: models.PasswordByCode, request: Request) -> None:
    """Sets a password by the code that an administrator handed over; then one signs in with it."""
    require_same_site(request)
    keep_pace(request)
    office = office_of(request)
    with office.app_pool.connection() as connection:
        accounts.set_by_code(connection, body.account, body.code, body.new, office.clock(), whence(request))


@router.post("/second-factor", status_code=201)
def begin_second_factor(body: models.PasswordGiven, request: Request, actor: Actor = Depends(OWN)) -> dict[str, Any]:
    """The secret for an authenticator app, told once, and as a QR code; it counts when a code confirms it."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        accounts.require_password(connection, actor.account, body.password, office.clock(), whence(request))
        begun = second_factor.begin(connection, office.vault, actor, office.clock())
    return asdict(begun) | {"qr": segno.make(begun.uri, error="m").svg_data_uri(scale=4, border=4)}


@router.post("/second-factor/confirmation", status_code=201)
def confirm_second_factor(body: models.CodeGiven, request: Request, actor: Actor = Depends(OWN)) -> dict[str, Any]:
    """From now on sign-ins need a code. The recovery codes are told once."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        codes = second_factor.confirm(connection, office.vault, actor.account, body.code, office.clock(), whence(request))
    return {"recovery_codes": codes}


@router.post("/second-factor/removal", status_code=204)
def remove_second_factor(body: models.PasswordGiven, request: Request, actor: Actor = Depends(allow(*accounts.ROLES))) -> None:
    """All sessions end."""
    office = office_of(request)
    with office.app_pool.connection() as connection:
        accounts.require_password(connection, actor.account, body.password, office.clock(), whence(request))
        second_factor.remove(connection, actor.account, office.clock(), whence(request))


@router.get("/oidc/start", status_code=303, response_class=RedirectResponse)
def begin_elsewhere(request: Request, return_to: str = Query("/", max_length=300)) -> RedirectResponse:
    """Sends the browser to the OpenID provider; it comes back to the callback, then to return_to."""
    keep_pace(request)
    begun = oidc.begin(office_of(request), return_to)
    sent, holds_s = RedirectResponse(begun.url, 303), int(oidc.UNDER_WAY.total_seconds())
    sent.set_cookie(
        _way_cookie(request), begun.browser, httponly=True, samesite="lax", secure=is_private(request), path="/", max_age=holds_s
    )
    return sent


@router.get("/oidc/callback", status_code=303, response_class=RedirectResponse)
def finish_elsewhere(
    request: Request,
    state: str = Query("", max_length=200),
    code: str = Query("", max_length=4000),
    iss: str | None = Query(None, max_length=300),
) -> RedirectResponse:
    """Where the provider sends the browser back to: only the browser that set out comes in, and only once."""
    keep_pace(request)
    browser = request.cookies.get(_way_cookie(request), "")
    session, return_to = oidc.finish(office_of(request), state, code, browser, iss, whence(request))
    sent = RedirectResponse(return_to, 303)
    _end_former(request)
    _set_cookie(request, sent, session)
    sent.delete_cookie(_way_cookie(request), secure=is_private(request), httponly=True, samesite="lax")
    return sent


@router.post("/oidc/sign-out")
def sign_out_elsewhere(
    request: Request, response: Response, everywhere: bool = Query(False), actor: Actor = Depends(OWN)
) -> dict[str, Any]:
    """Ends this session, everywhere: all of the account. url: where the browser goes to end it at the OpenID provider too, null where it
    did not begin there."""
    url = leaving.sign_out(office_of(request), actor, token_of(request) or "", whence(request), everywhere=everywhere)
    response.delete_cookie(cookie_name(request), secure=is_private(request), httponly=True, samesite="lax")
    return {"url": url}


@router.post("/oidc/backchannel", response_class=Response)
def signed_out_there(request: Request, logout_token: str = Form(max_length=LONGEST)) -> Response:
    """The OpenID provider tells that somebody signed out there (Back-Channel Logout 1.0): the sessions end at once."""
    keep_pace(request)
    try:
        leaving.told_to_end(office_of(request), logout_token, whence(request))
    except OidcRefused:
        return JSONResponse({"error": "invalid_request"}, 400)
    return Response(status_code=200)


def _way_cookie(request: Request) -> str:
    return f"{cookie_name(request)}-way"


def _end_former(request: Request) -> None:
    """A browser that signs in anew leaves no session behind."""
    if before := request.cookies.get(cookie_name(request)):
        with office_of(request).app_pool.connection() as connection:
            sessions.end(connection, before)


def _set_cookie(request: Request, response: Response, session: Session) -> None:
    private = is_private(request)
    response.set_cookie(
        cookie_name(request), session.token, httponly=True, samesite="lax", secure=private, path="/", expires=session.expires_at
    )


def _admitted(request: Request, response: Response, session: Session) -> dict[str, Any]:
    """A page's scripts never see the token: browsers say what they are (Sec-Fetch-Site), and have the cookie."""
    _set_cookie(request, response, session)
    told = {"expires_at": session.expires_at.isoformat(), "second_factor_required": session.is_narrow}
    return _me(session.actor) | told | ({} if "sec-fetch-site" in request.headers else {"token": session.token})


def _me(actor: Actor) -> dict[str, Any]:
    seen = {"account": actor.account, "role": actor.role, "name": actor.name}
    return seen | {"warden": actor.warden, "communities": list(actor.communities)}
