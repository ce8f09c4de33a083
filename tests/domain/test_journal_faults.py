"""Replies that get lost: every command stands in the journal exactly once, and no caller is told of a conflict that was none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.databases import Databases
from domain.community import Renamed
from domain.journal import Journal, Meta, Write
from tests.faults.line import Line

META = Meta(actor="chen.jing", role="planner", effective_at=datetime(2024, 5, 1, tzinfo=UTC), policy=None, correlation="c1")


class BadLine:
    """`cut` says for which appends the request or the reply is lost."""

    def __init__(self, folder: Path, upstream: str, cut: dict[int, str]) -> None:
        self._cut, self.appends = cut, 0
        self._line = Line(folder, upstream, b"com-", self._passes)
        self.close = self._line.close

    def _passes(self, point: str) -> bool:
        self.appends += point == "asked"
        return (point, self._cut.get(self.appends)) not in (("asked", "request"), ("answered", "reply"))


@pytest.fixture
def proxied(database: Databases, tmp_path: Path) -> Iterator:
    """A journal whose n-th append loses its request or its reply."""
    given = conninfo_to_dict(database.app)
    if not str(given.get("host", "")).startswith("/"):
        pytest.skip("the proxy speaks Unix sockets; this server is reached over TCP")
    opened: list[BadLine | Journal] = []

    def through(cut: dict[int, str]) -> tuple[BadLine, Journal]:
        proxy = BadLine(tmp_path, f"{given['host']}/.s.PGSQL.{given.get('port', 5432)}", cut)
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
