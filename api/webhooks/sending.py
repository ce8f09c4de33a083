"""Calling out: to hosts that the office named, over TLS, to no private address, to no redirect, within seconds.

The name is resolved once and the connection goes to that very address: a name that points elsewhere a moment later leads nowhere.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from api.settings import Settings
from domain.errors import Forbidden

PATIENCE_S = 5.0
GONE = 410


class AddressForbidden(Forbidden):
    """It is not https, or its host is none of MINQING_WEBHOOK_HOSTS. Facts: hosts."""

    code = "webhook.address_forbidden"


class NotDelivered(Exception):
    """why: for the list of what failed: a status or a kind of fault, nothing that the receiver said."""

    def __init__(self, why: str, status: int = 0) -> None:
        super().__init__(why)
        self.why, self.status = why, status


@dataclass(frozen=True)
class Reach:
    """hosts: names, `.example.org` for all below. private: plain http and private addresses too (within a hall's own network)."""

    hosts: tuple[str, ...]
    private: bool

    @staticmethod
    def of(settings: Settings) -> Reach:
        return Reach(tuple(one.lower() for one in settings.webhook_hosts), settings.webhook_private)

    def require(self, url: str) -> SplitResult:
        """Raises AddressForbidden."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            raise AddressForbidden(hosts=self.hosts) from None
        schemes = ("https", "http") if self.private else ("https",)
        named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in self.hosts)
        if parts.scheme not in schemes or not host or not named or parts.username is not None or parts.fragment or port == 0:
            raise AddressForbidden(hosts=self.hosts)
        return parts


def post(reach: Reach, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Raises AddressForbidden, NotDelivered for anything but 2xx."""
    parts = reach.require(url)
    connection = _connection(parts, _address(reach, parts))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, dict(headers))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, UnicodeError) as fault:
        raise NotDelivered(type(fault).__name__) from fault
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotDelivered(f"HTTP {status}", status)


def _address(reach: Reach, parts: SplitResult) -> tuple[str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as fault:
        raise NotDelivered(type(fault).__name__) from fault
    if not reach.private and not all(ip_address(one.partition("%")[0]).is_global for one in found):
        raise NotDelivered("a private address")
    return found[0], port


def _connection(parts: SplitResult, address: tuple[str, int]) -> http.client.HTTPConnection:
    """To the address, under the name: certificate and Host header are those of the name."""
    host = parts.hostname or ""
    if parts.scheme == "https":
        return _Pinned(host, parts.port, address, ssl.create_default_context())
    return _Pinned(host, parts.port, address, None)


class _Pinned(http.client.HTTPConnection):
    def __init__(self, host: str, port: int | None, address: tuple[str, int], tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port or address[1], timeout=PATIENCE_S)
        self.default_port = 443 if tls else 80
        self._address, self._tls = address, tls

    def connect(self) -> None:
        sock: Any = socket.create_connection(self._address, PATIENCE_S)
        self.sock = self._tls.wrap_socket(sock, server_hostname=self.host) if self._tls else sock
