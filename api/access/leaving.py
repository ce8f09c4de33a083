"""Signing out here and at the OpenID provider: begun by us, which sends the browser there, or by the provider, which tells us."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import psycopg

from api.access.fetching import ProviderSilent
from api.access.hints import hint_of
from api.access.id_token import OidcRefused, kid_of
from api.access.logout_token import Ended, ended_by
from api.access.oidc import provider_of, silent_of
from api.access.record import Whence, note
from api.access.sessions import end_all, hash_of
from api.access.statements import sql
from api.context import Actor, Office


def sign_out(office: Office, actor: Actor, token: str, whence: Whence, *, everywhere: bool = False) -> str | None:
    """Ends the session, everywhere: all of the account; where to send the browser, so that it ends at the provider too: None where it began
    with a password, or where the provider offers no such way."""
    with office.app_pool.connection() as connection, connection.transaction():
        row = connection.execute(sql("session_end_hinted"), (hash_of(token),)).fetchone()
        if everywhere:
            others = end_all(connection, actor.account)
            note(connection, "sessions_ended", actor.account, office.clock(), whence, ended=others + 1)
        else:
            note(connection, "signed_out", actor.account, office.clock(), whence)
    if row is None or row[0] is None or office.provider is None:
        return None
    try:
        to = office.provider.address("end_session_endpoint")
    except ProviderSilent:
        return None
    told = hint_of(office.vault, actor.account, row[0])
    asked = {"client_id": office.settings.oidc_client_id, "post_logout_redirect_uri": f"{office.settings.public_url}/"}
    asked |= {"id_token_hint": told} if told is not None else {}
    return f"{to}{'&' if '?' in to else '?'}{urlencode(asked)}"


def told_to_end(office: Office, token: str, whence: Whence) -> int:
    """The provider's word that somebody signed out there: the sessions end at once; how many there were. A token is taken once.

    Raises OidcAbsent, OidcRefused, OidcSilent.
    """
    provider, settings, now = provider_of(office), office.settings, office.clock()
    with office.app_pool.connection() as connection:
        try:
            key = provider.key(kid_of(token))
            ended = ended_by(token, key, issuer=provider.issuer, client=settings.oidc_client_id, now=time.time())
            with connection.transaction():
                _take_once(connection, ended, now)
                return _end(connection, provider.issuer, ended, now, whence)
        except OidcRefused as refused:
            note(connection, "sign_out_refused", None, now, whence, means="oidc", reason=refused.reason)
            raise
        except ProviderSilent as silent:
            raise silent_of(silent) from None


def _take_once(connection: psycopg.Connection[Any], ended: Ended, now: datetime) -> None:
    until = datetime.fromtimestamp(min(ended.expires_at, 2**37), UTC)
    row = {"jti": hash_of(ended.jti), "until": until, "now": now}
    if connection.execute(sql("logout_token_take"), row).rowcount == 0:
        raise OidcRefused("replayed")


def _end(connection: psycopg.Connection[Any], issuer: str, ended: Ended, now: datetime, whence: Whence) -> int:
    """One of the provider's sessions where it names one; else whatever the subject's account has open, by password too."""
    given = {"issuer": issuer, "subject": ended.subject, "sid": ended.sid}
    found = connection.execute(sql("sessions_close_elsewhere"), given).fetchall()
    for account in sorted({account for (account,) in found}):
        note(connection, "signed_out_elsewhere", account, now, whence, ended=sum(one == account for (one,) in found))
    return len(found)
