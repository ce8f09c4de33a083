"""What a read model is: tables filled from the journal, whose rows and position move in one transaction.

A view's statements name its tables without a schema: the transaction's search_path says whether they are the live ones or those a
rebuild makes beside them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import psycopg
from psycopg import sql

from domain.envelope import Unreadable
from projections.statements import put as put
from projections.statements import statement
from projections.walls import edition, enclose, raise_walls

if TYPE_CHECKING:
    from domain.journal import Position, Recorded

log = logging.getLogger(__name__)

LIVE, BESIDE = "views", "views_next"
ONE_AT_A_TIME = 0x7669657773  # "views": who makes tables
READERS = ("minqing_owner", "minqing_read", "minqing_community", "minqing_warden")
"""How many rows each then sees, the policies say (projections.walls)."""


class View(Protocol):
    """One read model.

    version: raise it when tables or meaning change; the next start makes the tables anew and reads the journal from its beginning.
    tables: unqualified names, all begin with the view's name. apply: writes what the batch says, set by set; ignores events it does not
    know; the result must not depend on where batches begin and end.
    """

    name: str
    version: int
    tables: tuple[str, ...]

    def create(self, conn: psycopg.Connection) -> None: ...

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None: ...


class CannotRead(Exception):
    """An event of a name, version or shape that this release does not know: its stream is parked until one that does."""


class PositionMoved(Exception):
    """Another runner was faster, or runs another version of the view: nothing was written."""


class ViewNewer(RuntimeError):
    """A later release has made the view's tables; this one leaves them alone. (name, version there, version here)."""


@contextmanager
def transaction(conn: psycopg.Connection, schema: str = LIVE) -> Iterator[None]:
    with conn.transaction():
        conn.execute("select set_config('search_path', %s, true), set_config('timezone', 'UTC', true)", (f"{schema}, public",))
        yield


def prepare(conn: psycopg.Connection, views: Sequence[View]) -> None:
    """Make the tables of views that are new here or of an earlier version. Concurrent starts wait for each other. Raises ViewNewer."""
    if _stands(conn) and not _outdated(conn, views) and not _open(conn):
        return
    with transaction(conn):
        alone(conn)
        if not _stands(conn):
            conn.execute(statement("view", "tables"))
        for view in _outdated(conn, views):
            make(conn, view, LIVE)
            log.info("made view=%s version=%d", view.name, view.version)
        for table in _open(conn) & {"positions", "parked"}:
            enclose(conn, "view", table, LIVE)
        for view in views:
            if _open(conn) & {*view.tables}:  # made before there were walls, or before these
                raise_walls(conn, view, LIVE)
        grant(conn)


def _stands(conn: psycopg.Connection) -> bool:
    return conn.execute("select to_regclass('views.positions') is not null").fetchone() == (True,)


def _open(conn: psycopg.Connection) -> set[str]:
    """Tables around which no wall stands, or not that of these sources."""
    return {table for (table,) in conn.execute(statement("walls", "open"), {"schema": LIVE, "edition": edition()}).fetchall()}


def _outdated(conn: psycopg.Connection, views: Sequence[View]) -> list[View]:
    known = dict(conn.execute("select name, version from views.positions").fetchall())
    for view in views:
        if known.get(view.name, 0) > view.version:
            raise ViewNewer(view.name, known[view.name], view.version)
    return [view for view in views if known.get(view.name) != view.version]


def alone(conn: psycopg.Connection) -> None:
    """Until the transaction ends, nobody else makes or swaps tables."""
    conn.execute("select pg_advisory_xact_lock(%s)", (ONE_AT_A_TIME,))


def make(conn: psycopg.Connection, view: View, schema: str) -> None:
    """Empty tables at position 0, in a transaction whose search_path begins with `schema`."""
    drop(conn, view, schema)
    view.create(conn)
    raise_walls(conn, view, schema)
    conn.execute("insert into positions (name, version, position) values (%s, %s, 0)", (view.name, view.version))


def drop(conn: psycopg.Connection, view: View, schema: str) -> None:
    """Also tables that an earlier version of the view had."""
    pattern = view.name.replace("_", r"\_") + r"\_%"
    named = conn.execute("select tablename from pg_tables where schemaname = %s and tablename like %s", (schema, pattern)).fetchall()
    for (table,) in named:
        conn.execute(sql.SQL("drop table {} cascade").format(sql.Identifier(schema, table)))
    conn.execute("delete from positions where name = %s", (view.name,))
    conn.execute("delete from parked where view = %s", (view.name,))


def grant(conn: psycopg.Connection) -> None:
    """Default privileges do not reach tables that were made elsewhere and moved here."""
    names = sql.SQL(", ").join(map(sql.Identifier, READERS))
    conn.execute(sql.SQL("grant select on all tables in schema views to {}").format(names))


def refresh_statistics(conn: psycopg.Connection, views: Sequence[View], schema: str = LIVE) -> None:
    tables = sql.SQL(", ").join(sql.Identifier(schema, table) for view in views for table in view.tables)
    conn.execute(sql.SQL("analyze {}").format(tables))


def positions(conn: psycopg.Connection, schema: str = LIVE) -> dict[str, Position]:
    return dict(conn.execute(sql.SQL("select name, position from {}").format(sql.Identifier(schema, "positions"))).fetchall())


def advance(conn: psycopg.Connection, view: View, old: Position, new: Position, batch: Sequence[Recorded], schema: str = LIVE) -> None:
    """Apply the events of (old, new] and move the position, both or neither. Streams that are parked are passed over.

    Raises PositionMoved unless the view stands at `old`: the row lock makes a second runner wait here, before it writes.
    """
    with transaction(conn, schema):
        fence(conn, view, old, new)
        parked = {stream for (stream,) in conn.execute("select stream from parked where view = %s", (view.name,)).fetchall()}
        told = [recorded for recorded in batch if recorded.stream not in parked]
        if unreadable := next((recorded.body for recorded in told if isinstance(recorded.body, Unreadable)), None):
            raise CannotRead(unreadable.why)
        view.apply(conn, told)


def fence(conn: psycopg.Connection, view: View, old: Position, new: Position) -> None:
    given = {"name": view.name, "version": view.version, "old": old, "new": new}
    if conn.execute(statement("view", "fence"), given).rowcount == 0:
        raise PositionMoved(view.name, old)
