"""Whom an OpenID provider means: an id token is believed only whole, fresh, for us, by a key of the provider, for this very sign-in."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from typing import Any

import jwt
from jwt.algorithms import AllowedPublicKeys

from domain.errors import Forbidden

LONGEST = 8192
LEEWAY_S, FRESH_S = 60, 600
REQUIRED = ("exp", "iat", "aud", "iss", "sub", "nonce")
ALGORITHMS = {"RSA": ("RS256", "PS256"), "EC": ("ES256",), "OKP": ("EdDSA",)}
"""By kind of key: no token chooses what its key is taken for, and a symmetric one is nobody's."""
RSA_LEAST_BITS = 2048


class OidcRefused(Forbidden):
    """The provider's word is not taken, or it means nobody here. The reason stands in the access log, not in the answer."""

    code = "auth.oidc_refused"

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason


class Key:
    """One public key of the provider. Raises ValueError for one that signs nothing here."""

    def __init__(self, jwk: Mapping[str, Any]) -> None:
        known = ALGORITHMS.get(str(jwk.get("kty")), ())
        self.algorithms = [name for name in known if jwk.get("alg", name) == name]
        self.kid = jwk.get("kid")
        if not self.algorithms or jwk.get("use", "sig") != "sig" or not isinstance(self.kid, str):
            raise ValueError("not a key for signatures")
        try:
            self.public: AllowedPublicKeys = jwt.PyJWK(dict(jwk), self.algorithms[0]).key
        except jwt.PyJWTError as odd:
            raise ValueError("not a key") from odd
        if jwk["kty"] == "RSA" and self.public.key_size < RSA_LEAST_BITS:
            raise ValueError("too short a key")


def keys_of(jwks: Mapping[str, Any]) -> dict[str, Key]:
    """By kid; what signs nothing here is left out."""
    found: dict[str, Key] = {}
    listed = jwks.get("keys")
    for jwk in listed if isinstance(listed, list) else ():
        try:
            key = Key(jwk)
        except (ValueError, TypeError, AttributeError):
            continue
        found[str(key.kid)] = key
    return found


def kid_of(token: str) -> str:
    """Which key the token says it is signed by. Raises OidcRefused."""
    if len(token) > LONGEST:
        raise OidcRefused("too_long")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise OidcRefused("malformed") from None
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise OidcRefused("no_kid")
    return kid


def verified(token: str, key: Key, required: Collection[str], *, issuer: str, client: str) -> dict[str, Any]:
    """The claims of what the provider signed for us, in time. Raises OidcRefused."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=key.algorithms,
            audience=client,
            issuer=issuer,
            leeway=LEEWAY_S,
            options={"require": list(required)},
        )
    except jwt.PyJWTError as refused:
        raise OidcRefused(type(refused).__name__) from None
    return claims


def require_fresh(claims: Mapping[str, Any], now: float) -> None:
    """Raises OidcRefused."""
    if now - claims["iat"] > FRESH_S + LEEWAY_S:
        raise OidcRefused("stale")


def claims_of(token: str, key: Key, *, issuer: str, client: str, nonce: str, now: float) -> dict[str, Any]:
    """Raises OidcRefused."""
    claims = verified(token, key, REQUIRED, issuer=issuer, client=client)
    _require_for_us(claims, client)
    if not isinstance(claims["nonce"], str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
        raise OidcRefused("nonce")
    require_fresh(claims, now)
    return claims


def _require_for_us(claims: Mapping[str, Any], client: str) -> None:
    """One that several may use says for whom it was made."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client) != client:
        raise OidcRefused("azp")
