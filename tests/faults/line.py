"""A line to PostgreSQL that can be cut: stands between client and server on Unix sockets, and sees appends go and their verdicts come."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

COLUMNS = 8  # of the verdict in domain/sql/append.sql
SOCKET = ".s.PGSQL.5432"
Pass = Callable[[str], bool]
"""Told the point that was reached; False: the line is cut there."""


class Line:
    """at_append is asked at each append: "asked" before the server gets it, "sent" when it has it, "answered" before the client gets the
    verdict, "told" when it has it. mark: what the request of an append carries. role: whose connections count; others pass unseen.
    """

    def __init__(self, folder: Path, upstream: str, mark: bytes, at_append: Pass, role: bytes = b"") -> None:
        self.folder, self._upstream, self._mark, self._at_append, self._role = folder, upstream, mark, at_append, role
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / SOCKET))
        self._listener.listen(200)
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def cut(self) -> None:
        """Every connection, in both directions at once."""
        for end in tuple(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(self._upstream)
                except OSError:  # the server is down, and says so as it would without us
                    client.close()
                    server.close()
                    continue
                _Wire(client, server, self._open).start(self._mark, self._at_append, self._role)


class _Wire:
    """One connection. seen: an append went out on it whose verdict has not come."""

    def __init__(self, client: socket.socket, server: socket.socket, opened: set[socket.socket]) -> None:
        self._client, self._server, self._opened = client, server, opened
        self._seen = False

    def start(self, mark: bytes, at_append: Pass, role: bytes) -> None:
        self._mark, self._at_append, self._role, self._counts = mark, at_append, role, not role
        self._opened |= {self._client, self._server}
        for source, target, send in ((self._client, self._server, self._out), (self._server, self._client, self._back)):
            threading.Thread(target=self._pump, args=(source, target, send), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, send: Callable[[bytes], bool]) -> None:
        with source, target:
            with suppress(OSError):
                while (chunk := source.recv(1 << 16)) and send(chunk):
                    pass
            for end in (source, target):  # closed alone, an end that the other thread reads from would stay open
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._opened -= {source, target}

    def _out(self, chunk: bytes) -> bool:
        self._counts = self._counts or self._role in chunk  # the first words name the role
        is_append = self._counts and self._mark in chunk
        if is_append and not self._at_append("asked"):
            return False
        self._seen = self._seen or is_append
        self._server.sendall(chunk)
        return not is_append or self._at_append("sent")

    def _back(self, chunk: bytes) -> bool:
        is_verdict = self._seen and _is_verdict(chunk)
        if is_verdict and not self._at_append("answered"):
            return False
        self._client.sendall(chunk)
        self._seen = self._seen and not is_verdict
        return not is_verdict or self._at_append("told")


def _is_verdict(chunk: bytes) -> bool:
    """A data row as wide as an append's verdict."""
    at = 0
    while at + 7 <= len(chunk):
        kind, length = chunk[at : at + 1], struct.unpack_from("!i", chunk, at + 1)[0]
        if kind == b"D" and struct.unpack_from("!h", chunk, at + 5)[0] == COLUMNS:
            return True
        at += 1 + length
    return False
