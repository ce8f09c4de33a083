"""Signing in elsewhere: OpenID Connect, the code flow with PKCE, and whom of our accounts the provider means.

No account is made by a provider's word: it names somebody whom an administrator has linked, or, where MINQING_OIDC_CLAIM says so, whose
account is called as that claim says. It gives a role where the office has written down which (api.access.role_mapping).
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import psycopg

from api import accounts
from api.access import second_factor, sessions
from api.access.fetching import ProviderRefuses, ProviderSilent, posted
from api.access.hints import keep_hint
from api.access.id_token import OidcRefused, claims_of, kid_of
from api.access.provider import Provider
from api.access.record import Whence, note
from api.access.role_mapping import MappingRefused, mapping_of
from api.access.sessions import Session, actor_of, hash_of
from api.access.signing_in import has_left
from api.access.statements import sql
from api.context import Actor, Office
from api.settings import Settings
from domain.errors import Forbidden, Unknown

log = logging.getLogger(__name__)
UNDER_WAY = timedelta(minutes=10)
RETURN_TO = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~%?=&,:+-]{0,300}")
CALLBACK = "/api/oidc/callback"
STRONG = {"mfa", "otp", "hwk"}
"""Of `amr` (RFC 8176): the provider asked for more than a password."""


class OidcAbsent(Unknown):
    """This installation knows no provider."""

    code = "auth.oidc_absent"


class OidcWeak(Forbidden):
    """The account needs a second factor, and the provider asked for none."""

    code = "auth.oidc_weak"


class OidcSilent(Forbidden):
    """The provider does not answer as it should."""

    code = "auth.oidc_silent"


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what its cookie holds until it is back."""

    url: str
    browser: str


def begin(office: Office, return_to: str) -> Begun:
    """return_to: a path of ours; whatever else is asked for is the start page. Raises OidcAbsent, OidcSilent."""
    provider, settings = provider_of(office), office.settings
    state, nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(4))
    try:
        to = provider.address("authorization_endpoint")
    except ProviderSilent as silent:
        raise silent_of(silent) from None
    now = office.clock()
    row = {
        "state": hash_of(state),
        "browser": hash_of(browser),
        "nonce": nonce,
        "verifier": verifier,
        "return_to": return_to if RETURN_TO.fullmatch(return_to) else "/",
        "now": now,
        "forgotten": now - UNDER_WAY,
    }
    with office.app_pool.connection() as connection:
        connection.execute(sql("under_way_note"), row)
    asked = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": f"{settings.public_url}{CALLBACK}",
        "scope": settings.oidc_scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    return Begun(f"{to}{'&' if '?' in to else '?'}{urlencode(asked)}", browser)


def finish(office: Office, state: str, code: str, browser: str, issuer: str | None, whence: Whence) -> tuple[Session, str]:
    """The session and where to go. issuer: as the answer names it (RFC 9207). Raises OidcAbsent, OidcRefused, OidcWeak, OidcSilent."""
    provider, now = provider_of(office), office.clock()
    with office.app_pool.connection() as connection:
        try:
            row = connection.execute(sql("under_way_take"), (hash_of(state), hash_of(browser), now - UNDER_WAY)).fetchone()
            if row is None:
                raise OidcRefused("state")
            if issuer is not None and issuer != provider.issuer:
                raise OidcRefused("other_issuer")
            nonce, verifier, return_to = row
            token, claims = _claims(office, provider, code, nonce, verifier)
            actor = _in_role(office, connection, _meant(office, connection, claims), claims, whence)
            _require_strong(office, connection, actor, claims)
        except (OidcRefused, OidcWeak) as refused:
            note(connection, "sign_in_failed", None, now, whence, means="oidc", reason=getattr(refused, "reason", "weak"))
            raise
        except ProviderSilent as silent:
            raise silent_of(silent) from None
        with connection.transaction():
            session = sessions.open_session(connection, actor, now, whence, "oidc")
            keep_hint(connection, office.vault, session.token, actor.account, token, _sid(claims))
            return session, return_to


def link(connection: psycopg.Connection[Any], settings: Settings, account: str, subject: str, now: datetime, whence: Whence) -> None:
    """From now on the provider means this account by that subject. Raises OidcAbsent."""
    if settings.oidc_issuer is None:
        raise OidcAbsent()
    with connection.transaction():
        given = {"issuer": settings.oidc_issuer, "subject": subject}
        before = connection.execute(sql("identity_linked"), given).fetchone()
        connection.execute(sql("identity_link"), given | {"account": account, "now": now})
        if before is not None and before[0] != account:
            note(connection, "identity_unlinked", before[0], now, whence)
        note(connection, "identity_linked", account, now, whence)


def _claims(office: Office, provider: Provider, code: str, nonce: str, verifier: str) -> tuple[str, dict[str, Any]]:
    """The id token and what it says."""
    settings = office.settings
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{settings.public_url}{CALLBACK}",
        "client_id": settings.oidc_client_id,
        "code_verifier": verifier,
    }
    secret = settings.oidc_client_secret
    client = (settings.oidc_client_id, secret.get_secret_value()) if secret else None
    try:
        token = posted(provider.address("token_endpoint"), form, client).get("id_token")
    except ProviderRefuses:
        raise OidcRefused("code") from None
    if not isinstance(token, str):
        raise OidcRefused("no_id_token")
    key = provider.key(kid_of(token))
    return token, claims_of(token, key, issuer=provider.issuer, client=settings.oidc_client_id, nonce=nonce, now=time.time())


def _meant(office: Office, connection: psycopg.Connection[Any], claims: dict[str, Any]) -> Actor:
    settings = office.settings
    if settings.oidc_claim is None:
        row = connection.execute(sql("identity_find"), (settings.oidc_issuer, str(claims["sub"]))).fetchone()
    else:
        named = claims.get(settings.oidc_claim)
        row = connection.execute(sql("account_find"), (named if isinstance(named, str) else "",)).fetchone()
    if row is None:
        raise OidcRefused("nobody_here")
    actor = actor_of(row)
    if has_left(office, actor):
        raise OidcRefused("has_left")
    if settings.oidc_claim is not None:  # whom the provider means when it says that somebody signed out
        known = {"issuer": settings.oidc_issuer, "subject": str(claims["sub"]), "account": actor.account, "now": office.clock()}
        connection.execute(sql("identity_link"), known)
    return actor


def _in_role(office: Office, connection: psycopg.Connection[Any], actor: Actor, claims: dict[str, Any], whence: Whence) -> Actor:
    """As the office's file says of what the provider says now; who is given another role than before, or none, loses what is open."""
    if office.settings.oidc_roles is None:
        return actor
    try:
        mapped = mapping_of(office.settings.oidc_roles).of(claims)
    except MappingRefused as refused:
        log.error("openid roles: %s", refused)
        raise OidcRefused("mapping") from None
    if mapped is None:
        sessions.end_all(connection, actor.account)
        raise OidcRefused("no_role")
    if mapped.role == "warden" and actor.warden is None:
        raise OidcRefused("no_warden")
    return accounts.map_role(connection, actor, mapped.role, mapped.ids, office.clock(), whence)


def _sid(claims: dict[str, Any]) -> str | None:
    told = claims.get("sid")
    return told if isinstance(told, str) else None


def _require_strong(office: Office, connection: psycopg.Connection[Any], actor: Actor, claims: dict[str, Any]) -> None:
    """What a password here would need, the provider must have asked for."""
    asked = claims.get("amr")
    if isinstance(asked, list) and STRONG & {str(each) for each in asked}:
        return
    if actor.role in office.settings.second_factor or second_factor.is_set(connection, actor.account):
        raise OidcWeak()


def provider_of(office: Office) -> Provider:
    if office.provider is None:
        raise OidcAbsent()
    return office.provider


def silent_of(silent: ProviderSilent) -> OidcSilent:
    log.warning("openid provider: %s", silent)
    return OidcSilent()


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
