"""A port that stays ours while the server that listens on it is killed and comes again."""

from __future__ import annotations

import socket


def bound(port: int = 0) -> socket.socket:
    """On this machine alone; 0: any. Held without listening, it refuses callers and keeps everybody else from the number: on a busy machine
    another program would have it before a killed server is back. Who listens binds it beside."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", port))
    return held
