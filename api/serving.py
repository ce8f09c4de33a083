"""How HTTP is spoken, before any of it reaches the application."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ENDING_S = 5
"""What has begun when the server is told to stop is answered within so many seconds."""
HEAD_LONGEST = 128_000
"""Bytes of a request before its body: the parser keeps them all in memory, and asks nobody who sends them."""
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""Of TLS 1.2: forward secret and authenticated; those of 1.3 all are."""
HEAD_S = 30.0
"""Within so many seconds it must have arrived."""
IDLE_S = 75
"""A kept connection is closed after so many idle seconds: later than the usual proxy (60 s) and client give theirs up, or one
would send a request into a connection that is just being closed, and see it reset."""


class BoundedHead(HttpToolsProtocol):
    """A connection on which requests begin within bounds, or end it."""

    _kept = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, piece: bytes) -> None:
        super().data_received(piece)
        if self._deadline is not None and not self.transport.is_closing():
            self._kept += len(piece)
            if self._kept > HEAD_LONGEST:
                self.send_400_response("Request head too long.")

    def shutdown(self) -> None:
        """What has no end by itself (a route says so: `request.state.endless`) ends when the server does."""
        super().shutdown()
        if self.cycle is not None and self.cycle.scope.get("state", {}).get("endless"):
            self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_is_there()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._head_is_there()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._kept, self._deadline = 0, self.loop.call_later(HEAD_S, self._end)

    def _end(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _head_is_there(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def spoken() -> dict[str, Any]:
    """What uvicorn is told wherever this application is served."""
    return {
        "http": BoundedHead,
        "ws": "none",
        "ssl_ciphers": CIPHERS,
        "log_level": "warning",
        "timeout_graceful_shutdown": ENDING_S,
        "timeout_keep_alive": IDLE_S,
        "server_header": False,
        "proxy_headers": False,  # MINQING_TRUSTED_PROXIES says whose are believed
    }
