"""The journal against the eventsourcing library's own PostgreSQL recorder: the same aggregate, the same fields, the same server.

`python -m tests.bench.journal [--rounds N]`
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from api import migrate
from api.databases import Dsn
from domain import household, schema
from domain.journal import Journal, Meta, Write
from tests.bench import ground

OURS, LIBRARY = "this journal", "eventsourcing, defaults"
GRIDS = ("grd-1a4d7f2h5j8k0m3p", "grd-6s9v2x5z8c1b4n7q")
PLAN, DOCUMENT = "pln-7m2p9r4t6v1x8z3b", "润街办〔2024〕18号"
META = Meta(
    actor="chen.jing", role="planner", effective_at=datetime(2024, 6, 1, tzinfo=UTC), policy="runzhou@2014-04-24", correlation="bench"
)
FIRST = schema.load(
    "household.registered", 1, (Path(__file__).parent.parent / "golden" / "events" / "household.registered.v1.json").read_bytes().strip()
)
FEED = 20_000
FED = 10
NOTE = f"""The same aggregate and fields on the same server, the library with its defaults. Every case holds all that a caller waits for:

- append: ours `Journal.append` of a household's first event (of 500 in one command), with its envelope, a receipt, the stated versions
  checked and readers rung; the library's `Application.save` of a new aggregate.
- load: ours `Journal.read` and the household's own fold, as a command does, of a stream whose every event came by a command of its own
  with an envelope of its own; events are rebuilt with names and types checked. The library's `repository.get`, without cache; it keeps no
  envelope and checks no types.
- read the feed: ours `Journal.feed` up to the horizon, envelopes and rebuilt events; the library's `select_notifications` and
  `to_domain_event`; both 1,000 at a time, {FEED:,} events that came {FED} a command."""


class LibraryHousehold(Aggregate):
    """The library's way to write the same thing."""

    def __init__(self, building: str, grid: str, door: str, members: list[str]) -> None:
        self.building, self.grid, self.door, self.members = building, grid, door, members
        self.document = ""

    @event("Reassigned")
    def reassign(self, from_grid: str, to_grid: str, plan: str, document: str) -> None:
        self.grid, self.document = to_grid, document


class Ours:
    def __init__(self, dsn: str) -> None:
        self.journal = Journal(dsn)
        self.known: dict[int, str] = {}

    def new(self, length: int) -> str:
        stream = f"hh-{secrets.token_hex(8)}"
        self.journal.append([Write(stream, 0, self.history(length))], META)
        return stream

    def history(self, length: int) -> list[schema.Event]:
        moves = range(length - 1)
        return [
            FIRST,
            *(household.Reassigned(from_grid=GRIDS[n % 2], to_grid=GRIDS[1 - n % 2], plan=PLAN, document=DOCUMENT) for n in moves),
        ]

    def told(self, length: int) -> str:
        """Its events one by one, each command with a correlation of its own."""
        stream = f"hh-{secrets.token_hex(8)}"
        for n, told in enumerate(self.history(length)):
            self.journal.append([Write(stream, n, [told])], replace(META, correlation=f"bench-{n}"))
        return stream

    def load(self, length: int) -> object:
        if length not in self.known:
            self.known[length] = self.told(length)
        return household.fold([recorded.body for recorded in self.journal.read(self.known[length])])

    def feed(self, limit: int) -> int:
        after = seen = 0
        while seen < limit and (batch := self.journal.feed(after, 1000)):
            seen, after = seen + len(batch), batch[-1].position
        return seen


class Library:
    def __init__(self, dsn: Dsn) -> None:
        given = conninfo_to_dict(dsn)
        self.application = Application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": given["dbname"],
                "POSTGRES_HOST": given["host"],
                "POSTGRES_PORT": given.get("port", "5432"),
                "POSTGRES_USER": given["user"],
                "POSTGRES_PASSWORD": given.get("password", ""),
            }
        )
        self.known: dict[int, object] = {}
        self.sealed = [member.sealed.box for member in FIRST.members]

    def new(self, length: int) -> object:
        one = LibraryHousehold(building=FIRST.building, grid=GRIDS[0], door=FIRST.door.box, members=self.sealed)
        for n in range(length - 1):
            one.reassign(from_grid=GRIDS[n % 2], to_grid=GRIDS[1 - n % 2], plan=PLAN, document=DOCUMENT)
        self.application.save(one)
        return one.id

    def load(self, length: int) -> object:
        if length not in self.known:
            self.known[length] = self.new(length)
        return self.application.repository.get(self.known[length])

    def feed(self, limit: int) -> int:
        after = seen = 0
        recorder, mapper = self.application.recorder, self.application.mapper
        while seen < limit and (batch := recorder.select_notifications(after, 1000, inclusive_of_start=False)):
            for notification in batch:
                mapper.to_domain_event(notification)
            seen, after = seen + len(batch), batch[-1].id
        return seen


Candidate = Ours | Library


def repeated(times: int, work: Callable[[], object]) -> ground.Case:
    def run() -> float:
        return ground.a_second(times, lambda: [work() for _ in range(times)])

    return run


def by_clients(clients: int, each: int, work: Callable[[], object]) -> ground.Case:
    def run() -> float:
        with ThreadPoolExecutor(clients) as pool:
            return ground.a_second(clients * each, lambda: [done.result() for done in [pool.submit(work) for _ in range(clients * each)]])

    return run


def cases(candidate: Candidate) -> dict[str, ground.Case]:
    def batches() -> float:
        return ground.a_second(8 * 500, lambda: [candidate.new(500) for _ in range(8)])

    return {
        "append, 1 client": repeated(300, lambda: candidate.new(1)),
        "append, 8 clients": by_clients(8, 60, lambda: candidate.new(1)),
        "append, 32 clients": by_clients(32, 25, lambda: candidate.new(1)),
        "append, 500 events at once": batches,
        "load 20 events": repeated(300, lambda: candidate.load(20)),
        "load 1,000 events": repeated(15, lambda: candidate.load(1000)),
        "read the feed": lambda: ground.a_second(FEED, lambda: candidate.feed(FEED)),
    }


def measure(rounds: int) -> str:
    with ground.durable_server() as server:
        databases = ground.fresh_databases(server, "ours")
        migrate.create_database(server, "library")
        candidates: dict[str, Candidate] = {LIBRARY: Library(server.with_(dbname="library")), OURS: Ours(databases.app)}
        for candidate in candidates.values():  # enough to read, and everything warm
            for _ in range(FEED // FED):
                candidate.new(FED)
            candidate.load(20), candidate.load(1000)
        works = {who: cases(candidate) for who, candidate in candidates.items()}
        measured = ground.interleaved({case: {who: works[who][case] for who in works} for case in works[OURS]}, rounds)
        found = ground.machine(server, ("eventsourcing", "psycopg"))
        candidates[OURS].journal.close()
        candidates[LIBRARY].application.close()
    return f"## The journal\n\n{found} Medians of {rounds} interleaved rounds.\n\n{ground.table(measured, OURS, LIBRARY)}\n\n{NOTE}\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    text = measure(parser.parse_args(arguments).rounds)
    ground.write_section("journal", text)
    print(f"\n{text}")


if __name__ == "__main__":
    main()
