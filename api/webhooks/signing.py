"""Secrets and signatures after the Standard Webhooks specification: HMAC-SHA256 of id, time and body; by both while one is replaced."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.errors import Invalid

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret."""


class SecretUnsound(Invalid):
    """Facts: least, most (bytes)."""

    code = "webhook.secret_unsound"


def made() -> str:
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def require_sound(secret: str) -> str:
    """Raises SecretUnsound."""
    try:
        length = len(b64decode(secret.removeprefix(PREFIX), validate=True))
    except NotBase64:
        length = 0
    if not secret.startswith(PREFIX) or not SHORTEST <= length <= LONGEST:
        raise SecretUnsound(least=SHORTEST, most=LONGEST)
    return secret


def headers(message: str, at: datetime, body: bytes, secrets_held: Sequence[str]) -> Mapping[str, str]:
    """message: the id, the same however often it is sent. secrets_held: the newest first."""
    second = int(at.timestamp())
    signed = b"%s.%d.%s" % (message.encode(), second, body)
    signatures = (b64encode(hmac.digest(b64decode(one.removeprefix(PREFIX)), signed, "sha256")).decode() for one in secrets_held)
    return {"webhook-id": message, "webhook-timestamp": str(second), "webhook-signature": " ".join(f"v1,{one}" for one in signatures)}
