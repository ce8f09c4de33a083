"""Builds read models beside the live ones from the journal, compares them by checksum, and puts them in their place."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from projections import runner
from projections.statements import statement
from projections.view import BESIDE, LIVE, View, alone, grant, make, positions, prepare, transaction

if TYPE_CHECKING:
    from domain.journal import Journal, Position

log = logging.getLogger(__name__)

SHOWN = 5
ONE_REBUILD = 0x6265736964  # "besid": the schema beside has room for one


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table, live and beside. differing: keys of the first rows that only one of them has, or that they have differently."""

    view: str
    table: str
    rows: int
    live_sha: str
    rows_rebuilt: int
    rebuilt_sha: str
    differing: tuple[tuple[Any, ...], ...]

    @property
    def equal(self) -> bool:
        return (self.rows, self.live_sha) == (self.rows_rebuilt, self.rebuilt_sha)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"equal": self.equal}


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """position: both stood there when they were compared. swapped: the rebuilt tables are the live ones now."""

    position: Position
    tables: tuple[TableReport, ...]
    swapped: bool

    @property
    def equal(self) -> bool:
        return all(table.equal for table in self.tables)


def rebuild(
    journal: Journal,
    dsn_project: str,
    views: Sequence[View | str] = runner.ALL,
    *,
    check: bool = False,
    progress: runner.Progress | None = None,
) -> RebuildReport:
    """Read the whole journal anew. The live tables are read and kept up meanwhile; they stand still only while both are compared.

    check: swap only what is equal to the live tables, so that a difference can be looked into; without it the rebuilt tables replace the
    live ones in any case. views: also by name; raises ViewUnknown. Concurrent rebuilds wait for each other.
    """
    views = [runner.named(view) if isinstance(view, str) else view for view in views]
    with psycopg.connect(dsn_project, autocommit=True) as conn, _one_rebuild(conn):
        prepare(conn, views)
        _clear(conn)
        with transaction(conn, BESIDE):
            conn.execute(statement("view", "tables"))
            for view in views:
                make(conn, view, BESIDE)
        runner.follow(conn, journal, views, progress, schema=BESIDE)
        report = _compare_and_swap(conn, journal, views, check)
        _clear(conn)
        log.info("rebuilt pos=%d equal=%s swapped=%s", report.position, report.equal, report.swapped)
        return report


@contextmanager
def _one_rebuild(conn: psycopg.Connection) -> Iterator[None]:
    conn.execute("select pg_advisory_lock(%s)", (ONE_REBUILD,))
    try:
        yield
    finally:
        conn.execute("select pg_advisory_unlock(%s)", (ONE_REBUILD,))


def _clear(conn: psycopg.Connection) -> None:
    """What an interrupted rebuild left."""
    with conn.transaction():
        for (table,) in conn.execute("select tablename from pg_tables where schemaname = %s", (BESIDE,)).fetchall():
            conn.execute(sql.SQL("drop table {} cascade").format(sql.Identifier(BESIDE, table)))


def _compare_and_swap(conn: psycopg.Connection, journal: Journal, views: Sequence[View], check: bool) -> RebuildReport:
    with transaction(conn):
        alone(conn)
        position = _bring_level(conn, journal, views)
        tables = tuple(_compare(conn, view, table) for view in views for table in view.tables)
        swapped = not check or all(table.equal for table in tables)
        if swapped:
            for view in views:
                _swap(conn, view)
            grant(conn)
    return RebuildReport(position, tables, swapped)


def _bring_level(conn: psycopg.Connection, journal: Journal, views: Sequence[View]) -> Position:
    """Hold the live views' runners at their fence and bring all views, live and beside, to one position."""
    conn.execute("select name from positions order by name for update").fetchall()
    at = {schema: positions(conn, schema) for schema in (LIVE, BESIDE)}
    level = max(found[view.name] for found in at.values() for view in views)
    for schema, found in at.items():
        for view in views:
            reached = found[view.name]
            while reached < level:
                events = [one for one in journal.feed(reached, runner.BATCH, tolerant=True) if one.position <= level]
                new = events[-1].position if len(events) == runner.BATCH else level
                runner.bring(conn, view, reached, new, events, schema)
                reached = new
    conn.execute("select set_config('search_path', %s, true)", (f"{LIVE}, public",))
    return level


def _compare(conn: psycopg.Connection, view: View, table: str) -> TableReport:
    live, beside = sql.Identifier(LIVE, table), sql.Identifier(BESIDE, table)
    checksum = sql.SQL(statement("view", "checksum"))
    rows, digest = conn.execute(checksum.format(table=live)).fetchone() or (0, "")
    rows_beside, digest_beside = conn.execute(checksum.format(table=beside)).fetchone() or (0, "")
    differing: tuple[tuple[Any, ...], ...] = ()
    if (rows, digest) != (rows_beside, digest_beside):
        columns = conn.execute(statement("view", "key_columns"), (f"{LIVE}.{table}",)).fetchall()
        key = sql.SQL(", ").join(sql.Identifier(name) for (name,) in columns)
        query = sql.SQL(statement("view", "differing")).format(key=key, live=live, beside=beside)
        differing = tuple(tuple(key) for (key,) in conn.execute(query, (SHOWN,)).fetchall())
        log.warning("rebuilt differently view=%s table=%s rows=%d rows_beside=%d", view.name, table, rows, rows_beside)
    return TableReport(view.name, table, rows, digest, rows_beside, digest_beside, differing)


def _swap(conn: psycopg.Connection, view: View) -> None:
    for table in view.tables:
        # cascade: policies and views that ask this table, all of them of the view that is replaced whole
        conn.execute(sql.SQL("drop table {} cascade").format(sql.Identifier(LIVE, table)))
        conn.execute(sql.SQL("alter table {} set schema {}").format(sql.Identifier(BESIDE, table), sql.Identifier(LIVE)))
    for (own,) in conn.execute(statement("walls", "owned"), (BESIDE, view.name.replace("_", r"\_") + r"\_own\_%")).fetchall():
        conn.execute(sql.SQL("alter view {} set schema {}").format(sql.Identifier(BESIDE, own), sql.Identifier(LIVE)))
    conn.execute("delete from parked where view = %s", (view.name,))
    conn.execute(statement("view", "take_parked"), (view.name,))
