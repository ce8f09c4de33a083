"""Calling out: to hosts that the office named, over TLS, to no private address, to no redirect, within seconds.

The name is resolved once and the connection goes to that very address: a name that points elsewhere a moment later leads nowhere.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from api.settings import Settings
from domain.errors import Forbidden

PATIENCE_S, ALL_S = 5.0, 10.0
"""For one answer of the line, and for all of a call: who answers drop by drop is not waited for."""
GONE = 410
CARRYING = tuple(map(ip_network, ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")))
"""Networks whose last four bytes are an IPv4 address (RFC 6052, 4291, 2765)."""
LOCAL_NAT = ip_network("64:ff9b:1::/48")
"""An operator's own (RFC 8215)."""


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
    late = Timer(ALL_S, connection.cut)
    late.daemon = True
    late.start()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, dict(headers))
        status = connection.getresponse().status
        if connection.is_cut:  # what had come so far reads like a whole answer
            raise TimeoutError
    except (OSError, http.client.HTTPException, UnicodeError) as fault:
        raise NotDelivered(type(fault).__name__) from fault
    finally:
        late.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise NotDelivered(f"HTTP {status}", status)


def _address(reach: Reach, parts: SplitResult) -> tuple[str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as fault:
        raise NotDelivered(type(fault).__name__) from fault
    if not reach.private and not all(is_public(one.partition("%")[0]) for one in found):
        raise NotDelivered("a private address")
    return found[0], port


def is_public(address: str) -> bool:
    """Whether it is one host's of the internet at large. An IPv6 address that leads to an IPv4 one (NAT64, 6to4) is as private as that."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or next((IPv4Address(found.packed[-4:]) for net in CARRYING if found in net), None)
        if inner is not None:
            return is_public(str(inner))
        return found.is_global and not found.is_multicast and not found.is_site_local and found not in LOCAL_NAT
    return found.is_global and not found.is_multicast


def _connection(parts: SplitResult, address: tuple[str, int]) -> _Pinned:
    """To the address, under the name: certificate and Host header are those of the name."""
    host = parts.hostname or ""
    if parts.scheme == "https":
        return _Pinned(host, parts.port, address, ssl.create_default_context())
    return _Pinned(host, parts.port, address, None)


class _Pinned(http.client.HTTPConnection):
    def __init__(self, host: str, port: int | None, address: tuple[str, int], tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port or address[1], timeout=PATIENCE_S)
        self.default_port = 443 if tls else 80
        self._address, self._tls, self.is_cut = address, tls, False

    def connect(self) -> None:
        self.sock: Any = socket.create_connection(self._address, PATIENCE_S)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock.do_handshake()

    def cut(self) -> None:
        """From another thread: whoever reads or writes is told that the line ended."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
