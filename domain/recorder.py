"""The journal's way to PostgreSQL: the library's recorder over our own append and our own horizon.

The one file of the domain that knows PostgreSQL and the eventsourcing library.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

import psycopg
from eventsourcing.persistence import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    Notification,
    OperationalError,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.adapt import Dumper
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Format
from psycopg.rows import dict_row, tuple_row

from domain.append_call import Command, Stored, arguments, bare_command, name_and_version, takes_turns, topic
from domain.arrays import Packed
from domain.bell import Bell
from domain.envelope import Position, RecordingTimeRefused, Row
from domain.gate import Gate
from domain.sql_files import statement_in

TIME_REFUSED = "MQ002"
BIG = 100
UNREACHABLE = (OperationalError, InterfaceError)
LOST_CONNECTION = {None, "57P01", "57P02", "57P03"}  # no answer at all; the server stops, crashed, starts


def _sql(name: str) -> str:
    return statement_in("domain", name)


class Datastore(PostgresDatastore):
    """The library's connection pool, opened from one connection string with all its parameters."""

    def __init__(self, dsn: str, *, connections: int = 16) -> None:
        given = {key: value for key, value in conninfo_to_dict(dsn).items() if value is not None}
        super().__init__(
            *(str(given.get(name, "")) for name in ("dbname", "host", "port", "user", "password")),
            connect_timeout=30,
            pool_size=1,
            max_overflow=connections - 1,
            schema="journal",
            originator_id_type="text",
            enable_db_functions=False,
        )
        self.pool.timeout = self.pool.reconnect_timeout = 1.0  # its own attempts come ever later: `rows` asks anew
        self.pool.kwargs = {**given, "client_encoding": "utf8", "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """Time limits come with the connection string: a pooler between keeps no session state."""
        return _set_autocommit

    def register_type_adapters(self) -> None:
        """Plain arrays need none."""


class _PackedDumper(Dumper):
    """Its type is what the statement casts it to."""

    format = Format.BINARY

    def dump(self, obj: Packed) -> Packed:
        return obj


psycopg.adapters.register_dumper(Packed, _PackedDumper)


def _set_autocommit(connection: psycopg.Connection[Any]) -> None:
    connection.autocommit = True


class Recorder(PostgresApplicationRecorder):
    """The library's recorder over our append function and our horizon; its applications run on it unchanged.

    Tables come from the migrations (CREATE_TABLE=no). The library's own database function is refused: it takes no lock, so its
    readers lose events.
    """

    def __init__(self, datastore: PostgresDatastore, *, events_table_name: str = "events") -> None:
        if datastore.enable_db_functions:
            raise ProgrammingError("POSTGRES_ENABLE_DB_FUNCTIONS loses events for readers: leave it off")
        super().__init__(datastore, events_table_name=events_table_name)
        self.channel_name = "journal"
        self.bell = Bell(self._notify, self._listen, (DatabaseError, psycopg.Error))
        self._gate: Gate[Command, Stored] = Gate(self._append_together)
        self._known_horizon = 0

    def create_table(self) -> None:
        raise ProgrammingError("the journal's tables come from migrations: set CREATE_TABLE=no")

    def append(self, command: Command) -> Stored:
        """Commands of many threads share a call, each with its own verdict; a big one goes alone, so as not to keep the others."""
        if len(command.events) > BIG:
            return self.append_alone(command)
        return self._gate.pass_through(command, command.marks())

    def append_alone(self, command: Command, told_at: datetime | None = None) -> Stored:
        """Who was faster has committed when the database says so: asked again, it knows the new version, or our own receipt."""
        for _ in range(5):
            with suppress(IntegrityError):
                return self._call([command], told_at)[0]
        return self._call([command], told_at)[0]

    def append_told(self, command: Command, told_at: datetime) -> Stored:
        """With a recording time of its own, where the journal is in simulation. Raises RecordingTimeRefused."""
        try:
            return self.append_alone(command, told_at)
        except DatabaseError as refused:
            if getattr(refused.__cause__, "sqlstate", None) == TIME_REFUSED:
                raise RecordingTimeRefused() from None
            raise

    def _append_together(self, commands: Sequence[Command]) -> Sequence[Stored | Exception]:
        try:
            return self._call(commands)
        except DatabaseError as failed:
            if _connection_lost(failed):
                raise
            return [self._outcome(command) for command in commands]

    def _outcome(self, command: Command) -> Stored | Exception:
        try:
            return self.append_alone(command)
        except DatabaseError as refused:
            return refused

    def _call(self, commands: Sequence[Command], told_at: datetime | None = None) -> list[Stored]:
        """When the connection is lost the call is made again: the receipts tell whether the first one arrived."""
        statement = "append_in_turn" if takes_turns(commands) else "append"
        rows = self.rows(statement, arguments(commands, told_at))
        self.bell.ring()
        return [Stored(*row) for row in rows]

    def rows(self, statement: str, params: Mapping[str, Any]) -> list[Row]:
        """Run a statement of sql/ in its own transaction; a lost connection is tried again for a while."""
        for pause in (0.1, 0.2, 0.4, 0.8, 1.6, 3.2):
            try:
                return self._rows(_sql(statement), params)
            except (OperationalError, InterfaceError) as failed:
                if not _connection_lost(failed):
                    raise
            self.datastore.pool.check()
            time.sleep(pause)
        return self._rows(_sql(statement), params)

    def _rows(self, query: str, params: Mapping[str, Any]) -> list[Row]:
        with self.datastore.get_connection() as connection:
            return connection.cursor(binary=True, row_factory=tuple_row).execute(query, params, prepare=True).fetchall()

    def horizon(self) -> Position:
        """Nothing at or below it can still appear."""
        self._known_horizon = max(self._known_horizon, self.rows("horizon", {})[0][0])
        return self._known_horizon

    def rows_in_order(self, statement: str, after: Position, limit: int, **params: Any) -> list[Row]:
        """Rows above `after`, up to the horizon. One known from before stays true, only lower: a full batch asks for no new one."""
        params |= {"after": after, "limit": limit}
        if self._known_horizon >= after + limit:
            rows = self.rows(statement, params | {"horizon": self._known_horizon})
            if len(rows) == limit:
                return rows
        return self.rows(statement, params | {"horizon": self.horizon()})

    def _notify(self) -> None:
        with self.datastore.get_connection() as connection:  # a ring need not be on the disk
            connection.execute("begin; set local synchronous_commit = off; notify journal; commit")

    def _listen(self) -> Iterator[bool]:
        given = self.datastore.pool.kwargs
        parameters = dict((given() if callable(given) else given) or {})
        with psycopg.connect(**parameters, autocommit=True) as connection:
            connection.execute("listen journal")
            while True:
                yield any(True for _ in connection.notifies(timeout=0.5, stop_after=1))

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        if not stored_events:
            return None
        events = [
            (str(stored.originator_id), stored.originator_version, *name_and_version(stored.topic), stored.state, None)
            for stored in stored_events
        ]
        return self._call([bare_command(events, receipt_key())])[0].positions

    def select_events(
        self, originator_id: object, *, gt: int | None = None, lte: int | None = None, desc: bool = False, limit: int | None = None
    ) -> Sequence[StoredEvent]:
        params = {"stream": str(originator_id), "gt": gt, "lte": lte, "limit": limit}
        rows = self.rows("stored_events_desc" if desc else "stored_events_asc", params)
        return [StoredEvent(stream, version, topic(name, shape), state) for stream, version, name, shape, state in rows]

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *, inclusive_of_start: bool = True
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        rows = self.rows_in_order("notifications", after, limit, stop=stop, topics=list(topics) or None)
        return [
            Notification(stream, version, topic(name, shape), state, position) for position, stream, version, name, shape, state in rows
        ]

    def max_notification_id(self) -> int | None:
        return cast(int | None, self.rows("head", {"horizon": self.horizon()})[0][0])


def receipt_key() -> str:
    """Of a command that brought no key: by its receipt a lost reply is told from a conflict."""
    return secrets.token_hex(16)


def _connection_lost(failed: DatabaseError | InterfaceError) -> bool:
    cause = failed.__cause__
    return isinstance(cause, psycopg.Error) and cause.sqlstate in LOST_CONNECTION
