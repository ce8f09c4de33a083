"""A database whose read models hold rows for every grid of two communities, and the sessions that read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import sql

from api.databases import Databases, pooled
from api.row_walls import RowWalls, Shown
from projections import runner
from tests.api.rows import filled
from tests.api.rows.filled import CODES, Column

HERE, THERE = (f"com-{code}" for code in CODES)
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


@dataclass
class House:
    databases: Databases
    walls: RowWalls
    tables: dict[str, list[Column]]
    checks: int = 0

    def rows(self, shown: Shown, table: str, untils: dict[str, datetime | None] | None = None, now: datetime = NOW) -> list[str]:
        given = dict.fromkeys(sorted(shown.grids or ())) if untils is None else untils
        with self.walls.within(shown, now, lambda: given) as connection:
            return texts(connection, table)


def texts(connection: psycopg.Connection[Any], table: str) -> list[str]:
    statement = sql.SQL("select to_jsonb(one)::text from {} as one").format(sql.Identifier("views", table))
    return [text for (text,) in connection.execute(statement).fetchall()]


def only(*grids: str, community: str = HERE) -> Shown:
    return Shown(frozenset({community}), frozenset(grids))


@pytest.fixture(scope="package")
def house(new_database: Callable[[], AbstractContextManager[Databases]]) -> Iterator[House]:
    with new_database() as databases:
        yield from _house(databases)


def _house(databases: Databases) -> Iterator[House]:
    runner.make_ready(databases.project)
    with psycopg.connect(databases.project) as conn:
        known = filled.fill(conn)
    with psycopg.connect(databases.admin) as conn:
        filled.fill_beside(conn)
    of_each = (databases.app, databases.community, databases.warden)
    with ExitStack() as opened:
        writing, community, warden = (opened.enter_context(pooled(dsn, least=0)) for dsn in of_each)
        names = iter(range(10**6))
        yield House(databases, RowWalls(writing, community, warden, lambda: f"scope-{next(names):012d}"), known)
