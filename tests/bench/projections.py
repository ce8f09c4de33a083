"""A projection against the eventsourcing library's ProjectionRunner: the same events, the same two rows for each, the same server.

`python -m tests.bench.projections [--rounds N] [--events N]`
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg import sql

from api import migrate
from api.databases import Databases, Dsn
from domain import household
from domain.journal import Journal, Recorded
from projections import rebuild, runner
from tests.bench import ground
from tests.bench.journal import LIBRARY, Library, LibraryHousehold, Ours

OURS = "this runner"
STREAM = 20
"""Events in a stream: a registration, then reassignments."""

TABLES = """
create table {0}_household (household text primary key, grid text, document text not null, times_moved integer not null);
create table {0}_line (position bigint primary key, household text not null, grid text, document text not null);
"""
# unnest takes a batch as one statement; the last write to a household wins inside it
HOUSEHOLDS = """
insert into standing_household (household, grid, document, times_moved)
select household, grid, document, times_moved
from unnest(%b::text[], %b::text[], %b::text[], %b::integer[]) as told (household, grid, document, times_moved)
on conflict (household) do update
set grid = excluded.grid,
  document = excluded.document,
  times_moved = standing_household.times_moved + excluded.times_moved
"""
LINES = """
insert into standing_line (position, household, grid, document)
select position, household, grid, document
from unnest(%b::bigint[], %b::text[], %b::text[], %b::text[]) as told (position, household, grid, document)
"""


class Standing:
    """Where each household is, how often it changed hands, and a line for each time."""

    name = "standing"
    tables = ("standing_household", "standing_line")

    def __init__(self, version: int) -> None:
        self.version = version

    def create(self, conn: psycopg.Connection) -> None:
        conn.execute(TABLES.format(self.name))

    def apply(self, conn: psycopg.Connection, batch: Sequence[Recorded]) -> None:
        last: dict[str, tuple[str | None, str, int]] = {}
        lines: list[tuple[int, str, str | None, str]] = []
        for one in batch:
            match one.body:
                case household.Registered(grid=grid):
                    last[one.stream] = (grid, "", last.get(one.stream, ("", "", 0))[2])
                    lines.append((one.position, one.stream, grid, ""))
                case household.Reassigned(to_grid=grid, document=document):
                    last[one.stream] = (grid, document, last.get(one.stream, ("", "", 0))[2] + 1)
                    lines.append((one.position, one.stream, grid, document))
                case _:
                    continue
        grids, documents, moves = (list(column) for column in zip(*last.values(), strict=True))
        conn.execute(HOUSEHOLDS, (list(last), grids, documents, moves))
        conn.execute(LINES, [list(column) for column in zip(*lines, strict=True)])


class LibraryView(PostgresTrackingRecorder):
    """The library's way to keep the same rows: a transaction an event."""

    def keep(self, name: str, grid: str, document: str, moved: int, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "insert into library_household (household, grid, document, times_moved) values (%s, %s, %s, %s)"
                " on conflict (household) do update set grid = excluded.grid, document = excluded.document,"
                " times_moved = library_household.times_moved + excluded.times_moved",
                (name, grid, document, moved),
                prepare=True,
            )
            cursor.execute(
                "insert into library_line (position, household, grid, document) values (%s, %s, %s, %s)",
                (tracking.notification_id, name, grid, document),
                prepare=True,
            )


class LibraryProjection(Projection[LibraryView]):
    name = "library_standing"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        raise TypeError(f"not an event of a household: {domain_event!r}")

    @process_event.register
    def registered(self, domain_event: LibraryHousehold.Created, tracking: Tracking) -> None:
        self.view.keep(str(domain_event.originator_id), domain_event.grid, "", 0, tracking)

    @process_event.register
    def reassigned(self, domain_event: LibraryHousehold.Reassigned, tracking: Tracking) -> None:
        self.view.keep(str(domain_event.originator_id), domain_event.to_grid, domain_event.document, 1, tracking)


class LibraryRunner:
    def __init__(self, dsn: Dsn, events: int) -> None:
        self.dsn, self.library, self.events = dsn, Library(dsn), events
        for _ in range(events // STREAM):
            self.library.new(STREAM)

    def run(self) -> float:
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            for (table,) in conn.execute("select tablename from pg_tables where tablename like 'library%%'").fetchall():
                conn.execute(sql.SQL("drop table {}").format(sql.Identifier(table)))
            conn.execute(TABLES.format("library"))
        return ground.a_second(self.events, self._to_the_end)

    def _to_the_end(self) -> None:
        env = dict(self.library.application.env)
        with ProjectionRunner(
            application_class=Application, projection_class=LibraryProjection, view_class=LibraryView, env=env
        ) as started:
            started.wait(self.library.application.recorder.max_notification_id(), timeout=600)


class OurRunner:
    def __init__(self, databases: Databases, events: int) -> None:
        self.databases, self.events, self.version = databases, events, 0
        self.candidate = Ours(databases.app)
        for _ in range(events // STREAM):
            self.candidate.new(STREAM)

    @property
    def journal(self) -> Journal:
        return self.candidate.journal

    def run(self, batch: int) -> Callable[[], float]:
        def work() -> float:
            self.version += 1  # a new version is read from the beginning
            view = Standing(self.version)
            return ground.a_second(self.events, lambda: runner.catch_up(self.journal, self.databases.project, [view], batch=batch))

        return work

    def rebuild_all(self) -> float:
        """Every read model of the product, beside the live ones, compared and swapped."""
        runner.catch_up(self.journal, self.databases.project)
        return ground.a_second(self.events, lambda: rebuild.rebuild(self.journal, self.databases.project, check=True))


def measure(rounds: int, events: int) -> str:
    with ground.durable_server() as server:
        databases = ground.fresh_databases(server, "ours")
        migrate.create_database(server, "library")
        ours, theirs = OurRunner(databases, events), LibraryRunner(server.with_(dbname="library"), min(events, 2_000))
        cases = {f"rows and position, batches of {batch:,}": {LIBRARY: theirs.run, OURS: ours.run(batch)} for batch in (100, 1_000, 5_000)}
        measured = ground.interleaved(cases, rounds)
        rebuilt = ours.rebuild_all()
        found = ground.machine(server, ("eventsourcing", "psycopg"))
        ours.journal.close()
        theirs.library.application.close()
    told = (
        f"{found} Medians of {rounds} interleaved rounds: {events:,} events in streams of {STREAM}, two rows an event "
        f"(the library ran {theirs.events:,} of them, one transaction each, as it does). "
        f"All {len(runner.ALL)} read models of the product rebuilt beside the live ones, compared, swapped: {rebuilt:,.0f} events a second."
    )
    return f"## The projections\n\n{told}\n\n{ground.table(measured, OURS, LIBRARY)}\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, default=20_000)
    asked = parser.parse_args(arguments)
    text = measure(asked.rounds, asked.events)
    ground.write_section("projections", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
