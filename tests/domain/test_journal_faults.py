"""Replies that get lost: every command stands in the journal exactly once, and no caller is told of a conflict that was none."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.databases import Databases
from domain.community import Renamed
from domain.journal import Journal, Meta, Write

META = Meta(actor="chen.jing", role="planner", effective_at=datetime(2024, 5, 1, tzinfo=UTC), policy=None, correlation="c1")

COLUMNS = 8  # of the verdict in domain/sql/append.sql


class CuttingProxy:
    """Stands between client and server on Unix sockets; `cut` says for which appends the request or the reply is lost."""

    def __init__(self, folder: Path, upstream: str, cut: dict[int, str]) -> None:
        self.folder, self._upstream, self._cut = folder, upstream, cut
        self.appends = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen(50)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._upstream)
                for source, target, watch in ((client, server, self._request), (server, client, self._reply)):
                    threading.Thread(target=self._pump, args=(source, target, watch), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, watch) -> None:
        with source, target, suppress(OSError):
            while (chunk := source.recv(1 << 16)) and watch(chunk):
                target.sendall(chunk)
            for end in (source, target):
                end.shutdown(socket.SHUT_RDWR)

    def _request(self, chunk: bytes) -> bool:
        if b"com-" not in chunk:
            return True
        self.appends += 1
        return self._cut.get(self.appends) != "request"

    def _reply(self, chunk: bytes) -> bool:
        return self._cut.get(self.appends) != "reply" or not _answers_an_append(chunk)


def _answers_an_append(chunk: bytes) -> bool:
    """A data row as wide as an append's verdict."""
    at = 0
    while at + 5 <= len(chunk):
        kind, length = chunk[at : at + 1], struct.unpack_from("!i", chunk, at + 1)[0]
        if kind == b"D" and struct.unpack_from("!h", chunk, at + 5)[0] == COLUMNS:
            return True
        at += 1 + length
    return False


@pytest.fixture
def proxied(database: Databases, tmp_path: Path) -> Iterator:
    """A journal whose n-th append loses its request or its reply."""
    given = conninfo_to_dict(database.app)
    if not str(given.get("host", "")).startswith("/"):
        pytest.skip("the proxy speaks Unix sockets; this server is reached over TCP")
    opened: list[CuttingProxy | Journal] = []

    def through(cut: dict[int, str]) -> tuple[CuttingProxy, Journal]:
        proxy = CuttingProxy(tmp_path, f"{given['host']}/.s.PGSQL.{given.get('port', 5432)}", cut)
        journal = Journal(make_conninfo(database.app, host=str(tmp_path), port="5432"))
        opened.extend([journal, proxy])
        return proxy, journal

    yield through
    for one in opened:
        one.close()


def renamed(n: int) -> Renamed:
    return Renamed(name=f"第{n}社区", reason="重名")


@pytest.mark.parametrize("key", ["client", None])
@pytest.mark.parametrize("lost", ["request", "reply"])
def test_a_lost_request_or_reply_is_no_conflict(database: Databases, proxied, lost: str, key: str | None) -> None:
    proxy, journal = proxied({2: lost, 3: lost, 6: lost})
    receipts = [
        journal.append([Write("com-1", n, [renamed(n)])], Meta(**_fields(META) | {"key": key and f"{key}-{n}"}), body_hash=str(n))
        for n in range(5)
    ]
    assert proxy.appends == 8
    assert [receipt.versions for receipt in receipts] == [{"com-1": n} for n in range(1, 6)]
    direct = Journal(database.app)
    assert [event.body for event in direct.read("com-1")] == [renamed(n) for n in range(5)]
    assert [event.position for event in direct.read("com-1")] == [receipt.position for receipt in receipts]
    direct.close()


def _fields(meta: Meta) -> dict:
    return {name: getattr(meta, name) for name in Meta.__dataclass_fields__}


def test_sixty_commands_through_a_bad_line_stand_once_each(database: Databases, proxied) -> None:
    cut = {n: ("request", "reply")[n % 2] for n in range(1, 90, 3)} | {n: "reply" for n in range(2, 60, 7)}
    proxy, journal = proxied(cut)
    for n in range(60):
        journal.append([Write(f"com-{n % 4}", n // 4, [renamed(n)])], META)
    direct = Journal(database.app)
    assert sorted(event.body.name for event in direct.feed(0, 1000)) == sorted(f"第{n}社区" for n in range(60))
    direct.close()
    assert proxy.appends > 75


def test_sessions_ended_by_the_server_are_replaced(database: Databases) -> None:
    journal = Journal(database.app)
    for n in range(5):
        journal.append([Write("com-1", n, [renamed(n)])], META)
        with psycopg.connect(database.admin, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'minqing_app' and datname = current_database()"
            )
    assert len(journal.read("com-1")) == 5
    journal.close()
