"""Asking the OpenID provider: https alone (http on this very machine), no redirect followed, a short answer within seconds, JSON."""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

LONGEST, PATIENCE_S = 256_000, 5.0


class ProviderSilent(RuntimeError):
    """No usable answer. The text is for the log."""


class ProviderRefuses(ProviderSilent):
    """It answers, and says no (400, 401)."""


def fetched(url: str) -> dict[str, Any]:
    """Raises ProviderSilent."""
    return _asked("GET", url, None, {})


def posted(url: str, form: Mapping[str, str], client: tuple[str, str] | None) -> dict[str, Any]:
    """client: id and secret (client_secret_basic). Raises ProviderRefuses, ProviderSilent."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if client is not None:
        pair = ":".join(quote(part, safe="") for part in client)
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return _asked("POST", url, urlencode(form), headers)


def is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if not parts.hostname or parts.username:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _asked(method: str, url: str, body: str | None, headers: Mapping[str, str]) -> dict[str, Any]:
    if not is_safe(url):
        raise ProviderSilent("an address that is not https")
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE_S)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, {"Accept": "application/json", **headers})
        answer = connection.getresponse()
        content = answer.read(LONGEST + 1)
    except (OSError, http.client.HTTPException) as silent:
        raise ProviderSilent(f"{method} {parts.hostname}{parts.path}: {type(silent).__name__}") from silent
    finally:
        connection.close()
    if answer.status in (400, 401):
        raise ProviderRefuses(f"{method} {parts.hostname}{parts.path}: {answer.status}")
    if answer.status != 200 or len(content) > LONGEST:
        raise ProviderSilent(f"{method} {parts.hostname}{parts.path}: {answer.status}, {len(content)} bytes")
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as odd:
        raise ProviderSilent(f"{method} {parts.hostname}{parts.path}: no JSON") from odd
    if not isinstance(told, dict):
        raise ProviderSilent(f"{method} {parts.hostname}{parts.path}: no object")
    return told
