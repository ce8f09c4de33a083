"""The provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0): believed only whole, fresh, for us, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from api.access.id_token import Key, OidcRefused, require_fresh, verified

EVENT = "http://schemas.openid.net/event/backchannel-logout"
REQUIRED = ("iss", "aud", "iat", "exp", "jti", "events")
TYPES = (None, "JWT", "logout+jwt")
"""What the header may say it is: a token of another kind is no logout token."""


@dataclass(frozen=True)
class Ended:
    """Who signed out: one session of the provider's, or with `sid` None all of the subject's. expires_at: seconds since 1970."""

    subject: str | None
    sid: str | None
    jti: str
    expires_at: float


def ended_by(token: str, key: Key, *, issuer: str, client: str, now: float) -> Ended:
    """Raises OidcRefused."""
    claims = verified(token, key, REQUIRED, issuer=issuer, client=client)
    if jwt.get_unverified_header(token).get("typ") not in TYPES:
        raise OidcRefused("typ")
    _require_logout(claims)
    require_fresh(claims, now)
    return Ended(claims.get("sub"), claims.get("sid"), claims["jti"], float(claims["exp"]))


def _require_logout(claims: Mapping[str, Any]) -> None:
    """An id token is none: it has a nonce and no event, and whoever holds one must not end anybody's sessions by it."""
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise OidcRefused("events")
    if "nonce" in claims:
        raise OidcRefused("nonce")
    named = [claims[name] for name in ("sub", "sid") if name in claims]
    if not named or not all(isinstance(one, str) and one for one in (*named, claims["jti"])):
        raise OidcRefused("nobody")
